#pragma once

#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// Executes CREATE, DROP or ALTER. `sql` is the text that `statement` was parsed from.
/// Requires: the connection is writing; the caller rolls back to its savepoint on an error.
Status execute_ddl(ConnectionState& connection, const sql::Statement& statement,
                   std::string_view sql);

}  // namespace tern::api
