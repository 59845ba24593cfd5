#include "daemon/streams/statement_memory.h"

namespace tern::daemon::streams {

bool StatementMemory::fits() {
  const int64_t taken = thread_memory() - base_;
  const uint64_t bytes = taken > 0 ? static_cast<uint64_t>(taken) : 0;
  if (bytes <= kFree || bytes <= use_.size()) return true;
  const uint64_t rounded = (bytes + kFree - 1) / kFree * kFree;
  if (bytes > bytes_max_) {
    excess_ = Excess::OfStatement;
  } else if (!use_.resize(rounded)) {
    excess_ = Excess::OfAll;
  }
  return excess_ == Excess::None;
}

}  // namespace tern::daemon::streams
