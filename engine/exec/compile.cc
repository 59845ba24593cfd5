#include "engine/exec/dml.h"
#include "engine/exec/measured.h"
#include "engine/exec/program.h"
#include "engine/exec/select_program.h"

namespace tern::exec {

namespace {

Result<std::unique_ptr<Program>> compile_plain(const sql::Statement& statement,
                                               std::string_view sql,
                                               const CompileContext& context) {
  switch (statement.kind) {
    case sql::StatementKind::Select:
      return SelectProgram::compile(statement.as<sql::SelectStatement>().select, sql, context);
    case sql::StatementKind::Insert:
      return compile_insert(statement.as<sql::InsertStatement>(), sql, context);
    case sql::StatementKind::Update:
      return compile_update(statement.as<sql::UpdateStatement>(), sql, context);
    case sql::StatementKind::Delete:
      return compile_delete(statement.as<sql::DeleteStatement>(), sql, context);
    default:
      break;
  }
  return fail(ErrorCode::Misuse, "not a statement that is compiled");
}

}  // namespace

Result<std::unique_ptr<Program>> compile_step(const sql::Statement& statement, std::string_view sql,
                                              const CompileContext& context) {
  std::unique_ptr<Program> out = TRY(compile_plain(statement, sql, context));
  if (!context.profile) return out;
  return measured(std::move(out), *context.profile, context.transaction);
}

Result<std::unique_ptr<Program>> compile(const sql::ParsedStatement& statement,
                                         std::string_view sql, const CompileContext& context) {
  ASSERT(statement.statement != nullptr);
  return compile_step(*statement.statement, sql, context);
}

}  // namespace tern::exec
