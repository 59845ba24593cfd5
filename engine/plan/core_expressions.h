#pragma once

#include "engine/bind/query.h"
#include "engine/plan/plan.h"

namespace tern::plan {

/// Calls visit(expr, is_late) for every expression of `core`; late ones are evaluated after
/// grouping. `visit` may replace what it gets.
template <class Visit>
void each_expression(bind::Core& core, Visit&& visit) {
  for (expr::ExprPtr& term : core.where) visit(term, false);
  for (const auto& source : core.sources) {
    for (expr::ExprPtr& term : source->on) visit(term, false);
  }
  for (expr::ExprPtr& term : core.group_by) visit(term, false);
  for (bind::Aggregate& aggregate : core.aggregates) {
    for (expr::ExprPtr& argument : aggregate.arguments) visit(argument, false);
    if (aggregate.filter) visit(aggregate.filter, false);
  }
  if (core.having) visit(core.having, true);
  for (bind::Window& window : core.windows) {
    for (bind::OrderedExpr& term : window.partition_by) visit(term.expr, true);
    for (bind::OrderedExpr& term : window.order_by) visit(term.expr, true);
    for (bind::WindowCall& call : window.calls) {
      for (expr::ExprPtr& argument : call.arguments) visit(argument, true);
      if (call.filter) visit(call.filter, true);
    }
  }
  for (bind::OutputColumn& output : core.outputs) {
    if (output.expr) visit(output.expr, true);
  }
}

/// A subquery in an expression (its plan is made already) reads the row in `slot`.
bool subquery_reads(const expr::Expr& root, expr::RowSlot slot);
/// There is a subquery in the expression.
bool has_subquery(const expr::Expr& root);

/// A copy of `root` in which the columns of `slot` are replaced by copies of `outputs`.
/// Null where something cannot be copied.
expr::ExprPtr substitute(const expr::Expr& root, expr::RowSlot slot,
                         const bind::OutputColumns& outputs, expr::FrameLayout& layout);

}  // namespace tern::plan
