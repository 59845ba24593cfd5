#pragma once

#include <memory>

#include "engine/plan/plan.h"
#include "engine/plan/statistics.h"

namespace tern::plan {

/// Chooses access paths and join order. Lifetime: `query` outlives the plan.
/// Errors: Error "no query solution" where INDEXED BY cannot be obeyed.
Result<std::unique_ptr<QueryPlan>> plan_query(const bind::Query& query,
                                              const Statistics& statistics);

/// A line of EXPLAIN QUERY PLAN, as SQLite words it.
std::string describe(const Access& access);

}  // namespace tern::plan
