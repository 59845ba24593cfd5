#include <algorithm>
#include <set>

#include "tools/diff/write_generator.h"

namespace tern::diff {
namespace {

/// What a target names, without how, and in which order.
std::string bare(const std::string& target) {
  std::string out = target.substr(1, target.rfind(')', target.find(" WHERE")) - 1);
  const std::string collation = " COLLATE NOCASE";
  if (const size_t at = out.find(collation); at != std::string::npos) {
    out.erase(at, collation.size());
  }
  const size_t comma = out.find(", ");
  if (comma == std::string::npos) return out;
  const std::string first = out.substr(0, comma);
  const std::string second = out.substr(comma + 2);
  return std::min(first, second) + ", " + std::max(first, second);
}

}  // namespace

std::string WriteGenerator::outer_value() {
  return outer_.empty() || !random_.chance(60) ? "" : random_.pick(outer_);
}

/// A total order of a table's rows, where it has one.
std::string WriteGenerator::order_of(const Table& table, const std::string& qualifier) const {
  std::string out;
  if (table.has_rowid) return " ORDER BY " + qualifier + "rowid";
  for (const std::string& column : table.key) {
    out += (out.empty() ? " ORDER BY " : ", ") + qualifier + column;
  }
  return out;
}

/// Of rows to insert. SQLite meets rows that triggers add that fire on what REPLACE removes, if
/// nothing is sorted.
std::string WriteGenerator::order_of_source(const Table& table,
                                            const std::string& qualifier) const {
  std::string out = order_of(table, qualifier);
  if (recursive_triggers_ && !out.empty()) out.insert(10, "+");
  return out;
}

std::string WriteGenerator::expr(const Table& table, const std::string& qualifier) {
  if (std::string outer = outer_value(); !outer.empty()) return outer;
  const Column& column = random_.pick(table.columns);
  std::string name = qualifier + column.name;
  // SQLite's excluded columns have not got their affinity yet.
  if (qualifier == "excluded.") {
    name = column.kind == Kind::Integer ? "CAST(" + name + " AS INTEGER)" : "(" + name + " || '')";
  }
  switch (random_.below(7)) {
    case 0:
      return name + " + 1";
    case 1:
      return "coalesce(" + name + ", " + value(column.kind) + ")";
    case 2:
      return name + " || " + value(Kind::Text);
    case 3:
      return "CASE WHEN " + name + " > 3 THEN " + name + " - 1 ELSE " + value(column.kind) + " END";
    case 4: {
      if (!has_subqueries_) return name;
      const Table& other = pick_stored();
      const std::string of = random_.pick({"max", "min", "count"});
      return "(SELECT " + of + "(" + name_in(other) + ") FROM " + other.name + ")";
    }
    default:
      return random_.chance(60) ? name : value(column.kind);
  }
}

std::string WriteGenerator::condition(const Table& table, const std::string& qualifier) {
  const Column& column = random_.pick(table.columns);
  const std::string name = qualifier + column.name;
  switch (random_.below(9)) {
    case 0:
      return name + " IS " + (outer_.empty() ? "NOT NULL" : random_.pick(outer_));
    case 1:
      return name + " BETWEEN " + value(column.kind) + " AND " + value(column.kind);
    case 2:
      return name + " IN (" + value(column.kind) + ", " + value(column.kind) + ", " +
             value(column.kind) + ")";
    case 3: {
      const Table& other = pick_stored();
      // SQLite may look at rows of the table after it has changed some of them.
      if (other.name == table.name || table.is_view || !has_subqueries_) {
        return name + " IS NOT NULL";
      }
      // SQLite does not see a NULL at the end of a descending index.
      const std::string values = name_in(other);
      return name + random_.pick({" IN ", " NOT IN "}) + "(SELECT " + values + " FROM " +
             other.name + " WHERE " + values + " NOT NULL)";
    }
    case 4:
      return condition(table, qualifier) + random_.pick({" AND ", " OR "}) +
             condition(table, qualifier);
    default:
      return (random_.chance(25) ? "+" : "") + name +
             random_.pick({" = ", " > ", " < ", " <> ", " >= "}) + value(column.kind);
  }
}

std::string WriteGenerator::where(const Table& table) {
  return random_.chance(12) ? "" : " WHERE " + condition(table, "");
}

std::string WriteGenerator::returning(const Table& table) {
  // SQLite takes it for a trigger, and so for leave to change a view. Of two errors it tells the
  // last.
  if (table.is_view || table.is_altered || !random_.chance(20)) return "";
  switch (random_.below(4)) {
    case 0:
      return " RETURNING *";
    case 1:
      return " RETURNING " + name_in(table) + " AS r, *";
    case 2:
      // SQLite compares there with the affinity of another column.
      return " RETURNING coalesce(" + name_in(table) + ", 'n') || 'x', " + name_in(table);
    default:
      return table.has_rowid ? " RETURNING rowid, " + name_in(table) : " RETURNING *";
  }
}

std::string WriteGenerator::order_and_limit(const Table& table, const std::string& qualifier) {
  if (!random_.chance(15)) return "";
  // LIMIT makes it (key) IN (SELECT ...) in SQLite, which misses rows over such a key.
  const bool has_wide_key = !table.has_rowid && table.key.size() > 1;
  if (has_wide_key && table.key_descends) return "";
  // And in the order of any index, all of which have the key.
  if (has_wide_key && (table.is_indexed || table.has_unique)) return "";
  // Of rows in no order the plan says which are taken.
  const std::string total = order_of(table, qualifier);
  if (total.empty()) return "";
  std::string out = " ORDER BY " + qualifier + name_in(table) + random_.pick({"", " DESC", ""}) +
                    ", " + total.substr(10);
  out += " LIMIT " + std::to_string(random_.below(5));
  if (random_.chance(30)) out += " OFFSET " + std::to_string(random_.below(3));
  return out;
}

std::string WriteGenerator::with_clause() {
  const Table& table = pick_stored();
  if (random_.chance(30)) {
    return "WITH RECURSIVE w(a, b) AS (VALUES(1, 'a') UNION ALL SELECT a + 1, b || 'x' FROM w "
           "WHERE a < 5) ";
  }
  return "WITH w(a, b) AS (SELECT " + name_in(table) + ", " + name_in(table) + " FROM " +
         table.name + order_of_source(table, "") + ") ";
}

std::string WriteGenerator::verb(const Table& table) {
  if (random_.chance(60)) return "INSERT";
  if (random_.chance(25)) return "REPLACE";
  // On a log it could not matter.
  return "INSERT OR " +
         random_.pick({"REPLACE", "IGNORE", "FAIL", table.is_log ? "ABORT" : "ROLLBACK", "ABORT"});
}

std::string WriteGenerator::rows_of(const Table& table, const std::vector<const Column*>& columns) {
  std::string out;
  for (size_t rows = random_.chance(50) ? 1 : 1 + random_.below(5); rows > 0; --rows) {
    std::vector<std::string> values;
    for (const Column* column : columns) {
      const std::string outer = outer_value();
      const bool is_rowid = table.rowid_is_key && column->name == table.key.front();
      // SQLite keeps the rows before one whose rowid is no integer, against its manual.
      if (is_rowid) {
        values.push_back(value(Kind::Integer));
      } else {
        values.push_back(outer.empty() ? value(*column) : outer);
      }
    }
    out += (out.empty() ? "(" : ", (") + list(values) + ")";
  }
  return "VALUES " + out;
}

std::string WriteGenerator::select_for(const Table& table,
                                       const std::vector<const Column*>& columns) {
  const Table& source = random_.chance(35) && !table.is_view ? table : pick_stored();
  std::vector<std::string> values;
  for (const Column* column : columns) {
    const bool is_rowid = table.rowid_is_key && column->name == table.key.front();
    if (is_rowid) {
      values.push_back(random_.chance(50) ? "NULL" : value(Kind::Integer));
    } else {
      values.push_back(expr(source, "s."));
    }
  }
  // A trigger that doubles a table runs until the end of time.
  const bool is_limited = random_.chance(30) || !outer_.empty();
  return "SELECT " + list(values) + " FROM " + source.name + " AS s WHERE " +
         condition(source, "s.") + order_of_source(source, "s.") +
         (is_limited ? " LIMIT " + std::to_string(random_.below(5)) : "");
}

std::string WriteGenerator::upsert(const Table& table) {
  // In triggers SQLite's ALTER TABLE renames "excluded" as the table, and forgets later clauses.
  const bool is_read_again = reads_triggers_ && !outer_.empty();
  // Of errors in two clauses SQLite tells that of the one whose index comes first.
  const bool has_one = is_read_again || table.is_altered;
  std::string out;
  std::set<std::string> used;
  for (size_t i = has_one ? 1 : 1 + random_.below(3); i > 0; --i) {
    const bool is_last = i == 1;
    const bool has_target = !table.targets.empty() && (!is_last || random_.chance(65));
    if (!has_target && !is_last) continue;
    std::string target;
    if (has_target) target = random_.pick(table.targets);
    // With two clauses for one constraint SQLite replaces rows that break another.
    if (has_target && !used.insert(bare(target)).second) continue;
    out += " ON CONFLICT" + (has_target ? " " + target : "");
    if (random_.chance(30)) {
      out += " DO NOTHING";
      continue;
    }
    // Without a target SQLite has as many copies of a subquery as the table has unique indexes,
    // each of which is computed once.
    has_subqueries_ = has_target;
    out += " DO UPDATE SET " + assignments(table, is_read_again ? "" : "excluded.");
    if (random_.chance(30)) out += " WHERE " + condition(table, table.name + ".");
    has_subqueries_ = true;
  }
  return out;
}

std::string WriteGenerator::insert(const Table& table, bool in_trigger) {
  const bool has_with = !in_trigger && random_.chance(8);
  std::string out = (has_with ? with_clause() : "") + verb(table) + " INTO " + table.name;
  if (!in_trigger && random_.chance(3)) return out + " DEFAULT VALUES" + returning(table);
  std::vector<const Column*> columns;
  const bool lists = random_.chance(40);
  for (const Column& column : table.columns) {
    if (!lists || !random_.chance(25)) columns.push_back(&column);
  }
  if (columns.empty()) columns.push_back(&table.columns.front());
  if (lists) {
    std::string names;
    for (const Column* column : columns) names += (names.empty() ? "" : ", ") + column->name;
    out += "(" + names + ")";
  }
  out += " ";
  bool has_select = true;
  if (has_with && columns.size() >= 2 && !table.rowid_is_key) {
    std::vector<std::string> values = {"a", "b"};
    while (values.size() < columns.size()) values.push_back(value(Kind::Mixed));
    out += "SELECT " + list(values) + " FROM w WHERE true";
  } else {
    has_select = random_.chance(25);
    out += has_select ? select_for(table, columns) : rows_of(table, columns);
  }
  // SQLite's SELECT meets rows that triggers of its DO UPDATE add, those made later among them.
  const bool may_upsert = !has_select || (triggers_.empty() && !in_trigger);
  if (may_upsert && random_.chance(25)) out += upsert(table);
  return in_trigger ? out : out + returning(table);
}

/// Where something happens with what REPLACE removes, SQLite takes a row that does not change its
/// values of another constraint for a rival of itself: then no key is set, and one column at a
/// time.
bool WriteGenerator::may_set(const Table& table, const Column& column) const {
  return !follows_replace(table) || table.key.size() == table.columns.size() ||
         std::ranges::find(table.key, column.name) == table.key.end();
}

bool WriteGenerator::follows_replace(const Table& table) const {
  return recursive_triggers_ || ((table.is_child || table.is_parent) && table.replaces);
}

/// Where the columns that are `set` are the key that the table itself refers to, the columns that
/// do are set, too: else SQLite takes a row for its own partner twice, and commits violations.
std::string WriteGenerator::own_references(const Table& table,
                                           const std::vector<std::string>& set) {
  const auto is_set = [&](const std::string& name) {
    return std::ranges::find(set, name) != set.end();
  };
  std::string out;
  if (table.key.size() != 1 || !is_set(table.key.front())) return out;
  for (const std::string& column : table.own_references) {
    if (!is_set(column)) out += ", " + column + " = " + table.name + "." + column;
  }
  return out;
}

/// `source`: what stands before the columns that values are made of.
std::string WriteGenerator::assignments(const Table& table, const std::string& source) {
  std::string out;
  std::vector<std::string> set;
  for (size_t i = follows_replace(table) ? 1 : 1 + random_.below(2); i > 0; --i) {
    const Column& column = random_.pick(table.columns);
    const bool is_rowid = table.rowid_is_key && column.name == table.key.front();
    if (!may_set(table, column)) {
      ++i;
      continue;
    }
    set.push_back(column.name);
    if (!out.empty()) out += ", ";
    if (is_rowid) {
      // SQLite keeps the rows before one whose rowid becomes no integer, against its manual.
      out +=
          column.name + " = " +
          (random_.chance(50) ? std::to_string(random_.between(1, 12))
                              : table.name + "." + column.name + random_.pick({" + 1", " + 10"}));
    } else if (!follows_replace(table) && random_.chance(15)) {
      const Column& other = random_.pick(table.columns);
      set.push_back(other.name);
      if (other.name == column.name || (table.rowid_is_key && other.name == table.key.front())) {
        out += column.name + " = " + value(column);
      } else if (!has_subqueries_ || random_.chance(50)) {
        out += "(" + column.name + ", " + other.name + ") = (" + expr(table, source) + ", " +
               value(other) + ")";
      } else {
        out += "(" + column.name + ", " + other.name + ") = (SELECT " + expr(table, source) + ", " +
               value(other) + ")";
      }
    } else {
      out += column.name + " = " + (random_.chance(50) ? value(column) : expr(table, source));
    }
  }
  return out + own_references(table, set);
}

std::string WriteGenerator::update(const Table& table, bool in_trigger) {
  std::string out = !in_trigger && random_.chance(6) ? with_clause() : "";
  const bool has_with = !out.empty();
  out += "UPDATE ";
  if (random_.chance(30)) {
    std::string action = random_.pick({"REPLACE", "IGNORE", "FAIL", "ABORT", "ROLLBACK"});
    // With foreign keys on, SQLite's REPLACE runs into what it replaced itself.
    if (action == "REPLACE" && (table.is_child || table.is_parent)) action = "IGNORE";
    out += "OR " + action + " ";
  }
  out += table.name + " SET " + assignments(table, "");
  if (has_with) {
    out += " WHERE " + name_in(table) + " IN (SELECT " + random_.pick({"a", "b"}) + " FROM w)";
  } else {
    out += where(table);
  }
  return in_trigger ? out : out + returning(table) + order_and_limit(table, "");
}

std::string WriteGenerator::update_from(const Table& table, bool in_trigger) {
  const bool has_with = !in_trigger && !table.is_view && random_.chance(15);
  const Table& other = pick_stored();
  const bool can_match_one = other.key.size() == 1 || other.has_rowid;
  std::string out = has_with ? with_clause() : "";
  out += "UPDATE ";
  if (random_.chance(25)) {
    std::string action = random_.pick({"REPLACE", "IGNORE", "FAIL", "ABORT", "ROLLBACK"});
    if (action == "REPLACE" && (table.is_child || table.is_parent)) action = "IGNORE";
    out += "OR " + action + " ";
  }
  Table with;
  with.columns = {{"a", Kind::Integer, false}, {"b", Kind::Text, false}};
  const Table& source = has_with ? with : other;
  std::string set;
  std::vector<std::string> names;
  for (size_t i = follows_replace(table) ? 1 : 1 + random_.below(2); i > 0; --i) {
    const Column& column = random_.pick(table.columns);
    const bool is_rowid = table.rowid_is_key && column.name == table.key.front();
    if (!may_set(table, column)) {
      ++i;
      continue;
    }
    names.push_back(column.name);
    if (!set.empty()) set += ", ";
    set += column.name + " = ";
    if (is_rowid) {
      set += table.name + "." + column.name + random_.pick({" + 1", " + 20"});
    } else {
      set += random_.chance(70) ? expr(source, "f.") : expr(table, table.name + ".");
    }
  }
  out += table.name + " SET " + set + own_references(table, names) + " FROM ";
  // Of several matches the last one counts: either there is one, or their order is given.
  // Which of the two is the outer one of the join shows in what INSTEAD OF triggers do: then there
  // is one row to join with.
  const bool has_one_match = !has_with && can_match_one && !table.is_view && random_.chance(50);
  std::string join = table.name + "." + name_in(table);
  if (has_one_match) {
    join = "f." + (other.key.size() == 1 ? other.key.front() : "rowid") + " = " + join;
  } else {
    join += random_.pick({" = f.", " = f.", " IS f."}) + name_in(source);
  }
  if (has_with) {
    out += "w AS f";
  } else if (!has_one_match) {
    std::string columns;
    for (const Column& column : other.columns) {
      columns += (columns.empty() ? "" : ", ") + column.name;
    }
    out += "(SELECT " + columns + " FROM " + other.name + order_of(other, "") +
           (table.is_view        ? " LIMIT 1"
            : random_.chance(40) ? " LIMIT 4"
                                 : "") +
           ") AS f";
  } else if (other.key.size() == 1 && random_.chance(40)) {
    const Table& third = pick_stored();
    // In a trigger SQLite's ALTER TABLE does not find names within the join.
    out += other.name + " AS f" +
           (in_trigger ? ", " : random_.pick({" LEFT JOIN ", " JOIN ", ", "})) + third.name +
           " AS h";
    if (out.ends_with(", " + third.name + " AS h")) {
      out += " WHERE h." + name_in(third) + " = f." + name_in(other) + " AND " + join;
    } else {
      out += " ON h." + name_in(third) + " = f." + name_in(other) + " WHERE " + join;
    }
    return in_trigger ? out : out + returning(table);
  } else {
    out += other.name + " AS f";
  }
  out += " WHERE " + join;
  if (random_.chance(40)) out += " AND (" + condition(source, "f.") + ")";
  if (in_trigger) return out;
  out += returning(table);
  // LIMIT makes groups: of several matches any may stand for a row.
  return out;
}

std::string WriteGenerator::remove(const Table& table, bool in_trigger) {
  std::string out = !in_trigger && random_.chance(6) ? with_clause() : "";
  const bool has_with = !out.empty();
  out += "DELETE FROM " + table.name;
  if (has_with) {
    out += " WHERE " + name_in(table) + " IN (SELECT " + random_.pick({"a", "b"}) + " FROM w)";
  } else {
    out += where(table);
  }
  return in_trigger ? out : out + returning(table) + order_and_limit(table, "");
}

}  // namespace tern::diff
