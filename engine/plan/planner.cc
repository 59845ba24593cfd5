#include "engine/plan/planner.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/expr/comparison.h"
#include "engine/plan/access_paths.h"
#include "engine/plan/join_order.h"
#include "engine/plan/outer_joins.h"
#include "engine/plan/row_order.h"
#include "engine/plan/window_order.h"

namespace tern::plan {

namespace {

std::vector<expr::RowSlot> own_slots(const expr::Expr& expr, const bind::Core& core) {
  std::vector<expr::RowSlot> out;
  for (const expr::RowSlot slot : expr::slots_of(expr)) {
    for (const auto& source : core.sources) {
      if (source->slot == slot) out.push_back(slot);
    }
  }
  return out;
}

bool was_consumed(const Access& access, const Term& term) {
  return std::find(access.consumed.begin(), access.consumed.end(), term.expr) !=
         access.consumed.end();
}

class CorePlanner {
 public:
  CorePlanner(const bind::Core& core, const Statistics& statistics)
      : space_{core, statistics, {}}, core_(core), joins_(core) {}

  /// `wanted`: the order that would spare a sort; empty if none is wanted.
  Result<CorePlan> plan(const std::vector<WantedTerm>& wanted, bool& is_ordered) {
    out_.core = &core_;
    TRY(collect_terms());
    out_.accesses = TRY(order_joins(space_, joins_));
    is_ordered = choose_outermost(wanted);
    attach_filters();
    for (Access& access : out_.accesses) {
      if (access.kind != AccessKind::Subquery) continue;
      access.subquery = TRY(plan_query(*access.source->query, space_.statistics));
      access.materialize =
          &access != &out_.accesses.front() && access.hash_keys.empty() && !access.is_right;
    }
    look_for_count();
    return std::move(out_);
  }

 private:
  void add_where_term(Term term) {
    if (term.slots.empty()) {
      out_.constant_filters.push_back(term.expr);
    } else {
      joins_.delay(term);
      space_.terms.push_back(std::move(term));
    }
  }

  Status collect_terms() {
    for (const expr::ExprPtr& expr : core_.where) {
      add_where_term({expr.get(), own_slots(*expr, core_), nullptr});
    }
    for (size_t at = 0; at < core_.sources.size(); ++at) {
      const bind::Source& source = *core_.sources[at];
      const bind::Source* on = joins_.keeps_conditions(at) ? &source : nullptr;
      for (const expr::ExprPtr& expr : source.on) {
        Term term{expr.get(), own_slots(*expr, core_), on};
        TRY(joins_.check_condition(at, term.slots));
        if (on) {
          space_.terms.push_back(std::move(term));
        } else {
          add_where_term(std::move(term));
        }
      }
      for (const expr::ExprPtr& expr : source.arguments) {
        Term term{expr.get(), own_slots(*expr, core_), on, true};
        if (joins_.is_right(at) && term.slots != std::vector{source.slot}) {
          return not_supported("RIGHT JOIN of a table-valued function over its left side");
        }
        space_.terms.push_back(std::move(term));
      }
      if (joins_.is_left(at)) space_.left_joined.push_back(&source);
    }
    for (const auto& source : core_.sources) {
      if (source->virtual_table) TRY(check_virtual(space_, *source));
    }
    return ok();
  }

  bool choose_outermost(const std::vector<WantedTerm>& wanted) {
    if (wanted.empty() || out_.accesses.empty()) return wanted.empty();
    if (joins_.last_right()) return false;  // rows without a partner come last
    std::vector<const Access*> nest;
    for (const Access& access : out_.accesses) nest.push_back(&access);
    double rows = 1;
    for (const Access& access : out_.accesses) rows *= std::max(1.0, access.rows);
    const double sort_cost = rows * std::log2(rows + 2);
    Access* first = &out_.accesses.front();
    bool reverse = false;
    double best_cost = std::numeric_limits<double>::infinity();
    std::optional<Access> best;
    bool best_ordered = false;
    bool best_reverse = false;
    for (Access& candidate : access_paths(space_, *first->source, {})) {
      nest.front() = &candidate;
      const bool is_ordered = comes_in_order(nest, wanted, reverse);
      const double cost = candidate.cost * 1.0 + (is_ordered ? 0 : sort_cost);
      if (cost >= best_cost) continue;
      best_cost = cost;
      best_ordered = is_ordered;
      best_reverse = reverse;
      best = std::move(candidate);
    }
    if (!best) return false;
    best->is_left = first->is_left;
    *first = std::move(*best);
    first->reverse = best_ordered && best_reverse;
    return best_ordered;
  }

