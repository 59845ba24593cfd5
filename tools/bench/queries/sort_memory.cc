#include "tools/bench/queries/sort_memory.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tools/bench/measured_child.h"
#include "tools/bench/queries/subject.h"
#include "tools/bench/queries/suite.h"
#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr int64_t kCacheKibibytes = 65536;

void make_sorted(Engine& engine) {
  engine.execute(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER, s TEXT);"
      "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000000)"
      " INSERT INTO t SELECT i, (i * 2654435761) & 4294967295, 'text ' || ((i * 7919) % 10000019)"
      " FROM n");
}

const Suite& sort_suite() {
  static const Suite suite = {"sort-memory",
                              1,
                              make_sorted,
                              {{"integer", RowOrder::Any, "SELECT v, id FROM t ORDER BY v"},
                               {"text", RowOrder::Any, "SELECT s, id, v FROM t ORDER BY s"}}};
  return suite;
}

/// Of this process since its program began. (getrusage counts what was before, too.)
double peak_mebibytes() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  give_up("/proc/self/status", "has no VmHWM");
}

/// Returns how many; steps through all.
Result<int64_t> count_rows(Subject& subject, const std::string& sql) {
  const std::unique_ptr<SubjectStatement> statement = TRY(subject.prepare(sql));
  int64_t rows = 0;
  while (TRY(statement->step())) ++rows;
  return rows;
}

}  // namespace

int print_sort_memory(std::span<const std::string> arguments) {
  const ScratchFolder scratch;
  const bool keeps = arguments.size() == 2 && arguments[0] == "--keep";
  const std::string folder = keeps ? arguments[1] : scratch.path("");
  std::filesystem::create_directories(folder);
  const std::string path = ready_database(sort_suite(), folder);
  std::printf("ORDER BY over 10^7 rows, cache_size=-%lld\n",
              static_cast<long long>(kCacheKibibytes));
  bool is_done = true;
  for (const SuiteQuery& query : sort_suite().queries) {
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const std::string name(name_of(kind));
      const std::string printed = run_child("", {"--sort-in-child", name, path, query.name});
      std::printf("%-12s %-8s %s", query.name.c_str(), name.c_str(), printed.c_str());
      std::fflush(stdout);
      is_done &= printed.find("FAILED") == std::string::npos;
    }
  }
  return is_done ? 0 : 1;
}

int sort_in_child(std::span<const std::string> arguments) {
  const auto subject = open_subject(kind_named(arguments[0]), arguments[1], kCacheKibibytes);
  for (const SuiteQuery& query : sort_suite().queries) {
    if (query.name != arguments[2]) continue;
    const auto start = std::chrono::steady_clock::now();
    const Result<int64_t> rows = count_rows(*subject, query.sql);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%8.0f MiB peak %8.1f s", peak_mebibytes(), took.count());
    if (rows) {
      std::printf("  %lld rows\n", static_cast<long long>(*rows));
    } else {
      std::printf("  FAILED: %s\n", std::string(rows.error().message()).c_str());
    }
    return 0;
  }
  give_up(arguments[2], "no such query");
}

}  // namespace tern::bench
