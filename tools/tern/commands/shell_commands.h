#pragma once

#include "tools/tern/shell.h"

namespace tern::shell {

// .sync, .replica and .conflicts, as in dot/dot_command.h.
Outcome run_sync(Shell& shell, const Words& words);
Outcome run_replica(Shell& shell, const Words& words);
Outcome run_conflicts(Shell& shell, const Words& words);

}  // namespace tern::shell
