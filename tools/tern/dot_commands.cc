#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "engine/api/connection_state.h"
#include "tools/tern/row_writer.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

using Words = std::vector<std::string>;

struct DotCommand {
  const char* name;
  const char* usage;  ///< as .help prints it
  const char* help;
  size_t words_min;  ///< with the command itself
  int (*run)(Shell& shell, const Words& words);
};

bool is_on(const std::string& word) {
  return word == "on" || word == "yes" || word == "true" || word == "1";
}

int report(Shell& shell, const Error& error) {
  shell.print_error("Error: " + std::string(error.message()) + "\n");
  return 1;
}

/// The first column of every row of `sql`, with `pattern` bound where the SQL has a parameter.
Result<Words> texts_of(Shell& shell, std::string_view sql, const std::string& pattern) {
  Connection* db = TRY(shell.connection());
  Statement statement = TRY(db->prepare(sql));
  if (statement.parameter_count() > 0) TRY(statement.bind(1, std::string_view(pattern)));
  Words texts;
  while (TRY(statement.step())) texts.push_back(shown_text(statement.column(0)));
  return texts;
}

/// Names in as many columns as 80 characters have room for, down and then across.
void print_names(Shell& shell, const Words& names) {
  size_t width = 0;
  for (const std::string& name : names) width = std::max(width, name.size());
  const size_t columns = std::max<size_t>(80 / (width + 2), 1);
  const size_t rows = (names.size() + columns - 1) / columns;
  for (size_t row = 0; row < rows; ++row) {
    std::string line;
    for (size_t i = row; i < names.size(); i += rows) {
      if (i >= rows) line += "  ";
      line += names[i] + std::string(width - names[i].size(), ' ');
    }
    shell.print(line + "\n");
  }
}

int print_names_of(Shell& shell, std::string_view sql, const std::string& pattern) {
  const auto names = texts_of(shell, sql, pattern);
  if (!names) return report(shell, names.error());
  print_names(shell, *names);
  return 0;
}

int run_tables(Shell& shell, const Words& words) {
  return print_names_of(shell,
                        "SELECT name FROM sqlite_schema WHERE type IN ('table','view') AND name "
                        "NOT LIKE 'sqlite!_%' ESCAPE '!' AND name LIKE ?1 ORDER BY 1",
                        words.size() > 1 ? words[1] : "%");
}

int run_indexes(Shell& shell, const Words& words) {
  return print_names_of(
      shell, "SELECT name FROM sqlite_schema WHERE type='index' AND tbl_name LIKE ?1 ORDER BY 1",
      words.size() > 1 ? words[1] : "%");
}

/// "/* v(a,b) */" for a view: what its columns are called.
Result<std::string> columns_comment(Connection& db, const std::string& view) {
  std::string sql = "SELECT * FROM \"";
  for (const char c : view) sql += c == '"' ? std::string("\"\"") : std::string(1, c);
  const Statement statement = TRY(db.prepare(sql + "\""));
  std::string comment = "\n/* ";
  append_name(comment, view);
  for (int i = 0; i < statement.column_count(); ++i) {
    comment += i == 0 ? "(" : ",";
    append_name(comment, statement.column_name(i));
  }
  return comment + ") */";
}

Status print_schema(Shell& shell, const std::string& pattern) {
  Connection* db = TRY(shell.connection());
  Statement statement = TRY(db->prepare(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name LIKE ?1 "
      "ORDER BY rowid"));
  TRY(statement.bind(1, std::string_view(pattern)));
  while (TRY(statement.step())) {
    std::string sql = shown_text(statement.column(2));
    constexpr std::string_view kTable = "CREATE TABLE ";
    const bool quoted = sql.starts_with(kTable) && sql.size() > kTable.size() &&
                        (sql[kTable.size()] == '"' || sql[kTable.size()] == '\'');
    if (quoted) sql.insert(kTable.size(), "IF NOT EXISTS ");
    if (statement.column(0).as_text() == "view") {
      // A view whose tables are gone has no columns to tell.
      const auto comment = columns_comment(*db, shown_text(statement.column(1)));
      if (comment) sql += *comment;
    }
    shell.print(sql + ";\n");
  }
  return ok();
}

int run_schema(Shell& shell, const Words& words) {
  std::string pattern = "%";
  for (size_t i = 1; i < words.size(); ++i)
    if (!words[i].starts_with("-")) pattern = words[i];
  const Status printed = print_schema(shell, pattern);
  return printed ? 0 : report(shell, printed.error());
}

int run_databases(Shell& shell, const Words&) {
  const auto opened = shell.connection();
  if (!opened) return report(shell, opened.error());
  for (const auto& database : (*opened)->state().databases()) {
    const storage::Pager& pager = database->pager();
    shell.print(database->name() + ": " + (pager.path().empty() ? "\"\"" : pager.path()) +
                (pager.is_read_only() ? " r/o\n" : " r/w\n"));
  }
  return 0;
}

