#include "engine/exec/right_join.h"

#include "engine/exec/access_text.h"
#include "engine/exec/filter.h"

namespace tern::exec {

Status RightJoin::open(expr::Frame& frame) {
  if (!is_built_) TRY(table_.fill(*right_, frame));
  is_built_ = true;
  has_partner_.assign(table_.size(), false);
  is_inside_ = false;
  is_left_done_ = false;
  return left_->open(frame);
}

Result<bool> RightJoin::next_partner(expr::Frame& frame) {
  while (at_ != JoinTable::kEnd) {
    TRY(frame.check_interrupt());
    const uint32_t row = at_;
    TRY(table_.load(row, frame));
    at_ = table_.after(row);
    const bool passes = TRY(all_true(access_.filters, frame));
    if (!passes) continue;
    has_partner_[row] = true;
    is_alone_ = false;
    return true;
  }
  return false;
}

Result<bool> RightJoin::next_alone(expr::Frame& frame) {
  while (at_ < table_.size() && has_partner_[at_]) ++at_;
  if (at_ >= table_.size()) return false;
  for (const expr::RowSlot slot : left_slots_) frame.row(slot).set_null();
  TRY(table_.load(at_++, frame));
  return true;
}

Result<bool> RightJoin::next(expr::Frame& frame) {
  while (!is_left_done_) {
    if (!is_inside_) {
      is_inside_ = TRY(left_->next(frame));
      if (!is_inside_) break;
      is_alone_ = true;
      at_ = TRY(table_.find(frame));
    }
    const bool found = TRY(next_partner(frame));
    if (found) return true;
    is_inside_ = false;
    if (!is_alone_ || !access_.is_left) continue;
    frame.row(access_.source->slot).set_null();
    return true;
  }
  if (!is_left_done_) at_ = 0;
  is_left_done_ = true;
  return next_alone(frame);
}

void RightJoin::close() {
  left_->close();
  right_->close();
  table_.clear();
  is_built_ = false;
}

void RightJoin::describe(Description& out) const {
  out.operation = access_.is_left ? "Full Join" : "Right Join";
  out.append(hash_key_text(access_, out));
  const std::string conditions = out.conditions(access_.filters);
  out.append(conditions, out.detail.empty() ? "" : " AND ");
  if (!out.detail.empty()) out.detail.insert(0, "ON ");
  out.add_input(left_);
  out.add_input(right_);
}

}  // namespace tern::exec
