#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "engine/io/clock.h"
#include "sync/transport/transport.h"

namespace tern::daemon::agent {

/// Asks a primary for news: a status that is answered when there is a later revision, or after a
/// wait of kWaitMaxMs. Where something on the way cuts what is silent for that long, it finds out
/// how long a wait may be. Threads: one at a time.
class NewsPoll {
 public:
  static constexpr int64_t kWaitMaxMs = 50'000;
  static constexpr int64_t kWaitMinMs = 5'000;  ///< what is cut sooner is a failure

  struct Answer {
    uint64_t epoch = 0;
    uint64_t head = 0;
    bool has_waited = false;  ///< false: the primary answers at once, so ask at intervals
  };

  /// `goes_on`: asked about once a second; false ends a question with Interrupt.
  explicit NewsPoll(std::function<bool()> goes_on, io::Clock& clock = io::system_clock())
      : goes_on_(std::move(goes_on)), clock_(clock) {}

  /// Errors: as Transport; Auth and NotFound where the primary says so; IoErr for its other
  /// refusals; Corrupt for an answer that is none.
  Result<Answer> ask(sync::transport::Transport& primary, const std::string& database,
                     uint64_t after);

 private:
  Result<sync::transport::Response> send(sync::transport::Transport& primary,
                                         const std::string& path);

  std::function<bool()> goes_on_;
  io::Clock& clock_;
  int64_t wait_ms_ = kWaitMaxMs;
  uint32_t plain_asks_left_ = 0;  // before it is seen whether the primary is a newer one now
};

}  // namespace tern::daemon::agent
