// Pragmas that a program's file system answers itself (SQLITE_FCNTL_PRAGMA), or a variable of the
// library.

#include <optional>
#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/files/c_vfs.h"
#include "engine/sqlite3/files/vfs.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/storage/database_shared.h"

namespace tern::abi {
namespace {

bool begins_with_pragma(std::string_view sql) {
  // Most texts begin with the letter of another word.
  const char first_letter = static_cast<char>((sql.empty() ? '\0' : sql[0]) | 0x20);
  if (first_letter >= 'a' && first_letter <= 'z' && first_letter != 'p') return false;
  sql::Lexer lexer(sql);
  const sql::Token first = lexer.next();
  return catalog::same_name(sql.substr(first.begin, first.end - first.begin), "pragma");
}

std::string between_quotes(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    out += c;
    if (c == quote) out += c;
  }
  return out + quote;
}

/// A statement of one row, or none, with one column that is named like its value.
std::string statement_with(const char* text) {
  if (text == nullptr) return "SELECT NULL WHERE 0";
  return "SELECT " + between_quotes(text, '\'') + " AS " + between_quotes(text, '"');
}

CHandle* handle_named_by(sqlite3* db, const sql::Name& schema) {
  txn::Database* const database = find_schema(db, schema ? schema.text.c_str() : nullptr);
  return database != nullptr ? handle_of(database->pager().file().shared().file.get()) : nullptr;
}

std::optional<PragmaAnswer> ask_file_of_pragma(CHandle& file, sql::PragmaStatement& pragma) {
  char* words[] = {nullptr, pragma.name.name.text.data(),
                   pragma.has_value ? pragma.value.data() : nullptr, nullptr};
  const int code = file.control(SQLITE_FCNTL_PRAGMA, static_cast<void*>(words));
  const std::unique_ptr<char, void (*)(void*)> said(words[0], sqlite3_free);
  if (code == SQLITE_NOTFOUND) return std::nullopt;
  PragmaAnswer out;
  out.code = code;
  if (code == SQLITE_OK) {
    out.sql = statement_with(said.get());
  } else if (said) {
    out.message = said.get();
  }
  return out;
}

/// An answer without any: the engine's is asked for, too.
std::optional<PragmaAnswer> set_temp_directory(const std::string& folder) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  int is_writable = 0;
  const int code = folder.empty() || vfs == nullptr
                       ? SQLITE_OK
                       : vfs->xAccess(vfs, folder.c_str(), SQLITE_ACCESS_READWRITE, &is_writable);
  if (!folder.empty() && (code != SQLITE_OK || is_writable == 0)) {
    PragmaAnswer refusal;
    refusal.code = SQLITE_ERROR;
    refusal.message = "not a writable directory";
    return refusal;
  }
  sqlite3_free(sqlite3_temp_directory);
  sqlite3_temp_directory = folder.empty() ? nullptr : allocated_text(folder);
  return std::nullopt;
}

/// What a variable of the library holds.
std::optional<PragmaAnswer> ask_library_of_pragma(const sql::PragmaStatement& pragma) {
  if (!catalog::same_name(pragma.name.name.text, "temp_store_directory")) return std::nullopt;
  if (pragma.has_value) return set_temp_directory(pragma.value);
  PragmaAnswer out;
  out.sql =
      sqlite3_temp_directory != nullptr
          ? "SELECT " + between_quotes(sqlite3_temp_directory, '\'') + " AS temp_store_directory"
          : statement_with(nullptr);
  return out;
}

/// Of the statement's database, if it is in a program's file system.
std::optional<PragmaAnswer> ask_file_named_by(sqlite3* db, sql::PragmaStatement& pragma) {
  CHandle* const file = CVfs::is_used() ? handle_named_by(db, pragma.name.schema) : nullptr;
  return file != nullptr ? ask_file_of_pragma(*file, pragma) : std::nullopt;
}

}  // namespace

std::optional<PragmaAnswer> ask_files_of_pragma(sqlite3* db, std::string_view sql) {
  if (!begins_with_pragma(sql)) return std::nullopt;
  Result<sql::ParsedStatement> parsed = sql::parse_statement(sql);
  if (!parsed || !parsed->statement || parsed->explain != sql::ExplainMode::None) {
    return std::nullopt;
  }
  auto& pragma = static_cast<sql::PragmaStatement&>(*parsed->statement);
  std::optional<PragmaAnswer> answer = ask_file_named_by(db, pragma);
  if (!answer) answer = ask_library_of_pragma(pragma);
  if (answer) answer->consumed = parsed->consumed;
  return answer;
}

}  // namespace tern::abi
