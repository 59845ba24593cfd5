// Three replicas and ternd, each a process, and a fourth process that works on the first replica's
// file, for TERN_SOAK_SECONDS (60): random transactions that contend for rows, unique keys and
// foreign keys and change the schema; syncs through a proxy that loses, doubles, delays, cuts and
// alters requests and answers, and older requests sent again; all are killed with SIGKILL and
// started again, and between their lives the reference opens their files and closes them, which
// empties and removes the WAL.
//
// The oracle is a ledger outside the system: what each process said it begins, and what it
// acknowledged, by ledger id. When the faults have ended and nothing moves any more:
// O1 the content hashes of all four files are equal, and the reference reads the same rows from
//    them, finds them sound and their foreign keys whole;
// O2 each acknowledged transaction has exactly one outcome in the primary's history; each that was
//    begun and not acknowledged at most one; each that was rolled back none;
// O3 applied or merged: its ledger row and all its detail rows are there, once; parked: its data is
//    in an open row of sync_conflicts, once, and nothing of it in the tables;
// O4 the counters, changed by every transaction, count what is there: no effect twice, none half;
// O5 per replica the history has each process's transactions in the order in which they were made,
//    with sequence numbers 1, 2, 3, ...: nothing was taken for somebody else's.
// After each kill the killed replica's file, and now and then a file in use, is checked for I4 and
// I11: sound, and no transaction half.
#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "tests/sync/oracle.h"
#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/soak_fixture.h"
#include "tests/sync/workload.h"

namespace tern::sync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kSecondsDefault = 60;
constexpr int kReplicas = 3;
constexpr int kProcesses = 4;  // the last one shares the first one's file
constexpr int kDrainWaitMs = 180'000;

using tests::Fate;

/// What happens to a hundred requests.
constexpr std::pair<Fate, uint64_t> kFates[] = {
    {Fate::LoseRequest, 3}, {Fate::LoseAnswer, 6},  {Fate::Duplicate, 8}, {Fate::AlterRequest, 2},
    {Fate::CutRequest, 2},  {Fate::AlterAnswer, 2}, {Fate::CutAnswer, 2}};
constexpr uint64_t kDelayPercent = 15;
constexpr uint64_t kDelayMsMax = 60;

/// Draws fates, and counts them. Threads: any.
class Fates {
 public:
  explicit Fates(uint64_t seed) : random_(seed) {}

  Fate draw() {
    milliseconds delay{0};
    const Fate fate = draw_with_delay(delay);
    if (delay.count() > 0) std::this_thread::sleep_for(delay);
    return fate;
  }
  int64_t count(std::initializer_list<Fate> fates) const {
    int64_t sum = 0;
    for (const Fate fate : fates) {
      const auto at = counts_.find(fate);
      if (at != counts_.end()) sum += at->second;
    }
    return sum;
  }
  int64_t delays() const { return delays_; }

 private:
  Fate draw_with_delay(milliseconds& delay) {
    const std::lock_guard guard(mutex_);
    if (random_() % 100 < kDelayPercent) {
      ++delays_;
      delay = milliseconds(random_() % kDelayMsMax);
    }
    uint64_t drawn = random_() % 100;
    Fate fate = Fate::Pass;
    for (const auto& [candidate, percent] : kFates) {
      if (drawn < percent) {
        fate = candidate;
        break;
      }
      drawn -= percent;
    }
    ++counts_[fate];
    return fate;
  }

  std::mutex mutex_;
  std::mt19937_64 random_;
  std::map<Fate, int64_t> counts_;
  int64_t delays_ = 0;
};

class Soak : public SoakFixture {
 protected:
  void SetUp() override {
    SoakFixture::SetUp();
    for (int64_t number = 1; number <= kReplicas; ++number)
      parties_.emplace_back(daemon_, file_of(number), number);
    parties_.emplace_back(daemon_, parties_[0].file(), kReplicas + 1);
  }

