#include "engine/exec/hash_lookup.h"

namespace tern::exec {

Status HashLookup::open(expr::Frame& frame) {
  at_ = JoinTable::kEnd;
  if (!is_built_) TRY(table_.fill(*input_, frame));
  is_built_ = true;
  at_ = TRY(table_.find(frame));
  return ok();
}

Result<bool> HashLookup::next(expr::Frame& frame) {
  if (at_ == JoinTable::kEnd) return false;
  TRY(table_.load(at_, frame));
  at_ = table_.after(at_);
  return true;
}

void HashLookup::close() {
  input_->close();
  table_.clear();
  is_built_ = false;
}

}  // namespace tern::exec
