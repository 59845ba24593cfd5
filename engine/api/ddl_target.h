#pragma once

#include <string_view>
#include <vector>

#include "engine/api/connection_state.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// The databases that a DDL statement changes: one, but for ANALYZE and REINDEX of everything.
/// Names without a schema mean what `catalog` says; the temporary database is made where it is
/// meant. Errors: unknown database x; temporary table name must be unqualified.
Result<std::vector<txn::Database*>> databases_to_change(ConnectionState& connection,
                                                        const catalog::Catalog& catalog,
                                                        const sql::Statement& statement);

/// Errors: Error "unknown database x", with the place of `name`.
Result<txn::Database*> named_database(ConnectionState& connection, const sql::Name& name);

/// What a view or a trigger that is not temporary says names only what its own database has.
/// Errors: Error "view v cannot reference objects in database x".
Status check_references(const sql::CreateStatement& statement, const txn::Database& database);
/// As above, for one name's schema.
Status check_reference(const sql::CreateStatement& statement, const txn::Database& database,
                       const sql::Name& schema);

}  // namespace tern::api
