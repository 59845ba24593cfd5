#include "tools/bench/instructions.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tools/bench/measured_child.h"

namespace tern::bench {
namespace {

/// Instructions of a child that runs the workload so often.
double count(const ScratchFolder& folder, const Workload& workload, EngineKind kind, int repeats) {
  return count_instructions(folder, {"--once", workload.name, std::string(name_of(kind)),
                                     folder.path("bench.db"), std::to_string(repeats)});
}

}  // namespace

double count_instructions(const ScratchFolder& folder, const std::vector<std::string>& arguments) {
  const std::string out = folder.path("callgrind");
  run_child("valgrind --tool=callgrind --callgrind-out-file=" + out, arguments);
  std::ifstream file(out);
  std::string line;
  double total = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("totals: ")) total = std::stod(line.substr(8));
  }
  if (total == 0) give_up(out, "no totals in callgrind's output");
  return total;
}

int print_instructions(std::span<const Workload> workloads) {
  const ScratchFolder folder;
  std::printf("%-20s %14s %14s %8s\n", "instructions/op", "tern", "sqlite", "ratio");
  for (const Workload& workload : workloads) {
    if (workload.small_operations == 0) continue;
    double per_operation[2];
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const double once = count(folder, workload, kind, 1);
      const double twice = count(folder, workload, kind, 2);
      per_operation[static_cast<int>(kind)] =
          (twice - once) / static_cast<double>(workload.small_operations);
    }
    std::printf("%-20s %14.0f %14.0f %8.2f\n", workload.name.c_str(), per_operation[0],
                per_operation[1], per_operation[1] / per_operation[0]);
  }
  return 0;
}

int run_once(std::span<const std::string> arguments) {
  const Workload& workload = workload_named(arguments[0]);
  std::filesystem::remove(arguments[2]);
  const auto engine = open_engine(kind_named(arguments[1]), arguments[2]);
  workload.prepare(*engine, kSmallRows);
  for (int left = std::stoi(arguments[3]); left > 0; --left) {
    if (workload.before) workload.before(*engine);
    workload.run(*engine, workload.small_operations);
  }
  return 0;
}

}  // namespace tern::bench
