#include "engine/plan/virtual_offer.h"

#include "engine/expr/leaf.h"
#include "engine/plan/candidates.h"
#include "engine/plan/index_match.h"
#include "engine/plan/index_search.h"

namespace tern::plan {

namespace {

vtab::ConstraintOp operator_of(Op op) {
  using vtab::ConstraintOp;
  switch (op) {
    case Op::Is:
      return ConstraintOp::Is;
    case Op::IsNull:
      return ConstraintOp::IsNull;
    case Op::Lower:
      return ConstraintOp::Greater;
    case Op::LowerOrEqual:
      return ConstraintOp::GreaterEqual;
    case Op::Upper:
      return ConstraintOp::Less;
    case Op::UpperOrEqual:
      return ConstraintOp::LessEqual;
    case Op::Equal:
    case Op::In:
    case Op::NotNull:  // not offered
      break;
  }
  return ConstraintOp::Equal;
}

std::optional<int32_t> column_of(const bind::Source& source, const expr::Expr& key) {
  const auto* column = key.as_if<expr::Column>();
  if (column && column->slot() == source.slot) return static_cast<int32_t>(column->index());
  if (is_rowid(source, key)) return vtab::Constraint::kRowid;
  return std::nullopt;
}

}  // namespace

VirtualOffer VirtualOffer::of(const SearchSpace& space, size_t source, SourceMask placed) {
  VirtualOffer out;
  const bind::Source& bound = *space.core.sources[source];
  for (const Constraint& constraint : space.constraints) {
    if (constraint.source != source || !counts_for(space, *constraint.term, source)) continue;
    if (constraint.is_transitive || constraint.has_pair || constraint.is_second) continue;
    if (!constraint.more.empty() || constraint.op == Op::NotNull) continue;
    const std::optional<int32_t> column = column_of(bound, *constraint.key);
    if (!column) continue;
    // The right side of a RIGHT JOIN is read once: its arguments alone say what there is.
    const bool is_offered = !space.is_right(source) || constraint.term->is_argument;
    const bool is_usable = is_offered && (constraint.needs & ~placed) == 0;
    if (!is_usable && constraint.op != Op::Equal) continue;
    out.constraints.push_back({*column, operator_of(constraint.op), is_usable});
    out.origins.push_back(&constraint);
  }
  return out;
}

SourceMask VirtualOffer::needs_of(const vtab::IndexPlan& plan) const {
  SourceMask out = 0;
  for (size_t i = 0; i < plan.uses.size(); ++i) {
    if (plan.uses[i].argument != 0) out |= origins[i]->needs;
  }
  return out;
}

Status check_virtual(const SearchSpace& space, size_t source) {
  const VirtualOffer offer = VirtualOffer::of(space, source, ~SourceMask{0});
  TRY(space.core.sources[source]->virtual_table->best_index({.constraints = offer.constraints}));
  return ok();
}

}  // namespace tern::plan
