// Several processes of Tern and one of the reference on one database in WAL mode, with checkpoints
// of all kinds by all of them: every snapshot is whole, and at the end every transaction is there.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <string>
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
  const pid_t writer = fork();
  if (writer == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(SHARED_WRITER, SHARED_WRITER, path.c_str(), seed.c_str(), count.c_str(), nullptr);
    _exit(127);
  }
  return writer;
}

TEST(SharedFile, ProcessesThatWriteAndCheckpointSeeWholeSnapshots) {
  const unsigned seed = std::random_device()() % 1'000'000;
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  {
    ReferenceDb db(path);
    ASSERT_EQ(db.run("PRAGMA journal_mode = WAL"), "wal");
    ASSERT_EQ(db.run("CREATE TABLE account(id INTEGER PRIMARY KEY, amount INT);"
                     "CREATE INDEX account_amount ON account(amount);"
                     "CREATE TABLE moved(id INTEGER PRIMARY KEY, who TEXT, fill TEXT);"
                     "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
                     "INSERT INTO account SELECT i, 1000 FROM n;"),
              "");
  }
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

}  // namespace
}  // namespace tern::test
