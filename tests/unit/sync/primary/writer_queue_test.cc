#include "sync/primary/writer_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace tern::sync::primary {
namespace {

using std::chrono::milliseconds;
using Clock = WriterQueue::Clock;
using Turn = WriterQueue::Turn;

Clock::time_point in_ms(int64_t ms) { return Clock::now() + milliseconds(ms); }
constexpr int64_t kLongMs = 60'000;

void wait_until_waiting(const WriterQueue& queue, size_t count) {
  while (queue.waiting() != count) std::this_thread::yield();
}

TEST(WriterQueue, AFreeTurnIsTakenAtOnceAndGivenBack) {
  WriterQueue queue;
  {
    const Result<Turn> turn = queue.wait(Clock::now());
    ASSERT_TRUE(turn.has_value());
    EXPECT_TRUE(turn->is_held());
    EXPECT_EQ(queue.wait(Clock::now()).error().code(), ErrorCode::Busy);
  }
  EXPECT_TRUE(queue.wait(Clock::now()).has_value());
}

TEST(WriterQueue, AMovedTurnEndsOnce) {
  WriterQueue queue;
  Turn first = queue.wait(Clock::now()).value();
  Turn second = std::move(first);
  EXPECT_FALSE(first.is_held());
  first.end();
  EXPECT_FALSE(queue.wait(Clock::now()).has_value());
  second = Turn();
  EXPECT_TRUE(queue.wait(Clock::now()).has_value());
}

TEST(WriterQueue, WhoCameFirstGoesFirst) {
  WriterQueue queue;
  Turn held = queue.wait(Clock::now()).value();
  std::vector<int> order;  // written in turns
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&queue, &order, i] {
      const Result<Turn> turn = queue.wait(in_ms(kLongMs));
      ASSERT_TRUE(turn.has_value());
      order.push_back(i);
    });
    wait_until_waiting(queue, static_cast<size_t>(i + 1));
  }
  held.end();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(WriterQueue, TheDeadlineEndsTheWaitAndOthersGoOn) {
  WriterQueue queue;
  Turn held = queue.wait(Clock::now()).value();
  std::thread patient;
  {
    std::thread hasty(
        [&queue] { EXPECT_EQ(queue.wait(in_ms(20)).error().code(), ErrorCode::Busy); });
    wait_until_waiting(queue, 1);
    patient = std::thread([&queue] { EXPECT_TRUE(queue.wait(in_ms(kLongMs)).has_value()); });
    hasty.join();
  }
  wait_until_waiting(queue, 1);
  held.end();
  patient.join();
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST(WriterQueue, MoreThanMayWaitAreRefused) {
  WriterQueue queue({.hold_max = milliseconds(kLongMs), .waiting_max = 1});
  Turn held = queue.wait(Clock::now()).value();
  std::thread waits([&queue] { EXPECT_TRUE(queue.wait(in_ms(kLongMs)).has_value()); });
  wait_until_waiting(queue, 1);
  EXPECT_EQ(queue.wait(in_ms(kLongMs)).error().code(), ErrorCode::Busy);
  held.end();
  waits.join();
}

TEST(WriterQueue, WhoHoldsTooLongIsAskedOnce) {
  WriterQueue queue({.hold_max = milliseconds(10)});
  std::atomic<int> asked = 0;
  Turn held = queue.wait(Clock::now(), [&asked] { ++asked; }).value();
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(queue.wait(in_ms(30)).has_value());
    EXPECT_EQ(asked, 1);
  }
  held.end();
}

TEST(WriterQueue, NobodyIsAskedWhileNobodyWaitsNorAfterTheEnd) {
  WriterQueue queue({.hold_max = milliseconds(0)});
  std::atomic<int> asked = 0;
  Turn held = queue.wait(Clock::now(), [&asked] { ++asked; }).value();
  EXPECT_EQ(asked, 0);
  held.end();
  Turn next = queue.wait(Clock::now()).value();
  EXPECT_FALSE(queue.wait(in_ms(20)).has_value());
  EXPECT_EQ(asked, 0);
}

TEST(WriterQueue, WhoIsAskedMayEndTheTurnThere) {
  WriterQueue queue({.hold_max = milliseconds(1)});
  Turn held;
  held = queue.wait(Clock::now(), [&held] { held.end(); }).value();
  EXPECT_TRUE(queue.wait(in_ms(kLongMs)).has_value());
  EXPECT_FALSE(held.is_held());
}

// The holder that waited gets its own callback, and whoever becomes the first who waits asks it.
TEST(WriterQueue, TheNextHolderIsAskedToo) {
  WriterQueue queue({.hold_max = milliseconds(5)});
  Turn held = queue.wait(Clock::now()).value();
  std::atomic<bool> is_asked = false;
  std::thread second([&] {
    const Result<Turn> turn = queue.wait(in_ms(kLongMs), [&is_asked] { is_asked = true; });
    ASSERT_TRUE(turn.has_value());
    while (!is_asked) std::this_thread::yield();
  });
  wait_until_waiting(queue, 1);
  std::thread third([&] { EXPECT_TRUE(queue.wait(in_ms(kLongMs)).has_value()); });
  wait_until_waiting(queue, 2);
  held.end();
  second.join();
  third.join();
}

TEST(WriterQueue, ManyThreadsLoseNoTurn) {
  WriterQueue queue({.hold_max = milliseconds(1)});
  int64_t count = 0;  // guarded by the turn
  std::atomic<int64_t> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 300; ++round) {
        const bool is_hasty = (round + i) % 7 == 0;
        const Result<Turn> turn = queue.wait(in_ms(is_hasty ? 0 : kLongMs), [] {});
        EXPECT_TRUE(turn.has_value() || is_hasty);
        if (!turn) continue;
        ++count;
        ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, taken.load());
  EXPECT_GE(count, 8 * 300 * 6 / 7 - 8);
  EXPECT_EQ(queue.waiting(), 0u);
}

}  // namespace
}  // namespace tern::sync::primary
