#pragma once

#include <cstdint>

namespace tern::io {

/// Time, as far as anything in Tern may know it.
/// Threads: may be shared.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Units: milliseconds since 1970-01-01 UTC.
  virtual int64_t wall_ms() = 0;
  /// Units: milliseconds since some start; never goes back.
  virtual int64_t monotonic_ms() = 0;
  /// As monotonic_ms(), as finely as the clock can tell. Units: nanoseconds.
  virtual int64_t monotonic_ns() { return monotonic_ms() * 1'000'000; }
  /// A fiber (event_loop.h) that sleeps lets the others of its thread go on.
  virtual void sleep_ms(int64_t duration_ms) = 0;
};

/// The machine's clock.
Clock& system_clock();

}  // namespace tern::io
