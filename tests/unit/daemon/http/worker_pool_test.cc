#include "daemon/http/worker_pool.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace tern::daemon {
namespace {

TEST(WorkerPool, RunsAllThatWasPostedBeforeItEnds) {
  std::atomic<int> done = 0;
  WorkerPool pool({.workers = 3, .database_max = 1});
  for (int i = 0; i < 1'000; ++i) pool.post(i % 3 == 0 ? "a" : "b", [&] { ++done; });
  pool.join();
  EXPECT_EQ(done, 1'000);
}

TEST(WorkerPool, AnotherThreadTakesThePlaceOfOneThatWaits) {
  WorkerPool pool({.workers = 1, .database_max = 1, .readers_max = 3});
  std::latch others_done(3);
  std::latch all_done(2);
  for (int i = 0; i < 2; ++i)
    pool.post("a", [&] {
      const WorkerPool::Waiting waiting(pool, WorkerPool::Wait::Reader);
      EXPECT_TRUE(waiting.is_allowed());
      others_done.wait();
      all_done.count_down();
    });
  for (int i = 0; i < 3; ++i) pool.post("a", [&] { others_done.count_down(); });
  all_done.wait();
  pool.join();
}

using Wait = WorkerPool::Wait;

TEST(WorkerPool, OnlySoManyMayWaitOfEachKind) {
  WorkerPool pool({.workers = 2, .database_max = 2, .readers_max = 1, .polls_max = 1});
  std::latch first_waits(1);
  std::latch refused(1);
  pool.post("a", [&] {
    const WorkerPool::Waiting waiting(pool, Wait::Reader);
    EXPECT_TRUE(waiting.is_allowed());
    first_waits.count_down();
    refused.wait();
  });
  pool.post("b", [&] {
    first_waits.wait();
    EXPECT_FALSE(WorkerPool::Waiting(pool, Wait::Reader).is_allowed());
    EXPECT_FALSE(WorkerPool::Waiting(pool, Wait::Turn).is_allowed());
    // Who waits for news takes no reader's place.
    EXPECT_TRUE(WorkerPool::Waiting(pool, Wait::News).is_allowed());
    refused.count_down();
  });
  pool.join();
  EXPECT_FALSE(WorkerPool::Waiting(pool, Wait::Reader).is_allowed());  // no worker
}

TEST(WorkerPool, OneDatabaseLeavesWaitsToOthers) {
  WorkerPool pool({.workers = 4, .database_max = 4, .polls_max = 2});
  std::latch first_waits(1);
  std::latch others_done(2);
  pool.post("a", [&] {
    const WorkerPool::Waiting waiting(pool, Wait::News);
    EXPECT_TRUE(waiting.is_allowed());
    first_waits.count_down();
    others_done.wait();
  });
  pool.post("a", [&] {
    first_waits.wait();
    EXPECT_FALSE(WorkerPool::Waiting(pool, Wait::News).is_allowed());
    others_done.count_down();
  });
  pool.post("b", [&] {
    first_waits.wait();
    EXPECT_TRUE(WorkerPool::Waiting(pool, Wait::News).is_allowed());
    others_done.count_down();
  });
  pool.join();
}

TEST(WorkerPool, ADatabaseHasSoManyWorkersAndTheOthersTakeTurns) {
  WorkerPool pool({.workers = 3, .database_max = 2});
  std::latch both_at_work(2);
  std::latch released(1);
  std::latch all_done(5);
  std::atomic<int> at_once = 0;
  for (int i = 0; i < 5; ++i)
    pool.post("greedy", [&] {
      EXPECT_LE(++at_once, 2);
      if (!both_at_work.try_wait()) both_at_work.count_down();
      released.wait();
      --at_once;
      all_done.count_down();
    });
  both_at_work.wait();
  std::latch other_done(3);
  std::string order;
  for (const char* name : {"b", "c", "b"})
    pool.post(name, [&, name] {
      order += name;  // one at a time: the third worker is all that is left
      other_done.count_down();
    });
  other_done.wait();
  EXPECT_EQ(order, "bcb");
  EXPECT_EQ(pool.counts().working, 2U);
  EXPECT_EQ(pool.counts().queued, 3U);
  released.count_down();
  all_done.wait();
  pool.join();
}

/// Ticks until it is so.
template <class Condition>
bool ticks_until(WorkerPool& pool, Condition condition) {
  for (int i = 0; i < 4'000; ++i) {
    pool.tick();
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

TEST(WorkerPool, WhoTakesLongGetsSomebodyInItsPlace) {
  WorkerPool pool({.workers = 1, .database_max = 1, .slow_max = 1});
  std::latch other_done(1);
  pool.post("a", [&] { other_done.wait(); });
  pool.post("b", [&] { other_done.count_down(); });
  EXPECT_TRUE(ticks_until(pool, [&] { return other_done.try_wait(); }));
  EXPECT_TRUE(ticks_until(pool, [&] { return pool.counts().slow == 0; }));
  EXPECT_EQ(pool.counts().paced, 0U);  // it waited, and computed nothing
  pool.join();
}

TEST(WorkerPool, OnlySoManyThatTakeLongAreReplaced) {
  WorkerPool pool({.workers = 1, .database_max = 1, .slow_max = 0});
  std::latch released(1);
  std::atomic<bool> is_done = false;
  pool.post("a", [&] { released.wait(); });
  pool.post("b", [&] { is_done = true; });
  for (int i = 0; i < 30; ++i) {
    pool.tick();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_FALSE(is_done);
  released.count_down();
  pool.join();
  EXPECT_TRUE(is_done);
}

/// Computes until `stop`, with a call of pace() every 200 microseconds.
void compute(const std::atomic<bool>& stop, std::atomic<uint64_t>& slices) {
  while (!stop) {
    const auto end = WorkerPool::Clock::now() + std::chrono::microseconds(200);
    while (WorkerPool::Clock::now() < end) {
    }
    ++slices;
    pace();
  }
}

TEST(WorkerPool, ThoseThatComputeLongShareAllProcessorsButOneWhileOthersWork) {
  const uint32_t processors = std::max(std::thread::hardware_concurrency(), 2U) - 1;
  const uint32_t count = processors + 3;
  WorkerPool pool({.workers = count + 1, .database_max = count, .slow_max = count});
  std::atomic<bool> stop = false;
  std::vector<std::atomic<uint64_t>> slices(count);
  for (uint32_t i = 0; i < count; ++i) pool.post("a", [&, i] { compute(stop, slices[i]); });
  // As long as nobody else is there they have what they want.
  EXPECT_TRUE(ticks_until(pool, [&] { return pool.counts().slow == count; }));
  for (int i = 0; i < 10; ++i) pool.tick();
  EXPECT_EQ(pool.counts().paced, 0U);
  const auto work_as_another = [&] { pool.post("b", [] {}); };
  EXPECT_TRUE(ticks_until(pool, [&] {
    work_as_another();
    return pool.counts().paced == count;
  }));
  // Each gets its turn; who waits longer than it is patient looks whether it is to end.
  std::vector<uint64_t> before(slices.begin(), slices.end());
  EXPECT_TRUE(ticks_until(pool, [&] {
    work_as_another();
    EXPECT_LE(pool.counts().computing, processors);
    for (uint32_t i = 0; i < count; ++i)
      if (slices[i] < before[i] + 20) return false;
    return true;
  }));
  stop = true;
  EXPECT_TRUE(ticks_until(pool, [&] { return pool.counts().slow == 0; }));
  EXPECT_EQ(pool.counts().computing, 0U);
  pool.join();
}

cpu_set_t usable_processors() {
  cpu_set_t set{};
  EXPECT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  return set;
}

TEST(WorkerPool, ThoseThatShareProcessorsLeaveTheFirst) {
  const cpu_set_t all = usable_processors();
  cpu_set_t others = all;
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  if (CPU_COUNT(&all) > 1) CPU_CLR(first, &others);  // with one there is none to leave
  WorkerPool pool({.workers = 1, .database_max = 1, .slow_max = 1});
  std::atomic<bool> stop = false;
  std::atomic<bool> has_left = false;
  pool.post("a", [&] {
    while (!stop) {
      pace();
      const cpu_set_t mine = usable_processors();
      if (!CPU_EQUAL(&mine, &others) || has_left.exchange(true)) continue;
      pool.post("b", [] {});  // on a new thread, perhaps, which is free to use all
    }
  });
  EXPECT_TRUE(ticks_until(pool, [&] {
    pool.post("b", [] {});
    return pool.counts().paced == 1;
  }));
  EXPECT_TRUE(ticks_until(pool, [&] { return has_left.load(); }));
  stop = true;
  for (int i = 0; i < 20; ++i) {
    pool.post(i % 2 == 0 ? "a" : "b", [&] {
      const cpu_set_t mine = usable_processors();
      EXPECT_TRUE(CPU_EQUAL(&mine, &all));
    });
  }
  pool.join();
}

class QuietHost final : public GuestHost {
 public:
  int waits = 0;

 private:
  void guest_expects_wait() override { ++waits; }
};

// A guest is a thread of somebody else's.
TEST(WorkerPool, AGuestIsOneOfItsDatabasesThreads) {
  QuietHost host;
  WorkerPool pool({.workers = 2, .database_max = 1});
  ASSERT_TRUE(pool.begin_guest("a", host));
  std::atomic<bool> has_run = false;
  std::latch of_a(1);
  std::latch of_b(1);
  pool.post("a", [&] {
    has_run = true;
    of_a.count_down();
  });
  pool.post("b", [&] { of_b.count_down(); });
  of_b.wait();
  EXPECT_FALSE(has_run);
  EXPECT_EQ(pool.counts().queued, 1U);
  pool.end_guest();
  of_a.wait();
  pool.join();
}

TEST(WorkerPool, AGuestIsSentAwayWhereItsDatabaseHasAllItMayHave) {
  QuietHost host;
  WorkerPool pool({.workers = 2, .database_max = 1});
  std::latch begun(1);
  std::latch end(1);
  pool.post("a", [&] {
    begun.count_down();
    end.wait();
  });
  begun.wait();
  EXPECT_FALSE(pool.begin_guest("a", host));
  EXPECT_TRUE(pool.begin_guest("b", host));
  pool.end_guest();
  end.count_down();
  pool.join();
}

TEST(WorkerPool, OneDatabaseHasOnlySoManyGuests) {
  QuietHost host;
  WorkerPool pool({.workers = 8, .database_max = 8, .turns_max = 8, .guests_max = 1});
  ASSERT_TRUE(pool.begin_guest("a", host));
  {
    const WorkerPool::Waiting waiting(pool, Wait::Turn);  // it is one all the same
    EXPECT_TRUE(waiting.is_allowed());
    std::thread([&] {
      EXPECT_FALSE(pool.begin_guest("a", host));
      EXPECT_TRUE(pool.begin_guest("b", host));
      pool.end_guest();
    }).join();
  }
  pool.end_guest();
  EXPECT_TRUE(pool.begin_guest("a", host));
  pool.end_guest();
  pool.join();
}

TEST(WorkerPool, AGuestTakesNoPlaceAndMayWait) {
  QuietHost host;
  WorkerPool pool({.workers = 1, .database_max = 1, .turns_max = 2});
  ASSERT_TRUE(pool.begin_guest("a", host));
  EXPECT_EQ(pool.counts().working, 0U);
  std::latch of_a(1);
  {
    const WorkerPool::Waiting waiting(pool, Wait::Turn);
    EXPECT_TRUE(waiting.is_allowed());
    pool.post("a", [&] { of_a.count_down(); });  // in its place
    of_a.wait();
  }
  pool.end_guest();
  pool.join();
  const WorkerPool::Counts counts = pool.counts();
  EXPECT_EQ(counts.working, 0U);
  EXPECT_EQ(counts.slow, 0U);
  EXPECT_EQ(counts.waiting[static_cast<size_t>(Wait::Turn)], 0U);
}

TEST(WorkerPool, AGuestThatExpectsToWaitIsNotBusyFromThenOn) {
  using namespace std::chrono_literals;
  QuietHost host;
  WorkerPool pool({.workers = 1, .database_max = 1});
  for (int i = 1; i <= 2; ++i) {
    ASSERT_TRUE(pool.begin_guest("a", host));
    const auto before = WorkerPool::Clock::now();
    EXPECT_GE(WorkerPool::busy_until(), before);
    expect_wait();
    const auto after = WorkerPool::Clock::now();
    std::this_thread::sleep_for(2ms);
    expect_wait();
    EXPECT_LE(WorkerPool::busy_until(), after);
    pool.end_guest();
    EXPECT_EQ(host.waits, i);  // it says so once
  }
  expect_wait();  // at nothing
  EXPECT_EQ(host.waits, 2);
  pool.join();
}

// Its requests then wait for each other, at the workers.
TEST(WorkerPool, AGreedyDatabaseHasNoGuests) {
  QuietHost host;
  WorkerPool pool({.workers = 2, .database_max = 2});
  const auto begin = std::chrono::steady_clock::now();
  bool is_greedy = false;
  while (!is_greedy && std::chrono::steady_clock::now() - begin < std::chrono::seconds(30)) {
    pool.post("b", [] {});  // somebody else is there
    is_greedy = !pool.begin_guest("a", host);
    if (is_greedy) break;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(90);
    while (std::chrono::steady_clock::now() < end) continue;
    pool.end_guest();
    pool.tick();
  }
  EXPECT_TRUE(is_greedy);
  pool.join();
}

}  // namespace
}  // namespace tern::daemon
