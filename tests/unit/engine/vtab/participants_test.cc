#include "engine/vtab/participants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/recording_table.h"

namespace tern::vtab {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ParticipantsTest : public testing::Test {
 protected:
  /// What the tables were told since this was asked last.
  RecordingTable::Calls told() { return std::exchange(calls_, {}); }

  RecordingTable::Calls calls_;
  std::shared_ptr<RecordingTable> v_ = std::make_shared<RecordingTable>("v", calls_);
  std::shared_ptr<RecordingTable> w_ = std::make_shared<RecordingTable>("w", calls_);
  Participants all_;
};

TEST_F(ParticipantsTest, AreToldInTheOrderInWhichTheyJoined) {
  ASSERT_TRUE(all_.join(w_));
  ASSERT_TRUE(all_.join(v_));
  ASSERT_TRUE(all_.join(w_));  // is in it already
  ASSERT_TRUE(all_.sync());
  all_.commit();
  EXPECT_THAT(told(),
              ElementsAre("w: begin", "v: begin", "w: sync", "v: sync", "w: commit", "v: commit"));
  EXPECT_TRUE(all_.is_empty());
}

TEST_F(ParticipantsTest, OneThatWasJustMadeHearsNoBegin) {
  all_.join_made(v_);
  ASSERT_TRUE(all_.join(v_));
  all_.rollback();
  EXPECT_THAT(told(), ElementsAre("v: rollback"));
}

TEST_F(ParticipantsTest, OneThatIsDestroyedHearsNoMore) {
  ASSERT_TRUE(all_.join(v_));
  all_.leave(*v_);
  all_.rollback();
  EXPECT_THAT(told(), ElementsAre("v: begin"));
}

TEST_F(ParticipantsTest, OneWithoutTransactionsTakesNoPart) {
  v_->is_told = false;
  ASSERT_TRUE(all_.join(v_));
  EXPECT_TRUE(all_.is_empty());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ParticipantsTest, OneWhoseBeginFailsTakesNoPartAndIsAskedAgain) {
  v_->failing = "begin";
  EXPECT_EQ(all_.join(v_).error().message(), "v is full");
  EXPECT_TRUE(all_.is_empty());
  v_->failing.clear();
  EXPECT_TRUE(all_.join(v_));
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: begin"));
}

TEST_F(ParticipantsTest, SavepointsAreNumberedAlsoWhereNobodyTakesPart) {
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_EQ(all_.open_savepoint(), 1);
  ASSERT_TRUE(all_.join(v_));
  EXPECT_EQ(all_.open_savepoint(), 2);
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 1", "v: savepoint 2"));
}

TEST_F(ParticipantsTest, ReleasedNumbersAreGivenAgain) {
  ASSERT_TRUE(all_.join(v_));
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_EQ(all_.open_savepoint(), 1);
  ASSERT_TRUE(all_.release(0));
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 0", "v: savepoint 1", "v: release 0",
                                  "v: savepoint 0"));
}

TEST_F(ParticipantsTest, ARollbackToASavepointLeavesItOpen) {
  ASSERT_TRUE(all_.join(v_));
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_EQ(all_.open_savepoint(), 1);
  ASSERT_TRUE(all_.rollback_to(0));
  EXPECT_EQ(all_.open_savepoint(), 1);
  ASSERT_TRUE(all_.rollback_to(Participants::kTransaction));
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 0", "v: savepoint 1", "v: back to 0",
                                  "v: savepoint 1", "v: back to -1", "v: savepoint 0"));
}

TEST_F(ParticipantsTest, OneThatJoinedLateHearsOfRollbacksToEarlierSavepoints) {
  EXPECT_EQ(all_.open_savepoint(), 0);
  EXPECT_EQ(all_.open_savepoint(), 1);
  ASSERT_TRUE(all_.join(v_));
  ASSERT_TRUE(all_.rollback_to(0));
  EXPECT_THAT(told(), ElementsAre("v: begin", "v: savepoint 1", "v: back to 0"));
}

TEST_F(ParticipantsTest, SavepointThatOneRefusesIsNotThere) {
  ASSERT_TRUE(all_.join(v_));
  ASSERT_TRUE(all_.join(w_));
  w_->failing = "savepoint 0";
  EXPECT_FALSE(all_.open_savepoint());
  w_->failing.clear();
  EXPECT_EQ(all_.open_savepoint(), 0);
}

TEST_F(ParticipantsTest, AllHearOfTheEndOfASavepointAlsoBehindOneThatFails) {
  ASSERT_TRUE(all_.join(v_));
  ASSERT_TRUE(all_.join(w_));
  EXPECT_EQ(all_.open_savepoint(), 0);
  (void)told();
  v_->failing = "back to 0";
  EXPECT_EQ(all_.rollback_to(0).error().message(), "v is full");
  v_->failing = "release 0";
  EXPECT_EQ(all_.release(0).error().message(), "v is full");
  EXPECT_THAT(told(), ElementsAre("v: back to 0", "w: back to 0", "v: release 0", "w: release 0"));
}

TEST_F(ParticipantsTest, SyncEndsWithTheFirstThatFails) {
  ASSERT_TRUE(all_.join(v_));
  ASSERT_TRUE(all_.join(w_));
  v_->failing = "sync";
  EXPECT_EQ(all_.sync().error().message(), "v is full");
  EXPECT_FALSE(all_.is_syncing());
  all_.rollback();
  EXPECT_THAT(told(), ElementsAre("v: begin", "w: begin", "v: sync", "v: rollback", "w: rollback"));
}

TEST_F(ParticipantsTest, NobodyElseJoinsDuringASync) {
  ASSERT_TRUE(all_.join(v_));
  Status joined;
  v_->while_syncing = [&] {
    EXPECT_TRUE(all_.is_syncing());
    EXPECT_TRUE(all_.join(v_));
    joined = all_.join(w_);
  };
  ASSERT_TRUE(all_.sync());
  EXPECT_TRUE(!joined && joined.error().is(ErrorCode::Locked));
}

TEST_F(ParticipantsTest, TablesThatNobodyElseKnowsLiveUntilTheTransactionEnds) {
  ASSERT_TRUE(all_.join(v_));
  v_.reset();
  EXPECT_THAT(told(), ElementsAre("v: begin"));
  all_.rollback();
  EXPECT_THAT(told(), ElementsAre("v: rollback", "v: gone"));
}

}  // namespace
}  // namespace tern::vtab
