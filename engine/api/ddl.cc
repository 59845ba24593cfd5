#include "engine/api/ddl.h"

#include <utility>

#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"
#include "engine/api/ddl_target.h"
#include "engine/sql/lexer.h"

namespace tern::api {

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::Error, std::move(message));
}

std::unexpected<Error> refuse_at(const sql::Name& name, std::string message) {
  return std::unexpected(Error(ErrorCode::Error, std::move(message)).at(name.offset));
}

bool is_guarded_shadow(ConnectionState& connection, const catalog::Schema& schema,
                       std::string_view name) {
  return connection.transaction().restrictions.is_defensive &&
         connection.virtual_tables().guards_shadow(schema, name);
}

Status check_object_name(ConnectionState& connection, const catalog::Schema& schema,
                         std::string_view name) {
  constexpr std::string_view kReserved = "sqlite_";
  const bool is_reserved = catalog::same_name(name.substr(0, kReserved.size()), kReserved);
  if (!is_reserved && !is_guarded_shadow(connection, schema, name)) return {};
  const bool is_captured =
      connection.has_commit_observer() && schema.database == connection.main().name();
  if (connection.transaction().may_write_schema() && !is_captured) return {};
  return refuse("object name reserved for internal use: " + std::string(name));
}

std::string as_written(std::string_view sql, const sql::Name& name) {
  const sql::Token token = sql::Lexer(sql.substr(name.offset)).next();
  return std::string(sql.substr(name.offset, token.end));
}

std::string display_name(const sql::QualifiedName& name) {
  return name.schema ? name.schema.text + "." + name.name.text : name.name.text;
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  return out + "\"";
}

namespace {

Status run(const DdlCall& call, const sql::Statement& statement) {
  if (const auto* table = statement.as_if<sql::CreateTableStatement>()) {
    return create_table(call, *table);
  }
  if (const auto* table = statement.as_if<sql::CreateVirtualTableStatement>()) {
    return create_virtual_table(call, *table);
  }
  if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
    return create_index(call, *index);
  }
  if (const auto* view = statement.as_if<sql::CreateViewStatement>()) {
    return create_view(call, *view);
  }
  if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
    return create_trigger(call, *trigger);
  }
  if (const auto* drop = statement.as_if<sql::DropStatement>()) return drop_object(call, *drop);
  if (const auto* command = statement.as_if<sql::AnalyzeStatement>()) {
    return analyze(call, *command);
  }
  if (const auto* command = statement.as_if<sql::ReindexStatement>()) {
    return reindex(call, *command);
  }
  if (const auto* alter = statement.as_if<sql::AlterTableStatement>()) {
    switch (alter->alter) {
      case sql::AlterKind::AddColumn:
        return add_column(call, *alter);
      case sql::AlterKind::DropColumn:
        return drop_column(call, *alter);
      case sql::AlterKind::RenameTable:
        return rename_table(call, *alter);
      case sql::AlterKind::RenameColumn:
        return rename_column(call, *alter);
    }
  }
  return fail(ErrorCode::Internal, "not a DDL statement");
}

/// Null: it is none.
const sql::CreateStatement* create_of(const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::CreateTable:
    case sql::StatementKind::CreateVirtualTable:
    case sql::StatementKind::CreateIndex:
    case sql::StatementKind::CreateView:
    case sql::StatementKind::CreateTrigger:
      return static_cast<const sql::CreateStatement*>(&statement);
    default:
      return nullptr;
  }
}

Result<bool> finds_work(const DdlCall& call, const sql::Statement& statement) {
  if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
    return is_free_for_index(call, *index);
  }
  if (const auto* view = statement.as_if<sql::CreateViewStatement>()) {
    return is_free_for_view(call, *view);
  }
  if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
    return is_free_for_trigger(call, *trigger);
  }
  if (const auto* drop = statement.as_if<sql::DropStatement>()) {
    return is_there_to_drop(call, *drop);
  }
  const sql::CreateStatement* table = create_of(statement);
  return table ? is_free_for_table(call, *table) : true;
}

Status check_alter(const DdlCall& call, const sql::AlterTableStatement& statement) {
  switch (statement.alter) {
    case sql::AlterKind::AddColumn:
      return check_add_column(call, statement);
    case sql::AlterKind::DropColumn:
      return check_drop_column(call, statement);
    case sql::AlterKind::RenameTable:
    case sql::AlterKind::RenameColumn:
      break;
  }
  (void)TRY(table_to_alter(call, statement));
  return ok();
}

