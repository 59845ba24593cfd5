#include <cstring>
#include <new>

#include "engine/base/utf8.h"
#include "engine/sql/lexer.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

using tern::api::StatementState;

namespace tern::abi {
namespace {

/// Empty, with the memory of a former one if there is one.
std::unique_ptr<sqlite3_stmt> take_statement(sqlite3* db) {
  if (sqlite3_stmt* const spare = db->spare_statement.release()) {
    return std::unique_ptr<sqlite3_stmt>(spare);
  }
  return std::make_unique<sqlite3_stmt>();
}

void link_statement(sqlite3* db, sqlite3_stmt& made) {
  made.db = db;
  made.previous = nullptr;
  made.next = db->statements;
  if (made.next) made.next->previous = &made;
  db->statements = &made;
}

/// What a statement that is not made anew by itself has to find unchanged.
void note_schemas(sqlite3_stmt& statement, api::ConnectionState& engine) {
  const auto catalog = engine.catalog();
  if (!catalog) return;
  for (const auto& schema : (*catalog)->schemas()) {
    statement.schema_cookies.push_back(schema->cookie);
  }
}

/// Where the reference stops reading: behind the token that is wrong in its place, but before one
/// that is wrong in itself. Without a place the error is about the text's end.
size_t end_of_reading(std::string_view sql, const Error& error) {
  const auto place = static_cast<size_t>(error.sql_offset());
  sql::Lexer lexer(sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    if (token.kind == sql::TokenKind::Illegal) return token.begin;
    if (error.sql_offset() >= 0 && token.begin >= place) return token.end;
  }
  return sql.size();
}

int refuse(sqlite3* db, std::string_view sql, const Error& error) {
  const std::string_view message = error.message();
  sqlite3_log(static_cast<int>(error.code()), "%.*s in \"%.*s\"", static_cast<int>(message.size()),
              message.data(), static_cast<int>(sql.size()), sql.data());
  // The only thing that is too big in a text is the text.
  return error.is(ErrorCode::TooBig) ? set_result(db, SQLITE_TOOBIG) : set_result(db, error);
}

}  // namespace

int prepare(sqlite3* db, std::string_view sql, unsigned int flags, bool is_legacy,
            sqlite3_stmt** out, size_t* tail) {
  constexpr size_t kUnread = SIZE_MAX;
  size_t consumed = kUnread;
  *out = nullptr;
  return guarded(db, [&] {
    free_retired_tables(db);
    const std::optional<PragmaAnswer> answer = ask_files_of_pragma(db, sql);
    if (answer && answer->code != SQLITE_OK) {
      *tail = answer->consumed;
      return answer->message.empty() ? set_result(db, answer->code)
                                     : set_result(db, answer->code, answer->message);
    }
    const std::string_view text = answer ? answer->sql : sql;
    const Preparing preparing(db->callbacks);
    const bool finds_virtual_tables = (flags & SQLITE_PREPARE_NO_VTAB) == 0;
    const auto attempt = [&] {
      return StatementState::prepare(db->engine(), text, &consumed, finds_virtual_tables);
    };
    Result<std::unique_ptr<StatementState>> state = attempt();
    while (!state && is_worth_another_try(db, state.error())) state = attempt();
    if (!state) {
      *tail = consumed != kUnread ? consumed : end_of_reading(sql, state.error());
      return refuse(db, sql, state.error());
    }
    *tail = answer ? answer->consumed : consumed;
    if ((*state)->is_empty()) return set_result(db, SQLITE_OK);
    std::unique_ptr<sqlite3_stmt> made = take_statement(db);
    made->parameter_count = (*state)->parameter_names().size();
    if (made->bound.size() < made->parameter_count) made->bound.resize(made->parameter_count);
    made->prepare_flags = flags;
    made->is_legacy = is_legacy;
    made->environment_version = db->engine().environment_version();
    if (is_legacy) note_schemas(*made, db->engine());
    made->statement = *std::move(state);
    link_statement(db, *made);
    *out = made.release();
    return set_result(db, SQLITE_OK);
  });
}

int finalize(sqlite3_stmt* statement) {
  sqlite3* const db = statement->db;
  const int code = reset(*statement);
  if (statement->next) statement->next->previous = statement->previous;
  (statement->previous ? statement->previous->next : db->statements) = statement->next;
  statement->db = nullptr;
  StatementState::retire(std::move(statement->statement));
  for (size_t at = 0; at < statement->parameter_count; ++at) {
    rebind(statement->bound[at]);
    statement->bound[at].is_unsent = false;
  }
  std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt*)> owner(
      statement, [](sqlite3_stmt* last) { delete last; });
  if (db->spare_statement) return code;
  for (sqlite3_stmt::Column& column : statement->columns) column.value.forget();
  statement->names.clear();
  statement->schema_cookies.clear();
  statement->wants_sending = false;
  statement->step_count = 0;
  statement->counted_runs = statement->counted_recompiles = statement->counted_steps = 0;
  statement->cleared_work = {};
  db->spare_statement = std::move(owner);
  return code;
}

