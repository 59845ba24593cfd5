// .dump: the database as SQL that makes it again.

#include "tools/tern/dot/dump.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/dot/schema_text.h"
#include "tools/tern/literals.h"
#include "tools/tern/progress_bar.h"
#include "tools/tern/row_writer.h"

namespace tern::shell {
namespace {

/// What a table's rows are read and written by.
struct StoredColumns {
  Words names;        // generated ones are left out
  std::string rowid;  // a name of the rowid, where it is to be written and none of the columns
};

class Dump {
 public:
  Dump(Shell& shell, Connection& db, const DumpRequest& request)
      : shell_(shell),
        db_(db),
        request_(request),
        progress_("dumping", ProgressBar::Unit::Rows,
                  shell.output.is_standard() ? ProgressBar::Output::PrintsToTerminal
                                             : ProgressBar::Output::Free) {}

  /// False: part of it could not be read.
  bool print_all() {
    if (!request_.data_only) shell_.print("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n");
    const std::string which = condition();
    each_object(
        "(" + which + ") AND type='table'", "tbl_name='sqlite_sequence', rowid",
        [this](const std::string& name, const std::string& sql) { print_table(name, sql); });
    if (!request_.data_only) {
      each_object(
          "(" + which + ") AND type IN ('index','trigger','view')", "rowid",
          [this](const std::string&, const std::string& sql) { shell_.print(sql + ";\n"); });
    }
    if (writes_schema_) shell_.print("PRAGMA writable_schema=OFF;\n");
    if (!request_.data_only)
      shell_.print(has_failed_ ? "ROLLBACK; -- due to errors\n" : "COMMIT;\n");
    return !has_failed_;
  }

 private:
  using OnObject = std::function<void(const std::string& name, const std::string& sql)>;

  /// On sqlite_schema AS o: with a virtual table go the tables that it keeps its content in.
  std::string condition() const {
    if (request_.patterns.empty()) return "true";
    std::string which;
    for (const std::string& pattern : request_.patterns) {
      std::string text;
      append_quoted(text, pattern);
      if (!which.empty()) which += " OR ";
      which += "name LIKE " + text +
               " ESCAPE '\\' OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name LIKE " + text +
               " ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL TABLE%' AND "
               "substr(o.name, 1, length(name)+1) = name||'_')";
    }
    return which;
  }

  void note_failure(const Error& error) {
    has_failed_ = true;
    if (primary(error.code()) == ErrorCode::Corrupt) {
      shell_.print("/****** CORRUPTION ERROR *******/\n");
    } else {
      shell_.print("/****** ERROR: " + std::string(error.message()) + " ******/\n");
    }
  }

  void each_object(const std::string& where, const std::string& order, const OnObject& on_object) {
    const auto visit = [&]() -> Status {
      Statement statement =
          TRY(db_.prepare("SELECT name, sql FROM sqlite_schema AS o WHERE sql IS NOT NULL AND " +
                          where + " ORDER BY " + order));
      while (TRY(statement.step()))
        on_object(shown_text(statement.column(0)), shown_text(statement.column(1)));
      return ok();
    };
    const Status visited = visit();
    if (!visited) note_failure(visited.error());
  }

  void print_table(const std::string& name, const std::string& sql) {
    const bool shows_sql = !request_.data_only;
    if (name == "sqlite_sequence" && !request_.without_system) {
      if (shows_sql) shell_.print("DELETE FROM sqlite_sequence;\n");
    } else if (name.starts_with("sqlite_stat") && name.size() == 12 && !request_.without_system) {
      if (shows_sql) shell_.print("ANALYZE sqlite_schema;\n");
    } else if (name.starts_with("sqlite_")) {
      return;
    } else if (shows_sql && sql.starts_with("CREATE VIRTUAL TABLE")) {
      print_virtual_table(name, sql);
      return;
    } else if (shows_sql) {
      shell_.print(printed_definition(sql) + ";\n");
    }
    const Status printed = print_rows(name);
    if (!printed) note_failure(printed.error());
  }

