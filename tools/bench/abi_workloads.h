#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "tools/bench/abi_connection.h"

namespace tern::bench {

/// What a program does through the C API, again and again. `run` does `operations` of them and
/// returns a checksum of the answers, which both libraries must agree on.
struct AbiWorkload {
  std::string name;
  double goal;               // the speed over the reference's that is aimed at; 0: none is set
  int64_t operations;        // per timed run
  int64_t small_operations;  // per counted run under callgrind
  Result<int64_t> (*run)(AbiConnection&, int64_t operations);
  /// Makes the database, with the reference. Null: it is one in memory, and empty.
  Status (*make)(AbiConnection&) = nullptr;
  bool opens = true;             // the connection, before the first run; else `run` does
  const char* before = nullptr;  // SQL before each run, not timed
  const char* check = nullptr;   // SQL after the first run: an integer to agree on, too
};

std::span<const AbiWorkload> abi_workloads();
const AbiWorkload& abi_workload_named(std::string_view name);

/// Opens the connection if it is the workload's to have one.
Status ready_abi_connection(const AbiWorkload& workload, AbiConnection& db);

}  // namespace tern::bench
