#include <algorithm>

#include "engine/expr/builder.h"
#include "engine/expr/leaf.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/rewrite.h"

// A subquery in FROM that only selects, joins and filters rows becomes part of the query around it:
// its sources take its place, its WHERE joins the other terms, and its result columns stand where
// they were named. Then its tables can be joined in any order and found by any index.

namespace tern::plan {

namespace {

bool is_inner_kind(sql::JoinKind kind) {
  return kind == sql::JoinKind::Comma || kind == sql::JoinKind::Inner ||
         kind == sql::JoinKind::Cross;
}

bool has_recursion(const bind::Core& core) {
  return std::ranges::any_of(core.sources, [](const auto& source) { return source->recursion; });
}

/// Rows of the subquery are rows of a join, one for one.
bool only_selects(const bind::Query& query) {
  if (query.cores.size() != 1 || query.limit || query.offset || query.recursive_from) return false;
  const bind::Core& core = query.cores.front();
  return !core.is_aggregate && !core.distinct && core.windows.empty() && core.values.empty() &&
         !core.sources.empty() && !has_recursion(core);
}

/// The columns may be computed anew wherever they are named.
bool has_plain_columns(const bind::Core& core) {
  return std::ranges::all_of(core.outputs, [](const bind::OutputColumn& output) {
    return output.expr && expr::is_deterministic(*output.expr) &&
           !output.expr->collation().is_explicit;
  });
}

/// In a row of NULLs of its only table all columns of the subquery are NULL.
bool gives_nulls_for_nulls(const bind::Core& core) {
  return core.sources.size() == 1 &&
         std::ranges::all_of(core.outputs, [](const bind::OutputColumn& output) {
           return output.expr->kind() == expr::Kind::Column ||
                  output.expr->kind() == expr::Kind::Generated ||
                  output.expr->kind() == expr::Kind::Rowid;
         });
}

class Flattening {
 public:
  Flattening(bind::Query& outer_query, bind::Core& outer, size_t at, PlanContext& context)
      : outer_query_(outer_query),
        outer_(outer),
        at_(at),
        source_(*outer.sources[at]),
        context_(context) {}

  bool run() {
    if (!is_possible() || !substitute_all()) return false;
    merge_order();
    merge_sources();
    mark_used();
    return true;
  }

 private:
  bind::Core& inner() { return source_.query->cores.front(); }

  bool is_possible() {
    if (!source_.query || source_.recursion || !only_selects(*source_.query)) return false;
    if (!source_.nested.empty() || is_kept_as_written(source_)) return false;
    if (!has_plain_columns(inner()) || has_recursion(outer_)) return false;
    constexpr size_t kSourcesMax = 64;
    if (outer_.sources.size() + inner().sources.size() > kSourcesMax) return false;
    // Outer joins that reach over several tables are left as they are.
    for (const auto& source : outer_.sources) {
      const bool is_left = source->join == sql::JoinKind::Left;
      if (source != outer_.sources.front() && !is_left && !is_inner_kind(source->join))
        return false;
    }
    for (const auto& source : inner().sources) {
      const bool is_left = source->join == sql::JoinKind::Left;
      if (source != inner().sources.front() && !is_left && !is_inner_kind(source->join)) {
        return false;
      }
    }
    if (is_left_joined() && !may_be_left_joined()) return false;
    return order_can_move() && !is_read_by_subquery();
  }

  bool is_left_joined() const { return at_ > 0 && source_.join == sql::JoinKind::Left; }

  bool may_be_left_joined() {
    return gives_nulls_for_nulls(inner()) && !outer_.is_aggregate && !outer_.distinct;
  }

  /// Its ORDER BY becomes that of the query around it, if that query shows it.
  bool order_can_move() {
    expr::Builder builder(context_.layout, context_.registry);
    for (const bind::OrderTerm& term : source_.query->order_by) {
      if (!builder.copy_of(*inner().outputs[term.output].expr)) return false;
    }
    if (source_.query->order_by.empty()) return true;
    return (outer_.sources.size() == 1 || outer_query_.keeps_order) && !outer_.is_aggregate &&
           !outer_.distinct && outer_.windows.empty() && outer_query_.cores.size() == 1 &&
           outer_query_.order_by.empty();
  }

