#include "engine/io/event_loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "engine/io/ring_pool.h"

namespace tern::io {
namespace {

using Clock = std::chrono::steady_clock;

thread_local EventLoop* loop_of_fiber = nullptr;   // while a fiber runs
thread_local EventLoop* loop_of_thread = nullptr;  // while run() runs

}  // namespace

EventLoop* EventLoop::of_fiber() { return loop_of_fiber; }

EventLoop::EventLoop(Options options) : options_(options) {
  ring_ = RingPool::shared().open(options.ring_entries);
  if (!ring_) return;
  wake_descriptor_ = ::eventfd(0, EFD_CLOEXEC);
  if (wake_descriptor_ < 0) {
    ring_.reset();
    return;
  }
  ring_->push_wake(wake_descriptor_, &wake_count_);
}

EventLoop::~EventLoop() {
  ASSERT(!is_running_ && jobs_at_work_ == 0 && !first_waiting_);
  if (ring_) RingPool::shared().close(std::move(ring_));
  if (wake_descriptor_ >= 0) ::close(wake_descriptor_);
}

void EventLoop::submit(Job& job) {
  job.next_ = nullptr;
  (last_waiting_ ? last_waiting_->next_ : first_waiting_) = &job;
  last_waiting_ = &job;
}

void EventLoop::submit_at_once(Job& job) {
  if (!start(job)) submit(job);
}

void EventLoop::start_jobs() {
  while (first_waiting_ && jobs_at_work_ < options_.fibers_max) {
    Job& job = *first_waiting_;
    Job* const next = job.next_;
    if (!start(job)) {
      // Without memory for one more stack the job waits for one that comes free.
      ASSERT(jobs_at_work_ > 0);
      return;
    }
    first_waiting_ = next;
    if (!next) last_waiting_ = nullptr;
  }
}

bool EventLoop::start(Job& job) {
  if (idle_.empty()) {
    Fiber* const made = Fiber::make(options_.stack_bytes);
    if (!made) return false;
    idle_.push_back(fibers_.emplace_back(made).get());
  }
  // The job is told of its end by the fiber's body being gone: see resume().
  Fiber* const fiber = idle_.back();
  idle_.pop_back();
  fiber->set_body(job);
  jobs_max_at_once_ = std::max(jobs_max_at_once_, ++jobs_at_work_);
  make_ready(fiber);
  return true;
}

void EventLoop::make_ready(Fiber* fiber) {
  if (std::exchange(fiber->is_ready, true)) return;
  ready_.push_back(fiber);
}

// A fiber without a body was woken by a wake that came late.
void EventLoop::resume(Fiber* fiber) {
  fiber->is_ready = false;
  if (!fiber->has_body()) return;
  Job* const job = static_cast<Job*>(fiber->body());
  at_work_ = fiber;
  loop_of_fiber = this;
  fiber->resume();
  loop_of_fiber = nullptr;
  at_work_ = nullptr;
  if (fiber->has_body()) return;
  --jobs_at_work_;
  idle_.push_back(fiber);
  job->finished();
}

void EventLoop::run() {
  ASSERT(!is_running_ && !loop_of_thread);
  is_running_ = true;
  loop_of_thread = this;
  while (true) {
    start_jobs();
    take_inbox();
    wake_sleepers();
    if (ready_.empty()) {
      if (jobs_at_work_ == 0 && !first_waiting_) break;
      wait_for_events();
      continue;
    }
    round_.swap(ready_);
    for (Fiber* const fiber : round_) resume(fiber);
    round_.clear();
    // What this round queued goes to the kernel in one piece.
    if (ring_ && ring_->submit(false)) reap();
  }
  loop_of_thread = nullptr;
  is_running_ = false;
}

void EventLoop::take_inbox() {
  const std::lock_guard guard(inbox_mutex_);
  is_asleep_ = false;
  for (Fiber* const fiber : inbox_) make_ready(fiber);
  inbox_.clear();
}

void EventLoop::wake_sleepers() {
  if (sleepers_.empty()) return;
  const Clock::time_point now = Clock::now();
  while (!sleepers_.empty() && sleepers_.begin()->first <= now) {
    make_ready(sleepers_.begin()->second);
    sleepers_.erase(sleepers_.begin());
  }
}

int64_t EventLoop::wait_ms() const {
  if (sleepers_.empty()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(sleepers_.begin()->first - Clock::now());
  return std::max<int64_t>(left.count(), 0);
}

void EventLoop::wait_for_events() {
  const int64_t longest_ms = wait_ms();
  {
    std::unique_lock guard(inbox_mutex_);
    if (!inbox_.empty()) return;
    is_asleep_ = true;
    if (!ring_) {
      const auto is_filled = [this] { return !inbox_.empty(); };
      if (longest_ms < 0) {
        inbox_filled_.wait(guard, is_filled);
      } else {
        inbox_filled_.wait_for(guard, std::chrono::milliseconds(longest_ms), is_filled);
      }
      return;
    }
  }
  // The kernel refuses a ring that it gave before only for want of memory: the next round asks
  // again.
  static_cast<void>(ring_->submit(true, longest_ms));
  reap();
}

void EventLoop::reap() {
  ring_->reap([this](RingOperation* operation) {
    if (!operation) {
      ring_->push_wake(wake_descriptor_, &wake_count_);
      return;
    }
    Wait* const wait = static_cast<Wait*>(operation->owner);
    if (--wait->left == 0) make_ready(wait->fiber);
  });
}

void EventLoop::park() {
  ASSERT(loop_of_fiber == this);
  at_work_->yield();
}

void EventLoop::park_until(Clock::time_point end) {
  const auto entry = std::pair(end, at_work_);
  sleepers_.insert(entry);
  park();
  sleepers_.erase(entry);
}

void EventLoop::wake(Fiber* fiber) {
  if (loop_of_thread == this) {
    make_ready(fiber);
    return;
  }
  const std::lock_guard guard(inbox_mutex_);
  inbox_.push_back(fiber);
  if (!std::exchange(is_asleep_, false)) return;
  if (!ring_) {
    inbox_filled_.notify_one();
    return;
  }
  const uint64_t one = 1;
  // Fails only if the counter is full, and then it wakes the loop already.
  if (::write(wake_descriptor_, &one, sizeof one) < 0) return;
}

void EventLoop::perform(std::span<RingOperation> operations) {
  Wait wait{at_work_, operations.size()};
  for (RingOperation& operation : operations) {
    operation.owner = &wait;
    while (ring_->is_full()) {  // the next round reaps
      make_ready(at_work_);
      park();
    }
    ring_->push(operation);
  }
  while (wait.left > 0) park();
}

}  // namespace tern::io
