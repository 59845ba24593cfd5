#include "tests/support/open_by_both.h"

#include <sqlite3.h>

#include "engine/api/connection_state.h"
#include "tern/tern.h"

namespace tern::test {
namespace {

std::string as_text(int code, std::string_view message) {
  return "error " + std::to_string(code) + ": " + std::string(message) + "\n";
}

std::string as_text(const Error& error) {
  return as_text(static_cast<int>(error.code()), error.message());
}

std::string facts(std::string_view file, bool read_only) {
  return "'" + std::string(file) + (read_only ? "' r/o\n" : "' r/w\n");
}

}  // namespace

std::string open_by_tern(const std::string& name, const OpenAs& as,
                         const std::vector<std::string>& sql) {
  OpenOptions options;
  options.read_only = as.read_only;
  options.create = as.create;
  options.uri = as.uri;
  Result<Connection> db = Connection::open(name, options);
  if (!db) return as_text(db.error());
  storage::Pager& pager = db->state().pager();
  std::string out = facts(pager.path(), pager.is_read_only());
  for (const std::string& text : sql) {
    Result<Statement> statement = db->prepare(text);
    if (!statement) {
      out += as_text(statement.error());
      continue;
    }
    while (true) {
      const Result<bool> row = statement->step();
      if (!row) out += as_text(row.error());
      if (!row || !*row) break;
      for (int i = 0; i < statement->column_count(); ++i) {
        const ValueView value = statement->column(i);
        if (value.type() == ValueType::Integer) out += std::to_string(value.as_integer());
        if (value.type() == ValueType::Text) out += value.as_text();
        out += i + 1 < statement->column_count() ? "|" : "\n";
      }
    }
  }
  return out;
}

std::string open_by_reference(const std::string& name, const OpenAs& as,
                              const std::vector<std::string>& sql) {
  int flags = as.uri ? SQLITE_OPEN_URI : 0;
  flags |= as.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (as.create && !as.read_only) flags |= SQLITE_OPEN_CREATE;
  sqlite3* db = nullptr;
  std::string out;
  if (sqlite3_open_v2(name.c_str(), &db, flags, nullptr) != SQLITE_OK) {
    out = as_text(sqlite3_extended_errcode(db), sqlite3_errmsg(db));
    sqlite3_close(db);
    return out;
  }
  out = facts(sqlite3_db_filename(db, "main"), sqlite3_db_readonly(db, "main") != 0);
  for (const std::string& text : sql) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, text.c_str(), -1, &statement, nullptr);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* value = sqlite3_column_text(statement, i);
        if (value) out += reinterpret_cast<const char*>(value);
        out += i + 1 < sqlite3_column_count(statement) ? "|" : "\n";
      }
      code = SQLITE_OK;
    }
    if (code != SQLITE_OK && code != SQLITE_DONE) {
      out += as_text(sqlite3_extended_errcode(db), sqlite3_errmsg(db));
    }
    sqlite3_finalize(statement);
  }
  sqlite3_close(db);
  return out;
}

}  // namespace tern::test
