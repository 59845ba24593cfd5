#include "engine/session/recording.h"
#include "engine/session/session.h"
#include "engine/session/table_sql.h"

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
  return a.table.key == b.table.key && std::ranges::equal(a.columns, b.columns, catalog::same_name);
}

/// Compares a table of two databases, row by row.
class Difference {
 public:
  Difference(Connection& connection, Recording& recording, Recording::Entry& entry)
      : connection_(connection), recording_(recording), entry_(entry) {}

  Status find(const StoredTable& from, const StoredTable& to) {
    TRY(find_only_in(to, from, false));
    TRY(find_only_in(from, to, true));
    return find_different(from, to);
  }

 private:
  /// Rows of `table` whose key `other` has not.
  Status find_only_in(const StoredTable& table, const StoredTable& other, bool was_there) {
    std::string sql = select(table);
    sql += " WHERE NOT EXISTS (SELECT 1 FROM ";
    sql += other.name();
    sql += " AS b WHERE ";
    sql += comparison(table, true, " = ", " AND ");
    sql += ")";
    return note_all(sql, was_there);
  }

  Status find_different(const StoredTable& from, const StoredTable& to) {
    const std::string differs = comparison(from, false, " IS NOT ", " OR ");
    if (differs.empty()) return ok();
    std::string sql = select(from);
    sql += ", ";
    sql += to.name();
    sql += " AS b WHERE ";
    sql += comparison(from, true, " = ", " AND ");
    sql += " AND (";
    sql += differs;
    sql += ")";
    return note_all(sql, true);
  }

  static std::string select(const StoredTable& table) {
    std::string sql = "SELECT ";
    sql += table.column_list("a.");
    sql += " FROM ";
    sql += table.name();
    sql += " AS a";
    return sql;
  }

  Status note_all(const std::string& sql, bool was_there) {
    Statement rows = TRY(connection_.prepare(sql));
    while (TRY(rows.step())) recording_.note(entry_, values_of(rows), was_there, false);
    return ok();
  }

  Connection& connection_;
  Recording& recording_;
  Recording::Entry& entry_;
};

}  // namespace

Status Session::diff(std::string_view from, std::string_view table) {
  TRY(recording_->state());
  TRY(attach(table));
  Recording::Entry& entry = recording_->attach(table);
  Savepoint savepoint = TRY(Savepoint::open(*connection_, "session_diff"));
  const StoredTable to = TRY(read_table(*connection_, recording_->database(), table));
  if (!to.columns.empty()) {
    const StoredTable old = TRY(read_table(*connection_, from, table));
    if (!are_alike(old, to)) return fail(ErrorCode::Schema, "table schemas do not match");
    if (to.has_key()) {
      if (!Recording::has_columns_of(entry, to.table)) return fail(ErrorCode::Schema);
      TRY(Difference(*connection_, *recording_, entry).find(old, to));
    }
  }
  return std::move(savepoint).keep();
}

}  // namespace tern::session
