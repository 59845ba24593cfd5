#include "daemon/agent/agent_config.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

#include "daemon/operation/settings.h"
#include "daemon/operation/whole_file.h"

namespace tern::daemon::agent {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};
constexpr std::array<std::string_view, 2> kYesOrNo = {"no", "yes"};
constexpr const char* kSocketName = "ternd-agent.sock";

std::vector<Setting> settings_of(AgentConfig& config) {
  return {
      {"socket", "PATH", "Where it is steered", &config.socket},
      {"log-level", "WORD", "What is logged", Word{&config.log_level, kLevels}},
      {"log-format", "WORD", "How", Word{&config.log_format, kFormats}},
      {"metrics", "FILE", "Metrics are written there", &config.metrics},
      {"rounds-max", "COUNT", "Replicas that sync at the same time", &config.rounds_max},
  };
}

std::vector<Setting> settings_of(ReplicaConfig& replica) {
  return {
      {"path", "FILE", "The database file", &replica.path},
      {"token-file", "FILE", "The token", &replica.token_file},
      {"ca-file", "FILE", "Certificates to trust, PEM", &replica.ca_file},
      {"debounce", "TIME", "From a commit to its push", &replica.debounce},
      {"poll-interval", "TIME", "Where there is no long poll", &replica.poll_interval},
      {"bytes-per-hour", "SIZE", "Of transfers", ByteSize{&replica.bytes_per_hour}},
      {"metered", "WORD", "Whether only pushes happen by themselves",
       Word{&replica.metered, kYesOrNo}},
      {"priority", "COUNT", "Smaller ones first", &replica.priority},
  };
}

/// Relative to the folder of the file that names it.
void resolve(std::string& path, const std::filesystem::path& folder) {
  if (!path.empty()) path = (folder / path).lexically_normal().string();
}

Status check_replica(ReplicaConfig& replica, const std::string& config_path) {
  if (replica.path.empty())
    return fail(ErrorCode::Misuse, config_path + ": a [[replica]] needs path, its database file");
  if (replica.poll_interval < std::chrono::milliseconds(100))
    return fail(ErrorCode::Misuse, config_path + ": poll_interval must be at least 100ms");
  return ok();
}

Status check_socket(AgentConfig& config, const std::string& config_path) {
  if (!config.socket.empty()) return ok();
  const char* const folder = std::getenv("XDG_RUNTIME_DIR");
  if (!folder || *folder == '\0')
    return fail(ErrorCode::Misuse, config_path +
                                       ": [agent] needs socket, a path, because "
                                       "XDG_RUNTIME_DIR is not set");
  config.socket = std::string(folder) + "/" + kSocketName;
  return ok();
}

Status check(AgentConfig& config, const std::string& config_path) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::absolute(config_path, error).parent_path();
  TRY(check_socket(config, config_path));
  resolve(config.socket, folder);
  resolve(config.metrics, folder);
  if (config.rounds_max == 0)
    return fail(ErrorCode::Misuse, config_path + ": rounds_max must be at least 1");
  if (config.replicas.empty())
    return fail(ErrorCode::Misuse, config_path + ": it names no replica: add [[replica]]");
  std::vector<std::string> paths;
  for (ReplicaConfig& replica : config.replicas) {
    TRY(check_replica(replica, config_path));
    for (std::string* path : {&replica.path, &replica.token_file, &replica.ca_file})
      resolve(*path, folder);
    if (std::ranges::find(paths, replica.path) != paths.end())
      return fail(ErrorCode::Misuse, config_path + ": " + replica.path + " is there twice");
    paths.push_back(replica.path);
  }
  return ok();
}

}  // namespace

Result<AgentConfig> read_agent_config(const std::string& path) {
  const std::string text = TRY(read_whole_file(path, "the agent's configuration"));
  return parse_agent_config(text, path);
}

Result<AgentConfig> parse_agent_config(std::string_view text, const std::string& path) {
  AgentConfig config;
  std::optional<Settings> settings;
  const auto open_table = [&](std::string_view table) -> Settings* {
    if (table == "agent") return &settings.emplace(settings_of(config));
    if (table != "replica") return nullptr;
    return &settings.emplace(settings_of(config.replicas.emplace_back()));
  };
  TRY(read_tables(text, path, open_table));
  TRY(check(config, path));
  return config;
}

}  // namespace tern::daemon::agent
