#include "engine/plan/union_candidates.h"

#include <algorithm>

#include "engine/plan/candidates.h"
#include "engine/plan/index_search.h"
#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

using catalog::log_sum;

/// What finding rows by some branches costs.
struct Sum {
  SourceMask needs = 0;
  LogEstimate run = 0;
  LogEstimate rows = 0;
};

/// Keeps sums that no other beats; few are enough.
void keep(std::vector<Sum>& sums, const Sum& sum) {
  constexpr size_t kSumsMax = 3;
  for (const Sum& other : sums) {
    if ((other.needs & sum.needs) == other.needs && other.run <= sum.run) return;
  }
  std::erase_if(sums, [&](const Sum& other) {
    return (other.needs & sum.needs) == sum.needs && other.run >= sum.run;
  });
  if (sums.size() < kSumsMax) {
    sums.push_back(sum);
    return;
  }
  const auto worst = std::ranges::max_element(sums, {}, &Sum::run);
  if (worst->run > sum.run) *worst = sum;
}

void add_branch(const std::vector<Candidate>& candidates, bool is_first, std::vector<Sum>& sums) {
  std::vector<Sum> own;
  for (const Candidate& candidate : candidates) {
    keep(own, {candidate.needs, candidate.run, candidate.rows});
  }
  if (is_first) {
    sums = std::move(own);
    return;
  }
  std::vector<Sum> both;
  for (const Sum& a : sums) {
    for (const Sum& b : own) {
      keep(both, {a.needs | b.needs, log_sum(a.run, b.run), log_sum(a.rows, b.rows)});
    }
  }
  sums = std::move(both);
}

/// x = 1 OR x = 2 is taken for x IN (1, 2).
bool is_in_list(const SearchSpace& space, const Term& term) {
  return std::ranges::any_of(space.constraints, [&term](const Constraint& constraint) {
    return constraint.term == &term && constraint.op == Op::In;
  });
}

}  // namespace

Result<std::vector<Branch>> branches_of(const SearchSpace& space, const Term& term,
                                        const std::vector<const Term*>& rest) {
  std::vector<Branch> out;
  const std::vector<const expr::Expr*> parts = branches(*term.expr, expr::Kind::Or);
  out.reserve(parts.size());  // constraints point to terms: neither may move
  for (const expr::Expr* part : parts) {
    Branch& branch = out.emplace_back();
    for (const expr::Expr* one : branches(*part, expr::Kind::And)) {
      branch.terms.push_back({one, space.mask_of_slots(*one), term.on});
    }
    for (const Term* other : rest) branch.terms.push_back(*other);
    for (const Term& one : branch.terms) {
      TRY(add_constraints(space, one, branch.constraints));
    }
  }
  return out;
}

bool is_union_term(const SearchSpace& space, const Term& term, size_t source) {
  return term.expr->kind() == expr::Kind::Or && counts_for(space, term, source) &&
         (term.reads & mask_of(source)) != 0 && !is_in_list(space, term);
}

void find_union_candidates(const SearchSpace& space, size_t source, SourceMask needs,
                           CandidateList& out) {
  if (!is_on(space.context, Rewrite::IndexUnion)) return;
  for (size_t at = 0; at < space.terms.size(); ++at) {
    const Term& term = space.terms[at];
    if (!is_union_term(space, term, source)) continue;
    // Made again for the chosen plan, which owns it then.
    const auto made = branches_of(space, term, {});
    if (!made) continue;
    std::vector<Sum> sums;
    bool is_first = true;
    for (const Branch& branch : *made) {
      CandidateList candidates;
      find_branch_candidates(space, source, branch.constraints, branch.terms, candidates);
      add_branch(candidates.all(), is_first, sums);
      is_first = false;
      if (sums.empty()) break;
    }
    for (const Sum& sum : sums) {
      Candidate candidate;
      candidate.source = source;
      candidate.needs = needs | sum.needs;
      candidate.kind = AccessKind::IndexUnion;
      candidate.union_term = at;
      candidate.run = static_cast<LogEstimate>(sum.run + 1);
      candidate.rows = sum.rows;
      out.add(std::move(candidate));
    }
  }
}

}  // namespace tern::plan
