#include "engine/plan/join_order.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include "engine/plan/measures.h"

namespace tern::plan {

namespace {

using catalog::log_estimate;
using catalog::log_of;
using catalog::log_sum;

constexpr size_t kExhaustiveMax = 10;  // more sources than this are ordered along the best few
constexpr size_t kKeptMax = 12;        // of partial nests of each length
constexpr LogEstimate kSortPenalty = 3;
constexpr LogEstimate kNoSortBonus = 2;
constexpr LogEstimate kFewRows = 3;  // not worth a hash table
constexpr LogEstimate kOuterSubqueryCost = 10;
constexpr LogEstimate kOuterSubqueryRows = 30;

constexpr LogEstimate plus(int a, int b) { return static_cast<LogEstimate>(a + b); }

/// Some sources in a row.
struct Nest {
  SourceMask sources = 0;
  LogEstimate rows = 0;
  LogEstimate cost = 0;      // a sort included
  LogEstimate unsorted = 0;  // without it
  int ordered = OrderFit::kOpen;
  uint64_t reversed = 0;
  int32_t outer = -1;  // the nest that this one extends
  const Candidate* last = nullptr;
};

class Search {
 public:
  Search(const SearchSpace& space, const Purpose& purpose, const SortTerms& sort,
         const CandidateList& candidates)
      : space_(space), purpose_(purpose), sort_(sort), candidates_(candidates.all()) {}

  /// `rows`: what the result is estimated at; nothing: the order does not count yet.
  std::optional<JoinPlan> run(std::optional<LogEstimate> rows) {
    estimate_ = rows;
    sort_costs_.assign(purpose_.order.size() + 1, std::nullopt);
    nests_.clear();
    Nest start;
    start.ordered = wants_order() ? OrderFit::kOpen : 0;
    start.rows = 0;
    nests_.push_back(start);
    size_t begin = 0;
    for (size_t length = 0; length < space_.core.sources.size(); ++length) {
      const size_t end = nests_.size();
      extend_all(begin, end);
      if (nests_.size() == end) return std::nullopt;
      if (space_.core.sources.size() > kExhaustiveMax) keep_best(end);
      begin = end;
    }
    return plan_of(best(begin));
  }

 private:
  bool wants_order() const { return estimate_ && !purpose_.order.empty(); }

  void extend_all(size_t begin, size_t end) {
    known_.clear();
    for (size_t i = begin; i < end; ++i) {
      for (const Candidate& candidate : candidates_) {
        const Nest& outer = nests_[i];
        if ((candidate.needs & ~outer.sources) != 0) continue;
        if ((candidate.self() & outer.sources) != 0) continue;
        if (candidate.is_hash && outer.rows < kFewRows) continue;
        offer(extended(static_cast<int32_t>(i), candidate));
      }
    }
  }

  Nest extended(int32_t at, const Candidate& candidate) {
    const Nest& outer = nests_[static_cast<size_t>(at)];
    Nest out;
    out.sources = outer.sources | candidate.self();
    out.outer = at;
    out.last = &candidate;
    out.rows = plus(outer.rows, candidate.rows);
    out.unsorted =
        log_sum(log_sum(candidate.setup, plus(candidate.run, outer.rows)), outer.unsorted);
    out.ordered = outer.ordered;
    out.reversed = outer.reversed;
    if (outer.ordered == OrderFit::kOpen) {
      path_of(at, scratch_);
      scratch_.push_back(&candidate);
      const OrderFit fit = order_fit(space_, purpose_.order, purpose_.use, scratch_);
      out.ordered = fit.terms;
      out.reversed = fit.reversed;
    }
    const auto wanted = static_cast<int>(wants_order() ? purpose_.order.size() : 0);
    if (out.ordered >= 0 && out.ordered < wanted) {
      out.cost =
          plus(log_sum(out.unsorted, sort_cost(static_cast<size_t>(out.ordered))), kSortPenalty);
    } else {
      out.cost = out.unsorted;
      out.unsorted = plus(out.unsorted, -kNoSortBonus);
    }
    // A subquery is best read from the outside, once.
    if (at == 0 && candidate.is_subquery && !candidate.is_hash && !space_.measures) {
      out.cost = plus(out.cost, -kOuterSubqueryCost);
      out.rows = plus(out.rows, -kOuterSubqueryRows);
    }
    return out;
  }

  /// Of nests of the same sources the cheapest stays; those whose order is still open stand apart.
  void offer(const Nest& nest) {
    const SourceMask open = nest.ordered == OrderFit::kOpen ? 1 : 0;
    const auto [known, is_fresh] = known_.try_emplace({nest.sources, open}, nests_.size());
    if (is_fresh) {
      nests_.push_back(nest);
      return;
    }
    Nest& old = nests_[known->second];
    if (std::tie(nest.cost, nest.rows, nest.unsorted) <
        std::tie(old.cost, old.rows, old.unsorted)) {
      old = nest;
    }
  }

