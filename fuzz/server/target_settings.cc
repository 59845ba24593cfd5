#include <cstdlib>
#include <string>
#include <vector>

#include "daemon/agent/agent_config.h"
#include "daemon/auth/tokens.h"
#include "daemon/operation/options.h"
#include "daemon/operation/quantities.h"
#include "engine/base/bytes.h"

// What an operator writes. By the first byte: a server's settings file, an agent's, the environment
// (a variable a line), a token file, an address, a size, a time.

namespace tern::fuzz {
namespace {

using namespace daemon;

void must(bool holds) {
  if (!holds) std::abort();
}

/// What is in force is written as a file that means the same.
void check_text(const Settings& settings) {
  ServeOptions options;
  Settings again(settings_of(options));
  const std::string text = settings.text();
  must(again.read_toml(text, "again").has_value());
  for (size_t i = 0; i < settings.all().size(); ++i)
    must(value_text(settings.all()[i]) == value_text(again.all()[i]));
}

void read_settings(std::string_view text) {
  ServeOptions options;
  Settings settings(settings_of(options));
  const Status read = settings.read_toml(text, "c.toml");
  if (!read) return must(read.error().is(ErrorCode::Misuse));
  check_text(settings);
}

void read_environment(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    lines.emplace_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
  }
  std::vector<const char*> variables;
  for (const std::string& line : lines) variables.push_back(line.c_str());
  ServeOptions options;
  Settings settings(settings_of(options));
  const auto unknown = settings.read_environment(variables);
  if (!unknown) return must(unknown.error().is(ErrorCode::Misuse));
  check_text(settings);
}

void read_tokens(std::string_view text) {
  const auto table = TokenTable::parse(text, "tokens");
  if (!table) return must(table.error().is(ErrorCode::Misuse));
  if (const auto permit = table->find("0123456789abcdef0123")) (void)permit->access("db");
}

}  // namespace

void run(Bytes input) {
  if (input.empty()) return;
  const std::string_view text = as_text(input.subspan(1));
  switch (static_cast<char>(input[0])) {
    case 'c':
      return read_settings(text);
    case 'a':
      if (const auto config = agent::parse_agent_config(text, "/etc/a.toml"); !config)
        must(config.error().is(ErrorCode::Misuse));
      return;
    case 'e':
      return read_environment(text);
    case 't':
      return read_tokens(text);
    case 'l':
      if (const auto address = parse_listen(text)) (void)is_loopback(*address);
      return;
    case 's':
      if (const auto bytes = parse_size(text))
        must(parse_size(size_text(*bytes)).value() == *bytes);
      return;
    case 'd':
      if (const auto time = parse_duration(text))
        must(parse_duration(duration_text(*time)).value() == *time);
      return;
    default:
      return;
  }
}

}  // namespace tern::fuzz
