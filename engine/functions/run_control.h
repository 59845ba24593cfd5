#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "engine/base/result.h"

namespace tern::functions {

/// What a statement's runs have cost, beyond what an index spares them.
struct Work {
  uint64_t scan_steps = 0;   // from one row to the next of a table that is read as a whole
  uint64_t sorts = 0;        // of rows, in an order that no index has
  uint64_t hashed_rows = 0;  // put into tables that joins make for themselves
};

/// How a connection's running statements are stopped, and watched.
class RunControl {
 public:
  /// Running statements fail with Interrupt. Threads: called and read by any.
  void set_interrupted(bool interrupted) {
    interrupted_.store(interrupted, std::memory_order_relaxed);
  }
  bool is_interrupted() const { return interrupted_.load(std::memory_order_relaxed); }

  /// After each `rows` rows that statements visit, `handler` is asked whether to stop: true makes
  /// the statement fail with Interrupt. 0 or an empty one: never. Threads: the connection's.
  void set_progress_handler(int64_t rows, std::function<bool()> handler) {
    rows_ = handler && rows > 0 ? rows : 0;
    rows_left_ = rows_;
    handler_ = std::move(handler);
  }

  /// `rows` more rows are visited. Errors: Interrupt.
  Status visit_rows(size_t rows) {
    if (is_interrupted()) [[unlikely]] {
      return fail(ErrorCode::Interrupt);
    }
    if (rows_ == 0) [[likely]] {
      return ok();
    }
    rows_left_ -= static_cast<int64_t>(rows);
    return rows_left_ > 0 ? ok() : ask();
  }

  /// Of the statement that is stepped, the innermost of several.
  Work& work() { return work_; }

 private:
  Status ask();

  std::atomic<bool> interrupted_{false};
  int64_t rows_ = 0;
  int64_t rows_left_ = 0;
  Work work_;
  std::function<bool()> handler_;
};

}  // namespace tern::functions
