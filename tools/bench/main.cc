#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include "tools/bench/instructions.h"
#include "tools/bench/workloads.h"

namespace tern::bench {

std::string_view name_of(EngineKind kind) { return kind == EngineKind::Tern ? "tern" : "sqlite"; }

std::unique_ptr<Engine> open_engine(EngineKind kind, const std::string& path) {
  return kind == EngineKind::Tern ? open_tern(path) : open_sqlite(path);
}

void give_up(std::string_view what, std::string_view why) {
  std::fprintf(stderr, "tern-bench: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(why.size()), why.data());
  std::exit(1);
}

namespace {

namespace fs = std::filesystem;

/// The databases of one workload, one per engine, and what each answered.
struct Arena {
  const Workload* workload = nullptr;
  std::unique_ptr<Engine> engine[2];
  std::vector<int64_t> answers[2];
};

fs::path directory() {
  return fs::temp_directory_path() / ("tern-bench-" + std::to_string(getpid()));
}

Engine& ready_engine(Arena& arena, EngineKind kind) {
  std::unique_ptr<Engine>& engine = arena.engine[static_cast<int>(kind)];
  if (!engine) {
    const fs::path path =
        directory() / (arena.workload->name + "-" + std::string(name_of(kind)) + ".db");
    engine = open_engine(kind, path.string());
    arena.workload->prepare(*engine, kRows);
    arena.workload->run(*engine, std::min<int64_t>(arena.workload->operations, 1000));  // warm
  }
  return *engine;
}

void run_timed(benchmark::State& state, Arena& arena, EngineKind kind) {
  Engine& engine = ready_engine(arena, kind);
  for (auto _ : state) {
    arena.answers[static_cast<int>(kind)].push_back(
        arena.workload->run(engine, arena.workload->operations));
  }
  state.SetItemsProcessed(state.iterations() * arena.workload->operations);
}

/// Remembers the median of each benchmark's repetitions, and prints the ratios at the end.
class RatioReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.aggregate_name != "median") continue;
      medians_[run.run_name.function_name] = run.GetAdjustedRealTime();
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void print_ratios() {
    std::printf("\n%-20s %16s %16s %8s   (median of repetitions; ratio above 1: Tern is faster)\n",
                "workload", "tern", "sqlite", "ratio");
    for (const Workload& workload : workloads()) {
      const double tern = medians_[workload.name + "/tern"];
      const double sqlite = medians_[workload.name + "/sqlite"];
      if (tern == 0 || sqlite == 0) continue;  // filtered out
      std::printf("%-20s %13.3f ms %13.3f ms %8.2f\n", workload.name.c_str(), tern, sqlite,
                  sqlite / tern);
    }
  }

 private:
  std::map<std::string, double> medians_;
};

int run_benchmarks(int argc, char** argv) {
  // Repetitions of all benchmarks in random order: what disturbs the machine disturbs both engines.
  std::vector<std::string> arguments = {argv[0], "--benchmark_enable_random_interleaving=true",
                                        "--benchmark_repetitions=7",
                                        "--benchmark_display_aggregates_only=true"};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

  fs::create_directories(directory());
  std::vector<Arena> arenas(workloads().size());
  for (size_t i = 0; i < arenas.size(); ++i) {
    arenas[i].workload = &workloads()[i];
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      benchmark::RegisterBenchmark(
          (arenas[i].workload->name + "/" + std::string(name_of(kind))).c_str(),
          [arena = &arenas[i], kind](benchmark::State& state) { run_timed(state, *arena, kind); })
          ->Unit(benchmark::kMillisecond)
          ->Iterations(1)
          ->UseRealTime();
    }
  }
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios();

  int status = 0;
  for (Arena& arena : arenas) {
    if (arena.answers[0] != arena.answers[1]) {
      std::fprintf(stderr, "tern-bench: %s: the engines disagree\n", arena.workload->name.c_str());
      status = 1;
    }
    for (auto& engine : arena.engine) engine.reset();
  }
  fs::remove_all(directory());
  return status;
}

}  // namespace
}  // namespace tern::bench

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--once" && argc == 5) {
    return tern::bench::run_once(argv[2], argv[3], std::atoi(argv[4]));
  }
  if (first == "--instructions") {
    return tern::bench::print_instructions("/proc/" + std::to_string(getpid()) + "/exe",
                                           argc > 2 ? argv[2] : "");
  }
  return tern::bench::run_benchmarks(argc, argv);
}
