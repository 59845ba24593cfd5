// .tables, .indexes, .databases: what there is, by name.

#include <algorithm>

#include "engine/api/connection_state.h"
#include "tools/tern/dot/dot_command.h"
#include "tools/tern/dot/queries.h"
#include "tools/tern/literals.h"

namespace tern::shell {
namespace {

constexpr const char* kPathOfCopy = "x";  // as the reference names an image that it has in memory

/// Names in as many columns as 80 characters have room for, down and then across.
void print_names(Shell& shell, const Words& names) {
  constexpr size_t kLineWidth = 80;
  size_t width = 0;
  for (const std::string& name : names) width = std::max(width, name.size());
  const size_t columns = std::max<size_t>(kLineWidth / (width + 2), 1);
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

/// Prints what `condition` on sqlite_schema finds in all databases; `column` is LIKE the pattern.
Status print_matching(Shell& shell, std::string_view condition, std::string_view column,
                      const std::string& pattern) {
  Connection* db = TRY(shell.connection());
  std::string sql;
  for (const std::string& database : TRY(database_names(*db))) {
    if (!sql.empty()) sql += " UNION ALL ";
    sql += "SELECT ";
    if (database != "main") {
      append_quoted(sql, database + ".");
      sql += "||";
    }
    sql += "name FROM " + quoted_name(database) + ".sqlite_schema WHERE " + std::string(condition) +
           " AND " + std::string(column) + " LIKE ?1";
  }
  print_names(shell, TRY(texts_of(*db, sql + " ORDER BY 1", pattern)));
  return ok();
}

}  // namespace

Outcome run_tables(Shell& shell, const Words& words) {
  return shell.outcome_of(
      print_matching(shell, "type IN ('table','view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
                     "name", words.size() > 1 ? words[1] : "%"));
}

Outcome run_indexes(Shell& shell, const Words& words) {
  if (words.size() > 2) return fail_with_usage(shell, ".indexes ?LIKE-PATTERN?");
  return shell.outcome_of(
      print_matching(shell, "type='index'", "tbl_name", words.size() > 1 ? words[1] : "%"));
}

Outcome run_databases(Shell& shell, const Words&) {
  const auto opened = shell.connection();
  if (!opened) return shell.report(opened.error());
  for (const auto& database : (*opened)->state().databases()) {
    const storage::Pager& pager = database->pager();
    const bool is_copy = shell.database().open->is_copy() && database->name() == "main";
    const std::string path = is_copy ? kPathOfCopy : database->is_temporary() ? "" : pager.path();
    const std::string_view state = pager.is_writing()   ? " write-txn"
                                   : pager.is_reading() ? " read-txn"
                                                        : "";
    shell.print(database->name() + ": " + (path.empty() ? "\"\"" : path) +
                (pager.is_read_only() ? " r/o" : " r/w") + std::string(state) + "\n");
  }
  return Outcome::Done;
}

}  // namespace tern::shell
