#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/functions/registry.h"
#include "engine/plan/estimate.h"
#include "engine/record/sort_key.h"

// Physical plans: immutable descriptions that engine/exec builds operators from. They point into
// the bound query, which must outlive them.

namespace tern::plan {

/// What planning works with besides the query, and what it makes that the plan points to.
struct PlanContext {
  expr::FrameLayout& layout;
  const functions::Registry& registry;
  TextEncoding encoding = TextEncoding::Utf8;
  bool like_is_case_sensitive = false;
  uint32_t rewrites_off = 0;        // rewrite.h: those that are not to be made
  bool reverses_unordered = false;  // PRAGMA reverse_unordered_selects
  /// For conditions that are tried on a sample of rows; null: none are.
  functions::ConnectionView* connection = nullptr;
  /// Expressions that plans point to. Lifetime: as the plans.
  std::vector<expr::ExprPtr> owned = {};
};

/// A value that one key column must equal.
struct KeyPart {
  const expr::Expr* value = nullptr;  // null with `is_null`
  const expr::Expr* in = nullptr;     // an InList or InQuery: the column equals one of its values
  bool is_null = false;               // column IS NULL
  bool null_matches = false;          // column IS value
  record::Affinity affinity = record::Affinity::Blob;  // taken by the value before it is looked up
};

/// A limit of a range on the key column behind the equal ones.
struct KeyBound {
  const expr::Expr* value = nullptr;  // null: whatever is above NULL
  bool inclusive = false;
  record::Affinity affinity = record::Affinity::Blob;
  /// Row values: of the columns behind that one.
  struct Further {
    const expr::Expr* value = nullptr;
    record::Affinity affinity = record::Affinity::Blob;
  };
  std::vector<Further> more = {};
};

enum class AccessKind : uint8_t {
  TableScan,    // all rows or a range of rowids
  RowidLookup,  // rowids that equal a value, or are IN something
  IndexScan,    // all entries, or those with equal leading columns, perhaps in a range
  IndexUnion,   // rows that one of `branches` finds, each once
  Subquery,     // a subquery's rows as they come (the first of a join), else from memory
  Recursion,    // the one row that a recursive query works on
  Virtual,      // a virtual table's cursor
};

struct HashKey {
  const expr::Expr* probe = nullptr;  // over rows that stand already
  const expr::Expr* build = nullptr;  // over the source itself
  record::Affinity affinity = record::Affinity::Blob;
  const record::Collation* collation = &record::binary_collation();
  bool nulls_match = false;
};

struct QueryPlan;

/// How the rows of one FROM term are found, for given rows of those before it.
struct Access {
  const bind::Source* source = nullptr;
  AccessKind kind = AccessKind::TableScan;
  const catalog::Index* index = nullptr;
  /// So many leading columns of the index are not narrowed down: each value that they have is
  /// tried (skip-scan). `equal` and the limits speak of the columns behind.
  size_t skipped = 0;
  InlineVector<KeyPart, 2> equal;
  std::optional<KeyBound> low, high;
  bool reverse = false;
  bool is_covering = false;
  bool is_single = false;                       // one row at most
  bool is_extreme = false;                      // for min() or max(): the first row may do
  InlineVector<const expr::Expr*, 4> consumed;  // terms that the key stands for
  std::vector<const expr::Expr*> filters;       // on the found row, before joining
  bool is_left = false;  // LEFT or FULL JOIN: a row of NULLs where nothing is found
  bool is_right =
      false;  // RIGHT or FULL JOIN: all rows are read once, those without a partner last
  std::vector<const expr::Expr*> late_filters;  // outer joins: WHERE terms, after the row of NULLs
  std::vector<Access> branches;                 // IndexUnion
  std::vector<const expr::Expr*> guards;  // of a branch: on rows before; false: no need to look
  /// Not empty: all rows are read once into a hash table by these keys. `filters` are then split.
  std::vector<HashKey> hash_keys;
  std::vector<const expr::Expr*> build_filters;  // decide which rows enter the hash table, or the
                                                 // right side of a RIGHT JOIN
  vtab::IndexPlan virtual_plan;
  std::vector<KeyPart> arguments;  // of a virtual table's cursor
  std::unique_ptr<QueryPlan> subquery;
  bool materialize = false;  // Subquery: read once, then replayed for each outer row
  Estimate estimate;         // for given rows of those before it, all its conditions applied
  Estimate joined;           // of the join of those before it and this one
};

/// How rows that are grouped or made distinct come.
enum class Arrival : uint8_t {
  Any,     // in no useful order
  Sorted,  // equal ones beside each other
  Unique,  // no two are equal
};

/// Windows with the same partitions and order, which one operator computes.
struct WindowStage {
  std::vector<const bind::Window*> windows;
  std::vector<const bind::Window*> computed_before;  // by stages below
  bool needs_sort = false;                           // its rows do not come in order
  bool is_last = false;                              // what follows are the result columns
};

struct CorePlan {
  const bind::Core* core = nullptr;
  std::vector<const expr::Expr*> constant_filters;  // read no row of this core
  std::vector<Access> accesses;                     // outermost first
  std::vector<WindowStage> windows;                 // the first one is computed first
  bool count_only = false;                          // SELECT count(*) FROM t: ask the tree
  PageNo count_root;
  const catalog::Index* count_index = nullptr;  // whose tree that is; null: the table's
  bool first_row_decides = false;               // min() or max() with rows in its order
  Arrival groups = Arrival::Any;                // by GROUP BY's terms
  Arrival distinct = Arrival::Any;              // by the visible outputs
  Arrival distinct_arguments = Arrival::Any;    // by the argument of the only, DISTINCT, aggregate
  Estimate estimate;                            // of its rows, before DISTINCT
};

struct QueryPlan {
  const bind::Query* query = nullptr;
  InlineVector<CorePlan, 1> cores;
  catalog::LogEstimate rows = 0;  // estimated
  catalog::LogEstimate cost = 0;  // without what is done with the joined rows
  bool needs_sort = false;        // order_by is not what the rows come in
  size_t sorted_terms = 0;        // needs_sort: the rows come in the order of so many first terms
  bool offset_is_met = false;     // a virtual table passes over the rows that OFFSET says itself
  uint32_t number = 0;            // of a program's queries, its FROM's subqueries apart: 1, 2, ...
};

}  // namespace tern::plan