int run_mode(Shell& shell, const Words& words) {
  if (words.size() < 2) {
    std::string name = mode_names()[static_cast<size_t>(shell.settings.mode)];
    const OutputMode mode = shell.settings.mode;
    if (mode == OutputMode::Column || mode == OutputMode::Box || mode == OutputMode::Table ||
        mode == OutputMode::Markdown)
      name += " --wrap " + std::to_string(shell.settings.wrap) + " --wordwrap off --noquote";
    shell.print("current output mode: " + name + "\n");
    return 0;
  }
  std::string name, table;
  int wrap = 60;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--wrap" && i + 1 < words.size()) {
      wrap = std::atoi(words[++i].c_str());
    } else if (words[i].starts_with("-")) {
      shell.print_error("unknown option: " + words[i] + "\noptions:\n  --wrap N\n");
      return 1;
    } else if (name.empty()) {
      name = words[i];
    } else if (table.empty()) {
      table = words[i];
    } else {
      shell.print_error("extra argument: \"" + words[i] + "\"\n");
      return 1;
    }
  }
  if (!set_mode(shell.settings, name)) {
    std::string all;
    for (const std::string& mode : mode_names()) all += " " + mode;
    shell.print_error("Error: mode should be one of:" + all + "\n");
    return 1;
  }
  shell.settings.wrap = wrap;
  if (!table.empty()) shell.settings.insert_table = table;
  return 0;
}

int run_headers(Shell& shell, const Words& words) {
  shell.settings.headers = is_on(words[1]);
  shell.settings.headers_set = true;
  return 0;
}

int run_separator(Shell& shell, const Words& words) {
  shell.settings.column_separator = words[1];
  if (words.size() > 2) shell.settings.row_separator = words[2];
  return 0;
}

int run_nullvalue(Shell& shell, const Words& words) {
  shell.settings.null_text = words[1];
  return 0;
}

int run_width(Shell& shell, const Words& words) {
  shell.settings.widths.clear();
  for (size_t i = 1; i < words.size(); ++i)
    shell.settings.widths.push_back(std::atoi(words[i].c_str()));
  return 0;
}

int run_output(Shell& shell, const Words& words) {
  const std::string path = words.size() > 1 ? words[1] : "";
  if (shell.set_output(path, words[0].starts_with("once"))) return 0;
  shell.print_error("Error: cannot write to \"" + path + "\"\n");
  return 1;
}

int run_read(Shell& shell, const Words& words) {
  if (const auto status = shell.run_file(words[1])) return *status;
  shell.print_error("Error: cannot open \"" + words[1] + "\"\n");
  return 1;
}

int run_open(Shell& shell, const Words& words) {
  const Status opened = shell.reopen(words.back());
  return opened ? 0 : report(shell, opened.error());
}

int run_print(Shell& shell, const Words& words) {
  std::string line;
  for (size_t i = 1; i < words.size(); ++i) line += (i > 1 ? " " : "") + words[i];
  shell.print(line + "\n");
  return 0;
}

int run_quit(Shell& shell, const Words& words) {
  shell.quit(words.size() > 1 ? std::atoi(words[1].c_str()) : 0);
  return 0;
}

int run_bail(Shell& shell, const Words& words) { return shell.bail = is_on(words[1]), 0; }
int run_echo(Shell& shell, const Words& words) { return shell.echo = is_on(words[1]), 0; }
int run_timer(Shell& shell, const Words& words) { return shell.timer = is_on(words[1]), 0; }
int run_changes(Shell& shell, const Words& words) {
  return shell.shows_changes = is_on(words[1]), 0;
}

int run_explain(Shell& shell, const Words& words) {
  shell.draws_plans = words.size() < 2 || words[1] == "auto" || is_on(words[1]);
  return 0;
}

int run_timeout(Shell& shell, const Words& words) {
  const auto db = shell.connection();
  if (!db) return report(shell, db.error());
  (*db)->set_busy_timeout(static_cast<uint32_t>(std::max(0, std::atoi(words[1].c_str()))));
  return 0;
}

int run_prompt(Shell& shell, const Words& words) {
  shell.prompts.first = words[1];
  if (words.size() > 2) shell.prompts.further = words[2];
  return 0;
}

int run_cd(Shell& shell, const Words& words) {
  if (chdir(words[1].c_str()) == 0) return 0;
  shell.print_error("Cannot change to directory \"" + words[1] + "\"\n");
  return 1;
}

int run_dump(Shell& shell, const Words& words) {
  return dump_database(shell, Words(words.begin() + 1, words.end()));
}

}  // namespace