  void attach_filters() {
    std::vector<expr::RowSlot> placed;
    std::vector<const Term*> open;
    for (const Term& term : space_.terms) open.push_back(&term);
    for (Access& access : out_.accesses) {
      const bind::Source& source = *access.source;
      std::erase_if(open, [&](const Term* term) {
        if (!is_usable(*term, source, placed)) return false;
        const bool is_own = term->slots == std::vector{source.slot} || term->slots.empty();
        // A RIGHT JOIN's rows without a partner meet these terms, too.
        const bool is_of_right =
            access.is_right && (term->is_argument || (!access.is_left && is_own && !term->on));
        if ((access.is_left || access.is_right) && !term->on && !is_of_right) {
          access.late_filters.push_back(term->expr);
        } else if (!was_consumed(access, *term)) {
          const bool at_build = access.is_right ? is_of_right : !access.hash_keys.empty() && is_own;
          (at_build ? access.build_filters : access.filters).push_back(term->expr);
        }
        return true;
      });
      placed.push_back(source.slot);
    }
  }

  /// SELECT count(*) FROM t needs no rows, only their number.
  void look_for_count() {
    if (out_.accesses.size() != 1 || !core_.where.empty() || !core_.group_by.empty()) return;
    if (core_.aggregates.size() != 1 || core_.having || !core_.windows.empty()) return;
    const bind::Aggregate& aggregate = core_.aggregates.front();
    if (aggregate.function->name != "count" || !aggregate.arguments.empty() || aggregate.filter) {
      return;
    }
    const Access& access = out_.accesses.front();
    if (!access.source->table || access.source->virtual_table) return;
    if (access.source->used_late.rowid) return;
    for (const bool used : access.source->used_late.columns) {
      if (used) return;
    }
    out_.count_only = true;
    out_.count_root = access.index ? access.index->root : access.source->table->root;
    if (access.index && access.index->where) out_.count_only = false;
  }

  SearchSpace space_;
  const bind::Core& core_;
  OuterJoins joins_;
  CorePlan out_;
};

std::vector<WantedTerm> wanted_by_order(const bind::Query& query) {
  std::vector<WantedTerm> out;
  const bind::Core& core = query.cores.front();
  for (const bind::OrderTerm& term : query.order_by) {
    const expr::ExprPtr& expr = core.outputs[term.output].expr;
    if (!expr) return {};
    out.push_back({expr.get(), term.collation, term.descending, term.nulls_last});
  }
  return out;
}

/// min(x) or max(x) alone: the first row in x's order that has a value decides.
std::vector<WantedTerm> wanted_by_extreme(const bind::Core& core) {
  if (core.aggregates.size() != 1 || !core.group_by.empty() || core.sources.size() != 1) return {};
  const bind::Aggregate& aggregate = core.aggregates.front();
  if (!aggregate.function->decides_bare_columns || aggregate.filter) return {};
  if (aggregate.arguments.size() != 1) return {};
  const expr::Expr& argument = *aggregate.arguments.front();
  if (expr::slots_of(argument).empty()) return {};
  const bool is_max = aggregate.function->name == "max";
  const record::Collation* collation = argument.collation().collation;
  return {{&argument, collation ? collation : &record::binary_collation(), is_max, is_max}};
}

/// The order that the first window to need one wants; none if no window does.
std::vector<WantedTerm> wanted_by_windows(const bind::Core& core) {
  for (size_t i = core.windows.size(); i > 0; --i) {
    std::vector<WantedTerm> wanted = wanted_by_window(core.windows[i - 1]);
    if (!wanted.empty()) return wanted;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<QueryPlan>> plan_query(const bind::Query& query,
                                              const Statistics& statistics) {
  auto out = std::make_unique<QueryPlan>();
  out->query = &query;
  const bool is_simple = query.cores.size() == 1;
  bool is_ordered = query.order_by.empty();
  for (const bind::Core& core : query.cores) {
    std::vector<WantedTerm> wanted;
    if (core.is_aggregate) {
      wanted = wanted_by_extreme(core);
    } else if (core.values.empty()) {
      wanted = wanted_by_windows(core);
      if (wanted.empty() && is_simple) wanted = wanted_by_order(query);
    }
    bool comes_ordered = false;
    CorePlan plan = TRY(CorePlanner(core, statistics).plan(wanted, comes_ordered));
    std::vector<WantedTerm> given;
    if (core.is_aggregate) {
      plan.first_row_decides = comes_ordered && !wanted.empty();
    } else if (comes_ordered) {
      given = std::move(wanted);
    }
    plan.windows = window_stages(core, given);
    if (is_simple && !query.order_by.empty() && core.values.empty()) {
      is_ordered = is_prefix(wanted_by_order(query), given);
    }
    for (const Access& access : plan.accesses) out->rows *= std::max(1.0, access.rows);
    out->cores.push_back(std::move(plan));
  }
  out->needs_sort = !is_ordered;
  return out;
}

}  // namespace tern::plan
