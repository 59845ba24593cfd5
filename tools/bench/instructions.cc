#include "tools/bench/instructions.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

namespace fs = std::filesystem;

/// Instructions that callgrind counted for one child run.
double count(const std::string& program, const Workload& workload, EngineKind kind, int repeats) {
  const fs::path out = fs::temp_directory_path() / ("tern-bench-" + std::to_string(getpid()));
  const std::string command = "valgrind --tool=callgrind --callgrind-out-file=" + out.string() +
                              " " + program + " --once " + workload.name + " " +
                              std::string(name_of(kind)) + " " + std::to_string(repeats) +
                              " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) give_up(command, "failed; is valgrind installed?");
  std::ifstream file(out);
  std::string line;
  double total = 0;
  while (std::getline(file, line)) {
    if (line.starts_with("totals: ")) total = std::stod(line.substr(8));
  }
  fs::remove(out);
  if (total == 0) give_up(out.string(), "no totals in callgrind's output");
  return total;
}

}  // namespace

int print_instructions(const std::string& program, std::string_view filter) {
  std::printf("%-20s %14s %14s %8s\n", "instructions/op", "tern", "sqlite", "ratio");
  for (const Workload& workload : workloads()) {
    if (workload.name.find(filter) == std::string::npos) continue;
    double per_operation[2];
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const double once = count(program, workload, kind, 1);
      const double twice = count(program, workload, kind, 2);
      per_operation[static_cast<int>(kind)] =
          (twice - once) / static_cast<double>(workload.small_operations);
    }
    std::printf("%-20s %14.0f %14.0f %8.2f\n", workload.name.c_str(), per_operation[0],
                per_operation[1], per_operation[1] / per_operation[0]);
  }
  return 0;
}

int run_once(std::string_view name, std::string_view engine_name, int repeats) {
  for (const Workload& workload : workloads()) {
    if (workload.name != name) continue;
    const EngineKind kind =
        engine_name == name_of(EngineKind::Tern) ? EngineKind::Tern : EngineKind::Sqlite;
    const fs::path directory =
        fs::temp_directory_path() / ("tern-bench-once-" + std::to_string(getpid()));
    fs::create_directories(directory);
    {
      const auto engine = open_engine(kind, (directory / "bench.db").string());
      workload.prepare(*engine, kSmallRows);
      for (int i = 0; i < repeats; ++i) workload.run(*engine, workload.small_operations);
    }
    fs::remove_all(directory);
    return 0;
  }
  std::fprintf(stderr, "no workload %.*s\n", static_cast<int>(name.size()), name.data());
  return 2;
}

}  // namespace tern::bench
