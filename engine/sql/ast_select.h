#pragma once

#include "engine/base/inline_vector.h"
#include "engine/sql/ast_expr.h"

namespace tern::sql {

enum class ResultColumnKind : uint8_t { Expr, Star, TableStar };

struct ResultColumn {
  ResultColumnKind kind{};
  ExprPtr expr;     // Expr
  Name table;       // TableStar
  Name alias;       // AS alias, or absent
  SourceSpan span;  // of the expression with its parentheses: the name of a column without alias
};

using ResultColumns = InlineVector<ResultColumn, 2>;

enum class JoinKind : uint8_t { Comma, Inner, Cross, Left, Right, Full };
enum class TableSourceKind : uint8_t { Table, Function, Subquery, Nested };

struct TableSource;

/// A FROM clause in the order written. Each source joins what stands before it (left to right).
using FromClause = std::vector<TableSource>;

struct TableSource {
  TableSourceKind kind{};
  uint32_t offset = 0;

  // How it joins what stands before it; meaningless for the first.
  JoinKind join = JoinKind::Comma;
  bool natural = false;
  ExprPtr on;                // null if none
  std::vector<Name> using_;  // empty if none

  QualifiedName name;  // Table and Function
  Name alias;
  ExprList arguments;                            // Function
  const ExprList* borrowed_arguments = nullptr;  // instead, where `x IN f(a)` is taken for a FROM
  bool not_indexed = false;                      // NOT INDEXED
  Name indexed_by;                               // INDEXED BY
  SelectBox select;                              // Subquery
  FromClause nested;                             // Nested: (a JOIN b ...)
};

struct NamedWindow {
  Name name;
  WindowDefinition definition;
};

/// One arm of a compound: SELECT ... or VALUES ....
struct SelectCore {
  SourceSpan span;
  uint32_t number = 0;           // in the order in which the statement's SELECTs end, from 1
  std::vector<ExprList> values;  // VALUES rows; not empty: all below is unused
  bool distinct = false;
  bool all = false;  // SELECT ALL was written
  ResultColumns columns;
  FromClause from;  // empty: no FROM
  ExprPtr where;
  ExprList group_by;
  ExprPtr having;
  std::vector<NamedWindow> windows;

  bool is_values() const { return !values.empty(); }
};

enum class CompoundOp : uint8_t { Union, UnionAll, Intersect, Except };
enum class Materialization : uint8_t { Unspecified, Materialized, NotMaterialized };

struct CommonTable {
  Name name;
  std::vector<Name> columns;
  Materialization materialization = Materialization::Unspecified;
  SelectBox select;
};

struct WithClause {
  bool recursive = false;
  std::vector<CommonTable> tables;  // empty: no WITH
};

struct Select {
  WithClause with;
  InlineVector<SelectCore, 1> cores;  // at least one
  std::vector<CompoundOp> ops;        // cores.size() - 1; left to right
  std::vector<OrderingTerm> order_by;
  ExprPtr limit;
  ExprPtr offset;
  SourceSpan span;
  uint32_t height = 0;  // as Expr::height
};

}  // namespace tern::sql