  bool is_read_by_subquery() {
    bool out = false;
    each_expression(outer_, [&](expr::ExprPtr& expr, bool) {
      out = out || subquery_reads(*expr, source_.slot);
    });
    for (const auto& source : outer_.sources) {
      if (!source->query) continue;
      const auto& slots = source->query->outer_slots;
      out = out || std::ranges::find(slots, source_.slot) != slots.end();
    }
    return out;
  }

  /// All or nothing: what cannot be copied leaves the query as it is.
  bool substitute_all() {
    std::vector<std::pair<expr::ExprPtr*, expr::ExprPtr>> made;
    bool is_possible = true;
    each_expression(outer_, [&](expr::ExprPtr& expr, bool) {
      if (!is_possible || !expr::reads_slot(*expr, source_.slot)) return;
      made.emplace_back(&expr, substitute(*expr, source_.slot, inner().outputs, context_.layout));
      is_possible = made.back().second != nullptr;
    });
    if (!is_possible) return false;
    for (auto& [place, expr] : made) *place = std::move(expr);
    return true;
  }

  void merge_order() {
    expr::Builder builder(context_.layout, context_.registry);
    for (const bind::OrderTerm& term : source_.query->order_by) {
      bind::OrderTerm moved = term;
      moved.output = static_cast<uint32_t>(outer_.outputs.size());
      outer_.outputs.emplace_back().expr = builder.copy_of(*inner().outputs[term.output].expr);
      outer_query_.order_by.push_back(moved);
    }
  }

  void merge_sources() {
    const std::unique_ptr<bind::Source> old = std::move(outer_.sources[at_]);
    bind::Core& core = old->query->cores.front();
    core.sources.front()->join = old->join;
    std::vector<expr::ExprPtr>& where = is_left_of(*old) ? core.sources.front()->on : outer_.where;
    std::ranges::move(core.where, std::back_inserter(where));
    std::ranges::move(old->on, std::back_inserter(core.sources.front()->on));
    const auto place = outer_.sources.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto next = outer_.sources.erase(place);
    fresh_ = core.sources.size();
    outer_.sources.insert(next, std::make_move_iterator(core.sources.begin()),
                          std::make_move_iterator(core.sources.end()));
  }

  bool is_left_of(const bind::Source& source) const {
    return at_ > 0 && source.join == sql::JoinKind::Left;
  }

  /// The columns of the merged tables that are still read.
  void mark_used() {
    for (size_t i = at_; i < at_ + fresh_; ++i) {
      bind::Source& source = *outer_.sources[i];
      const bind::UsedColumns before = std::exchange(source.used, {});
      source.used_late = {};
      bool is_read_inside = false;
      each_expression(outer_, [&](expr::ExprPtr& expr, bool is_late) {
        const bool is_inside = subquery_reads(*expr, source.slot);
        is_read_inside = is_read_inside || is_inside;
        mark(*expr, source.slot, source.used);
        if (is_late) mark(*expr, source.slot, source.used_late);
        if (is_late && is_inside) source.used_late = before;
      });
      // Which columns a subquery reads is known to its own plan alone.
      if (is_read_inside) source.used = before;
    }
  }

  static void mark(const expr::Expr& root, expr::RowSlot slot, bind::UsedColumns& used) {
    expr::walk(root, [&](const expr::Expr& node) {
      const auto* column = node.as_if<expr::Column>();
      if (column && column->slot() == slot) used.mark(column->index());
      const auto* rowid = node.as_if<expr::Rowid>();
      if (rowid && rowid->slot() == slot) used.rowid = true;
      const auto* generated = node.as_if<expr::GeneratedColumn>();
      if (generated && generated->slot() == slot) used.computed = true;
      return true;
    });
  }

  bind::Query& outer_query_;
  bind::Core& outer_;
  size_t at_;
  bind::Source& source_;
  PlanContext& context_;
  size_t fresh_ = 0;  // sources merged
};

}  // namespace

bool flatten_subquery(bind::Query& query, bind::Core& core, PlanContext& context) {
  // What an UPDATE or DELETE does with its rows reads them from outside the core.
  if (!core.sources.empty() && core.sources.front()->is_target) return false;
  for (size_t at = 0; at < core.sources.size(); ++at) {
    if (!core.sources[at]->query) continue;
    if (Flattening(query, core, at, context).run()) return true;
  }
  return false;
}

}  // namespace tern::plan
