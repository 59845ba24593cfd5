#include "engine/plan/virtual_answers.h"

#include <algorithm>
#include <utility>

#include "engine/expr/leaf.h"
#include "engine/plan/union_candidates.h"

namespace tern::plan {

namespace {

uint64_t columns_used(const bind::UsedColumns& used) {
  constexpr uint32_t kLast = 63;  // stands for all from there on
  uint64_t out = 0;
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i)) out |= uint64_t{1} << std::min(i, kLast);
  }
  return out;
}

/// Do the rows come in this order when each output in turn is looked at, upwards?
bool is_by_outputs(const bind::Core& core, const std::vector<WantedTerm>& order) {
  if (order.size() != core.visible) return false;
  for (size_t i = 0; i < order.size(); ++i) {
    const expr::ExprPtr& output = core.outputs[i].expr;
    if (!output || order[i].descending || !expr::same(*output, *order[i].expr)) return false;
  }
  return true;
}

/// Is `collation` the one of the column that `expr` is?
bool is_own_collation(const WantedTerm& term, const expr::Expr& expr, const bind::Core& core) {
  const record::Collation* own = expr.collation().collation;
  return term.collation == (own ? own : core.binary);
}

}  // namespace

VirtualAnswers::VirtualAnswers(const SearchSpace& space, const Purpose& purpose)
    : space_(space), purpose_(purpose), tables_(space.core.sources.size()) {}

VirtualAnswers::Table& VirtualAnswers::table(size_t source) {
  if (!tables_[source]) {
    auto made = std::make_unique<Table>();
    made->offer = VirtualOffer::of(space_, source);
    made->order = order_of(*space_.core.sources[source]);
    made->columns_used = columns_used(space_.core.sources[source]->used);
    tables_[source] = std::move(made);
  }
  return *tables_[source];
}

/// The wanted order, if it is one of columns of `source` alone; else none.
std::vector<vtab::OrderTerm> VirtualAnswers::order_of(const bind::Source& source) const {
  const bool is_of_argument = space_.core.is_aggregate && purpose_.use == OrderUse::Distinct;
  if (is_of_argument) return {};
  std::vector<vtab::OrderTerm> out;
  for (const WantedTerm& term : purpose_.order) {
    if (expr::is_constant(*term.expr)) continue;
    const expr::Expr& expr = bare(*term.expr);
    const std::optional<int32_t> column = virtual_column(source, expr);
    if (!column || term.nulls_last != term.descending) return {};
    if (!is_own_collation(term, expr, space_.core)) return {};
    // min() does not look at NULLs, which come first.
    if (purpose_.use == OrderUse::Extreme && !term.descending) return {};
    out.push_back({*column, term.descending});
  }
  return out;
}

vtab::OrderNeed VirtualAnswers::need() const {
  if (purpose_.use == OrderUse::GroupBy) return vtab::OrderNeed::Grouped;
  if (purpose_.use == OrderUse::Distinct) return vtab::OrderNeed::Distinct;
  const bool is_distinct = space_.core.distinct && !space_.core.is_aggregate &&
                           space_.core.windows.empty() &&
                           is_by_outputs(space_.core, purpose_.order);
  return is_distinct ? vtab::OrderNeed::DistinctSorted : vtab::OrderNeed::Sorted;
}

std::vector<bool> VirtualAnswers::usable(size_t source, const VirtualOffer& offer,
                                         SourceMask placed, Without without) const {
  std::vector<bool> out;
  for (size_t i = 0; i < offer.constraints.size(); ++i) {
    const VirtualOffer::Origin& origin = offer.origins[i];
    const bool is_count = !origin.term;
    const bool is_left_out =
        (is_count && without != Without::Nothing) ||
        (offer.constraints[i].is_list && without == Without::CountsAndLists) ||
        // The right side of a RIGHT JOIN is read once: its arguments alone say what there is.
        (space_.is_right(source) && !is_count && !origin.term->is_argument);
    out.push_back(!is_left_out && (origin.needs & ~placed) == 0);
  }
  return out;
}

const VirtualAnswer* VirtualAnswers::ask(size_t source, SourceMask placed, Without without) {
  Table& known = table(source);
  std::vector<bool> given = usable(source, known.offer, placed, without);
  const auto found = std::ranges::find(known.asked, given, &Asked::usable);
  if (found != known.asked.end()) return found->answer.get();
  std::unique_ptr<VirtualAnswer> made = answer(source, known, given);
  known.asked.push_back({std::move(given), std::move(made)});
  return known.asked.back().answer.get();
}

void VirtualAnswers::ask_branches(size_t source, SourceMask placed) {
  if (std::exchange(table(source).asked_branches, true)) return;
  for (const Term& term : space_.terms) {
    if (!is_union_term(space_, term, source)) continue;
    const auto made = branches_of(space_, term, {});
    if (!made) continue;
    std::vector<Table> branches;
    for (const Branch& branch : *made)
      branches.push_back({.offer = VirtualOffer::of_branch(space_, source, branch),
                          .order = {},
                          .columns_used = table(source).columns_used,
                          .asked = {}});
    const auto says_nothing = [](const Table& branch) { return branch.offer.constraints.empty(); };
    if (std::ranges::any_of(branches, says_nothing)) continue;
    for (const Table& branch : branches) {
      const auto answered =
          answer(source, branch, usable(source, branch.offer, placed, Without::Nothing));
      const auto is_taken = [](const vtab::IndexPlan::Use& use) { return use.argument != 0; };
      // No union has a branch that has to look at all rows.
      if (!answered || std::ranges::none_of(answered->plan.uses, is_taken)) break;
    }
  }
}

std::unique_ptr<VirtualAnswer> VirtualAnswers::answer(size_t source, const Table& table,
                                                      const std::vector<bool>& usable) {
  std::vector<vtab::Constraint> constraints = table.offer.constraints;
  for (size_t i = 0; i < constraints.size(); ++i) constraints[i].is_usable = usable[i];
  Result<vtab::IndexPlan> plan = space_.core.sources[source]->virtual_table->best_index(
      {.constraints = constraints,
       .order = table.order,
       .need = table.order.empty() ? vtab::OrderNeed::Sorted : need(),
       .columns_used = table.columns_used});
  if (!plan) {
    if (status_) status_ = std::unexpected(std::move(plan).error());
    return nullptr;
  }
  auto out = std::make_unique<VirtualAnswer>();
  out->offer = &table.offer;
  out->plan = *std::move(plan);
  for (size_t i = 0; i < out->plan.uses.size(); ++i) {
    const vtab::IndexPlan::Use& use = out->plan.uses[i];
    if (use.argument == 0) continue;
    out->needs |= table.offer.origins[i].needs;
    out->repeats |= constraints[i].is_list && !use.takes_list;
    if (table.offer.origins[i].term) continue;
    out->takes_counts = true;
    out->offset_is_met |= constraints[i].op == vtab::ConstraintOp::Offset && !use.is_checked;
  }
  // Each run has an order and an end of its own.
  if (out->repeats) out->plan.is_ordered = out->plan.is_single = false;
  if (table.order.empty()) out->plan.is_ordered = false;
  return out;
}

}  // namespace tern::plan
