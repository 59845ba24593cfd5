#pragma once

#include <string>
#include <vector>

#include "tools/bench/abi_measure.h"

namespace tern::bench {

/// Prints measurements of the C API as they come, and what they amount to.
class AbiReport {
 public:
  AbiReport();
  void add(const AbiWorkload& workload, const AbiMeasurement& measurement);
  /// False if Tern's library failed in a workload, or answered otherwise than the reference.
  bool print_summary() const;

 private:
  std::vector<double> time_ratios_;
  std::vector<double> instruction_ratios_;
  std::vector<std::string> below_goal_;
  std::vector<std::string> unsound_;
};

}  // namespace tern::bench
