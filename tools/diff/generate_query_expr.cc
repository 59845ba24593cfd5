#include "tools/diff/query_generator.h"

namespace tern::diff {

std::string QueryGenerator::literal() {
  switch (random_.below(7)) {
    case 0:
      return hit("literal: hexadecimal",
                 random_.pick({"0x0", "0xFF", "0x7fffffffffffffff", "0x8000000000000000", "0X1f"}));
    case 1:
      return hit("literal: exponent", random_.pick({"1e3", "1E-2", "2.5e+1", "1e0", "9e18",
                                                    "1.0e19", "12345678901e10"}));
    case 2:
      return hit("literal: leading dot", random_.pick({".5", "5.", ".0", "0.", ".25e1"}));
    case 3:
      return hit("literal: TRUE", random_.pick({"TRUE", "true"}));
    case 4:
      return hit("literal: FALSE", random_.pick({"FALSE", "False"}));
    case 5:
      return hit("literal: blob", random_.pick({"x'00ff'", "X'414243'", "x''"}));
    default:
      // Names nothing: a text, by SQLite's old grace.
      return hit("literal: quoted name", random_.pick({"\"no name\"", "\"\""}));
  }
}

std::string QueryGenerator::json_expr() {
  const std::string document =
      random_.pick({"'{\"a\":1,\"b\":[1,2,{\"c\":null}],\"5\":\"x\"}'", "'[10,20,[30]]'", "'null'",
                    "'\"text\"'", "'{\"a\":{\"a\":true}}'", "NULL", "'1.50'"});
  const std::string label = random_.pick(
      {"'a'", "'$.a'", "'$.b[2].c'", "'b'", "1", "-1", "'$[#-1]'", "'$'", "'5'", "NULL", "0", "5"});
  switch (random_.below(4)) {
    case 0:
      return hit("expr: ->", "(" + document + " -> " + label + ")");
    case 1:
      return hit("expr: ->>", "(" + document + " ->> " + label + ")");
    case 2:
      return hit("expr: json function",
                 random_.pick({"json_extract(", "json_type(", "json_array_length("}) + document +
                     ", " + random_.pick({"'$'", "'$.a'", "'$.b'", "'$[1]'"}) + ")");
    default:
      return hit("expr: json function",
                 random_.pick({"json_quote(", "json_array(", "json_valid("}) +
                     random_.pick({"1", "'a\"b'", "2.5", "NULL"}) + ")");
  }
}

std::string QueryGenerator::math_expr(const Scope& scope, int depth) {
  hit("expr: math");
  const std::string x = expr(scope, depth);
  switch (random_.below(4)) {
    case 0:
      return random_.pick({"floor(", "ceil(", "trunc(", "sign(", "sqrt(", "abs(0.5 * "}) + x + ")";
    case 1:
      return "mod(" + x + ", " + constant(Shape::Integer) + ")";
    case 2:
      return "pow(" + std::to_string(random_.between(-3, 3)) + ", " +
             std::to_string(random_.between(-2, 9)) + ")";
    default:
      return "round(" + random_.pick({"ln(", "exp(", "atan(", "log10("}) +
             std::to_string(random_.between(-1, 5)) + "), 6)";
  }
}

std::string QueryGenerator::other_expr(const Scope& scope, int depth) {
  if (!random_.chance(30)) return "";
  switch (random_.below(12)) {
    case 0:
    case 1:
      return literal();
    case 2:
      return "(" + expr(scope, depth - 1) + hit("expr: COLLATE") + " COLLATE " +
             random_.pick({"NOCASE", "RTRIM", "BINARY"}) + ")";
    case 3:
      return json_expr();
    case 4:
      return hit("expr: bits", "(") + expr(scope, depth - 1) +
             random_.pick({" & ", " | ", " << ", " >> "}) + constant(Shape::Integer) + ")";
    case 5:
      return hit("expr: CASE with base", "CASE ") + expr(scope, depth - 1) + " WHEN " +
             constant(Shape::Mixed) + " THEN " + expr(scope, 0) + " WHEN NULL THEN 0 END";
    case 6:
      return hit("expr: likely", random_.pick({"likely(", "unlikely("})) + expr(scope, depth - 1) +
             ")";
    case 7:
      return math_expr(scope, depth - 1);
    case 8:
      return "(" + row_condition(scope) + ")";
    case 9:
    case 10:
      return depth > 1 && terms_left_ > 0 ? wide_subquery(scope, 0) : literal();
    default:
      return "(" + expr(scope, depth - 1) + hit("expr: IS DISTINCT FROM") +
             random_.pick({" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "}) +
             expr(scope, depth - 1) + ")";
  }
}

// One value: an aggregate's, or the first row's of an order that is total.
std::string QueryGenerator::wide_subquery(const Scope& scope, int depth) {
  if (terms_left_ <= 0) return constant(Shape::Mixed);
  ++level_;
  if (level_ > 1) hit("subquery: two levels");
  const bool is_correlated = random_.chance(60);
  const Scope outer = is_correlated ? scope : Scope{};
  if (is_correlated) hit("subquery: correlated");
  std::string out;
  if (random_.chance(50)) {
    hit("subquery: scalar aggregate");
    Scope inner;
    const std::string from = wide_from(inner, depth);
    const std::string what = wide_aggregate(inner);
    Scope visible = inner;
    visible.insert(visible.end(), outer.begin(), outer.end());
    std::string where;
    if (!outer.empty() || random_.chance(50)) where = " WHERE " + condition(visible, 1);
    out = "(SELECT " + what + from + where + ")";
  } else {
    hit("subquery: scalar LIMIT 1");
    const QueryText inner =
        core(outer, depth, {.width = 1, .names_columns = false, .has_one_face = true});
    out = "(" + inner.sql + ordered(inner) + " LIMIT 1)";
  }
  --level_;
  return out;
}

std::string QueryGenerator::subquery_test(const Scope& scope, int depth) {
  if (terms_left_ <= 0) return simple_condition(scope);
  ++level_;
  if (level_ > 1) hit("subquery: two levels");
  const bool is_correlated = random_.chance(60);
  if (is_correlated) hit("subquery: correlated");
  const Scope outer = is_correlated ? scope : Scope{};
  const std::string negation = random_.chance(35) ? "NOT " : "";
  std::string out;
  if (random_.chance(45)) {
    hit("subquery: EXISTS");
    out = negation + "EXISTS (" + query(outer, depth, {}).sql + ")";
  } else {
    hit("subquery: IN");
    const std::string left = expr(scope, 1);
    const bool is_compound = random_.chance(20);
    if (is_compound) hit("subquery: IN compound");
    const QueryWish wish = {.width = 1};
    out = left + " " + negation + "IN (" +
          (is_compound ? compound(outer, depth, wish) : query(outer, depth, wish)).sql + ")";
  }
  --level_;
  return out;
}

std::string QueryGenerator::row_of(const Scope& scope, size_t width) {
  std::vector<std::string> values;
  for (size_t i = 0; i < width; ++i) {
    values.push_back(!scope.empty() && random_.chance(60) ? column(scope) : expr(scope, 0));
  }
  return "(" + list(values) + ")";
}

std::string QueryGenerator::row_condition(const Scope& scope) {
  const size_t width = 2 + random_.below(2);
  const std::string left = row_of(scope, width);
  const auto inner = [&] {
    ++level_;
    std::string out = plain_core({}, 0, {.width = width}, false).sql;
    --level_;
    return out;
  };
  const size_t what = random_.below(terms_left_ > 0 ? 6 : 3);
  switch (what) {
    case 0:
      return hit("row: comparison", left) +
             random_.pick({" = ", " < ", " <= ", " > ", " >= ", " <> "}) + row_of(scope, width);
    case 1:
      return hit("row: BETWEEN", left) + " BETWEEN " + row_of(scope, width) + " AND " +
             row_of(scope, width);
    case 2:
      return hit("row: IS", left) + random_.pick({" IS ", " IS NOT "}) + row_of(scope, width);
    case 3:
      return hit("row: IN list", left) + random_.pick({" IN ", " NOT IN "}) + "(VALUES " +
             row_of({}, width) + ", " + row_of({}, width) + ")";
    case 4:
      return hit("row: = subquery", left) + " = (" + inner() + " ORDER BY 1, 2 LIMIT 0)";
    default:
      return hit("row: IN subquery", left) + random_.pick({" IN (", " NOT IN ("}) + inner() + ")";
  }
}

std::string QueryGenerator::other_condition(const Scope& scope, int depth) {
  if (!random_.chance(25)) return "";
  std::string x;
  switch (random_.below(8)) {
    case 0:
    case 1:
      return row_condition(scope);
    case 2:
      return expr(scope, depth - 1) + hit("expr: IS DISTINCT FROM") +
             random_.pick({" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "}) + expr(scope, 0);
    case 3:
      return expr(scope, 0) + hit("expr: LIKE of a column") +
             random_.pick({" LIKE ", " NOT LIKE "}) + expr(scope, 0);
    case 4:
      return expr(scope, 0) + hit("expr: GLOB") + random_.pick({" GLOB ", " NOT GLOB "}) +
             random_.pick({"'[a-c]*'", "'*[^b]'", "'?' || '?'", "''", "'*'", "'[]]'", "'a[b'"});
    case 5:
      return expr(scope, 0) + hit("expr: IN of nothing") + random_.pick({" IN ()", " NOT IN ()"});
    case 6:
      return expr(scope, 0) + hit("expr: IN a table") + random_.pick({" IN ", " NOT IN "}) +
             (common_tables_.empty() ? "(SELECT 1)"
                                     : "(SELECT " + common_tables_.back()->columns[0].name +
                                           " FROM " + common_tables_.back()->name + ")");
    default:
      return depth > 0 && terms_left_ > 0 ? subquery_test(scope, 0) : literal();
  }
}

}  // namespace tern::diff
