#include "engine/api/command_questions.h"

#include "engine/api/ddl_target.h"
#include "engine/api/pragma.h"
#include "engine/exec/compile_unit.h"

namespace tern::api {
namespace {

/// A string or a bare name; nothing: it is computed.
AccessRequest::Text constant_text(const sql::Expr& expr) {
  if (const auto* name = expr.as_if<sql::ColumnRef>(); name && !name->table) {
    return name->column.text;
  }
  const auto* literal = expr.as_if<sql::Literal>();
  if (!literal || literal->literal != sql::LiteralKind::Text) return {};
  return literal->text;
}

}  // namespace

exec::CompileContext CommandQuestions::compile_context() const {
  return {.transaction = connection_.transaction(),
          .catalog = catalog_,
          .functions = connection_.functions(),
          .connection = connection_.function_view(),
          .virtual_tables = &connection_.virtual_tables(),
          .access = access_};
}

/// After the first answer that is Ignore the reference asks no more.
Status CommandQuestions::ask(Action action, Text first, Text second, Text database) {
  if (is_ignored_) return ok();
  is_ignored_ = TRY(access_.ask(action, first, second, database)) == Permission::Ignore;
  return ok();
}

Status CommandQuestions::ask(const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::Begin:
    case sql::StatementKind::Commit:
    case sql::StatementKind::Rollback:
    case sql::StatementKind::Savepoint:
    case sql::StatementKind::Release:
      return ask_about_transaction(statement);
    case sql::StatementKind::Pragma:
      return ask_about_pragma(statement.as<sql::PragmaStatement>());
    case sql::StatementKind::Attach:
    case sql::StatementKind::Detach: {
      const auto* attach = statement.as_if<sql::AttachStatement>();
      const sql::Expr& name = attach ? *attach->file : *statement.as<sql::DetachStatement>().schema;
      if (name.kind != sql::ExprKind::ColumnRef) {
        exec::CompileUnit unit(compile_context(), sql_);
        if (auto bound = bind::Binder(unit.bind_context()).bind(name); !bound) {
          return std::unexpected(std::move(bound).error());
        }
      }
      return ask(attach ? Action::Attach : Action::Detach, constant_text(name));
    }
    case sql::StatementKind::Vacuum:  // asks when it runs: that may be an expression's value
      return ok();
    default:
      return ask_about_ddl(statement);
  }
}

Status CommandQuestions::ask_about_transaction(const sql::Statement& statement) {
  switch (statement.kind) {
    case sql::StatementKind::Begin:
      return ask(Action::Transaction, "BEGIN");
    case sql::StatementKind::Commit:
      return ask(Action::Transaction, "COMMIT");
    case sql::StatementKind::Savepoint:
      return ask(Action::Savepoint, "BEGIN", statement.as<sql::SavepointStatement>().name.text);
    case sql::StatementKind::Release:
      return ask(Action::Savepoint, "RELEASE", statement.as<sql::ReleaseStatement>().name.text);
    default:
      break;
  }
  const sql::Name& savepoint = statement.as<sql::RollbackStatement>().savepoint;
  if (!savepoint) return ask(Action::Transaction, "ROLLBACK");
  return ask(Action::Savepoint, "ROLLBACK", savepoint.text);
}

Status CommandQuestions::ask_about_pragma(const sql::PragmaStatement& statement) {
  const sql::Name& schema = statement.name.schema;
  Text database;
  if (schema) {
    const auto named = named_database(connection_, schema);
    if (!named) return ok();  // an error
    database = (*named)->name();
  }
  const Text value = statement.has_value ? Text(statement.value) : Text();
  return ask(Action::Pragma, statement.name.name.text, value, database);
}

}  // namespace tern::api
