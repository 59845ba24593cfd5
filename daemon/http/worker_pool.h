#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tern::daemon {

/// The threads that run requests. A worker that has to wait for a slow peer says so (Waiting);
/// while it waits another thread takes its place, so that slow readers take no worker away from
/// others. At most `waiting_max` may wait at a time: that bounds the threads. Threads: any.
class WorkerPool {
 public:
  WorkerPool(uint32_t workers, uint32_t waiting_max);
  ~WorkerPool();

  void post(std::move_only_function<void()> work);
  /// Runs what has been posted to its end, then ends the threads. Nothing may be posted after it.
  void join();

  /// Held by a worker while it waits for somebody outside.
  class Waiting {
   public:
    explicit Waiting(WorkerPool& pool);
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    /// False: too many wait already, and this one must not.
    bool is_allowed() const { return allowed_; }

   private:
    WorkerPool& pool_;
    bool allowed_;
  };

 private:
  bool begin_waiting();
  void end_waiting();
  void start_thread();
  void run_thread();

  const uint32_t workers_;
  const uint32_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::move_only_function<void()>> queue_;
  std::vector<std::thread> threads_;
  uint32_t idle_ = 0;     // threads in wait()
  uint32_t running_ = 0;  // threads at work, but for those that wait for a peer
  uint32_t waiting_ = 0;
  bool ending_ = false;
};

}  // namespace tern::daemon
