#include "engine/exec/memory_scan.h"

#include "engine/exec/access_text.h"

namespace tern::exec {

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

void MemoryScan::describe(Description& out) const {
  out.operation = "Materialize";
  out.append(source_text(source_));
  out.add_input(input_);
}

}  // namespace tern::exec
