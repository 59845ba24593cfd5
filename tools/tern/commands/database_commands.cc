// hash, check, dump.

#include <algorithm>
#include <iostream>
#include <utility>

#include "tools/tern/commands/command.h"
#include "tools/tern/commands/json_text.h"
#include "tools/tern/dot/dump.h"
#include "tools/tern/literals.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

OpenOptions options_for(Access access) {
  OpenOptions options;
  options.create = false;
  options.uri = true;
  options.read_only = access == Access::Read;
  options.busy_timeout_ms = 5000;
  return options;
}

struct Problem {
  std::string check;
  std::string text;
};

Status append_problems(Connection& db, const std::string& check, std::vector<Problem>& problems) {
  Statement statement = TRY(db.prepare("PRAGMA " + check));
  while (TRY(statement.step())) {
    std::string line;
    for (int i = 0; i < statement.column_count(); ++i)
      line += (i > 0 ? " " : "") + shown_text(statement.column(i));
    if (line != "ok") problems.push_back({check, std::move(line)});
  }
  return ok();
}

void print_problems_json(const CommandArguments& arguments, const std::vector<Problem>& problems) {
  std::string all = "[";
  for (const Problem& problem : problems) {
    if (all.size() > 1) all += ',';
    all += JsonObject().add("check", problem.check).add("text", problem.text).text();
  }
  std::cout << JsonObject()
                   .add("file", arguments.file)
                   .add("ok", problems.empty())
                   .add_json("problems", all + "]")
                   .text()
            << "\n";
}

/// A dump that programs read: schema, then the rows of each table and virtual table.
class JsonDump {
 public:
  JsonDump(Shell& shell, Connection& db) : shell_(shell), db_(db) {}

  Status print(const std::vector<std::string>& tables) {
    shell_.print("{\"schema\":[");
    TRY(print_schema(tables));
    shell_.print("],\n\"tables\":{");
    Statement names = TRY(db_.prepare(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND type IN ('table','virtual') "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"));
    bool first = true;
    while (TRY(names.step())) {
      const std::string name(names.column(0).as_text());
      if (!is_wanted(tables, name)) continue;
      std::string member = std::exchange(first, false) ? "\n" : ",\n";
      append_json_string(member, name);
      shell_.print(member + ":[");
      TRY(print_rows(name));
      shell_.print("]");
    }
    shell_.print("}}\n");
    return ok();
  }

 private:
  static bool is_wanted(const std::vector<std::string>& tables, const std::string& name) {
    return tables.empty() || std::ranges::find(tables, name) != tables.end();
  }

  Status print_schema(const std::vector<std::string>& tables) {
    Statement objects =
        TRY(db_.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
                        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"));
    bool first = true;
    while (TRY(objects.step())) {
      if (!is_wanted(tables, std::string(objects.column(2).as_text()))) continue;
      shell_.print((std::exchange(first, false) ? "\n" : ",\n") +
                   JsonObject()
                       .add("type", objects.column(0))
                       .add("name", objects.column(1))
                       .add("table", objects.column(2))
                       .add("sql", objects.column(3))
                       .text());
    }
    return ok();
  }

  Status print_rows(const std::string& table) {
    Statement rows = TRY(db_.prepare("SELECT * FROM " + quoted_name(table)));
    bool first = true;
    while (TRY(rows.step())) {
      JsonObject row;
      for (int i = 0; i < rows.column_count(); ++i) row.add(rows.column_name(i), rows.column(i));
      shell_.print((std::exchange(first, false) ? "\n" : ",\n") + row.text());
    }
    return ok();
  }

  Shell& shell_;
  Connection& db_;
};

Status dump_json(Shell& shell, const std::vector<std::string>& tables) {
  Connection* db = TRY(shell.connection());
  auto transaction = TRY(db->begin());  // all tables as of one moment
  TRY(JsonDump(shell, *db).print(tables));
  return std::move(transaction).commit();
}

/// The pattern that a name alone is LIKE.
std::string exactly(const std::string& name) {
  std::string pattern;
  for (const char c : name) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

}  // namespace

std::string file_path(const std::string& name) {
  return name.starts_with('/') || name.starts_with('.') ? name : "./" + name;
}

Result<OpenDatabase> open_existing(const std::string& file, Access access) {
  auto opened = OpenDatabase::open(file, options_for(access));
  if (opened) return opened;
  return fail(opened.error().code(), file + ": " + std::string(opened.error().message()));
}

CommandResult print_hash(const CommandArguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file, Access::Write));
  const std::string hash = TRY(sync::replica::content_hash(database.connection()));
  if (arguments.json) {
    std::cout << JsonObject().add("file", arguments.file).add("hash", hash).text() << "\n";
  } else {
    std::cout << hash << "\n";
  }
  return ExitStatus::Done;
}

CommandResult check_database(const CommandArguments& arguments) {
  OpenDatabase database = TRY(open_existing(arguments.file, Access::Write));
  std::vector<Problem> problems;
  for (const char* check : {"integrity_check", "foreign_key_check"}) {
    const Status done = append_problems(database.connection(), check, problems);
    if (done) continue;
    // A file too damaged to be checked to the end is what was asked about, too.
    if (primary(done.error().code()) != ErrorCode::Corrupt) return std::unexpected(done.error());
    problems.push_back({check, std::string(done.error().message())});
  }
  if (arguments.json) {
    print_problems_json(arguments, problems);
  } else {
    for (const Problem& problem : problems)
      std::cout << problem.check << ": " << problem.text << "\n";
    std::cout << (problems.empty()
                      ? "ok\n"
                      : std::to_string(problems.size()) + " problems in " + arguments.file + "\n");
  }
  return problems.empty() ? ExitStatus::Done : ExitStatus::Differs;
}

CommandResult dump_file(const CommandArguments& arguments) {
  Shell shell(arguments.file);
  shell.database().options = options_for(Access::Write);
  Connection* db = TRY(shell.try_connection());
  if (!arguments.output.empty() && !shell.output.redirect(file_path(arguments.output)))
    return fail(ErrorCode::CantOpen, "cannot write to " + arguments.output);
  if (arguments.json) {
    TRY(dump_json(shell, arguments.tables));
    return ExitStatus::Done;
  }
  DumpRequest request;
  for (const std::string& table : arguments.tables) request.patterns.push_back(exactly(table));
  if (print_dump(shell, *db, request)) return ExitStatus::Done;
  return fail(ErrorCode::Error, "the dump is not complete: it says where");
}

}  // namespace tern::shell
