#include "sync/primary/commit_news.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tern::sync::primary {
namespace {

using Clock = CommitNews::Clock;

Clock::time_point soon() { return Clock::now() + std::chrono::milliseconds(10); }
Clock::time_point late() { return Clock::now() + std::chrono::minutes(1); }

TEST(CommitNews, AThreadWaitsForALargerHead) {
  CommitNews news;
  news.announce(3);
  EXPECT_EQ(news.wait(2, late()), 3u);
  EXPECT_EQ(news.wait(3, soon()), 3u);
  std::thread waits([&news] { EXPECT_EQ(news.wait(4, late()), 5u); });
  news.announce(4);
  news.announce(5);
  waits.join();
}

TEST(CommitNews, ACallbackIsCalledOnce) {
  CommitNews news;
  std::vector<uint64_t> heard;
  EXPECT_NE(news.on_commit(1, [&](uint64_t head) { heard.push_back(head); }), 0u);
  news.announce(1);
  EXPECT_TRUE(heard.empty());
  news.announce(2);
  news.announce(3);
  EXPECT_EQ(heard, (std::vector<uint64_t>{2}));
}

TEST(CommitNews, WhatIsThereAlreadyIsToldAtOnce) {
  CommitNews news;
  news.announce(9);
  uint64_t heard = 0;
  EXPECT_EQ(news.on_commit(8, [&](uint64_t head) { heard = head; }), 0u);
  EXPECT_EQ(heard, 9u);
}

TEST(CommitNews, AForgottenCallbackIsNotCalled) {
  CommitNews news;
  int calls = 0;
  const uint64_t first = news.on_commit(0, [&](uint64_t) { ++calls; });
  const uint64_t second = news.on_commit(0, [&](uint64_t) { ++calls; });
  EXPECT_TRUE(news.forget(first));
  EXPECT_FALSE(news.forget(first));
  news.announce(1);
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(news.forget(second));
}

TEST(CommitNews, WhatComesLateSaysNothing) {
  CommitNews news;
  news.announce(7);
  news.announce(6);
  EXPECT_EQ(news.head(), 7u);
}

TEST(CommitNews, TheEndIsToldToAll) {
  CommitNews news;
  news.announce(1);
  std::vector<uint64_t> heard;
  (void)news.on_commit(1, [&](uint64_t head) { heard.push_back(head); });
  std::thread waits([&news] { EXPECT_EQ(news.wait(1, late()), 1u); });
  news.close();
  waits.join();
  EXPECT_EQ(heard, (std::vector<uint64_t>{0}));
  (void)news.on_commit(1, [&](uint64_t head) { heard.push_back(head); });
  EXPECT_EQ(heard, (std::vector<uint64_t>{0, 0}));
}

// A thousand long polls are a thousand entries, no threads.
TEST(CommitNews, ManyWaitForDifferentHeads) {
  CommitNews news;
  std::vector<uint64_t> heard(1000);
  for (uint64_t i = 0; i < heard.size(); ++i) {
    (void)news.on_commit(i, [&heard, i](uint64_t head) { heard[i] = head; });
  }
  for (uint64_t head = 1; head <= heard.size(); ++head) news.announce(head);
  for (uint64_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i], i + 1);
}

}  // namespace
}  // namespace tern::sync::primary
