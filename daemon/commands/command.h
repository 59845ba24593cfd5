#pragma once

#include <functional>
#include <vector>

#include "engine/base/result.h"

namespace CLI {
class App;
}

namespace tern::daemon {

/// A command of ternd as it stands on the command line, and what runs it once that is parsed.
struct Command {
  CLI::App* app = nullptr;
  std::function<Status()> run;
};

/// Each adds a command, with its options, to `ternd`.
Command add_serve(CLI::App& ternd);
Command add_agent(CLI::App& ternd);
/// `ternd token ...`: its commands.
std::vector<Command> add_token(CLI::App& ternd);

}  // namespace tern::daemon