  void keep_best(size_t begin) {
    const auto first = nests_.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(first, nests_.end(), [](const Nest& a, const Nest& b) {
      return std::tie(a.cost, a.unsorted, a.sources) < std::tie(b.cost, b.unsorted, b.sources);
    });
    if (nests_.size() - begin > kKeptMax) nests_.resize(begin + kKeptMax);
  }

  const Nest& best(size_t begin) const {
    return *std::min_element(nests_.begin() + static_cast<std::ptrdiff_t>(begin), nests_.end(),
                             [](const Nest& a, const Nest& b) { return a.cost < b.cost; });
  }

  LogEstimate sort_cost(size_t ordered) {
    std::optional<LogEstimate>& known = sort_costs_[ordered];
    if (!known) known = price(ordered);
    return *known;
  }

  /// Of sorting the estimated rows when so many terms are in order already.
  LogEstimate price(size_t ordered) const {
    constexpr int kLimitPenalty = 10;
    constexpr int kPartialPenalty = 6;
    constexpr int kDistinctShare = 10;
    constexpr int kHundred = 66;
    const size_t wanted = purpose_.order.size();
    int rows = *estimate_;
    if (space_.measures && purpose_.use == OrderUse::GroupBy) {
      return space_.measures->group_cost(static_cast<LogEstimate>(rows));
    }
    int out = rows + log_estimate((sort_.outputs + 59) / 30);
    if (ordered > 0) out += log_estimate((wanted - ordered) * 100 / wanted) - kHundred;
    if (sort_.limit) {
      out += kLimitPenalty + (ordered > 0 ? kPartialPenalty : 0);
      rows = std::min<int>(rows, *sort_.limit);
    } else if (purpose_.use == OrderUse::Distinct && rows > kDistinctShare) {
      rows -= kDistinctShare;
    }
    return plus(out, log_of(static_cast<LogEstimate>(rows)));
  }

  void path_of(int32_t at, std::vector<const Candidate*>& out) const {
    out.clear();
    for (; at > 0; at = nests_[static_cast<size_t>(at)].outer) {
      out.push_back(nests_[static_cast<size_t>(at)].last);
    }
    std::ranges::reverse(out);
  }

  JoinPlan plan_of(const Nest& nest) const {
    JoinPlan out;
    out.rows = nest.rows;
    out.cost = nest.cost;
    std::vector<const Candidate*> path;
    path_of(static_cast<int32_t>(&nest - nests_.data()), path);
    for (const Candidate* candidate : path) out.path.push_back(*candidate);
    if (!wants_order()) return out;
    if (nest.ordered > 0) out.ordered_terms = static_cast<size_t>(nest.ordered);
    out.reversed = nest.reversed;
    return out;
  }

  struct KeyHash {
    size_t operator()(const std::pair<SourceMask, SourceMask>& key) const {
      return (key.first * 2 + key.second) * 0x9e3779b97f4a7c15u >> 8;
    }
  };

  const SearchSpace& space_;
  const Purpose& purpose_;
  const SortTerms& sort_;
  const std::vector<Candidate>& candidates_;
  std::optional<LogEstimate> estimate_;
  std::vector<std::optional<LogEstimate>> sort_costs_;
  std::vector<Nest> nests_;  // by length; the first is empty
  std::unordered_map<std::pair<SourceMask, SourceMask>, size_t, KeyHash> known_;
  std::vector<const Candidate*> scratch_;
};

}  // namespace

Result<JoinPlan> order_joins(const SearchSpace& space, const Purpose& purpose,
                             const SortTerms& sort) {
  if (auto single = single_row_candidate(space)) {
    JoinPlan out;
    constexpr LogEstimate kLookupCost = 39;
    out.path.push_back(*std::move(single));
    out.cost = kLookupCost;
    out.ordered_terms = purpose.order.size();
    return out;
  }
  CandidateList candidates(space.measures);
  find_candidates(space, purpose, candidates);
  Search search(space, purpose, sort, candidates);
  std::optional<JoinPlan> plan = search.run(std::nullopt);
  if (!plan) return fail(ErrorCode::Error, "no query solution");
  if (purpose.order.empty()) return *std::move(plan);
  const LogEstimate rows =
      plan->rows < 0 ? LogEstimate{1} : static_cast<LogEstimate>(plan->rows + 1);
  return *search.run(rows);
}

}  // namespace tern::plan
