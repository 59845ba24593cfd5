#include <utility>

#include "tools/diff/query_generator.h"

namespace tern::diff {

namespace {

std::vector<Column> named_columns(std::initializer_list<const char*> names) {
  std::vector<Column> out;
  for (const char* name : names) {
    out.push_back({.name = name, .type = "", .collation = "", .shape = Shape::Mixed});
  }
  return out;
}

}  // namespace

std::string QueryGenerator::fresh_alias() {
  // Built up, since appending a number to a literal trips a warning of g++ 12.
  std::string out = "x";
  out += std::to_string(++aliases_);
  return out;
}

const Table& QueryGenerator::derived(std::vector<Column> columns, std::string name) {
  derived_.push_back(
      {.name = std::move(name), .columns = std::move(columns), .key = {}, .has_rowid = false});
  return derived_.back();
}

std::string QueryGenerator::base_term(Scope& scope, bool only_tables) {
  const std::string alias = fresh_alias();
  const std::string as = (random_.chance(70) ? " AS " : " ") + alias;
  if (!only_tables && !common_tables_.empty() && random_.chance(50)) {
    const Table& table = *random_.pick(common_tables_);
    scope.push_back({&table, alias});
    return hit("from: common table", table.name + as);
  }
  if (!only_tables && !views_.empty() && random_.chance(15)) {
    const Table& view = views_[random_.below(views_.size())];
    scope.push_back({&view, alias});
    return hit("from: view", view.name + as);
  }
  const Table& table = pick_table();
  scope.push_back({&table, alias});
  std::string out = hit("from: table", table.name + as);
  if (random_.chance(4)) return out += hit("from: NOT INDEXED", " NOT INDEXED");
  for (const TableIndex& index : table_indexes_) {
    // For a RIGHT JOIN the reference refuses indexes of expressions, and does not simplify it
    // first.
    const bool fits = index.table == &table && !index.is_partial;
    if (fits && !may_join_right_ && !makes_view_ && random_.chance(5)) {
      return out += hit("from: INDEXED BY", " INDEXED BY ") + index.name;
    }
  }
  return out;
}

std::string QueryGenerator::function_term(Scope& scope) {
  const std::string alias = fresh_alias();
  const std::string document =
      random_.pick({"'[1,2.5,\"x\",null,[7,8]]'", "'{\"a\":1,\"b\":{\"c\":[true,false]}}'", "'3'",
                    "'[]'", "'{\"a\":[{\"b\":\"é\"}]}'"});
  const std::string path = random_.chance(30) ? ", '$.a'" : "";
  std::string call;
  switch (random_.below(3)) {
    case 0:
      call = hit("from: json_each", "json_each(" + document + path + ")");
      break;
    case 1:
      call = hit("from: json_tree", "json_tree(" + document + path + ")");
      break;
    default:
      scope.push_back({&derived(named_columns({"cid", "name", "type", "pk"})), alias});
      return hit("from: pragma function",
                 "pragma_table_info('" + pick_table().name + "') AS " + alias);
  }
  scope.push_back(
      {&derived(named_columns({"key", "value", "type", "atom", "fullkey", "path"})), alias});
  return call + " AS " + alias;
}

std::string QueryGenerator::from_term(Scope& scope, int depth) {
  --terms_left_;
  if (depth < 0) return base_term(scope, true);
  const size_t what = random_.below(100);
  // SQLite 3.40.1 misses partners of virtual tables in a RIGHT JOIN.
  if (what < 3 && !may_join_right_) return function_term(scope);
  if (what < 8) {
    const size_t width = 1 + random_.below(2);
    const QueryText values = values_core({.width = width});
    const std::string alias = fresh_alias();
    scope.push_back({&derived(values.columns), alias});
    return hit("from: VALUES", "(" + values.sql + ") AS " + alias);
  }
  if (what < 28 && depth > 0) {
    ++level_;
    const QueryText inner = query({}, depth - 1, {.width = 0, .names_columns = true});
    --level_;
    // SQLite 3.40.1 merges a UNION ALL into its query and then takes its columns for ones to the
    // right.
    if (may_join_right_ && inner.sql.find("UNION ALL") != std::string::npos) {
      return base_term(scope, false);
    }
    const std::string alias = fresh_alias();
    scope.push_back({&derived(inner.columns), alias});
    return hit("from: subquery", "(" + inner.sql + ") AS " + alias);
  }
  if (what < 33 && depth > 0 && terms_left_ > 0) {
    Scope inner;
    std::string text = base_term(inner, false);
    const Scope left = inner;
    --terms_left_;
    const std::string right = base_term(inner, false);
    text += random_.pick({" JOIN ", " LEFT JOIN ", " INNER JOIN "}) + right +
            join_constraint(left, {inner.back()});
    for (Source& source : inner) source.shows_rowid = false;
    scope.insert(scope.end(), inner.begin(), inner.end());
    return hit("from: nested join", "(" + text + ")");
  }
  return base_term(scope, false);
}

std::string QueryGenerator::join_operator(bool& takes_constraint) {
  takes_constraint = true;
  switch (random_.below(16)) {
    case 0:
    case 1:
      takes_constraint = false;
      return hit("join: comma", ", ");
    case 2:
      takes_constraint = random_.chance(50);
      return hit("join: CROSS JOIN", " CROSS JOIN ");
    case 3:
    case 4:
      return hit("join: INNER JOIN", " INNER JOIN ");
    case 5:
    case 6:
    case 7:
      return hit("join: LEFT JOIN", " LEFT JOIN ");
    case 8:
      return hit("join: LEFT OUTER JOIN", " LEFT OUTER JOIN ");
    case 9:
    case 10:
      if (may_join_right_) return right_join_operator();
      return hit("join: JOIN", " JOIN ");
    case 11:
      takes_constraint = false;
      return random_.chance(50) ? hit("join: NATURAL JOIN", " NATURAL JOIN ")
                                : hit("join: NATURAL LEFT JOIN", " NATURAL LEFT JOIN ");
    default:
      return hit("join: JOIN", " JOIN ");
  }
}

std::string QueryGenerator::right_join_operator() {
  switch (random_.below(3)) {
    case 0:
      return hit("join: FULL JOIN", " FULL JOIN ");
    case 1:
      return hit("join: FULL OUTER JOIN", " FULL OUTER JOIN ");
    default:
      return hit("join: RIGHT JOIN", " RIGHT JOIN ");
  }
}

std::string QueryGenerator::join_constraint(const Scope& left, const Scope& right) {
  if (random_.chance(12)) {
    // A column that both have.
    for (const Column& column : right.back().table->columns) {
      size_t times = 0;
      for (const Source& source : left) {
        for (const Column& other : source.table->columns) {
          if (other.name != column.name) continue;
          // SQLite 3.40.1 takes a rowid for never NULL here, after a LEFT JOIN too.
          times += other.type == "INTEGER" ? 2 : 1;
        }
      }
      if (times == 1) return hit("join: USING", " USING (" + column.name + ")");
    }
  }
  Scope both = left;
  both.insert(both.end(), right.begin(), right.end());
  std::string one;
  std::string other;
  pick_column(left, one);
  pick_column(right, other);
  std::string on = one + " = " + other;
  if (random_.chance(20)) {
    hit("join: ON condition");
    on = tied_condition(condition(both, 1), one);
  } else {
    hit("join: ON equality");
    if (random_.chance(20)) on += " AND " + tied_condition(simple_condition(both), other);
  }
  return " ON " + on;
}

std::string QueryGenerator::wide_from(Scope& scope, int depth) {
  // SQLite 3.40.1 forgets WHERE in other arms of a UNION ALL where one has a RIGHT JOIN.
  const bool may_now = !is_in_compound_ && random_.chance(40);
  const bool may_have_joined_right = std::exchange(may_join_right_, may_now);
  std::string out = from_term(scope, depth);
  const size_t more = random_.chance(50) ? 0 : random_.chance(70) ? 1 : 1 + random_.below(3);
  for (size_t i = 0; i < more && terms_left_ > 0; ++i) {
    const Scope left = scope;
    Scope right;
    const std::string term = from_term(right, depth);
    bool takes_constraint = true;
    out += join_operator(takes_constraint) + term;
    if (takes_constraint) out += join_constraint(left, right);
    scope.insert(scope.end(), right.begin(), right.end());
  }
  may_join_right_ = may_have_joined_right;
  return " FROM " + out;
}

}  // namespace tern::diff
