#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/catalog/names.h"
#include "engine/record/value.h"

// sqlite_stat1(tbl, idx, stat) in changesets. The table has no key of its own: here the first two
// columns are one. A row about a whole table has NULL in `idx`, which no key can have: an empty
// blob stands for it.
// Source: SQLite documentation, "The Session Extension"; the tests compare with its bytes.

namespace tern::session {

inline bool is_statistics(std::string_view table) {
  return catalog::same_name(table, "sqlite_stat1");
}
constexpr std::array<uint8_t, 3> kStatisticsKey{1, 2, 0};
constexpr size_t kStatisticsIndex = 1;  // the column `idx`

/// `idx` as a changeset has it, of what the table has.
inline record::ValueView told_index(record::ValueView stored) {
  return stored.is_null() ? record::ValueView::blob({}) : stored;
}
/// The other way round.
inline record::ValueView stored_index(record::ValueView told) {
  return told.is_blob() && told.as_bytes().empty() ? record::ValueView::null() : told;
}

}  // namespace tern::session
