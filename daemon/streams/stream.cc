#include "daemon/streams/stream.h"

#include "daemon/streams/batch_cursor.h"

namespace tern::daemon::streams {

Stream::Stream(uint64_t id, std::shared_ptr<Home> home, bool is_of_socket)
    : id_(id), is_of_socket_(is_of_socket), home_(std::move(home)) {
  home_->stream_count.fetch_add(1, std::memory_order_relaxed);
}

Stream::~Stream() { home_->stream_count.fetch_sub(1, std::memory_order_relaxed); }

/// The turn is to be ended without mutex_: ending waits for who just asks for it, and that is
/// give_up().
sync::primary::WriterQueue::Turn Stream::roll_back_idle() {
  cursor_.reset();
  if (!link_ || !link_->in_transaction()) return {};
  link_->roll_back();
  ++turn_number_;
  was_rolled_back_ = true;
  is_readonly_transaction_ = false;
  return std::move(link_->turn());
}

bool Stream::holds_something() {
  const std::scoped_lock lock(mutex_);
  return link_ && (link_->in_transaction() || cursor_);
}

bool Stream::give_up(uint64_t number) {
  sync::primary::WriterQueue::Turn ended;
  const std::scoped_lock lock(mutex_);
  if (number != turn_number_ || !link_) return false;
  if (!is_busy_) {
    ended = roll_back_idle();
    return true;
  }
  link_->guard().stop.store(RunGuard::Reason::GiveUp, std::memory_order_release);
  link_->connection().interrupt();
  return false;
}

void Stream::give_up_idle() {
  sync::primary::WriterQueue::Turn ended;
  const std::scoped_lock lock(mutex_);
  if (!is_busy_) ended = roll_back_idle();
}

void Stream::stop() {
  sync::primary::WriterQueue::Turn ended;
  const std::scoped_lock lock(mutex_);
  is_stopped_ = true;
  if (!is_busy_) {
    ended = roll_back_idle();
    return;
  }
  if (!link_) return;
  link_->guard().stop.store(RunGuard::Reason::Closed, std::memory_order_release);
  link_->connection().interrupt();
}

}  // namespace tern::daemon::streams
