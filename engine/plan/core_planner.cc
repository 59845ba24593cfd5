#include "engine/plan/core_planner.h"

#include <algorithm>

#include "engine/expr/leaf.h"
#include "engine/plan/access_builder.h"
#include "engine/plan/index_match.h"
#include "engine/plan/measures.h"
#include "engine/plan/outer_joins.h"
#include "engine/plan/planner.h"
#include "engine/plan/rewrite.h"
#include "engine/plan/virtual_answers.h"
#include "engine/plan/window_order.h"

namespace tern::plan {

namespace {

constexpr LogEstimate kRecursionRows = 200;
constexpr LogEstimate kGroupsMax = 66;  // a hundred groups are a good guess

const record::Collation* collation_of(const bind::Core& core, const expr::Expr& expr) {
  const record::Collation* own = expr.collation().collation;
  return own ? own : core.binary;
}

std::vector<WantedTerm> by_order(const bind::Query& query) {
  std::vector<WantedTerm> out;
  const bind::Core& core = query.cores.front();
  for (const bind::OrderTerm& term : query.order_by) {
    const expr::ExprPtr& expr = core.outputs[term.output].expr;
    if (!expr) return {};
    out.push_back({expr.get(), term.collation, term.descending, term.nulls_last});
  }
  return out;
}

std::vector<WantedTerm> by_groups(const bind::Core& core) {
  std::vector<WantedTerm> out;
  for (const expr::ExprPtr& term : core.group_by) {
    out.push_back({term.get(), collation_of(core, *term), false, false});
  }
  return out;
}

bool has_same_terms(const std::vector<WantedTerm>& some, const std::vector<WantedTerm>& others) {
  return std::ranges::equal(some, others, [](const WantedTerm& one, const WantedTerm& other) {
    return one.collation == other.collation && expr::same(*one.expr, *other.expr);
  });
}

std::vector<WantedTerm> by_outputs(const bind::Core& core) {
  std::vector<WantedTerm> out;
  for (size_t i = 0; i < core.visible; ++i) {
    const expr::ExprPtr& expr = core.outputs[i].expr;
    if (!expr) return {};
    out.push_back({expr.get(), collation_of(core, *expr), false, false});
  }
  return out;
}

/// min(x) or max(x) alone: the first row in x's order that has a value decides.
std::vector<WantedTerm> by_extreme(const bind::Core& core) {
  if (core.aggregates.size() != 1 || !core.group_by.empty()) return {};
  const bind::Aggregate& aggregate = core.aggregates.front();
  if (!aggregate.function->decides_bare_columns || aggregate.filter) return {};
  if (aggregate.arguments.size() != 1) return {};
  const expr::Expr& argument = *aggregate.arguments.front();
  if (expr::slots_of(argument).empty()) return {};
  const bool is_max = aggregate.function->name == "max";
  return {{&argument, collation_of(core, argument), is_max, is_max}};
}

/// The order that the first window to need one wants; none if no window does.
std::vector<WantedTerm> by_windows(const bind::Core& core) {
  for (size_t i = core.windows.size(); i > 0; --i) {
    std::vector<WantedTerm> wanted = wanted_by_window(core.windows[i - 1]);
    if (!wanted.empty()) return wanted;
  }
  return {};
}

std::optional<LogEstimate> constant_limit(const bind::Query& query) {
  if (!query.limit) return std::nullopt;
  const auto* literal = query.limit->as_if<expr::Literal>();
  if (!literal || !literal->value().is_integer() || literal->value().as_integer() < 0) {
    return std::nullopt;
  }
  return catalog::log_estimate(static_cast<uint64_t>(literal->value().as_integer()));
}

class CorePlanner {
 public:
  CorePlanner(const bind::Core& core, const bind::Query* query, PlanContext& context)
      : space_{.core = core,
               .context = context,
               .terms = {},
               .constraints = {},
               .subquery_rows = {},
               .branches = {}},
        core_(core),
        query_(query),
        context_(context),
        joins_(core, context) {}

