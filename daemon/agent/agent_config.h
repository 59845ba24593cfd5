#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace tern::daemon::agent {

/// A table [[replica]]. Server and database stand in the replica's own side file.
struct ReplicaConfig {
  std::string path;
  std::string token_file;  ///< its first word is the token; read before each connection
  std::string ca_file;     ///< PEM; empty: the system's
  std::chrono::milliseconds debounce{200};
  std::chrono::milliseconds poll_interval{30'000};  ///< where the primary answers at once
  uint64_t bytes_per_hour = 0;                      ///< 0: no bound
  std::string metered = "no";                       ///< "yes": pushes only, pulls when asked
  uint32_t priority = 100;  ///< smaller ones first, where more are due than may sync at a time
};

struct AgentConfig {
  std::string socket;  ///< of who steers it
  std::string log_level = "info";
  std::string log_format = "text";
  std::string metrics;      ///< file, replaced every few seconds; empty: none
  uint32_t rounds_max = 8;  ///< replicas that sync at the same time
  std::deque<ReplicaConfig> replicas;
};

/// Errors: CantOpen; Misuse with path and line: broken TOML, an unknown table or key, a wrong
/// value, a replica without a path, or twice.
Result<AgentConfig> read_agent_config(const std::string& path);
/// The text of such a file; paths in it are relative to the folder of `path`.
Result<AgentConfig> parse_agent_config(std::string_view text, const std::string& path);

}  // namespace tern::daemon::agent
