// ternd: the command line. What the commands do is in daemon/commands.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/commands/command.h"

namespace tern::daemon {
namespace {

int report(const Status& status) {
  if (status) return 0;
  std::cerr << "ternd: " << status.error().message() << "\n";
  return 1;
}

/// The arguments as CLI11 takes them: the last one first. An option with nothing behind "=" would
/// take the next argument for its value; so the nothing becomes an argument of its own.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words;
  for (const std::string_view word : std::span(argv, static_cast<size_t>(argc)).subspan(1)) {
    const bool is_empty = word.starts_with("--") && word.find('=') == word.size() - 1;
    words.emplace_back(is_empty ? word.substr(0, word.size() - 1) : word);
    if (is_empty) words.emplace_back();
  }
  std::ranges::reverse(words);
  return words;
}

int run(int argc, char** argv) {
  CLI::App app(
      "ternd: the primary that Tern replicas sync with, and the agent that keeps them in sync",
      "ternd");
  app.require_subcommand(1);
  app.set_version_flag("--version", "ternd 0.1.0");
  std::vector<Command> commands = {add_serve(app), add_agent(app)};
  for (Command& command : add_token(app)) commands.push_back(std::move(command));
  try {
    app.parse(words_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  for (const Command& command : commands)
    if (command.app->parsed()) return report(command.run());
  return 0;
}

}  // namespace
}  // namespace tern::daemon

int main(int argc, char** argv) { return tern::daemon::run(argc, argv); }