  Result<PlannedCore> plan() {
    if (core_.sources.size() > kSourcesMax) {
      return fail(ErrorCode::Error, "at most 64 tables in a join");
    }
    out_.plan.core = &core_;
    find_outer_joins();
    TRY(collect_terms());
    TRY(find_constraints(space_));
    TRY(plan_subqueries());
    measures_ = Measures::of(space_);
    space_.measures = measures_.get();
    choose_purpose();
    JoinPlan joined = TRY(join());
    if (is_on(context_, Rewrite::OmitJoin)) omit_joins(joined);
    read_order(joined);
    const bool is_unordered = purpose_.order.empty() && (!query_ || query_->order_by.empty());
    if (context_.reverses_unordered && is_unordered) joined.reversed = ~uint64_t{0};
    out_.plan.accesses = TRY(build_accesses(space_, joins_, joined));
    out_.offset_is_met = meets_offset(joined);
    take_subqueries();
    for (Access& access : out_.plan.accesses) {
      access.is_extreme = purpose_.use == OrderUse::Extreme && !purpose_.order.empty();
    }
    look_for_count();
    out_.rows = joined.rows;
    out_.cost = joined.cost;
    if (core_.is_aggregate) {
      out_.rows = core_.group_by.empty() ? LogEstimate{0} : std::min(out_.rows, kGroupsMax);
    }
    out_.plan.estimate = estimate();
    return std::move(out_);
  }

 private:
  /// Of what the joins give, grouped.
  Estimate estimate() const {
    if (!core_.values.empty()) {
      return {.rows = catalog::log_estimate(core_.values.size()), .cost = std::nullopt};
    }
    Estimate out;
    if (!out_.plan.accesses.empty()) out = out_.plan.accesses.back().joined;
    if (core_.is_aggregate) out.rows = std::min(out.rows, out_.rows);
    return out;
  }

  void find_outer_joins() {
    for (size_t at = 0; at < core_.sources.size(); ++at) {
      if (joins_.keeps_conditions(at)) space_.outer |= mask_of(at);
      if (joins_.is_right(at)) space_.right |= mask_of(at);
    }
  }

  Status collect_terms() {
    for (const expr::ExprPtr& expr : core_.where) {
      Term term{.expr = expr.get(), .reads = space_.mask_of_slots(*expr)};
      if (term.reads == 0) {
        out_.plan.constant_filters.push_back(term.expr);
      } else {
        joins_.delay(term);
        space_.terms.push_back(term);
      }
    }
    for (size_t i = 0; i < core_.sources.size(); ++i) {
      for (const expr::ExprPtr& expr : core_.sources[i]->on) {
        const SourceMask reads = space_.mask_of_slots(*expr) | mask_of(i);
        TRY(joins_.check_condition(i, reads));
        const size_t on = joins_.keeps_conditions(i) ? i : Term::kWhere;
        space_.terms.push_back({.expr = expr.get(), .reads = reads, .on = on});
      }
      for (const expr::ExprPtr& expr : core_.sources[i]->arguments) {
        const SourceMask reads = space_.mask_of_slots(*expr) | mask_of(i);
        const size_t on = joins_.keeps_conditions(i) ? i : Term::kWhere;
        space_.terms.push_back({.expr = expr.get(), .reads = reads, .on = on, .is_argument = true});
      }
    }
    return ok();
  }

  Status plan_subqueries() {
    for (const auto& source : core_.sources) {
      LogEstimate rows = kRecursionRows;
      std::unique_ptr<QueryPlan> plan;
      if (source->query) {
        plan = TRY(plan_query(*source->query, space_.context));
        rows = plan->rows;
      }
      space_.subquery_rows.push_back(rows);
      subqueries_.push_back(std::move(plan));
    }
    return ok();
  }

  Result<JoinPlan> join() {
    if (core_.sources.empty()) return JoinPlan();  // of the one row that there is
    const SortTerms sort{core_.visible, query_ && !query_->order_by.empty()
                                            ? constant_limit(*query_)
                                            : std::nullopt};
    if (counts_rows_of_table()) {
      space_.limit = query_->limit.get();
      space_.offset = query_->offset.get();
    }
    VirtualAnswers& answers = answers_.emplace(space_, purpose_);
    space_.virtual_answers = &answers;
    Result<JoinPlan> out = order_joins(space_, purpose_, sort);
    // What a module has to say comes before that there is no way.
    TRY(Status(answers.status()));
    return out;
  }

