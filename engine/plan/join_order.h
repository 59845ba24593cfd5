#pragma once

#include <vector>

#include "engine/plan/access_paths.h"

namespace tern::plan {

/// The FROM terms in the order in which they are nested, each with its cheapest access. LEFT and
/// CROSS JOINs keep their place.
Result<std::vector<Access>> order_joins(const SearchSpace& space, const std::vector<bool>& is_left);

}  // namespace tern::plan
