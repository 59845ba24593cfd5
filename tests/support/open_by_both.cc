#include "tests/support/open_by_both.h"

#include <sqlite3.h>

#include <filesystem>
#include <optional>
#include <set>

#include "engine/api/connection_state.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern::test {
namespace {

std::string as_text(int code, std::string_view message) {
  return "error " + std::to_string(code) + ": " + std::string(message) + "\n";
}

std::string as_text(const Error& error) {
  return as_text(static_cast<int>(error.code()), error.message());
}

// What is in the script besides SQL.
std::optional<std::string> run_command(const std::string& file, const std::string& text) {
  constexpr std::string_view kOther = ".other ";
  if (text.starts_with(kOther)) return run_shell(file, text.substr(kOther.size())) + "\n";
  if (text != ".files") return std::nullopt;
  std::set<std::string> names;
  const auto folder = std::filesystem::path(file).parent_path();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.insert(entry.path().filename());
  }
  std::string out;
  for (const std::string& name : names) out += name + " ";
  return out + "\n";
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
    if (const auto done = run_command(pager.path(), text)) {
      out += *done;
      continue;
    }
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
  const std::string file = sqlite3_db_filename(db, "main");
  for (const std::string& text : sql) {
    if (const auto done = run_command(file, text)) {
      out += *done;
      continue;
    }
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
