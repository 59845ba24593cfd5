#include "engine/base/heap_limits.h"

namespace tern {

void HeapLimits::set_soft(int64_t bytes) {
  const int64_t most = hard();
  soft_ = most > 0 && (bytes == 0 || bytes > most) ? most : bytes;
}

void HeapLimits::set_hard(int64_t bytes) {
  hard_ = bytes;
  if (soft() == 0 || bytes < soft()) soft_ = bytes;
}

void HeapLimits::reset() {
  soft_ = 0;
  hard_ = 0;
}

HeapLimits& heap_limits() {
  static constinit HeapLimits limits;
  return limits;
}

}  // namespace tern
