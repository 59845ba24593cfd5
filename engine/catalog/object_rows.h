#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/names.h"

namespace tern::catalog {

/// A row of sqlite_schema. What is not as its column should be counts as "" or 0.
struct ObjectRow {
  std::string type;
  std::string name;
  std::string table;
  int64_t root = 0;
  std::string sql;

  bool operator==(const ObjectRow&) const = default;
};

/// The rows of sqlite_schema at one time, by the table or view that they belong to.
class ObjectRows {
 public:
  ObjectRows() = default;
  explicit ObjectRows(std::vector<ObjectRow> rows);

  const std::vector<ObjectRow>& in_order() const { return rows_; }
  /// Those that belong to `table`, in order.
  std::vector<const ObjectRow*> of_table(std::string_view table) const;

 private:
  std::vector<ObjectRow> rows_;
  NameMap<std::vector<uint32_t>> by_table_;  // places in `rows_`
};

}  // namespace tern::catalog
