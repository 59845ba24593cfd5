#include "engine/exec/distinct.h"

namespace tern::exec {

Result<bool> Distinct::next(expr::Frame& frame) {
  while (TRY(input_->next(frame))) {
    row_ = input_->row();
    key_.clear();
    for (size_t i = 0; i < parts_.size(); ++i) record::append_sort_key(key_, row_[i], parts_[i]);
    if (!seen_.insert(key_).is_fresh) continue;
    if (seen_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
    return true;
  }
  return false;
}

}  // namespace tern::exec
