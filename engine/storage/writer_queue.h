#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>

#include "engine/base/result.h"

namespace tern::storage {

/// Who may write next, among the connections of this process: first come, first served.
/// Threads: may be shared.
class WriterQueue {
 public:
  /// Waits for the turn, at most `timeout_ms`. Errors: Busy.
  Status enter(uint32_t timeout_ms);
  void leave();
  bool is_taken() const {
    const std::lock_guard guard(mutex_);
    return is_taken_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable turn_;
  std::deque<uint64_t> waiting_;
  uint64_t ticket_last_ = 0;
  bool is_taken_ = false;
};

}  // namespace tern::storage
