#include "sync/session/client_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "sync/session/push_judge.h"

namespace tern::sync::session {
namespace {

template <class A>
const A* only(const std::vector<Action>& actions) {
  return actions.size() == 1 ? std::get_if<A>(&actions[0]) : nullptr;
}

ClientSession session() {
  return ClientSession([] { return uint64_t{12345}; });
}

wire::PushAnswer done(size_t outcomes) {
  wire::PushAnswer answer;
  answer.epoch = Epoch{1};
  answer.outcomes.resize(outcomes);
  return answer;
}

const Start kTwoPending{{Seq{3}, Seq{5}, Seq{4}}, Epoch{1}, Revision{7}};

TEST(ClientSession, PushesThenPullsThenInstalls) {
  ClientSession s = session();
  const auto push = s.on(kTwoPending);
  ASSERT_NE(only<SendPush>(push), nullptr);
  EXPECT_EQ(only<SendPush>(push)->first, Seq{4});
  const auto answered = s.on(PushAnswered{Seq{4}, 2, done(2)});
  ASSERT_EQ(answered.size(), 2u);
  EXPECT_EQ(std::get<NoteOutcomes>(answered[0]).outcomes.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<SendPull>(answered[1]));
  EXPECT_NE(only<SendPull>(s.on(PullAnswered{Epoch{1}, Revision{8}, Seq{5}, false})), nullptr);
  EXPECT_NE(only<Install>(s.on(PullAnswered{Epoch{1}, Revision{9}, Seq{5}, true})), nullptr);
  EXPECT_NE(only<Finish>(s.on(Installed{{Seq{5}, Seq{5}, Seq{6}}, Revision{9}})), nullptr);
  EXPECT_EQ(s.phase(), Phase::Idle);
}

TEST(ClientSession, APushEndsWithoutAPull) {
  ClientSession s = session();
  Start start = kTwoPending;
  start.direction = Direction::Push;
  ASSERT_NE(only<SendPush>(s.on(start)), nullptr);
  const auto answered = s.on(PushAnswered{Seq{4}, 2, done(2)});
  ASSERT_EQ(answered.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<Finish>(answered[1]));
  EXPECT_EQ(s.phase(), Phase::Idle);
  start.log.acked = start.log.last;
  EXPECT_NE(only<Finish>(s.on(start)), nullptr);
}

TEST(ClientSession, APullLeavesWhatIsPending) {
  ClientSession s = session();
  Start start = kTwoPending;
  start.direction = Direction::Pull;
  EXPECT_NE(only<SendPull>(s.on(start)), nullptr);
  EXPECT_NE(only<Install>(s.on(PullAnswered{Epoch{1}, Revision{9}, Seq{3}, true})), nullptr);
  EXPECT_NE(only<Finish>(s.on(Installed{kTwoPending.log, Revision{9}})), nullptr);
}

TEST(ClientSession, AStaleOrDuplicateAnswerChangesNothing) {
  ClientSession s = session();
  (void)s.on(kTwoPending);
  EXPECT_TRUE(s.on(PushAnswered{Seq{1}, 3, done(3)}).empty());
  EXPECT_EQ(s.phase(), Phase::Pushing);
  (void)s.on(PushAnswered{Seq{4}, 2, done(2)});
  EXPECT_TRUE(s.on(PushAnswered{Seq{4}, 2, done(2)}).empty());
  EXPECT_NE(only<SendPull>(s.on(PullAnswered{Epoch{1}, Revision{6}, Seq{5}, true})), nullptr);
}

TEST(ClientSession, AfterAFailureTheSameRecordIsSentAgain) {
  ClientSession s = session();
  (void)s.on(kTwoPending);
  const auto wait = s.on(Failed{});
  ASSERT_NE(only<Wait>(wait), nullptr);
  EXPECT_LE(only<Wait>(wait)->duration_ms, kBackoffFirstMs);
  const auto again = s.on(TimerFired{});
  ASSERT_NE(only<SendPush>(again), nullptr);
  EXPECT_EQ(only<SendPush>(again)->first, Seq{4});
}

TEST(ClientSession, ForkAndEpochTakeANewIdentity) {
  ClientSession s = session();
  (void)s.on(kTwoPending);
  wire::PushAnswer forked;
  forked.verdict = wire::PushVerdict::Forked;
  forked.seq = Seq{3};
  const auto fork = s.on(PushAnswered{Seq{4}, 2, forked});
  ASSERT_NE(only<TakeIdentity>(fork), nullptr);
  EXPECT_EQ(only<TakeIdentity>(fork)->common, Seq{3});
  EXPECT_NE(only<SendPush>(s.on(IdentityTaken{{Seq{0}, Seq{2}, Seq{1}}, Epoch{1}})), nullptr);

  ClientSession pulling = session();
  (void)pulling.on(Start{{Seq{2}, Seq{2}, Seq{3}}, Epoch{1}, Revision{7}});
  const auto restored = pulling.on(PullAnswered{Epoch{1}, Revision{9}, Seq{4}, true});
  ASSERT_NE(only<TakeIdentity>(restored), nullptr);
  const auto other = pulling.on(IdentityTaken{{Seq{0}, Seq{0}, Seq{1}}, Epoch{1}});
  ASSERT_NE(only<SendPull>(other), nullptr);
  const auto epoch = pulling.on(PullAnswered{Epoch{2}, Revision{1}, Seq{0}, true});
  ASSERT_NE(only<TakeIdentity>(epoch), nullptr);
  EXPECT_TRUE(only<TakeIdentity>(epoch)->restart_base);
}

TEST(ClientSession, GapRewindsAsFarAsRecordsAreKept) {
  ClientSession s = session();
  (void)s.on(Start{{Seq{3}, Seq{5}, Seq{2}}, Epoch{1}, Revision{7}});
  wire::PushAnswer gap;
  gap.verdict = wire::PushVerdict::Gap;
  gap.seq = Seq{1};
  const auto rewound = s.on(PushAnswered{Seq{4}, 2, gap});
  ASSERT_NE(only<SendPush>(rewound), nullptr);
  EXPECT_EQ(only<SendPush>(rewound)->first, Seq{2});
  gap.seq = Seq{0};
  EXPECT_NE(only<Fail>(s.on(PushAnswered{Seq{2}, 4, gap})), nullptr);
  EXPECT_EQ(s.phase(), Phase::Stopped);
}

// Method: every sequence of six events from a fixed set; the session's own phase table asserts.
TEST(ClientSession, EveryOrderOfEventsKeepsThePhaseTable) {
  wire::PushAnswer gap = done(0);
  gap.verdict = wire::PushVerdict::Gap;
  gap.seq = Seq{3};
  wire::PushAnswer forked = done(0);
  forked.verdict = wire::PushVerdict::Forked;
  forked.seq = Seq{2};
  const std::vector<Event> events = {kTwoPending,
                                     PushAnswered{Seq{4}, 2, done(2)},
                                     PushAnswered{Seq{4}, 2, done(1)},
                                     PushAnswered{Seq{4}, 2, gap},
                                     PushAnswered{Seq{4}, 2, forked},
                                     PullAnswered{Epoch{1}, Revision{9}, Seq{5}, true},
                                     PullAnswered{Epoch{2}, Revision{9}, Seq{5}, false},
                                     Failed{},
                                     TimerFired{},
                                     IdentityTaken{{Seq{0}, Seq{2}, Seq{1}}, Epoch{1}},
                                     PagesMissing{}};
  const size_t kinds = events.size();
  size_t orders = 1;
  for (int i = 0; i < 6; ++i) orders *= kinds;
  for (size_t order = 0; order < orders; order += 7) {  // every seventh: all prefixes come up
    ClientSession s = session();
    size_t rest = order;
    for (int i = 0; i < 6; ++i, rest /= kinds) (void)s.on(events[rest % kinds]);
  }
}

// Method: a primary of judge() and a list; requests and answers are lost, repeated and delayed.
TEST(ClientSession, EachRecordTakesEffectExactlyOnceOverABadNetwork) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    KnownReplica known;
    std::vector<uint64_t> effects;
    std::deque<PushAnswered> late;
    const uint64_t last = 1 + random() % 12;
    Seq acked{0};
    const auto chain_at = [](uint64_t seq) {
      return seq == 0 ? model::Chain{} : model::chain_after({}, as_bytes(std::to_string(seq)));
    };
    const auto answer_to = [&](Seq first) {
      PushAnswered out{first, last - first.raw + 1, done(0)};
      for (uint64_t seq = first.raw; seq <= last; ++seq) {
        const Judgement verdict = judge(known, Seq{seq}, chain_at(seq - 1), chain_at(seq)).value();
        if (verdict == Judgement::Fresh) {
          effects.push_back(seq);
          known.add(chain_at(seq), {model::OutcomeKind::Applied, Revision{seq}, 0});
        }
        EXPECT_TRUE(verdict == Judgement::Fresh || verdict == Judgement::Duplicate);
        out.answer.outcomes.push_back(known.at(Seq{seq})->outcome);
      }
      return out;
    };
    ClientSession s([&random] { return uint64_t{random()}; });
    std::deque<Event> events{Start{{acked, Seq{last}, Seq{1}}, Epoch{1}, Revision{0}}};
    bool finished = false;
    for (int step = 0; !finished && step < 1000; ++step) {
      ASSERT_FALSE(events.empty());
      const Event event = events.front();
      events.pop_front();
      for (const Action& action : s.on(event)) {
        if (const auto* push = std::get_if<SendPush>(&action)) {
          const bool request_lost = random() % 4 == 0;
          if (!request_lost) late.push_back(answer_to(push->first));
          if (!request_lost && random() % 3 == 0) late.push_back(answer_to(push->first));
          if (request_lost || random() % 4 == 0) {
            events.push_back(Failed{});  // the answer is still under way
          } else {
            events.push_back(late.back());
          }
          if (!late.empty() && random() % 2 == 0) events.push_back(late.front());
        } else if (const auto* noted = std::get_if<NoteOutcomes>(&action)) {
          ASSERT_EQ(noted->first, model::next(acked));
          acked = Seq{acked.raw + noted->outcomes.size()};
        } else if (std::holds_alternative<Wait>(action)) {
          events.push_back(TimerFired{});
        } else if (std::holds_alternative<SendPull>(action)) {
          events.push_back(PullAnswered{Epoch{1}, Revision{last}, Seq{last}, true});
        } else if (std::holds_alternative<Install>(action)) {
          events.push_back(Installed{{acked, Seq{last}, Seq{last + 1}}, Revision{last}});
        } else if (std::holds_alternative<Finish>(action)) {
          finished = true;
        } else {
          FAIL() << "an action that nothing here calls for";
        }
      }
    }
    EXPECT_TRUE(finished);
    EXPECT_EQ(acked, Seq{last});
    ASSERT_EQ(effects.size(), last);
    for (uint64_t i = 0; i < last; ++i) EXPECT_EQ(effects[i], i + 1);
  }
}

}  // namespace
}  // namespace tern::sync::session
