#pragma once

#include <sys/types.h>

#include <vector>

#include "tools/diff/compare.h"
#include "tools/diff/coverage.h"
#include "tools/diff/generator.h"

namespace tern::diff {

/// Generated cases, `first` and those after it.
struct CaseRange {
  uint64_t first = 0;
  uint64_t count = 0;
  uint64_t end() const { return first + count; }
};

struct BatchDivergence {
  uint64_t number;  // of the case
  Divergence divergence;
};

struct BatchOutcome {
  uint64_t cases = 0;
  std::vector<BatchDivergence> divergences;
  std::map<std::string, int> remarks;
  Coverage coverage;
};

/// Compares many generated cases in child processes, several at a time. A case that crashes or
/// hangs is a divergence; those after it go on in another process.
class BatchRunner {
 public:
  BatchRunner(const CaseSource& source, const CaseRange& cases, const CompareOptions& options,
              size_t jobs);
  /// Stops the children that are left.
  ~BatchRunner();
  BatchRunner(const BatchRunner&) = delete;
  BatchRunner& operator=(const BatchRunner&) = delete;

  /// Waits for a child to end; what it found goes into `out`. Returns false once all cases are
  /// compared.
  bool next(BatchOutcome& out);

 private:
  struct Child {
    pid_t process;
    int pipe;
    CaseRange cases;
    std::string report;
  };

  void start_children();
  bool start(const CaseRange& cases);
  /// Reads from the children until one's report is whole; returns its place.
  size_t wait_for_one();
  void finish(Child child, BatchOutcome& out);

  CaseSource source_;
  CaseRange left_;                  // not begun
  std::vector<CaseRange> resumed_;  // behind a crash
  CompareOptions options_;
  size_t jobs_;
  std::vector<Child> children_;
};

}  // namespace tern::diff
