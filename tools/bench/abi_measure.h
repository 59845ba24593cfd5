#pragma once

#include <string>

#include "tools/bench/abi_counter.h"
#include "tools/bench/abi_workloads.h"

namespace tern::bench {

/// A workload on both libraries, per operation. Indexes of arrays are EngineKinds.
struct AbiMeasurement {
  std::string why;        // Tern's library failed or answered otherwise; empty: neither
  double ns[2] = {0, 0};  // medians
  double ratio = 0;       // the reference's time by Tern's: the median of the runs' ratios; 0: none
  double instructions[2] = {0, 0};  // 0: not counted
};

struct AbiMeasureOptions {
  int repetitions = 7;
  bool counts_cpu = false;  // times are of the processor, not of the clock on the wall
};

/// Runs the workload on both connections, in turns. The first run of each warms its cache and is
/// not timed; all have to answer the same.
AbiMeasurement measure_abi(AbiConnection* const (&connections)[2], const AbiWorkload& workload,
                           const InstructionCounter& counter, const AbiMeasureOptions& options);

}  // namespace tern::bench
