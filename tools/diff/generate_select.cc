#include "tools/diff/generator.h"

namespace tern::diff {

std::string Generator::where(const Scope& scope, int percent) {
  return random_.chance(percent) ? " WHERE " + condition(scope, 2) : "";
}

// Terms after which no two rows tie.
std::string Generator::total_order(const Scope& scope) {
  std::vector<std::string> terms;
  for (size_t i = random_.below(3); i > 0; --i) {
    std::string term = random_.chance(80) ? column(scope) : expr(scope, 1);
    // A bare integer would name a result column.
    if (random_.chance(10)) term = "(" + term + ") COLLATE NOCASE";
    if (term.find_first_not_of("-0123456789") == std::string::npos) term = "+" + column(scope);
    if (random_.chance(40)) term += random_.pick({" DESC", " ASC"});
    if (random_.chance(10)) term += random_.pick({" NULLS FIRST", " NULLS LAST"});
    terms.push_back(term);
  }
  for (const Source& source : scope) {
    for (const std::string& key : source.table->identity()) {
      terms.push_back(source.alias + "." + key + (random_.chance(15) ? " DESC" : ""));
    }
  }
  return " ORDER BY " + list(terms);
}

std::string Generator::limit() {
  std::string out = " LIMIT " + std::to_string(random_.between(random_.chance(10) ? -1 : 0, 8));
  if (random_.chance(40)) out += " OFFSET " + std::to_string(random_.between(-1, 5));
  return out;
}

void Generator::plain_select() {
  Scope scope;
  const std::string sources = from(scope);
  std::vector<std::string> columns;
  if (random_.chance(25)) {
    columns.emplace_back(random_.chance(50) ? "*" : scope[0].alias + ".*");
  } else {
    for (size_t i = 1 + random_.below(4); i > 0; --i) {
      std::string item = random_.chance(12) ? scalar_subquery(scope) : expr(scope, 2);
      if (random_.chance(20)) item += " AS n" + std::to_string(i);
      columns.push_back(item);
    }
  }
  std::string sql = "SELECT " + list(columns) + sources + where(scope, 75);
  const bool in_order = random_.chance(60);
  if (in_order) {
    sql += total_order(scope);
    if (random_.chance(35)) sql += limit();
  }
  emit(with(sql), in_order);
}

void Generator::grouped_select() {
  Scope scope;
  const std::string sources = from(scope);
  std::vector<std::string> columns;
  std::vector<std::string> groups;
  for (size_t i = random_.below(3); i > 0; --i) {
    std::string x;
    const Column& c = pick_column(scope, x);
    if (!c.has_one_face()) x = random_.chance(50) ? "quote(" + x + ")" : "typeof(" + x + ")";
    groups.push_back(x);
    columns.push_back(x);
  }
  for (size_t i = 1 + random_.below(3); i > 0; --i) columns.push_back(aggregate(scope));
  std::string sql = "SELECT " + list(columns) + sources + where(scope, 50);
  if (!groups.empty()) {
    sql += " GROUP BY " + list(groups);
    if (random_.chance(30)) {
      sql += " HAVING " + random_.pick({"count(*) > 1", "count(*) < 4", "max(1) = 1"});
    }
    if (random_.chance(50)) return emit(with(sql + " ORDER BY " + list(groups)), true);
  }
  emit(with(sql));
}

void Generator::distinct_select() {
  Scope scope;
  const std::string sources = from(scope);
  std::vector<std::string> columns;
  for (size_t i = 1 + random_.below(2); i > 0; --i) {
    std::string x;
    const Column& c = pick_column(scope, x);
    columns.push_back(c.has_one_face() ? x : "quote(" + x + ")");
  }
  std::string sql = "SELECT DISTINCT " + list(columns) + sources + where(scope, 50);
  if (random_.chance(50)) {
    const bool both = columns.size() == 2;
    sql += " ORDER BY 1";
    if (both) sql += ", 2";
    if (random_.chance(40)) sql += limit();
    return emit(with(sql), true);
  }
  emit(with(sql));
}

void Generator::compound_select() {
  const size_t width = 1 + random_.below(2);
  std::string sql;
  for (size_t arm = 2 + random_.below(2); arm > 0; --arm) {
    Scope scope = {{&pick_table(), "x"}};
    std::vector<std::string> columns;
    for (size_t i = 0; i < width; ++i) columns.push_back("quote(" + expr(scope, 1) + ")");
    if (!sql.empty()) sql += " UNION ALL ";
    sql += "SELECT " + list(columns) + " FROM " + scope[0].table->name + " AS x" + where(scope, 50);
  }
  // A COLLATE anywhere inside would leave the order of texts that differ open.
  if (sql.find("COLLATE") == std::string::npos && random_.chance(50)) {
    return emit(
        sql + " ORDER BY 1" + (width == 2 ? ", 2 DESC" : "") + (random_.chance(40) ? limit() : ""),
        true);
  }
  emit(sql);
}

// group_concat over rows whose order is given.
void Generator::concat_select() {
  const Table& table = pick_table();
  const Scope scope = {{&table, "x"}};
  std::string x;
  pick_column(scope, x);
  const std::string call = random_.chance(50)   ? "group_concat(v)"
                           : random_.chance(50) ? "group_concat(v, '; ')"
                                                : "group_concat(DISTINCT v)";
  emit("SELECT " + call + ", count(v) FROM (SELECT " + x + " AS v FROM " + table.name + " AS x" +
       where(scope, 50) + total_order(scope) + ")");
}

void Generator::select() {
  may_bind_ = true;
  if (random_.chance(12)) {
    random_.chance(80) ? window_select() : grouped_window_select();
    may_bind_ = false;
    return;
  }
  switch (random_.below(10)) {
    case 0:
    case 1:
      grouped_select();
      break;
    case 2:
      distinct_select();
      break;
    case 3:
      compound_select();
      break;
    case 4:
      if (random_.chance(40)) {
        concat_select();
        break;
      }
      if (random_.chance(50)) {
        recursive_select();
        break;
      }
      emit("SELECT " + expr({}, 3) + ", " + expr({}, 3));
      break;
    default:
      plain_select();
      break;
  }
  may_bind_ = false;
}

}  // namespace tern::diff
