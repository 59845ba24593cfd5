#include "engine/plan/outer_joins.h"

#include <algorithm>

#include "engine/plan/rewrite.h"

namespace tern::plan {

using sql::JoinKind;

namespace {

/// Is source `at` a table-valued function of rows before it?
bool is_function_of_others(const bind::Core& core, size_t at) {
  return std::ranges::any_of(core.sources[at]->arguments, [&](const expr::ExprPtr& argument) {
    const expr::SlotList slots = expr::slots_of(*argument);
    return std::any_of(
        core.sources.begin(), core.sources.begin() + static_cast<ptrdiff_t>(at),
        [&](const auto& source) { return std::ranges::find(slots, source->slot) != slots.end(); });
  });
}

/// `kind`, of a join whose right side has no rows without a partner.
JoinKind without_right(JoinKind kind) {
  if (kind == JoinKind::Right) return JoinKind::Inner;
  return kind == JoinKind::Full ? JoinKind::Left : kind;
}

}  // namespace

OuterJoins::OuterJoins(const bind::Core& core, const PlanContext& context) {
  for (const auto& source : core.sources) kinds_.push_back(source->join);
  if (kinds_.empty()) return;
  kinds_.front() = JoinKind::Comma;
  for (size_t at = 1; at < kinds_.size(); ++at) {
    if (is_function_of_others(core, at)) kinds_[at] = without_right(kinds_[at]);
  }
  if (!is_on(context, Rewrite::ReduceOuterJoin)) return;
  for (size_t at = 0; at < kinds_.size(); ++at) reduce(core, at);
}

/// Does WHERE want something of source `at` that a row of NULLs has not?
void OuterJoins::reduce(const bind::Core& core, size_t at) {
  const std::optional<size_t> last = last_right();
  const bool is_left_of_right = last && *last > at;
  const bool may_be_null = is_left(at) || kinds_[at] == JoinKind::Full || is_left_of_right;
  if (!may_be_null) return;
  const expr::RowSlot slot = core.sources[at]->slot;
  const bool rejects = std::ranges::any_of(
      core.where, [slot](const expr::ExprPtr& term) { return rejects_nulls(*term, slot); });
  if (!rejects) return;
  if (kinds_[at] == JoinKind::Left) kinds_[at] = JoinKind::Inner;
  if (kinds_[at] == JoinKind::Full) kinds_[at] = JoinKind::Right;
  for (size_t i = at + 1; i < kinds_.size(); ++i) {
    kinds_[i] = without_right(kinds_[i]);
  }
}

std::optional<size_t> OuterJoins::last_right() const {
  for (size_t at = kinds_.size(); at-- > 0;) {
    if (is_right(at)) return at;
  }
  return std::nullopt;
}

bool OuterJoins::keeps_conditions(size_t at) const {
  if (is_left(at) || is_right(at)) return true;
  const std::optional<size_t> last = last_right();
  return last && *last > at;
}

Status OuterJoins::check_condition(size_t at, SourceMask reads) const {
  if (!is_left(at) && !last_right()) return ok();
  if ((reads >> at >> 1) == 0) return ok();
  return fail(ErrorCode::Error, "ON clause references tables to its right");
}

void OuterJoins::delay(Term& term) const {
  const std::optional<size_t> last = last_right();
  if (!last || term.reads == 0 || (term.reads >> *last) != 0) return;
  term.reads |= mask_of(*last);
  term.is_late = true;
}

}  // namespace tern::plan