namespace {

/// sqlite3_prepare() and its kin: `size` in bytes, negative: up to the NUL.
int prepare8(sqlite3* db, const char* sql, int size, unsigned int flags, bool is_legacy,
             sqlite3_stmt** out, const char** tail) {
  *out = nullptr;
  if (!is_usable(db) || !sql) return misuse("sqlite3_prepare");
  const Hold hold(db->mutex);
  const bool is_cut = size >= 0 && (size == 0 || sql[size - 1] != '\0');
  if (is_cut && size > db->engine().limits[Limit::SqlLength]) {
    return set_result(db, SQLITE_TOOBIG, "statement too long");
  }
  const size_t length = size < 0 ? std::strlen(sql) : strnlen(sql, static_cast<size_t>(size));
  size_t end = 0;
  const int code = prepare(db, {sql, length}, flags, is_legacy, out, &end);
  if (tail) *tail = sql + end;
  return code;
}

/// Bytes up to the NUL, at most `size` if that is not negative.
size_t size_of_text16(const char* text, int size) {
  size_t at = 0;
  const size_t end = size < 0 ? SIZE_MAX - 1 : static_cast<size_t>(size);
  while (at + 1 < end && (text[at] || text[at + 1])) at += 2;
  return at;
}

/// The offset into `text16` of what stands at `end` in `text`, its UTF-8.
size_t offset_in_text16(std::string_view text, size_t end, const char* text16, size_t size) {
  const char* at8 = text.data();
  const char* const end8 = at8 + end;
  size_t at16 = 0;
  while (at8 < end8 && at16 < size) {
    skip_code_point(at8, end8);
    const auto high = static_cast<unsigned char>(text16[at16 + 1]);
    const bool is_pair = high >= 0xD8 && high < 0xE0 && at16 + 2 < size;
    at16 += is_pair ? 4 : 2;
  }
  return at16;
}

int prepare16(sqlite3* db, const void* sql, int size, unsigned int flags, bool is_legacy,
              sqlite3_stmt** out, const void** tail) {
  *out = nullptr;
  if (!is_usable(db) || !sql) return misuse("sqlite3_prepare16");
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    const auto* const text16 = static_cast<const char*>(sql);
    const size_t size16 = size_of_text16(text16, size);
    std::string text;
    append_text8(text, {text16, size16}, kNativeUtf16);
    size_t end = 0;
    const int code = prepare(db, text, flags, is_legacy, out, &end);
    if (tail) *tail = text16 + offset_in_text16(text, end, text16, size16);
    return code;
  });
}

constexpr unsigned int kPrepareFlags =
    SQLITE_PREPARE_PERSISTENT | SQLITE_PREPARE_NORMALIZE | SQLITE_PREPARE_NO_VTAB;

}  // namespace
}  // namespace tern::abi

int sqlite3_prepare(sqlite3* db, const char* sql, int size, sqlite3_stmt** out, const char** tail) {
  return tern::abi::prepare8(db, sql, size, 0, true, out, tail);
}

int sqlite3_prepare_v2(sqlite3* db, const char* sql, int size, sqlite3_stmt** out,
                       const char** tail) {
  return tern::abi::prepare8(db, sql, size, 0, false, out, tail);
}

int sqlite3_prepare_v3(sqlite3* db, const char* sql, int size, unsigned int flags,
                       sqlite3_stmt** out, const char** tail) {
  return tern::abi::prepare8(db, sql, size, flags & tern::abi::kPrepareFlags, false, out, tail);
}

int sqlite3_prepare16(sqlite3* db, const void* sql, int size, sqlite3_stmt** out,
                      const void** tail) {
  return tern::abi::prepare16(db, sql, size, 0, true, out, tail);
}

int sqlite3_prepare16_v2(sqlite3* db, const void* sql, int size, sqlite3_stmt** out,
                         const void** tail) {
  return tern::abi::prepare16(db, sql, size, 0, false, out, tail);
}

int sqlite3_prepare16_v3(sqlite3* db, const void* sql, int size, unsigned int flags,
                         sqlite3_stmt** out, const void** tail) {
  return tern::abi::prepare16(db, sql, size, flags & tern::abi::kPrepareFlags, false, out, tail);
}

int sqlite3_finalize(sqlite3_stmt* statement) {
  if (!statement) return SQLITE_OK;
  if (!tern::abi::is_usable(statement)) return tern::abi::misuse("sqlite3_finalize");
  sqlite3* const db = statement->db;
  sqlite3_mutex* const mutex = db->mutex;
  sqlite3_mutex_enter(mutex);
  const int code = tern::abi::finalize(statement);
  if (!tern::abi::free_if_zombie(db)) sqlite3_mutex_leave(mutex);
  return code;
}
