#include "engine/storage/blocked_connections.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tern::storage {
namespace {

/// Connections, and what their callbacks were called with.
class Blocked : public ::testing::Test {
 protected:
  using Calls = std::vector<std::string>;

  void TearDown() override { calls().clear(); }

  static Calls& calls() {
    static Calls all;
    return all;
  }
  static void note(void** arguments, int count) {
    std::string names;
    for (int i = 0; i < count; ++i) names += static_cast<char*>(arguments[i]);
    std::ranges::sort(names);
    calls().push_back(names);
  }
  static void note_otherwise(void** arguments, int count) {
    calls().push_back("otherwise");
    note(arguments, count);
  }
  bool notify(char* connection, BlockedConnections::Notify how = note) {
    return all_.notify_when_free(connection, how, connection);
  }

  char a_[2] = "a";
  char b_[2] = "b";
  char c_[2] = "c";
  BlockedConnections all_;
};

TEST_F(Blocked, IsToldOnceWhenTheOtherConcludes) {
  all_.blocked(b_, a_);
  EXPECT_TRUE(notify(b_));
  EXPECT_EQ(calls(), Calls{});
  all_.concluded(c_);
  EXPECT_EQ(calls(), Calls{});
  all_.concluded(a_);
  all_.concluded(a_);
  EXPECT_EQ(calls(), Calls{"b"});
}

TEST_F(Blocked, IsToldAtOnceWhereNobodyIsInTheWay) {
  EXPECT_TRUE(notify(b_));
  all_.blocked(b_, a_);
  all_.concluded(a_);
  EXPECT_TRUE(notify(b_));
  EXPECT_EQ(calls(), (Calls{"b", "b"}));
}

TEST_F(Blocked, WhoWaitsWithOneCallbackIsToldTogether) {
  all_.blocked(b_, a_);
  all_.blocked(c_, a_);
  EXPECT_TRUE(notify(b_, note_otherwise));
  EXPECT_TRUE(notify(b_));
  EXPECT_TRUE(notify(c_));
  all_.concluded(a_);
  EXPECT_EQ(calls(), Calls{"bc"});
}

TEST_F(Blocked, IsNotToldAfterACancel) {
  all_.blocked(b_, a_);
  EXPECT_TRUE(notify(b_));
  all_.cancel(b_);
  all_.concluded(a_);
  EXPECT_EQ(calls(), Calls{});
}

TEST_F(Blocked, ARingIsRefusedWhereItWouldClose) {
  all_.blocked(a_, b_);
  all_.blocked(b_, c_);
  all_.blocked(c_, a_);
  EXPECT_TRUE(notify(a_));
  EXPECT_TRUE(notify(b_));
  EXPECT_FALSE(notify(c_));
  all_.concluded(c_);
  all_.concluded(b_);
  EXPECT_EQ(calls(), (Calls{"b", "a"}));
}

// It is told of the end of the one that it asked about.
TEST_F(Blocked, WaitsForWhoWasInTheWayWhenItAsked) {
  all_.blocked(c_, a_);
  EXPECT_TRUE(notify(c_));
  all_.blocked(c_, b_);
  all_.concluded(b_);
  EXPECT_EQ(calls(), Calls{});
  all_.concluded(a_);
  EXPECT_EQ(calls(), Calls{"c"});
}

// Blocked, and not waiting for it: nothing is in the way of the other one's waiting.
TEST_F(Blocked, WhoDoesNotWaitClosesNoRing) {
  all_.blocked(a_, b_);
  all_.blocked(b_, a_);
  EXPECT_TRUE(notify(a_));
  EXPECT_FALSE(notify(b_));
  all_.cancel(a_);
  EXPECT_TRUE(notify(b_));
}

}  // namespace
}  // namespace tern::storage
