#include "engine/plan/join_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>
#include <tuple>

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

/// What an estimate stands for; beyond any real cost the differences no longer count.
double linear(LogEstimate estimate) {
  static const auto known = [] {
    std::array<double, 1024> out{};
    for (size_t i = 0; i < out.size(); ++i) out[i] = std::exp2(static_cast<double>(i) / 10);
    return out;
  }();
  return known[static_cast<size_t>(std::clamp<int>(estimate, 0, 1023))];
}

/// Some sources in a row.
struct Nest {
  SourceMask sources = 0;
  LogEstimate rows = 0;
  LogEstimate cost = 0;      // a sort included
  LogEstimate unsorted = 0;  // without it
  double sum = 0;            // the same unrounded, with measures: decides between equal costs
  int ordered = OrderFit::kOpen;
  uint64_t reversed = 0;
  int32_t outer = -1;  // the nest that this one extends
  const Candidate* last = nullptr;
};

/// What the search looks at of a candidate, for every nest there is.
struct Step {
  SourceMask self = 0;
  SourceMask needs = 0;
  LogEstimate setup = 0;
  LogEstimate run = 0;
  LogEstimate rows = 0;
  bool is_hash = false;
  bool is_subquery = false;
  const Candidate* candidate = nullptr;
};

std::vector<Step> steps_of(const CandidateList& candidates) {
  std::vector<Step> out;
  out.reserve(candidates.all().size());
  for (const Candidate& candidate : candidates.all()) {
    out.push_back({candidate.self(), candidate.needs, candidate.setup, candidate.run,
                   candidate.rows, candidate.is_hash, candidate.is_subquery, &candidate});
  }
  return out;
}

/// Finds the nest of the same sources; those whose order is still open stand apart.
class NestTable {
 public:
  void clear() {
    std::ranges::fill(slots_, kFree);
    size_ = 0;
  }
  /// Where the number of a nest like `nest` stands, or kFree for the caller to fill.
  uint32_t& slot_of(const std::vector<Nest>& nests, const Nest& nest) {
    if (2 * (size_ + 1) > slots_.size()) grow(nests);
    uint32_t& out = find(nests, nest);
    if (out == kFree) ++size_;
    return out;
  }
  static constexpr uint32_t kFree = UINT32_MAX;

 private:
  static bool is_open(const Nest& nest) { return nest.ordered == OrderFit::kOpen; }
  uint32_t& find(const std::vector<Nest>& nests, const Nest& nest) {
    const uint64_t hash = (nest.sources * 2 + (is_open(nest) ? 1 : 0)) * 0x9e3779b97f4a7c15u;
    size_t at = hash >> (64 - std::bit_width(slots_.size() - 1));
    while (slots_[at] != kFree && (nests[slots_[at]].sources != nest.sources ||
                                   is_open(nests[slots_[at]]) != is_open(nest))) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return slots_[at];
  }
  void grow(const std::vector<Nest>& nests) {
    std::vector<uint32_t> old(2 * slots_.size(), kFree);
    old.swap(slots_);
    for (const uint32_t number : old) {
      if (number != kFree) find(nests, nests[number]) = number;
    }
  }
  std::vector<uint32_t> slots_ = std::vector<uint32_t>(256, kFree);
  size_t size_ = 0;  // slots that are not free, if the caller fills them
};

class Search {
 public:
  Search(const SearchSpace& space, const Purpose& purpose, const SortTerms& sort,
         const CandidateList& candidates)
      : space_(space), purpose_(purpose), sort_(sort), steps_(steps_of(candidates)) {}

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
      const Nest outer = nests_[i];  // offer() moves them
      for (size_t at = 0; at < steps_.size();) {
        const SourceMask self = steps_[at].self;
        const size_t first = at;
        while (at < steps_.size() && steps_[at].self == self) ++at;
        if ((outer.sources & self) != 0) continue;
        extend_by(outer, static_cast<int32_t>(i), std::span(steps_).subspan(first, at - first));
      }
    }
  }

  /// `steps`: of one source. Those that cost no less than one before need no look: cost and rows
  /// grow with theirs.
  void extend_by(const Nest& outer, int32_t at, std::span<const Step> steps) {
    const bool may_differ = outer.ordered == OrderFit::kOpen || at == 0;
    const Step* best = nullptr;
    for (const Step& step : steps) {
      if ((step.needs & ~outer.sources) != 0) continue;
      if (step.is_hash && outer.rows < kFewRows) continue;
      if (best && !may_differ && step.run >= best->run && step.rows >= best->rows &&
          step.setup >= best->setup) {
        continue;
      }
      best = &step;
      offer(extended(outer, at, step));
    }
  }

  Nest extended(const Nest& outer, int32_t at, const Step& step) {
    Nest out;
    out.sources = outer.sources | step.self;
    out.outer = at;
    out.last = step.candidate;
    out.rows = plus(outer.rows, step.rows);
    const LogEstimate run = plus(step.run, outer.rows);
    out.unsorted = log_sum(log_sum(step.setup, run), outer.unsorted);
    if (space_.measures) out.sum = outer.sum + linear(step.setup) + linear(run);
    out.ordered = outer.ordered;
    out.reversed = outer.reversed;
    if (outer.ordered == OrderFit::kOpen) {
      path_of(at, scratch_);
      scratch_.push_back(step.candidate);
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
    if (at == 0 && step.is_subquery && !step.is_hash && !space_.measures) {
      out.cost = plus(out.cost, -kOuterSubqueryCost);
      out.rows = plus(out.rows, -kOuterSubqueryRows);
    }
    return out;
  }

  /// Of nests of the same sources the cheapest stays; those whose order is still open stand apart.
  void offer(const Nest& nest) {
    uint32_t& known = known_.slot_of(nests_, nest);
    if (known == NestTable::kFree) {
      known = static_cast<uint32_t>(nests_.size());
      nests_.push_back(nest);
      return;
    }
    Nest& old = nests_[known];
    if (std::tie(nest.cost, nest.rows, nest.unsorted, nest.sum) <
        std::tie(old.cost, old.rows, old.unsorted, old.sum)) {
      old = nest;
    }
  }

  void keep_best(size_t begin) {
    const auto first = nests_.begin() + static_cast<std::ptrdiff_t>(begin);
    const size_t kept = std::min(nests_.size() - begin, kKeptMax);
    std::partial_sort(first, first + static_cast<std::ptrdiff_t>(kept), nests_.end(),
                      [](const Nest& a, const Nest& b) {
                        return std::tie(a.cost, a.unsorted, a.sum, a.sources) <
                               std::tie(b.cost, b.unsorted, b.sum, b.sources);
                      });
    nests_.resize(begin + kept);
  }

  const Nest& best(size_t begin) const {
    return *std::min_element(nests_.begin() + static_cast<std::ptrdiff_t>(begin), nests_.end(),
                             [](const Nest& a, const Nest& b) {
                               return std::tie(a.cost, a.sum) < std::tie(b.cost, b.sum);
                             });
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

  const SearchSpace& space_;
  const Purpose& purpose_;
  const SortTerms& sort_;
  std::vector<Step> steps_;
  std::optional<LogEstimate> estimate_;
  std::vector<std::optional<LogEstimate>> sort_costs_;
  std::vector<Nest> nests_;  // by length; the first is empty
  NestTable known_;
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
