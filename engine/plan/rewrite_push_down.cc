#include <algorithm>

#include "engine/expr/builder.h"
#include "engine/plan/core_expressions.h"
#include "engine/plan/rewrite.h"

namespace tern::plan {

namespace {

/// Is a condition on the subquery's columns one on the rows of each of its SELECTs?
bool takes_conditions(const bind::Query& query) {
  if (query.limit || query.offset || query.recursive_from) return false;
  for (const sql::CompoundOp op : query.ops) {
    if (op != sql::CompoundOp::UnionAll) return false;
  }
  return std::ranges::all_of(query.cores, [](const bind::Core& core) {
    // One group without GROUP BY is there even where no row is.
    return core.values.empty() && core.windows.empty() &&
           (!core.is_aggregate || !core.group_by.empty());
  });
}

/// Reads the row of `source` and nothing else of the core.
bool is_about(const bind::Core& core, const bind::Source& source, const expr::Expr& term) {
  if (!expr::is_deterministic(term) || has_subquery(term)) return false;
  bool reads_it = false;
  for (const expr::RowSlot slot : expr::slots_of(term)) {
    if (slot == source.slot) {
      reads_it = true;
      continue;
    }
    for (const auto& other : core.sources) {
      if (other->slot == slot) return false;
    }
    // A row around the whole query: the subquery would have to be read again for each.
    return false;
  }
  return reads_it;
}

void add_condition(bind::Core& core, expr::ExprPtr condition, PlanContext& context) {
  if (!core.is_aggregate) {
    core.where.push_back(std::move(condition));
    return;
  }
  if (!core.having) {
    core.having = std::move(condition);
    return;
  }
  expr::Builder builder(context.layout, context.registry);
  Result<expr::ExprPtr> both = builder.logical_and(std::move(core.having), std::move(condition));
  ASSERT(both.has_value());
  core.having = *std::move(both);
}

void push_term(bind::Source& source, const expr::Expr& term, PlanContext& context) {
  std::vector<expr::ExprPtr> copies;
  for (const bind::Core& core : source.query->cores) {
    copies.push_back(substitute(term, source.slot, core.outputs, context.layout));
    if (!copies.back()) return;
  }
  source.has_own_rows = true;
  for (size_t i = 0; i < copies.size(); ++i) {
    add_condition(source.query->cores[i], std::move(copies[i]), context);
  }
}

}  // namespace

void push_down(bind::Core& core, PlanContext& context) {
  // A row that a RIGHT or FULL JOIN does not find on its left changes what it makes of its right.
  const bool has_right = std::ranges::any_of(core.sources, [](const auto& source) {
    return source->join == sql::JoinKind::Right || source->join == sql::JoinKind::Full;
  });
  for (const auto& source : core.sources) {
    if (!source->query || !takes_conditions(*source->query)) continue;
    if (source->shares_rows() || is_kept_as_written(*source)) continue;
    const bool is_outer = source != core.sources.front() && source->join == sql::JoinKind::Left;
    const bool is_plain = source == core.sources.front() || source->join == sql::JoinKind::Comma ||
                          source->join == sql::JoinKind::Inner ||
                          source->join == sql::JoinKind::Cross;
    if (has_right && !is_outer) continue;
    if (!is_outer && !is_plain) continue;
    for (const expr::ExprPtr& term : is_outer ? source->on : core.where) {
      if (is_about(core, *source, *term)) push_term(*source, *term, context);
    }
  }
}

}  // namespace tern::plan
