#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/io/fiber.h"
#include "engine/io/ring.h"

namespace tern::io {

/// Runs jobs on fibers of one thread: while one waits, for a file, a lock or the time, others go
/// on. Where a job waits is decided in this room alone: UringFile, Condition and Clock park the
/// fiber that they run in, and block the thread where there is none.
/// Threads: of whoever calls run(); wake() from any.
class EventLoop {
 public:
  /// Plain sequential code, run once. Lifetime: until finished() is called.
  class Job : public Fiber::Body {
   public:
    /// After run() has returned and the fiber has been given back; on the loop itself, where
    /// nothing may wait. May submit jobs, and may destroy this one.
    virtual void finished() {}

   private:
    friend class EventLoop;
    Job* next_ = nullptr;
  };

  struct Options {
    size_t fibers_max = 1024;  // jobs at work at once; others wait for their turn
    size_t stack_bytes = size_t{8} << 20;
    unsigned ring_entries = 256;
  };

  /// Works without a ring, then files block, if the kernel has none to give.
  explicit EventLoop(Options options);
  /// Requires: no jobs are left.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void submit(Job& job);
  /// As submit(), for a job that others may be waiting for: it begins even where as many as may are
  /// at work.
  void submit_at_once(Job& job);
  /// Until no job is left.
  void run();
  bool is_running() const { return is_running_; }

  /// The loop of the fiber that calls; null outside fibers.
  static EventLoop* of_fiber();
  Fiber* fiber() const { return at_work_; }

  // --- from a fiber: may return early, so ask again what was waited for
  void park();
  void park_until(std::chrono::steady_clock::time_point end);
  /// Lets a parked fiber go on. Threads: any.
  void wake(Fiber* fiber);

  bool has_ring() const { return ring_ != nullptr; }
  /// From a fiber: all operations, the fiber parked until the last is done. Requires: has_ring().
  void perform(std::span<RingOperation> operations);
  Ring* ring() { return ring_.get(); }

  size_t jobs_max_at_once() const { return jobs_max_at_once_; }

 private:
  struct Wait {
    Fiber* fiber;
    size_t left;
  };
  void start_jobs();
  bool start(Job& job);
  void resume(Fiber* fiber);
  void make_ready(Fiber* fiber);
  void take_inbox();
  void wake_sleepers();
  void wait_for_events();
  void reap();
  int64_t wait_ms() const;

  const Options options_;
  std::unique_ptr<Ring> ring_;
  int wake_descriptor_ = -1;
  uint64_t wake_count_ = 0;
  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Fiber*> idle_;
  std::vector<Fiber*> ready_;
  std::vector<Fiber*> round_;
  std::set<std::pair<std::chrono::steady_clock::time_point, Fiber*>> sleepers_;
  Job* first_waiting_ = nullptr;  // jobs without a fiber, first come first served
  Job* last_waiting_ = nullptr;
  size_t jobs_at_work_ = 0;
  size_t jobs_max_at_once_ = 0;
  Fiber* at_work_ = nullptr;
  bool is_running_ = false;

  std::mutex inbox_mutex_;
  std::condition_variable inbox_filled_;  // for a loop without a ring
  std::vector<Fiber*> inbox_;             // guarded by inbox_mutex_, as the next
  bool is_asleep_ = false;
};

}  // namespace tern::io