  /// Does LIMIT count the rows of a virtual table, as its module gives them?
  bool counts_rows_of_table() const {
    if (!query_ || !query_->limit || core_.sources.size() != 1) return false;
    if (!core_.sources.front()->virtual_table) return false;
    if (core_.is_aggregate || core_.distinct || !core_.windows.empty()) return false;
    if (!out_.plan.constant_filters.empty() || !is_told_all(space_)) return false;
    for (const expr::ExprPtr* count : {&query_->limit, &query_->offset}) {
      if (*count && !expr::is_deterministic(**count)) return false;
    }
    return query_->order_by.empty() || is_order_of_columns();
  }

  /// Is all that is ordered by what a module may be asked for?
  bool is_order_of_columns() const {
    if (purpose_.order.size() != query_->order_by.size()) return false;
    return std::ranges::all_of(purpose_.order, [this](const WantedTerm& term) {
      return virtual_column(*core_.sources.front(), *term.expr) &&
             term.nulls_last == term.descending &&
             term.collation == collation_of(core_, *term.expr);
    });
  }

  static bool meets_offset(const JoinPlan& joined) {
    return joined.path.size() == 1 && joined.path[0].answer && joined.path[0].answer->offset_is_met;
  }

  void choose_purpose() {
    if (core_.is_aggregate) {
      choose_purpose_of_aggregate();
    } else if (purpose_.order = by_windows(core_); !purpose_.order.empty()) {
      purpose_.use = OrderUse::OrderBy;
    } else if (query_ && !query_->order_by.empty() && core_.values.empty()) {
      purpose_.order = by_order(*query_);
      purpose_.use = OrderUse::OrderBy;
    } else if (core_.distinct && core_.windows.empty() && !is_distinct_already()) {
      purpose_.order = by_outputs(core_);
      purpose_.use = OrderUse::Distinct;
    }
    // The rows of a RIGHT JOIN without a partner come last.
    if (core_.sources.empty() || joins_.last_right()) purpose_.order.clear();
  }

  /// A LEFT JOIN that finds one row at most, of which nothing is read, changes no row.
  void omit_joins(JoinPlan& joined) {
    const bool drops_repeats = core_.distinct && !core_.is_aggregate && core_.windows.empty();
    for (size_t at = joined.path.size(); at-- > 1;) {
      const Candidate& candidate = joined.path[at];
      const size_t source = candidate.source;
      if (!joins_.is_left(source) || joins_.last_right() ||
          !(drops_repeats || candidate.is_single) || is_read(source))
        continue;
      joined.path.erase(&candidate);
      const uint64_t below = (uint64_t{1} << at) - 1;
      joined.reversed = (joined.reversed & below) | (joined.reversed >> 1 & ~below);
    }
  }

  /// Does anything but the source's own ON read its row?
  bool is_read(size_t source) const {
    const expr::RowSlot slot = core_.sources[source]->slot;
    for (const Term& term : space_.terms) {
      if (term.on != source && (term.reads & mask_of(source)) != 0) return true;
    }
    bool out = false;
    const auto look = [&](const expr::ExprPtr& expr) {
      out = out || (expr && expr::reads_slot(*expr, slot));
    };
    for (const expr::ExprPtr& term : core_.group_by) look(term);
    for (const bind::Aggregate& aggregate : core_.aggregates) {
      for (const expr::ExprPtr& argument : aggregate.arguments) look(argument);
      look(aggregate.filter);
    }
    look(core_.having);
    for (const bind::Window& window : core_.windows) {
      for (const bind::OrderedExpr& term : window.partition_by) look(term.expr);
      for (const bind::OrderedExpr& term : window.order_by) look(term.expr);
      for (const bind::WindowCall& call : window.calls) {
        for (const expr::ExprPtr& argument : call.arguments) look(argument);
        look(call.filter);
      }
    }
    for (const bind::OutputColumn& output : core_.outputs) look(output.expr);
    return out;
  }

  void choose_purpose_of_aggregate() {
    purpose_.use = OrderUse::GroupBy;
    purpose_.order = by_groups(core_);
    if (!core_.group_by.empty()) return take_directions();
    purpose_.use = OrderUse::Extreme;
    purpose_.order = by_extreme(core_);
    if (!purpose_.order.empty() || core_.aggregates.size() != 1) return;
    // count(DISTINCT x) alone: equal ones may come beside each other.
    const bind::Aggregate& aggregate = core_.aggregates.front();
    if (!aggregate.distinct || aggregate.arguments.size() != 1) return;
    const expr::Expr& argument = *aggregate.arguments.front();
    purpose_.use = OrderUse::Distinct;
    purpose_.order = {{&argument, collation_of(core_, argument), false, false}};
  }

