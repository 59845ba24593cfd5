#pragma once

#include <vector>

#include "engine/plan/plan.h"
#include "engine/plan/statistics.h"

namespace tern::plan {

/// A condition that rows must meet.
struct Term {
  const expr::Expr* expr = nullptr;
  std::vector<expr::RowSlot> slots;  // of this core that it reads
  const bind::Source* on = nullptr;  // the outer join whose ON it belongs to, or null
  bool is_argument = false;          // of a table-valued function: decides which rows there are
  bool is_late = false;              // waits for a RIGHT or FULL JOIN, whose slot it reads too
};

/// What the search for access paths works with.
struct SearchSpace {
  const bind::Core& core;
  const Statistics& statistics;
  std::vector<Term> terms;
  std::vector<const bind::Source*> left_joined = {};  // those that stay LEFT JOINs
};

/// Does `term` serve as a filter or key of `source` once the rows of `placed` stand?
bool is_usable(const Term& term, const bind::Source& source,
               const std::vector<expr::RowSlot>& placed);

/// All ways worth a thought to find rows of `source`, with their costs, filters not yet filled in.
std::vector<Access> access_paths(const SearchSpace& space, const bind::Source& source,
                                 const std::vector<expr::RowSlot>& placed);

/// Errors: what the module says of a use of `source`, a virtual table, that has no meaning in any
/// order of joins.
Status check_virtual(const SearchSpace& space, const bind::Source& source);

/// Does `term` say that a row of NULLs in `slot` is no result?
bool rejects_nulls(const expr::Expr& term, expr::RowSlot slot);

}  // namespace tern::plan
