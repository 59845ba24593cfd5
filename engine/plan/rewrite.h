#pragma once

#include "engine/plan/plan.h"

// Changes of bound queries that leave their answers as they are but give the planner more choice.
// One rule a file; each can be turned off by its bit (PRAGMA tern_rewrites), so that tests can
// compare the answers with and without it.

namespace tern::plan {

enum class Rewrite : uint32_t {
  FlattenSubquery = 1u << 0,
  PushDown = 1u << 1,
  DropOrder = 1u << 2,
  OmitJoin = 1u << 3,
  HavingToWhere = 1u << 4,
  ReduceOuterJoin = 1u << 5,
  Transitive = 1u << 6,
  IndexUnion = 1u << 7,
  LikeRange = 1u << 8,
  HashJoin = 1u << 9,
  SkipScan = 1u << 10,
  CoveringIndex = 1u << 11,
  Measure = 1u << 12,         // joins of large tables are planned by measures.h
  SmallAsDefault = 1u << 13,  // those of small tables are not
  Memo = 1u << 14,            // correlated subqueries remember what they gave for which arguments
  ShareRows = 1u << 15,       // a common table that is named several times is computed once
  KeyedExists = 1u << 16,     // EXISTS asks for a key in a set
};

/// MATERIALIZED: the query of `source` is to be computed as it is written.
inline bool is_kept_as_written(const bind::Source& source) {
  return source.common_table &&
         source.common_table->materialization == sql::Materialization::Materialized;
}

inline bool is_on(const PlanContext& context, Rewrite rule) {
  return (context.rewrites_off & static_cast<uint32_t>(rule)) == 0;
}

/// Applies all rules that are on, to `query` and the subqueries in its FROM clauses.
void rewrite(bind::Query& query, PlanContext& context);

/// An ORDER BY of a subquery in FROM that nobody can see goes away.
void drop_order(bind::Query& query, bind::Core& core);
/// Terms of HAVING that read nothing but GROUP BY's terms become terms of WHERE.
void move_having(bind::Core& core, PlanContext& context);
/// Merges a subquery in FROM that only selects rows into the query around it: false if none is
/// such.
bool flatten_subquery(bind::Query& query, bind::Core& core, PlanContext& context);
/// Conditions on the result of a subquery in FROM are checked inside it already.
void push_down(bind::Core& core, PlanContext& context);

}  // namespace tern::plan
