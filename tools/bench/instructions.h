#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/bench/scratch_folder.h"
#include "tools/bench/workloads.h"

namespace tern::bench {

/// Instructions that callgrind counted for this program, run as a child with `arguments`.
double count_instructions(const ScratchFolder& folder, const std::vector<std::string>& arguments);

/// Prints the instructions per operation of both engines, counted by callgrind: the difference
/// between processes that do 2 n and n operations, by n. Returns the exit status.
int print_instructions(std::span<const Workload> workloads);
/// The child of it: prepares a workload small and runs it. Arguments: workload, engine, database,
/// count of runs.
int run_once(std::span<const std::string> arguments);

}  // namespace tern::bench
