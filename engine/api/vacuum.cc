#include "engine/api/vacuum.h"

#include "engine/api/scratch_database.h"
#include "engine/api/statement_state.h"
#include "engine/sql/lexer.h"
#include "engine/storage/database_shared.h"

namespace tern::api {
namespace {

using storage::DatabaseFile;

std::unexpected<Error> refuse(std::string message) {
  return fail(ErrorCode::Error, std::move(message));
}

/// A statement of this connection that reads, for as long as it works.
class ReadingStatement {
 public:
  explicit ReadingStatement(ConnectionState& connection) : connection_(connection) {
    connection_.statement_started(false);
  }
  ~ReadingStatement() {
    static_cast<void>(connection_.statement_finished(false, {}, sql::Conflict::Abort));
  }
  ReadingStatement(const ReadingStatement&) = delete;
  ReadingStatement& operator=(const ReadingStatement&) = delete;

 private:
  ConnectionState& connection_;
};

/// Everything behind INTO, in a query of its own, so that it may be any expression.
Result<std::string> file_name(ConnectionState& connection, const sql::VacuumStatement& statement,
                              std::string_view sql, std::span<const record::Value> parameters) {
  const std::string_view text = statement.span.in(sql);
  sql::Lexer lexer(text);
  sql::Token token = lexer.next();
  while (token.kind != sql::TokenKind::Into) token = lexer.next();
  const std::string query = "SELECT " + std::string(text.substr(token.end));
  const auto evaluated = TRY(StatementState::prepare(connection, query, nullptr));
  int number = 0;
  for (const record::Value& value : parameters) TRY(evaluated->bind(++number, value));
  const bool has_row = TRY(evaluated->step());
  const bool is_text = has_row && evaluated->row()[0].is_text();
  if (!is_text) return refuse("non-text filename");
  return std::string(evaluated->row()[0].as_text());
}

Status vacuum_into(ConnectionState& connection, const std::string& path) {
  if (path.empty()) return {};  // a temporary database, gone at once
  const ReadingStatement statement(connection);
  TRY(connection.ensure_reading());
  const ImageTarget form = TRY(form_of_next_vacuum(connection, false));
  return write_copy(connection, path, form);
}

Status build_and_install(ConnectionState& connection, const ImageTarget& target) {
  TRY(connection.schema());
  const auto image = TRY(open_scratch(connection.pager().file()));
  TRY(copy_database(connection, *image, target, RowIds::Renumber));
  TRY(image->pager().begin_read());
  connection.trees().invalidate_cursors();
  Status installed = connection.pager().install(image->pager());
  image->pager().rollback();
  connection.content_replaced();
  return installed;
}

}  // namespace

Result<ImageTarget> form_of_next_vacuum(ConnectionState& connection, bool in_place) {
  storage::Pager& pager = connection.pager();
  ImageTarget form{.page_size = pager.page_size(),
                   .reserved = static_cast<uint8_t>(pager.page_size() - pager.usable_size()),
                   .autovacuum = TRY(pager.autovacuum())};
  const bool is_wal = TRY(pager.journal_mode()) == storage::JournalMode::Wal;
  const bool may_resize = !in_place || (!is_wal && !pager.file().is_in_memory());
  if (may_resize && connection.vacuum_page_size != 0) form.page_size = connection.vacuum_page_size;
  if (connection.vacuum_autovacuum) form.autovacuum = *connection.vacuum_autovacuum;
  return form;
}

Status rebuild(ConnectionState& connection, const ImageTarget& target) {
  if (connection.has_commit_observer()) {
    return not_supported("VACUUM of a database that syncs: its pages are the primary's");
  }
  TRY(connection.ensure_writing());
  connection.statement_started(true);
  Status outcome = build_and_install(connection, target);
  return connection.statement_finished(true, std::move(outcome), sql::Conflict::Abort);
}

Status write_copy(ConnectionState& connection, const std::string& path, const ImageTarget& target) {
  DatabaseFile& main = connection.pager().file();
  auto file =
      TRY(DatabaseFile::open(main.vfs(), path, {.clock = &main.clock(), .random = &main.random()}));
  if (!file->is_in_memory() && TRY(file->shared().file->size()) > 0) {
    return refuse("output file already exists");
  }
  const std::string full_path = file->path();
  auto copy = TRY(open_for_building(file, target.options));
  // The copy of an encrypted database has the same key, unless another one is given.
  const storage::Protection& protection = connection.pager().wanted_protection();
  if (protection.key && target.options.hexkey.empty()) {
    TRY(copy->pager().set_protection(protection));
  }
  Status outcome = copy_database(connection, *copy, target, RowIds::Keep);
  const bool syncs = connection.pager().synchronous() != storage::Synchronous::Off;
  if (outcome && syncs && !file->is_in_memory()) {
    outcome = file->shared().file->sync(io::SyncMode::Full);
  }
  copy.reset();
  file.reset();
  if (outcome || full_path.empty()) return outcome;
  static_cast<void>(main.vfs().remove(full_path));
  return outcome;
}

Status run_vacuum(ConnectionState& connection, const sql::VacuumStatement& statement,
                  std::string_view sql, std::span<const record::Value> parameters) {
  const sql::Name& schema = statement.schema;
  if (schema && catalog::same_name(schema.text, "temp")) return {};
  if (schema && !catalog::same_name(schema.text, "main")) {
    return std::unexpected(
        Error(ErrorCode::Error, "unknown database " + schema.text).at(schema.offset));
  }
  if (!connection.autocommit()) return refuse("cannot VACUUM from within a transaction");
  if (connection.running_count() > 0) {
    return refuse("cannot VACUUM - SQL statements in progress");
  }
  if (statement.into) {
    const std::string path = TRY(file_name(connection, statement, sql, parameters));
    return vacuum_into(connection, path);
  }
  TRY(connection.ensure_reading());
  const Result<ImageTarget> form = form_of_next_vacuum(connection, true);
  connection.pager().rollback();
  if (!form) return std::unexpected(form.error());
  return rebuild(connection, *form);
}

}  // namespace tern::api
