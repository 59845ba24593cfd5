#include "tools/diff/coverage.h"

#include <algorithm>
#include <array>
#include <span>

#include "engine/base/assert.h"

namespace tern::diff {
namespace {

constexpr auto kProductions = std::to_array<std::string_view>({
    "from: table",
    "from: view",
    "from: common table",
    "from: subquery",
    "from: VALUES",
    "from: nested join",
    "from: json_each",
    "from: json_tree",
    "from: pragma function",
    "from: INDEXED BY",
    "from: NOT INDEXED",
    "from: no FROM",
    "join: comma",
    "join: JOIN",
    "join: INNER JOIN",
    "join: CROSS JOIN",
    "join: LEFT JOIN",
    "join: LEFT OUTER JOIN",
    "join: RIGHT JOIN",
    "join: FULL JOIN",
    "join: FULL OUTER JOIN",
    "join: NATURAL JOIN",
    "join: NATURAL LEFT JOIN",
    "join: ON equality",
    "join: ON condition",
    "join: USING",
    "core: plain",
    "core: DISTINCT",
    "core: aggregate",
    "core: GROUP BY",
    "core: VALUES",
    "core: WHERE",
    "core: alias in WHERE",
    "core: *",
    "core: table.*",
    "group: column",
    "group: expression",
    "group: ordinal",
    "group: alias",
    "group: COLLATE",
    "group: HAVING",
    "group: bare columns",
    "aggregate: DISTINCT",
    "aggregate: FILTER",
    "aggregate: in an expression",
    "aggregate: group_concat",
    "aggregate: extreme by index",
    "compound: UNION",
    "compound: UNION ALL",
    "compound: INTERSECT",
    "compound: EXCEPT",
    "compound: ORDER BY",
    "compound: collations",
    "compound: counted",
    "with: common table",
    "with: column names",
    "with: MATERIALIZED",
    "with: NOT MATERIALIZED",
    "with: in a subquery",
    "recursive: UNION ALL",
    "recursive: UNION",
    "recursive: join",
    "recursive: ORDER BY",
    "recursive: LIMIT",
    "order: ordinal",
    "order: alias",
    "order: expression",
    "order: COLLATE",
    "order: DESC",
    "order: NULLS FIRST",
    "order: NULLS LAST",
    "limit: literal",
    "limit: expression",
    "limit: negative",
    "limit: OFFSET",
    "limit: comma",
    "limit: subquery",
    "subquery: scalar aggregate",
    "subquery: scalar LIMIT 1",
    "subquery: EXISTS",
    "subquery: IN",
    "subquery: IN compound",
    "subquery: correlated",
    "subquery: two levels",
    "row: comparison",
    "row: IN list",
    "row: IN subquery",
    "row: = subquery",
    "row: BETWEEN",
    "row: IS",
    "expr: COLLATE",
    "expr: IS DISTINCT FROM",
    "expr: ->",
    "expr: ->>",
    "expr: bits",
    "expr: CASE with base",
    "expr: likely",
    "expr: math",
    "expr: json function",
    "expr: LIKE of a column",
    "expr: GLOB",
    "expr: IN of nothing",
    "expr: IN a table",
    "literal: hexadecimal",
    "literal: exponent",
    "literal: leading dot",
    "literal: TRUE",
    "literal: FALSE",
    "literal: blob",
    "literal: quoted name",
    "value: infinity",
    "value: subnormal",
    "value: least integer",
    "value: invalid UTF-8",
    "value: text with NUL",
    "value: long text",
    "parameter: ?N",
    "parameter: ?",
    "parameter: :name",
    "parameter: @name",
    "parameter: $name",
    "schema: view",
    "schema: UNIQUE index",
    "schema: partial index",
    "schema: expression index",
    "schema: DESC index",
    "schema: COLLATE index",
    "schema: ANALYZE",
    "schema: indexes dropped",
    "window: OVER",
});

// What Tern's EXPLAIN QUERY PLAN can say.
constexpr auto kOperators = std::to_array<std::string_view>({
    "SCAN",
    "SCAN LEFT-JOIN",
    "SEARCH USING INTEGER PRIMARY KEY (=)",
    "SEARCH USING INTEGER PRIMARY KEY (=) LEFT-JOIN",
    "SEARCH USING INTEGER PRIMARY KEY (range)",
    "SEARCH USING INTEGER PRIMARY KEY (range) LEFT-JOIN",
    "SEARCH USING PRIMARY KEY (=)",
    "SEARCH USING PRIMARY KEY (= range)",
    "SEARCH USING PRIMARY KEY (range)",
    "SEARCH USING INDEX (=)",
    "SEARCH USING INDEX (=) LEFT-JOIN",
    "SEARCH USING INDEX (= range)",
    "SEARCH USING INDEX (range)",
    "SEARCH USING COVERING INDEX (=)",
    "SEARCH USING COVERING INDEX (= range)",
    "SEARCH USING COVERING INDEX (range)",
    "SCAN USING INDEX",
    "SCAN USING COVERING INDEX",
    "SEARCH USING HASH TABLE",
    "SEARCH USING HASH TABLE LEFT-JOIN",
    "SCAN CONSTANT ROW",
    "SCAN CONSTANT ROWS",
    "MATERIALIZE",
    "CO-ROUTINE",
    "COMPOUND QUERY",
    "LEFT-MOST SUBQUERY",
    "UNION USING TEMP B-TREE",
    "UNION ALL",
    "INTERSECT USING TEMP B-TREE",
    "EXCEPT USING TEMP B-TREE",
    "USE TEMP B-TREE FOR ORDER BY",
    "USE TEMP B-TREE FOR GROUP BY",
    "USE TEMP B-TREE FOR DISTINCT",
});

using Counts = std::map<std::string, uint64_t, std::less<>>;

void append_counts(std::string& out, const char* what, const Counts& counts,
                   std::span<const std::string_view> known) {
  out.append(what).append(":\n");
  const auto append = [&out](std::string_view name, uint64_t count) {
    std::string number = std::to_string(count);
    number.insert(0, number.size() < 10 ? 10 - number.size() : 0, ' ');
    out.append(number).append("  ").append(name).append("\n");
  };
  for (const auto& [name, count] : counts) append(name, count);
  std::string missing;
  for (const std::string_view name : known) {
    if (!counts.contains(name)) missing.append("  ").append(name).append("\n");
  }
  if (!missing.empty()) out.append(what).append(" that never came up:\n").append(missing);
}

void append_lines(std::string& out, char tag, const Counts& counts) {
  for (const auto& [name, count] : counts) {
    out.append(1, tag).append(std::to_string(count)).append(" ").append(name).append("\n");
  }
}

/// What stands in the parentheses behind an index.
std::string key_shape(std::string_view key) {
  std::string out = key.find("=?") != std::string_view::npos ? "=" : "";
  const bool is_range = key.find('>') != std::string_view::npos ||  //
                        key.find('<') != std::string_view::npos;
  if (is_range) out += out.empty() ? "range" : " range";
  return out;
}

bool is_keyword(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

}  // namespace

void Coverage::hit_production(std::string_view production) {
  ASSERT(std::ranges::find(kProductions, production) != kProductions.end());
  const auto at = productions_.find(production);
  if (at != productions_.end()) {
    ++at->second;
  } else {
    productions_.emplace(production, 1);
  }
}

void Coverage::hit_plan_line(std::string_view line) { ++operators_[operator_of(line)]; }

void Coverage::add(const Coverage& other) {
  for (const auto& [name, count] : other.productions_) productions_[name] += count;
  for (const auto& [name, count] : other.operators_) operators_[name] += count;
}

std::string Coverage::report() const {
  std::string out;
  append_counts(out, "productions", productions_, kProductions);
  append_counts(out, "operators", operators_, kOperators);
  return out;
}

std::string Coverage::print() const {
  std::string out;
  append_lines(out, 'p', productions_);
  append_lines(out, 'o', operators_);
  return out;
}

Coverage Coverage::parse(std::string_view text) {
  Coverage out;
  while (!text.empty()) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    Counts& counts = line[0] == 'p' ? out.productions_ : out.operators_;
    counts[line.substr(space + 1)] = std::stoull(line.substr(1, space - 1));
  }
  return out;
}

std::string operator_of(std::string_view plan_line) {
  std::string out;
  while (!plan_line.empty()) {
    if (plan_line.front() == ' ') {
      plan_line.remove_prefix(1);
      continue;
    }
    if (plan_line.front() == '(') {
      const size_t end = std::min(plan_line.find(')'), plan_line.size() - 1);
      const std::string shape = key_shape(plan_line.substr(1, end - 1));
      if (!shape.empty()) out.append(" (").append(shape).append(")");
      plan_line.remove_prefix(end + 1);
      continue;
    }
    const std::string_view word = plan_line.substr(0, plan_line.find(' '));
    if (is_keyword(word)) out.append(out.empty() ? "" : " ").append(word);
    plan_line.remove_prefix(word.size());
  }
  return out;
}

}  // namespace tern::diff
