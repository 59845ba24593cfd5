// Schedule against hand-made sequences of events, and against random ones.
#include "daemon/agent/schedule.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace tern::daemon::agent {
namespace {

constexpr int64_t kStart = 1'000'000;
constexpr RoundEnd kDone{RoundEnd::Kind::Done, 0, false};
constexpr RoundEnd kFailed{RoundEnd::Kind::Failed, 0, false};
constexpr RoundEnd kRefused{RoundEnd::Kind::Refused, 0, false};

/// A schedule whose first sync is done, at kStart; jitter is always the most that it can be.
class ScheduleTest : public testing::Test {
 protected:
  void settle() { run(Work::Both, kStart, kDone); }
  void run(Work work, int64_t at, const RoundEnd& end) {
    ASSERT_EQ(schedule_.next(at), (Next{work, at}));
    schedule_.on_round_begun(work, at);
    schedule_.on_round_ended(end, at);
  }
  Schedule make(const ScheduleOptions& options) {
    return Schedule(options, [] { return ~uint64_t{0}; }, kStart);
  }

  Schedule schedule_{{}, [] { return uint64_t{0}; }, kStart};
};

TEST_F(ScheduleTest, BeginsWithASync) {
  EXPECT_EQ(schedule_.next(kStart), (Next{Work::Both, kStart}));
  settle();
  EXPECT_EQ(schedule_.next(kStart), Next{});
  EXPECT_EQ(schedule_.mood(kStart), Mood::Waiting);
}

TEST_F(ScheduleTest, WaitsUntilCommitsSettle) {
  settle();
  schedule_.on_commit(kStart + 1000);
  EXPECT_EQ(schedule_.next(kStart + 1000), (Next{Work::None, kStart + 1200}));
  schedule_.on_commit(kStart + 1150);
  EXPECT_EQ(schedule_.mood(kStart + 1150), Mood::Settling);
  EXPECT_EQ(schedule_.next(kStart + 1200), (Next{Work::None, kStart + 1350}));
  EXPECT_EQ(schedule_.next(kStart + 1350), (Next{Work::Both, kStart + 1350}));
}

TEST_F(ScheduleTest, CommitsWithoutEndDoNotKeepItFromPushing) {
  settle();
  int64_t now = kStart;
  for (; schedule_.next(now).work == Work::None; now += 100) schedule_.on_commit(now);
  EXPECT_EQ(now, kStart + 2000);
}

TEST_F(ScheduleTest, NewsArePulledAtOnceAndTakeUnsentCommitsAlong) {
  settle();
  schedule_.on_news(kStart + 5);
  EXPECT_EQ(schedule_.next(kStart + 5), (Next{Work::Pull, kStart + 5}));
  schedule_.on_commit(kStart + 5);
  EXPECT_EQ(schedule_.next(kStart + 5), (Next{Work::Both, kStart + 5}));
}

TEST_F(ScheduleTest, NothingIsDueDuringARoundAndWhatCameIsAfterIt) {
  schedule_.on_round_begun(Work::Both, kStart);
  schedule_.on_commit(kStart + 10);
  schedule_.on_news(kStart + 20);
  schedule_.on_request();
  EXPECT_EQ(schedule_.next(kStart + 30), Next{});
  EXPECT_EQ(schedule_.mood(kStart + 30), Mood::Running);
  schedule_.on_round_ended(kDone, kStart + 40);
  run(Work::Both, kStart + 40, kDone);  // the request
  EXPECT_EQ(schedule_.next(kStart + 40), Next{});
}

TEST_F(ScheduleTest, WhatARoundLeavesUnsentIsPushedAgain) {
  run(Work::Both, kStart, {RoundEnd::Kind::Done, 10, true});
  EXPECT_EQ(schedule_.next(kStart), (Next{Work::None, kStart + 200}));
}

TEST_F(ScheduleTest, FailuresDoubleTheBoundOfTheWaitUpToFiveMinutes) {
  Schedule schedule = make({});  // 2^64-1 mod 500 = 115, mod 1000 = 615, ...
  int64_t now = kStart;
  int64_t bound = kBackoffFirstMs;
  for (int failure = 0; failure < 14; ++failure) {
    SCOPED_TRACE(failure);
    schedule.on_round_begun(Work::Both, now);
    schedule.on_round_ended(kFailed, now);
    const auto jitter = static_cast<int64_t>(~uint64_t{0} % static_cast<uint64_t>(bound));
    const Next next = schedule.next(now);
    EXPECT_EQ(next.work, Work::None);
    EXPECT_EQ(next.at_ms, now + 1 + jitter);
    EXPECT_EQ(schedule.mood(now), Mood::Failing);
    now = next.at_ms;
    EXPECT_EQ(schedule.next(now).work, Work::Both);
    bound = std::min(bound * 2, kBackoffMaxMs);
  }
  EXPECT_EQ(bound, kBackoffMaxMs);
}

TEST_F(ScheduleTest, OneSuccessForgetsFailures) {
  run(Work::Both, kStart, kFailed);
  run(Work::Both, kStart + 200, kDone);
  EXPECT_EQ(schedule_.failures(), 0u);
  EXPECT_EQ(schedule_.next(kStart + 200), Next{});
}

TEST_F(ScheduleTest, ARefusalWaitsLongButForARequest) {
  run(Work::Both, kStart, kRefused);
  EXPECT_EQ(schedule_.next(kStart).at_ms, kStart + kBackoffMaxMs / 2);
  schedule_.on_commit(kStart + 10);
  EXPECT_EQ(schedule_.next(kStart + 1000).work, Work::None);
  schedule_.on_request();
  EXPECT_EQ(schedule_.next(kStart + 1000), (Next{Work::Both, kStart + 1000}));
}

TEST_F(ScheduleTest, AnotherPlaceEndsABackOffButNotAtOnceAgainAndAgain) {
  run(Work::Both, kStart, kRefused);
  schedule_.on_change_of_place(kStart + 100);
  EXPECT_EQ(schedule_.next(kStart + 100).at_ms, kStart + Schedule::kRetryMinMs);
  run(Work::Both, kStart + 500, kRefused);
  schedule_.on_change_of_place(kStart + 501);
  schedule_.on_change_of_place(kStart + 502);
  EXPECT_EQ(schedule_.next(kStart + 502).at_ms, kStart + 1000);
  EXPECT_EQ(schedule_.failures(), 2u);
}

TEST_F(ScheduleTest, MeteredItOnlyPushesUnlessAsked) {
  settle();
  schedule_.set_metered(true);
  schedule_.on_news(kStart + 10);
  EXPECT_EQ(schedule_.next(kStart + 10), Next{});
  schedule_.on_commit(kStart + 10);
  run(Work::Push, kStart + 210, kDone);
  EXPECT_EQ(schedule_.next(kStart + 210), Next{});
  schedule_.on_request();
  run(Work::Both, kStart + 220, kDone);
  schedule_.on_news(kStart + 230);
  schedule_.set_metered(false);
  EXPECT_EQ(schedule_.next(kStart + 240).work, Work::Pull);
}

TEST_F(ScheduleTest, PausedItDoesNothingUnlessAsked) {
  settle();
  schedule_.set_paused(true);
  schedule_.on_commit(kStart);
  schedule_.on_news(kStart);
  EXPECT_EQ(schedule_.next(kStart + 9000), Next{});
  EXPECT_EQ(schedule_.mood(kStart + 9000), Mood::Paused);
  schedule_.on_request();
  run(Work::Both, kStart + 9000, kDone);
  schedule_.on_commit(kStart + 9000);
  schedule_.set_paused(false);
  EXPECT_EQ(schedule_.next(kStart + 9200).work, Work::Both);
}

TEST_F(ScheduleTest, AnEmptyBudgetWaitsForItsRefill) {
  Schedule schedule = make({.bytes_per_hour = 3600});
  schedule.on_round_begun(Work::Both, kStart);
  schedule.on_round_ended({RoundEnd::Kind::Done, 3700, false}, kStart);  // a hundred too many
  schedule.on_commit(kStart);
  EXPECT_EQ(schedule.mood(kStart), Mood::Starved);
  const Next next = schedule.next(kStart + 200);
  EXPECT_EQ(next.work, Work::None);
  EXPECT_EQ(next.at_ms, kStart + 101'001);  // a byte a second, and one to spend
  EXPECT_EQ(schedule.next(next.at_ms).work, Work::Both);
  schedule.on_request();
  EXPECT_EQ(schedule.next(kStart + 200).work, Work::Both);
}

TEST(ByteBudget, HoldsAnHourAtMost) {
  ByteBudget budget(1000, kStart);
  EXPECT_EQ(budget.balance(kStart + 10 * ByteBudget::kHourMs), 1000);
  budget.spend(400, kStart);
  EXPECT_EQ(budget.balance(kStart), 600);
  EXPECT_EQ(budget.balance(kStart + ByteBudget::kHourMs / 5), 800);
  EXPECT_EQ(budget.balance(kStart - 5000), 600);  // a clock that goes back refills nothing
  EXPECT_EQ(ByteBudget(0, kStart).available_at(kStart), kStart);
}

TEST(ByteBudget, HugeNumbersDoNotOverflow) {
  ByteBudget budget(UINT64_MAX, kStart);
  budget.spend(UINT64_MAX, kStart);
  budget.spend(UINT64_MAX, kStart);
  const int64_t at = budget.available_at(kStart);
  EXPECT_GT(at, kStart);
  EXPECT_GT(budget.balance(at + 1000), 0);
}

/// Random events at random times, the promises of schedule.h checked after each, and at the end:
/// what is due gets done once rounds end well.
class RandomRun {
 public:
  explicit RandomRun(uint64_t seed)
      : random_(seed),
        options_(draw_options()),
        schedule_(options_, [this] { return random_(); }, 0) {}

  void run() {
    for (int step = 0; step < 2000; ++step) {
      now_ += draw(4) == 0 ? draw(20'000) : draw(300);
      happen();
      check();
      if (testing::Test::HasFailure()) return;
    }
    come_to_rest();
  }

 private:
  int64_t draw(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }
  ScheduleOptions draw_options() {
    return {.debounce_ms = draw(3) * 200,
            .bytes_per_hour = draw(2) == 0 ? 0 : static_cast<uint64_t>(1 + draw(10'000'000)),
            .is_metered = draw(4) == 0};
  }

  void happen() {
    switch (draw(10)) {
      case 0:
      case 1:
        schedule_.on_commit(now_);
        is_unsent_ = true;
        break;
      case 2:
        schedule_.on_news(now_);
        is_behind_ = true;
        break;
      case 3:
        schedule_.on_change_of_place(now_);
        break;
      case 4:
        if (draw(10) == 0) {
          schedule_.on_request();
          is_requested_ = true;
        }
        break;
      case 5:
        if (draw(5) == 0) schedule_.set_paused(!schedule_.is_paused());
        if (draw(5) == 0) schedule_.set_metered(!schedule_.is_metered());
        break;
      default:
        step_round();
    }
  }

  void step_round() {
    if (running_ != Work::None) {
      const int64_t kind = draw(3);
      end_round({kind == 0
                     ? RoundEnd::Kind::Failed
                     : (kind == 1 && draw(8) == 0 ? RoundEnd::Kind::Refused : RoundEnd::Kind::Done),
                 static_cast<uint64_t>(draw(100'000)), false});
      return;
    }
    const Next next = schedule_.next(now_);
    if (next.work == Work::None) return;
    begin_round(next.work);
  }

  void begin_round(Work work) {
    if (!is_requested_) {
      EXPECT_FALSE(schedule_.is_paused());
      EXPECT_GE(now_, allowed_at_);
      EXPECT_GE(schedule_.budget().balance(now_), options_.bytes_per_hour > 0 ? 1 : 0);
      if (schedule_.is_metered()) {
        EXPECT_EQ(work, Work::Push);
      }
    }
    is_requested_ = false;
    running_ = work;
    sends_ = std::exchange(is_unsent_, work == Work::Pull && is_unsent_);
    pulls_ = std::exchange(is_behind_, work == Work::Push && is_behind_);
    schedule_.on_round_begun(work, now_);
  }

  void end_round(const RoundEnd& end) {
    running_ = Work::None;
    schedule_.on_round_ended(end, now_);
    if (end.kind == RoundEnd::Kind::Done) return;
    is_unsent_ = is_unsent_ || sends_;
    is_behind_ = is_behind_ || pulls_;
    allowed_at_ = now_ + 1;
  }

  void check() const {
    const Next next = schedule_.next(now_);
    if (running_ != Work::None) {
      EXPECT_EQ(next, Next{});
      return;
    }
    if (next.work == Work::None) {
      EXPECT_GT(next.at_ms, now_);
    }
    // A wait for anything but the budget is never longer than the longest back-off.
    if (next.at_ms != kNever && schedule_.budget().available_at(now_) == now_) {
      EXPECT_LE(next.at_ms, now_ + kBackoffMaxMs);
    }
    if (!schedule_.is_paused() && (is_unsent_ || (is_behind_ && !schedule_.is_metered()))) {
      EXPECT_NE(next.at_ms, kNever);
    }
  }

  void come_to_rest() {
    schedule_.set_paused(false);
    schedule_.set_metered(false);
    if (running_ != Work::None) end_round({});
    for (int round = 0; round < 3; ++round) {
      Next next = schedule_.next(now_);
      if (next.at_ms == kNever) break;
      now_ = next.at_ms;
      next = schedule_.next(now_);
      EXPECT_NE(next.work, Work::None);
      if (next.work == Work::None) return;
      begin_round(next.work);
      end_round({});
    }
    EXPECT_EQ(schedule_.next(now_), Next{});
    EXPECT_FALSE(is_unsent_);
    EXPECT_FALSE(is_behind_);
  }

  std::mt19937_64 random_;
  ScheduleOptions options_;
  Schedule schedule_;
  int64_t now_ = 0;
  Work running_ = Work::None;
  bool is_unsent_ = true;  // commits that no round has taken
  bool is_behind_ = true;
  bool sends_ = false;  // what the running round has taken
  bool pulls_ = false;
  bool is_requested_ = false;
  int64_t allowed_at_ = 0;
};

TEST(ScheduleProperties, HoldForRandomEvents) {
  const uint64_t seed = std::random_device()();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  for (uint64_t run = 0; run < 200 && !testing::Test::HasFailure(); ++run) {
    SCOPED_TRACE(run);
    RandomRun(seed + run).run();
  }
}

}  // namespace
}  // namespace tern::daemon::agent
