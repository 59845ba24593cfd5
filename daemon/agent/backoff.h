#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace tern::daemon::agent {

constexpr int64_t kBackoffFirstMs = 500;
constexpr int64_t kBackoffMaxMs = 300'000;

/// How long to wait after failures: a random part of a bound that doubles with each of them ("full
/// jitter"), so that many agents do not come back at the same moment.
class Backoff {
 public:
  /// `random`: 64 random bits a call.
  explicit Backoff(std::function<uint64_t()> random) : random_(std::move(random)) {}

  /// One more failure. Units: the wait, in milliseconds; 1 to the bound.
  int64_t fail() {
    const int64_t bound = std::min(kBackoffMaxMs, kBackoffFirstMs << std::min(failures_, 16u));
    ++failures_;
    return 1 + below(bound);
  }
  void succeed() { failures_ = 0; }
  uint32_t failures() const { return failures_; }
  /// A random number from 0 on and less than `bound`.
  int64_t below(int64_t bound) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
  }

 private:
  std::function<uint64_t()> random_;
  uint32_t failures_ = 0;
};

}  // namespace tern::daemon::agent
