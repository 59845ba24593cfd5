#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/streams/errors.h"
#include "sync/primary/revision_snapshot.h"

namespace tern::daemon::turso {

/// How much of a query is run to find the pages that it touches.
struct QueryBounds {
  std::chrono::milliseconds time_max{5'000};
  uint32_t pages_max = 65'536;
};

/// The pages that running the statements of `sql` reads, by page id (from 0): those of the schema,
/// the first page always among them, and of tables and indexes as far as they are searched. Only
/// statements that give rows and write nothing are run, and none that the network may not say
/// (streams/network_rules.h); their rows are dropped. At a bound, or where `cancelled`, the pages
/// so far: who reads further asks for further pages. Errors: of the statements; SQLITE_AUTH;
/// SQLITE_BUSY_SNAPSHOT where the snapshot was given up.
streams::Outcome<std::vector<bool>> touched_pages(sync::primary::RevisionSnapshot& snapshot,
                                                  std::string_view sql, const QueryBounds& bounds,
                                                  const std::atomic<bool>& cancelled);

}  // namespace tern::daemon::turso
