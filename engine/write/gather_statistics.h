#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"

namespace tern::write {

/// A row of sqlite_stat1 for one table.
struct StatisticsRow {
  std::optional<std::string> index;  // nothing: of the table alone
  std::string text;
};

/// What ANALYZE writes about `table`: how many rows share the first 1, 2, ... columns of each
/// index. `only`: of this index alone, or null. `limit`: of each index about so many entries are
/// looked at (PRAGMA analysis_limit); 0: all.
/// Source: SQLite documentation, "The sqlite_stat1 table", "Approximate ANALYZE".
Result<std::vector<StatisticsRow>> gather_statistics(const catalog::Table& table,
                                                     const catalog::Index* only, uint32_t limit);

}  // namespace tern::write
