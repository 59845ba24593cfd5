#include <algorithm>

#include "tools/diff/query_generator.h"

namespace tern::diff {

std::string QueryGenerator::common_table(int depth) {
  std::string name = "w";
  name += std::to_string(++aliases_);
  ++level_;
  QueryText made = query({}, depth, {.width = 0, .names_columns = true, .has_one_face = false});
  --level_;
  std::string out = name;
  hit("with: common table");
  if (random_.chance(30)) {
    hit("with: column names");
    std::vector<std::string> names;
    for (Column& column : made.columns) {
      column.name += "w";
      names.push_back(column.name);
    }
    out += "(" + list(names) + ")";
  }
  out += " AS ";
  if (random_.chance(15))
    out += hit("with: MATERIALIZED", "MATERIALIZED ");
  else if (random_.chance(15))
    out += hit("with: NOT MATERIALIZED", "NOT MATERIALIZED ");
  common_tables_.push_back(&derived(std::move(made.columns), name));
  return out + "(" + made.sql + ")";
}

// Each ends: by a counter, or because UNION finds nothing new.
std::string QueryGenerator::recursive_table() {
  std::string name = "r";
  name += std::to_string(++aliases_);
  const std::string steps = std::to_string(random_.between(2, 6));
  std::string body;
  switch (random_.below(4)) {
    case 0:
      hit("recursive: UNION ALL");
      body = "SELECT 1, " + constant(Shape::Mixed) + " UNION ALL SELECT a + 1, " +
             random_.pick({"b || 'x'", "b + 1", "b", "coalesce(b, a)", "-b"}) + " FROM " + name +
             " WHERE a < " + steps;
      if (random_.chance(20)) body += hit("recursive: ORDER BY", " ORDER BY 1 DESC");
      if (random_.chance(30)) body += hit("recursive: LIMIT", " LIMIT 3");
      break;
    case 1:
      hit("recursive: UNION");
      body = "SELECT 1, 0 UNION SELECT (a * 5 + 2) % 7, (b + a) % 3 FROM " + name;
      break;
    case 2: {
      hit("recursive: join");
      const Table& table = pick_table();
      const std::string x = "z." + random_.pick(table.columns).name;
      body = "VALUES (1, NULL) UNION ALL SELECT q.a + 1, " + x + " FROM " + name + " AS q" +
             random_.pick({", ", " JOIN ", " CROSS JOIN "}) + table.name + " AS z WHERE q.a < 3";
      break;
    }
    default: {
      hit("recursive: UNION");
      const Table& table = pick_table();
      body = "SELECT 0, quote(" + table.columns[0].name + ") FROM " + table.name +
             " UNION SELECT a + 1, b FROM " + name + " WHERE a < 2";
      break;
    }
  }
  Column counter = {.name = "a", .type = "", .collation = "", .shape = Shape::Integer};
  Column value = {.name = "b", .type = "", .collation = "", .shape = Shape::Mixed};
  common_tables_.push_back(&derived({counter, value}, name));
  return name + "(a, b) AS (" + body + ")";
}

std::string QueryGenerator::with_clause(int depth) {
  std::string out;
  bool is_recursive = false;
  for (size_t i = 1 + random_.below(2); i > 0; --i) {
    out += out.empty() ? "" : ", ";
    if (random_.chance(30)) {
      is_recursive = true;
      out += recursive_table();
    } else {
      out += common_table(std::min(depth, 1));
    }
  }
  return (is_recursive ? "WITH RECURSIVE " : "WITH ") + out + " ";
}

}  // namespace tern::diff
