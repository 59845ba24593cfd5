// .schema and .fullschema

#include <algorithm>
#include <optional>

#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/dot/schema_text.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

struct SchemaRequest {
  std::optional<std::string> pattern;
  bool indents = false;
  bool without_system = false;

  bool is_glob() const { return pattern && pattern->find_first_of("*?[") != std::string::npos; }
  /// The pattern says of which database, too.
  bool names_database() const { return pattern && pattern->find('.') != std::string::npos; }

  /// A condition on columns `tbl_name` and `name` of the database `schema`.
  std::string condition(const std::string& schema) const {
    std::string sql = "sql IS NOT NULL";
    if (without_system) sql += " AND name NOT LIKE 'sqlite__%' ESCAPE '_'";
    if (!pattern) return sql;
    std::string subject = "lower(tbl_name)";
    if (names_database()) {
      std::string text;
      append_quoted(text, schema);
      subject = "lower(" + text + "||'.'||tbl_name)";
    }
    sql += " AND " + subject + (is_glob() ? " GLOB " : " LIKE ");
    append_quoted(sql, *pattern);
    if (!is_glob()) sql += " ESCAPE '\\'";
    return sql;
  }
};

void print_definition(Shell& shell, const std::string& sql, bool indents) {
  shell.print((indents ? indented_definition(sql) : printed_definition(sql)) + ";\n");
}

Status print_schema_of(Shell& shell, Connection& db, const std::string& schema,
                       const SchemaRequest& request) {
  Statement rows =
      TRY(db.prepare("SELECT sql, name FROM " + quoted_name(schema) + ".sqlite_schema WHERE " +
                     request.condition(schema) + " ORDER BY rowid"));
  const std::string shown_schema = schema == "main" ? "" : schema;
  while (TRY(rows.step())) {
    std::string sql = shown_text(rows.column(0));
    const bool has_columns = sql.starts_with("CREATE V");  // views, virtual tables
    if (!shown_schema.empty()) sql = with_schema(sql, shown_schema);
    if (has_columns) {
      // One whose tables are gone has no columns to tell.
      const auto columns = described_columns(db, shown_schema, shown_text(rows.column(1)));
      if (columns && !columns->empty()) sql += "\n/* " + *columns + " */";
    }
    print_definition(shell, sql, request.indents);
  }
  return ok();
}

/// Tables that are there without CREATE VIRTUAL TABLE, where the pattern asks for them.
Status print_eponymous_tables(Shell& shell, Connection& db, const SchemaRequest& request) {
  const std::string sql =
      "SELECT name FROM (SELECT name AS tbl_name, name, '' AS sql FROM pragma_module_list) WHERE " +
      request.condition("main") + " ORDER BY name";
  for (const std::string& name : TRY(texts_of(db, sql))) {
    const auto columns = described_columns(db, "", name);
    if (columns && !columns->empty())
      print_definition(shell, "/* " + *columns + " */", request.indents);
  }
  return ok();
}

Status print_schema(Shell& shell, const SchemaRequest& request) {
  Connection* db = TRY(shell.connection());
  if (request.pattern && is_schema_table(*request.pattern)) {
    shell.print("CREATE TABLE " + *request.pattern +
                " (\n  type text,\n  name text,\n  tbl_name text,\n  rootpage integer,\n"
                "  sql text\n);\n");
  }
  for (const std::string& schema : TRY(database_names(*db)))
    TRY(print_schema_of(shell, *db, schema, request));
  if (request.pattern) return print_eponymous_tables(shell, *db, request);
  return ok();
}

Status print_full_schema(Shell& shell, bool indents) {
  Connection* db = TRY(shell.connection());
  const Words definitions =
      TRY(texts_of(*db,
                   "SELECT sql FROM (SELECT sql, name, rowid AS x FROM sqlite_schema UNION ALL "
                   "SELECT sql, name, rowid FROM sqlite_temp_schema) "
                   "WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY x"));
  for (const std::string& sql : definitions) print_definition(shell, sql, indents);
  const Words statistics =
      TRY(texts_of(*db, "SELECT name FROM sqlite_schema WHERE name GLOB 'sqlite_stat[14]'"));
  if (statistics.empty()) {
    shell.print("/* No STAT tables available */\n");
    return ok();
  }
  shell.print("ANALYZE sqlite_schema;\n");
  for (const std::string& table : statistics) {
    OutputSettings shown;
    shown.mode = OutputMode::Insert;
    shown.insert_table = table;
    TRY(shell.print_rows("SELECT * FROM " + table, shown));
  }
  shell.print("ANALYZE sqlite_schema;\n");
  return ok();
}

}  // namespace

Outcome run_schema(Shell& shell, const Words& words) {
  SchemaRequest request;
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (is_option(word, "indent")) {
      request.indents = true;
    } else if (is_option(word, "nosys")) {
      request.without_system = true;
    } else if (has_dash(word)) {
      shell.print_error("Unknown option: \"" + word + "\"\n");
      return Outcome::Failed;
    } else if (!request.pattern) {
      request.pattern = word;
    } else {
      return fail_with_usage(shell, ".schema ?--indent? ?--nosys? ?LIKE-PATTERN?");
    }
  }
  const Status printed = print_schema(shell, request);
  return printed ? Outcome::Done : shell.report(printed.error());
}

Outcome run_fullschema(Shell& shell, const Words& words) {
  const bool indents = words.size() == 2 && is_option(words[1], "indent");
  if (words.size() != 1 && !indents) return fail_with_usage(shell, ".fullschema ?--indent?");
  const Status printed = print_full_schema(shell, indents);
  return printed ? Outcome::Done : shell.report(printed.error());
}

}  // namespace tern::shell
