#include "engine/exec/nested_loop_join.h"

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

}  // namespace tern::exec
