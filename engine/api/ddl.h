#pragma once

#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// What the schemas, as they are known, say against the statement: told when it is prepared. More
/// may be found when it is executed, which looks at all of this again. Errors: of that; of reading
/// them.
Status check_ddl(ConnectionState& connection, const sql::Statement& statement,
                 std::string_view sql);

/// Executes CREATE, DROP, ALTER, ANALYZE or REINDEX in `database`. `sql` is the text that
/// `statement` was parsed from, `access` what the authorizer wants ignored.
/// Requires: `database` is being written; the caller rolls back to its savepoint on an error.
Status execute_ddl(ConnectionState& connection, txn::Database& database,
                   const sql::Statement& statement, std::string_view sql,
                   const bind::Access& access);

/// Does it say IF EXISTS or IF NOT EXISTS?
bool is_conditional(const sql::Statement& statement);
/// Is there something to do for it in `database`? false: IF [NOT] EXISTS says not.
/// Requires: `database` is being read. Errors: of reading the schema.
Result<bool> has_ddl_work(ConnectionState& connection, txn::Database& database,
                          const sql::Statement& statement, std::string_view sql);

}  // namespace tern::api
