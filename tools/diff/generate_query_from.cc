#include <algorithm>
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

/// SQLite 3.40.1 forgets the value of such a column once an outer join has had no partner.
bool selects_subquery(const std::string& term) {
  const size_t subquery = term.find("(SELECT", 1);
  return subquery != std::string::npos && subquery < term.find(" FROM ");
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

std::string QueryGenerator::quoted(const std::string& name) {
  switch (random_.below(12)) {
    case 0:
      return "\"" + name + "\"";
    case 1:
      return "[" + name + "]";
    case 2:
      return "`" + name + "`";
    default:
      return name;
  }
}

/// Whether `word`, one that define() knows, is in a query of this text, or in a view or a common
/// table that it names.
bool QueryGenerator::holds(const std::string& sql, const char* word) const {
  if (sql.find(word) != std::string::npos) return true;
  return std::ranges::any_of(definitions_, [&](const Definition& definition) {
    const bool is_named = sql.find(" " + definition.name + " ") != std::string::npos ||
                          sql.find("(" + definition.name + " ") != std::string::npos;
    return is_named && definition.words.find(word) != std::string::npos;
  });
}

/// Whether the reference may go wrong where these two stand in one FROM.
bool QueryGenerator::is_confusing(const std::string& one, const std::string& other) const {
  const std::string words = " " + other + " ";
  return holds(" " + one + " ", "UNION ALL") && (holds(words, "RIGHT ") || holds(words, "FULL "));
}

void QueryGenerator::define(const std::string& name, const std::string& sql) {
  Definition out = {name, {}};
  for (const char* word : {"UNION ALL", " LIKE ", " GLOB ", "RIGHT ", "FULL "}) {
    if (holds(sql, word)) out.words += word;
  }
  definitions_.push_back(std::move(out));
}

std::string QueryGenerator::base_term(Scope& scope, bool only_tables) {
  const std::string alias = fresh_alias();
  const std::string as = (random_.chance(70) ? " AS " : " ") + quoted(alias);
  // SQLite 3.40.1 merges a UNION ALL into its query and then takes its columns for ones to the
  // right, if there is a RIGHT JOIN.
  const auto fits = [&](const Table& table) {
    return !may_join_right_ || !holds(" " + table.name + " ", "UNION ALL");
  };
  if (!only_tables && !common_tables_.empty() && random_.chance(50)) {
    const Table& table = *random_.pick(common_tables_);
    if (fits(table)) {
      scope.push_back({&table, alias});
      return hit("query: common table", table.name + as);
    }
  }
  if (!only_tables && !views_.empty() && random_.chance(15)) {
    const Table& view = views_[random_.below(views_.size())];
    if (fits(view)) {
      scope.push_back({&view, alias});
      return hit("query: view", view.name + as);
    }
  }
  const Table& table = pick_table();
  scope.push_back({&table, alias});
  const bool is_qualified = !outlives_indexes_ && random_.chance(15);
  std::string out = is_qualified ? (table.schema.empty() ? "main." : table.schema + ".") : "";
  out += quoted(table.name);
  if (!only_tables && random_.chance(3)) {
    scope.back().shows_rowid = false;
    return "(" + out + ")" + as;
  }
  out += as;
  if (random_.chance(4)) return out += " NOT INDEXED";
  for (const TableIndex& index : table_indexes_) {
    // For a RIGHT JOIN the reference refuses indexes of expressions, and does not simplify it
    // first.
    const bool is_usable = index.table == &table && !index.is_partial;
    if (is_usable && !may_join_right_ && !outlives_indexes_ && random_.chance(5)) {
      return out += " INDEXED BY " + quoted(index.name);
    }
  }
  return out;
}

std::string QueryGenerator::pragma_term(Scope& scope, const std::string& alias) {
  const std::string of_table = "('" + pick_table().name + "') AS " + alias;
  const auto term = [&](std::initializer_list<const char*> columns, const std::string& text) {
    scope.push_back({&derived(named_columns(columns)), alias});
    return "pragma_" + text;
  };
  switch (random_.below(6)) {
    case 0:
      return term({"cid", "name", "type", "pk"}, "table_info" + of_table);
    case 1:
      return term({"cid", "name", "dflt_value", "hidden"}, "table_xinfo" + of_table);
    case 2:
      return term({"seq", "name", "unique", "origin", "partial"}, "index_list" + of_table);
    case 3:
      return term({"id", "seq", "table", "from", "on_delete"}, "foreign_key_list" + of_table);
    case 4:
      return term({"name"}, "collation_list() AS " + alias);
    default:
      // Whether there is a temporary one depends on what was prepared before.
      scope.push_back({&derived(named_columns({"seq", "name"})), alias});
      return "(SELECT seq, name FROM pragma_database_list WHERE seq <> 1) AS " + alias;
  }
}

std::string QueryGenerator::schema_term(Scope& scope, const std::string& alias) {
  scope.push_back({&derived(named_columns({"type", "name", "tbl_name", "sql"})), alias});
  const std::string name =
      random_.pick({"sqlite_schema", "sqlite_master", "main.sqlite_schema", "main.sqlite_master",
                    "sqlite_temp_schema", "sqlite_temp_master", "temp.sqlite_schema"});
  // Without the pages of the trees, which are each engine's own affair.
  std::string out = "(SELECT type, name, tbl_name, sql FROM ";
  return out.append(name).append(") AS ").append(alias);
}

std::string QueryGenerator::function_term(Scope& scope) {
  const std::string alias = fresh_alias();
  switch (random_.below(4)) {
    case 0:
      return pragma_term(scope, alias);
    case 1:
      return schema_term(scope, alias);
    default:
      break;
  }
  std::string document =
      random_.pick({"'[1,2.5,\"x\",null,[7,8]]'", "'{\"a\":1,\"b\":{\"c\":[true,false]}}'", "'3'",
                    "'[]'", "'{\"a\":[{\"b\":\"é\"}]}'"});
  if (left_ && random_.chance(40)) {
    hit("query: table function of a column");
    document = random_.pick({"json_array(1, quote(", "json_object('a', quote("});
    document += column(*left_) + "))";
  }
  const std::string path = random_.chance(30) ? ", '$.a'" : "";
  scope.push_back(
      {&derived(named_columns({"key", "value", "type", "atom", "fullkey", "path"})), alias});
  return random_.pick({"json_each(", "json_tree("}) + document + path + ") AS " + alias;
}

std::string QueryGenerator::from_term(Scope& scope, int depth) {
  --terms_left_;
  if (depth < 0) return base_term(scope, true);
  const size_t what = random_.below(100);
  // SQLite 3.40.1 misses partners of virtual tables in a RIGHT JOIN.
  if (what < 4 && !may_join_right_ && !outlives_indexes_) return function_term(scope);
  if (what < 8) {
    const size_t width = 1 + random_.below(2);
    const QueryText values = values_core({.width = width});
    const std::string alias = fresh_alias();
    scope.push_back({&derived(values.columns), alias});
    return "(" + values.sql + ") AS " + alias;
  }
  if (what < 28 && depth > 0) {
    const Scope* const left = std::exchange(left_, nullptr);
    ++level_;
    const QueryText inner = query({}, depth - 1, {.width = 0, .names_columns = true});
    --level_;
    left_ = left;
    if (may_join_right_ && holds(inner.sql, "UNION ALL")) return base_term(scope, false);
    const std::string alias = fresh_alias();
    scope.push_back({&derived(inner.columns), alias});
    return "(" + inner.sql + ") AS " + alias;
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
    return "(" + text + ")";
  }
  return base_term(scope, false);
}

std::string QueryGenerator::join_operator(bool may_be_natural, bool& takes_constraint) {
  takes_constraint = true;
  switch (random_.below(16)) {
    case 0:
    case 1:
      takes_constraint = false;
      return ", ";
    case 2:
      takes_constraint = random_.chance(50);
      return " CROSS JOIN ";
    case 3:
    case 4:
      return " INNER JOIN ";
    case 5:
    case 6:
    case 7:
      return " LEFT JOIN ";
    case 8:
      return " LEFT OUTER JOIN ";
    case 9:
    case 10:
      if (may_join_right_) return right_join_operator(may_be_natural, takes_constraint);
      return " JOIN ";
    case 11:
      if (!may_be_natural) return " JOIN ";
      takes_constraint = false;
      return random_.pick({" NATURAL JOIN ", " NATURAL LEFT JOIN ", " NATURAL INNER JOIN ",
                           " NATURAL CROSS JOIN ", " NATURAL LEFT OUTER JOIN "});
    default:
      return " JOIN ";
  }
}

std::string QueryGenerator::right_join_operator(bool may_be_natural, bool& takes_constraint) {
  if (may_be_natural && random_.chance(12)) {
    takes_constraint = false;
    return random_.pick({" NATURAL RIGHT JOIN ", " NATURAL FULL JOIN ",
                         " NATURAL RIGHT OUTER JOIN ", " NATURAL FULL OUTER JOIN "});
  }
  return random_.pick(
      {" FULL JOIN ", " FULL OUTER JOIN ", " RIGHT JOIN ", " RIGHT OUTER JOIN ", " RIGHT JOIN "});
}

/// The columns of `right` that `left` has once. `is_whole`: it has no others of them.
std::vector<std::string> QueryGenerator::shared_columns(const Scope& left, const Table& right,
                                                        bool& is_whole) {
  std::vector<std::string> out;
  is_whole = true;
  for (const Column& column : right.columns) {
    size_t times = 0;
    for (const Source& source : left) {
      for (const Column& other : source.table->columns) {
        if (other.name != column.name) continue;
        // SQLite 3.40.1 takes a rowid and what is NOT NULL for never NULL here, after a LEFT JOIN
        // too.
        const bool is_never_null = other.type == "INTEGER" || other.not_null || other.is_key;
        times += is_never_null && left.size() > 1 ? 2 : 1;
      }
    }
    if (times == 1) out.push_back(column.name);
    is_whole &= times < 2;
  }
  return out;
}

std::string QueryGenerator::join_constraint(const Scope& left, const Scope& right) {
  if (random_.chance(12)) {
    bool is_whole = false;
    std::vector<std::string> shared = shared_columns(left, *right.back().table, is_whole);
    if (!shared.empty()) {
      if (random_.chance(70)) shared.resize(1);
      return " USING (" + list(shared) + ")";
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
    on = tied_condition(condition(both, 1), one);
  } else if (random_.chance(20)) {
    on += " AND " + tied_condition(simple_condition(both), other);
  }
  return " ON " + on;
}

/// A table by its full name; its columns go by that too.
std::string QueryGenerator::named_in_full(Scope& scope) {
  const Table& table = pick_table();
  std::string name = table.schema.empty() ? "main." : table.schema + ".";
  name += table.name;
  scope.push_back({&table, name});
  return name;
}

std::string QueryGenerator::wide_from(Scope& scope, int depth) {
  if (!outlives_indexes_ && random_.chance(4)) {
    --terms_left_;
    return " FROM " + named_in_full(scope);
  }
  // SQLite 3.40.1 forgets WHERE in other arms of a UNION ALL where one has a RIGHT JOIN.
  const bool may_now = !is_in_compound_ && random_.chance(40);
  const bool may_have_joined_right = std::exchange(may_join_right_, may_now);
  std::string out = from_term(scope, depth);
  const size_t more = random_.chance(50) ? 0 : random_.chance(70) ? 1 : 1 + random_.below(3);
  bool has_joined_right = false;
  for (size_t i = 0; i < more && terms_left_ > 0; ++i) {
    const Scope left = scope;
    Scope right;
    left_ = &left;
    const std::string term = from_term(right, depth);
    left_ = nullptr;
    // As in base_term(), and in a subquery, too.
    if (is_confusing(out, term) || is_confusing(term, out)) break;
    bool takes_constraint = true;
    // SQLite 3.40.1 loses rows of an outer join where a LIKE to its right is answered by an index.
    const bool may_be_outer =
        !holds(term, " LIKE ") && !holds(term, " GLOB ") && !selects_subquery(term);
    bool may_be_natural = false;
    shared_columns(left, *right.back().table, may_be_natural);
    std::string join = may_be_outer ? join_operator(may_be_natural, takes_constraint) : " JOIN ";
    has_joined_right = has_joined_right || holds(join, "RIGHT") || holds(join, "FULL");
    // SQLite 3.40.1 lets rows pass that the ON of an inner join behind a RIGHT JOIN turns away.
    const bool is_outer = holds(join, "LEFT") || holds(join, "RIGHT") || holds(join, "FULL");
    if (has_joined_right && !is_outer) {
      join = " JOIN ";
      takes_constraint = false;
    }
    out += join + term;
    if (takes_constraint) out += join_constraint(left, right);
    scope.insert(scope.end(), right.begin(), right.end());
  }
  may_join_right_ = may_have_joined_right;
  return " FROM " + out;
}

}  // namespace tern::diff
