#include "daemon/http/worker_pool.h"

#include <utility>

#include "engine/base/assert.h"

namespace tern::daemon {

WorkerPool::WorkerPool(uint32_t workers, uint32_t waiting_max)
    : workers_(workers), waiting_max_(waiting_max) {
  ASSERT(workers > 0);
  const std::lock_guard lock(mutex_);
  for (uint32_t i = 0; i < workers; ++i) start_thread();
}

WorkerPool::~WorkerPool() { join(); }

void WorkerPool::start_thread() {
  threads_.emplace_back([this] { run_thread(); });
}

void WorkerPool::post(std::move_only_function<void()> work) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    wakes = idle_ > 0 && running_ < workers_;
  }
  if (wakes) changed_.notify_one();
}

void WorkerPool::run_thread() {
  std::unique_lock lock(mutex_);
  for (;;) {
    // Threads that stood in for one that waited stay, and work only while fewer than `workers_` do.
    while (running_ >= workers_ || queue_.empty()) {
      if (ending_ && queue_.empty()) return;
      ++idle_;
      changed_.wait(lock);
      --idle_;
    }
    std::move_only_function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    lock.unlock();
    work();
    work = nullptr;  // what it owns is freed outside the lock
    lock.lock();
    --running_;
    // Wake-ups that found no room are made up for here.
    if (ending_) changed_.notify_all();
    if (!queue_.empty() && idle_ > 0) changed_.notify_one();
  }
}

bool WorkerPool::begin_waiting() {
  const std::lock_guard lock(mutex_);
  if (waiting_ >= waiting_max_) return false;
  ++waiting_;
  --running_;
  if (idle_ > 0) {
    if (!queue_.empty()) changed_.notify_one();
  } else if (threads_.size() < workers_ + waiting_ && !ending_) {
    start_thread();
  }
  return true;
}

void WorkerPool::end_waiting() {
  const std::lock_guard lock(mutex_);
  --waiting_;
  ++running_;  // for a moment there may be more at work than `workers_`
}

void WorkerPool::join() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    threads.swap(threads_);
  }
  changed_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

WorkerPool::Waiting::Waiting(WorkerPool& pool) : pool_(pool), allowed_(pool.begin_waiting()) {}
WorkerPool::Waiting::~Waiting() {
  if (allowed_) pool_.end_waiting();
}

}  // namespace tern::daemon