  void start(Party& party) {
    party.start(random_(), {"port_file=" + proxy_port_file_, "work=" + work_, "repeats=1",
                            "pause_us=" + std::to_string(pause_us_)});
  }
  /// The whole test.
  void run_to_rest(std::chrono::seconds duration);
  void run_for(std::chrono::seconds duration, tests::FaultProxy& proxy);
  void listen(milliseconds wait);
  void kill_replica();
  void kill_daemon();
  void read_alive();
  void come_to_rest();
  void check_files();
  std::string primary_file() const { return daemon_.database_folder() + "/db"; }

  const std::string copy_ = folder_.path("copy.db");
  const std::string proxy_port_file_ = folder_.path("proxy-port");
  std::string work_ = "contended";
  int64_t pause_us_ = 20'000;
  int replica_kills_ = 0;
  int daemon_kills_ = 0;
  std::map<std::string, int64_t> outcomes_;
};

void Soak::listen(milliseconds wait) {
  std::array<pollfd, kProcesses> outputs{};
  for (size_t i = 0; i < outputs.size(); ++i) outputs[i] = {parties_[i].output(), POLLIN, 0};
  (void)poll(outputs.data(), outputs.size(), static_cast<int>(wait.count()));
  for (Party& party : parties_) {
    party.pump(0);
    ASSERT_TRUE(party.complaints().empty()) << party.complaints().front();
  }
}

void Soak::run_for(std::chrono::seconds duration, tests::FaultProxy& proxy) {
  const Clock::time_point end = Clock::now() + duration;
  Clock::time_point next_replica = Clock::now() + between(200, 1500);
  Clock::time_point next_daemon = Clock::now() + between(1500, 5000);
  Clock::time_point next_look = Clock::now() + between(200, 800);
  while (Clock::now() < end) {
    ASSERT_NO_FATAL_FAILURE(listen(milliseconds(20)));
    if (Clock::now() >= next_replica) {
      ASSERT_NO_FATAL_FAILURE(kill_replica());
      next_replica = Clock::now() + between(200, 1500);
    }
    if (Clock::now() >= next_look) {
      ASSERT_NO_FATAL_FAILURE(read_alive());
      next_look = Clock::now() + between(200, 800);
    }
    if (Clock::now() >= next_daemon) {
      ASSERT_NO_FATAL_FAILURE(kill_daemon());
      proxy.forget_passages();  // it keeps their bodies
      next_daemon = Clock::now() + between(1500, 5000);
    }
  }
  for (Party& party : parties_) party.kill();
}

void Soak::kill_replica() {
  const std::string file = parties_[static_cast<size_t>(draw(kProcesses))].file();
  const bool shared = file == parties_[0].file();
  const bool one_goes_on = shared && draw(2) == 0;
  std::vector<Party*> killed;
  for (Party& party : parties_) {
    if (party.file() != file || (one_goes_on && draw(2) == 0)) continue;
    party.kill();
    killed.push_back(&party);
    ++replica_kills_;
  }
  if (!one_goes_on && std::filesystem::exists(file)) {
    ASSERT_NO_FATAL_FAILURE(check_whole(draw(2) == 0 ? file : test::copy_database(file, copy_)))
        << file;
  }
  for (Party* party : killed) start(*party);
}

/// The reference reads a file while its parties work on it.
void Soak::read_alive() {
  const auto chosen = static_cast<size_t>(draw(kProcesses));
  const std::string file =
      parties_[chosen].number() > kReplicas ? primary_file() : parties_[chosen].file();
  if (!std::filesystem::exists(file + "-wal")) return;  // not cloned yet
  ASSERT_NO_FATAL_FAILURE(check_whole(file)) << file;
}

void Soak::kill_daemon() {
  daemon_.kill();
  ++daemon_kills_;
  if (draw(3) == 0) {
    ASSERT_NO_FATAL_FAILURE(check_whole(primary_file())) << "primary";
  }
  ASSERT_NO_FATAL_FAILURE(listen(between(1, 300)));
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
}

