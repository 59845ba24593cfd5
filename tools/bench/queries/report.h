#pragma once

#include <string>
#include <vector>

#include "tools/bench/queries/measure.h"

namespace tern::bench {

/// Prints the measurements of one suite as they come, and what they amount to.
class SuiteReport {
 public:
  explicit SuiteReport(std::string suite);
  void add(const SuiteQuery& query, const Measurement& measurement);
  /// False if Tern refused a query, failed, or answered otherwise than the reference.
  bool print_summary() const;

 private:
  struct Entry {
    std::string name;
    double ratio;
  };
  std::string suite_;
  std::vector<Entry> measured_;
  std::vector<std::string> unsound_;  // refused, different, failed
  size_t total_ = 0;
};

}  // namespace tern::bench
