// .dump: the database as SQL that makes it again.

#include "tools/tern/literals.h"
#include "tools/tern/row_writer.h"
#include "tools/tern/shell.h"

namespace tern::shell {
namespace {

using Words = std::vector<std::string>;

/// The names of the columns that an INSERT sets, with commas; generated ones are left out.
Result<std::string> stored_columns(Connection& db, const std::string& table) {
  Statement statement = TRY(db.prepare("PRAGMA table_info(" + quoted_name(table) + ")"));
  std::string columns;
  while (TRY(statement.step())) {
    if (!columns.empty()) columns += ',';
    columns += quoted_name(shown_text(statement.column(1)));
  }
  return columns;
}

class Dump {
 public:
  Dump(Shell& shell, Connection& db) : shell_(shell), db_(db) {}

  Status print_all(const Words& patterns) {
    shell_.print("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n");
    std::string which = patterns.empty() ? "1" : "";
    for (const std::string& pattern : patterns) {
      if (!which.empty()) which += " OR ";
      which += "name LIKE ";
      append_quoted(which, pattern);
    }
    TRY(each_object("(" + which + ") AND type='table' ORDER BY tbl_name='sqlite_sequence', rowid",
                    [this](const std::string& name, const std::string& sql) {
                      return print_table(name, sql);
                    }));
    TRY(each_object("(" + which + ") AND type IN ('index','trigger','view')",
                    [this](const std::string&, const std::string& sql) -> Status {
                      shell_.print(sql + ";\n");
                      return ok();
                    }));
    shell_.print("COMMIT;\n");
    return ok();
  }

 private:
  using OnObject = std::function<Status(const std::string& name, const std::string& sql)>;

  Status each_object(const std::string& where, const OnObject& on_object) {
    Statement statement =
        TRY(db_.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND " + where));
    while (TRY(statement.step()))
      TRY(on_object(shown_text(statement.column(0)), shown_text(statement.column(1))));
    return ok();
  }

  Status print_table(const std::string& name, const std::string& sql) {
    constexpr std::string_view kTable = "CREATE TABLE ";
    if (name == "sqlite_sequence") {
      shell_.print("DELETE FROM sqlite_sequence;\n");
    } else if (name.starts_with("sqlite_stat")) {
      shell_.print("ANALYZE sqlite_schema;\n");
    } else if (name.starts_with("sqlite_")) {
      return ok();
    } else if (sql.starts_with(kTable) &&
               (sql[kTable.size()] == '"' || sql[kTable.size()] == '\'')) {
      shell_.print("CREATE TABLE IF NOT EXISTS " + sql.substr(kTable.size()) + ";\n");
    } else {
      shell_.print(sql + ";\n");
    }
    return print_rows(name);
  }

  Status print_rows(const std::string& table) {
    const std::string columns = TRY(stored_columns(db_, table));
    Statement statement = TRY(db_.prepare("SELECT " + columns + " FROM " + quoted_name(table)));
    OutputSettings settings;
    settings.mode = OutputMode::Insert;
    settings.insert_table = table;
    const auto writer = make_row_writer(
        {settings, {}, [this](std::string_view text) { shell_.print(text); }, shell_.real_text()});
    std::vector<record::ValueView> values;
    while (TRY(statement.step())) {
      values.clear();
      for (int i = 0; i < statement.column_count(); ++i) values.push_back(statement.column(i));
      writer->row(values);
    }
    writer->end();
    return ok();
  }

  Shell& shell_;
  Connection& db_;
};

/// All tables as of one moment.
Status dump_in_transaction(Shell& shell, const Words& patterns) {
  Connection* db = TRY(shell.connection());
  if (db->in_transaction()) return Dump(shell, *db).print_all(patterns);
  auto transaction = TRY(db->begin());
  TRY(Dump(shell, *db).print_all(patterns));
  return std::move(transaction).commit();
}

}  // namespace

int dump_database(Shell& shell, const Words& patterns) {
  const Status dumped = dump_in_transaction(shell, patterns);
  if (dumped) return 0;
  shell.print("/**** ERROR: " + std::string(dumped.error().message()) +
              " *****/\nROLLBACK; -- due to errors\n");
  return 1;
}

}  // namespace tern::shell
