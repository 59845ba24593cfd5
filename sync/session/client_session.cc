#include "sync/session/client_session.h"

#include <algorithm>

namespace tern::sync::session {
namespace {

// A device that is told again and again that its fresh id is a copy talks to a broken primary.
constexpr uint32_t kForksMax = 3;

}  // namespace

bool may_follow(Phase from, Phase to) {
  if (to == Phase::Stopped) return true;
  switch (from) {
    case Phase::Idle:
      return to == Phase::Pushing || to == Phase::Pulling;
    case Phase::Pushing:
      return to == Phase::Pushing || to == Phase::Pulling || to == Phase::Forking ||
             to == Phase::Backoff || to == Phase::Idle;
    case Phase::Pulling:
      return to == Phase::Pulling || to == Phase::Installing || to == Phase::Forking ||
             to == Phase::Backoff;
    case Phase::Installing:
      return to == Phase::Idle || to == Phase::Pulling;
    case Phase::Forking:
      return to == Phase::Pushing || to == Phase::Pulling || to == Phase::Idle;
    case Phase::Backoff:
      return to == Phase::Pushing || to == Phase::Pulling;
    case Phase::Stopped:
      return false;
  }
  return false;
}

std::vector<Action> ClientSession::on(const Event& event) {
  if (phase_ == Phase::Stopped) return {};
  return std::visit([this](const auto& e) { return handle(e); }, event);
}

void ClientSession::enter(Phase phase) {
  ASSERT(may_follow(phase_, phase));
  phase_ = phase;
}

Action ClientSession::push_or_pull() {
  if (log_.last > log_.acked && direction_ != Direction::Pull) {
    enter(Phase::Pushing);
    return SendPush{model::next(log_.acked)};
  }
  if (direction_ == Direction::Push) return finish();
  enter(Phase::Pulling);
  return SendPull{};
}

Action ClientSession::finish() {
  if (phase_ != Phase::Idle) enter(Phase::Idle);
  return Finish{};
}

ClientSession::Actions ClientSession::stop(ErrorCode code, std::string reason) {
  enter(Phase::Stopped);
  return {Fail{Error(code, std::move(reason))}};
}

ClientSession::Actions ClientSession::handle(const Start& event) {
  if (phase_ != Phase::Idle) return {};
  log_ = event.log;
  epoch_ = event.epoch;
  base_ = event.base;
  direction_ = event.direction;
  failures_ = forks_ = 0;
  return {push_or_pull()};
}

ClientSession::Actions ClientSession::handle(const PushAnswered& event) {
  if (phase_ != Phase::Pushing || event.first != model::next(log_.acked)) return {};  // S2
  failures_ = 0;
  const wire::PushAnswer& answer = event.answer;
  switch (answer.verdict) {
    case wire::PushVerdict::Done:
      return outcomes_came(event);
    case wire::PushVerdict::Gap:
      return gap(answer);
    case wire::PushVerdict::Forked:
      if (answer.seq >= event.first || ++forks_ > kForksMax) {
        return stop(ErrorCode::Protocol, "the primary calls this replica a copy again and again");
      }
      enter(Phase::Forking);
      return {TakeIdentity{answer.seq, false, epoch_}};
    case wire::PushVerdict::OtherEpoch:
      if (answer.epoch == epoch_ || ++forks_ > kForksMax) {
        return stop(ErrorCode::Protocol, "the primary does not know its own epoch");
      }
      enter(Phase::Forking);
      return {TakeIdentity{log_.acked, true, answer.epoch}};
  }
  return {};
}

ClientSession::Actions ClientSession::outcomes_came(const PushAnswered& event) {
  const std::vector<model::Outcome>& outcomes = event.answer.outcomes;
  if (outcomes.empty() || outcomes.size() > event.sent) {
    return stop(ErrorCode::Protocol, "the primary's answer does not fit the push");
  }
  log_.acked = Seq{log_.acked.raw + outcomes.size()};
  ASSERT(log_.acked <= log_.last);
  return {NoteOutcomes{event.first, outcomes}, push_or_pull()};
}

/// The primary has less than we thought. What we still hold goes out again, with the same sequence.
ClientSession::Actions ClientSession::gap(const wire::PushAnswer& answer) {
  if (answer.seq >= log_.acked || model::next(answer.seq) < log_.oldest) {
    return stop(ErrorCode::Protocol, "the primary lost records that this replica does not hold");
  }
  log_.acked = answer.seq;
  return {push_or_pull()};
}

ClientSession::Actions ClientSession::handle(const PullAnswered& event) {
  if (phase_ != Phase::Pulling) return {};
  failures_ = 0;
  if (event.epoch != epoch_) {
    if (++forks_ > kForksMax)
      return stop(ErrorCode::Protocol, "the primary's epoch keeps changing");
    enter(Phase::Forking);
    return {TakeIdentity{log_.acked, true, event.epoch}};
  }
  if (event.to < base_) return {SendPull{}};  // S3: an older answer that came late
  if (event.last_seq > log_.last) {
    // The primary has records under our id that we have not: the file was restored from a copy.
    if (++forks_ > kForksMax) return stop(ErrorCode::Protocol, "the primary invents our records");
    enter(Phase::Forking);
    return {TakeIdentity{log_.last, false, epoch_}};
  }
  if (!event.complete) {
    enter(Phase::Pulling);
    return {SendPull{}};
  }
  enter(Phase::Installing);
  return {Install{}};
}

ClientSession::Actions ClientSession::handle(const Failed&) {
  if (phase_ != Phase::Pushing && phase_ != Phase::Pulling) return {};
  resume_ = phase_;
  enter(Phase::Backoff);
  const int64_t most =
      std::min(kBackoffMaxMs, kBackoffFirstMs << std::min<uint32_t>(failures_, 20));
  ++failures_;
  return {Wait{static_cast<int64_t>(random_() % static_cast<uint64_t>(most + 1))}};
}

ClientSession::Actions ClientSession::handle(const Refused& event) {
  if (phase_ != Phase::Pushing && phase_ != Phase::Pulling) return {};
  return stop(event.code, event.reason);
}

ClientSession::Actions ClientSession::handle(const TimerFired&) {
  if (phase_ != Phase::Backoff) return {};
  enter(resume_);
  if (resume_ == Phase::Pushing) return {SendPush{model::next(log_.acked)}};
  return {SendPull{}};
}

ClientSession::Actions ClientSession::handle(const IdentityTaken& event) {
  if (phase_ != Phase::Forking) return {};
  log_ = event.log;
  if (event.epoch != epoch_) base_ = Revision{};
  epoch_ = event.epoch;
  return {push_or_pull()};
}

ClientSession::Actions ClientSession::handle(const Installed& event) {
  if (phase_ != Phase::Installing) return {};
  ASSERT(event.base >= base_);
  base_ = event.base;
  log_ = event.log;
  return {finish()};
}

ClientSession::Actions ClientSession::handle(const PagesMissing&) {
  if (phase_ != Phase::Installing) return {};
  enter(Phase::Pulling);
  return {SendPull{}};
}

}  // namespace tern::sync::session
