#include "engine/storage/writer_queue.h"

#include <algorithm>

namespace tern::storage {

Status WriterQueue::enter(uint32_t timeout_ms) {
  std::unique_lock guard(mutex_);
  if (!is_taken_ && waiting_.empty()) {
    is_taken_ = true;
    return ok();
  }
  if (timeout_ms == 0) return fail(ErrorCode::Busy);
  Waiter waiter;
  waiting_.push_back(&waiter);
  waiter.turn.wait_for(guard, timeout_ms);
  if (waiter.has_turn) return ok();
  std::erase(waiting_, &waiter);
  return fail(ErrorCode::Busy);
}

// The turn passes from hand to hand: nobody can come in between.
void WriterQueue::leave() {
  const std::lock_guard guard(mutex_);
  ASSERT(is_taken_);
  if (waiting_.empty()) {
    is_taken_ = false;
    return;
  }
  Waiter* const next = waiting_.front();
  waiting_.pop_front();
  next->has_turn = true;
  next->turn.notify_one();
}

}  // namespace tern::storage
