#include "tools/bench/encryption.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "tools/bench/scratch_folder.h"
#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr int kRounds = 9;
constexpr size_t kVariants = 3;
const std::array<std::string, kVariants> kKeys = {"", std::string(32, 'a'), std::string(64, 'b')};

struct Measured {
  std::string_view name;
  std::string_view workload;  // in either suite
  int64_t operations;
  double percent_max;  // the goal
};

constexpr std::array kMeasured = {
    Measured{"point, cached", "point_rowid", 200'000, 5},
    Measured{"scan, cached", "scan_sum", 5, 5},
    Measured{"scan, page cache empty", "uncached_scan", 1, 25},
    Measured{"scan, file not cached", "cold_scan", 1, 25},
    Measured{"commits, NORMAL", "autocommit_insert", 20'000, 15},
    Measured{"commits, FULL", "commit_full_1", 2'000, 15},
    Measured{"bulk insert", "bulk_insert", 300'000, 15},
};

struct Times {
  double wall_ms = 0;
  double cpu_ms = 0;
};

double cpu_ms() {
  struct rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Times measure(Engine& engine, const Workload& workload, int64_t operations) {
  if (workload.before) workload.before(engine);
  const double cpu = cpu_ms();
  const auto start = std::chrono::steady_clock::now();
  workload.run(engine, operations);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  return {took.count(), cpu_ms() - cpu};
}

double percent_more(const std::vector<Times>& of, const std::vector<Times>& plain,
                    double Times::* what) {
  std::vector<double> ratios;
  for (size_t i = 0; i < of.size(); ++i) ratios.push_back(of[i].*what / (plain[i].*what));
  return (median(ratios) - 1) * 100;
}

double median_of(const std::vector<Times>& of) {
  std::vector<double> values;
  for (const Times& each : of) values.push_back(each.wall_ms);
  return median(values);
}

void compare(const ScratchFolder& folder, const Measured& measured) {
  const Workload& workload = workload_named(measured.workload);
  std::array<std::unique_ptr<Engine>, kVariants> engines;
  for (size_t i = 0; i < kVariants; ++i) {
    engines[i] = open_tern(folder.path("encryption-" + std::to_string(i) + ".db"), kKeys[i]);
    workload.prepare(*engines[i], kRows);
    measure(*engines[i], workload, std::min<int64_t>(measured.operations, 1000));  // warm
  }
  std::array<std::vector<Times>, kVariants> times;
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < kVariants; ++i) {
      const size_t turn = (i + static_cast<size_t>(round)) % kVariants;
      times[turn].push_back(measure(*engines[turn], workload, measured.operations));
    }
  }
  std::printf("%-24s %10.1f ms", std::string(measured.name).c_str(), median_of(times[0]));
  for (size_t i = 1; i < kVariants; ++i) {
    std::printf(" %8.1f %% %8.1f %%", percent_more(times[i], times[0], &Times::wall_ms),
                percent_more(times[i], times[0], &Times::cpu_ms));
  }
  std::printf(" %8.0f %%\n", measured.percent_max);
  std::fflush(stdout);
  for (size_t i = 0; i < kVariants; ++i) {
    const std::string path = engines[i]->path();
    engines[i].reset();
    std::filesystem::remove(path);
  }
}

}  // namespace

int print_encryption() {
  const ScratchFolder folder;
  std::printf("\n%-24s %13s %21s %21s %10s\n", "encryption costs", "plain", "128: time / cpu more",
              "256: time / cpu more", "goal");
  for (const Measured& measured : kMeasured) compare(folder, measured);
  return 0;
}

}  // namespace tern::bench
