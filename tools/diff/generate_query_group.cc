#include "tools/diff/query_generator.h"

namespace tern::diff {

// What to group by, and `face`: what is the same for all rows of a group.
std::string QueryGenerator::group_key(const Scope& scope, std::string& face) {
  std::string key;
  const Column& column = pick_column(scope, key);
  if (random_.chance(25)) {
    key = random_.pick({"typeof(", "length(", "quote(", "hex("}) + key + ")";
    face = key;
  } else if (column.shape == Shape::Text) {
    if (random_.chance(35)) {
      key += " COLLATE " + random_.pick({"NOCASE", "RTRIM", "BINARY"});
    }
    face = "upper(rtrim(" + key + "))";
  } else {
    if (!column.has_one_face()) key = "quote(" + key + ")";
    face = key;
  }
  return key;
}

std::string QueryGenerator::wide_aggregate(const Scope& scope) {
  switch (random_.below(8)) {
    case 0:
      return aggregate(scope) + random_.pick({" + ", " || ", " IS ", " > "}) + aggregate(scope);
    case 1: {
      // In which order it concatenates is the plan's choice; how much is not.
      std::string x;
      pick_column(scope, x);
      return "length(group_concat(" +
             (random_.chance(30) ? "DISTINCT quote(" + x + ")" : "quote(" + x + "), '--'") + "))";
    }
    case 2:
      return random_.pick({"count(*)", "sum(1)", "max(2)"}) + " FILTER (WHERE " +
             condition(scope, 1) + ")";
    case 3: {
      std::string x;
      pick_column(scope, x);
      return "count(DISTINCT " + x +
             (random_.chance(30) ? " COLLATE " + random_.pick({"NOCASE", "RTRIM"}) : "") + ")";
    }
    default:
      return aggregate(scope);
  }
}

std::string QueryGenerator::having(const Scope& scope) {
  switch (random_.below(5)) {
    case 0:
      return " HAVING count(*) > " + std::to_string(random_.between(0, 3));
    case 1:
      return " HAVING " + aggregate(scope) + random_.pick({" IS NOT NULL", " IS NULL", " > 1"});
    case 2:
      return " HAVING NOT (" + aggregate(scope) + " = " + constant(Shape::Mixed) + ")";
    case 3:
      return " HAVING count(*) IN (1, 2) OR " + aggregate(scope) + " < " + aggregate(scope);
    default:
      return " HAVING count(*) BETWEEN 1 AND 3";
  }
}

// Columns beside a min() or max() are of the row that has it: of one row, if that is a key.
QueryText QueryGenerator::bare_columns(const QueryWish& wish) {
  QueryText out;
  const Table& table = pick_table();
  const std::vector<std::string> key = table.identity();
  if (key.size() != 1) return aggregate_core({}, 0, wish);
  const Scope scope = {{&table, fresh_alias()}};
  const std::string call = random_.pick({"min(", "max("}) + scope[0].alias + "." + key[0] + ")";
  std::vector<std::string> items;
  const size_t width = wish.width > 0 ? wish.width : 2 + random_.below(2);
  hit("query: bare columns");
  for (size_t i = 0; i < width; ++i) {
    std::string text;
    pick_column(scope, text);
    add_item(out, items, wish, {}, "quote(" + (i == 0 ? call : text) + ")");
    out.columns.back().shape = Shape::Text;
  }
  std::string where = wide_where(scope, 0);
  // SQLite 3.40.1 takes the columns of another row where it seeks the keys that an IN lists.
  if (where.find(" IN ") != std::string::npos) where.clear();
  out.sql = "SELECT " + list(items) + " FROM " + table.name + " AS " + scope[0].alias + where;
  if (random_.chance(60)) {
    std::string face;
    out.sql += " GROUP BY " + group_key(scope, face);
    if (random_.chance(20)) out.sql += " HAVING count(*) > 1";
  } else {
    hit("query: extreme by index");
  }
  return out;
}

}  // namespace tern::diff
