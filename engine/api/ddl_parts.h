#pragma once

#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/ast.h"

namespace tern::api {

/// A DDL statement under execution.
struct DdlCall {
  ConnectionState& connection;
  txn::Database& database;                          // that is changed
  std::shared_ptr<const catalog::Schema> schema;    // its, as it was before
  std::shared_ptr<const catalog::Catalog> catalog;  // of all databases, as it was before
  std::string_view sql;
  bind::Access access = {};  // what of it the authorizer wants ignored

  txn::Transaction& transaction() const { return connection.transaction(); }
  /// Does a name with this schema, or none, mean something in `database`?
  bool is_here(const sql::Name& named) const {
    return !named || connection.find_database(named.text) == &database;
  }
};

Status create_table(const DdlCall& call, const sql::CreateTableStatement& statement);
Status create_virtual_table(const DdlCall& call, const sql::CreateVirtualTableStatement& statement);
Status create_index(const DdlCall& call, const sql::CreateIndexStatement& statement);
Status create_view(const DdlCall& call, const sql::CreateViewStatement& statement);
Status create_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement);
Status analyze(const DdlCall& call, const sql::AnalyzeStatement& statement);
/// What `name` behind REINDEX means in `schema`.
Result<std::vector<const catalog::Index*>> indexes_to_rebuild(const catalog::Schema& schema,
                                                              const sql::QualifiedName& name);
Status reindex(const DdlCall& call, const sql::ReindexStatement& statement);
Status drop_object(const DdlCall& call, const sql::DropStatement& statement);
Status add_column(const DdlCall& call, const sql::AlterTableStatement& statement);
Status drop_column(const DdlCall& call, const sql::AlterTableStatement& statement);
Status rename_table(const DdlCall& call, const sql::AlterTableStatement& statement);
Status rename_column(const DdlCall& call, const sql::AlterTableStatement& statement);

/// Removes what ANALYZE wrote about a table, or if `index` is not empty about that index alone.
Status forget_statistics(const DdlCall& call, std::string_view table, std::string_view index);

/// The table that an ALTER names. Errors: it is a view; no such table; system tables.
Result<const catalog::Table*> table_to_alter(const DdlCall& call,
                                             const sql::AlterTableStatement& statement);

// What can be told before it is begun. Errors: what is wrong.
Status check_create_table(const DdlCall& call, const sql::CreateTableStatement& statement);
Status check_create_index(const DdlCall& call, const sql::CreateIndexStatement& statement);
Status check_create_view(const DdlCall& call, const sql::CreateViewStatement& statement);
Status check_create_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement);
Status check_drop(const DdlCall& call, const sql::DropStatement& statement);
Status check_add_column(const DdlCall& call, const sql::AlterTableStatement& statement);
Status check_drop_column(const DdlCall& call, const sql::AlterTableStatement& statement);

/// An Error with SQLite's code 1.
std::unexpected<Error> refuse(std::string message);
/// The same with the place of `name` in the statement.
std::unexpected<Error> refuse_at(const sql::Name& name, std::string message);
// Is there something to make, or to drop? False: IF [NOT] EXISTS says not. Errors: the name is
// taken or reserved; there is nothing of that name; what it is for, or of, is not of that sort.
Result<bool> is_free_for_table(const DdlCall& call, const sql::CreateStatement& statement);
Result<bool> is_free_for_index(const DdlCall& call, const sql::CreateIndexStatement& statement);
Result<bool> is_free_for_view(const DdlCall& call, const sql::CreateViewStatement& statement);
Result<bool> is_free_for_trigger(const DdlCall& call, const sql::CreateTriggerStatement& statement);
Result<bool> is_there_to_drop(const DdlCall& call, const sql::DropStatement& statement);
/// Is `name` that of a table in `schema` that only a module of virtual tables may make or change,
/// as the connection is defensive?
bool is_guarded_shadow(ConnectionState& connection, const catalog::Schema& schema,
                       std::string_view name);
/// Names of the form sqlite_... are kept for the system, where it does not let its schemas be
/// written. Changes of such tables are captured nowhere: in a database that syncs there are none.
Status check_object_name(ConnectionState& connection, const catalog::Schema& schema,
                         std::string_view name);
/// `name` as it is written in the statement, quotes included.
std::string as_written(std::string_view sql, const sql::Name& name);
/// "name" or "schema.name", for messages.
std::string display_name(const sql::QualifiedName& name);
/// `name` in double quotes, for the texts in sqlite_schema.
std::string quoted(std::string_view name);

}  // namespace tern::api
