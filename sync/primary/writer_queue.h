#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "engine/base/result.h"

namespace tern::sync::primary {

/// Whose turn it is to write to a database: first come, first served, without polling. Every writer
/// of this process takes a turn before it takes the WAL's write lock, and keeps it until its
/// transaction has ended; so within the process that lock is free for whoever has the turn.
/// Threads: any.
class WriterQueue {
 public:
  using Clock = std::chrono::steady_clock;

  struct Limits {
    /// How long a turn may last once somebody waits; then its holder is asked to give up.
    std::chrono::milliseconds hold_max{5'000};
    size_t waiting_max = 1024;
  };
  WriterQueue() = default;
  explicit WriterQueue(const Limits& limits) : limits_(limits) {}

  /// Ends the turn when it is dropped. Lifetime: must not outlive the queue.
  class Turn {
   public:
    Turn() = default;
    Turn(Turn&& other) noexcept;
    Turn& operator=(Turn&& other) noexcept;
    ~Turn();
    bool is_held() const { return queue_ != nullptr; }
    void end();

   private:
    friend class WriterQueue;
    Turn(WriterQueue* queue, uint64_t ticket) : queue_(queue), ticket_(ticket) {}
    WriterQueue* queue_ = nullptr;
    uint64_t ticket_ = 0;
  };

  /// Waits until it is the caller's turn, at most until `deadline`. `give_up`, if any, is called
  /// once, on the thread of somebody who waits, when the turn has lasted longer than hold_max: it
  /// must not block, and is to see to it that the turn ends soon; it may end it. It is not called
  /// any more once the turn has ended: who ends it waits for a call that has begun. Errors: Busy at
  /// the deadline, or at once if waiting_max wait already.
  Result<Turn> wait(Clock::time_point deadline, std::function<void()> give_up = {});
  size_t waiting() const;

 private:
  struct Waiter {
    uint64_t ticket = 0;
    std::condition_variable changed;  // it is its turn, or it has come to be the first who waits
    std::function<void()> give_up;
  };
  void end(uint64_t ticket);
  void hand_over();
  void leave(Waiter& waiter);
  void wait_as(Waiter& waiter, Clock::time_point deadline, std::unique_lock<std::mutex>& guard);
  void ask_holder(std::unique_lock<std::mutex>& guard);

  Limits limits_;
  mutable std::mutex mutex_;
  std::list<Waiter*> waiting_;  // in order of arrival
  uint64_t tickets_ = 0;
  uint64_t holder_ = 0;  // 0: nobody
  Clock::time_point since_;
  std::function<void()> give_up_;  // the holder's; empty once called
  std::thread::id asking_;         // who calls it now
  std::condition_variable asked_;
};

}  // namespace tern::sync::primary
