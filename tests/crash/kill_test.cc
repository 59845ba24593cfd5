// A writer is killed with SIGKILL at random moments. What it acknowledged must be there, every
// transaction as a whole, and the reference must find the file sound: on a copy, so that the next
// writer, and not the reference, recovers the original.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>

#include "tests/support/child_process.h"
#include "tests/support/reference_db.h"

namespace tern::test {
namespace {

constexpr int kRoundsDefault = 100;  // per journal mode
constexpr int kRowsPerTransaction = 7;

int round_count() {
  const char* const text = std::getenv("TERN_CRASH_ROUNDS");
  return text ? std::atoi(text) : kRoundsDefault;
}

// Starts the writer, kills it after `wait`, and returns the last number it acknowledged, 0 for
// none.
int64_t write_until_killed(const std::string& path, const std::string& mode,
                           std::chrono::microseconds wait) {
  tests::ChildProcess writer({CRASH_WRITER, path, mode});
  std::this_thread::sleep_for(wait);
  EXPECT_TRUE(writer.kill()) << "the writer ended by itself";
  int64_t last = 0;
  for (std::string line; writer.next_line(line);) last = std::stoll(line);
  return last;
}

class Kill : public testing::TestWithParam<std::string> {};

TEST_P(Kill, NoAcknowledgedCommitIsLost) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  int64_t acknowledged = 0;
  for (int round = 0; round < round_count(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const std::chrono::microseconds wait(random() % 150000);
    acknowledged = std::max(acknowledged, write_until_killed(path, GetParam(), wait));
    ReferenceDb db(copy_database(path, folder.path("copy.db")));
    ASSERT_EQ(db.run("PRAGMA integrity_check"), "ok");
    const std::string found = db.run("SELECT n FROM counter");
    if (found.empty() || found.starts_with("error: no such table")) {
      ASSERT_EQ(acknowledged, 0);
      continue;
    }
    const int64_t number = std::stoll(found);
    ASSERT_GE(number, acknowledged);
    const std::string rows = std::to_string(number * kRowsPerTransaction);
    ASSERT_EQ(db.run("SELECT count(*), count(DISTINCT n * 100 + row) FROM entry"),
              rows + "|" + rows);
    ASSERT_EQ(db.run("SELECT count(*) FROM entry WHERE n > " + found), "0");
  }
  EXPECT_GT(acknowledged, 0);
}

INSTANTIATE_TEST_SUITE_P(Modes, Kill, testing::Values("wal", "delete", "truncate", "persist"),
                         [](const auto& mode) { return std::string(mode.param); });

}  // namespace
}  // namespace tern::test
