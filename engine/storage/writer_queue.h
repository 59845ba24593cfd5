#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

#include "engine/base/result.h"
#include "engine/io/condition.h"

namespace tern::storage {

/// Who may write next, among the connections of this process: first come, first served.
/// Threads: may be shared.
class WriterQueue {
 public:
  /// Waits for the turn, at most `timeout_ms`. Errors: Busy.
  Status enter(uint32_t timeout_ms);
  void leave();
  bool has_waiters() const {
    const std::lock_guard guard(mutex_);
    return !waiting_.empty();
  }

 private:
  struct Waiter {
    io::Condition turn;
    bool has_turn = false;
  };
  mutable std::mutex mutex_;
  std::deque<Waiter*> waiting_;  // each on its thread's stack
  bool is_taken_ = false;
};

}  // namespace tern::storage
