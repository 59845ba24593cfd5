// Several processes of Tern and one of the reference on one database in WAL mode, with checkpoints
// of all kinds by all of them: every snapshot is whole, and at the end every transaction is there.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/reference_db.h"

namespace tern::test {
namespace {

constexpr int kProcesses = 3;
constexpr int kTransactionsDefault = 600;

int transaction_count() {
  const char* const text = std::getenv("TERN_CRASH_ROUNDS");
  return text ? std::atoi(text) * 6 : kTransactionsDefault;
}

pid_t start_writer(const std::string& path, const std::string& seed, int transactions) {
  const std::string count = std::to_string(transactions);
  const std::string acknowledged = path + "-ack";
  const pid_t writer = fork();
  if (writer == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(SHARED_WRITER, SHARED_WRITER, path.c_str(), seed.c_str(), count.c_str(),
          acknowledged.c_str(), nullptr);
    _exit(127);
  }
  return writer;
}

void make_accounts(const std::string& path) {
  ReferenceDb db(path);
  ASSERT_EQ(db.run("PRAGMA journal_mode = WAL"), "wal");
  ASSERT_EQ(db.run("CREATE TABLE account(id INTEGER PRIMARY KEY, amount INT);"
                   "CREATE INDEX account_amount ON account(amount);"
                   "CREATE TABLE moved(id INTEGER PRIMARY KEY, who TEXT, fill TEXT);"
                   "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
                   "INSERT INTO account SELECT i, 1000 FROM n;"),
            "");
}

TEST(SharedFile, ProcessesThatWriteAndCheckpointSeeWholeSnapshots) {
  const unsigned seed = std::random_device()() % 1'000'000;
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  ASSERT_NO_FATAL_FAILURE(make_accounts(path));
  std::vector<pid_t> writers;
  for (int n = 0; n < kProcesses; ++n) {
    writers.push_back(
        start_writer(path, std::to_string(seed + static_cast<unsigned>(n)), transaction_count()));
  }
  // The reference, in this process, until all have ended.
  int64_t own = 0;
  int running = kProcesses;
  ReferenceDb db(path);
  db.run("PRAGMA busy_timeout = 60000");
  while (running > 0) {
    db.run("PRAGMA wal_autocheckpoint = " + std::to_string(1 + random() % 60));
    const std::string from = std::to_string(random() % 200);
    const std::string done = db.run(
        "BEGIN IMMEDIATE; UPDATE account SET amount = amount - 1 WHERE id = " + from +
        " AND amount > 0; UPDATE account SET amount = amount + changes() WHERE id = " +
        std::to_string(random() % 200) + "; INSERT INTO moved(who) VALUES('reference'); COMMIT;");
    ASSERT_EQ(done, "");
    ++own;
    EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
    for (pid_t& writer : writers) {
      int status = 0;
      if (writer <= 0 || waitpid(writer, &status, WNOHANG) == 0) continue;
      EXPECT_EQ(status, 0);
      writer = -1;
      --running;
    }
  }
  const std::string all = std::to_string(own + kProcesses * transaction_count());
  EXPECT_EQ(db.run("SELECT count(*) FROM moved"), all);
  EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
  EXPECT_EQ(db.run("PRAGMA integrity_check"), "ok");
}

TEST(SharedFile, KilledWritersLoseNothingAndLeaveTheOthersAlone) {
  const unsigned seed = std::random_device()() % 1'000'000;
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  ASSERT_NO_FATAL_FAILURE(make_accounts(path));
  unsigned lives = 0;
  std::vector<pid_t> writers(kProcesses);
  const auto start = [&](pid_t& writer) {
    writer = start_writer(path, std::to_string(seed + lives++), 1'000'000);
  };
  for (pid_t& writer : writers) start(writer);
  const int kills = transaction_count() / 6;
  for (int n = 0; n < kills; ++n) {
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    pid_t& writer = writers[random() % writers.size()];
    int status = 0;
    ASSERT_EQ(waitpid(writer, &status, WNOHANG), 0) << "it ended by itself: " << status;
    kill(writer, SIGKILL);
    waitpid(writer, &status, 0);
    start(writer);
  }
  for (const pid_t writer : writers) {
    int status = 0;
    EXPECT_EQ(waitpid(writer, &status, WNOHANG), 0) << "it ended by itself: " << status;
    kill(writer, SIGKILL);
    waitpid(writer, &status, 0);
  }
  ReferenceDb db(path);
  EXPECT_EQ(db.run("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(db.run("SELECT sum(amount) FROM account"), "200000");
  const auto acknowledged = static_cast<int64_t>(std::filesystem::file_size(path + "-ack"));
  const int64_t moved = std::stoll(db.run("SELECT count(*) FROM moved"));
  std::printf("kills %d, acknowledged %lld\n", kills, static_cast<long long>(acknowledged));
  EXPECT_GE(moved, acknowledged);
  EXPECT_LE(moved, acknowledged + kills + kProcesses);
}

}  // namespace
}  // namespace tern::test
