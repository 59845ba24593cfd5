#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tern::catalog {

/// A row of sqlite_schema. What is not as its column should be counts as "" or 0.
struct ObjectRow {
  int64_t rowid = 0;
  std::string type;
  std::string name;
  std::string table;  // or view that it belongs to
  int64_t root = 0;
  std::string sql;
};

/// The rows of sqlite_schema at one time, by rowid. A later version shares those that are still the
/// same, and no others.
using ObjectRows = std::vector<std::shared_ptr<const ObjectRow>>;

}  // namespace tern::catalog
