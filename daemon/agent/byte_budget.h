#pragma once

#include <cstdint>

namespace tern::daemon::agent {

/// A token bucket that holds an hour's bytes and refills evenly. What a transfer takes is known
/// afterwards only, so it may be overdrawn: then it is empty until the debt is paid.
/// Units: times are milliseconds of a clock that never goes back.
class ByteBudget {
 public:
  static constexpr int64_t kHourMs = 3'600'000;

  /// `bytes_per_hour` 0: no bound.
  ByteBudget(uint64_t bytes_per_hour, int64_t now_ms);

  void spend(uint64_t bytes, int64_t now_ms);
  /// When there is something to spend: `now_ms`, or later.
  int64_t available_at(int64_t now_ms) const;
  /// Negative: overdrawn. Without a bound: 0.
  int64_t balance(int64_t now_ms) const;
  bool is_bounded() const { return per_hour_ > 0; }

 private:
  int64_t per_hour_;
  int64_t balance_;
  int64_t since_ms_;  // of the balance
};

}  // namespace tern::daemon::agent
