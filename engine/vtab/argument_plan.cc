#include "engine/vtab/argument_plan.h"

namespace tern::vtab {

IndexPlan argument_plan(std::span<const Constraint> constraints, int32_t first_argument,
                        int32_t argument_count) {
  IndexPlan out;
  out.uses.resize(constraints.size());
  uint32_t arguments = 0;
  for (int32_t i = 0; i < argument_count; ++i) {
    bool is_given = false;
    bool is_unknown = false;
    for (size_t at = 0; at < constraints.size(); ++at) {
      const Constraint& constraint = constraints[at];
      if (constraint.column != first_argument + i) continue;
      if (!constraint.is_usable) {
        is_unknown = true;
      } else if (constraint.op == ConstraintOp::Equal && !is_given) {
        out.uses[at] = {++arguments, false};
        out.number |= int32_t{1} << i;
        is_given = true;
      }
    }
    if (is_unknown && !is_given) out.is_possible = false;
  }
  return out;
}

}  // namespace tern::vtab
