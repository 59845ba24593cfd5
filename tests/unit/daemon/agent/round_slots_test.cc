#include "daemon/agent/round_slots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/agent/clock_watch.h"

namespace tern::daemon::agent {
namespace {

TEST(RoundSlots, TheSmallestPriorityNumberGoesFirst) {
  RoundSlots slots(1);
  std::optional<RoundSlots::Slot> held(slots.take(0));
  std::mutex mutex;
  std::vector<uint32_t> order;
  std::vector<std::thread> threads;
  for (const uint32_t priority : {30u, 10u, 20u}) {
    threads.emplace_back([&, priority] {
      const RoundSlots::Slot slot = slots.take(priority);
      const std::lock_guard guard(mutex);
      order.push_back(priority);
    });
  }
  while (slots.waiting() < 3) std::this_thread::yield();
  held.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<uint32_t>{10, 20, 30}));
}

TEST(RoundSlots, WhoGivesUpLetsTheNextGoAndDoesSoOnce) {
  RoundSlots slots(1);
  RoundSlots::Slot stuck = slots.take(1);
  stuck.give_up();
  RoundSlots::Slot next = slots.take(1);
  stuck.give_up();
  std::atomic<bool> has_third = false;
  std::optional<RoundSlots::Slot> third;
  std::thread thread([&] {
    third.emplace(slots.take(1));
    has_third = true;
  });
  while (slots.waiting() < 1) std::this_thread::yield();
  EXPECT_FALSE(has_third);
  next.give_up();
  thread.join();
  EXPECT_TRUE(has_third);
}

TEST(ClockWatch, SeesJumpsBothWaysAndNoDrift) {
  ClockWatch watch;
  EXPECT_FALSE(watch.look(1'000'000, 50));
  EXPECT_FALSE(watch.look(1'001'100, 1050));  // a little fast
  EXPECT_TRUE(watch.look(9'001'100, 1150));   // forwards, as after a sleep
  EXPECT_FALSE(watch.look(9'002'100, 2150));
  EXPECT_TRUE(watch.look(1'000, 3150));  // backwards
  EXPECT_FALSE(watch.look(2'000, 4150));
}

}  // namespace
}  // namespace tern::daemon::agent
