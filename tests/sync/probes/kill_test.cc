// P13: kill -9 of ternd, of shells that write and of syncs, at random moments. What a shell has
// acknowledged, by the line that it prints after a COMMIT, must be everywhere in the end, once.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr int kRounds = 10;
constexpr int kWritesMax = 40;  // of one shell

class KillProbe : public Probe {
 protected:
  KillProbe() {
    const char* given = std::getenv("TERN_PROBE_SEED");
    const uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::printf("TERN_PROBE_SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
    start(
        "CREATE TABLE ledger(id INTEGER PRIMARY KEY, detail TEXT);"
        "CREATE TABLE tally(id INTEGER PRIMARY KEY, n INTEGER);"
        "INSERT INTO tally VALUES(1, 0);"
        "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT,"
        " PRIMARY KEY(\"table\", \"column\"));"
        "INSERT INTO sync_policy VALUES('tally', 'n', 'counter');");
  }
  int draw(int below) { return static_cast<int>(random_() % static_cast<uint64_t>(below)); }
  std::string out_of(const std::string& name) const { return folder() / name + ".out"; }

  /// A shell on the replica that commits transactions and says so after each.
  std::unique_ptr<BackgroundProgram> start_writer(const std::string& name) {
    std::string script;
    for (int i = 0; i < kWritesMax; ++i) {
      const std::string id = std::to_string(++last_id_);
      script += "BEGIN; INSERT INTO ledger VALUES(" + id + ", hex(randomblob(" +
                std::to_string(1 + draw(400)) +
                "))); UPDATE tally SET n=n+1 WHERE id=1; COMMIT;\nSELECT 'done', " + id + ";\n";
    }
    write_file(folder() / name + ".in", script);
    write_file(out_of(name), "");
    return std::make_unique<BackgroundProgram>(
        std::vector<std::string>{TERN_PROGRAM, path(name)},
        Streams{.in = folder() / name + ".in", .out = out_of(name), .err = folder() / "errors"});
  }
  std::unique_ptr<BackgroundProgram> start_sync(const std::string& name) {
    return std::make_unique<BackgroundProgram>(
        std::vector<std::string>{TERN_PROGRAM, "sync", path(name)},
        Streams{.in = "", .out = folder() / "syncs", .err = folder() / "syncs"});
  }
  std::set<int> acknowledged_in(const std::string& name) const {
    std::set<int> ids;
    std::istringstream lines(read_file(out_of(name)));
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("done|") && !lines.eof()) ids.insert(std::stoi(line.substr(5)));
    return ids;
  }
  std::set<int> ids_in(const std::string& name) const {
    std::set<int> ids;
    for (const std::string& row : query(name, "SELECT id FROM ledger")) ids.insert(std::stoi(row));
    return ids;
  }
  /// A shell writes at the replica until it is killed, after so many transactions and a moment.
  void write_and_kill(const std::string& name) {
    const auto writer = start_writer(name);
    const auto some = static_cast<size_t>(1 + draw(10));
    const auto end = steady_clock::now() + std::chrono::seconds(60);
    while (acknowledged_in(name).size() < some && writer->is_running() && steady_clock::now() < end)
      std::this_thread::yield();
    writer->ends_within(microseconds(draw(5000)));
    writer->send(SIGKILL);
    EXPECT_TRUE(writer->wait() == 128 + SIGKILL || !acknowledged_in(name).empty())
        << read_file(folder() / "errors");
    const std::set<int> acknowledged = acknowledged_in(name);
    EXPECT_GE(acknowledged.size(), some);
    const std::set<int> there = ids_in(name);
    for (const int id : acknowledged) EXPECT_TRUE(there.contains(id)) << name << " lost " << id;
    acknowledged_.insert(acknowledged.begin(), acknowledged.end());
  }
  /// Both sync at once; one of the three programs is killed a moment later.
  void sync_and_kill() {
    const auto a = start_sync("a");
    const auto b = start_sync("b");
    const int victim = draw(3);
    a->ends_within(microseconds(draw(60'000)));
    if (victim == 0) a->send(SIGKILL);
    if (victim == 1) b->send(SIGKILL);
    if (victim == 2) kill_primary();
    ++killed_[victim];
    a->wait();
    b->wait();
    if (victim == 2) start_primary();
  }
  void expect_sound() const {
    for (const char* name : {"a", "b"})
      EXPECT_EQ(query(name, "PRAGMA integrity_check"), Rows{"ok"}) << name;
    EXPECT_EQ(query_primary("PRAGMA integrity_check"), Rows{"ok"});
  }

  std::mt19937_64 random_;
  int last_id_ = 0;
  std::set<int> acknowledged_;
  int killed_[3] = {};
};

TEST_F(KillProbe, P13NothingAcknowledgedIsLostAndNothingCountsTwice) {
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    write_and_kill("a");
    write_and_kill("b");
    sync_and_kill();
    expect_sound();
  }
  settle({"a", "b"});
  const std::set<int> there = ids_in("b");
  for (const int id : acknowledged_) EXPECT_TRUE(there.contains(id)) << id;
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT n - (SELECT count(*) FROM ledger) FROM tally"), Rows{"0"})
        << read_file(folder() / "syncs");
    EXPECT_NE(tern({"status", path(name)}).out.find("conflicts   0 open"), std::string::npos);
  }
  std::printf(
      "P13: %zu transactions acknowledged, %zu there; killed: %d shells, syncs %d, ternd %d\n",
      acknowledged_.size(), there.size(), 2 * kRounds, killed_[0] + killed_[1], killed_[2]);
}

}  // namespace
}  // namespace tern::tests
