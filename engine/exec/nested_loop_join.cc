#include "engine/exec/nested_loop_join.h"

#include "engine/exec/description.h"

namespace tern::exec {

Result<bool> NestedLoopJoin::next(expr::Frame& frame) {
  while (true) {
    if (!inside_) {
      const bool found = TRY(outer_->next(frame));
      if (!found) return false;
      TRY(inner_->open(frame));
      inside_ = true;
      matched_ = false;
    }
    const bool found = TRY(inner_->next(frame));
    if (found) {
      matched_ = true;
      return true;
    }
    inside_ = false;
    if (kind_ == Kind::Left && !matched_) {
      frame.row(inner_slot_).set_null();
      return true;
    }
  }
}

Result<RowBatch*> NestedLoopJoin::next_batch(expr::Frame& frame) {
  while (true) {
    if (!inside_) {
      const bool found = TRY(outer_->next(frame));
      if (!found) return nullptr;
      TRY(inner_->open(frame));
      inside_ = true;
    }
    RowBatch* const batch = TRY(inner_->next_batch(frame));
    if (batch) return batch;
    inside_ = false;
  }
}

void NestedLoopJoin::describe(Description& out) const {
  out.operation = kind_ == Kind::Left ? "Nested Loop Left Join" : "Nested Loop Join";
  out.add_input(outer_);
  out.add_input(inner_);
}

}  // namespace tern::exec
