#include "daemon/http/connection/cursor_response.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/operation/log.h"

namespace tern::daemon {

namespace asio = boost::asio;

void CursorResponse::begin(int status, std::string_view content_type) {
  const std::lock_guard lock(mutex_);
  status_ = status;
  content_type_ = content_type;
}

bool CursorResponse::write(std::string_view piece) {
  std::unique_lock lock(mutex_);
  if (!broken_ && buffer_.size() >= limits_.cursor_buffer_bytes) {
    const WorkerPool::Waiting waiting(workers_, WorkerPool::Wait::Reader);
    const bool has_room =
        waiting.is_allowed() && room_.wait_for(lock, limits_.cursor_write_timeout, [&] {
          return broken_ || buffer_.size() < limits_.cursor_buffer_bytes;
        });
    if (!has_room) {
      log_event(LogLevel::Info, "cursor_cut_off",
                {{"why", waiting.is_allowed() ? "slow reader" : "too many slow readers"}});
      broken_ = true;
      wake();
    }
  }
  if (broken_) return false;
  buffer_ += piece;
  wake();
  return true;
}

void CursorResponse::finish(bool failed) {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  broken_ = broken_ || failed;
  wake();
}

void CursorResponse::cancel() {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  broken_ = true;
  room_.notify_all();
  wake();
}

bool CursorResponse::has_news() const {
  // An answer other than 200 is sent in one, with its length.
  return broken_ || finished_ || (status_ == 200 && !buffer_.empty());
}

void CursorResponse::wake() {
  if (!waiter_ || !has_news()) return;
  asio::post(network_, std::exchange(waiter_, nullptr));
}

Task<void> CursorResponse::wait_for_bytes() {
  co_await asio::async_initiate<const UseTask, void()>(
      [&](auto handler) {
        // The guard keeps the network's loop running while only a worker is busy.
        auto resume = [handler = std::move(handler),
                       guard = asio::make_work_guard(network_)]() mutable { handler(); };
        const std::lock_guard lock(mutex_);
        waiter_ = std::move(resume);
        if (has_news()) wake();
      },
      UseTask{});
}

Task<CursorResponse::Piece> CursorResponse::next(std::string recycled) {
  recycled.clear();
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (broken_) co_return Piece{Piece::Kind::Broken, {}};
      if (finished_) co_return Piece{Piece::Kind::Last, std::move(buffer_)};
      if (has_news()) {
        std::swap(buffer_, recycled);
        room_.notify_one();
        co_return Piece{Piece::Kind::More, std::move(recycled)};
      }
    }
    co_await wait_for_bytes();
  }
}

}  // namespace tern::daemon
