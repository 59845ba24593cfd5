#include "daemon/operation/off_first_processor.h"

namespace tern::daemon {

OffFirstProcessor::OffFirstProcessor() {
  if (sched_getaffinity(0, sizeof before_, &before_) != 0 || CPU_COUNT(&before_) < 2) return;
  cpu_set_t others = before_;
  int first = 0;
  while (!CPU_ISSET(first, &others)) ++first;
  CPU_CLR(first, &others);
  has_moved_ = sched_setaffinity(0, sizeof others, &others) == 0;
}

OffFirstProcessor::~OffFirstProcessor() {
  if (has_moved_) (void)sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace tern::daemon
