// A replica's process is killed with SIGKILL while it writes, pushes and pulls, and started again
// on its file; another replica keeps the primary changing meanwhile, and in some rounds ternd is
// killed as well.
//
// The oracle, from outside the system:
// - what the process acknowledged through its pipe, by ledger id. After each kill the reference
//   finds the file sound (WAL recovery included), every acknowledged transaction in it, each
//   transaction whole or absent, and none that was rolled back;
// - at the end, when nothing moves any more: the primary's history has each acknowledged
//   transaction exactly once, each other at most once; the reference reads the same rows from all
//   three files, and their content hashes are equal.
// The workload is one that the primary has no reason to park, so present means present.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/sync/parties.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

using Phase = Party::Phase;
using Clock = std::chrono::steady_clock;

constexpr int kRoundsDefault = 100;  // per phase aimed at
constexpr int kPhaseWaitMs = 20'000;
constexpr int kDrainWaitMs = 120'000;

int round_count() {
  const char* const text = std::getenv("TERN_CRASH_ROUNDS");
  return text ? std::atoi(text) : kRoundsDefault;
}

class KillTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* const text = std::getenv("TERN_SOAK_SEED");
    const uint64_t seed = text ? std::stoull(text) : std::random_device()();
    std::printf("TERN_SOAK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
  }

  int64_t draw(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }
  void start(Party& party, const std::string& pause_us) {
    party.start(random_(), {"port_file=" + daemon_.port_file(), "work=plain", pause_us});
  }
  /// Kills the replica, mostly in the phase aimed at, and perhaps ternd with it.
  void kill_somewhere(Phase phase, bool with_daemon) {
    ASSERT_TRUE(killed_.wait_for(phase, static_cast<int>(1 + draw(3)), kPhaseWaitMs));
    const int64_t span = phase == Phase::Writing ? 4000 : killed_.duration_us(phase);
    std::this_thread::sleep_for(std::chrono::microseconds(draw(span + span / 8 + 1)));
    if (with_daemon && draw(2) == 0) daemon_.kill();
    killed_.kill();
    if (with_daemon) daemon_.kill();
    ++landed_[killed_.phase()];
  }
  void check_file();
  void check_end();

  test::TemporaryFolder folder_;
  Daemon daemon_{folder_.path("")};
  Party killed_{daemon_, folder_.path("killed.db"), 1};
  Party other_{daemon_, folder_.path("other.db"), 2};
  std::mt19937_64 random_;
  std::map<Phase, int> landed_;
  int daemon_kills_ = 0;
};

class ReplicaKill : public KillTest, public testing::WithParamInterface<Phase> {};

void KillTest::check_file() {
  if (!std::filesystem::exists(killed_.file())) {  // killed before it was cloned
    ASSERT_TRUE(killed_.acknowledged().empty());
    return;
  }
  // Mostly a copy, so that the next process recovers the WAL; else the reference takes it in.
  const std::string file =
      draw(4) == 0 ? killed_.file() : test::copy_database(killed_.file(), folder_.path("copy.db"));
  test::ReferenceDb db(file);
  ASSERT_EQ(db.run("PRAGMA integrity_check"), "ok");
  const std::set<int64_t> there = ledger_ids(file);
  for (const int64_t id : killed_.acknowledged()) ASSERT_TRUE(there.contains(id)) << "lost: " << id;
  for (const int64_t id : killed_.undone()) ASSERT_FALSE(there.contains(id)) << "undone: " << id;
  ASSERT_EQ(db.run("SELECT count(*) FROM detail"),
            db.run("SELECT count(*) * " + std::to_string(Workload::kDetails) + " FROM ledger"));
  ASSERT_EQ(db.run("SELECT sum(n) FROM counter"), db.run("SELECT count(*) FROM ledger"));
  for (const Party* party : {&killed_, &other_}) {
    ASSERT_TRUE(party->complaints().empty()) << party->complaints().front();
  }
}

