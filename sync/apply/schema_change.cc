#include "sync/apply/schema_change.h"

#include "engine/api/connection_state.h"
#include "engine/catalog/schema.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

namespace tern::sync::apply {
namespace {

using model::Conflict;
using Outcome = std::optional<Conflict>;

/// What the present state makes of a DDL statement.
enum class Fit : uint8_t { Run, Unify, Clash };

std::string text_of(const sql::Statement& statement) { return sql::print(statement); }

/// Does the schema's `stored` text define the same as the statement?
bool is_same_definition(const std::string& stored, const sql::Statement& statement) {
  Result<sql::ParsedStatement> parsed = sql::parse_statement(stored);
  if (!parsed || !parsed->statement || parsed->statement->kind != statement.kind) return false;
  // IF NOT EXISTS is not kept in the schema.
  Result<sql::ParsedStatement> wanted = sql::parse_statement(sql::print(statement));
  if (!wanted || !wanted->statement) return false;
  static_cast<sql::CreateStatement&>(*wanted->statement).if_not_exists = false;
  static_cast<sql::CreateStatement&>(*parsed->statement).if_not_exists = false;
  return text_of(*parsed->statement) == text_of(*wanted->statement);
}

/// The stored definition of the object named `name`, nullopt if there is none.
std::optional<std::string> stored_sql(const catalog::Schema& schema, const std::string& name) {
  if (const catalog::Table* table = schema.find_table(name)) return table->sql;
  if (const catalog::Index* index = schema.find_index(name)) return index->sql;
  if (const catalog::View* view = schema.find_view(name)) return view->sql;
  if (const catalog::Trigger* trigger = schema.find_trigger(name)) return trigger->sql;
  return std::nullopt;
}

Fit fit_create(const catalog::Schema& schema, const sql::CreateStatement& create) {
  const std::optional<std::string> stored = stored_sql(schema, create.name.name.text);
  if (!stored) return Fit::Run;
  return is_same_definition(*stored, create) ? Fit::Unify : Fit::Clash;
}

Fit fit_drop(const catalog::Schema& schema, const sql::DropStatement& drop) {
  return stored_sql(schema, drop.name.name.text) ? Fit::Run : Fit::Unify;
}

/// The definition of a column, printed.
std::string column_text(const sql::ColumnDef& def) {
  std::string out = def.type_name;
  for (const sql::ColumnConstraint& constraint : def.constraints) {
    out += " " + std::to_string(static_cast<int>(constraint.kind));
    if (constraint.expr) out += sql::print(*constraint.expr);
    if (constraint.stored) out += " STORED";
    out += constraint.collation.text + constraint.references.parent.text;
  }
  return out;
}

/// Of `column` as it stands in the table's CREATE statement.
std::string column_text(const catalog::Table& table, std::string_view column) {
  const auto* create = table.tree ? table.tree->as_if<sql::CreateTableStatement>() : nullptr;
  if (!create) return "";
  for (const sql::ColumnDef& def : create->columns) {
    if (catalog::same_name(def.name.text, column)) return column_text(def);
  }
  return "";
}

Fit fit_alter(const catalog::Schema& schema, const sql::AlterTableStatement& alter) {
  const catalog::Table* table = schema.find_table(alter.table.name.text);
  switch (alter.alter) {
    case sql::AlterKind::RenameTable:
      if (!table) return schema.find_table(alter.new_name.text) ? Fit::Unify : Fit::Clash;
      return Fit::Run;
    case sql::AlterKind::AddColumn:
      if (!table) return Fit::Clash;
      if (!table->find_column(alter.added.name.text)) return Fit::Run;
      return column_text(*table, alter.added.name.text) == column_text(alter.added) ? Fit::Unify
                                                                                    : Fit::Clash;
    case sql::AlterKind::DropColumn:
      return table && table->find_column(alter.column.text) ? Fit::Run : Fit::Unify;
    case sql::AlterKind::RenameColumn:
      if (!table) return Fit::Clash;
      if (table->find_column(alter.column.text)) return Fit::Run;
      return table->find_column(alter.new_name.text) ? Fit::Unify : Fit::Clash;
  }
  return Fit::Clash;
}

Fit fit(const catalog::Schema& schema, const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::CreateTable:
    case sql::StatementKind::CreateIndex:
    case sql::StatementKind::CreateView:
    case sql::StatementKind::CreateTrigger:
    case sql::StatementKind::CreateVirtualTable:
      return fit_create(schema, static_cast<const sql::CreateStatement&>(statement));
    case sql::StatementKind::Drop:
      return fit_drop(schema, statement.as<sql::DropStatement>());
    case sql::StatementKind::AlterTable:
      return fit_alter(schema, statement.as<sql::AlterTableStatement>());
    default:
      return Fit::Run;
  }
}

/// Names that others renamed meanwhile, put into the statement.
bool rename_in(sql::Statement& statement, const RenameMap& renames, const model::Author& author) {
  auto* alter = statement.as_if<sql::AlterTableStatement>();
  if (!alter) return false;
  const std::string table = alter->table.name.text;
  bool changed = false;
  const std::string table_now = renames.table(table, author);
  if (table_now != table) {
    alter->table.name.text = table_now;
    changed = true;
  }
  if (alter->column.present) {
    const std::string now = renames.column(table, alter->column.text, author);
    changed = changed || now != alter->column.text;
    alter->column.text = now;
  }
  return changed;
}

Conflict clash(std::string_view sql, std::string detail) {
  Conflict out;
  out.kind = model::ConflictClass::Schema;
  out.ours = record::Value::text(sql);
  out.state = model::ConflictState::Open;
  out.detail = std::move(detail);
  return out;
}

}  // namespace

Result<Outcome> apply_ddl(Connection& connection, std::string_view sql, const RenameMap* renames,
                          const model::Author& author) {
  Result<sql::ParsedStatement> parsed = sql::parse_statement(sql);
  if (!parsed || !parsed->statement) return clash(sql, "not a statement");
  // Strangers' text: a second statement would be run unseen, and a zero byte ends it.
  const Result<sql::ParsedStatement> rest = sql::parse_statement(sql.substr(parsed->consumed));
  if (!rest || rest->statement) return clash(sql, "not one statement");
  std::string text(sql.substr(0, parsed->consumed));
  if (renames && rename_in(*parsed->statement, *renames, author))
    text = text_of(*parsed->statement);
  const std::shared_ptr<const catalog::Schema> schema = TRY(connection.state().schema());
  switch (fit(*schema, *parsed->statement)) {
    case Fit::Unify:
      return std::nullopt;
    case Fit::Clash:
      return clash(sql, "the schema was changed otherwise meanwhile");
    case Fit::Run:
      break;
  }
  const Status done = connection.execute(text);
  if (done) return std::nullopt;
  switch (tern::primary(done.error().code())) {
    case ErrorCode::Error:
    case ErrorCode::Constraint:
    case ErrorCode::Mismatch:
      return clash(sql, std::string(done.error().message()));
    default:
      return std::unexpected(done.error());
  }
}

}  // namespace tern::sync::apply
