#include "engine/storage/writer_queue.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tern::storage {
namespace {

constexpr uint32_t kForever = 600'000;  // ms

TEST(WriterQueue, OneHasTheTurnAtATime) {
  WriterQueue queue;
  int64_t count = 0;  // guarded by the turn alone
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 2000; ++turn) {
        ASSERT_TRUE(queue.enter(kForever));
        ++count;
        queue.leave();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 8000);
}

TEST(WriterQueue, WhoDoesNotWaitIsBusyAtOnce) {
  WriterQueue queue;
  ASSERT_TRUE(queue.enter(0));
  EXPECT_EQ(queue.enter(0).error().code(), ErrorCode::Busy);
  queue.leave();
  EXPECT_TRUE(queue.enter(0));
  queue.leave();
}

TEST(WriterQueue, TheTurnIsFreeAgainAfterWaitersHaveGivenUp) {
  WriterQueue queue;
  ASSERT_TRUE(queue.enter(0));
  EXPECT_EQ(queue.enter(1).error().code(), ErrorCode::Busy);
  EXPECT_EQ(queue.enter(1).error().code(), ErrorCode::Busy);
  queue.leave();
  ASSERT_TRUE(queue.enter(0));
  EXPECT_EQ(queue.enter(0).error().code(), ErrorCode::Busy);
  queue.leave();
}

TEST(WriterQueue, AWaiterGetsTheTurnThatIsLeft) {
  WriterQueue queue;
  ASSERT_TRUE(queue.enter(0));
  bool has_had_turn = false;  // guarded by the turn
  std::thread waiter([&] {
    ASSERT_TRUE(queue.enter(kForever));
    has_had_turn = true;
    queue.leave();
  });
  queue.leave();
  waiter.join();
  ASSERT_TRUE(queue.enter(0));
  EXPECT_TRUE(has_had_turn);
  queue.leave();
}

}  // namespace
}  // namespace tern::storage
