// A writer is killed with SIGKILL at random moments. What it acknowledged must be there, every
// transaction as a whole, and the reference must find the file sound: on a copy, so that the next
// writer, and not the reference, recovers the original.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

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
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t writer = fork();
  if (writer == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(CRASH_WRITER, CRASH_WRITER, path.c_str(), mode.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::this_thread::sleep_for(wait);
  kill(writer, SIGKILL);
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(writer, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << status;
  if (text.empty()) return 0;
  text.pop_back();
  return std::stoll(text.substr(text.rfind('\n') + 1));
}

std::string copy_of(const std::string& path, const std::string& copy) {
  for (const char* suffix : {"", "-wal", "-journal"}) {
    std::filesystem::remove(copy + suffix);
    if (std::filesystem::exists(path + suffix)) {
      std::filesystem::copy(path + suffix, copy + suffix);
    }
  }
  return copy;
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
    ReferenceDb db(copy_of(path, folder.path("copy.db")));
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

INSTANTIATE_TEST_SUITE_P(Modes, Kill, testing::Values("wal", "delete"),
                         [](const auto& mode) { return std::string(mode.param); });

}  // namespace
}  // namespace tern::test
