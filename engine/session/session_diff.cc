#include "engine/session/session.h"

namespace tern::session {

namespace {

/// "a.k = b.k AND ..." for the key's columns, or "a.c IS NOT b.c OR ..." for the others.
std::string comparison(const StoredTable& table, bool of_key, const char* operation,
                       const char* joint) {
  std::string out;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.table.is_key(i) != of_key) continue;
    const std::string column = quoted_name(table.columns[i]);
    if (!out.empty()) out += joint;
    out += "a.";
    out += column;
    out += operation;
    out += "b.";
    out += column;
  }
  return out;
}

bool are_alike(const StoredTable& a, const StoredTable& b) {
  if (a.table.key != b.table.key) return false;
  for (size_t i = 0; i < a.columns.size(); ++i) {
    if (!catalog::same_name(a.columns[i], b.columns[i])) return false;
  }
  return true;
}

}  // namespace

Status Session::diff(std::string_view from, std::string_view table) {
  if (error_) return std::unexpected(*error_);
  TRY(attach(table));
  Entry& entry = *tables_.find(table);
  Savepoint savepoint = TRY(Savepoint::open(connection_, "session_diff"));
  const StoredTable to = TRY(read_table(connection_, "main", table));
  if (!to.columns.empty()) {
    const StoredTable old = TRY(read_table(connection_, from, table));
    if (!are_alike(old, to)) return fail(ErrorCode::Schema, "table schemas do not match");
    if (to.has_key()) {
      if (!has_columns_of(entry, to.table)) return fail(ErrorCode::Schema);
      TRY(find_only_in(to, old, entry, false));
      TRY(find_only_in(old, to, entry, true));
      TRY(find_different(old, to, entry));
    }
  }
  return std::move(savepoint).keep();
}

/// Rows of `table` whose key `other` has not.
Status Session::find_only_in(const StoredTable& table, const StoredTable& other, Entry& entry,
                             bool was_there) {
  std::string sql = "SELECT * FROM ";
  sql += table.name();
  sql += " AS a WHERE NOT EXISTS (SELECT 1 FROM ";
  sql += other.name();
  sql += " AS b WHERE ";
  sql += comparison(table, true, " = ", " AND ");
  sql += ")";
  Statement rows = TRY(connection_.prepare(sql));
  while (TRY(rows.step())) {
    std::vector<ValueView> row;
    for (int i = 0; i < rows.column_count(); ++i) row.push_back(rows.column(i));
    note(entry, row, was_there, false);
  }
  return ok();
}

Status Session::find_different(const StoredTable& from, const StoredTable& to, Entry& entry) {
  const std::string differs = comparison(from, false, " IS NOT ", " OR ");
  if (differs.empty()) return ok();
  std::string sql = "SELECT a.* FROM ";
  sql += from.name();
  sql += " AS a, ";
  sql += to.name();
  sql += " AS b WHERE ";
  sql += comparison(from, true, " = ", " AND ");
  sql += " AND (";
  sql += differs;
  sql += ")";
  Statement rows = TRY(connection_.prepare(sql));
  while (TRY(rows.step())) {
    std::vector<ValueView> row;
    for (int i = 0; i < rows.column_count(); ++i) row.push_back(rows.column(i));
    note(entry, row, true, false);
  }
  return ok();
}

}  // namespace tern::session
