#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "daemon/http/connection/asio_types.h"
#include "daemon/http/worker_pool.h"
#include "daemon/operation/options.h"
#include "daemon/streams/service.h"

namespace tern::daemon {

/// A response that a worker writes while the network thread sends it. Between them is one bounded
/// buffer; whoever is ahead waits: the worker on its thread (the pool puts another one in its
/// place), the network's coroutine for a wake-up. What the worker writes leaves as soon as the
/// piece before has been sent, so single rows are not held back, and many become few packets.
///
/// Ends in one of these ways: finish() by the worker; cancel() by the network (peer gone, server
/// cuts off); the worker waits longer than cursor_write_timeout; too many workers wait.
/// shared_ptr: of the worker's job and of the session, whichever is longer.
class CursorResponse final : public streams::CursorSink {
 public:
  CursorResponse(WorkerPool& workers, const Limits& limits, IoExecutor network)
      : workers_(workers), limits_(limits), network_(network) {}

  // The worker's side.
  void begin(int status, std::string_view content_type) override;
  bool write(std::string_view piece) override;
  bool is_heard() const override { return !broken_.load(std::memory_order_relaxed); }
  /// Nothing is written any more. `failed`: what was written is not all.
  void finish(bool failed);

  // The network's side.
  /// The next piece, once there is one.
  struct Piece {
    enum class Kind { More, Last, Broken };
    Kind kind = Kind::More;
    std::string bytes;
  };
  /// `recycled` is memory for the next piece.
  Task<Piece> next(std::string recycled);
  void cancel();
  /// Known once next() has returned the first piece.
  int status() const { return status_; }
  const std::string& content_type() const { return content_type_; }

 private:
  // These with the lock held.
  bool has_news() const;
  void wake();
  Task<void> wait_for_bytes();

  WorkerPool& workers_;
  const Limits& limits_;
  IoExecutor network_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::string buffer_;
  std::move_only_function<void()> waiter_;  // the network's coroutine, if it waits
  int status_ = 500;                        // until begin()
  std::string content_type_ = "application/json";
  bool finished_ = false;
  std::atomic<bool> broken_ = false;  // changed with the lock held
};

}  // namespace tern::daemon
