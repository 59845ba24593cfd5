// An agent keeps replicas in sync while processes write to them, for TERN_AGENT_SOAK_SECONDS (10):
// TERN_AGENT_SOAK_REPLICAS files (4; 20 from a minute on), three writing processes each. The agent,
// ternd and writers are killed with SIGKILL at random, and the network is cut. The oracle:
// README.md, "The agent".
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "tests/sync/agent_process.h"
#include "tests/sync/oracle.h"
#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/soak_fixture.h"

namespace tern::sync {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kSecondsDefault = 10;
constexpr int kReplicasDefault = 4;
constexpr int kReplicasLong = 20;
constexpr int kWritersPerReplica = 3;
constexpr int kDrainWaitMs = 60'000;
constexpr int kRestWaitMs = 420'000;  // a back-off may have grown to five minutes
constexpr int kStillMs = 4000;        // longer than any look at intervals

class AgentSoak : public SoakFixture {
 protected:
  void SetUp() override {
    SoakFixture::SetUp();
    seconds_ = static_cast<int64_t>(setting("TERN_AGENT_SOAK_SECONDS", kSecondsDefault));
    replica_count_ = static_cast<int64_t>(
        setting("TERN_AGENT_SOAK_REPLICAS", seconds_ < 60 ? kReplicasDefault : kReplicasLong));
  }

  void clone_all(const std::string& origin);
  void start(Party& party) {
    // Few enough that the primary, which judges all of them one after the other, keeps up.
    party.start(random_(), {"work=contended", "sync=no",
                            "pause_us=" + std::to_string(50'000 * parties_.size())});
  }
  void listen(milliseconds wait);
  void run_for(std::chrono::seconds duration, AgentProcess& agent, tests::FaultProxy& proxy);
  void harm(AgentProcess& agent, tests::FaultProxy& proxy);
  void come_to_rest(AgentProcess& agent);

  int64_t seconds_ = 0;
  int64_t replica_count_ = 0;
  int agent_kills_ = 0;
  int daemon_kills_ = 0;
  int writer_kills_ = 0;
  int cuts_ = 0;
};

void AgentSoak::clone_all(const std::string& origin) {
  for (int64_t replica = 1; replica <= replica_count_; ++replica) {
    Party cloner(daemon_, file_of(replica), 0);
    ASSERT_TRUE(
        cloner.drain(kDrainWaitMs, {"port_file=" + daemon_.port_file(), "remote=" + origin}))
        << "replica " << replica;
    for (int64_t writer = 0; writer < kWritersPerReplica; ++writer) {
      parties_.emplace_back(daemon_, file_of(replica),
                            (replica - 1) * kWritersPerReplica + writer + 1);
    }
  }
}

void AgentSoak::listen(milliseconds wait) {
  const Clock::time_point end = Clock::now() + wait;
  do {
    for (Party& party : parties_) {
      party.pump(0);
      ASSERT_TRUE(party.complaints().empty()) << party.complaints().front();
    }
    std::this_thread::sleep_for(milliseconds(10));
  } while (Clock::now() < end);
}

void AgentSoak::harm(AgentProcess& agent, tests::FaultProxy& proxy) {
  const int64_t kind = draw(10);
  if (kind < 3) {
    ++agent_kills_;
    agent.kill();
    ASSERT_NO_FATAL_FAILURE(listen(between(1, 500)));
    ASSERT_NO_FATAL_FAILURE(agent.start());
  } else if (kind < 5) {
    ++daemon_kills_;
    daemon_.kill();
    proxy.forget_passages();  // it keeps their bodies
    ASSERT_NO_FATAL_FAILURE(listen(between(1, 1500)));
    ASSERT_NO_FATAL_FAILURE(daemon_.start());
  } else if (kind < 7) {
    ++cuts_;
    const bool loses_answers = draw(2) == 0;
    proxy.set_judge([loses_answers](const tests::Passage&) {
      return loses_answers ? tests::Fate::LoseAnswer : tests::Fate::LoseRequest;
    });
    ASSERT_NO_FATAL_FAILURE(listen(between(100, 2500)));
    proxy.set_judge({});
  } else {
    ++writer_kills_;
    Party& party = parties_[static_cast<size_t>(draw(static_cast<int64_t>(parties_.size())))];
    party.kill();
    if (draw(3) == 0) check_whole(party.file());
    start(party);
  }
}

void AgentSoak::run_for(std::chrono::seconds duration, AgentProcess& agent,
                        tests::FaultProxy& proxy) {
  const Clock::time_point end = Clock::now() + duration;
  while (Clock::now() < end) {
    ASSERT_NO_FATAL_FAILURE(listen(between(100, 1500)));
    ASSERT_NO_FATAL_FAILURE(harm(agent, proxy));
  }
  for (Party& party : parties_) party.kill();
}

/// The agent alone brings everybody to the same state.
void AgentSoak::come_to_rest(AgentProcess& agent) {
  ASSERT_TRUE(agent.wait_for_rest(kRestWaitMs, kStillMs)) << agent.ask("status");
  ASSERT_EQ(agent.ask("stop"), "{\"ok\":true}");
  ASSERT_EQ(agent.wait(60'000), 0);
  daemon_.kill();
}

TEST_F(AgentSoak, AccountsForEveryTransaction) {
  ASSERT_NO_FATAL_FAILURE(daemon_.start());
  tests::FaultProxy proxy(folder_.path(""), "https://127.0.0.1:" + std::to_string(daemon_.port()));
  ASSERT_NO_FATAL_FAILURE(clone_all(proxy.origin()));
  std::vector<std::string> files;
  for (int64_t replica = 1; replica <= replica_count_; ++replica) files.push_back(file_of(replica));
  tests::write_file(folder_.path("token"), Daemon::kToken);
  AgentProcess agent(folder_.path(""), files,
                     "token_file = 'token'\nca_file = 'cert.pem'\npoll_interval = '1s'");
  ASSERT_NO_FATAL_FAILURE(agent.start());
  for (Party& party : parties_) start(party);
  ASSERT_NO_FATAL_FAILURE(run_for(std::chrono::seconds(seconds_), agent, proxy));
  const Clock::time_point quiet = Clock::now();
  ASSERT_NO_FATAL_FAILURE(come_to_rest(agent));
  const auto rest = std::chrono::duration_cast<milliseconds>(Clock::now() - quiet);
  std::map<std::string, int64_t> outcomes =
      check_history(daemon_.database_folder(), parties_, static_cast<size_t>(replica_count_));
  files.insert(files.begin(), daemon_.database_folder() + "/db");
  check_equal(files);
  std::printf(
      "agent soak %lld s, %lld replicas: acknowledged %zu; applied %lld, merged %lld, parked %lld; "
      "kills: agent %d, ternd %d, writers %d; cuts %d; at rest after %lld ms\n",
      static_cast<long long>(seconds_), static_cast<long long>(replica_count_), acknowledged(),
      static_cast<long long>(outcomes["applied"]), static_cast<long long>(outcomes["merged"]),
      static_cast<long long>(outcomes["parked"]), agent_kills_, daemon_kills_, writer_kills_, cuts_,
      static_cast<long long>(rest.count()));
  EXPECT_GT(acknowledged(), 0u);
}

}  // namespace
}  // namespace tern::sync
