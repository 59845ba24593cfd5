#pragma once

#include <cstdint>

#include "engine/extensions/uuid/uuid.h"
#include "engine/io/random.h"

namespace tern::extensions::uuid {

/// Version 4: 122 random bits.
/// Source: RFC 9562, "UUID Version 4".
Uuid make_version4(io::Random& random);

/// The last time that version 7 can say. Units: milliseconds since 1970-01-01 UTC.
constexpr int64_t kVersion7TimeMax = (int64_t{1} << 48) - 1;

/// Makes UUIDs of version 7, each greater than the one before it.
///
///   bits    48 time, 4 version, 12 counter, 2 variant, 30 counter, 32 random
///
/// A new millisecond starts the counter at a random number whose highest bit is 0, so that it has
/// at least 2^41 values to go; within a millisecond it counts up. Source: RFC 9562, "UUID Version
/// 7" and "Monotonicity and Counters", method 1 (fixed bit-length dedicated counter), with the
/// longest counter that it advises.
class Version7Sequence {
 public:
  /// Of the time `now_ms`. Where the clock went back, or the counter is used up, of the last one's
  /// time or the millisecond after it.
  Uuid next(int64_t now_ms, io::Random& random);
  /// Of exactly `time_ms`; greater than the one before it only if that has no later time.
  /// Requires: 0 <= time_ms <= kVersion7TimeMax.
  Uuid next_at(int64_t time_ms, io::Random& random);

 private:
  static constexpr uint64_t kCounterMax = (uint64_t{1} << 42) - 1;

  int64_t time_ms_ = -1;
  uint64_t counter_ = 0;
};

}  // namespace tern::extensions::uuid
