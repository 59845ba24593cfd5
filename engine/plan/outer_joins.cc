#include "engine/plan/outer_joins.h"

#include <algorithm>

namespace tern::plan {

using sql::JoinKind;

OuterJoins::OuterJoins(const bind::Core& core) : core_(core) {
  for (const auto& source : core.sources) kinds_.push_back(source->join);
  if (kinds_.empty()) return;
  kinds_.front() = JoinKind::Comma;
  for (size_t at = 0; at < kinds_.size(); ++at) reduce(at);
}

/// Does WHERE want something of source `at` that a row of NULLs has not?
void OuterJoins::reduce(size_t at) {
  const std::optional<size_t> last = last_right();
  const bool is_left_of_right = last && *last > at;
  const bool may_be_null = is_left(at) || kinds_[at] == JoinKind::Full || is_left_of_right;
  const expr::RowSlot slot = core_.sources[at]->slot;
  const bool rejects = std::ranges::any_of(
      core_.where, [slot](const expr::ExprPtr& term) { return rejects_nulls(*term, slot); });
  if (!may_be_null || !rejects) return;
  if (kinds_[at] == JoinKind::Left) kinds_[at] = JoinKind::Inner;
  if (kinds_[at] == JoinKind::Full) kinds_[at] = JoinKind::Right;
  for (size_t i = at + 1; i < kinds_.size(); ++i) {
    if (kinds_[i] == JoinKind::Right) kinds_[i] = JoinKind::Inner;
    if (kinds_[i] == JoinKind::Full) kinds_[i] = JoinKind::Left;
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

size_t OuterJoins::place_of(expr::RowSlot slot) const {
  size_t at = 0;
  while (core_.sources[at]->slot != slot) ++at;
  return at;
}

Status OuterJoins::check_condition(size_t at, const std::vector<expr::RowSlot>& slots) const {
  if (!is_left(at) && !last_right()) return ok();
  for (const expr::RowSlot slot : slots) {
    if (place_of(slot) > at) {
      return fail(ErrorCode::Error, "ON clause references tables to its right");
    }
  }
  return ok();
}

void OuterJoins::delay(Term& term) const {
  const std::optional<size_t> last = last_right();
  if (!last || term.slots.empty()) return;
  for (const expr::RowSlot slot : term.slots) {
    if (place_of(slot) >= *last) return;
  }
  term.slots.push_back(core_.sources[*last]->slot);
  term.is_late = true;
}

}  // namespace tern::plan
