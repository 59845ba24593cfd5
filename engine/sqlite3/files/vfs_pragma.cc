// Pragmas that a program's file system answers itself (SQLITE_FCNTL_PRAGMA).

#include <optional>
#include <string>
#include <string_view>

#include "engine/api/connection_state.h"
#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/files/c_vfs.h"
#include "engine/sqlite3/files/vfs.h"
#include "engine/storage/database_shared.h"

namespace tern::abi {
namespace {

bool begins_with_pragma(std::string_view sql) {
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

}  // namespace

std::optional<PragmaAnswer> ask_files_of_pragma(sqlite3* db, std::string_view sql) {
  if (!CVfs::is_used() || !begins_with_pragma(sql)) return std::nullopt;
  Result<sql::ParsedStatement> parsed = sql::parse_statement(sql);
  if (!parsed || !parsed->statement || parsed->explain != sql::ExplainMode::None) {
    return std::nullopt;
  }
  auto& pragma = static_cast<sql::PragmaStatement&>(*parsed->statement);
  CHandle* const file = handle_named_by(db, pragma.name.schema);
  if (file == nullptr) return std::nullopt;
  std::optional<PragmaAnswer> answer = ask_file_of_pragma(*file, pragma);
  if (answer) answer->consumed = parsed->consumed;
  return answer;
}

}  // namespace tern::abi
