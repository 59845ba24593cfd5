#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// Moments to the nanosecond, and durations, which are nanoseconds in 64 bits.
//
// As a blob a moment is
//   0      1   version, 1
//   1      8   seconds since 0001-01-01 00:00:00 UTC, signed, most significant byte first
//   9      4   nanoseconds within the second, most significant byte first
// Source: sqlean, "time: High-precision date/time in SQLite" (docs/time.md), and the layout that
// its time extension writes. Days have 86400 seconds: there are no leap seconds.

namespace tern::extensions::time {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
/// 1970-01-01 in seconds since 0001-01-01.
constexpr int64_t kUnixEpochSeconds = 62'135'596'800;

/// Division that rounds down, and what it leaves. Requires: divisor > 0.
constexpr int64_t floor_div(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}
constexpr int64_t floor_mod(int64_t value, int64_t divisor) {
  const int64_t rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

/// A sum of products that remembers whether it still fits 64 bits.
class CheckedSum {
 public:
  explicit CheckedSum(int64_t first) : sum_(first) {}
  CheckedSum& add(int64_t amount, int64_t unit = 1) {
    int64_t product = 0;
    has_overflowed_ = __builtin_mul_overflow(amount, unit, &product) || has_overflowed_;
    has_overflowed_ = __builtin_add_overflow(sum_, product, &sum_) || has_overflowed_;
    return *this;
  }
  bool has_overflowed() const { return has_overflowed_; }
  /// Errors: Error if it does not fit.
  Result<int64_t> value() const;

 private:
  int64_t sum_;
  bool has_overflowed_ = false;
};

/// The failure of a moment or a number that 64 bits do not hold.
std::unexpected<Error> out_of_range();

struct Instant {
  static constexpr size_t kBlobSize = 13;

  int64_t seconds = 0;  // since 0001-01-01 00:00:00 UTC
  int64_t nanos = 0;    // 0 to 999,999,999

  constexpr auto operator<=>(const Instant&) const = default;

  /// Errors: Error if these are not the bytes of a moment.
  static Result<Instant> from_blob(Bytes blob);
  void append_blob(std::string& out) const;

  /// `count` units since 1970, `per_second` of which make a second, and `nanos` more.
  static Result<Instant> from_unix(int64_t count, int64_t per_second, int64_t nanos);
  /// Units since 1970, `per_second` of which make a second, rounded down. Errors: Error if there
  /// are more than 64 bits hold.
  Result<int64_t> to_unix(int64_t per_second) const;

  Result<Instant> plus_seconds(int64_t amount) const;
  Result<Instant> plus(int64_t duration) const;
  /// From `earlier` to this; the shortest or longest duration if it is beyond.
  int64_t since(const Instant& earlier) const;

  /// Down to a multiple of `duration` since year 1; the same if that is not positive.
  Result<Instant> truncated(int64_t duration) const;
  /// To the nearest multiple, and to the later one from halfway.
  Result<Instant> rounded(int64_t duration) const;

 private:
  /// How far it is beyond a multiple of `duration`.
  int64_t remainder(int64_t duration) const;
};

}  // namespace tern::extensions::time
