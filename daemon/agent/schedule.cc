#include "daemon/agent/schedule.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"

namespace tern::daemon::agent {

Schedule::Schedule(const ScheduleOptions& options, std::function<uint64_t()> random, int64_t now_ms)
    : debounce_ms_(std::max<int64_t>(options.debounce_ms, 0)),
      backoff_(std::move(random)),
      budget_(options.bytes_per_hour, now_ms),
      is_metered_(options.is_metered) {
  dirty_ = Dirty{now_ms - debounce_ms_ * kDebounceRounds, now_ms - debounce_ms_};
  news_at_ = now_ms;
}

void Schedule::on_commit(int64_t now_ms) {
  if (!dirty_) dirty_ = Dirty{now_ms, now_ms};
  dirty_->last_ms = std::max(dirty_->last_ms, now_ms);
}

void Schedule::on_news(int64_t now_ms) {
  if (!news_at_) news_at_ = now_ms;
}

void Schedule::on_change_of_place(int64_t now_ms) {
  if (failures() == 0) return;
  // Everybody on this network noticed it at the same moment.
  const int64_t soon = std::max(now_ms, failed_at_ + kRetryMinMs) + backoff_.below(kBackoffFirstMs);
  retry_at_ = std::min(retry_at_, soon);
}

void Schedule::on_round_begun(Work work, int64_t now_ms) {
  ASSERT(running_ == Work::None && work != Work::None);
  (void)now_ms;
  running_ = work;
  is_requested_ = false;
  if (work != Work::Pull) dirty_.reset();
  if (work != Work::Push) news_at_.reset();
}

void Schedule::on_round_ended(const RoundEnd& end, int64_t now_ms) {
  ASSERT(running_ != Work::None);
  const Work work = std::exchange(running_, Work::None);
  budget_.spend(end.bytes, now_ms);
  if (end.kind == RoundEnd::Kind::Done) {
    backoff_.succeed();
    retry_at_ = 0;
    if (end.has_unsent) on_commit(now_ms);
    return;
  }
  if (work != Work::Pull) on_commit(now_ms);
  if (work != Work::Push) on_news(now_ms);
  const int64_t wait = backoff_.fail();
  failed_at_ = now_ms;
  // What is refused is asked again at the longest intervals, and no two replicas at the same time.
  retry_at_ = now_ms + (end.kind == RoundEnd::Kind::Failed
                            ? wait
                            : kBackoffMaxMs / 2 + backoff_.below(kBackoffMaxMs / 2));
}

int64_t Schedule::push_due() const {
  if (!dirty_) return kNever;
  return std::min(dirty_->last_ms + debounce_ms_,
                  dirty_->first_ms + debounce_ms_ * kDebounceRounds);
}

int64_t Schedule::pull_due() const { return news_at_ && !is_metered_ ? *news_at_ : kNever; }

Next Schedule::next(int64_t now_ms) const {
  if (running_ != Work::None) return {};
  if (is_requested_) return {Work::Both, now_ms};
  if (is_paused_) return {};
  const int64_t due = std::min(push_due(), pull_due());
  if (due == kNever) return {};
  const int64_t at = std::max({due, retry_at_, budget_.available_at(now_ms)});
  if (at > now_ms) return {Work::None, at};
  if (is_metered_) return {Work::Push, now_ms};
  // A push alone would leave its transactions outside of the base.
  return {dirty_ ? Work::Both : Work::Pull, now_ms};
}

Mood Schedule::mood(int64_t now_ms) const {
  if (running_ != Work::None) return Mood::Running;
  if (is_paused_) return Mood::Paused;
  if (failures() > 0) return Mood::Failing;
  const int64_t due = std::min(push_due(), pull_due());
  if (due == kNever) return Mood::Waiting;
  return budget_.available_at(now_ms) > std::max(due, now_ms) ? Mood::Starved : Mood::Settling;
}

}  // namespace tern::daemon::agent
