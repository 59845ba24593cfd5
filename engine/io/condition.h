#pragma once

#include <cstdint>
#include <deque>
#include <mutex>

namespace tern::io {

/// A condition variable for threads and fibers alike: a fiber that waits lets the others of its
/// thread go on. It wakes first come, first served, and never by itself.
/// Threads: all functions are called with the mutex held that the waiters gave.
class Condition {
 public:
  void wait(std::unique_lock<std::mutex>& lock);
  /// False: nobody notified in time.
  bool wait_for(std::unique_lock<std::mutex>& lock, int64_t timeout_ms);
  void notify_one();
  void notify_all();

 private:
  struct Waiter;
  std::deque<Waiter*> waiters_;  // each on the stack of who waits
};

/// A mutex that may be held while waiting for files and locks. Not for hot paths.
class Latch {
 public:
  void lock();
  void unlock();

 private:
  std::mutex mutex_;
  Condition freed_;
  bool is_taken_ = false;  // guarded by mutex_
};

/// Waits, as a fiber or as a thread.
void sleep_ms(int64_t duration_ms);

}  // namespace tern::io
