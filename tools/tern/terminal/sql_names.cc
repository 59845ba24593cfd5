#include "tools/tern/terminal/sql_names.h"

#include "engine/sql/lexer.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

Status append_names(Connection& db, std::string_view sql, std::string_view argument,
                    std::vector<std::string>& names) {
  Statement statement = TRY(db.prepare(sql));
  if (statement.parameter_count() > 0) TRY(statement.bind(1, argument));
  while (TRY(statement.step())) names.push_back(shown_text(statement.column(0)));
  return ok();
}

/// A name without the quotes around it.
std::string unquoted(std::string_view name) {
  if (name.size() < 2 || std::string_view("\"'`[").find(name.front()) == std::string_view::npos)
    return std::string(name);
  std::string bare;
  for (size_t i = 1; i + 1 < name.size(); ++i) {
    bare += name[i];
    if (name[i] == name.back() && name[i + 1] == name.back()) ++i;
  }
  return bare;
}

struct NameToken {
  std::string name;  // in lower case; empty: not a name
  sql::TokenKind kind;
};

std::vector<NameToken> tokens_of(std::string_view statement) {
  std::vector<NameToken> tokens;
  sql::Lexer lexer(statement);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    NameToken named{"", token.kind};
    if (token.kind != sql::TokenKind::String && sql::name_class(token.kind) != sql::kNamesNothing)
      named.name = lower_case(unquoted(statement.substr(token.begin, token.end - token.begin)));
    tokens.push_back(std::move(named));
  }
  return tokens;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::vector<std::string> names_of(Connection& db, std::string_view sql, std::string_view argument) {
  std::vector<std::string> names;
  if (!append_names(db, sql, argument, names)) return {};
  return names;
}

std::vector<std::string> table_names(Connection& db) {
  return names_of(db, "SELECT name FROM pragma_table_list WHERE type<>'shadow'");
}

std::vector<std::string> column_names(Connection& db, std::string_view table) {
  return names_of(db, "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden<>1", table);
}

std::vector<std::string> function_names(Connection& db) {
  return names_of(db,
                  "SELECT DISTINCT name||'(' FROM pragma_function_list "
                  "WHERE name GLOB '[a-z]*' COLLATE NOCASE");
}

std::vector<std::string> pragma_names(Connection& db) {
  return names_of(db, "SELECT name FROM pragma_pragma_list");
}

std::vector<std::string> names_of_databases(Connection& db) {
  return names_of(db, "SELECT name FROM pragma_database_list");
}

std::map<std::string, std::string> tables_in(std::string_view statement,
                                             const std::vector<std::string>& tables) {
  std::map<std::string, std::string> by_name;
  for (const std::string& table : tables) by_name.emplace(lower_case(table), table);
  std::map<std::string, std::string> found;
  const std::vector<NameToken> tokens = tokens_of(statement);
  for (size_t i = 0; i < tokens.size(); ++i) {
    const auto table = by_name.find(tokens[i].name);
    if (tokens[i].name.empty() || table == by_name.end()) continue;
    found.emplace(table->first, table->second);
    size_t next = i + 1;
    if (next < tokens.size() && tokens[next].kind == sql::TokenKind::As) ++next;
    // Words such as WHERE name nothing; those that may, as LEFT, stay harmless aliases.
    if (next < tokens.size() && !tokens[next].name.empty())
      found.emplace(tokens[next].name, table->second);
  }
  return found;
}

}  // namespace tern::shell
