#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/inline_vector.h"
#include "engine/catalog/schema.h"
#include "engine/expr/expr.h"
#include "engine/functions/function.h"
#include "engine/sql/ast.h"
#include "engine/vtab/virtual_table.h"

// A SELECT with its names resolved: what the planner works on. All expressions are compiled against
// slots of one FrameLayout, outer references of correlated subqueries included.

namespace tern::bind {

/// How the columns of a table stand in the Row of its slot.
enum class RowLayout : uint8_t {
  /// As the table's b-tree stores them; the INTEGER PRIMARY KEY is the Row's rowid, and generated
  /// columns that are not stored are computed by whoever reads them.
  Stored,
  Declared,  // one value per table column in declared order, the INTEGER PRIMARY KEY among them
};

/// Which columns of a Row are read, by their index in it.
class UsedColumns {
 public:
  bool rowid = false;
  bool computed = false;  // a column that is computed from others, which are among `columns`

  void mark(uint32_t index) {
    if (index >= width_) width_ = index + 1;
    const size_t word = index / kWordBits;
    while (words_.size() <= word) words_.push_back(0);
    words_[word] |= uint64_t{1} << index % kWordBits;
  }
  bool has(uint32_t index) const {
    return index < width_ && (words_[index / kWordBits] >> index % kWordBits & 1) != 0;
  }
  /// One more than the highest that is read; 0: none is.
  uint32_t width() const { return width_; }

 private:
  static constexpr uint32_t kWordBits = 64;
  uint32_t width_ = 0;
  InlineVector<uint64_t, 1> words_;
};

struct Query;

/// What an index of a source computes, compiled: for matching against the query's expressions.
struct IndexExpressions {
  const catalog::Index* index = nullptr;
  std::vector<expr::ExprPtr> where;  // terms of a partial index
  std::vector<expr::ExprPtr> terms;  // one per index term, null for columns
};

struct Source;
using SourceList = InlineVector<Source*, 4>;

/// A common table expression, as all places know it that name it.
struct CommonTable {
  std::string name;
  sql::Materialization materialization = sql::Materialization::Unspecified;
  size_t uses = 0;       // places that name it, so far
  expr::StateSlot rows;  // where places that share its rows keep them
};

/// A column of a join in parentheses, by the names that it has inside.
struct NestedColumn {
  std::string schema, table;  // both "" for a column that USING merged
  std::string name;
  bool is_merged = false;    // found before the columns that it was merged from
  bool star_skips = false;   // `*` does not show it, since it was merged
  Source* origin = nullptr;  // null: column of the source's query; else the column that it is
  int32_t origin_column = 0;
};

/// A term of FROM, or a row that is visible under a name (NEW, OLD, excluded).
struct Source {
  std::string name;                       // qualifies its columns: alias, else table name
  const catalog::Table* table = nullptr;  // a stored or virtual table, or
  std::unique_ptr<Query> query;           // a subquery, view or common table expression, or
  const Query* recursion = nullptr;       // inside a recursive query: its own current row
  std::string recursion_name;             // and the common table expression that it is
  std::vector<std::string> column_names;  // of the latter two
  /// A join in parentheses: what its columns are. Without a `query` the source only lends names;
  /// the tables inside it are sources of the same Core.
  std::vector<NestedColumn> nested;
  const vtab::VirtualTable* virtual_table = nullptr;             // what `table` is if it is virtual
  std::shared_ptr<const vtab::VirtualTable> kept_virtual_table;  // the same: shared
  const catalog::Table* declared = nullptr;  // what the schema has of a CREATE VIRTUAL TABLE
  /// hidden column = argument, of a table-valued function on the right of a RIGHT or FULL JOIN;
  /// they decide which rows there are. Those of other joins are among their conditions.
  std::vector<expr::ExprPtr> arguments;
  /// Of a common table expression that is not recursive here. Shared: by all its places.
  std::shared_ptr<CommonTable> common_table;
  bool has_own_rows = false;            // its query gives, or may give, others than elsewhere
  const catalog::View* view = nullptr;  // that its query is the text of
  /// As FROM names it; null: otherwise. Lifetime: as the syntax tree.
  const sql::QualifiedName* written = nullptr;
  bool is_target = false;       // its rows are to be changed
  bool qualified_only = false;  // `name.column` finds it, `column` does not
  bool has_schema = true;       // `schema.name.column` finds it
  RowLayout layout = RowLayout::Stored;
  expr::RowSlot slot;
  UsedColumns used;
  UsedColumns read;         // is_target: as `used`, without what only the change needs
  UsedColumns used_late;    // by what is evaluated after grouping
  UsedColumns used_result;  // of these, by what is evaluated after the window functions

  sql::JoinKind join = sql::JoinKind::Comma;  // with what stands before it
  /// Terms of an outer join, and of every join where the clause has a RIGHT or FULL JOIN; those of
  /// other inner joins are in Core::where.
  std::vector<expr::ExprPtr> on;
  std::vector<std::string> using_columns;  // NATURAL and USING: merged with the left side's
  bool is_left_of_right = false;           // a RIGHT or FULL JOIN follows: may be a row of NULLs
  std::vector<IndexExpressions> index_expressions;  // of partial and expression indexes
  std::string indexed_by;
  bool not_indexed = false;

