#pragma once

#include "engine/plan/join_order.h"
#include "engine/plan/outer_joins.h"

namespace tern::plan {

/// Turns the chosen candidates into accesses, each condition put where it is decided first.
Result<std::vector<Access>> build_accesses(SearchSpace& space, const OuterJoins& joins,
                                           const JoinPlan& plan);

}  // namespace tern::plan
