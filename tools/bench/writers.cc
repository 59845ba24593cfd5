#include "tools/bench/writers.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

#include "tools/bench/scratch_folder.h"

namespace tern::bench {
namespace {

constexpr int kFairnessWriters = 8;
constexpr int64_t kFairnessCommits = 8'000;

// Takes a commit of the common stock at a time, until there is none left.
void write_some(Engine& engine, int who, std::atomic<int64_t>& stock, int64_t& done) {
  engine.execute("PRAGMA synchronous=full; PRAGMA busy_timeout=60000");
  const auto begin = engine.prepare("BEGIN IMMEDIATE");
  const auto insert = engine.prepare("INSERT INTO t(who, s) VALUES(?, 'a row of a transaction')");
  const auto commit = engine.prepare("COMMIT");
  insert->bind(1, who);
  while (stock.fetch_sub(1) > 0) {
    begin->step();
    insert->step();
    commit->step();
    ++done;
  }
}

}  // namespace

std::vector<int64_t> write_from(Engine& engine, int writers, int64_t commits) {
  std::atomic<int64_t> stock{commits};
  std::vector<int64_t> done(static_cast<size_t>(writers));
  std::vector<std::thread> threads;
  for (int who = 0; who < writers; ++who) {
    threads.emplace_back([&, who] {
      const auto own = engine.open_another();
      write_some(*own, who, stock, done[static_cast<size_t>(who)]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return done;
}

int print_fairness() {
  const ScratchFolder folder;
  std::printf("\n%d writers, %lld commits at synchronous=full\n", kFairnessWriters,
              static_cast<long long>(kFairnessCommits));
  for (const EngineKind kind : {EngineKind::Tern, EngineKind::Sqlite}) {
    const auto engine = open_engine(kind, folder.path(std::string(name_of(kind)) + ".db"));
    engine->execute("PRAGMA journal_mode=wal");
    engine->execute("CREATE TABLE t(id INTEGER PRIMARY KEY, who INTEGER, s TEXT)");
    const std::vector<int64_t> done = write_from(*engine, kFairnessWriters, kFairnessCommits);
    const auto [slowest, fastest] = std::ranges::minmax(done);
    std::printf("%-8s slowest %lld, fastest %lld: %.2f\n", std::string(name_of(kind)).c_str(),
                static_cast<long long>(slowest), static_cast<long long>(fastest),
                static_cast<double>(slowest) / static_cast<double>(fastest));
  }
  return 0;
}

}  // namespace tern::bench
