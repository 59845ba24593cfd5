#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tern::shell {

/// A line on a terminal that tells how far a transfer is; silent where standard error is none.
class ProgressBar {
 public:
  explicit ProgressBar(std::string what);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Total 0: not known. Always true: goes on.
  bool show(uint64_t done, uint64_t total);

 private:
  std::string what_;
  bool is_terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

/// "12.3 MiB".
std::string bytes_text(uint64_t bytes);

}  // namespace tern::shell
