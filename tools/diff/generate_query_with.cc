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
  if (random_.chance(30)) {
    std::vector<std::string> names;
    for (Column& column : made.columns) {
      column.name += "w";
      names.push_back(column.name);
    }
    out += "(" + list(names) + ")";
  }
  out += " AS ";
  if (random_.chance(15))
    out += "MATERIALIZED ";
  else if (random_.chance(15))
    out += "NOT MATERIALIZED ";
  define(name, made.sql);
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
      body = "SELECT 1, " + constant(Shape::Mixed) + " UNION ALL SELECT a + 1, " +
             random_.pick({"b || 'x'", "b + 1", "b", "coalesce(b, a)", "-b"}) + " FROM " + name +
             " WHERE a < " + steps;
      if (random_.chance(20)) {
        body += " UNION ALL SELECT a + 2, 'step' FROM " + name + " WHERE a < " + steps;
      }
      if (random_.chance(30)) {
        body += random_.pick({" ORDER BY 1 DESC, 2", " ORDER BY 2, 1", " ORDER BY 1 ASC, 2 DESC"});
        // Which rows come first is not said without.
        if (random_.chance(60)) body += " LIMIT " + std::to_string(random_.between(0, 9));
        if (body.find(" LIMIT ") != std::string::npos && random_.chance(50)) body += " OFFSET 2";
      }
      break;
    case 1:
      body = "SELECT 1, 0 UNION SELECT (a * 5 + 2) % 7, (b + a) % 3 FROM " + name;
      break;
    case 2: {
      const Table& table = pick_table();
      const std::string x = "z." + random_.pick(table.columns).name;
      body = "VALUES (1, NULL) UNION ALL SELECT q.a + 1, " + x + " FROM " + name + " AS q" +
             random_.pick({", ", " JOIN ", " CROSS JOIN "}) + table.name + " AS z WHERE q.a < 2";
      break;
    }
    default: {
      const Table& table = pick_table();
      body = "SELECT 0, quote(" + table.columns[0].name + ") FROM " + table.name +
             " UNION SELECT a + 1, b FROM " + name + " WHERE a < 2";
      break;
    }
  }
  Column counter = {.name = "a", .type = "", .collation = "", .shape = Shape::Integer};
  Column value = {.name = "b", .type = "", .collation = "", .shape = Shape::Mixed};
  define(name, body);
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
