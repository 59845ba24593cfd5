#pragma once

#include <string>

#include "tools/bench/queries/subject.h"
#include "tools/bench/queries/suite.h"

namespace tern::bench {

struct MeasureOptions {
  int repetitions = 5;
  bool counts_cpu = false;  // times are of the processor, not of the clock on the wall
  int seconds_max = 60;     // of one run, and of all timed runs of a query together
};

enum class Verdict : uint8_t {
  Same,       // both answered, the same
  Over,       // an engine took longer than seconds_max
  Different,  // both answered
  Refused,    // Tern does not support it yet
  Failed,     // with another error
};

/// A query on both engines. Indexes of `ms` are EngineKinds.
struct Measurement {
  Verdict verdict = Verdict::Same;
  std::string why;        // it was refused or failed
  double ms[2] = {0, 0};  // medians; 0: not known, as for a query that Tern refuses
  bool is_over[2] = {false, false};
  double ratio = 0;  // SQLite's time by Tern's: the median of the runs' ratios; 0: none
  size_t rows = 0;   // of the reference
};

double median(std::vector<double> values);
/// Of the clock on the wall, or of the processor time of this process.
double now_ms(bool counts_cpu);

/// Runs the query on both, in turns. A run prepares the statement, executes it and reads every
/// column of every row; the first one of each engine warms its cache and is compared, not timed.
Measurement measure(Subject* const (&subjects)[2], const SuiteQuery& query,
                    const MeasureOptions& options);

}  // namespace tern::bench
