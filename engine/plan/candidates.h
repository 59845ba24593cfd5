#pragma once

#include "engine/plan/candidate.h"
#include "engine/plan/row_order.h"

namespace tern::plan {

/// What a core's rows are wanted for, as far as it decides about indexes.
struct Purpose {
  std::vector<WantedTerm> order;  // that spares a sort; may be empty
  OrderUse use = OrderUse::OrderBy;
};

/// All ways worth a thought to find rows of each source, with their costs: the same numbers as the
/// reference's, so that the same plan wins.
/// Source: SQLite documentation, "The SQLite Query Optimizer Overview", "The Next-Generation Query
/// Planner".
void find_candidates(const SearchSpace& space, const Purpose& purpose, CandidateList& out);

/// The candidates of one source for a branch of a disjunction, of which `constraints` and `terms`
/// are all that is known.
void find_branch_candidates(const SearchSpace& space, size_t source, const Constraints& constraints,
                            const Terms& terms, CandidateList& out);

/// A single source of which one row at most is wanted: no need to search.
std::optional<Candidate> single_row_candidate(const SearchSpace& space);

}  // namespace tern::plan
