#include "engine/exec/recursive.h"

#include "engine/exec/description.h"
#include "engine/exec/operator_memory.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

Status Recursive::add(std::span<const record::ValueView> row) {
  if (!distinct_.empty()) {
    key_.clear();
    for (size_t i = 0; i < distinct_.size(); ++i) {
      record::append_sort_key(key_, row[i], distinct_[i]);
    }
    if (!seen_.insert(key_).is_fresh) return ok();
    if (seen_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  }
  return queue_.add(row);
}

void Recursive::reset() {
  queue_.clear();
  seen_.clear();
  has_current_ = false;
}

Status Recursive::open(expr::Frame& frame) {
  reset();
  TRY(initial_->open(frame));
  while (TRY(initial_->next(frame))) TRY(add(initial_->row()));
  return ok();
}

Result<bool> Recursive::next(expr::Frame& frame) {
  TRY(frame.check_interrupt());
  if (has_current_) {
    frame.row(query_.recursion_slot).set_values(row_);
    TRY(step_->open(frame));
    while (TRY(step_->next(frame))) TRY(add(step_->row()));
    has_current_ = false;
  }
  const auto taken = TRY(queue_.take());
  if (!taken) return false;
  row_ = *taken;
  has_current_ = true;
  return true;
}

void Recursive::close() {
  reset();
  initial_->close();
  step_->close();
}

void Recursive::describe(Description& out) const {
  out.operation = distinct_.empty() ? "Recursive Union All" : "Recursive Union";
  const std::string order = out.order(query_);
  if (!order.empty()) out.append("QUEUE " + order);
  out.add_input(initial_);
  out.add_input(step_);
}

}  // namespace tern::exec
