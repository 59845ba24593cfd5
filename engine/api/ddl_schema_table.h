#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/api/connection_state.h"

namespace tern::api {

/// A row of sqlite_schema.
struct SchemaRow {
  std::string type;
  std::string name;
  std::string table;
  int64_t root = 0;
  std::string sql;  // "" is stored as NULL
};

Status add_schema_row(txn::Database& database, const SchemaRow& row);
/// Removes the rows that `matches`.
Status remove_schema_rows(txn::Database& database,
                          const std::function<bool(const SchemaRow&)>& matches);
/// Lets `change` look at every row; rows for which it returns true are written back.
Status change_schema_rows(txn::Database& database,
                          const std::function<Result<bool>(SchemaRow&)>& change);

/// Gives table `from`'s entry in sqlite_sequence another name; "" removes it.
Status rename_sequence(txn::Database& database, std::string_view from, std::string_view to);

/// Writes the format and encoding of a database that is still empty. `is_legacy`: so that the
/// oldest readers know it; its indexes are all ascending.
Status initialize_header(txn::Database& database, bool is_legacy = false);

}  // namespace tern::api