Status check(const DdlCall& call, const sql::Statement& statement) {
  if (const auto* table = statement.as_if<sql::CreateTableStatement>()) {
    return check_create_table(call, *table);
  }
  if (const auto* index = statement.as_if<sql::CreateIndexStatement>()) {
    return check_create_index(call, *index);
  }
  if (const auto* view = statement.as_if<sql::CreateViewStatement>()) {
    return check_create_view(call, *view);
  }
  if (const auto* trigger = statement.as_if<sql::CreateTriggerStatement>()) {
    return check_create_trigger(call, *trigger);
  }
  if (const auto* drop = statement.as_if<sql::DropStatement>()) return check_drop(call, *drop);
  if (const auto* alter = statement.as_if<sql::AlterTableStatement>()) {
    return check_alter(call, *alter);
  }
  if (const auto* rebuilt = statement.as_if<sql::ReindexStatement>()) {
    (void)TRY(indexes_to_rebuild(*call.schema, rebuilt->name));
  }
  (void)TRY(finds_work(call, statement));
  return ok();
}

std::string refusal_of_view(const sql::AlterTableStatement& statement) {
  const std::string& name = statement.table.name.text;
  switch (statement.alter) {
    case sql::AlterKind::AddColumn:
      return "Cannot add a column to a view";
    case sql::AlterKind::DropColumn:
      return "cannot drop column from view \"" + name + "\"";
    case sql::AlterKind::RenameColumn:
      return "cannot rename columns of view \"" + name + "\"";
    case sql::AlterKind::RenameTable:
      break;
  }
  return "view " + name + " may not be altered";
}

/// Nothing but the name of a virtual table can be altered.
std::string refusal_of_virtual(const sql::AlterTableStatement& statement) {
  const std::string name = " virtual table \"" + statement.table.name.text + "\"";
  switch (statement.alter) {
    case sql::AlterKind::RenameColumn:
      return "cannot rename columns of" + name;
    case sql::AlterKind::DropColumn:
      return "cannot drop column from" + name;
    default:
      return "virtual tables may not be altered";
  }
}

}  // namespace

Status check_ddl(ConnectionState& connection, const sql::Statement& statement,
                 std::string_view sql) {
  const auto known = TRY(connection.catalog());
  const auto databases = TRY(databases_to_change(connection, *known, statement));
  const auto catalog = TRY(connection.catalog());  // with a temporary database that was made now
  for (txn::Database* const database : databases) {
    TRY(check({.connection = connection,
               .database = *database,
               .schema = database->known_schema(),
               .catalog = catalog,
               .sql = sql},
              statement));
  }
  return ok();
}

bool is_conditional(const sql::Statement& statement) {
  if (const auto* drop = statement.as_if<sql::DropStatement>()) return drop->if_exists;
  const sql::CreateStatement* create = create_of(statement);
  return create && create->if_not_exists;
}

Result<bool> has_ddl_work(ConnectionState& connection, txn::Database& database,
                          const sql::Statement& statement, std::string_view sql) {
  const DdlCall call{.connection = connection,
                     .database = database,
                     .schema = TRY(database.schema()),
                     .catalog = TRY(connection.catalog()),
                     .sql = sql};
  return finds_work(call, statement).value_or(true);  // what is wrong is told when it is run
}

Status execute_ddl(ConnectionState& connection, txn::Database& database,
                   const sql::Statement& statement, std::string_view sql,
                   const bind::Access& access) {
  txn::Transaction& transaction = connection.transaction();
  TRY(initialize_header(database, transaction.restrictions.is_legacy_format));
  const DdlCall call{.connection = connection,
                     .database = database,
                     .schema = TRY(database.schema()),
                     .catalog = TRY(connection.catalog()),
                     .sql = sql,
                     .access = access};
  // What DDL does to rows follows from its text: that is all that is captured, of main's.
  txn::ChangesetBuilder* changes = transaction.capture();
  transaction.set_capture(false);
  Status outcome = run(call, statement);
  transaction.set_capture(changes != nullptr);
  TRY(std::move(outcome));
  const bool is_reindex = statement.kind == sql::StatementKind::Reindex;
  if (changes && database.is_main() && (database.known_schema() != call.schema || is_reindex))
    changes->ddl(statement.span.in(sql));
  return {};
}

Result<const catalog::Table*> table_to_alter(const DdlCall& call,
                                             const sql::AlterTableStatement& statement) {
  const bool is_here = call.is_here(statement.table.schema);
  const std::string& name = statement.table.name.text;
  const catalog::Table* table = is_here ? call.schema->find_table(name) : nullptr;
  if (!table && is_here && call.schema->find_view(name)) return refuse(refusal_of_view(statement));
  if (!table && TRY(call.connection.virtual_tables().find(name))) {
    const bool adds = statement.alter == sql::AlterKind::AddColumn;
    return refuse(adds ? refusal_of_virtual(statement) : "table " + name + " may not be altered");
  }
  if (!table) return refuse("no such table: " + display_name(statement.table));
  if (table->is_system || is_guarded_shadow(call.connection, *call.schema, table->name)) {
    return refuse("table " + name + " may not be altered");
  }
  if (!table->is_virtual) return table;
  if (statement.alter != sql::AlterKind::RenameTable) return refuse(refusal_of_virtual(statement));
  (void)TRY(call.connection.virtual_tables().connect(*table));
  return table;
}

}  // namespace tern::api
