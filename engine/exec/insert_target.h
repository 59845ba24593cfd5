#pragma once

#include <optional>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/sql/ast.h"

namespace tern::exec {

/// Which values of an INSERT's source go to which columns.
class InsertTarget {
 public:
  /// Errors: table t has no column named x.
  static Result<InsertTarget> bind(const catalog::Table& table,
                                   const std::vector<sql::Name>& names);
  /// Errors: as SQLite words a wrong number of values.
  Status check_width(size_t values) const;

  /// For each table column the place of its value, or -1: the default.
  const std::vector<int32_t>& places() const { return places_; }
  /// The place of an explicit rowid (of a table without an alias), or -1.
  int32_t rowid_place() const { return rowid_place_; }

 private:
  const catalog::Table* table_ = nullptr;
  std::vector<int32_t> places_;
  int32_t rowid_place_ = -1;
  size_t listed_ = 0;    // 0: no list of columns
  size_t settable_ = 0;  // columns that take a value where there is no list
};

}  // namespace tern::exec
