#pragma once

#include <cstdint>
#include <string>

namespace tern::daemon::agent {

/// What the agent says of one replica.
struct ReplicaReport {
  std::string path;
  std::string state;  ///< waiting, settling, starved, paused, failing, syncing
  std::string remote;
  std::string database;
  uint64_t epoch = 0;
  uint64_t revision = 0;  ///< of the base
  uint64_t pending = 0;   ///< local transactions that are not in the base yet
  uint64_t unsent = 0;    ///< .. whose outcome is not known
  uint64_t conflicts_open = 0;
  bool is_metered = false;
  bool has_long_poll = false;
  uint32_t failures = 0;     ///< in a row
  std::string error;         ///< of the last round, if it failed
  std::string news_error;    ///< why the primary cannot be asked for news, if so
  int64_t next_in_ms = -1;   ///< -1: after the next event
  int64_t last_sync_ms = 0;  ///< wall clock, 1970; 0: never
  uint64_t rounds = 0;       ///< that ended well
  uint64_t rounds_failed = 0;
  uint64_t bytes_sent = 0;  ///< bodies
  uint64_t bytes_received = 0;
  int64_t budget_bytes = 0;  ///< left, or overdrawn
  bool has_budget = false;
};

/// As an object of one line.
std::string to_json(const ReplicaReport& report);

/// The report as the file beside the replica, FILE-agent, has it.
std::string state_file_text(const ReplicaReport& report, int64_t pid, int64_t wall_ms);

}  // namespace tern::daemon::agent
