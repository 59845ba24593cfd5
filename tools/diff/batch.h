#pragma once

#include <vector>

#include "tools/diff/compare.h"
#include "tools/diff/coverage.h"
#include "tools/diff/generator.h"

namespace tern::diff {

/// Generated cases, `first` and those after it.
struct CaseRange {
  Profile profile;
  uint64_t seed;
  uint64_t first;
  uint64_t count;
};

struct BatchDivergence {
  uint64_t number;  // of the case
  Divergence divergence;
};

struct BatchOutcome {
  std::vector<BatchDivergence> divergences;
  std::map<std::string, int> unsupported;
  Coverage coverage;
};

/// Generates and compares the cases, many in a child process. A case that crashes or hangs is a
/// divergence; those after it go on in another process.
BatchOutcome compare_batch(const CaseRange& cases, const CompareOptions& options);

}  // namespace tern::diff
