#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "tools/bench/engine.h"

namespace tern::bench {

/// A workload: made ready once, then run again and again; `run` does `operations` of them and
/// returns a checksum of the answers, which both engines must agree on.
struct Workload {
  std::string name;
  int64_t operations;        // per timed run
  int64_t small_operations;  // per counted run under callgrind
  bool keeps_growing;        // the run changes the database: the checksum depends on the run number
  /// Makes the database that the workload needs. `rows`: the size of table t.
  std::function<void(Engine&, int64_t rows)> prepare;
  std::function<int64_t(Engine&, int64_t operations)> run;
};

constexpr int64_t kRows = 1'000'000;
constexpr int64_t kSmallRows = 20'000;

std::span<const Workload> workloads();

}  // namespace tern::bench
