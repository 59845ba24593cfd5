#pragma once

#include "tools/tern/commands/admin_arguments.h"
#include "tools/tern/commands/command.h"

namespace CLI {
class App;
}

namespace tern::shell {

/// Adds the options and commands of `tern admin` to it. `run` becomes what the command line asks
/// for, when it is parsed. Lifetime: both outlive the command.
void add_admin_commands(CLI::App& admin, AdminArguments& arguments,
                        CommandResult (*&run)(const AdminArguments& arguments));

}  // namespace tern::shell
