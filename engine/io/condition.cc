#include "engine/io/condition.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "engine/io/event_loop.h"

namespace tern::io {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Condition::Waiter {
  EventLoop* loop = EventLoop::of_fiber();
  Fiber* fiber = loop ? loop->fiber() : nullptr;
  bool is_notified = false;
  std::condition_variable turn;  // of a thread

  void notify() {
    is_notified = true;
    if (loop) {
      loop->wake(fiber);
    } else {
      turn.notify_one();
    }
  }
};

void Condition::wait(std::unique_lock<std::mutex>& lock) {
  Waiter waiter;
  waiters_.push_back(&waiter);
  while (!waiter.is_notified) {
    if (!waiter.loop) {
      waiter.turn.wait(lock);
      continue;
    }
    lock.unlock();
    waiter.loop->park();
    lock.lock();
  }
}

bool Condition::wait_for(std::unique_lock<std::mutex>& lock, int64_t timeout_ms) {
  Waiter waiter;
  waiters_.push_back(&waiter);
  const steady_clock::time_point end = steady_clock::now() + milliseconds(timeout_ms);
  // At least once: who asks again and again lets others go on in between.
  do {
    if (!waiter.loop) {
      waiter.turn.wait_until(lock, end);
      continue;
    }
    lock.unlock();
    waiter.loop->park_until(end);
    lock.lock();
  } while (!waiter.is_notified && steady_clock::now() < end);
  if (!waiter.is_notified) std::erase(waiters_, &waiter);
  return waiter.is_notified;
}

void Condition::notify_one() {
  if (waiters_.empty()) return;
  Waiter* const waiter = waiters_.front();
  waiters_.pop_front();
  waiter->notify();
}

void Condition::notify_all() {
  while (!waiters_.empty()) notify_one();
}

void Latch::lock() {
  std::unique_lock guard(mutex_);
  while (is_taken_) freed_.wait(guard);
  is_taken_ = true;
}

void Latch::unlock() {
  const std::lock_guard guard(mutex_);
  is_taken_ = false;
  freed_.notify_one();
}

void sleep_ms(int64_t duration_ms) {
  EventLoop* const loop = EventLoop::of_fiber();
  if (!loop) return std::this_thread::sleep_for(milliseconds(duration_ms));
  const steady_clock::time_point end = steady_clock::now() + milliseconds(duration_ms);
  do {
    loop->park_until(end);
  } while (steady_clock::now() < end);
}

}  // namespace tern::io
