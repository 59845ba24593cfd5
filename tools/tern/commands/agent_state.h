#pragma once

#include <optional>
#include <string>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// What `ternd agent` last wrote of a replica beside it, and whether it still runs.
struct AgentState {
  bool is_running = false;
  std::string state;  // one word
  std::string error;  // of its last round, if that failed
  std::string json;   // all of it, an object with "running"
};

/// Nothing where no agent has kept the replica at `path` in sync. `db`: any connection; its SQL
/// reads the JSON. Errors: IoErr.
Result<std::optional<AgentState>> read_agent_state(const std::string& path, Connection& db);

}  // namespace tern::shell
