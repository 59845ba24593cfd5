#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace tern::sync {

/// `ternd agent` as a process, and who steers it.
class AgentProcess {
 public:
  /// `replicas`: the database files, with `more` in the table of each, and `agent` in the agent's:
  /// lines of TOML.
  AgentProcess(const std::string& folder, const std::vector<std::string>& replicas,
               const std::string& more, const std::string& agent = {});

  /// Waits until it answers. Errors are reported as test failures.
  void start();
  /// kill -9.
  void kill() { process_.kill(); }
  /// Its exit status once it has ended by itself; -1: not in time.
  int wait(int wait_ms) { return process_.wait(wait_ms); }
  bool is_running() const { return process_.is_running(); }

  /// What its socket answers to a line; empty if nobody answers.
  std::string ask(const std::string& line) const;

  struct ReplicaState {
    std::string path;
    std::string state;
    uint64_t revision = 0;
    uint64_t pending = 0;
    uint64_t unsent = 0;
  };
  /// By "status", in the order of the configuration; empty if nobody answers.
  std::vector<ReplicaState> states() const;
  /// Until every replica waits, nothing is pending and all are at one revision, for `still_ms`.
  bool wait_for_rest(int wait_ms, int still_ms) const;

  const std::string& config() const { return config_; }
  const std::string& socket() const { return socket_; }

 private:
  bool is_at_rest() const;

  std::string config_;
  std::string socket_;
  tests::ChildProcess process_;
};

}  // namespace tern::sync
