#pragma once

#include "engine/api/connection_state.h"

namespace tern::api {

/// What a database that is written as a whole looks like from below.
struct ImageTarget {
  uint32_t page_size = 4096;
  uint8_t reserved = 0;  // bytes at the end of each page
  storage::AutoVacuum autovacuum = storage::AutoVacuum::None;
};

enum class RowIds : uint8_t {
  Keep,
  /// Tables without INTEGER PRIMARY KEY and without indexes number their rows from 1.
  Renumber,
};

/// Writes everything that `source` holds into the empty database `target`: compact, every table and
/// index in the order of its keys, roots first. Committed in parts, so that memory is bounded; the
/// schema is named by the last one only.
/// `control` may interrupt it. Requires: `source` reads; nobody else uses `target`. Errors:
/// Corrupt; Interrupt; of the pagers.
Status copy_database(functions::RunControl& control, txn::Database& source, txn::Database& target,
                     const ImageTarget& form, RowIds rowids);

}  // namespace tern::api
