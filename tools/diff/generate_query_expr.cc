#include "tools/diff/query_generator.h"

namespace tern::diff {

std::string QueryGenerator::literal() {
  switch (random_.below(7)) {
    case 0:
      return random_.pick(
          {"0x0", "0xFF", "0x7fffffffffffffff", "(0x8000000000000000 | 0)", "0X1f"});
    case 1:
      return random_.pick({"1e3", "1E-2", "2.5e+1", "1e0", "9e18", "1.0e19", "12345678901e10"});
    case 2:
      return random_.pick({".5", "5.", ".0", "0.", ".25e1"});
    case 3:
      return random_.pick({"TRUE", "true"});
    case 4:
      return random_.pick({"FALSE", "False"});
    case 5:
      return random_.pick({"x'00ff'", "X'414243'", "x''"});
    default:
      // Names nothing: a text, by SQLite's old grace.
      return random_.pick({"\"no name\"", "\"\""});
  }
}

// NUMERIC and what amounts to it would tell how far a plan's columns were converted before.
std::string QueryGenerator::wide_cast(const Scope& scope, int depth) {
  return "CAST(" + expr(scope, depth) + " AS " +
         random_.pick({"INT", "VARCHAR(10)", "UNSIGNED BIG INT", "CLOB", "DOUBLE PRECISION",
                       "\"character varying\" (3)", "FLOAT(5, -2)", "BLOB(8)"}) +
         ")";
}

std::string QueryGenerator::other_expr(const Scope& scope, int depth) {
  if (!random_.chance(35)) return "";
  switch (random_.below(12)) {
    case 0:
    case 1:
      return literal();
    case 2:
      return "(" + expr(scope, depth - 1) + " COLLATE " +
             random_.pick({"NOCASE", "RTRIM", "BINARY"}) + ")";
    case 3:
    case 4:
    case 5:
      return wide_call(scope, depth - 1);
    case 6:
      return "CASE " + expr(scope, depth - 1) + " WHEN " + constant(Shape::Mixed) + " THEN " +
             expr(scope, 0) + " WHEN NULL THEN 0 END";
    case 7:
      return wide_cast(scope, depth - 1);
    case 8:
      return "(" + row_condition(scope) + ")";
    case 9:
    case 10:
      return depth > 1 && terms_left_ > 0 ? wide_subquery(scope, 0) : literal();
    default:
      return "(" + expr(scope, depth - 1) +
             random_.pick({" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "}) +
             expr(scope, depth - 1) + ")";
  }
}

// One value: an aggregate's, or the first row's of an order that is total.
std::string QueryGenerator::wide_subquery(const Scope& scope, int depth) {
  if (terms_left_ <= 0) return constant(Shape::Mixed);
  ++level_;
  if (level_ > 1) hit("query: two levels");
  const bool is_correlated = random_.chance(60);
  const Scope outer = is_correlated ? scope : Scope{};
  if (is_correlated) hit("query: correlated");
  std::string out;
  if (random_.chance(50)) {
    Scope inner;
    const std::string from = wide_from(inner, depth);
    const std::string what = wide_aggregate(inner);
    Scope visible = inner;
    visible.insert(visible.end(), outer.begin(), outer.end());
    std::string where;
    if (!outer.empty() || random_.chance(50)) where = " WHERE " + condition(visible, 1);
    out = "(SELECT " + what + from + where + ")";
  } else {
    const QueryText inner =
        core(outer, depth, {.width = 1, .names_columns = false, .has_one_face = true});
    out = "(" + sorted(inner) + " LIMIT 1)";
  }
  --level_;
  return out;
}

/// `query` as what stands in IN's parentheses. SQLite 3.40.1 overlooks the NULLs of a descending
/// index that it takes for the list; an expression has none.
std::string QueryGenerator::in_list(std::string query) const {
  constexpr std::string_view kSelect = "SELECT ";
  const bool may_be_column = query.starts_with(kSelect) && !query.starts_with("SELECT DISTINCT ") &&
                             !query.starts_with("SELECT ALL ");
  if (may_be_column && !descending_.empty()) query.insert(kSelect.size(), "+");
  return query;
}

std::string QueryGenerator::subquery_test(const Scope& scope, int depth) {
  if (terms_left_ <= 0) return simple_condition(scope);
  ++level_;
  if (level_ > 1) hit("query: two levels");
  const bool is_correlated = random_.chance(60);
  if (is_correlated) hit("query: correlated");
  const Scope outer = is_correlated ? scope : Scope{};
  const std::string negation = random_.chance(35) ? "NOT " : "";
  std::string out;
  if (random_.chance(45)) {
    out = negation + "EXISTS (" + query(outer, depth, {}).sql + ")";
  } else {
    const std::string left = expr(scope, 1);
    const bool is_compound = random_.chance(20);
    const QueryWish wish = {.width = 1};
    out = left + " " + negation + "IN (" +
          in_list((is_compound ? compound(outer, depth, wish) : query(outer, depth, wish)).sql) +
          ")";
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

/// A row of what all rows together give.
std::string QueryGenerator::subquery_row(const Scope& scope, size_t width, int depth) {
  ++level_;
  Scope inner;
  const std::string from = wide_from(inner, depth);
  std::vector<std::string> items;
  for (size_t i = 0; i < width; ++i) items.push_back(wide_aggregate(inner));
  const bool is_correlated = !scope.empty() && random_.chance(40);
  if (is_correlated) {
    hit("query: correlated");
    inner.insert(inner.end(), scope.begin(), scope.end());
  }
  const std::string where =
      is_correlated || random_.chance(40) ? " WHERE " + condition(inner, 1) : "";
  --level_;
  return "(SELECT " + list(items) + from + where + ")";
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
  const std::string compare =
      random_.pick({" = ", " < ", " <= ", " > ", " >= ", " <> ", " IS ", " IS NOT "});
  switch (random_.below(terms_left_ > 0 ? 8 : 4)) {
    case 0:
    case 1:
      return left + compare + row_of(scope, width);
    case 2:
      return left + random_.pick({" BETWEEN ", " NOT BETWEEN "}) + row_of(scope, width) + " AND " +
             row_of(scope, width);
    case 3:
      return left + random_.pick({" IN ", " NOT IN "}) + "(VALUES " + row_of({}, width) + ", " +
             row_of({}, width) + ")";
    case 4:
      return left + compare + subquery_row(scope, width, 0);
    case 5:
      return subquery_row(scope, width, 0) + compare + left;
    case 6:
      return subquery_row(scope, width, 0) + random_.pick({" IN (", " NOT IN ("}) + inner() + ")";
    default:
      return left + random_.pick({" IN (", " NOT IN ("}) + inner() + ")";
  }
}

/// What can stand behind IN: a table of one column, by its name or as a function.
std::string QueryGenerator::in_source(const Scope& scope) {
  std::vector<std::string> names;
  for (const Table* table : common_tables_) {
    if (table->columns.size() == 1) names.push_back(table->name);
  }
  for (const Table& table : tables_) {
    if (table.columns.size() != 1) continue;
    names.push_back(table.name);
    names.push_back((table.schema.empty() ? "main." : "") + table.name);
  }
  for (const Table& view : views_) {
    if (view.columns.size() == 1) names.push_back(random_.pick({"", "main."}) + view.name);
  }
  if (random_.chance(15)) return "pragma_user_version" + random_.pick({"", "()"});
  // Which of several rows gives the column its affinity is nobody's promise.
  if (random_.chance(10)) return "(VALUES (" + expr(scope, 0) + "))";
  if (random_.chance(10)) {
    return "(VALUES (" + constant(Shape::Mixed) + "), (" + constant(Shape::Mixed) + "))";
  }
  return names.empty() ? "(SELECT 1)" : random_.pick(names);
}

std::string QueryGenerator::other_condition(const Scope& scope, int depth) {
  if (!random_.chance(25)) return "";
  switch (random_.below(9)) {
    case 0:
    case 1:
      return row_condition(scope);
    case 2:
      return expr(scope, depth - 1) +
             random_.pick({" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "}) + expr(scope, 0);
    case 3:
      return expr(scope, 0) + random_.pick({" LIKE ", " NOT LIKE "}) + expr(scope, 0) +
             random_.pick({"", "", " ESCAPE '!'", " ESCAPE 'a'"});
    case 4:
      return expr(scope, 0) + random_.pick({" GLOB ", " NOT GLOB "}) +
             random_.pick({"'[a-c]*'", "'*[^b]'", "'?' || '?'", "''", "'*'", "'[]]'", "'a[b'"});
    case 5:
      return expr(scope, 0) + random_.pick({" IN ()", " NOT IN ()", " NOTNULL", " ISNULL"});
    case 6:
    case 7:
      return expr(scope, 0) + random_.pick({" IN ", " NOT IN "}) + in_source(scope);
    default:
      return depth > 0 && terms_left_ > 0 ? subquery_test(scope, 0) : literal();
  }
}

}  // namespace tern::diff
