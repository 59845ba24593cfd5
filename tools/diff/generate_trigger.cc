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
  std::string sql =
      "CREATE TRIGGER " + name + random_.pick({" BEFORE ", " AFTER ", " AFTER "}) + event;
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
}

void Generator::drop_trigger() {
  if (triggers_.empty()) return;
  emit("DROP TRIGGER IF EXISTS " + random_.pick(triggers_));
}

}  // namespace tern::diff
