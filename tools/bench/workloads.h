#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "tools/bench/engine.h"

namespace tern::bench {

/// A workload: made ready once, then run again and again; `run` does `operations` of them and
/// returns a checksum of the answers, which both engines must agree on.
struct Workload {
  std::string name;
  int64_t operations;        // per timed run
  int64_t small_operations;  // per counted run under callgrind; 0: not counted
  /// Makes the database that the workload needs. `rows`: the size of table t.
  std::function<void(Engine&, int64_t rows)> prepare;
  std::function<int64_t(Engine&, int64_t operations)> run;
  /// What has to be done before each run, and is not timed. Empty: nothing.
  std::function<void(Engine&)> before = {};
};

constexpr int64_t kRows = 1'000'000;
constexpr int64_t kSmallRows = 20'000;

std::span<const Workload> sql_workloads();      // workloads.cc
std::span<const Workload> storage_workloads();  // storage_workloads.cc
std::span<const Workload> write_workloads();    // write_workloads.cc
/// The one of that name, of any suite.
const Workload& workload_named(std::string_view name);

// --- what workloads are made of (workloads.cc)

/// A plain multiplicative congruential sequence: the same keys for both engines.
class Keys {
 public:
  explicit Keys(int64_t rows) : rows_(static_cast<uint64_t>(rows)) {}
  int64_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int64_t>((state_ >> 33) % rows_) + 1;
  }

 private:
  uint64_t state_ = 42;
  uint64_t rows_;
};

/// Table t(id, g, v, s) with `rows` rows, in WAL mode.
void make_table(Engine& engine, int64_t rows);
/// The integer that `sql` answers.
int64_t ask(Engine& engine, std::string_view sql);

}  // namespace tern::bench