void KillTest::check_end() {
  const std::vector<std::string> arguments = {"port_file=" + daemon_.port_file()};
  for (Party* party : {&killed_, &other_, &killed_, &other_}) {
    ASSERT_TRUE(party->drain(kDrainWaitMs, arguments)) << "replica " << party->number();
    ASSERT_TRUE(party->complaints().empty()) << party->complaints().front();
  }
  daemon_.kill();
  check_file();
  const std::string primary = daemon_.database_folder() + "/db";
  for (const Party* party : {&killed_, &other_}) {
    EXPECT_EQ(hash_of(party->file()), hash_of(primary));
    EXPECT_EQ(reference_rows(party->file()), reference_rows(primary));
  }
  const std::multimap<int64_t, HistoryEntry> history = read_history(daemon_.database_folder());
  for (const Party* party : {&killed_, &other_}) {
    for (const int64_t id : party->acknowledged()) EXPECT_EQ(history.count(id), 1u) << id;
  }
  for (const auto& [id, entry] : history) {
    EXPECT_EQ(history.count(id), 1u) << id;
    EXPECT_NE(entry.outcome, "parked") << id;
  }
  std::printf("hash %s\n", hash_of(primary).c_str());
}

TEST_P(ReplicaKill, NoAcknowledgedCommitIsLostAndNoneIsTwice) {
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
  start(other_, "pause_us=20000");
  const Clock::time_point begin = Clock::now();
  const int rounds = round_count();
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    start(killed_, "pause_us=500");
    const Phase phase = draw(10) < 8 ? GetParam() : Phase::Writing;
    const bool with_daemon = draw(8) == 0;
    ASSERT_NO_FATAL_FAILURE(kill_somewhere(phase, with_daemon));
    other_.pump(0);
    if (with_daemon) {
      ++daemon_kills_;
      ASSERT_NO_FATAL_FAILURE(daemon_.start());
    }
    ASSERT_NO_FATAL_FAILURE(check_file());
  }
  other_.kill();
  const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  ASSERT_NO_FATAL_FAILURE(check_end());
  std::printf(
      "rounds %d (%lld ms each), killed in: write %d, push %d, pull %d; ternd killed %d times; "
      "acknowledged %zu and %zu, syncs %lld and %lld, failed %lld and %lld\n",
      rounds, static_cast<long long>(spent.count() / std::max(rounds, 1)), landed_[Phase::Writing],
      landed_[Phase::Pushing], landed_[Phase::Pulling], daemon_kills_,
      killed_.acknowledged().size(), other_.acknowledged().size(),
      static_cast<long long>(killed_.syncs()), static_cast<long long>(other_.syncs()),
      static_cast<long long>(killed_.failed_syncs()),
      static_cast<long long>(other_.failed_syncs()));
  EXPECT_GT(landed_[GetParam()], rounds / 4);
}

using CloneKill = KillTest;

/// A clone that is killed goes on, or starts again, and ends as the primary is.
TEST_F(CloneKill, ACutCloneIsCompletedByTheNext) {
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
  const std::vector<std::string> arguments = {"port_file=" + daemon_.port_file()};
  const Clock::time_point begin = Clock::now();
  ASSERT_TRUE(other_.drain(kDrainWaitMs, arguments));
  const auto whole =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
  const std::string hash = hash_of(other_.file());
  int cut = 0;
  const int rounds = std::max(round_count() / 2, 1);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Party clone(daemon_, folder_.path("clone" + std::to_string(round) + ".db"), 3);
    for (int life = 0; life < 2; ++life) {
      clone.start(random_(), {"port_file=" + daemon_.port_file(), "drain=1"});
      std::this_thread::sleep_for(std::chrono::microseconds(draw(whole)));
      if (draw(20) == 0) {
        daemon_.kill();
        ASSERT_NO_FATAL_FAILURE(daemon_.start());
      }
      clone.kill();
      cut += clone.syncs() == 0 ? 1 : 0;
    }
    const bool drained = clone.drain(kDrainWaitMs, arguments);
    ASSERT_TRUE(clone.complaints().empty()) << clone.complaints().front();
    ASSERT_TRUE(drained);
    ASSERT_EQ(hash_of(clone.file()), hash);
    ASSERT_EQ(test::ReferenceDb(clone.file()).run("PRAGMA integrity_check"), "ok");
  }
  std::printf("rounds %d, kills before the first sync %d\n", rounds, cut);
}

INSTANTIATE_TEST_SUITE_P(Aimed, ReplicaKill, testing::Values(Phase::Pushing, Phase::Pulling),
                         [](const auto& phase) {
                           return phase.param == Phase::Pushing ? "Push" : "Pull";
                         });

}  // namespace
}  // namespace tern::sync
