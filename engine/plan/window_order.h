#pragma once

#include <vector>

#include "engine/plan/plan.h"
#include "engine/plan/row_order.h"

namespace tern::plan {

/// The order that the rows of a window come in: its partitions, then its ORDER BY.
std::vector<WantedTerm> wanted_by_window(const bind::Window& window);

/// Do rows in the order `given` come as `wanted` says too?
bool is_prefix(const std::vector<WantedTerm>& wanted, const std::vector<WantedTerm>& given);

/// The stages of a core's windows, as they are computed. `given`: the order of its rows before;
/// afterwards that behind the last stage.
std::vector<WindowStage> window_stages(const bind::Core& core, std::vector<WantedTerm>& given);

}  // namespace tern::plan
