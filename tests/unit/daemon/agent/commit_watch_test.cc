// What is committed is seen, by whoever it was and whatever becomes of the WAL.
#include "daemon/agent/commit_watch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "daemon/agent/file_events.h"
#include "engine/api/include/tern/tern.h"
#include "tests/support/test_certificate.h"

namespace tern::daemon::agent {
namespace {

class CommitWatchTest : public testing::Test {
 protected:
  Connection connect() {
    Result<Connection> connection = Connection::open(path_);
    EXPECT_TRUE(connection.has_value());
    EXPECT_TRUE(connection->execute("PRAGMA journal_mode=WAL").has_value());
    return *std::move(connection);
  }

  tests::TemporaryFolder folder_;
  std::string path_ = folder_ / "a.db";
  CommitWatch watch_{path_};
};

TEST_F(CommitWatchTest, SeesEachCommitOnce) {
  Connection db = connect();
  EXPECT_TRUE(watch_.look());
  EXPECT_FALSE(watch_.look());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(db.execute("CREATE TABLE t" + std::to_string(i) + "(a)").has_value());
    EXPECT_TRUE(watch_.look());
    EXPECT_FALSE(watch_.look());
  }
}

TEST_F(CommitWatchTest, ReadingAndRollingBackAreNoCommits) {
  Connection db = connect();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a)").has_value());
  (void)watch_.look();
  ASSERT_TRUE(db.execute("SELECT * FROM t").has_value());
  ASSERT_TRUE(db.execute("BEGIN; INSERT INTO t VALUES(1); ROLLBACK").has_value());
  EXPECT_FALSE(watch_.look());
}

TEST_F(CommitWatchTest, SeesCommitsAfterTheLogWasRemovedAndMadeAnew) {
  {
    Connection db = connect();
    ASSERT_TRUE(db.execute("CREATE TABLE t(a)").has_value());
    (void)watch_.look();
  }
  ASSERT_FALSE(std::filesystem::exists(path_ + "-shm"));
  (void)watch_.look();
  EXPECT_FALSE(watch_.look());
  Connection db = connect();
  ASSERT_TRUE(db.execute("INSERT INTO t VALUES(1)").has_value());
  EXPECT_TRUE(watch_.look());
  ASSERT_TRUE(db.execute("INSERT INTO t VALUES(2)").has_value());
  EXPECT_TRUE(watch_.look());
}

TEST_F(CommitWatchTest, TakesNoLock) {
  Connection db = connect();
  (void)watch_.look();
  ASSERT_TRUE(
      db.execute("CREATE TABLE t(a); PRAGMA locking_mode=EXCLUSIVE; INSERT INTO t VALUES(1)")
          .has_value());
  (void)watch_.look();
  EXPECT_TRUE(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").has_value());
}

TEST_F(CommitWatchTest, AFileThatIsNotThereIsNoError) {
  EXPECT_TRUE(watch_.look());
  EXPECT_FALSE(watch_.look());
}

using Clock = std::chrono::steady_clock;

/// Whether a wait without end returns because of `act`, and not because of the look at intervals.
template <class Act>
bool wakes(FileEvents& events, const Act& act) {
  bool returned = false;
  const Clock::time_point begin = Clock::now();
  std::thread actor([&] { act(); });
  for (int i = 0; i < 3 && !returned; ++i) {
    events.wait(10'000, FileEvents::For::Writes);
    returned = Clock::now() - begin < std::chrono::milliseconds(1500);
  }
  actor.join();
  return returned;
}

TEST_F(CommitWatchTest, EventsComeWithWritesAlsoToANewLog) {
  FileEvents events(path_);
  std::optional<Connection> db;
  EXPECT_TRUE(wakes(events, [&] { db.emplace(connect()); }));
  events.wait(0, FileEvents::For::Writes);
  EXPECT_TRUE(wakes(events, [&] { EXPECT_TRUE(db->execute("CREATE TABLE t(a)").has_value()); }));
}

TEST_F(CommitWatchTest, AWakeUpIsNotLost) {
  FileEvents events(path_);
  events.wake();
  const Clock::time_point begin = Clock::now();
  events.wait(60'000, FileEvents::For::WakeUpOnly);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace
}  // namespace tern::daemon::agent