  /// Its row in the schema alone: CREATE would make its tables, which are in the dump themselves.
  void print_virtual_table(const std::string& name, const std::string& sql) {
    if (!std::exchange(writes_schema_, true)) shell_.print("PRAGMA writable_schema=ON;\n");
    std::string name_text, sql_text;
    append_quoted(name_text, name);
    append_quoted(sql_text, sql);
    shell_.print("INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table'," +
                 name_text + "," + name_text + ",0," + sql_text + ");\n");
  }

  Result<StoredColumns> stored_columns(const std::string& table) {
    StoredColumns out;
    Statement columns = TRY(db_.prepare("PRAGMA table_info(" + quoted_name(table) + ")"));
    int key_columns = 0;
    bool has_integer_key = false;
    while (TRY(columns.step())) {
      out.names.push_back(shown_text(columns.column(1)));
      if (columns.column(5).as_integer() == 0) continue;
      has_integer_key =
          ++key_columns == 1 && is_same_word(shown_text(columns.column(2)), "INTEGER");
    }
    columns.reset();
    if (!request_.keeps_rowids) return out;
    // A key that is the rowid has no index of its own.
    if (has_integer_key &&
        TRY(texts_of(db_, "SELECT 1 FROM pragma_index_list(?1) WHERE origin='pk'", table)).empty())
      return out;
    for (const char* rowid : {"rowid", "_rowid_", "oid"}) {
      const auto is_rowid = [rowid](const std::string& name) { return is_same_word(name, rowid); };
      if (std::ranges::any_of(out.names, is_rowid)) continue;
      if (db_.table_column_metadata("", table, rowid)) out.rowid = rowid;
      break;
    }
    return out;
  }

  Status print_rows(const std::string& table) {
    const StoredColumns columns = TRY(stored_columns(table));
    if (columns.names.empty()) return ok();
    std::string select = "SELECT ";
    if (!columns.rowid.empty()) select += columns.rowid + " AS " + columns.rowid + ",";
    for (size_t i = 0; i < columns.names.size(); ++i)
      select += (i > 0 ? "," : "") + quoted_name(columns.names[i]);
    OutputSettings shown;
    shown.mode = OutputMode::Insert;
    shown.insert_table = table;
    shown.headers = !columns.rowid.empty();  // then the statements name the columns
    shown.keeps_newlines = request_.keeps_newlines;
    return shell_.print_rows(select + " FROM " + quoted_name(table), shown,
                             [this] { progress_.show(++rows_, 0); });
  }

  Shell& shell_;
  Connection& db_;
  const DumpRequest& request_;
  bool writes_schema_ = false;
  bool has_failed_ = false;
  uint64_t rows_ = 0;
  ProgressBar progress_;
};

}  // namespace

bool print_dump(Shell& shell, Connection& db, const DumpRequest& request) {
  // All tables as of one moment.
  const Status began = db.execute("SAVEPOINT dump");
  const bool is_whole = Dump(shell, db, request).print_all();
  if (began) (void)db.execute("RELEASE dump");
  return is_whole;
}

Outcome run_dump(Shell& shell, const Words& words) {
  DumpRequest request;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "data-only")) {
      request.data_only = true;
    } else if (is_option(word, "newlines")) {
      request.keeps_newlines = true;
    } else if (is_option(word, "nosys")) {
      request.without_system = true;
    } else if (is_option(word, "preserve-rowids")) {
      request.keeps_rowids = true;
    } else if (has_dash(word)) {
      shell.print_error("Unknown option \"" + word + "\" on \".dump\"\n");
      return Outcome::Failed;
    } else {
      request.patterns.push_back(word);
    }
  }
  const auto db = shell.connection();
  if (!db) return shell.report(db.error());
  (void)print_dump(shell, **db, request);  // which tells of failures in its own text
  return Outcome::Done;
}

}  // namespace tern::shell
