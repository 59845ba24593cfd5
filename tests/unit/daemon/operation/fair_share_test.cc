#include "daemon/operation/fair_share.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tern::daemon {
namespace {

TEST(FairShare, OneDatabaseGetsItsShareAndTheOthersTheRest) {
  FairShare share(100, 60);
  auto greedy = share.use("a");
  EXPECT_TRUE(greedy.resize(60));
  EXPECT_FALSE(greedy.resize(61));
  EXPECT_EQ(greedy.size(), 60U);
  auto more = share.use("a");
  EXPECT_FALSE(more.resize(1));
  auto other = share.use("b");
  EXPECT_TRUE(other.resize(40));
  EXPECT_FALSE(other.resize(41));
  EXPECT_EQ(share.used(), 100U);
  // What one gives back another one may have.
  EXPECT_TRUE(greedy.resize(50));
  EXPECT_TRUE(other.resize(50));
}

TEST(FairShare, WhatIsDroppedOrMovedIsGivenBackOnce) {
  FairShare share(100);
  EXPECT_EQ(share.share_max(), 50U);
  {
    auto first = share.use("a");
    EXPECT_TRUE(first.resize(30));
    auto second = std::move(first);
    EXPECT_EQ(share.used(), 30U);
    auto third = share.use("a");
    EXPECT_TRUE(third.resize(20));
    third = std::move(second);
    EXPECT_EQ(share.used(), 30U);
    EXPECT_EQ(third.size(), 30U);
  }
  EXPECT_EQ(share.used(), 0U);
  FairShare::Use of_nothing;
  EXPECT_TRUE(of_nothing.resize(UINT64_MAX));
}

TEST(FairShare, ManyThreadsComeOutEven) {
  FairShare share(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&share, i] {
      for (int k = 0; k < 2'000; ++k) {
        auto use = share.use(i % 2 == 0 ? "a" : "b");
        if (use.resize(1)) {
          EXPECT_LE(share.used(), 4U);
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(share.used(), 0U);
}

}  // namespace
}  // namespace tern::daemon
