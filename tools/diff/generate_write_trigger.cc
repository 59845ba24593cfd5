// Triggers of every sort: they log what they see, write to other tables and to their own, and
// refuse rows.
#include "tools/diff/write_generator.h"

namespace tern::diff {

void WriteGenerator::create_log() {
  Table log;
  log.name = "lg";
  log.is_log = true;
  for (const char* name : {"x", "y", "z"}) log.columns.push_back({name, Kind::Mixed, false});
  emit("CREATE TABLE lg(x, y, z)");
  tables_.push_back(std::move(log));
}

std::string WriteGenerator::seen(const Table& table, const std::string& event) {
  const std::string row = event == "INSERT"   ? "NEW."
                          : event == "DELETE" ? "OLD."
                                              : random_.pick({"OLD.", "NEW."});
  return row + name_in(table);
}

std::string WriteGenerator::raise(const Table& table, const std::string& event) {
  const std::string what = random_.pick(
      {"IGNORE", "IGNORE", "ABORT, 'no'", "FAIL, 'failed'", "ROLLBACK, 'rolled back'"});
  return "SELECT RAISE(" + what + ") WHERE " + seen(table, event) +
         random_.pick({" = 1", " = 'a'", " = 4", " IS NULL"});
}

std::string WriteGenerator::step(const Table& table, const std::string& event) {
  const std::string log =
      "INSERT INTO lg VALUES(" + seen(table, event) + ", " + seen(table, event) + ", ";
  switch (random_.below(10)) {
    case 0:
      return raise(table, event);
    case 1:
      return log + "changes())";
    case 2:
      return log + "last_insert_rowid())";
    case 3:
      return "UPDATE lg SET z = " + seen(table, event) + " WHERE x IS " + seen(table, event);
    case 4:
    case 5:
    case 6: {
      // With recursive triggers SQLite does not undo what was done before it runs out of levels.
      if (recursive_triggers_) return log + "4)";
      const Table& other = pick_stored();
      // Nor does it see that a row refers to nothing, if a BEFORE trigger changes its parent, be it
      // by an INSERT that an outer REPLACE makes one.
      if (other.is_parent && table.is_child) return log + "5)";
      // And a statement's OR REPLACE is its triggers' too: UPDATE runs into what it replaced.
      const bool has_keys = other.is_parent || other.is_child;
      const bool may_remove = !other.is_parent && !table.is_child;
      const size_t what = random_.below(may_remove ? 4 : 3);
      if (what == 0 || (has_keys && !may_remove)) return insert(other, true);
      if (what == 3 || has_keys) return remove(other, true);
      return what == 1 ? update(other, true) : update_from(other, true);
    }
    default:
      return log + "'" + event + "')";
  }
}

std::string WriteGenerator::body(const Table& table, const std::string& event) {
  outer_.clear();
  for (const Column& column : table.columns) {
    if (event != "INSERT") outer_.push_back("OLD." + column.name);
    if (event != "DELETE") outer_.push_back("NEW." + column.name);
  }
  std::string out = " BEGIN ";
  for (size_t i = 1 + random_.below(3); i > 0; --i) out += step(table, event) + "; ";
  outer_.clear();
  return out + "END";
}

void WriteGenerator::create_trigger() {
  const Table& table = pick_stored();
  if (table.is_log) return look();
  const std::string name = "g" + std::to_string(++names_);
  const std::string event = random_.pick({"INSERT", "UPDATE", "DELETE"});
  // Whether RETURNING comes before or after a TEMP AFTER trigger, the manual leaves open.
  const bool is_temporary = random_.chance(10);
  std::string sql = "CREATE " + std::string(is_temporary ? "TEMP " : "") + "TRIGGER " + name;
  sql +=
      (is_temporary ? " BEFORE " : random_.pick({" BEFORE ", " AFTER ", " AFTER ", " "})) + event;
  if (event == "UPDATE" && random_.chance(40)) sql += " OF " + name_in(table);
  sql += " ON " + table.name;
  if (random_.chance(20)) sql += " FOR EACH ROW";
  if (random_.chance(40)) {
    sql +=
        " WHEN " + seen(table, event) + random_.pick({" > 3", " IS NOT NULL", " < 'b'", " IS 5"});
  }
  emit(sql + body(table, event));
  triggers_.push_back(name);
}

void WriteGenerator::create_view_triggers(const Table& view) {
  for (const char* event : {"INSERT", "UPDATE", "DELETE"}) {
    if (!random_.chance(80)) continue;
    const std::string name = "g" + std::to_string(++names_);
    std::string sql = "CREATE TRIGGER " + name + " INSTEAD OF " + event;
    if (event == std::string("UPDATE") && random_.chance(40)) sql += " OF " + name_in(view);
    emit(sql + " ON " + view.name + body(view, event));
    triggers_.push_back(name);
  }
}

}  // namespace tern::diff
