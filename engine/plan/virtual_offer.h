#pragma once

#include <vector>

#include "engine/plan/terms.h"
#include "engine/vtab/virtual_table.h"

namespace tern::plan {

/// What the query says of the columns of `source`, a virtual table, as its module is told.
struct VirtualOffer {
  std::vector<vtab::Constraint> constraints;
  std::vector<const Constraint*> origins;  // one per constraint

  /// `placed`: the sources that stand before; a value that reads others is not known.
  static VirtualOffer of(const SearchSpace& space, size_t source, SourceMask placed);
  /// What the values read of the constraints that `plan` takes as arguments.
  SourceMask needs_of(const vtab::IndexPlan& plan) const;
};

/// Errors: what the module says of a use of `source` that has no meaning in any order of joins.
Status check_virtual(const SearchSpace& space, size_t source);

}  // namespace tern::plan
