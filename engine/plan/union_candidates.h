#pragma once

#include "engine/plan/candidate.h"

namespace tern::plan {

/// Is `term` a disjunction about `source` that is no list of values?
bool is_union_term(const SearchSpace& space, const Term& term, size_t source);

/// Adds the ways to find rows of `source` by a disjunction, each branch by an index of its own.
/// Source: SQLite documentation, "The SQLite Query Optimizer Overview", OR optimizations.
void find_union_candidates(const SearchSpace& space, size_t source, SourceMask needs,
                           CandidateList& out);

/// The branches of `term`, `rest` added to each: the other conditions on `source` alone.
/// Nothing if a branch says nothing that an index could use.
Result<std::vector<Branch>> branches_of(const SearchSpace& space, const Term& term,
                                        const std::vector<const Term*>& rest);

}  // namespace tern::plan
