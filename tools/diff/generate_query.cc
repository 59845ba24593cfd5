#include <algorithm>
#include <utility>

#include "tools/diff/query_generator.h"

namespace tern::diff {

namespace {

/// Text whatever it is made of; equal texts are identical.
Column text_column() { return {.name = "", .type = "", .collation = "", .shape = Shape::Text}; }
Column any_column() { return {.name = "", .type = "", .collation = "", .shape = Shape::Mixed}; }

/// What quote() makes of `text`. A COLLATE in there would count for this, too.
std::string quote_of(const std::string& text) {
  const bool has_collation = text.find(" COLLATE ") != std::string::npos;
  return "quote(" + text + ")" + (has_collation ? " COLLATE BINARY" : "");
}

/// An expression over `text` that is the same for all values that compare equal.
std::string face_of(const Column& column, const std::string& text) {
  if (column.has_one_face()) return text;
  if (column.shape == Shape::Text) return "upper(rtrim(" + text + "))";
  return quote_of(text);
}

Scope around(const Scope& inner, const Scope& outer) {
  Scope out = inner;
  out.insert(out.end(), outer.begin(), outer.end());
  return out;
}

}  // namespace

std::string QueryGenerator::hit(std::string_view production, std::string text) {
  coverage_.hit_production(production);
  return text;
}

// One that depends on nothing but which rows there are. A frame's bound that is an error would be
// one only where a plan comes to it.
std::string QueryGenerator::wide_window(const Scope& scope) {
  std::string out = window_call(scope, false);
  for (const char* wrong : {" -1 ", " NULL ", " 'x' ", " 2.5 "}) {
    if (out.find(wrong) != std::string::npos) out = "count(*) OVER ()";
  }
  // Exclusion takes the square of the rows' number, in the reference.
  if (has_many_rows_ && out.find(" EXCLUDE ") != std::string::npos) out = "count(*) OVER ()";
  return out;
}

// `AS a`, `AS b`: as columns of tables are called, so that NATURAL and USING find them.
void QueryGenerator::add_item(QueryText& into, std::vector<std::string>& items,
                              const QueryWish& wish, Column column, const std::string& text) {
  std::string item = text;
  column.name = std::string(1, static_cast<char>('a' + into.columns.size()));
  column.type.clear();
  column.is_key = false;
  if (wish.names_columns) {
    item += " AS " + column.name;
  } else if (random_.chance(20)) {
    const std::string alias = "n" + std::to_string(into.columns.size() + 1);
    item += random_.chance(15) ? " AS '" + alias + "'" : random_.pick({" AS ", " "}) + alias;
    into.alias = alias;
  }
  items.push_back(std::move(item));
  into.columns.push_back(std::move(column));
}

Column QueryGenerator::item(const Scope& scope, int depth, const QueryWish& wish,
                            std::string& text) {
  Column out = any_column();
  if (!scope.empty() && random_.chance(50)) {
    out = pick_column(scope, text);
  } else if (depth > 0 && random_.chance(20)) {
    text = wide_subquery(scope, depth - 1);
  } else {
    text = expr(scope, 2);
  }
  if (wish.has_one_face && !out.has_one_face()) {
    text = face_of(out, text);
    out = text_column();
  } else if (!wish.has_affinity) {
    text = quote_of(text);
    out = text_column();
  }
  return out;
}

std::string QueryGenerator::wide_where(const Scope& scope, int depth) {
  if (!random_.chance(65)) return "";
  std::string out = condition(scope, 2);
  if (depth > 0 && random_.chance(20)) out = "(" + out + ") AND " + subquery_test(scope, depth - 1);
  return " WHERE " + out;
}

QueryText QueryGenerator::values_core(const QueryWish& wish) {
  QueryText out;
  const size_t width = wish.width > 0 ? wish.width : 1 + random_.below(3);
  out.sql = "VALUES ";
  for (size_t row = 0, rows = 1 + random_.below(4); row < rows; ++row) {
    std::vector<std::string> values;
    for (size_t i = 0; i < width; ++i) {
      std::string value = random_.chance(80) ? constant(Shape::Mixed) : expr({}, 1);
      // A name that names nothing would be the column's.
      const size_t first = value.find_first_not_of('(');
      if (first != std::string::npos && value[first] == '"') value.insert(0, "+");
      // A CAST in the first row would say what the others are converted to, if they are stored.
      const bool has_cast = value.find("CAST") != std::string::npos;
      values.push_back(wish.has_one_face || has_cast ? "quote(" + value + ")" : value);
    }
    out.sql += (row > 0 ? ", (" : "(") + list(values) + ")";
  }
  for (size_t i = 0; i < width; ++i) {
    Column column = wish.has_one_face ? text_column() : any_column();
    column.name = "column" + std::to_string(i + 1);
    out.columns.push_back(std::move(column));
  }
  return out;
}

QueryText QueryGenerator::plain_core(const Scope& outer, int depth, const QueryWish& wish,
                                     bool distinct) {
  QueryText out;
  Scope scope;
  std::string from;
  if (random_.chance(92)) {
    from = wide_from(scope, depth);
  } else {
  }
  const Scope visible = around(scope, outer);
  QueryWish own = wish;
  own.has_one_face |= distinct;
  std::vector<std::string> items;
  const size_t width = wish.width > 0 ? wish.width : 1 + random_.below(4);
  for (size_t i = 0; i < width; ++i) {
    std::string text;
    if (!scope.empty() && random_.chance(5)) {
      add_item(out, items, own, text_column(), quote_of(wide_window(scope)));
      continue;
    }
    const Column column = item(visible, depth, own, text);
    add_item(out, items, own, column, text);
  }
  out.sql = distinct ? "SELECT DISTINCT " : "SELECT ";
  if (!distinct && random_.chance(3)) out.sql += "ALL ";
  std::string where = wide_where(visible, depth);
  if (where.empty() && random_.chance(8)) {
    const std::string& first = items.front();
    const size_t as = first.rfind(" AS n1");
    if (as != std::string::npos) {
      where = " WHERE " + first.substr(as + 4) + " IS NOT NULL";
    }
  }
  out.sql += list(items) + from + where;
  if (!distinct) out.scope = std::move(scope);
  return out;
}

// At the top only: how many columns it has does not matter there.
QueryText QueryGenerator::star_core(int depth) {
  QueryText out;
  Scope scope;
  const std::string from = wide_from(scope, depth);
  const bool has_alias = scope[0].alias.find('.') == std::string::npos;
  out.sql = !has_alias || random_.chance(60) ? "SELECT *" : "SELECT " + scope[0].alias + ".*";
  out.sql += from + wide_where(scope, depth);
  return out;
}

QueryText QueryGenerator::aggregate_core(const Scope& outer, int depth, const QueryWish& wish) {
  QueryText out;
  Scope scope;
  const std::string from = wide_from(scope, depth);
  std::vector<std::string> items;
  std::vector<std::string> groups;
  const size_t width = wish.width > 0 ? wish.width : 1 + random_.below(4);
  const size_t keys = random_.chance(25) ? 0 : std::min<size_t>(width, 1 + random_.below(2));

  for (size_t i = 0; i < keys; ++i) {
    std::string face;
    const std::string key = group_key(scope, face);
    const bool is_bare = wish.has_affinity && face == key;
    add_item(out, items, wish, text_column(), wish.has_affinity ? face : quote_of(face));
    if (is_bare && random_.chance(15)) {
      groups.push_back(std::to_string(i + 1));
    } else if (is_bare && !wish.names_columns && random_.chance(15)) {
      const std::string alias = "g" + std::to_string(i + 1);
      items.back() = key + " AS " + alias;
      groups.push_back(alias);
    } else {
      groups.push_back(key);
    }
  }
  while (out.columns.size() < width) {
    add_item(out, items, wish, any_column(), quote_of(wide_aggregate(scope)));
    out.columns.back().shape = Shape::Text;
  }
  out.sql = "SELECT " + list(items) + from + wide_where(around(scope, outer), depth);
  if (!groups.empty()) {
    out.sql += " GROUP BY " + list(groups);
    if (random_.chance(30)) out.sql += having(scope);
  } else if (random_.chance(15)) {
    out.sql += having(scope);
  }
  return out;
}

QueryText QueryGenerator::core(const Scope& outer, int depth, const QueryWish& wish) {
  const size_t what = random_.below(100);
  if (what < 55) return plain_core(outer, depth, wish, false);
  if (what < 68) return plain_core(outer, depth, wish, true);
  if (what < 90) return aggregate_core(outer, depth, wish);
  if (what < 95 && level_ == 0) return bare_columns(wish);
  if (wish.names_columns) return plain_core(outer, depth, wish, false);
  return values_core(wish);
}

std::string QueryGenerator::compound_operator() {
  switch (random_.below(5)) {
    case 0:
      return " UNION ";
    case 1:
      return " INTERSECT ";
    case 2:
      return " EXCEPT ";
    default:
      return " UNION ALL ";
  }
}

QueryText QueryGenerator::compound(const Scope& outer, int depth, const QueryWish& wish) {
  QueryWish own = wish;
  if (own.width == 0) own.width = 1 + random_.below(2);
  // How many rows there are does not depend on which of equal values stands for the others.
  const bool is_counted = wish.width <= 1 && random_.chance(20);
  own.has_one_face = !is_counted;
  // Which arm gives a subquery's column its affinity is nobody's promise; and 3 is equal to 3.0.
  own.has_affinity = is_counted;
  const bool was_in_compound = std::exchange(is_in_compound_, true);
  QueryText out = core(outer, depth, own);
  for (size_t more = 1 + random_.below(2); more > 0; --more) {
    out.sql += compound_operator() + core(outer, depth, own).sql;
  }
  is_in_compound_ = was_in_compound;
  for (Column& column : out.columns) {
    column.collation.clear();
    column.shape = Shape::Mixed;  // an arm's
  }
  out.scope.clear();
  out.alias.clear();
  if (is_counted) {
    out.columns = {text_column()};
    out.columns[0].name = "a";
    out.sql.insert(0, "SELECT count(*) AS a FROM (");
    out.sql += ")";
    return out;
  }
  // SQLite 3.40 stumbles over COLLATE in the ORDER BY of a compound; columns that have a collation
  // need it.
  if (out.sql.find(" COLLATE ") == std::string::npos) {
    out.is_compound = true;
    return out;
  }
  out.sql.insert(0, "SELECT * FROM (");
  out.sql += ")";
  return out;
}

// Arms that compare under some collation, and around them what is the same for equal texts.
QueryText QueryGenerator::collated_compound(const Scope& outer, const QueryWish& wish) {
  const size_t width = wish.width > 0 ? wish.width : 1 + random_.below(2);
  std::string arms;
  const bool was_in_compound = std::exchange(is_in_compound_, true);
  for (size_t arm = 0, count = 2 + random_.below(2); arm < count; ++arm) {
    Scope scope;
    // Of tables alone: in the arms of a UNION ALL below, SQLite 3.40.1 confuses collations.
    const std::string from = wide_from(scope, -1);
    std::vector<std::string> items;
    for (size_t i = 0; i < width; ++i) {
      std::string text;
      const Column& column = pick_column(scope, text);
      if (column.shape != Shape::Text || column.type.empty()) text = "quote(" + text + ")";
      if (random_.chance(35)) text += " COLLATE " + random_.pick({"NOCASE", "RTRIM", "BINARY"});
      items.push_back(text + " AS " + std::string(1, static_cast<char>('a' + i)));
    }
    if (arm > 0) arms += compound_operator();
    arms += "SELECT " + list(items) + from + wide_where(around(scope, outer), 0);
  }
  is_in_compound_ = was_in_compound;
  hit("query: collations in a compound");
  const std::string alias = fresh_alias();
  QueryText out;
  std::vector<std::string> items;
  for (size_t i = 0; i < width; ++i) {
    std::string name = alias + ".";
    name += static_cast<char>('a' + i);
    // Without a COLLATE of its own it may get that of an arm, where that is merged into this query.
    add_item(out, items, wish, text_column(), "upper(rtrim(" + name + ")) COLLATE BINARY");
  }
  out.sql = "SELECT " + list(items) + " FROM (" + arms + ") AS " + alias;
  return out;
}

// ORDER BY whatever it likes, and then every column, so that no two rows that differ tie. Requires:
// columns of one face.
std::string QueryGenerator::ordering(const QueryText& query) {
  std::vector<std::string> terms;
  const auto add = [&](std::string term) {
    if (!query.is_compound && random_.chance(15)) {
      term += " COLLATE " + random_.pick({"NOCASE", "RTRIM", "BINARY"});
    }
    if (random_.chance(40)) term += random_.pick({" DESC", " DESC", " ASC"});
    if (random_.chance(8))
      term += " NULLS FIRST";
    else if (random_.chance(8))
      term += " NULLS LAST";
    terms.push_back(std::move(term));
  };
  for (size_t i = random_.below(3); i > 0; --i) {
    if (!query.alias.empty() && random_.chance(30)) {
      add(query.alias);
    } else if (query.scope.empty() || random_.chance(50)) {
      const size_t at = random_.below(query.columns.size());
      add(std::to_string(at + 1));
    } else {
      // A bare integer would name a result column.
      const std::string by =
          random_.chance(60) ? column(query.scope) : "(" + expr(query.scope, 1) + ")";
      add((random_.chance(70) && by.front() != '(' ? "" : "+") + by);
    }
  }
  for (size_t i = 0; i < query.columns.size(); ++i) {
    terms.push_back(std::to_string(i + 1) + (query.is_compound ? "" : " COLLATE BINARY"));
  }
  return " ORDER BY " + list(terms);
}

std::string QueryGenerator::sorted(const QueryText& query) {
  const bool has_only_values = query.sql.starts_with("VALUES ") && !query.is_compound;
  return (has_only_values ? "SELECT * FROM (" + query.sql + ")" : query.sql) + ordering(query);
}

// SQLite 3.40.1 forgets OFFSET where the rows of a DISTINCT are all constant.
std::string QueryGenerator::wide_limit(const std::string& sql) {
  const bool may_skip = sql.find("DISTINCT") == std::string::npos;
  const std::string count = std::to_string(random_.between(0, 6));
  std::string out = " LIMIT ";
  switch (random_.below(8)) {
    case 0:
      out += random_.pick({"1 + 2", "abs(-4)", "'3'", "4.0", "(5)"});
      break;
    case 1:
      out += "-1";
      break;
    case 2:
      out += "(SELECT count(*) FROM " + pick_table().name + ")";
      break;
    case 4:
      out += may_bind_ ? parameter(Value::integer(random_.between(-1, 6))) : count;
      break;
    case 3:
      if (!may_skip) return out + count;
      return out + std::to_string(random_.between(0, 3)) + ", " + count;
    default:
      out += count;
      break;
  }
  if (may_skip && random_.chance(35)) {
    out += " OFFSET " + std::to_string(random_.between(-1, 4));
  }
  return out;
}

// As a subquery: a bag, whatever the plan.
QueryText QueryGenerator::query(const Scope& outer, int depth, const QueryWish& wish) {
  const size_t common_tables = common_tables_.size();
  std::string with;
  if (depth > 0 && random_.chance(level_ == 0 ? 20 : 8)) {
    with = with_clause(depth - 1);
  }
  QueryText out;
  const bool is_limited = random_.chance(20);
  QueryWish own = wish;
  own.has_one_face |= is_limited;
  if (random_.chance(20)) {
    out = compound(outer, depth, own);
  } else if (random_.chance(6)) {
    out = collated_compound(outer, own);
  } else {
    out = core(outer, depth, own);
  }
  if (is_limited) out.sql = sorted(out) + wide_limit(out.sql);
  out.sql.insert(0, with);
  common_tables_.resize(common_tables);
  return out;
}

// What is no query of the generator's kind.
void QueryGenerator::odd_step() {
  const std::string x = constant(Shape::Text);
  const std::string y = constant(Shape::Mixed);
  switch (random_.below(6)) {
    case 0:
      return emit("SELECT " + y + random_.pick({" REGEXP ", " NOT REGEXP "}) + x);
    case 1:
      return emit("SELECT " + y + random_.pick({" MATCH ", " NOT MATCH "}) + x);
    case 2:
      return emit("SELECT 1 WHERE 0 AND " + x + random_.pick({" MATCH ", " NOT MATCH "}) + y);
    case 3:
      return emit("VALUES (" + x + ", " + y + ")");
    case 4:
      return emit("SELECT " + x + ", * FROM " + pick_table().name + " WHERE 0");
    default:
      return emit("SELECT length(CURRENT_DATE), length(CURRENT_TIME), typeof(CURRENT_TIMESTAMP)");
  }
}

void QueryGenerator::general_step() {
  const int depth = static_cast<int>(random_.below(4));
  std::string with;
  if (random_.chance(15)) with = with_clause(depth);
  const bool in_order = random_.chance(45);
  const QueryWish wish = {.width = 0, .names_columns = false, .has_one_face = in_order};
  if (random_.chance(10)) return emit(with + star_core(depth).sql);
  const size_t what = random_.below(100);
  const QueryText made = what < 18   ? compound({}, depth, wish)
                         : what < 22 ? collated_compound({}, wish)
                                     : core({}, depth, wish);
  std::string sql = with + made.sql;
  if (in_order) {
    sql = with + sorted(made);
    if (random_.chance(40)) sql += wide_limit(made.sql);
  }
  emit(std::move(sql), in_order);
}

void QueryGenerator::query_step() {
  may_bind_ = true;
  aliases_ = 0;
  terms_left_ = has_many_rows_ ? 2 : 6;
  level_ = 0;
  common_tables_.clear();
  const size_t what = random_.below(1000);
  if (what < 5) {
    odd_step();
  } else if (what < 85) {
    window_step();
  } else {
    general_step();
  }
  Step& step = script_.back();
  if (!step.parameters.empty()) {
    restyle_parameters(step.sql, step.parameters,
                       *random_.pick({"N", "N", "?", ":", "@", "$"}).data());
  }
  may_bind_ = false;
  derived_.clear();
}

}  // namespace tern::diff
