#pragma once

#include <sched.h>

namespace tern::daemon {

/// As long as it lives this thread keeps off the first of the processors that it may use, if there
/// are others: that one is left for what is short. To be destroyed on the same thread.
class OffFirstProcessor {
 public:
  OffFirstProcessor();
  ~OffFirstProcessor();
  OffFirstProcessor(const OffFirstProcessor&) = delete;
  OffFirstProcessor& operator=(const OffFirstProcessor&) = delete;

 private:
  cpu_set_t before_{};
  bool has_moved_ =
      false;  // not where the system refuses, or knows more processors than a cpu_set_t
};

}  // namespace tern::daemon
