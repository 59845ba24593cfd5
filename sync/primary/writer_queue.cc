#include "sync/primary/writer_queue.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"

// A turn passes from hand to hand: while somebody waits it is never free, so nobody overtakes. Only
// the first of those who wait looks at how long the turn lasts; whoever becomes the first is woken
// to take over.

namespace tern::sync::primary {

WriterQueue::Turn::Turn(Turn&& other) noexcept
    : queue_(std::exchange(other.queue_, nullptr)), ticket_(other.ticket_) {}

WriterQueue::Turn& WriterQueue::Turn::operator=(Turn&& other) noexcept {
  if (this == &other) return *this;
  end();
  queue_ = std::exchange(other.queue_, nullptr);
  ticket_ = other.ticket_;
  return *this;
}

WriterQueue::Turn::~Turn() { end(); }

void WriterQueue::Turn::end() {
  if (WriterQueue* const queue = std::exchange(queue_, nullptr)) queue->end(ticket_);
}

Result<WriterQueue::Turn> WriterQueue::wait(Clock::time_point deadline,
                                            std::function<void()> give_up) {
  std::unique_lock guard(mutex_);
  const uint64_t ticket = ++tickets_;
  if (holder_ == 0) {
    ASSERT(waiting_.empty());
    holder_ = ticket;
    since_ = Clock::now();
    give_up_ = std::move(give_up);
    return Turn(this, ticket);
  }
  if (waiting_.size() >= limits_.waiting_max) {
    return fail(ErrorCode::Busy, "too many wait to write to the database");
  }
  Waiter waiter;
  waiter.ticket = ticket;
  waiter.give_up = std::move(give_up);
  waiting_.push_back(&waiter);
  wait_as(waiter, deadline, guard);
  if (holder_ == ticket) return Turn(this, ticket);
  leave(waiter);
  return fail(ErrorCode::Busy, "another writes to the database");
}

void WriterQueue::wait_as(Waiter& waiter, Clock::time_point deadline,
                          std::unique_lock<std::mutex>& guard) {
  while (holder_ != waiter.ticket) {
    const Clock::time_point now = Clock::now();
    if (now >= deadline) return;
    Clock::time_point until = deadline;
    if (waiting_.front() == &waiter && give_up_) {
      const Clock::time_point due = since_ + limits_.hold_max;
      if (now >= due) {
        ask_holder(guard);
        continue;
      }
      until = std::min(until, due);
    }
    waiter.changed.wait_until(guard, until);
  }
}

// Without the mutex, for it may end the turn there and then.
void WriterQueue::ask_holder(std::unique_lock<std::mutex>& guard) {
  const std::function<void()> give_up = std::exchange(give_up_, nullptr);
  asking_ = std::this_thread::get_id();
  guard.unlock();
  give_up();
  guard.lock();
  asking_ = {};
  asked_.notify_all();
}

void WriterQueue::leave(Waiter& waiter) {
  const bool was_first = waiting_.front() == &waiter;
  waiting_.remove(&waiter);
  if (was_first && !waiting_.empty()) waiting_.front()->changed.notify_one();
}

void WriterQueue::end(uint64_t ticket) {
  std::unique_lock guard(mutex_);
  ASSERT(holder_ == ticket);
  const std::thread::id self = std::this_thread::get_id();
  give_up_ = nullptr;
  while (asking_ != std::thread::id() && asking_ != self) asked_.wait(guard);
  hand_over();
}

void WriterQueue::hand_over() {
  if (waiting_.empty()) {
    holder_ = 0;
    return;
  }
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  holder_ = next.ticket;
  since_ = Clock::now();
  give_up_ = std::move(next.give_up);
  next.changed.notify_one();
  if (!waiting_.empty()) waiting_.front()->changed.notify_one();
}

size_t WriterQueue::waiting() const {
  const std::lock_guard guard(mutex_);
  return waiting_.size();
}

}  // namespace tern::sync::primary
