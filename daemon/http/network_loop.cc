#include "daemon/http/network_loop.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "engine/base/assert.h"

namespace tern::daemon {

thread_local uint64_t NetworkLoop::own_turn_ = 0;
thread_local NetworkLoop::Work NetworkLoop::resumed_;

NetworkLoop::~NetworkLoop() { ASSERT(threads_.empty()); }

void NetworkLoop::run() {
  {
    const std::lock_guard lock(mutex_);
    find_watcher();
  }
  lead();
  live();
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

void NetworkLoop::work(std::string_view database, Work work, bool is_short) {
  const bool may_run = is_short && !short_work_ && has_watcher_.load(std::memory_order_relaxed);
  if (may_run && workers_.begin_guest(database, *this)) {
    short_work_ = std::move(work);
  } else {
    workers_.post(database, std::move(work));
  }
}

void NetworkLoop::resume(Work handler) {
  if (own_turn_ != 0 && !resumed_) {
    resumed_ = std::move(handler);
  } else {
    boost::asio::post(io_, std::move(handler));
  }
}

/// Watches, leads, and so on.
void NetworkLoop::live() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++waiting_;
    changed_.wait(lock, [this] { return is_finished_ || !has_watcher_; });
    --waiting_;
    if (is_finished_) return;
    has_watcher_ = true;
    lock.unlock();
    const bool leads = watch();
    lock.lock();
    if (!leads) return;
    has_watcher_ = false;
    find_watcher();
    lock.unlock();
    lead();
    lock.lock();
  }
}

/// Until the work that it runs has taken too long, or all is over.
void NetworkLoop::lead() {
  for (;;) {
    if (io_.run_one() == 0) return finish();
    while (short_work_)
      if (!run_short_work()) return;
  }
}

/// False: another thread leads by now.
bool NetworkLoop::run_short_work() {
  Work work = std::exchange(short_work_, nullptr);
  uint64_t at_work = turn_.load(std::memory_order_relaxed) + 1;
  ASSERT(at_work % 2 == 1);
  own_turn_ = at_work;
  turn_ = at_work;
  // The watcher looks at the turn once more before it sleeps: one of both sees the other.
  if (watcher_sleeps_) wake_watcher();
  work();
  work = nullptr;
  workers_.end_guest();
  own_turn_ = 0;
  const bool leads = turn_.compare_exchange_strong(at_work, at_work + 1);
  Work resumed = std::exchange(resumed_, nullptr);
  if (!resumed) return leads;
  leads ? resumed() : boost::asio::post(io_, std::move(resumed));
  return leads;
}

/// By whoever is at short work, which leads perhaps no longer.
void NetworkLoop::guest_expects_wait() {
  uint64_t at_work = own_turn_;
  if (!turn_.compare_exchange_strong(at_work, at_work + 1)) return;
  {
    const std::lock_guard lock(mutex_);
    is_given_away_ = true;
  }
  watched_.notify_one();
}

/// True: this thread leads from now on. False: all is over.
bool NetworkLoop::watch() {
  std::unique_lock lock(mutex_);
  uint64_t seen = turn_;
  int quiet = 0;
  for (;;) {
    if (watched_.wait_for(lock, kPatience, [this] { return is_finished_ || is_given_away_; }))
      return std::exchange(is_given_away_, false);
    const uint64_t now = turn_;
    if (std::exchange(seen, now) != now) {
      quiet = 0;
      continue;
    }
    if (now % 2 == 1) {
      uint64_t at_work = now;
      if (turn_.compare_exchange_strong(at_work, now + 1)) return true;
      continue;
    }
    if (++quiet < kQuietMax) continue;
    watcher_sleeps_ = true;
    if (turn_ == seen) {
      watched_.wait(lock, [this] { return is_finished_ || is_given_away_ || !watcher_sleeps_; });
    }
    watcher_sleeps_ = false;
  }
}

void NetworkLoop::wake_watcher() {
  {
    const std::lock_guard lock(mutex_);
    watcher_sleeps_ = false;
  }
  watched_.notify_one();
}

/// With the lock held: somebody is to watch.
void NetworkLoop::find_watcher() {
  if (waiting_ > 0) {
    changed_.notify_one();
  } else if (threads_.size() < kThreadsMax && !is_finished_) {
    threads_.emplace_back([this] { live(); });
  }
}

void NetworkLoop::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_finished_ = true;
  }
  changed_.notify_all();
  watched_.notify_all();
}

}  // namespace tern::daemon
