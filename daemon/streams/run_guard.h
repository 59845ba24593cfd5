#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "daemon/streams/statement_memory.h"

namespace tern::daemon::streams {

using Clock = std::chrono::steady_clock;

/// Why a running statement is to stop. Asked by the connection's progress handler, so that neither
/// a thread nor a lock is needed per statement. Threads: `stop` any; the rest: who runs.
class RunGuard {
 public:
  enum class Reason : uint8_t {
    None,
    GiveUp,      // others have waited too long for the transaction's turn
    Closed,      // the stream is to be closed
    Cancelled,   // the client has gone
    ReaderGone,  // the same, seen while a cursor wrote
    Deadline,    // statement_max
    Memory,      // statement_memory_max, or statements_memory_max
  };
  static constexpr int64_t kRowsPerQuestion = 100;

  /// GiveUp or Closed.
  std::atomic<Reason> stop{Reason::None};

  const std::atomic<bool>* cancelled = nullptr;
  Clock::time_point deadline = Clock::time_point::max();
  /// Of the statement that is stepped; null between two steps.
  StatementMemory* memory = nullptr;
  /// A cursor's: sends what has waited long enough. False: the reader has gone.
  std::function<bool()> send_waiting;

  /// What the running statement, or the next one, is to be stopped for.
  Reason reason() {
    if (is_reader_gone_) return Reason::ReaderGone;
    if (const Reason asked = stop.load(std::memory_order_acquire); asked != Reason::None) {
      return asked;
    }
    if (cancelled && cancelled->load(std::memory_order_relaxed)) return Reason::Cancelled;
    if (deadline != Clock::time_point::max() && Clock::now() >= deadline) return Reason::Deadline;
    if (memory && memory->excess() != StatementMemory::Excess::None) return Reason::Memory;
    return Reason::None;
  }
  /// The progress handler.
  bool must_stop() {
    if (send_waiting && !send_waiting()) is_reader_gone_ = true;
    if (memory && !memory->fits()) return true;
    return reason() != Reason::None;
  }
  /// The statement has waited for somebody else.
  void postpone(Clock::duration waited) {
    if (deadline != Clock::time_point::max()) deadline += waited;
  }
  /// Before the connection serves another request.
  void clear() {
    cancelled = nullptr;
    deadline = Clock::time_point::max();
    send_waiting = nullptr;
    is_reader_gone_ = false;
  }

 private:
  bool is_reader_gone_ = false;
};

}  // namespace tern::daemon::streams
