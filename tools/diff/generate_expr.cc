#include "tools/diff/generator.h"

namespace tern::diff {

const Column& Generator::pick_column(const Scope& scope, std::string& text) {
  const Source& source = random_.pick(scope);
  const Column& column = random_.pick(source.table->columns);
  text = source.alias + "." + column.name;
  return column;
}

std::string Generator::column(const Scope& scope) {
  std::string text;
  const Source& source = random_.pick(scope);
  if (source.has_rowid() && random_.chance(6)) return source.alias + ".rowid";
  pick_column(scope, text);
  return text;
}

std::string Generator::list(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

/// A real stays one under CAST AS NUMERIC, and becomes an integer if it is stored as a column of
/// that affinity: which of the two depends on the plan. Of a text nothing more can become.
std::string Generator::cast(const std::string& operand) {
  const std::string type = random_.pick({"INTEGER", "TEXT", "REAL", "BLOB", "NUMERIC"});
  if (type == "NUMERIC") return "CAST(CAST(" + operand + " AS TEXT) AS NUMERIC)";
  return "CAST(" + operand + " AS " + type + ")";
}

std::string Generator::expr(const Scope& scope, int depth) {
  if (depth <= 0 || random_.chance(25)) {
    if (scope.empty() || random_.chance(35)) return constant(Shape::Mixed);
    return column(scope);
  }
  if (std::string other = other_expr(scope, depth); !other.empty()) return other;
  switch (random_.below(10)) {
    case 0:
    case 1:
    case 2:
      return operation(scope, depth - 1);
    case 3:
      return cast(expr(scope, depth - 1));
    case 4:
      return "CASE WHEN " + condition(scope, depth - 1) + " THEN " + expr(scope, depth - 1) +
             (random_.chance(70) ? " ELSE " + expr(scope, depth - 1) : "") + " END";
    case 5:
      return "CASE " + expr(scope, depth - 1) + " WHEN " + expr(scope, depth - 1) + " THEN " +
             expr(scope, 0) + " ELSE " + expr(scope, 0) + " END";
    case 6:
      return "(" + condition(scope, depth - 1) + ")";
    default:
      return call(scope, depth - 1);
  }
}

std::string Generator::operation(const Scope& scope, int depth) {
  if (random_.chance(15)) {
    return random_.pick({"-", "+", "~", "NOT "}) + ("(" + expr(scope, depth) + ")");
  }
  const std::string op = random_.pick(
      {"+", "-", "*", "/", "%", "||", "&", "|", "<<", ">>", "+", "||", "IS", "IS NOT"});
  return "(" + expr(scope, depth) + " " + op + " " + expr(scope, depth) + ")";
}

std::string Generator::call(const Scope& scope, int depth) {
  switch (random_.below(8)) {
    case 0:
    case 1:
    case 2:
      return call_on_text(scope, depth);
    case 3:
    case 4:
      return call_on_number(scope, depth);
    case 5:
      return random_.chance(40) ? date_call() : call_any(scope, depth);
    default:
      return call_any(scope, depth);
  }
}

std::string Generator::call_on_text(const Scope& scope, int depth) {
  const std::string x = expr(scope, depth);
  switch (random_.below(17)) {
    case 0:
      return "length(" + x + ")";
    case 1:
      return "upper(" + x + ")";
    case 2:
      return "lower(" + x + ")";
    case 3:
      return "substr(" + x + ", " + std::to_string(random_.between(-5, 5)) + ")";
    case 4:
      return "substr(" + x + ", " + std::to_string(random_.between(-5, 5)) + ", " +
             std::to_string(random_.between(-3, 6)) + ")";
    case 5:
      return "instr(" + x + ", " + constant(Shape::Text) + ")";
    case 6:
      return "replace(" + x + ", " + constant(Shape::Text) + ", " + constant(Shape::Text) + ")";
    case 7:
      return random_.pick({"trim(", "ltrim(", "rtrim("}) + x + ")";
    case 8:
      return random_.pick({"trim(", "ltrim(", "rtrim("}) + x + ", " + constant(Shape::Text) + ")";
    case 9:
      return "hex(" + x + ")";
    case 10:
      return "quote(" + x + ")";
    case 11:
      return "unicode(" + x + ")";
    case 12:
      return "char(" + std::to_string(random_.between(32, 500)) + ", 97)";
    case 13:
      return "like(" + constant(Shape::Text) + ", " + x + ")";
    case 14:
      return "glob(" + random_.pick({"'a*'", "'*b'", "'[a-c]*'", "'?'", "'*[^x]'"}) + ", " + x +
             ")";
    case 15:
      return "printf(" +
             random_.pick({"'%d'", "'%5d|'", "'%-6s|'", "'%s'", "'%q'", "'%Q'", "'%.2f'", "'%x'",
                           "'%05d'", "'%+d'", "'%e'", "'%g'", "'%c'", "'%,d'", "'%o'", "'%%%d'"}) +
             ", " + x + ")";
    default:
      return "format('%s-%d', " + x + ", " + expr(scope, 0) + ")";
  }
}

std::string Generator::call_on_number(const Scope& scope, int depth) {
  const std::string x = expr(scope, depth);
  switch (random_.below(6)) {
    case 0:
      return "abs((" + x + ") / 2)";  // the least integer has no absolute value
    case 1:
      return "round(" + x + ")";
    case 2:
      return "round(" + x + ", " + std::to_string(random_.between(0, 4)) + ")";
    case 3:
      return "sign(" + x + ")";
    case 4:
      return "length(zeroblob(" + std::to_string(random_.between(0, 20)) + "))";
    default:
      return "hex(zeroblob(" + std::to_string(random_.between(0, 4)) + "))";
  }
}

std::string Generator::call_any(const Scope& scope, int depth) {
  const std::string x = expr(scope, depth);
  const std::string y = expr(scope, 0);
  switch (random_.below(8)) {
    case 0:
      return "coalesce(" + x + ", " + y + ", " + constant(Shape::Integer) + ")";
    case 1:
      return "ifnull(" + x + ", " + y + ")";
    case 2:
      return "nullif(" + x + ", " + y + ")";
    case 3:
      return "typeof(" + x + ")";
    case 4:
      return "min(" + x + ", " + y + ")";
    case 5:
      return "max(" + x + ", " + y + ")";
    case 6:
      return "iif(" + condition(scope, 0) + ", " + x + ", " + y + ")";
    default:
      return "quote(" + x + ")";
  }
}

std::string Generator::date_call() {
  const std::string at =
      random_.pick({"'2024-02-29 12:34:56'", "'1999-12-31'", "'2000-01-01T00:00'", "2451545.25",
                    "'12:00'", "'nonsense'", "'2023-03-15 23:59:59.5'"});
  const std::string modifier =
      random_.pick({"", ", '+1 day'", ", '-1 month'", ", 'start of month'", ", '+1 year'",
                    ", 'weekday 0'", ", '+90 minutes'", ", 'start of year', '+5 days'"});
  switch (random_.below(5)) {
    case 0:
      return "date(" + at + modifier + ")";
    case 1:
      return "time(" + at + modifier + ")";
    case 2:
      return "datetime(" + at + modifier + ")";
    case 3:
      return "round(julianday(" + at + modifier + "), 6)";
    default:
      return "strftime(" +
             random_.pick({"'%Y-%m-%d'", "'%H:%M:%S'", "'%j %w'", "'%s'", "'%W %f'"}) + ", " + at +
             modifier + ")";
  }
}

std::string Generator::condition(const Scope& scope, int depth) {
  if (std::string other = other_condition(scope, depth); !other.empty()) return other;
  if (depth <= 0 || random_.chance(50)) return simple_condition(scope);
  switch (random_.below(6)) {
    case 0:
    case 1:
      return "(" + condition(scope, depth - 1) + " AND " + condition(scope, depth - 1) + ")";
    case 2: {
      const std::string one = condition(scope, depth - 1);
      const std::string other = condition(scope, depth - 1);
      // SQLite makes an IN of equalities on one column, and loses their COLLATE; a third term stops
      // it.
      const bool collates = (one + other).find(" COLLATE ") != std::string::npos;
      return "(" + one + " OR " + other + (collates ? " OR 0)" : ")");
    }
    case 3:
      return "NOT (" + condition(scope, depth - 1) + ")";
    case 4:
      return comparison(scope, depth);
    default:
      return subquery_condition(scope);
  }
}

// What an index or the rowid can serve.
std::string Generator::simple_condition(const Scope& scope) {
  if (scope.empty()) return comparison(scope, 0);
  if (random_.chance(12)) return rowid_condition(scope);
  if (!hints_.empty() && random_.chance(12)) {
    const std::string hinted = hinted_condition(scope);
    if (!hinted.empty()) return hinted;
  }
  std::string x;
  const Column& c = pick_column(scope, x);
  const Shape shape = random_.chance(10) ? Shape::Mixed : c.shape;
  const std::string negation = random_.chance(20) ? " NOT" : "";
  switch (random_.below(10)) {
    case 0:
    case 1:
      return x + " = " + constant(shape);
    case 2:
      return x + random_.pick({" < ", " <= ", " > ", " >= "}) + constant(shape);
    case 3:
      return x + " > " + constant(shape) + " AND " + x + random_.pick({" < ", " <= "}) +
             constant(shape);
    case 4:
      return x + negation + " BETWEEN " + constant(shape) + " AND " + constant(shape);
    case 5: {
      std::vector<std::string> items;
      for (size_t i = 1 + random_.below(4); i > 0; --i) items.push_back(constant(shape));
      return x + negation + " IN (" + list(items) + ")";
    }
    case 6:
      return x + random_.pick({" IS NULL", " IS NOT NULL", " ISNULL", " NOT NULL"});
    case 7:
      // For an integer key SQLite 3.40 turns the pattern into bounds, and a LEFT JOIN loses rows.
      if (c.is_key && c.shape == Shape::Integer) x = "+" + x;
      return x + negation + like_test();
    case 8:
      return x + random_.pick({" <> ", " IS ", " IS NOT ", " == ", " != "}) + constant(shape);
    default:
      return x + " = " + constant(shape) + " COLLATE " +
             random_.pick({"NOCASE", "BINARY", "RTRIM"});
  }
}

std::string Generator::like_test() {
  const std::string op = random_.pick({" LIKE ", " LIKE ", " GLOB "});
  const std::string pattern = random_.pick(
      {"'a%'", "'%b'", "'A%'", "'a*'", "'_'", "'%'", "'ab%c'", "'1%'", "''", "'a\\%' ESCAPE '\\'"});
  // GLOB has no ESCAPE, but SQLite finds that out only where the term is not dropped before.
  return op + (op == " GLOB " && pattern.ends_with("ESCAPE '\\'") ? "'a*'" : pattern);
}

std::string Generator::hinted_condition(const Scope& scope) {
  const Hint& hint = random_.pick(hints_);
  for (const Source& source : scope) {
    if (source.table->name != hint.table) continue;
    std::string out;
    for (const char c : hint.text) {
      if (c == '@') {
        out += source.alias + ".";
      } else {
        out += c;
      }
    }
    return out;
  }
  return "";
}

std::string Generator::rowid_condition(const Scope& scope) {
  const Source& source = random_.pick(scope);
  if (!source.has_rowid() && (source.table->has_rowid || source.table->key.empty())) {
    return source.alias + "." + source.table->columns[0].name + " = " + constant(Shape::Integer);
  }
  const std::string x = source.alias + "." +
                        (source.table->has_rowid ? random_.pick({"rowid", "_rowid_", "oid"})
                                                 : source.table->identity()[0]);
  switch (random_.below(5)) {
    case 0:
      return x + " = " + constant(Shape::Integer);
    case 1:
      return x + " BETWEEN " + constant(Shape::Integer) + " AND " + constant(Shape::Integer);
    case 2:
      return x + " IN (" + constant(Shape::Integer) + ", " + constant(Shape::Mixed) + ", 3)";
    case 3:
      return x + random_.pick({" < ", " >= ", " > ", " <= "}) + constant(Shape::Real);
    default:
      return x + random_.pick({" < ", " >= ", " > ", " <= ", " = "}) + constant(Shape::Mixed);
  }
}

std::string Generator::comparison(const Scope& scope, int depth) {
  const std::string x = expr(scope, depth);
  switch (random_.below(6)) {
    case 0:
      return x + " BETWEEN " + expr(scope, 0) + " AND " + expr(scope, 0);
    case 1:
      return x + " IN (" + expr(scope, 0) + ", " + expr(scope, 0) + ")";
    case 2:
      return x + " IS NULL";
    default:
      return x + random_.pick({" = ", " < ", " <= ", " > ", " >= ", " <> ", " IS ", " IS NOT "}) +
             expr(scope, depth - 1);
  }
}

std::string Generator::subquery_condition(const Scope& scope) {
  const Table& table = pick_table();
  const Scope inner = {{&table, "s"}};
  std::string x;
  const Column& c = pick_column(inner, x);
  // SQLite 3.40 overlooks the NULLs of a descending index that it takes for the list.
  if (descending_.contains(table.name + "." + c.name)) x = "+" + x;
  std::string correlated;
  if (!scope.empty() && random_.chance(60)) correlated = " WHERE " + x + " = " + column(scope);
  const std::string negation = random_.chance(30) ? "NOT " : "";
  if (random_.chance(50)) {
    return negation + "EXISTS (SELECT 1 FROM " + table.name + " AS s" + correlated + ")";
  }
  return expr(scope, 0) + " " + negation + "IN (SELECT " + x + " FROM " + table.name + " AS s" +
         (random_.chance(50) ? " WHERE " + simple_condition(inner) : "") + ")";
}

std::string Generator::scalar_subquery(const Scope& scope) {
  const Table& table = pick_table();
  const Scope inner = {{&table, "s"}};
  std::string x;
  const Column& c = pick_column(inner, x);
  std::string correlated;
  if (!scope.empty() && random_.chance(60)) correlated = " WHERE " + x + " = " + column(scope);
  if (random_.chance(60)) {
    const std::string what = random_.pick({"count(*)", "count(", "max(", "min("});
    // SQLite takes a column that is equal to something for ordered; as numbers, '0' is equal to
    // '0.0'.
    if (!correlated.empty()) x = "+" + x;
    std::string call = what == "count(*)" ? what : what + x + ")";
    // Equal values with different faces: which one max shows depends on the plan.
    if (what != "count(*)" && what != "count(" && !c.has_one_face()) {
      call = what + "quote(" + x + "))";
    }
    return "(SELECT " + call + " FROM " + table.name + " AS s" + correlated + ")";
  }
  std::string order;
  for (const std::string& key : table.identity()) order += (order.empty() ? "s." : ", s.") + key;
  return "(SELECT " + x + " FROM " + table.name + " AS s" + correlated + " ORDER BY " + order +
         " LIMIT 1)";
}

std::string Generator::aggregate(const Scope& scope) {
  std::string x;
  const Column& c = pick_column(scope, x);
  const std::string filter =
      random_.chance(15) ? " FILTER (WHERE " + simple_condition(scope) + ")" : "";
  const std::string distinct = random_.chance(20) ? "DISTINCT " : "";
  switch (random_.below(7)) {
    case 0:
      return "count(*)" + filter;
    case 1:
      return "count(" + distinct + x + ")" + filter;
    case 2:
    case 3:
      // Sums of values that lose digits depend on the order they come in.
      return random_.pick({"sum(", "total(", "avg("}) + distinct + "length(" + x + "))" + filter;
    case 4:
      return "sum(" + (c.shape == Shape::Integer ? x + " % 1000" : "length(" + x + ")") + ")" +
             filter;
    default:
      return random_.pick({"min(", "max("}) + (c.has_one_face() ? x : "quote(" + x + ")") + ")" +
             filter;
  }
}

}  // namespace tern::diff
