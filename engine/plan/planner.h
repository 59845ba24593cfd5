#pragma once

#include <memory>

#include "engine/plan/plan.h"

namespace tern::plan {

/// Chooses access paths and join order. Lifetime: `query` outlives the plan, and so does what
/// `context` owns.
/// Errors: Error "no query solution" where INDEXED BY cannot be obeyed; more than 64 sources.
Result<std::unique_ptr<QueryPlan>> plan_query(const bind::Query& query, PlanContext& context);

/// The name by which EXPLAIN QUERY PLAN calls a source.
std::string display_name(const bind::Source& source);

/// A line of EXPLAIN QUERY PLAN, as SQLite words it.
std::string describe(const Access& access);

}  // namespace tern::plan
