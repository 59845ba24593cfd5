// Triggers that write what they see into a log, count, delete elsewhere, or refuse rows. What they
// leave behind does not depend on the order in which a statement meets its rows.
#include "tools/diff/generator.h"

namespace tern::diff {

// `OLD.x` or `NEW.x`, as the event has them.
std::string Generator::trigger_value(const Table& table, const std::string& event) {
  const std::string row = event == "INSERT"   ? "NEW."
                          : event == "DELETE" ? "OLD."
                                              : random_.pick({"OLD.", "NEW."});
  return row + random_.pick(table.columns).name;
}

std::string Generator::trigger_step(const Table& table, const std::string& event,
                                    const std::string& name) {
  const std::string seen = trigger_value(table, event);
  switch (random_.below(8)) {
    case 0:
      return "UPDATE tsum SET n = n + 1 WHERE k = '" + event + "'";
    case 1:
      return "INSERT INTO tsum VALUES(ifnull(" + seen +
             ", 'none'), 1) ON CONFLICT(k) DO UPDATE SET n = n + 1";
    case 2:
      return "INSERT INTO tlog SELECT '" + name + "', typeof(" + seen + "), " + seen +
             " WHERE EXISTS (SELECT 1 FROM tsum WHERE n > 0 AND k = '" + event + "')";
    case 3: {
      // SQLite does not undo what was done before it runs out of levels, where only deletions can
      // bring that about.
      if (recursive_triggers_) return "SELECT 1";
      // Nor does it see that a row refers to nothing, if a BEFORE trigger deletes from its parent.
      if (foreign_keys_ && event == "INSERT") return "SELECT 2";
      const Table& other = pick_table();
      return "DELETE FROM " + other.name + " WHERE " + random_.pick(other.columns).name + " IS " +
             seen + " AND " + seen + " > 5";
    }
    default:
      return "INSERT INTO tlog VALUES('" + name + "', " + seen + ", " +
             trigger_value(table, event) + ")";
  }
}

void Generator::create_trigger() {
  const Table& table = pick_table();
  const std::string name = "g" + std::to_string(++names_);
  const std::string event = random_.pick({"INSERT", "UPDATE", "DELETE"});
  std::string when = random_.pick({" BEFORE ", " AFTER ", " AFTER "});
  // Before an UPDATE the reference may not know what NEW's generated columns are computed from.
  if (has_generated_columns_ && event == "UPDATE") when = " AFTER ";
  std::string sql = "CREATE TRIGGER " + name + when + event;
  if (event == "UPDATE" && random_.chance(40)) sql += " OF " + random_.pick(table.columns).name;
  sql += " ON " + table.name;
  if (random_.chance(40)) {
    sql += " WHEN " + trigger_value(table, event) +
           random_.pick({" > 3", " IS NOT NULL", " < 'm'", " IS NOT 7"});
  }
  sql += " BEGIN ";
  if (random_.chance(15)) {
    sql += "SELECT RAISE(" + random_.pick({"IGNORE", "ABORT, 'refused'", "IGNORE"}) + ") WHERE " +
           trigger_value(table, event) + random_.pick({" = 1", " = 'a'", " > 900"}) + "; ";
  }
  for (size_t i = 1 + random_.below(3); i > 0; --i) sql += trigger_step(table, event, name) + "; ";
  emit(sql + "END");
  triggers_.push_back(name);
}

// A third of the scripts have some, from before their first row or later.
void Generator::create_triggers() {
  if (!random_.chance(33)) return;
  emit("CREATE TABLE tlog(a, b, c)");
  emit("CREATE TABLE tsum(k PRIMARY KEY, n)");
  emit("INSERT INTO tsum VALUES('INSERT', 0), ('UPDATE', 0), ('DELETE', 0)");
  recursive_triggers_ = random_.chance(30);
  if (recursive_triggers_) emit("PRAGMA recursive_triggers = ON");
  for (size_t i = 1 + random_.below(4); i > 0; --i) create_trigger();
  if (random_.chance(40)) create_view();
}

// Some of a table's columns, through which rows come in and go out.
void Generator::create_view() {
  const Table table = pick_table();
  view_ = {};
  if (!table.has_rowid) return;  // SQLite may meet its rows in the order of some index
  view_.name = "tv";
  view_.has_rowid = false;
  std::string names;
  std::string values;
  for (const Column& column : table.columns) {
    if (column.is_generated || (random_.chance(20) && !column.not_null)) continue;
    // SQLite keeps what was done before a rowid that is no integer.
    if (table.rowid_is_key && &column == &table.columns[0]) continue;
    view_.columns.push_back(column);
    names += (names.empty() ? "" : ", ") + column.name;
    values += (values.empty() ? "NEW." : ", NEW.") + column.name;
  }
  if (view_.columns.empty()) {
    view_ = {};
    return;
  }
  const bool is_narrow = random_.chance(30);
  emit("CREATE VIEW tv AS SELECT " + names + " FROM " + table.name + " NOT INDEXED" +
       (is_narrow ? plain_where(table) : ""));
  const Column& matched = random_.pick(view_.columns);
  const std::string match = matched.name + " IS OLD." + matched.name;
  const Column& set = random_.pick(view_.columns);
  emit("CREATE TRIGGER tvi INSTEAD OF INSERT ON tv BEGIN " + trigger_step(view_, "INSERT", "tvi") +
       "; INSERT OR " + random_.pick({"IGNORE", "ABORT", "REPLACE"}) + " INTO " + table.name + "(" +
       names + ") VALUES(" + values + "); END");
  emit("CREATE TRIGGER tvu INSTEAD OF UPDATE ON tv BEGIN " + trigger_step(view_, "UPDATE", "tvu") +
       "; END");
  emit("CREATE TRIGGER tvw INSTEAD OF UPDATE OF " + set.name + " ON tv BEGIN " +
       trigger_step(view_, "UPDATE", "tvw") + "; END");
  emit("CREATE TRIGGER tvd INSTEAD OF DELETE ON tv BEGIN " + trigger_step(view_, "DELETE", "tvd") +
       "; DELETE FROM " + table.name + " WHERE " + match + "; END");
}

void Generator::change_view() {
  if (view_.name.empty()) return;
  const Column& column = random_.pick(view_.columns);
  switch (random_.below(3)) {
    case 0:
      return insert_rows(view_, 1 + random_.below(3), "INSERT INTO ");
    case 1:
      return emit("UPDATE tv SET " + column.name + " = " + value_for(column) + plain_where(view_));
    default:
      return emit("DELETE FROM tv" + plain_where(view_));
  }
}

void Generator::drop_trigger() {
  if (triggers_.empty()) return;
  emit("DROP TRIGGER IF EXISTS " + random_.pick(triggers_));
}

}  // namespace tern::diff