/// Everybody syncs until nobody has anything new.
void Soak::come_to_rest() {
  for (int pass = 0; pass < 2; ++pass) {
    for (Party& party : parties_) {
      if (party.number() > kReplicas) continue;
      ASSERT_TRUE(party.drain(kDrainWaitMs, {"port_file=" + daemon_.port_file()}))
          << "replica " << party.number();
      ASSERT_TRUE(party.complaints().empty()) << party.complaints().front();
    }
  }
  daemon_.kill();
}

void Soak::check_files() {
  std::vector<std::string> files = {primary_file()};
  for (const Party& party : parties_) {
    if (party.number() <= kReplicas) files.push_back(party.file());
  }
  check_equal(files);
}

void Soak::run_to_rest(std::chrono::seconds duration) {
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
  Fates fates(random_());
  tests::FaultProxy proxy(folder_.path(""), "https://127.0.0.1:" + std::to_string(daemon_.port()));
  proxy.set_judge([&fates](const tests::Passage&) { return fates.draw(); });
  const std::string origin = proxy.origin();
  tests::write_file(proxy_port_file_, origin.substr(origin.rfind(':') + 1));
  // The first file is there before its two processes work on it.
  ASSERT_TRUE(parties_[0].drain(kDrainWaitMs, {"port_file=" + daemon_.port_file()}));
  for (Party& party : parties_) start(party);
  ASSERT_NO_FATAL_FAILURE(run_for(duration, proxy));
  const Clock::time_point quiet = Clock::now();
  ASSERT_NO_FATAL_FAILURE(come_to_rest());
  const auto rest = std::chrono::duration_cast<milliseconds>(Clock::now() - quiet);
  outcomes_ = check_history(daemon_.database_folder(), parties_, kReplicas);
  check_files();
  int64_t syncs = 0;
  int64_t failed = 0;
  int64_t repeats = 0;
  for (const Party& party : parties_) {
    syncs += party.syncs();
    failed += party.failed_syncs();
    repeats += party.repeats();
  }
  const auto number = [](int64_t value) { return static_cast<long long>(value); };
  std::printf(
      "soak %lld s: acknowledged %zu; applied %lld, merged %lld, parked %lld; syncs %lld, failed "
      "%lld; kills: replicas %d, ternd %d; drops %lld, duplicates %lld, late repeats %lld, altered "
      "or cut %lld, delays %lld; at rest after %lld ms\n",
      number(duration.count()), acknowledged(), number(outcomes_["applied"]),
      number(outcomes_["merged"]), number(outcomes_["parked"]), number(syncs), number(failed),
      replica_kills_, daemon_kills_, number(fates.count({Fate::LoseRequest, Fate::LoseAnswer})),
      number(fates.count({Fate::Duplicate})), number(repeats),
      number(
          fates.count({Fate::AlterRequest, Fate::CutRequest, Fate::AlterAnswer, Fate::CutAnswer})),
      number(fates.delays()), number(rest.count()));
  EXPECT_GT(acknowledged(), 0u);
}

std::chrono::seconds soak_seconds() {
  return std::chrono::seconds(setting("TERN_SOAK_SECONDS", kSecondsDefault));
}

TEST_F(Soak, AccountsForEveryTransaction) { run_to_rest(soak_seconds()); }

/// Pushes and pulls in several parts, a local log that is compacted.
TEST_F(Soak, AccountsForLargeTransactions) {
  work_ = "large";
  pause_us_ = 60'000;
  run_to_rest(soak_seconds() / 4);
  const std::string longest =
      test::ReferenceDb(primary_file()).run("SELECT max(length(body)) FROM detail");
  EXPECT_GT(std::stoll(longest), 100'000);
}

}  // namespace
}  // namespace tern::sync
