#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "sync/wire/messages.h"

// One round of sync as the replica sees it: an event in, what to do out. No I/O, clock or thread.
//
//   Idle -> Pushing -> Pulling -> Installing -> Idle
//   A round that only pushes goes back to Idle instead of Pulling; one that only pulls never
//   pushes. Pushing, Pulling -> Forking (the file is a copy, or the epoch changed) -> Pushing
//   Pushing, Pulling -> Backoff -> where it was
//   any -> Stopped (the primary broke the rules, or refused us)
//
// S1: a record is sent again with the same sequence until its outcome is known. S2: an answer that
// is not to the question asked last changes nothing. S3: the base never moves back within an epoch.

namespace tern::sync::session {

using model::Epoch;
using model::Revision;
using model::Seq;

enum class Phase : uint8_t { Idle, Pushing, Pulling, Installing, Forking, Backoff, Stopped };
/// The whole table; asserted on each change.
bool may_follow(Phase from, Phase to);

/// Where the local log stands: outcomes are known up to `acked`, records exist from `oldest` to
/// `last`.
struct LogState {
  Seq acked;
  Seq last;
  Seq oldest;  // of the records still kept; last + 1 if none
};

/// What a round is for. A pull with records that were not pushed replays them on the new base.
enum class Direction : uint8_t { Both, Push, Pull };

// --- events
struct Start {
  LogState log;
  Epoch epoch;
  Revision base;
  Direction direction = Direction::Both;
};
struct PushAnswered {
  Seq first;      // of the question
  uint64_t sent;  // records in it
  wire::PushAnswer answer;
};
/// An answer to a pull, its pages staged already.
struct PullAnswered {
  Epoch epoch;
  Revision to;
  Seq last_seq;
  bool complete;  // the staging holds a whole revision
};
struct Failed {};  // no answer, or one that cannot be read: whether the question arrived is unknown
struct Refused {
  ErrorCode code = ErrorCode::Auth;
  std::string reason;
};
struct TimerFired {};
struct IdentityTaken {
  LogState log;
  Epoch epoch;
};
struct Installed {
  LogState log;
  Revision base;
};
/// Nothing could be installed: pages that local transactions changed meanwhile are missing.
struct PagesMissing {};
using Event = std::variant<Start, PushAnswered, PullAnswered, Failed, Refused, TimerFired,
                           IdentityTaken, Installed, PagesMissing>;

// --- actions
struct SendPush {
  Seq first;
};
struct NoteOutcomes {
  Seq first;
  std::vector<model::Outcome> outcomes;
};
struct SendPull {};
struct Install {};
/// Records behind `common` get a new replica id. `restart_base`: the epoch changed, pull
/// everything.
struct TakeIdentity {
  Seq common;
  bool restart_base = false;
  Epoch epoch;
};
struct Wait {
  int64_t duration_ms;
};
struct Finish {};
struct Fail {
  Error error;
};
using Action =
    std::variant<SendPush, NoteOutcomes, SendPull, Install, TakeIdentity, Wait, Finish, Fail>;

constexpr int64_t kBackoffFirstMs = 500;
constexpr int64_t kBackoffMaxMs = 300'000;

class ClientSession {
 public:
  /// `random`: gives 64 random bits per call; the only source of jitter.
  explicit ClientSession(std::function<uint64_t()> random) : random_(std::move(random)) {}
  std::vector<Action> on(const Event& event);
  Phase phase() const { return phase_; }

 private:
  using Actions = std::vector<Action>;
  Actions handle(const Start& event);
  Actions handle(const PushAnswered& event);
  Actions handle(const PullAnswered& event);
  Actions handle(const Failed& event);
  Actions handle(const Refused& event);
  Actions handle(const TimerFired& event);
  Actions handle(const IdentityTaken& event);
  Actions handle(const Installed& event);
  Actions handle(const PagesMissing& event);

  void enter(Phase phase);
  Action push_or_pull();
  Action finish();
  Actions outcomes_came(const PushAnswered& event);
  Actions gap(const wire::PushAnswer& answer);
  Actions stop(ErrorCode code, std::string reason);

  std::function<uint64_t()> random_;
  Phase phase_ = Phase::Idle;
  Phase resume_ = Phase::Idle;  // after Backoff
  LogState log_{};
  Epoch epoch_;
  Revision base_;
  Direction direction_ = Direction::Both;
  uint32_t failures_ = 0;
  uint32_t forks_ = 0;
};

}  // namespace tern::sync::session
