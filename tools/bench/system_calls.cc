#include "tools/bench/system_calls.h"

#include <array>
#include <cstdio>
#include <fstream>

#include "tools/bench/measured_child.h"
#include "tools/bench/scratch_folder.h"
#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr int kCounted = 100;

struct Operation {
  std::string_view name;
  std::string_view journal_mode;
  std::string_view synchronous;
  std::string_view sql;
  bool reopens = false;  // before each
};

constexpr std::array kOperations = {
    Operation{"read", "delete", "full", "SELECT v FROM t WHERE id = 5"},
    Operation{"read-wal", "wal", "full", "SELECT v FROM t WHERE id = 5"},
    Operation{"write-wal-normal", "wal", "normal", "UPDATE t SET v = v + 1 WHERE id = 5"},
    Operation{"write-wal-full", "wal", "full", "UPDATE t SET v = v + 1 WHERE id = 5"},
    Operation{"write", "delete", "full", "UPDATE t SET v = v + 1 WHERE id = 5"},
    Operation{"open", "delete", "full", "SELECT v FROM t WHERE id = 5", true},
};

// All calls that strace counted: the sum of its column "calls".
int64_t calls_in(const std::string& report) {
  std::ifstream file(report);
  std::string line;
  int64_t total = -1;
  while (std::getline(file, line)) {
    double percent = 0;
    double seconds = 0;
    long long each = 0;
    long long calls = 0;
    const int read =
        std::sscanf(line.c_str(), "%lf %lf %lld %lld", &percent, &seconds, &each, &calls);
    if (read == 4 && line.ends_with("total")) total = calls;
  }
  if (total < 0) give_up(report, "strace printed no total");
  return total;
}

int64_t count(const ScratchFolder& folder, const Operation& operation, EngineKind kind, int times) {
  const std::string report = folder.path("calls");
  const std::string path = folder.path("calls.db");
  std::filesystem::remove(path);
  run_child("strace -f -c -o " + report, {"--operations", std::string(operation.name),
                                          std::string(name_of(kind)), path, std::to_string(times)});
  return calls_in(report);
}

}  // namespace

int print_system_calls() {
  const ScratchFolder folder;
  std::printf("\n%-20s %8s %8s\n", "system calls", "tern", "sqlite");
  for (const Operation& operation : kOperations) {
    double per_operation[2];
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const int64_t once = count(folder, operation, kind, kCounted);
      const int64_t twice = count(folder, operation, kind, 2 * kCounted);
      per_operation[static_cast<int>(kind)] = static_cast<double>(twice - once) / kCounted;
    }
    std::printf("%-20s %8.1f %8.1f\n", std::string(operation.name).c_str(), per_operation[0],
                per_operation[1]);
  }
  return 0;
}

int do_operations(std::span<const std::string> arguments) {
  for (const Operation& operation : kOperations) {
    if (operation.name != arguments[0]) continue;
    const auto engine = open_engine(kind_named(arguments[1]), arguments[2]);
    make_table(*engine, 100);
    const std::string settings = "PRAGMA journal_mode=" + std::string(operation.journal_mode) +
                                 "; PRAGMA synchronous=" + std::string(operation.synchronous);
    engine->execute(settings);
    std::unique_ptr<Query> query;
    for (int left = std::stoi(arguments[3]); left > 0; --left) {
      if (operation.reopens) {
        query.reset();
        engine->reopen();
      }
      if (!query) query = engine->prepare(operation.sql);
      query->step();
      query->reset();
    }
    return 0;
  }
  give_up(arguments[0], "no such operation");
}

}  // namespace tern::bench
