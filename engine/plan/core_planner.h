#pragma once

#include "engine/plan/plan.h"

namespace tern::plan {

/// What a core's plan tells the query around it.
struct PlannedCore {
  CorePlan plan;
  catalog::LogEstimate rows = 0;
  catalog::LogEstimate cost = 0;
  size_t ordered_terms = 0;    // of the query's ORDER BY, that the rows come in
  bool offset_is_met = false;  // as QueryPlan's
};

/// Plans one SELECT. `query`: whose only core it is, so that its ORDER BY and LIMIT count; null:
/// one of several.
Result<PlannedCore> plan_core(const bind::Core& core, const bind::Query* query,
                              PlanContext& context);

}  // namespace tern::plan
