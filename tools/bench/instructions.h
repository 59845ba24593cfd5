#pragma once

#include <string>
#include <string_view>

namespace tern::bench {

/// Runs `--once` of this program under callgrind for every workload and engine and prints the
/// instructions per operation: the difference between runs of 2 n and n operations, by n.
/// Returns the exit status.
int print_instructions(const std::string& program, std::string_view filter);

/// What the child runs: prepares `workload` small and does `repeats` runs of it.
int run_once(std::string_view workload, std::string_view engine, int repeats);

}  // namespace tern::bench
