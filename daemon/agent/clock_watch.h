#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>

namespace tern::daemon::agent {

/// Sees that the wall clock went another way than the steady one: somebody set it, or the machine
/// slept, which the steady clock does not count.
class ClockWatch {
 public:
  static constexpr int64_t kJumpMs = 5000;

  /// Whether it jumped since the last look.
  bool look(int64_t wall_ms, int64_t steady_ms) {
    const int64_t offset = wall_ms - steady_ms;
    const bool jumped = offset_ && std::llabs(offset - *offset_) >= kJumpMs;
    offset_ = offset;
    return jumped;
  }

 private:
  std::optional<int64_t> offset_;
};

}  // namespace tern::daemon::agent
