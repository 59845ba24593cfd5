#include "engine/plan/join_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/expr/comparison.h"

namespace tern::plan {

namespace {

constexpr double kHashBuildCost = 4;  // of a row that enters a hash table
constexpr double kHashProbeCost = 2;
constexpr size_t kExhaustiveMax = 6;  // more sources than this are ordered greedily
constexpr double kEqualShare = 0.1;   // of the rows meets an equality
constexpr double kFilterShare = 0.5;  // of the rows meets any other condition

bool is_in(const std::vector<expr::RowSlot>& slots, expr::RowSlot slot) {
  return std::find(slots.begin(), slots.end(), slot) != slots.end();
}

class JoinOrder {
 public:
  JoinOrder(const SearchSpace& space, const OuterJoins& joins) : space_(space), joins_(joins) {}

  Result<std::vector<Access>> choose() {
    const size_t count = space_.core.sources.size();
    std::vector<size_t> order = count <= kExhaustiveMax ? exhaustive(count) : greedy(count);
    std::vector<Access> out;
    std::vector<expr::RowSlot> placed;
    double rows = 1;
    for (const size_t at : order) {
      std::optional<Access> access = best(at, placed, rows);
      if (!access) return fail(ErrorCode::Error, "no query solution");
      access->is_right = joins_.is_right(at);
      access->is_left = joins_.is_left(at) || joins_.kind(at) == sql::JoinKind::Full;
      placed.push_back(space_.core.sources[at]->slot);
      rows *= std::max(1.0, access->rows);
      out.push_back(std::move(*access));
    }
    return out;
  }

 private:
  struct State {
    double cost = std::numeric_limits<double>::infinity();
    double rows = 1;
    std::vector<size_t> order;
  };

  /// May source `at` come next when those of `mask` stand?
  bool may_follow(size_t at, uint64_t mask) const {
    const auto& sources = space_.core.sources;
    if (joins_.last_right()) return mask == (uint64_t{1} << at) - 1;
    const auto is_fixed = [&](size_t i) {
      return joins_.is_left(i) || (i > 0 && sources[i]->join == sql::JoinKind::Cross);
    };
    for (size_t i = 0; i < sources.size(); ++i) {
      if (i == at) continue;
      const bool must_precede = i < at && (is_fixed(at) || is_fixed(i));
      if (must_precede && !(mask >> i & 1)) return false;
      if (i < at && !(mask >> i & 1)) {
        // Nothing from behind a fixed join moves before it.
        for (size_t j = i; j <= at; ++j) {
          if (is_fixed(j)) return false;
        }
      }
    }
    return true;
  }

  std::vector<expr::RowSlot> slots_of_mask(uint64_t mask) const {
    std::vector<expr::RowSlot> out;
    for (size_t i = 0; i < space_.core.sources.size(); ++i) {
      if (mask >> i & 1) out.push_back(space_.core.sources[i]->slot);
    }
    return out;
  }

  State extended(const State& state, uint64_t mask, size_t at) const {
    State out = state;
    const std::optional<Access> access = best(at, slots_of_mask(mask), state.rows);
    if (!access) {
      out.cost = std::numeric_limits<double>::max();
    } else {
      out.cost += access->cost;
      out.rows *= std::max(joins_.is_left(at) || joins_.is_right(at) ? 1.0 : 0.01, access->rows);
    }
    out.order.push_back(at);
    return out;
  }

  std::vector<size_t> exhaustive(size_t count) const {
    std::vector<State> states(size_t{1} << count);
    states[0].cost = 0;
    for (uint64_t mask = 0; mask + 1 < states.size(); ++mask) {
      if (std::isinf(states[mask].cost)) continue;
      for (size_t at = 0; at < count; ++at) {
        if ((mask >> at & 1) || !may_follow(at, mask)) continue;
        if (count == 1) return {0};
        State next = extended(states[mask], mask, at);
        State& known = states[mask | uint64_t{1} << at];
        const bool is_tie = next.cost == known.cost && next.order < known.order;
        if (next.cost < known.cost || is_tie) known = std::move(next);
      }
    }
    return states.back().order;
  }

  std::vector<size_t> greedy(size_t count) const {
    State state;
    state.cost = 0;
    uint64_t mask = 0;
    for (size_t step = 0; step < count; ++step) {
      State chosen;
      for (size_t at = 0; at < count; ++at) {
        if ((mask >> at & 1) || !may_follow(at, mask)) continue;
        State next = extended(state, mask, at);
        // Costs of many tables are beyond numbers.
        if (chosen.order.empty() || next.cost < chosen.cost) chosen = std::move(next);
      }
      state = std::move(chosen);
      mask |= uint64_t{1} << state.order.back();
    }
    return state.order;
  }

