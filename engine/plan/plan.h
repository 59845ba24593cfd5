#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/bind/query.h"
#include "engine/record/sort_key.h"

// Physical plans: immutable descriptions that engine/exec builds operators from. They point into
// the bound query, which must outlive them.

namespace tern::plan {

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
  const expr::Expr* value = nullptr;
  bool inclusive = false;
  record::Affinity affinity = record::Affinity::Blob;
};

enum class AccessKind : uint8_t {
  TableScan,    // all rows or a range of rowids
  RowidLookup,  // rowids that equal a value, or are IN something
  IndexScan,    // all entries, or those with equal leading columns, perhaps in a range
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
  std::vector<KeyPart> equal;
  std::optional<KeyBound> low, high;
  bool reverse = false;
  bool is_covering = false;
  std::vector<const expr::Expr*> consumed;  // terms that the key stands for
  std::vector<const expr::Expr*> filters;   // on the found row, before joining
  bool is_left = false;  // LEFT or FULL JOIN: a row of NULLs where nothing is found
  bool is_right =
      false;  // RIGHT or FULL JOIN: all rows are read once, those without a partner last
  std::vector<const expr::Expr*> late_filters;  // outer joins: WHERE terms, after the row of NULLs
  /// Not empty: all rows are read once into a hash table by these keys. `filters` are then split.
  std::vector<HashKey> hash_keys;
  std::vector<const expr::Expr*> build_filters;  // decide which rows enter the hash table, or the
                                                 // right side of a RIGHT JOIN
  vtab::IndexPlan virtual_plan;
  std::vector<KeyPart> arguments;  // of a virtual table's cursor
  std::unique_ptr<QueryPlan> subquery;
  bool materialize = false;  // Subquery: read once, then replayed for each outer row

  double rows = 0;  // estimated, for each outer row
  double cost = 0;
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
  bool first_row_decides = false;  // min() or max() with rows in its order
};

struct QueryPlan {
  const bind::Query* query = nullptr;
  std::vector<CorePlan> cores;
  double rows = 1;          // estimated
  bool needs_sort = false;  // order_by is not what the rows come in
};

}  // namespace tern::plan
