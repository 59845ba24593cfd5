#include "engine/exec/memory_scan.h"

#include <cstring>

namespace tern::exec {

Status RowStore::add(expr::Frame& frame) {
  TRY(saved_.save(frame, scratch_));
  if (arena_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  std::byte* bytes = arena_.allocate(scratch_.size());
  std::memcpy(bytes, scratch_.data(), scratch_.size());
  rows_.emplace_back(bytes, scratch_.size());
  return ok();
}

void RowStore::clear() {
  rows_.clear();
  arena_.clear();
}

Status MemoryScan::open(expr::Frame& frame) {
  at_ = 0;
  if (is_filled_) return ok();
  rows_.clear();
  TRY(input_->open(frame));
  while (TRY(input_->next(frame))) TRY(rows_.add(frame));
  is_filled_ = true;
  return ok();
}

Result<bool> MemoryScan::next(expr::Frame& frame) {
  if (at_ == rows_.size()) return false;
  TRY(frame.check_interrupt());
  TRY(rows_.load(at_++, frame));
  return true;
}

void MemoryScan::close() {
  input_->close();
  rows_.clear();
  is_filled_ = false;
}

}  // namespace tern::exec
