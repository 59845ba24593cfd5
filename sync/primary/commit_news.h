#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace tern::sync::primary {

/// Who waits for a commit hears of it here: threads, and callbacks that hold none.
/// Threads: any.
class CommitNews {
 public:
  using Clock = std::chrono::steady_clock;
  /// Gets the head revision; 0: the database is going to be closed. Called once at most, on the
  /// thread of who commits, at the latest when the database closes. It must not block, nor use the
  /// database.
  using Callback = std::function<void(uint64_t head)>;

  uint64_t head() const;
  /// Waits until the head is larger than `after`, or `deadline`; returns the head then.
  uint64_t wait(uint64_t after, Clock::time_point deadline);
  /// Calls `callback` when the head is larger than `after`: at once, on this thread, if it is, and
  /// returns 0 then; else a number for forget().
  uint64_t on_commit(uint64_t after, Callback callback);
  /// False: it was called, or is just being called.
  bool forget(uint64_t number);

  /// The head only grows: what comes late says nothing.
  void announce(uint64_t head);
  void close();
  /// Nobody will hear of anything more.
  bool is_closed() const;

 private:
  struct Waiter {
    uint64_t number = 0;
    Callback callback;
  };
  mutable std::mutex mutex_;
  std::condition_variable moved_;
  uint64_t head_ = 0;
  uint64_t numbers_ = 0;
  bool is_closed_ = false;
  std::multimap<uint64_t, Waiter> waiting_;       // by `after`
  std::map<uint64_t, uint64_t> after_of_number_;  // of those that wait
};

}  // namespace tern::sync::primary
