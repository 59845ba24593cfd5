#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "engine/base/result.h"
#include "engine/io/clock.h"

namespace tern::storage {

/// Asked for each further attempt at a lock, with the number of attempts before; false: give up.
using BusyHandler = std::function<bool(int attempt_count)>;

/// How long to go on trying for a lock: until the busy timeout is over, with growing pauses, or for
/// as long as the busy handler wants.
class Patience {
 public:
  Patience(io::Clock& clock, uint32_t timeout_ms) : clock_(&clock), timeout_ms_(timeout_ms) {}
  /// Lifetime: `handler`, if not null, must outlive this.
  Patience(io::Clock& clock, uint32_t timeout_ms, const BusyHandler* handler)
      : clock_(&clock), timeout_ms_(timeout_ms), handler_(handler) {}

  /// How long to pause before the next attempt; nullopt: no more attempts.
  std::optional<int64_t> next_pause_ms() {
    if (handler_) return (*handler_)(attempt_++) ? std::optional<int64_t>(0) : std::nullopt;
    if (timeout_ms_ == 0) return std::nullopt;
    const int64_t now_ms = clock_->monotonic_ms();
    if (attempt_ == 0) end_ms_ = now_ms + timeout_ms_;
    const int64_t left_ms = end_ms_ - now_ms;
    if (left_ms <= 0) return std::nullopt;
    const auto at = std::min(static_cast<size_t>(attempt_++), kPausesMs.size() - 1);
    return std::min(kPausesMs[at], left_ms);
  }

 private:
  static constexpr std::array<int64_t, 10> kPausesMs{1, 1, 2, 5, 10, 15, 20, 25, 25, 50};
  io::Clock* clock_;
  uint32_t timeout_ms_;
  int64_t end_ms_ = 0;  // known from the first pause on
  const BusyHandler* handler_ = nullptr;
  int attempt_ = 0;
};

/// A snapshot that is not the newest does not become so by waiting.
inline bool is_worth_waiting(const Error& error) {
  return primary(error.code()) == ErrorCode::Busy && !error.is(ErrorCode::BusySnapshot);
}

/// `attempt` again and again while it answers Busy; `pause(ms)` waits in between.
template <class Attempt, class Pause>
Status with_patience(Patience patience, Attempt attempt, Pause pause) {
  while (true) {
    Status result = attempt();
    if (result || !is_worth_waiting(result.error())) return result;
    const std::optional<int64_t> pause_ms = patience.next_pause_ms();
    if (!pause_ms) return result;
    pause(*pause_ms);
  }
}

}  // namespace tern::storage
