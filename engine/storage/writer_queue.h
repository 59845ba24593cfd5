#pragma once

#include <atomic>
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

 private:
  /// Awaited: taken, and whoever leaves has to look for waiters. Free: there are none.
  enum class Turn : uint8_t { Free, Taken, Awaited };
  bool takes_free_turn() {
    Turn free = Turn::Free;
    return turn_.compare_exchange_strong(free, Turn::Taken, std::memory_order_acquire);
  }
  bool takes_or_awaits_turn();
  struct Waiter {
    io::Condition turn;
    bool has_turn = false;
  };
  std::atomic<Turn> turn_ = Turn::Free;  // becomes Awaited, and is handed on, under the mutex alone
  std::mutex mutex_;
  std::deque<Waiter*> waiting_;  // each on its thread's stack
};

}  // namespace tern::storage