  /// Of an ORDER BY that is by the groups: they may come in either direction.
  void take_directions() {
    if (!query_ || query_->order_by.empty()) return;
    const std::vector<WantedTerm> wanted = by_order(*query_);
    if (!has_same_terms(wanted, purpose_.order)) return;
    for (size_t i = 0; i < wanted.size(); ++i) {
      purpose_.order[i].descending = wanted[i].descending;
      purpose_.order[i].nulls_last = wanted[i].nulls_last;
    }
  }

  void read_order(JoinPlan& joined) {
    const size_t wanted = purpose_.order.size();
    const bool is_met = wanted > 0 && joined.ordered_terms == wanted;
    InlineVector<const Candidate*, 8> path;
    for (const Candidate& candidate : joined.path) path.push_back(&candidate);
    switch (purpose_.use) {
      case OrderUse::Extreme:
        out_.plan.first_row_decides = is_met;
        break;
      case OrderUse::GroupBy:
        if (is_met) out_.plan.groups = Arrival::Sorted;
        out_.ordered_terms = order_of_groups(path, joined);
        break;
      case OrderUse::Distinct:
        if (is_met && core_.is_aggregate) out_.plan.distinct_arguments = Arrival::Sorted;
        if (is_met && !core_.is_aggregate) out_.plan.distinct = Arrival::Sorted;
        break;
      case OrderUse::OrderBy:
        if (!core_.is_aggregate) out_.ordered_terms = joined.ordered_terms;
        break;
    }
    if (!core_.windows.empty()) order_windows(is_met);
    if (!core_.distinct || core_.is_aggregate) return;
    const bool is_one_row = path.size() == 1 && path[0]->is_single && !path[0]->answer;
    if (is_distinct_already() || is_one_row) {
      out_.plan.distinct = Arrival::Unique;
    } else if (purpose_.use == OrderUse::OrderBy && !path.empty() && core_.windows.empty()) {
      const std::vector<WantedTerm> outputs = by_outputs(core_);
      const OrderFit fit = order_fit(space_, outputs, OrderUse::Distinct, path);
      const bool is_sorted = !outputs.empty() && fit.terms == static_cast<int>(outputs.size());
      if (is_sorted) out_.plan.distinct = Arrival::Sorted;
    }
  }

  /// Which windows find their order, and what order they leave.
  void order_windows(bool is_met) {
    std::vector<WantedTerm> given;
    if (is_met && purpose_.use == OrderUse::OrderBy) given = purpose_.order;
    out_.plan.windows = window_stages(core_, given);
    out_.ordered_terms = 0;
    if (!query_ || query_->order_by.empty()) return;
    const std::vector<WantedTerm> wanted = by_order(*query_);
    if (!wanted.empty() && is_prefix(wanted, given)) out_.ordered_terms = wanted.size();
  }

  /// How many terms of ORDER BY the groups come in the order of. May turn the scans round for it.
  size_t order_of_groups(std::span<const Candidate* const> path, JoinPlan& joined) {
    if (!query_ || query_->order_by.empty()) return 0;
    const std::vector<WantedTerm> wanted = by_order(*query_);
    const size_t all = wanted.size();
    if (out_.plan.groups == Arrival::Sorted) {
      // A module need not do more than keep groups together.
      const bool is_by_module = std::ranges::any_of(path, &Candidate::is_ordered);
      if (is_by_module || !is_by_groups(wanted)) return 0;
      const OrderFit fit = order_fit(space_, wanted, OrderUse::OrderBy, path);
      if (fit.terms != static_cast<int>(all)) return 0;
      joined.reversed = fit.reversed;
      return all;
    }
    // Groups that were not met in order are sorted by their terms, upwards.
    for (const WantedTerm& term : wanted) {
      if (term.descending || term.nulls_last) return 0;
    }
    return is_by_groups(wanted) ? all : 0;
  }

  /// Are the terms those of GROUP BY, or the first of them?
  bool is_by_groups(const std::vector<WantedTerm>& terms) const {
    const std::vector<WantedTerm> groups = by_groups(core_);
    if (terms.empty() || terms.size() > groups.size()) return false;
    for (size_t i = 0; i < terms.size(); ++i) {
      if (!expr::same(*terms[i].expr, *groups[i].expr)) return false;
      if (terms[i].collation != groups[i].collation) return false;
    }
    return true;
  }

