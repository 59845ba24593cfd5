// Several processes of Tern and one of the reference on one database in WAL mode, with checkpoints
// of all kinds by all of them: every snapshot is whole, and at the end every transaction is there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/reference_db.h"

namespace tern::test {
namespace {

constexpr int kProcesses = 3;
constexpr int kTransactionsDefault = 600;

int transaction_count() {
  const char* const text = std::getenv("TERN_CRASH_ROUNDS");
  return text ? std::atoi(text) * 6 : kTransactionsDefault;
}

class SharedFile : public testing::Test {
 protected:
  void SetUp() override {
    std::printf("seed %u\n", seed_);
    ReferenceDb db(path_);
    ASSERT_EQ(db.run("PRAGMA journal_mode = WAL"), "wal");
    ASSERT_EQ(db.run("CREATE TABLE account(id INTEGER PRIMARY KEY, amount INT);"
                     "CREATE INDEX account_amount ON account(amount);"
                     "CREATE TABLE moved(id INTEGER PRIMARY KEY, who TEXT, fill TEXT);"
                     "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
                     "INSERT INTO account SELECT i, 1000 FROM n;"),
              "");
  }
  tests::ChildProcess start_writer(int transactions) {
    return tests::ChildProcess({SHARED_WRITER, path_, std::to_string(seed_ + lives_++),
                                std::to_string(transactions), acknowledged_});
  }

  const unsigned seed_ = std::random_device()() % 1'000'000;
  std::mt19937 random_{seed_};
  const TemporaryFolder folder_;
  const std::string path_ = folder_.path("x.db");
  const std::string acknowledged_ = path_ + "-ack";
  unsigned lives_ = 0;
};

TEST_F(SharedFile, ProcessesThatWriteAndCheckpointSeeWholeSnapshots) {
  std::vector<tests::ChildProcess> writers;
  for (int n = 0; n < kProcesses; ++n) writers.push_back(start_writer(transaction_count()));
  // The reference, in this process, until all have ended.
  int64_t own = 0;
  int running = kProcesses;
  ReferenceDb db(path_);
  db.run("PRAGMA busy_timeout = 60000");
  while (running > 0) {
    db.run("PRAGMA wal_autocheckpoint = " + std::to_string(1 + random_() % 60));
    const std::string from = std::to_string(random_() % 200);
    const std::string done = db.run(
        "BEGIN IMMEDIATE; UPDATE account SET amount = amount - 1 WHERE id = " + from +
        " AND amount > 0; UPDATE account SET amount = amount + changes() WHERE id = " +
        std::to_string(random_() % 200) + "; INSERT INTO moved(who) VALUES('reference'); COMMIT;");
    ASSERT_EQ(done, "");
    ++own;
    EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
    for (tests::ChildProcess& writer : writers) {
      if (!writer.is_running()) continue;
      const int status = writer.wait(0);
      if (writer.is_running()) continue;
      EXPECT_EQ(status, 0);
      --running;
    }
  }
  const std::string all = std::to_string(own + kProcesses * transaction_count());
  EXPECT_EQ(db.run("SELECT count(*) FROM moved"), all);
  EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
  EXPECT_EQ(db.run("PRAGMA integrity_check"), "ok");
}

TEST_F(SharedFile, KilledWritersLoseNothingAndLeaveTheOthersAlone) {
  constexpr int kEndless = 1'000'000;
  std::vector<tests::ChildProcess> writers;
  for (int n = 0; n < kProcesses; ++n) writers.push_back(start_writer(kEndless));
  const int kills = transaction_count() / 6;
  for (int n = 0; n < kills; ++n) {
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % 40'000));
    tests::ChildProcess& writer = writers[random_() % writers.size()];
    ASSERT_TRUE(writer.kill()) << "it ended by itself";
    writer = start_writer(kEndless);
  }
  for (tests::ChildProcess& writer : writers) EXPECT_TRUE(writer.kill()) << "it ended by itself";
  ReferenceDb db(path_);
  EXPECT_EQ(db.run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
  const auto acknowledged = static_cast<int64_t>(std::filesystem::file_size(acknowledged_));
  const int64_t moved = std::stoll(db.run("SELECT count(*) FROM moved"));
  std::printf("kills %d, acknowledged %lld\n", kills, static_cast<long long>(acknowledged));
  EXPECT_GE(moved, acknowledged);
  EXPECT_LE(moved, acknowledged + kills + kProcesses);
}

}  // namespace
}  // namespace tern::test
