#pragma once

#include <cstdint>
#include <string_view>

#include "daemon/operation/fair_share.h"
#include "daemon/operation/thread_memory.h"

namespace tern::daemon::streams {

/// The memory that one statement has taken, on whatever threads it has run. Pages of the database
/// are not counted. What is below kFree is not put down: a worker has one statement.
/// Threads: one at a time.
class StatementMemory {
 public:
  static constexpr uint64_t kFree = uint64_t{1} << 20;
  enum class Excess : uint8_t { None, OfStatement, OfAll };

  /// `bytes_max`: of this statement.
  void open(FairShare& all, std::string_view database, uint64_t bytes_max) {
    bytes_max_ = bytes_max;
    use_ = all.use(database);
    excess_ = Excess::None;
  }
  /// It runs on this thread from now on, until pause().
  void resume() { base_ = thread_memory() - held_; }
  void pause() { held_ = thread_memory() - base_; }
  /// While it runs. False: it is to stop.
  bool fits();
  Excess excess() const { return excess_; }

 private:
  uint64_t bytes_max_ = UINT64_MAX;
  int64_t base_ = 0;
  int64_t held_ = 0;
  FairShare::Use use_;
  Excess excess_ = Excess::None;
};

}  // namespace tern::daemon::streams