  /// The database that its table is in; "*" for rows that are computed.
  std::string_view database() const {
    if (view) return view->schema->database;
    if (!table) return "*";
    if (declared) return declared->schema->database;
    return table->schema ? std::string_view(table->schema->database) : "main";
  }
  size_t column_count() const { return table ? table->columns.size() : column_names.size(); }
  /// Are its rows those that other places need too, so that they are computed once?
  bool shares_rows() const;
  bool is_hidden(size_t i) const { return table && table->columns[i].hidden; }
  std::string_view column_name(size_t i) const {
    return table ? std::string_view(table->columns[i].name) : std::string_view(column_names[i]);
  }
};

struct OutputColumn {
  expr::ExprPtr expr;
  std::string name;           // as SQLite names the result column
  std::string inner_name;     // and as a column of a subquery or a new table; "": the same
  std::string declared_type;  // of the column it comes from, "" for expressions
  std::string table, column;  // origin, "" for expressions
  std::string_view database;  // of that table. Lifetime: as the catalog

  /// For other ways to name it: where it is written, and what a column comes from; null: unknown.
  /// Lifetime: as the syntax tree and the query.
  const sql::ResultColumn* written = nullptr;
  const Source* source = nullptr;

  const std::string& column_name() const { return inner_name.empty() ? name : inner_name; }
};

using OutputColumns = InlineVector<OutputColumn, 1>;

/// Something that rows are ordered by.
struct OrderedExpr {
  expr::ExprPtr expr;
  const record::Collation* collation = &record::binary_collation();
  bool descending = false;
  bool nulls_last = false;
};

/// An aggregate function's call in a Core. Its result is in `result` when a group is complete.
struct Aggregate {
  const functions::AggregateFunction* function = nullptr;
  std::vector<expr::ExprPtr> arguments;
  bool distinct = false;
  std::vector<OrderedExpr> order_by;  // in which it takes its rows
  expr::ExprPtr filter;               // null if none
  expr::RegisterSlot result;
  expr::CallSlot call;
};

/// A window function's call. Its result is in `result` for each row.
struct WindowCall {
  const functions::AggregateFunction* aggregate = nullptr;  // or
  const functions::WindowFunction* window = nullptr;
  std::vector<expr::ExprPtr> arguments;
  expr::ExprPtr filter;  // null if none
  expr::RegisterSlot result;
  expr::CallSlot call;

  const functions::FunctionSignature& function() const {
    if (aggregate) return *aggregate;
    return *window;
  }
};

/// Which rows around the current one a window function sees.
struct WindowFrame {
  sql::FrameUnit unit = sql::FrameUnit::Range;
  sql::FrameBoundKind start = sql::FrameBoundKind::UnboundedPreceding;
  sql::FrameBoundKind end = sql::FrameBoundKind::CurrentRow;
  expr::ExprPtr start_distance;  // constants; null if none
  expr::ExprPtr end_distance;
  sql::FrameExclude exclude = sql::FrameExclude::Unspecified;
};

/// A window and the functions that are called over it. Equal windows of a Core are one.
struct Window {
  std::vector<OrderedExpr> partition_by;  // ascending: partitions come out in order
  std::vector<OrderedExpr> order_by;
  WindowFrame frame;
  std::vector<WindowCall> calls;
};

/// One SELECT or VALUES of a compound.
struct Core {
  std::vector<std::unique_ptr<Source>> sources;
  std::vector<std::unique_ptr<Source>> names;  // joins in parentheses that only lend names
  std::vector<expr::ExprPtr> where;  // terms joined by AND, those of inner joins' ON included
  OutputColumns outputs;             // the visible ones, then those that only ORDER BY reads
  size_t visible = 0;                // how many of `outputs` are the result
  bool distinct = false;
  bool is_aggregate = false;
  std::vector<expr::ExprPtr> group_by;
  std::vector<Aggregate> aggregates;
  expr::ExprPtr having;
  /// As they were first named. The last is computed first, so that the first one's order is the
  /// rows' order in the end.
  std::vector<Window> windows;
  std::vector<std::vector<expr::ExprPtr>> values;  // VALUES rows; then all else is empty
  const record::Collation* binary = &record::binary_collation();  // BINARY of the database

  /// The expression whose affinity and collation column `i` has as a column of a table: of VALUES
  /// its first row's.
  const expr::Expr& shown(size_t i) const {
    return values.empty() ? *outputs[i].expr : *values.front()[i];
  }
  /// The same where the rows are compared as those of a subquery: of VALUES its last row's.
  const expr::Expr& compared(size_t i) const {
    return values.empty() ? *outputs[i].expr : *values.back()[i];
  }
};

struct OrderTerm {
  uint32_t output = 0;  // of the first core
  const record::Collation* collation = &record::binary_collation();
  bool descending = false;
  bool nulls_last = false;
};

struct Query {
  InlineVector<Core, 1> cores;
  std::vector<sql::CompoundOp> ops;
  /// Of a compound, what its rows compare under: for each column the collation of the left-most
  /// core that has one, as it was written (a rewrite may put another expression there).
  std::vector<const record::Collation*> collations;
  std::vector<OrderTerm> order_by;
  expr::ExprPtr limit;
  expr::ExprPtr offset;
  std::vector<expr::RowSlot> outer_slots;  // rows of enclosing queries that this one reads
  /// A recursive common table expression: the cores from this one on are run for each row of the
  /// queue, which stands in `recursion_slot`.
  std::optional<size_t> recursive_from;
  expr::RowSlot recursion_slot;

  /// Of UPDATE ... FROM: the order in which rows are found shows, so subqueries keep their ORDER
  /// BY.
  bool keeps_order = false;

  const OutputColumns& outputs() const { return cores.front().outputs; }
  size_t width() const { return cores.front().visible; }
  uint32_t number = 0;  // by which EXPLAIN QUERY PLAN calls it
};

inline bool Source::shares_rows() const {
  return common_table && query && !has_own_rows && query->outer_slots.empty() &&
         common_table->uses > 1 &&
         common_table->materialization != sql::Materialization::NotMaterialized;
}

}  // namespace tern::bind