std::string escaped_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const size_t known = std::string_view("\n\r\t\\\"").find(c);
    const auto byte = static_cast<unsigned char>(c);
    if (known != std::string_view::npos) {
      out += std::string("\\") + "nrt\\\""[known];
    } else if (byte < 0x20 || byte >= 0x7f) {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(byte));
      out += octal;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

namespace {

int run_show(Shell& shell, const Words&) {
  const OutputSettings& settings = shell.settings;
  const auto on_off = [](bool on) { return std::string(on ? "on" : "off"); };
  std::string widths;
  for (const int width : settings.widths) widths += std::to_string(width) + " ";
  shell.print("        echo: " + on_off(shell.echo) +
              "\n     headers: " + on_off(settings.headers) +
              "\n        mode: " + mode_names()[static_cast<size_t>(settings.mode)] +
              "\n   nullvalue: " + escaped_text(settings.null_text) + "\n      output: " +
              shell.output_path() + "\ncolseparator: " + escaped_text(settings.column_separator) +
              "\nrowseparator: " + escaped_text(settings.row_separator) +
              "\n       width: " + widths + "\n    filename: " + shell.path() + "\n");
  return 0;
}

int run_help(Shell& shell, const Words& words);

constexpr DotCommand kCommands[] = {
    {"bail", ".bail on|off", "Stop after hitting an error", 2, &run_bail},
    {"cd", ".cd DIRECTORY", "Change the working directory", 2, &run_cd},
    {"changes", ".changes on|off", "Show the number of rows changed by SQL", 2, &run_changes},
    {"databases", ".databases", "Show the name and file of the database", 1, &run_databases},
    {"dump", ".dump ?OBJECTS?", "Print the database as SQL", 1, &run_dump},
    {"echo", ".echo on|off", "Print commands before they run", 2, &run_echo},
    {"exit", ".exit ?CODE?", "Exit this program", 1, &run_quit},
    {"explain", ".explain auto|off", "Show what EXPLAIN gives as a tree, or as any rows", 1,
     &run_explain},
    {"headers", ".headers on|off", "Turn headers on or off", 2, &run_headers},
    {"help", ".help", "Show this text", 1, &run_help},
    {"import", ".import FILE TABLE", "Import data from FILE into TABLE", 1, &import_file},
    {"indexes", ".indexes ?TABLE?", "Show names of indexes", 1, &run_indexes},
    {"mode", ".mode MODE ?TABLE?", "Set the output mode", 1, &run_mode},
    {"nullvalue", ".nullvalue STRING", "Print STRING in place of NULL", 2, &run_nullvalue},
    {"once", ".once ?FILE?", "Send the next output to FILE", 1, &run_output},
    {"open", ".open FILE", "Close the database and open FILE", 2, &run_open},
    {"output", ".output ?FILE?", "Send output to FILE, or back to the terminal", 1, &run_output},
    {"print", ".print STRING...", "Print STRING", 1, &run_print},
    {"prompt", ".prompt MAIN CONTINUE", "Replace the prompts", 2, &run_prompt},
    {"quit", ".quit", "Exit this program", 1, &run_quit},
    {"read", ".read FILE", "Run the commands in FILE", 2, &run_read},
    {"schema", ".schema ?PATTERN?", "Show the CREATE statements", 1, &run_schema},
    {"separator", ".separator COL ?ROW?", "Change the separators", 2, &run_separator},
    {"show", ".show", "Show the current settings", 1, &run_show},
    {"tables", ".tables ?PATTERN?", "List names of tables and views", 1, &run_tables},
    {"timeout", ".timeout MS", "Wait this long for locks", 2, &run_timeout},
    {"timer", ".timer on|off", "Show how long statements take", 2, &run_timer},
    {"width", ".width NUM1 NUM2 ...", "Set column widths; negative: to the right", 1, &run_width},
};

int run_help(Shell& shell, const Words&) {
  for (const DotCommand& command : kCommands) {
    std::string line = command.usage;
    line.resize(std::max<size_t>(line.size() + 1, 25), ' ');
    shell.print(line + command.help + "\n");
  }
  return 0;
}

}  // namespace

int run_dot_command(Shell& shell, const Words& words) {
  for (const DotCommand& command : kCommands) {
    if (words[0].empty() || !std::string_view(command.name).starts_with(words[0])) continue;
    if (words.size() >= command.words_min) return command.run(shell, words);
    shell.print_error("Usage: " + std::string(command.usage) + "\n");
    return 1;
  }
  shell.print_error("Error: unknown command or invalid arguments:  \"" + words[0] +
                    "\". Enter \".help\" for help\n");
  return 1;
}

}  // namespace tern::shell
