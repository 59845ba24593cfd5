#pragma once

#include <vector>

#include "engine/plan/candidates.h"

namespace tern::plan {

/// What decides about the price of a sort.
struct SortTerms {
  size_t outputs = 1;                // columns that each row has
  std::optional<LogEstimate> limit;  // rows wanted at most
};

/// The chosen candidates, outermost first.
struct JoinPlan {
  InlineVector<Candidate, 1> path;
  LogEstimate rows = 0;
  LogEstimate cost = 0;
  size_t ordered_terms = 0;  // of the wanted order, that the rows come in
  uint64_t reversed = 0;
};

/// The cheapest nest of loops that puts each source once, with the sort that it leaves to do:
/// exhaustive up to ten sources, along the best few partial nests beyond.
/// Errors: Error "no query solution" where INDEXED BY cannot be obeyed.
Result<JoinPlan> order_joins(const SearchSpace& space, const Purpose& purpose,
                             const SortTerms& sort);

}  // namespace tern::plan
