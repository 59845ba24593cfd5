#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <vector>

#include "tools/bench/abi.h"
#include "tools/bench/commit_paths.h"
#include "tools/bench/encryption.h"
#include "tools/bench/instructions.h"
#include "tools/bench/memory.h"
#include "tools/bench/queries/prepare.h"
#include "tools/bench/queries/run.h"
#include "tools/bench/queries/sort_memory.h"
#include "tools/bench/scratch_folder.h"
#include "tools/bench/serve.h"
#include "tools/bench/system_calls.h"
#include "tools/bench/vectors.h"
#include "tools/bench/workloads.h"
#include "tools/bench/writers.h"

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

/// The databases of one workload, one per engine, and what each answered.
struct Arena {
  const Workload* workload = nullptr;
  const ScratchFolder* folder = nullptr;
  std::unique_ptr<Engine> engine[2];
  std::vector<int64_t> answers[2];
};

Engine& ready_engine(Arena& arena, EngineKind kind) {
  std::unique_ptr<Engine>& engine = arena.engine[static_cast<int>(kind)];
  if (!engine) {
    const std::string name = arena.workload->name + "-" + std::string(name_of(kind)) + ".db";
    engine = open_engine(kind, arena.folder->path(name));
    arena.workload->prepare(*engine, kRows);
    if (arena.workload->before) arena.workload->before(*engine);
    arena.workload->run(*engine, std::min<int64_t>(arena.workload->operations, 1000));  // warm
  }
  if (arena.workload->before) arena.workload->before(*engine);
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
  explicit RatioReporter(bool counts_cpu) : counts_cpu_(counts_cpu) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.aggregate_name != "median") continue;
      medians_[run.run_name.function_name] =
          counts_cpu_ ? run.GetAdjustedCPUTime() : run.GetAdjustedRealTime();
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void print_ratios(std::span<const Workload> workloads) {
    std::printf("\n%-20s %16s %16s %8s   (median of repetitions; ratio above 1: Tern is faster)\n",
                "workload", "tern", "sqlite", "ratio");
    double logarithms = 0;
    int count = 0;
    for (const Workload& workload : workloads) {
      const double tern = medians_[workload.name + "/tern"];
      const double sqlite = medians_[workload.name + "/sqlite"];
      if (tern == 0 || sqlite == 0) continue;  // filtered out
      std::printf("%-20s %13.3f ms %13.3f ms %8.2f\n", workload.name.c_str(), tern, sqlite,
                  sqlite / tern);
      logarithms += std::log(sqlite / tern);
      ++count;
    }
    if (count > 1) std::printf("%-54s %8.2f\n", "geometric mean", std::exp(logarithms / count));
  }

 private:
  bool counts_cpu_;
  std::map<std::string, double> medians_;
};

void register_both(std::vector<Arena>& arenas, bool counts_cpu) {
  for (Arena& arena : arenas) {
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      auto* const added = benchmark::RegisterBenchmark(
          (arena.workload->name + "/" + std::string(name_of(kind))).c_str(),
          [&arena, kind](benchmark::State& state) { run_timed(state, arena, kind); });
      added->Unit(benchmark::kMillisecond)->Iterations(1);
      counts_cpu ? added->MeasureProcessCPUTime() : added->UseRealTime();
    }
  }
}

/// `options` are Google Benchmark's, and --cpu.
int run_timed(std::span<const Workload> workloads, std::span<const std::string> options) {
  // Repetitions of all benchmarks in random order: what disturbs the machine disturbs both engines.
  std::vector<std::string> arguments = {"tern-bench", "--benchmark_enable_random_interleaving=true",
                                        "--benchmark_repetitions=7",
                                        "--benchmark_display_aggregates_only=true"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const bool counts_cpu = std::erase(arguments, "--cpu") > 0;
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

  const ScratchFolder folder;
  std::vector<Arena> arenas(workloads.size());
  for (size_t i = 0; i < arenas.size(); ++i) {
    arenas[i].workload = &workloads[i];
    arenas[i].folder = &folder;
  }
  register_both(arenas, counts_cpu);
  RatioReporter reporter(counts_cpu);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios(workloads);

  int status = 0;
  for (Arena& arena : arenas) {
    if (arena.answers[0] != arena.answers[1]) {
      std::fprintf(stderr, "tern-bench: %s: the engines disagree\n", arena.workload->name.c_str());
      status = 1;
    }
    for (auto& engine : arena.engine) engine.reset();
  }
  return status;
}

int run_storage(std::span<const std::string> options) {
  const int status = run_timed(storage_workloads(), options);
  if (status != 0 || !options.empty()) return status;
  print_encryption();
  print_commit_paths();
  print_fairness();
  print_system_calls();
  return print_memory();
}

std::span<const Workload> suite_named(std::string_view name) {
  if (name == "storage") return storage_workloads();
  return name == "writes" ? write_workloads() : sql_workloads();
}

int run(std::span<const std::string> arguments) {
  const std::string first = arguments.empty() ? "" : arguments[0];
  const auto rest = arguments.subspan(arguments.empty() ? 0 : 1);
  if (first == "--once" && rest.size() == 4) return run_once(rest);
  if (first == "--operations" && rest.size() == 4) return do_operations(rest);
  if (first == "--change-a-gibibyte" && rest.size() == 3) return change_a_gibibyte(rest);
  if (first == "--large-step" && rest.size() == 3) return do_large(rest);
  if (first == "--prepare-often" && rest.size() == 4) return prepare_often(rest);
  if (first == "--sort-in-child" && rest.size() == 3) return sort_in_child(rest);
  if (first == "--abi-once" && rest.size() == 4) return run_abi_once(rest);

  if (first == "--instructions") {
    return print_instructions(suite_named(rest.empty() ? "" : rest[0]));
  }
  if (first == "abi") return print_abi(rest);
  if (first == "serve") return print_serve(rest);
  if (first == "queries") return run_queries(rest);
  if (first == "functions") return run_queries(arguments);
  if (first == "prepare") return print_prepare(rest);
  if (first == "sort-memory") return print_sort_memory(rest);
  if (first == "large" && rest.size() == 1) return print_large(std::stoi(rest[0]));
  if (first == "encryption") return print_encryption();
  if (first == "commit-paths") return print_commit_paths();
  if (first == "fairness") return print_fairness();
  if (first == "system-calls") return print_system_calls();
  if (first == "memory") return print_memory();
  if (first == "vectors") return print_vectors();
  if (first == "storage") return run_storage(rest);
  if (first == "writes") return run_timed(write_workloads(), rest);
  return run_timed(sql_workloads(), first == "sql" ? rest : arguments);
}

}  // namespace
}  // namespace tern::bench

int main(int argc, char** argv) {
  return tern::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
