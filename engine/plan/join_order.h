#pragma once

#include <vector>

#include "engine/plan/access_paths.h"
#include "engine/plan/outer_joins.h"

namespace tern::plan {

/// The FROM terms in the order in which they are nested, each with its cheapest access. LEFT and
/// CROSS JOINs keep their place; where there is a RIGHT or FULL JOIN, all do.
Result<std::vector<Access>> order_joins(const SearchSpace& space, const OuterJoins& joins);

}  // namespace tern::plan
