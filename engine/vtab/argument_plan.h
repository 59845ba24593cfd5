#pragma once

#include "engine/vtab/virtual_table.h"

namespace tern::vtab {

/// The usual answer of a table-valued function: each hidden column that must equal something is an
/// argument, in the order of the columns. `number` has bit i set for hidden column i.
/// A plan is impossible where an argument's value is not known.
IndexPlan argument_plan(std::span<const Constraint> constraints, int32_t first_argument,
                        int32_t argument_count);

}  // namespace tern::vtab
