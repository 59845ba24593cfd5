// Processes of Tern and the reference on one database, with a WAL and with rollback journals of all
// kinds, killed at random: every snapshot is whole, what was acknowledged is there, and each engine
// recovers what the other left. TERN_SOAK_SECONDS says how long each test runs.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/program.h"
#include "tests/support/reference_db.h"

namespace tern::test {
namespace {

constexpr int kEndless = 1'000'000'000;
constexpr int kSecondsDefault = 3;
constexpr std::array kEngines{SHARED_WRITER, REFERENCE_WRITER};

int soak_seconds() {
  const char* const text = std::getenv("TERN_SOAK_SECONDS");
  return text ? std::atoi(text) : kSecondsDefault;
}

/// What a writer's `report` says; of a copy, so that the original stays as it was.
struct Report {
  std::string verdict;
  std::string sum;
  int64_t moved = 0;
};

Report report_of(const std::string& engine, const std::string& path, const std::string& copy) {
  const tests::Outcome outcome = tests::run_program({engine, copy_database(path, copy), "report"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  Report out;
  const size_t first = outcome.out.find('|');
  const size_t second = outcome.out.rfind('|');
  if (first == std::string::npos || second == first) return out;
  out.verdict = outcome.out.substr(0, first);
  out.sum = outcome.out.substr(first + 1, second - first - 1);
  out.moved = std::stoll(outcome.out.substr(second + 1));
  return out;
}

class SharedFile : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::printf("seed %u\n", seed_);
    ReferenceDb db(path_);
    if (is_wal()) {
      ASSERT_EQ(db.run("PRAGMA journal_mode = WAL"), "wal");
    }
    ASSERT_EQ(db.run("CREATE TABLE account(id INTEGER PRIMARY KEY, amount INT, fill TEXT);"
                     "CREATE INDEX account_amount ON account(amount);"
                     "CREATE TABLE moved(id INTEGER PRIMARY KEY, who TEXT, fill TEXT);"
                     "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)"
                     "INSERT INTO account SELECT i, 1000, '' FROM n;"),
              "");
  }

  bool is_wal() const { return GetParam() == "wal"; }
  bool is_over() const { return std::chrono::steady_clock::now() > end_; }

  tests::ChildProcess start(const std::string& engine, int transactions, int large_percent) {
    return tests::ChildProcess({engine, path_, std::to_string(seed_ + lives_++),
                                std::to_string(transactions), acknowledged_, GetParam(),
                                std::to_string(large_percent)});
  }
  void pause(uint32_t ms_max) {
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % (ms_max * 1000)));
  }
  int64_t acknowledged() const {
    std::error_code none;
    const auto size = std::filesystem::file_size(acknowledged_, none);
    return none ? 0 : static_cast<int64_t>(size);
  }
  /// Is there a journal that must be undone? Requires: no writer runs.
  bool has_hot_journal() const {
    std::ifstream file(path_ + "-journal", std::ios::binary);
    return file.get() == 0xd9;
  }
  /// Requires: no writer runs. Each engine recovers a copy of what they left.
  void check(int64_t unanswered_max) {
    std::array<Report, 2> reports;
    for (size_t i = 0; i < kEngines.size(); ++i) {
      reports[i] = report_of(kEngines[i], path_, folder_.path("copy.db"));
      EXPECT_EQ(reports[i].verdict, "ok") << kEngines[i];
      EXPECT_EQ(reports[i].sum, "200000") << kEngines[i];
      EXPECT_GE(reports[i].moved, acknowledged()) << kEngines[i];
      EXPECT_LE(reports[i].moved, acknowledged() + unanswered_max) << kEngines[i];
    }
    EXPECT_EQ(reports[0].moved, reports[1].moved);
  }

  const unsigned seed_ = std::random_device()() % 1'000'000;
  std::mt19937 random_{seed_};
  const TemporaryFolder folder_;
  const std::string path_ = folder_.path("x.db");
  const std::string acknowledged_ = path_ + "-ack";
  const std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(soak_seconds());
  unsigned lives_ = 0;
};

TEST_P(SharedFile, ProcessesThatWriteAndCheckpointSeeWholeSnapshots) {
  const int transactions = 40 * soak_seconds();
  std::vector<tests::ChildProcess> writers;
  for (size_t i = 0; i < 4; ++i) writers.push_back(start(kEngines[i % 2], transactions, 2));
  for (tests::ChildProcess& writer : writers) EXPECT_EQ(writer.wait(500'000), 0);
  EXPECT_EQ(acknowledged(), 4 * transactions);
  check(0);
}

TEST_P(SharedFile, KilledWritersLoseNothingAndLeaveTheOthersAlone) {
  std::vector<tests::ChildProcess> writers;
  for (size_t i = 0; i < 4; ++i) writers.push_back(start(kEngines[i % 2], kEndless, 5));
  int kills = 0;
  while (!is_over()) {
    pause(40);
    const size_t one = random_() % writers.size();
    ASSERT_TRUE(writers[one].kill()) << "it ended by itself";
    writers[one] = start(kEngines[one % 2], kEndless, 5);
    if (++kills % 50 != 0) continue;
    for (tests::ChildProcess& writer : writers) ASSERT_TRUE(writer.kill()) << "it ended by itself";
    kills += 4;
    check(kills);
    if (HasFailure()) return;
    for (size_t i = 0; i < 4; ++i) writers[i] = start(kEngines[i % 2], kEndless, 5);
  }
  for (tests::ChildProcess& writer : writers) EXPECT_TRUE(writer.kill()) << "it ended by itself";
  std::printf("kills %d, acknowledged %lld\n", kills, static_cast<long long>(acknowledged()));
  check(kills + 4);
}

// One writer at a time, so that the other engine is the one that recovers.
TEST_P(SharedFile, EachEngineRecoversWhatTheOtherLeft) {
  int kills = 0;
  std::array<int, 2> hot{};
  while (!is_over()) {
    const size_t engine = random_() % 2;
    tests::ChildProcess writer = start(kEngines[engine], kEndless, 60);
    pause(60);
    ASSERT_TRUE(writer.kill()) << "it ended by itself";
    ++kills;
    const bool is_hot = has_hot_journal();
    hot[engine] += is_hot ? 1 : 0;
    if (is_hot || kills % 10 == 0) check(kills);
    if (HasFailure()) return;
  }
  std::printf("kills %d; hot journals of Tern %d, of the reference %d\n", kills, hot[0], hot[1]);
  check(kills);
  if (!is_wal()) {
    EXPECT_GT(hot[0] + hot[1], 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Journals, SharedFile, testing::Values("wal", "rollback"),
                         [](const auto& mode) { return mode.param; });

}  // namespace
}  // namespace tern::test
