#pragma once

#include "daemon/agent/agent_config.h"

namespace tern::daemon::agent {

/// `ternd agent`: keeps the replicas in sync until SIGTERM, SIGINT or "stop" on its socket.
/// Requires: the process has no other threads yet.
/// Errors: Busy if another agent has one of the replicas, or the socket; CantOpen; Misuse.
Status run_agent(const AgentConfig& config);

}  // namespace tern::daemon::agent
