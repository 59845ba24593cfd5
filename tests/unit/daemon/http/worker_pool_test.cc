#include "daemon/http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace tern::daemon {
namespace {

TEST(WorkerPool, RunsAllThatWasPostedBeforeItEnds) {
  std::atomic<int> done = 0;
  WorkerPool pool(3, 1);
  for (int i = 0; i < 1'000; ++i) pool.post([&] { ++done; });
  pool.join();
  EXPECT_EQ(done, 1'000);
}

TEST(WorkerPool, AnotherThreadTakesThePlaceOfOneThatWaits) {
  WorkerPool pool(1, 2);
  std::latch others_done(3);
  std::latch all_done(2);
  for (int i = 0; i < 2; ++i)
    pool.post([&] {
      const WorkerPool::Waiting waiting(pool);
      EXPECT_TRUE(waiting.is_allowed());
      others_done.wait();
      all_done.count_down();
    });
  for (int i = 0; i < 3; ++i) pool.post([&] { others_done.count_down(); });
  all_done.wait();
  pool.join();
}

TEST(WorkerPool, OnlySoManyMayWait) {
  WorkerPool pool(2, 1);
  std::latch first_waits(1);
  std::latch refused(1);
  pool.post([&] {
    const WorkerPool::Waiting waiting(pool);
    EXPECT_TRUE(waiting.is_allowed());
    first_waits.count_down();
    refused.wait();
  });
  pool.post([&] {
    first_waits.wait();
    EXPECT_FALSE(WorkerPool::Waiting(pool).is_allowed());
    refused.count_down();
  });
  pool.join();
}

}  // namespace
}  // namespace tern::daemon
