#include "tools/tern/terminal/word_completion.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "engine/sql/lexer.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"
#include "tools/tern/output_settings.h"
#include "tools/tern/shell.h"
#include "tools/tern/terminal/sql_names.h"

namespace tern::shell {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view kKeywordTexts[] = {
#define TERN_KEYWORD(name, text, ...) text,
#include "engine/sql/keywords.def"
#undef TERN_KEYWORD
};

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || c == '$' || byte >= 0x80;
}

std::string_view last_word(std::string_view text) {
  size_t begin = text.size();
  while (begin > 0 && is_word_byte(text[begin - 1])) --begin;
  return text.substr(begin);
}

bool starts_as(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         lower_case(text.substr(0, prefix.size())) == lower_case(prefix);
}

/// Gathers the candidates that begin with what was typed.
class Candidates {
 public:
  explicit Candidates(std::string_view typed) : typed_(typed) {}

  void add(std::string_view candidate) {
    if (starts_as(candidate, typed_)) found_.emplace_back(candidate);
  }
  void add_all(const Names& names) {
    for (const std::string& name : names) add(name);
  }
  /// Names as SQL takes them: quoted where they have to be.
  void add_names(const Names& names) {
    for (const std::string& name : names) {
      std::string text;
      append_name(text, name);
      if (starts_as(name, typed_)) found_.push_back(std::move(text));
    }
  }
  /// Keywords come in the case that the user writes.
  void add_keywords() {
    const bool lower = std::ranges::any_of(typed_, [](char c) { return c >= 'a' && c <= 'z'; });
    for (const std::string_view keyword : kKeywordTexts)
      add(lower ? lower_case(keyword) : std::string(keyword));
  }
  Completion completion() && {
    std::ranges::sort(found_);
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    Completion completion{typed_.size(), std::move(found_)};
    if (completion.candidates.size() == 1 && completion.candidates[0].ends_with('('))
      completion.suffix = "";
    return completion;
  }

 private:
  std::string_view typed_;
  Names found_;
};

Completion complete_file(std::string_view typed) {
  const size_t slash = typed.rfind('/');
  const std::string folder(slash == std::string_view::npos ? "" : typed.substr(0, slash + 1));
  const std::string_view start = typed.substr(folder.size());
  Completion completion{start.size(), {}};
  std::error_code error;
  std::filesystem::directory_iterator entries(folder.empty() ? "." : folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    std::string name = entries->path().filename().string();
    if (!name.starts_with(start) || (start.empty() && name.starts_with('.'))) continue;
    std::error_code unknown;
    if (entries->is_directory(unknown)) name += '/';
    completion.candidates.push_back(std::move(name));
  }
  std::ranges::sort(completion.candidates);
  if (completion.candidates.size() == 1 && completion.candidates[0].ends_with('/'))
    completion.suffix = "";
  return completion;
}

enum class Takes { Nothing, Files, Tables, Modes, OnOff };

/// What the arguments of a dot-command are, by its name without the dot.
Takes arguments_of(std::string_view command, size_t argument) {
  constexpr std::string_view kFiles[] = {"read", "open",   "output",  "once",    "cd",
                                         "load", "save",   "restore", "backup",  "clone",
                                         "log",  "import", "ar",      "archive", "sha3sum"};
  constexpr std::string_view kTables[] = {"tables", "schema", "dump", "indexes", "indices"};
  constexpr std::string_view kOnOffCommands[] = {"bail",   "echo",  "headers", "timer", "changes",
                                                 "colors", "stats", "eqp",     "binary"};
  if (command == "import" && argument > 1) return Takes::Tables;
  if (std::ranges::find(kFiles, command) != std::end(kFiles)) return Takes::Files;
  if (std::ranges::find(kTables, command) != std::end(kTables)) return Takes::Tables;
  if (std::ranges::find(kOnOffCommands, command) != std::end(kOnOffCommands)) return Takes::OnOff;
  return command == "mode" ? Takes::Modes : Takes::Nothing;
}

