// import: rows from a CSV, TSV or JSON file, or the statements of an SQL file.

#include <fstream>
#include <iostream>
#include <sstream>

#include "tools/tern/commands/command.h"
#include "tools/tern/commands/json_text.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/literals.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

std::string extension_of(const std::string& path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  const bool has_one = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  return has_one ? path.substr(dot + 1) : "";
}

Result<std::string> format_of(const CommandArguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  const std::string extension = extension_of(arguments.second_file);
  for (const std::string known : {"csv", "tsv", "json", "sql"})
    if (extension == known) return known;
  if (extension == "ndjson" || extension == "jsonl") return std::string("json");
  return fail(ErrorCode::Misuse, "the name of " + arguments.second_file +
                                     " does not say its format: give --format csv, tsv, json or "
                                     "sql");
}

/// data/people.csv goes to the table people.
std::string table_of(const CommandArguments& arguments) {
  if (!arguments.tables.empty()) return arguments.tables.front();
  const std::string& path = arguments.second_file;
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.find('.'));
}

Result<std::string> text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::CantOpen, "cannot open " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// Objects as rows: their members are columns, by name. The engine's own JSON functions read them.
class JsonImport {
 public:
  JsonImport(Connection& db, std::string table) : db_(db), table_(std::move(table)) {}

  /// `text`: an array of objects, or one object a line.
  Result<int64_t> run(const std::string& text) {
    TRY(db_.execute("CREATE TEMP TABLE tern_import(object TEXT)"));
    TRY(split(text));
    const std::vector<std::string> columns = TRY(member_names());
    if (columns.empty()) return fail(ErrorCode::Error, "there are no objects with members");
    TRY(make_table(columns));
    const int64_t rows = TRY(insert(columns));
    TRY(db_.execute("DROP TABLE temp.tern_import"));
    return rows;
  }

 private:
  Status split(const std::string& text) {
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return fail(ErrorCode::Error, "the file is empty");
    if (text[first] == '[') {
      TRY(
          db_.execute("INSERT INTO temp.tern_import SELECT CASE type WHEN 'object' THEN value END "
                      "FROM json_each(?1)",
                      text));
    } else {
      TRY(split_lines(text));
    }
    Statement wrong = TRY(db_.prepare(
        "SELECT rowid FROM temp.tern_import WHERE object IS NULL OR NOT json_valid(object) OR "
        "json_type(object)<>'object' ORDER BY 1 LIMIT 1"));
    if (TRY(wrong.step()))
      return fail(ErrorCode::Error, "item " + std::to_string(wrong.column(0).as_integer()) +
                                        " of the file is not a JSON object");
    return ok();
  }

  Status split_lines(const std::string& text) {
    Statement insert = TRY(db_.prepare("INSERT INTO temp.tern_import VALUES(?1)"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      TRY(insert.bind(1, std::string_view(line)));
      (void)TRY(insert.step());
    }
    return ok();
  }

  Result<std::vector<std::string>> member_names() {
    Statement names = TRY(db_.prepare(
        "SELECT j.key FROM temp.tern_import i, json_each(i.object) j GROUP BY j.key ORDER BY "
        "min(i.rowid), min(j.id)"));
    std::vector<std::string> columns;
    while (TRY(names.step())) columns.emplace_back(names.column(0).as_text());
    return columns;
  }

  Status make_table(const std::vector<std::string>& columns) {
    std::string sql = "CREATE TABLE IF NOT EXISTS " + quoted_name(table_) + "(";
    for (size_t i = 0; i < columns.size(); ++i)
      sql += (i > 0 ? ", " : "") + quoted_name(columns[i]);
    return db_.execute(sql + ")");
  }

  Result<int64_t> insert(const std::vector<std::string>& columns) {
    std::string sql = "INSERT INTO main." + quoted_name(table_) + "(";
    std::string values;
    for (size_t i = 0; i < columns.size(); ++i) {
      sql += (i > 0 ? "," : "") + quoted_name(columns[i]);
      // By name, not by path: a path has no way to write every name.
      values += (i > 0 ? ",(" : "(") +
                std::string("SELECT j.value FROM json_each(i.object) j WHERE j.key=?") +
                std::to_string(i + 1) + ")";
    }
    Statement insert =
        TRY(db_.prepare(sql + ") SELECT " + values + " FROM temp.tern_import i ORDER BY i.rowid"));
    for (size_t i = 0; i < columns.size(); ++i)
      TRY(insert.bind(static_cast<int>(i + 1), std::string_view(columns[i])));
    while (TRY(insert.step())) {
    }
    return db_.changes();
  }

  Connection& db_;
  std::string table_;
};

Result<int64_t> import_json(Shell& shell, const CommandArguments& arguments) {
  const std::string text = TRY(text_of_file(arguments.second_file));
  Connection* db = TRY(shell.try_connection());
  auto transaction = TRY(db->begin());
  const int64_t rows = TRY(JsonImport(*db, table_of(arguments)).run(text));
  TRY(std::move(transaction).commit());
  return rows;
}

/// Text with separators, as .import reads it.
Result<int64_t> import_separated(Shell& shell, const CommandArguments& arguments, bool tabs) {
  Connection* db = TRY(shell.try_connection());
  set_mode(shell.settings, tabs ? "tabs" : "csv");
  if (!tabs) shell.settings.row_separator = "\n";
  const int64_t before = db->total_changes();
  const Outcome outcome =
      run_import(shell, {"import", "--skip", std::to_string(arguments.skip),
                         file_path(arguments.second_file), table_of(arguments)});
  if (outcome != Outcome::Done) return fail(ErrorCode::Error, "nothing was imported");
  return db->total_changes() - before;
}

/// Stops at the first error; a transaction that the file has begun is then rolled back.
Result<int64_t> import_sql(Shell& shell, const CommandArguments& arguments) {
  Connection* db = TRY(shell.try_connection());
  shell.bail = true;
  const Outcome outcome = shell.run_file(file_path(arguments.second_file));
  if (outcome != Outcome::Done || shell.exit_status().value_or(0) != 0)
    return fail(ErrorCode::Error, "the import stopped at an error");
  if (db->in_transaction())
    return fail(ErrorCode::Error, arguments.second_file +
                                      " begins a transaction that it does not commit: nothing of "
                                      "it is kept");
  return db->total_changes();
}

}  // namespace

CommandResult import_data(const CommandArguments& arguments) {
  const std::string format = TRY(format_of(arguments));
  Shell shell(arguments.file);
  shell.database().options.busy_timeout_ms = 5000;
  // What the statements of a file print would stand in the way of the answer.
  if (arguments.json) (void)shell.output.redirect("/dev/null");
  Result<int64_t> rows = 0;
  if (format == "sql") {
    rows = import_sql(shell, arguments);
  } else if (format == "json") {
    rows = import_json(shell, arguments);
  } else {
    rows = import_separated(shell, arguments, format == "tsv");
  }
  if (!rows) return std::unexpected(rows.error());
  if (arguments.json) {
    std::cout << JsonObject()
                     .add("file", arguments.file)
                     .add("data", arguments.second_file)
                     .add("format", std::string_view(format))
                     .add("changes", *rows)
                     .text()
              << "\n";
  } else {
    std::cout << "imported " << arguments.second_file << ": " << *rows << " rows changed\n";
  }
  return ExitStatus::Done;
}

}  // namespace tern::shell
