#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/bench/engine.h"

// Some figures are of a whole process (its instructions, memory, system calls): this program is run
// again, as a child that does one piece of work with one engine.

namespace tern::bench {

/// Runs this program with `arguments`, in front of it `prefix` (a measuring program with its
/// options, or nothing). Returns what it printed. A child that fails ends the program.
std::string run_child(const std::string& prefix, const std::vector<std::string>& arguments);

EngineKind kind_named(std::string_view name);

}  // namespace tern::bench