Completion complete_dot_command(Shell& shell, std::string_view line) {
  const size_t blank = line.find_last_of(" \t");
  if (blank == std::string_view::npos) {
    Candidates candidates(line);
    for (const DotCommand& command : dot_commands())
      if (!command.usage.empty()) candidates.add("." + std::string(command.name));
    return std::move(candidates).completion();
  }
  const std::string_view command = line.substr(1, line.find_first_of(" \t") - 1);
  const std::string_view typed = line.substr(blank + 1);
  size_t argument = 0;
  for (size_t i = 1; i < line.size(); ++i)
    argument += (line[i - 1] == ' ' || line[i - 1] == '\t') && line[i] != ' ' && line[i] != '-';
  if (typed.empty()) ++argument;
  Candidates candidates(typed);
  switch (arguments_of(command, argument)) {
    case Takes::Files:
      return complete_file(typed);
    case Takes::Tables:
      if (const auto db = shell.try_connection()) candidates.add_all(table_names(**db));
      break;
    case Takes::Modes:
      candidates.add_all(mode_names());
      break;
    case Takes::OnOff:
      candidates.add_all({"on", "off"});
      break;
    case Takes::Nothing:
      break;
  }
  return std::move(candidates).completion();
}

/// What stands before the word: the last token, and whether it is open (a string without an end).
struct Before {
  sql::TokenKind last = sql::TokenKind::End;
  bool is_open = false;
};

Before token_before(std::string_view text) {
  Before before;
  sql::Lexer lexer(text);
  size_t at = 0;
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    before.last = token.kind;
    before.is_open = token.kind == sql::TokenKind::Illegal &&
                     std::string_view("'\"`[").find(text[token.begin]) != std::string_view::npos;
    at = std::max<size_t>(token.end, token.begin + 1);
  }
  // A comment that is not over: nothing in it is completed.
  const std::string_view rest = text.substr(std::min(at, text.size()));
  const size_t dashes = rest.rfind("--");
  if (dashes != std::string_view::npos && rest.find('\n', dashes) == std::string_view::npos)
    before.is_open = true;
  return before;
}

bool wants_table(sql::TokenKind before) {
  constexpr std::array kBefore = {sql::TokenKind::From,  sql::TokenKind::Join,
                                  sql::TokenKind::Into,  sql::TokenKind::Update,
                                  sql::TokenKind::Table, sql::TokenKind::View};
  return std::ranges::find(kBefore, before) != kBefore.end();
}

/// Behind "name.": columns of a table or alias, tables of a database.
void add_members(Connection& db, std::string_view text, std::string_view statement,
                 Candidates& candidates) {
  const std::string owner = lower_case(last_word(text.substr(0, text.size() - 1)));
  const auto tables = tables_in(statement, table_names(db));
  if (const auto table = tables.find(owner); table != tables.end())
    candidates.add_names(column_names(db, table->second));
  candidates.add_names(
      names_of(db, "SELECT name FROM pragma_table_list WHERE schema=?1 COLLATE NOCASE", owner));
}

}  // namespace

Completion complete_word(Shell& shell, std::string_view statement, std::string_view before,
                         std::string_view behind) {
  if (statement.empty() && before.starts_with('.')) return complete_dot_command(shell, before);
  const std::string_view typed = last_word(before);
  std::string text(statement);
  text += before.substr(0, before.size() - typed.size());
  const std::string whole = text + std::string(typed) + std::string(behind);
  const Before last = token_before(text);
  Candidates candidates(typed);
  const auto opened = shell.try_connection();
  if (last.is_open) return {};
  if (!opened) {
    if (!typed.empty()) candidates.add_keywords();
    return std::move(candidates).completion();
  }
  Connection& db = **opened;
  if (text.ends_with('.')) {
    add_members(db, text, whole, candidates);
  } else if (last.last == sql::TokenKind::Pragma) {
    candidates.add_all(pragma_names(db));
  } else if (wants_table(last.last)) {
    candidates.add_names(table_names(db));
    if (!typed.empty()) candidates.add_names(names_of_databases(db));
  } else {
    for (const auto& [name, table] : tables_in(whole, table_names(db)))
      candidates.add_names(column_names(db, table));
    if (!typed.empty()) {
      candidates.add_keywords();
      candidates.add_names(table_names(db));
      candidates.add_names(names_of_databases(db));
      candidates.add_all(function_names(db));
    }
  }
  return std::move(candidates).completion();
}

}  // namespace tern::shell
