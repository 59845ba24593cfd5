#include "engine/storage/writer_queue.h"

#include <algorithm>

namespace tern::storage {

// The mutex is for those who wait: without them a turn is taken and given back by one exchange
// each. Nobody overtakes a waiter, as the turn is not free while there is one.
Status WriterQueue::enter(uint32_t timeout_ms) {
  if (takes_free_turn()) return ok();
  if (timeout_ms == 0) return fail(ErrorCode::Busy);
  std::unique_lock guard(mutex_);
  if (takes_or_awaits_turn()) return ok();
  Waiter waiter;
  waiting_.push_back(&waiter);
  waiter.turn.wait_for(guard, timeout_ms);
  if (waiter.has_turn) return ok();
  std::erase(waiting_, &waiter);
  return fail(ErrorCode::Busy);
}

// False: it is another's, who will find out that it is awaited.
bool WriterQueue::takes_or_awaits_turn() {
  while (true) {
    if (takes_free_turn()) return true;
    Turn taken = Turn::Taken;
    turn_.compare_exchange_strong(taken, Turn::Awaited, std::memory_order_relaxed);
    if (taken != Turn::Free) return false;
  }
}

// The turn passes from hand to hand: nobody can come in between.
void WriterQueue::leave() {
  Turn taken = Turn::Taken;
  if (turn_.compare_exchange_strong(taken, Turn::Free, std::memory_order_release)) return;
  const std::lock_guard guard(mutex_);
  ASSERT(turn_.load(std::memory_order_relaxed) == Turn::Awaited);
  if (waiting_.empty()) {  // they have given up
    turn_.store(Turn::Free, std::memory_order_release);
    return;
  }
  Waiter* const next = waiting_.front();
  waiting_.pop_front();
  next->has_turn = true;
  next->turn.notify_one();
}

}  // namespace tern::storage
