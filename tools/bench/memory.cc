#include "tools/bench/memory.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>

#include "tools/bench/measured_child.h"
#include "tools/bench/scratch_folder.h"
#include "tools/bench/workloads.h"

namespace tern::bench {
namespace {

constexpr int64_t kRowsPerGibibyte = 256 * 1024;  // a row fills a page of 4 KiB
constexpr int64_t kRowsPerTransaction = 16 * 1024;
constexpr std::string_view kCacheSize = "PRAGMA cache_size=-65536";

double peak_mebibytes() {
  struct rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void make_pages(Engine& engine, int64_t rows) {
  engine.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, fill BLOB)");
  const auto insert = engine.prepare("INSERT INTO t(id, n, fill) VALUES(?, ?, zeroblob(3900))");
  for (int64_t id = 1; id <= rows; ++id) {
    if (id % kRowsPerTransaction == 1) engine.execute("BEGIN");
    insert->bind(1, id);
    insert->bind(2, (id * 7919) % 1'000'003);
    insert->step();
    if (id % kRowsPerTransaction == 0 || id == rows) engine.execute("COMMIT");
  }
}

bool is_sound(Engine& engine) {
  const auto check = engine.prepare("PRAGMA integrity_check");
  const bool has_row = check->step();
  const bool is_ok = has_row && check->column_text_size(0) == std::string_view("ok").size();
  check->reset();
  return is_ok;
}

void print_peak(std::string_view what, const std::string& mebibytes) {
  std::printf("%-36s %s", std::string(what).c_str(), mebibytes.c_str());
  std::fflush(stdout);
}

}  // namespace

int print_memory() {
  const ScratchFolder folder;
  std::printf("\npeak memory of a transaction that changes 1 GiB, cache_size=-65536\n");
  for (const std::string mode : {"wal", "delete"}) {
    for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
      const std::string name(name_of(kind));
      const std::string path = folder.path(name + "-" + mode + ".db");
      print_peak(name + ", " + mode, run_child("", {"--change-a-gibibyte", name, path, mode}));
      std::filesystem::remove(path);
    }
  }
  return 0;
}

int change_a_gibibyte(std::span<const std::string> arguments) {
  const auto engine = open_engine(kind_named(arguments[0]), arguments[1]);
  engine->execute(kCacheSize);
  engine->execute("PRAGMA synchronous=normal; PRAGMA journal_mode=" + arguments[2]);
  make_pages(*engine, kRowsPerGibibyte);
  const double before = peak_mebibytes();
  engine->execute("BEGIN; UPDATE t SET n = n + 1; COMMIT");
  std::printf("%.0f MiB (%.0f MiB before)\n", peak_mebibytes(), before);
  return 0;
}

int print_large(int gibibytes) {
  const ScratchFolder folder;
  const std::string path = folder.path("large.db");
  std::printf("a database of %d GiB, cache_size=-65536\n", gibibytes);
  for (const std::string step : {"create", "index", "check", "vacuum", "check"}) {
    print_peak(step, run_child("", {"--large-step", step, path, std::to_string(gibibytes)}));
  }
  return 0;
}

int do_large(std::span<const std::string> arguments) {
  const std::string& step = arguments[0];
  const auto start = std::chrono::steady_clock::now();
  const auto engine = open_tern(arguments[1]);
  engine->execute(kCacheSize);
  if (step == "create") {
    engine->execute("PRAGMA journal_mode=wal; PRAGMA synchronous=normal");
    make_pages(*engine, kRowsPerGibibyte * std::stoll(arguments[2]));
  } else if (step == "index") {
    engine->execute("CREATE INDEX t_n ON t(n); DELETE FROM t WHERE id % 16 = 0");
  } else if (step == "vacuum") {
    engine->execute("VACUUM");
  } else if (ask(*engine, "SELECT count(*) FROM t") == 0 || !is_sound(*engine)) {
    give_up(step, "integrity_check found something");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%.0f MiB, %.0f s, %lld pages, %lld free\n", peak_mebibytes(), took.count(),
              static_cast<long long>(ask(*engine, "PRAGMA page_count")),
              static_cast<long long>(ask(*engine, "PRAGMA freelist_count")));
  return 0;
}

}  // namespace tern::bench
