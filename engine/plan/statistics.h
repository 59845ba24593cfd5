#pragma once

#include <string>
#include <vector>

#include "engine/catalog/schema.h"

namespace tern::plan {

/// What is known about the sizes of tables and indexes: ANALYZE's sqlite_stat1, else fixed guesses.
/// Source: SQLite documentation, "ANALYZE" and "The SQLite Query Optimizer Overview".
class Statistics {
 public:
  /// A row of sqlite_stat1. `index`: empty for a table's own row.
  void add(std::string_view table, std::string_view index, std::string_view stat);

  double table_rows(const catalog::Table& table) const;
  /// Rows that share the first `columns` columns of the key.
  double rows_per_key(const catalog::Index& index, size_t columns) const;

 private:
  catalog::NameMap<double> tables_;
  catalog::NameMap<std::vector<double>> indexes_;
};

}  // namespace tern::plan
