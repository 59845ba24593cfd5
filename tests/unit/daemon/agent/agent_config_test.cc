#include "daemon/agent/agent_config.h"

#include <gtest/gtest.h>

#include <string>

namespace tern::daemon::agent {
namespace {

std::string message_of(std::string_view text) {
  const Result<AgentConfig> config = parse_agent_config(text, "/etc/agent.toml");
  return config ? "" : std::string(config.error().message());
}

TEST(AgentConfig, ReadsEverySetting) {
  const Result<AgentConfig> config = parse_agent_config(R"(
[agent]
socket = "run/agent.sock"
log_level = "warn"
log_format = "json"
metrics = "/var/agent.prom"
rounds_max = 3
[[replica]]
path = "notes.db"
token_file = "token"
ca_file = "/etc/ca.pem"
debounce = "1s"
poll_interval = "5m"
bytes_per_hour = "10MiB"
metered = "yes"
priority = 7
[[replica]]
path = "/data/shop.db"
)",
                                                        "/etc/tern/agent.toml");
  ASSERT_TRUE(config.has_value()) << config.error().message();
  EXPECT_EQ(config->socket, "/etc/tern/run/agent.sock");
  EXPECT_EQ(config->log_level, "warn");
  EXPECT_EQ(config->log_format, "json");
  EXPECT_EQ(config->metrics, "/var/agent.prom");
  EXPECT_EQ(config->rounds_max, 3u);
  ASSERT_EQ(config->replicas.size(), 2u);
  const ReplicaConfig& first = config->replicas[0];
  EXPECT_EQ(first.path, "/etc/tern/notes.db");
  EXPECT_EQ(first.token_file, "/etc/tern/token");
  EXPECT_EQ(first.ca_file, "/etc/ca.pem");
  EXPECT_EQ(first.debounce.count(), 1000);
  EXPECT_EQ(first.poll_interval.count(), 300'000);
  EXPECT_EQ(first.bytes_per_hour, uint64_t{10} << 20);
  EXPECT_EQ(first.metered, "yes");
  EXPECT_EQ(first.priority, 7u);
  const ReplicaConfig& second = config->replicas[1];
  EXPECT_EQ(second.path, "/data/shop.db");
  EXPECT_EQ(second.token_file, "");
  EXPECT_EQ(second.debounce.count(), 200);
  EXPECT_EQ(second.bytes_per_hour, 0u);
  EXPECT_EQ(second.metered, "no");
}

TEST(AgentConfig, WithoutASocketItIsInTheRuntimeFolder) {
  const std::string text = "[[replica]]\npath = '/a.db'\n";
  setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
  EXPECT_EQ(parse_agent_config(text, "c.toml")->socket, "/run/user/7/ternd-agent.sock");
  unsetenv("XDG_RUNTIME_DIR");
  EXPECT_EQ(message_of(text),
            "/etc/agent.toml: [agent] needs socket, a path, because XDG_RUNTIME_DIR is not set");
}

TEST(AgentConfig, RefusesWhatMeansNothing) {
  const std::string agent = "[agent]\nsocket = '/s'\n";
  EXPECT_EQ(message_of(agent), "/etc/agent.toml: it names no replica: add [[replica]]");
  EXPECT_EQ(message_of(agent + "[[replica]]\ndebounce = '1s'\n"),
            "/etc/agent.toml: a [[replica]] needs path, its database file");
  EXPECT_EQ(message_of(agent + "[[replica]]\npath = 'a'\n[[replica]]\npath = '/etc/a'\n"),
            "/etc/agent.toml: /etc/a is there twice");
  EXPECT_EQ(message_of("[server]\nx = 1\n"),
            "/etc/agent.toml line 1: server is not a table that means something");
  EXPECT_EQ(message_of("socket = '/s'\n"), "/etc/agent.toml line 1: socket must be a table");
  EXPECT_EQ(message_of(agent + "[[replica]]\npath = 'a'\ncolour = 'red'\n"),
            "/etc/agent.toml line 5: colour is not a setting");
  EXPECT_EQ(message_of(agent + "[[replica]]\npath = 'a'\nmetered = 'maybe'\n"),
            "/etc/agent.toml line 5: metered must be one of no, yes, not 'maybe'");
  EXPECT_EQ(message_of(agent + "rounds_max = 0\n[[replica]]\npath = 'a'\n"),
            "/etc/agent.toml: rounds_max must be at least 1");
  EXPECT_EQ(message_of(agent + "[[replica]]\npath = 'a'\npoll_interval = '1ms'\n"),
            "/etc/agent.toml: poll_interval must be at least 100ms");
  EXPECT_NE(message_of("[agent\n"), "");
}

}  // namespace
}  // namespace tern::daemon::agent
