#pragma once

#include <string>
#include <vector>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

struct ColumnShape {
  std::string name;
  std::string collation;
  bool is_generated = false;
  bool is_only_key = false;  // it alone is the primary key: no index helps with it
};

/// A table as far as indexes are concerned.
struct TableShape {
  std::string name;
  std::vector<ColumnShape> columns;

  /// Of the table `name` of main.
  static Result<TableShape> read(Connection& db, const std::string& name);
};

}  // namespace tern::shell
