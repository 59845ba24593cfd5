#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

#include "daemon/agent/backoff.h"
#include "daemon/agent/byte_budget.h"

// When one replica syncs: an event in, and next() says what to do and when. No I/O, clock or
// thread: every function is told the time, in milliseconds of a clock that never goes back and is
// not set by anybody, so that a wall clock that jumps cannot delay or hurry anything.
//
//   Waiting  nothing is due                        Paused   until it is resumed
//   Settling commits came, more may follow         Failing  backing off after a failure
//   Starved  due, but the byte budget is empty     Running  a round is under way
//
// A1: no work while a round runs. A2: what came during a round is due after it. A3: what a failed
// round was for stays due. A4: metered, nothing is pulled that was not asked for. A5: a request is
// carried out whatever the pause, the budget and failures say.

namespace tern::daemon::agent {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

enum class Work : uint8_t { None, Push, Pull, Both };
enum class Mood : uint8_t { Waiting, Settling, Starved, Paused, Failing, Running };

struct ScheduleOptions {
  int64_t debounce_ms = 200;
  uint64_t bytes_per_hour = 0;  ///< 0: no bound
  bool is_metered = false;
};

/// What to do at `at_ms`: with None, to ask again. At kNever: after the next event only.
struct Next {
  Work work = Work::None;
  int64_t at_ms = kNever;
  bool operator==(const Next&) const = default;
};

struct RoundEnd {
  enum class Kind : uint8_t {
    Done,
    Failed,  ///< trying again may help
    Refused  ///< it will not, before somebody changes something
  };
  Kind kind = Kind::Done;
  uint64_t bytes = 0;       ///< moved, both ways
  bool has_unsent = false;  ///< local transactions whose outcome is not known
};

class Schedule {
 public:
  /// With a debounce of D, commits that keep coming are pushed every kDebounceRounds * D.
  static constexpr int64_t kDebounceRounds = 10;
  /// After a failure nothing but a request is tried sooner than this.
  static constexpr int64_t kRetryMinMs = kBackoffFirstMs;

  /// It begins with a sync due: nobody knows what happened before. `random`: 64 random bits a call.
  Schedule(const ScheduleOptions& options, std::function<uint64_t()> random, int64_t now_ms);

  // --- events
  void on_commit(int64_t now_ms);  ///< the local file has a new commit
  void on_news(int64_t now_ms);    ///< the primary has a revision that the replica has not
  void on_request() { is_requested_ = true; }
  /// The wall clock jumped, so the machine may have slept and be elsewhere now; or the primary can
  /// be reached again. Ends a back-off, but does not forget the failures.
  void on_change_of_place(int64_t now_ms);
  void set_paused(bool is_paused) { is_paused_ = is_paused; }
  void set_metered(bool is_metered) { is_metered_ = is_metered; }
  /// Requires: none runs; `work` is what next() gave.
  void on_round_begun(Work work, int64_t now_ms);
  /// Requires: one runs.
  void on_round_ended(const RoundEnd& end, int64_t now_ms);

  // --- what follows from them
  Next next(int64_t now_ms) const;
  Mood mood(int64_t now_ms) const;
  bool is_metered() const { return is_metered_; }
  bool is_paused() const { return is_paused_; }
  uint32_t failures() const { return backoff_.failures(); }
  const ByteBudget& budget() const { return budget_; }

 private:
  struct Dirty {
    int64_t first_ms;
    int64_t last_ms;
  };
  int64_t push_due() const;
  int64_t pull_due() const;

  int64_t debounce_ms_;
  Backoff backoff_;
  ByteBudget budget_;
  std::optional<Dirty> dirty_;  // commits that no round has taken yet
  std::optional<int64_t> news_at_;
  int64_t retry_at_ = 0;  // not before, after a failure
  int64_t failed_at_ = 0;
  Work running_ = Work::None;
  bool is_requested_ = false;
  bool is_paused_ = false;
  bool is_metered_ = false;
};

}  // namespace tern::daemon::agent
