#pragma once

#include <compare>
#include <cstdint>

namespace tern::sync::model {

/// Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter. Later means larger.
struct Hlc {
  uint64_t raw = 0;
  auto operator<=>(const Hlc&) const = default;
  int64_t wall_ms() const { return static_cast<int64_t>(raw >> 16); }
  static constexpr Hlc at_ms(int64_t ms) { return Hlc{static_cast<uint64_t>(ms) << 16}; }
};

/// The next reading: after `last`, and not behind the wall clock.
constexpr Hlc tick(Hlc last, int64_t wall_ms) {
  const Hlc now = Hlc::at_ms(wall_ms);
  return now > last ? now : Hlc{last.raw + 1};
}

constexpr int64_t kHlcAheadMaxMs = 60'000;

/// A peer's reading as the primary takes it: at most kHlcAheadMaxMs ahead of its own wall clock.
constexpr Hlc clamp(Hlc peer, int64_t wall_ms) {
  const Hlc most = Hlc::at_ms(wall_ms + kHlcAheadMaxMs);
  return peer > most ? most : peer;
}

}  // namespace tern::sync::model