  /// The outputs of a single table hold a key that no two rows share.
  bool is_distinct_already() const {
    if (core_.sources.size() != 1 || core_.is_aggregate) return false;
    const bind::Source& source = *core_.sources.front();
    if (!source.table) return false;
    for (size_t i = 0; i < core_.visible; ++i) {
      if (is_rowid(source, bare(*core_.outputs[i].expr))) return true;
    }
    if (source.virtual_table) return false;
    for (const catalog::Index* index : source.table->all_indexes()) {
      if (index->where || !is_unique_not_null(source, *index)) continue;
      bool is_key = true;
      for (size_t at = 0; at < declared_columns(source, *index) && is_key; ++at) {
        is_key = is_known_apart(source, *index, at);
      }
      if (is_key) return true;
    }
    return false;
  }

  bool is_known_apart(const bind::Source& source, const catalog::Index& index, size_t at) const {
    for (const Constraint& constraint : space_.constraints) {
      if (constraint.op == Op::Equal && constraint.needs == 0 &&
          matches(space_, constraint, index, at)) {
        return true;
      }
    }
    for (size_t i = 0; i < core_.visible; ++i) {
      const expr::Expr& expr = *core_.outputs[i].expr;
      if (is_key_column(source, index, at, bare(expr)) &&
          collation_of(core_, expr) == index.terms[at].collation) {
        return true;
      }
    }
    return false;
  }

  void take_subqueries() {
    for (Access& access : out_.plan.accesses) {
      if (access.kind != AccessKind::Subquery) continue;
      for (size_t i = 0; i < core_.sources.size(); ++i) {
        if (core_.sources[i].get() == access.source) access.subquery = std::move(subqueries_[i]);
      }
      access.materialize =
          &access != &out_.plan.accesses.front() && access.hash_keys.empty() && !access.is_right;
    }
  }

  /// SELECT count(*) FROM t needs no rows, only their number: of the smallest tree that has it.
  void look_for_count() {
    if (out_.plan.accesses.size() != 1 || !core_.where.empty() || !core_.group_by.empty()) return;
    if (core_.aggregates.size() != 1 || core_.having || core_.sources.size() != 1) return;
    if (!core_.windows.empty()) return;
    const bind::Aggregate& aggregate = core_.aggregates.front();
    if (aggregate.function->name != "count" || !aggregate.arguments.empty() || aggregate.filter) {
      return;
    }
    const bind::Source& source = *out_.plan.accesses.front().source;
    if (!source.table || source.virtual_table) return;
    if (source.used_late.rowid || source.used_late.width() > 0) return;
    if (!source.indexed_by.empty()) return;
    LogEstimate width = source.table->row_width;
    out_.plan.count_only = true;
    out_.plan.count_root = source.table->root;
    for (const auto& index : source.table->indexes) {
      const bool is_out = source.not_indexed || index->where || index->is_unordered;
      if (is_out || source.table->without_rowid) continue;
      if (index->entry_width >= width) continue;
      width = index->entry_width;
      out_.plan.count_root = index->root;
      out_.plan.count_index = index.get();
    }
  }

  SearchSpace space_;
  const bind::Core& core_;
  const bind::Query* query_;
  PlanContext& context_;
  OuterJoins joins_;
  std::unique_ptr<Measures> measures_;
  Purpose purpose_;
  std::optional<VirtualAnswers> answers_;
  InlineVector<std::unique_ptr<QueryPlan>, 4> subqueries_;  // by source
  PlannedCore out_;
};

/// A SELECT without FROM, or VALUES: there is nothing to choose.
bool has_no_choice(const bind::Core& core) {
  return core.sources.empty() && !core.is_aggregate && core.windows.empty();
}

PlannedCore plan_without_choice(const bind::Core& core) {
  PlannedCore out;
  out.plan.core = &core;
  for (const expr::ExprPtr& term : core.where) out.plan.constant_filters.push_back(term.get());
  if (!core.values.empty()) out.plan.estimate.rows = catalog::log_estimate(core.values.size());
  return out;
}

}  // namespace

Result<PlannedCore> plan_core(const bind::Core& core, const bind::Query* query,
                              PlanContext& context) {
  if (has_no_choice(core)) return plan_without_choice(core);
  return CorePlanner(core, query, context).plan();
}

}  // namespace tern::plan
