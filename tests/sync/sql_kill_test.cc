// A primary is killed with SIGKILL while SQL connections of several threads commit, and started
// again on its folder.
//
// The oracle, from outside: what was acknowledged through the pipe, by ledger id. After each kill
// the reference finds the file sound, in some rounds as the one that recovers the WAL and removes
// it; every acknowledged transaction is in it, and each is whole or absent. At the end each that is
// there is in the history exactly once, under the server's own id, and a clone of the primary has
// the same content.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "sync/primary/hosted_database.h"
#include "sync/primary/primary.h"
#include "tests/support/child_process.h"
#include "tests/sync/parties.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

namespace fs = std::filesystem;
constexpr int kRoundsDefault = 40;
constexpr const char* kDatabase = "soak";
constexpr int64_t kIdsPerRound = 10'000'000;

class SqlKill : public testing::Test {
 protected:
  void SetUp() override {
    const char* const text = std::getenv("TERN_SOAK_SEED");
    const uint64_t seed = text ? std::stoull(text) : std::random_device()();
    std::printf("TERN_SOAK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
    ASSERT_EQ(test::ReferenceDb(folder_.path("first.db")).run(Workload::schema()), "");
    const auto primary = primary::Primary::open(data());
    ASSERT_TRUE(primary.has_value());
    ASSERT_TRUE((*primary)->create_from_file(kDatabase, folder_.path("first.db")).has_value());
    file_ = (*primary)->path_of(kDatabase).value();
  }

  std::string data() const { return folder_.path("data"); }
  int64_t draw(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }
  /// Until some commits are acknowledged and a moment more has passed; then it is killed.
  void run_and_kill(int round);
  void take(const std::string& line);
  void check_file();
  void check_primary();

  test::TemporaryFolder folder_;
  std::string file_;
  std::mt19937_64 random_;
  std::set<int64_t> begun_;
  std::set<int64_t> acknowledged_;
  uint64_t newest_ = 0;  // revision
  int taken_by_reference_ = 0;
};

void SqlKill::take(const std::string& line) {
  long long id = 0;
  unsigned long long revision = 0;
  if (std::sscanf(line.c_str(), "begin %lld", &id) == 1) {
    begun_.insert(id);
  } else if (std::sscanf(line.c_str(), "ack %lld %llu", &id, &revision) == 2) {
    acknowledged_.insert(id);
    newest_ = std::max<uint64_t>(newest_, revision);
  } else {
    ADD_FAILURE() << line;
  }
}

void SqlKill::run_and_kill(int round) {
  tests::ChildProcess process({SQL_WRITER_PROGRAM, "folder=" + data(),
                               "first=" + std::to_string((round + 1) * kIdsPerRound),
                               "seed=" + std::to_string(random_() % 1'000'000)});
  const size_t enough = acknowledged_.size() + static_cast<size_t>(1 + draw(30));
  std::string line;
  while (acknowledged_.size() < enough && process.pump(10'000)) {
    while (process.next_line(line)) take(line);
  }
  std::this_thread::sleep_for(std::chrono::microseconds(draw(8000)));
  EXPECT_TRUE(process.kill());
  while (process.next_line(line)) take(line);
}

void SqlKill::check_file() {
  // Mostly a copy, so that the next primary recovers the WAL; else the reference takes it in.
  const bool takes = draw(3) == 0;
  taken_by_reference_ += takes ? 1 : 0;
  const std::string file = takes ? file_ : test::copy_database(file_, folder_.path("copy.db"));
  test::ReferenceDb db(file);
  ASSERT_EQ(db.run("PRAGMA integrity_check"), "ok");
  const std::set<int64_t> there = ledger_ids(file);
  for (const int64_t id : acknowledged_) ASSERT_TRUE(there.contains(id)) << "lost: " << id;
  for (const int64_t id : there) ASSERT_TRUE(begun_.contains(id)) << "from nowhere: " << id;
  ASSERT_EQ(db.run("SELECT count(*) FROM detail"),
            db.run("SELECT count(*) * " + std::to_string(Workload::kDetails) + " FROM ledger"));
  ASSERT_EQ(db.run("SELECT sum(n) FROM counter"), db.run("SELECT count(*) FROM ledger"));
}

void SqlKill::check_primary() {
  const auto primary = primary::Primary::open(data());
  ASSERT_TRUE(primary.has_value()) << primary.error().message();
  const auto database = (*primary)->use(kDatabase);
  ASSERT_TRUE(database.has_value()) << database.error().message();
  EXPECT_GE((*database)->status().value().head.raw, newest_);
}

TEST_F(SqlKill, NoAcknowledgedCommitIsLostAndEachIsOneRevision) {
  const char* const text = std::getenv("TERN_CRASH_ROUNDS");
  const int rounds = text ? std::atoi(text) : kRoundsDefault;
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    ASSERT_NO_FATAL_FAILURE(run_and_kill(round));
    ASSERT_NO_FATAL_FAILURE(check_file());
    if (draw(4) == 0) {
      ASSERT_NO_FATAL_FAILURE(check_primary());
    }
  }
  ASSERT_NO_FATAL_FAILURE(check_primary());
  const std::multimap<int64_t, HistoryEntry> history =
      read_history(fs::path(file_).parent_path().string());
  std::set<std::string> origins;
  for (const auto& [id, entry] : history) origins.insert(entry.origin);
  EXPECT_EQ(origins.size(), 1u);
  for (const int64_t id : ledger_ids(file_)) EXPECT_EQ(history.count(id), 1u) << id;
  EXPECT_EQ(history.size(), ledger_ids(file_).size());
  std::printf("rounds %d, acknowledged %zu of %zu begun, %d WALs taken by the reference\n", rounds,
              acknowledged_.size(), begun_.size(), taken_by_reference_);
}

}  // namespace
}  // namespace tern::sync
