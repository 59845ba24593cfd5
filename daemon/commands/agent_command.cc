// `ternd agent`: its options.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "daemon/agent/agent.h"
#include "daemon/commands/command.h"
#include "daemon/operation/log.h"

namespace tern::daemon {
namespace {

Status run_agent_of(const std::string& path) {
  const agent::AgentConfig config = TRY(agent::read_agent_config(path));
  TRY(set_log_level(config.log_level));
  TRY(set_log_format(config.log_format));
  return agent::run_agent(config);
}

}  // namespace

Command add_agent(CLI::App& ternd) {
  CLI::App* agent = ternd.add_subcommand("agent", "Keep replicas on this machine in sync");
  const auto config = std::make_shared<std::string>();  // shared with the option
  agent->add_option("--config", *config, "The replicas and how to sync them, TOML")
      ->type_name("FILE")
      ->required();
  return {agent, [config] { return run_agent_of(*config); }};
}

}  // namespace tern::daemon
