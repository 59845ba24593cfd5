#include "tools/diff/coverage_names.h"

#include "tools/diff/side.h"

namespace tern::diff {

namespace {

using sql::FrameBoundKind;
using sql::FrameUnit;

constexpr const char* kProductions[] = {
    "select: ORDER BY",
    "with: WITH",
    "with: RECURSIVE",
    "with: several tables",
    "with: in a subquery",
    "with: column names",
    "with: MATERIALIZED",
    "with: NOT MATERIALIZED",
    "recursive: UNION",
    "recursive: UNION ALL",
    "recursive: several steps",
    "recursive: ORDER BY",
    "recursive: LIMIT",
    "recursive: OFFSET",
    //
    "compound: UNION",
    "compound: UNION ALL",
    "compound: INTERSECT",
    "compound: EXCEPT",
    "compound: several operators",
    "compound: VALUES",
    "compound: ORDER BY",
    "compound: LIMIT",
    //
    "limit: literal",
    "limit: parameter",
    "limit: subquery",
    "limit: expression",
    "limit: comma",
    "limit: OFFSET",
    //
    "core: VALUES",
    "core: VALUES of several rows",
    "core: DISTINCT",
    "core: ALL",
    "core: SELECT",
    "core: WHERE",
    "core: WINDOW",
    "core: several windows",
    "core: GROUP BY",
    "core: HAVING",
    "core: HAVING without GROUP BY",
    //
    "column: *",
    "column: table.*",
    "column: expression",
    "column: alias",
    "column: alias in single quotes",
    //
    "group: several terms",
    "group: ordinal",
    "group: name",
    "group: column",
    "group: expression",
    "group: COLLATE",
    //
    "order: ordinal",
    "order: name",
    "order: column",
    "order: expression",
    "order: COLLATE",
    "order: ASC",
    "order: DESC",
    "order: NULLS FIRST",
    "order: NULLS LAST",
    //
    "from: nothing",
    "from: table",
    "from: schema.table",
    "from: alias",
    "from: INDEXED BY",
    "from: NOT INDEXED",
    "from: subquery",
    "from: VALUES",
    "from: join in parentheses",
    "from: table in parentheses",
    "from: pragma function",
    "from: json_each",
    "from: json_tree",
    "from: function without arguments",
    "from: schema table",
    //
    "join: comma",
    "join: JOIN",
    "join: CROSS JOIN",
    "join: LEFT JOIN",
    "join: RIGHT JOIN",
    "join: FULL JOIN",
    "join: NATURAL JOIN",
    "join: NATURAL CROSS JOIN",
    "join: NATURAL LEFT JOIN",
    "join: NATURAL RIGHT JOIN",
    "join: NATURAL FULL JOIN",
    "join: ON",
    "join: USING",
    "join: USING several columns",
    //
    "window: base",
    "window: PARTITION BY",
    "window: PARTITION BY several terms",
    "window: ORDER BY",
    "window: ORDER BY several terms",
    "window: no frame",
    //
    "literal: NULL",
    "literal: integer",
    "literal: hexadecimal",
    "literal: real",
    "literal: exponent",
    "literal: leading dot",
    "literal: text",
    "literal: blob",
    "literal: CURRENT_DATE",
    "literal: CURRENT_TIME",
    "literal: CURRENT_TIMESTAMP",
    "literal: true",
    "literal: false",
    "literal: text in double quotes",
    //
    "name: column",
    "name: table.column",
    "name: schema.table.column",
    "name: rowid",
    "name: _rowid_",
    "name: oid",
    //
    "parameter: ?",
    "parameter: ?N",
    "parameter: :name",
    "parameter: @name",
    "parameter: $name",
    //
    "operator: - x",
    "operator: + x",
    "operator: ~ x",
    "operator: NOT x",
    "operator: OR",
    "operator: AND",
    "operator: IS",
    "operator: IS NOT",
    "operator: =",
    "operator: <>",
    "operator: <",
    "operator: <=",
    "operator: >",
    "operator: >=",
    "operator: &",
    "operator: |",
    "operator: <<",
    "operator: >>",
    "operator: +",
    "operator: -",
    "operator: *",
    "operator: /",
    "operator: %",
    "operator: ||",
    "operator: ->",
    "operator: ->>",
    "operator: BETWEEN",
    "operator: NOT BETWEEN",
    "operator: IN nothing",
    "operator: NOT IN nothing",
    "operator: IN list",
    "operator: NOT IN list",
    "operator: IN SELECT",
    "operator: NOT IN SELECT",
    "operator: IN VALUES",
    "operator: NOT IN VALUES",
    "operator: IN table",
    "operator: NOT IN table",
    "operator: IN schema.table",
    "operator: NOT IN schema.table",
    "operator: IN function",
    "operator: NOT IN function",
    "operator: LIKE",
    "operator: NOT LIKE",
    "operator: GLOB",
    "operator: NOT GLOB",
    "operator: REGEXP",
    "operator: NOT REGEXP",
    "operator: MATCH",
    "operator: NOT MATCH",
    "operator: ESCAPE",
    "operator: NULL",
    "operator: NOT NULL",
    //
    "row: =",
    "row: <>",
    "row: <",
    "row: <=",
    "row: >",
    "row: >=",
    "row: IS",
    "row: IS NOT",
    "row: BETWEEN",
    "row: NOT BETWEEN",
    "row: IN SELECT",
    "row: NOT IN SELECT",
    "row: IN VALUES",
    "row: NOT IN VALUES",
    "row: = subquery",
    "row: subquery =",
    "row: subquery IN",
    //
    "spelling: ==",
    "spelling: !=",
    "spelling: ISNULL",
    "spelling: NOTNULL",
    "spelling: INNER",
    "spelling: OUTER",
    "spelling: IS DISTINCT FROM",
    "spelling: IS NOT DISTINCT FROM",
    "spelling: \"name\"",
    "spelling: [name]",
    "spelling: `name`",
    "spelling: comment",
    //
    "case: with an operand",
    "case: without an operand",
    "case: ELSE",
    "case: no ELSE",
    "case: several WHEN",
    //
    "cast: integer",
    "cast: text",
    "cast: real",
    "cast: blob",
    "cast: numeric",
    "cast: another type",
    //
    "collate: binary",
    "collate: nocase",
    "collate: rtrim",
    //
    "call: *",
    "call: DISTINCT",
    "call: FILTER",
    "call: FILTER with OVER",
    "call: OVER name",
    "call: OVER definition",
    //
    "expr: EXISTS",
    "expr: subquery",
    "expr: row value",
    // What the generator tells.
    "query: view",
    "query: common table",
    "query: temporary table",
    "query: attached table",
    "query: correlated",
    "query: two levels",
    "query: bare columns",
    "query: extreme by index",
    "query: collations in a compound",
    "query: table function of a column",
    "value: infinity",
    "value: subnormal",
    "value: least integer",
    "value: invalid UTF-8",
    "value: text with NUL",
    "value: long text",
    "schema: view",
    "schema: UNIQUE index",
    "schema: partial index",
    "schema: expression index",
    "schema: DESC index",
    "schema: COLLATE index",
    "schema: ANALYZE",
    "schema: many rows",
};

// What Tern's EXPLAIN QUERY PLAN can say (engine/plan/describe.cc, engine/exec/explain.cc).
constexpr const char* kOperators[] = {
    "SCAN",
    "SCAN CONSTANT ROW",
    "SCAN CONSTANT ROWS",
    "SCAN USING COVERING INDEX",
    "SCAN USING INDEX",
    "SCAN VIRTUAL TABLE INDEX",
    "SEARCH",  // the first or last row
    "SEARCH USING AUTOMATIC COVERING INDEX (=)",
    "SEARCH USING COVERING INDEX",
    "SEARCH USING COVERING INDEX (=)",
    "SEARCH USING COVERING INDEX (= range)",
    "SEARCH USING COVERING INDEX (range)",
    "SEARCH USING COVERING INDEX (skip)",
    "SEARCH USING INDEX",
    "SEARCH USING INDEX (=)",
    "SEARCH USING INDEX (= range)",
    "SEARCH USING INDEX (range)",
    "SEARCH USING INDEX (skip)",
    "SEARCH USING INTEGER PRIMARY KEY (=)",
    "SEARCH USING INTEGER PRIMARY KEY (range)",
    "SEARCH USING PRIMARY KEY",
    "SEARCH USING PRIMARY KEY (=)",
    "SEARCH USING PRIMARY KEY (= range)",
    "SEARCH USING PRIMARY KEY (range)",
    "SEARCH VIRTUAL TABLE INDEX",
    "LEFT-JOIN",
    "RIGHT-JOIN",
    "FULL-JOIN",
    "MULTI-INDEX OR",
    "INDEX",  // of that
    "CO-ROUTINE",
    "MATERIALIZE",
    "SETUP",
    "RECURSIVE STEP",
    "COMPOUND QUERY",
    "LEFT-MOST SUBQUERY",
    "UNION ALL",
    "UNION USING TEMP B-TREE",
    "INTERSECT USING TEMP B-TREE",
    "EXCEPT USING TEMP B-TREE",
    "SCALAR SUBQUERY",
    "CORRELATED SCALAR SUBQUERY",
    "LIST SUBQUERY",
    "CORRELATED LIST SUBQUERY",
    "USE TEMP B-TREE FOR",  // an aggregate's DISTINCT
    "USE TEMP B-TREE FOR DISTINCT",
    "USE TEMP B-TREE FOR GROUP BY",
    "USE TEMP B-TREE FOR ORDER BY",
    "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY",
};

constexpr FrameUnit kUnits[] = {FrameUnit::Rows, FrameUnit::Range, FrameUnit::Groups};

std::string unit_name(FrameUnit unit) {
  return unit == FrameUnit::Rows ? "ROWS" : unit == FrameUnit::Range ? "RANGE" : "GROUPS";
}

std::string bound_name(FrameBoundKind kind) {
  switch (kind) {
    case FrameBoundKind::UnboundedPreceding:
      return "UNBOUNDED PRECEDING";
    case FrameBoundKind::Preceding:
      return "n PRECEDING";
    case FrameBoundKind::CurrentRow:
      return "CURRENT ROW";
    case FrameBoundKind::Following:
      return "n FOLLOWING";
    case FrameBoundKind::UnboundedFollowing:
      break;
  }
  return "UNBOUNDED FOLLOWING";
}

std::string frame_name(FrameUnit unit, FrameBoundKind start, std::optional<FrameBoundKind> end) {
  std::string out = "frame: " + unit_name(unit);
  out.append(" ").append(bound_name(start));
  if (end) out.append(" - ").append(bound_name(*end));
  return out;
}

/// Every frame that the grammar accepts, and every exclusion.
void add_frames(Names& out) {
  using enum FrameBoundKind;
  using sql::FrameExclude;
  for (const FrameUnit unit : kUnits) {
    for (const FrameBoundKind start : {UnboundedPreceding, Preceding, CurrentRow, Following}) {
      if (start != Following) out.insert(frame_name(unit, start, std::nullopt));
      for (const FrameBoundKind end : {Preceding, CurrentRow, Following, UnboundedFollowing}) {
        const bool is_backwards = (start == CurrentRow && end == Preceding) ||
                                  (start == Following && (end == Preceding || end == CurrentRow));
        if (!is_backwards) out.insert(frame_name(unit, start, end));
      }
    }
    for (const FrameExclude exclude :
         {FrameExclude::Unspecified, FrameExclude::NoOthers, FrameExclude::CurrentRow,
          FrameExclude::Group, FrameExclude::Ties}) {
      out.insert(exclude_name(unit, exclude));
    }
  }
}

Names function_names(Side& side) {
  Names out;
  const Outcome list = side.run({"SELECT name FROM pragma_function_list", {}, false, false});
  for (const RowValues& row : list.rows) out.emplace(row[0].view().as_text());
  return out;
}

}  // namespace

std::string frame_name(const sql::FrameSpec& frame) {
  return frame_name(frame.unit, frame.start.kind,
                    frame.end ? std::optional(frame.end->kind) : std::nullopt);
}

std::string exclude_name(FrameUnit unit, sql::FrameExclude exclude) {
  constexpr const char* kNames[] = {"nothing", "NO OTHERS", "CURRENT ROW", "GROUP", "TIES"};
  return "exclude of " + unit_name(unit) + ": " + kNames[static_cast<size_t>(exclude)];
}

const Names& known_productions() {
  static const Names names = [] {
    Names out(std::begin(kProductions), std::end(kProductions));
    add_frames(out);
    return out;
  }();
  return names;
}

const Names& known_operators() {
  static const Names names(std::begin(kOperators), std::end(kOperators));
  return names;
}

Names known_functions() {
  std::string why;
  const std::unique_ptr<Side> reference = open_reference(":memory:", why);
  const std::unique_ptr<Side> tern = open_tern(":memory:", why);
  if (!reference || !tern) return {};
  const Names theirs = function_names(*reference);
  Names out;
  for (const std::string& name : function_names(*tern)) {
    if (theirs.contains(name)) out.insert(name);
  }
  return out;
}

}  // namespace tern::diff