  /// The cheapest access for `outer_rows` outer rows; its cost is the total, its rows are per outer
  /// row after filtering.
  std::optional<Access> best(size_t at, const std::vector<expr::RowSlot>& placed,
                             double outer_rows) const {
    const bind::Source& source = *space_.core.sources[at];
    if (joins_.is_right(at)) return right_side(at, placed);
    std::optional<Access> out;
    double out_cost = 0;
    for (Access& access : access_paths(space_, source, placed)) {
      double cost = access.cost * outer_rows;
      const bool is_scan =
          access.equal.empty() && !access.low && !access.high && is_fixed(access, placed);
      if (is_scan && !placed.empty() && access.kind != AccessKind::Recursion) {
        add_hash_keys(source, placed, access);
        if (!access.hash_keys.empty()) {
          cost = access.cost + access.rows * kHashBuildCost + outer_rows * kHashProbeCost;
          for (size_t i = 0; i < access.hash_keys.size(); ++i) access.rows *= 0.001;
          access.rows = std::max(access.rows, 1.0);
        }
      }
      if (out && cost >= out_cost) continue;
      out_cost = cost;
      out = std::move(access);
    }
    if (!out) return out;
    out->cost = out_cost;
    for (const Term& term : space_.terms) {
      if (!is_usable(term, source, placed)) continue;
      if (std::find(out->consumed.begin(), out->consumed.end(), term.expr) != out->consumed.end()) {
        continue;
      }
      const auto* compare = term.expr->as_if<expr::Comparison>();
      out->rows *= compare && compare->op() == expr::CompareOp::Equal ? kEqualShare : kFilterShare;
    }
    return out;
  }

  /// Of a RIGHT or FULL JOIN all rows are read, whatever the left side has.
  std::optional<Access> right_side(size_t at, const std::vector<expr::RowSlot>& placed) const {
    const bind::Source& source = *space_.core.sources[at];
    SearchSpace alone{space_.core, space_.statistics, {}, {}};
    for (const Term& term : space_.terms) {
      const bool is_own = term.slots == std::vector{source.slot};
      if (term.is_argument || (joins_.kind(at) == sql::JoinKind::Right && is_own && !term.on)) {
        alone.terms.push_back(term);
      }
    }
    std::optional<Access> out;
    for (Access& access : access_paths(alone, source, {})) {
      if (!out || access.cost < out->cost) out = std::move(access);
    }
    if (out) add_hash_keys(source, placed, *out);
    return out;
  }

  void add_hash_keys(const bind::Source& source, const std::vector<expr::RowSlot>& placed,
                     Access& access) const {
    const size_t at = index_of(source);
    const bool is_outer = joins_.is_left(at) || joins_.is_right(at);
    for (const Term& term : space_.terms) {
      if (!is_usable(term, source, placed) || !is_in(term.slots, source.slot)) continue;
      if (is_outer && !term.on) continue;
      const auto* compare = term.expr->as_if<expr::Comparison>();
      if (!compare) continue;
      const bool is_identity = compare->op() == expr::CompareOp::Is;
      if (compare->op() != expr::CompareOp::Equal && !is_identity) continue;
      if (!record::has_sort_key(*compare->rule().collation)) continue;
      if (!expr::is_deterministic(*term.expr)) continue;
      const expr::Expr* build = &compare->left();
      const expr::Expr* probe = &compare->right();
      if (!expr::reads_slot(*build, source.slot)) std::swap(build, probe);
      if (expr::reads_slot(*probe, source.slot) || !reads_only(*build, source)) continue;
      if (reads_none(*probe, placed)) continue;  // a constant: a filter does
      access.hash_keys.push_back(
          {probe, build, compare->rule().affinity, compare->rule().collation, is_identity});
      access.consumed.push_back(term.expr);
    }
  }

  /// Are a virtual table's rows the same for all rows of `placed`?
  bool is_fixed(const Access& access, const std::vector<expr::RowSlot>& placed) const {
    return std::ranges::all_of(access.arguments, [&](const KeyPart& part) {
      const expr::Expr* value = part.in ? part.in : part.value;
      return !value || reads_none(*value, placed);
    });
  }

  size_t index_of(const bind::Source& source) const {
    for (size_t i = 0; i < space_.core.sources.size(); ++i) {
      if (space_.core.sources[i].get() == &source) return i;
    }
    return 0;
  }

  bool reads_only(const expr::Expr& expr, const bind::Source& source) const {
    for (const expr::RowSlot slot : expr::slots_of(expr)) {
      if (slot != source.slot) return false;
    }
    return true;
  }

  bool reads_none(const expr::Expr& expr, const std::vector<expr::RowSlot>& placed) const {
    for (const expr::RowSlot slot : expr::slots_of(expr)) {
      if (is_in(placed, slot)) return false;
    }
    return true;
  }

  const SearchSpace& space_;
  const OuterJoins& joins_;
};

}  // namespace

Result<std::vector<Access>> order_joins(const SearchSpace& space, const OuterJoins& joins) {
  return JoinOrder(space, joins).choose();
}

}  // namespace tern::plan
