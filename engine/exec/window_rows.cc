#include "engine/exec/window_rows.h"

#include "engine/base/byte_arena.h"
#include "engine/exec/operator_memory.h"

namespace tern::exec {

Status WindowRows::open(expr::Frame& frame) {
  rows_.clear();
  begin_ = 0;
  known_end_ = 0;
  is_complete_ = true;  // the partition before the first
  is_read_ = false;
  spill_.clear();
  shape_.unload(frame);
  TRY(input_->open(frame));
  return sorts_ ? sort_all(frame) : ok();
}

void WindowRows::close() {
  rows_.clear();
  spill_.clear();
  known_end_ = 0;
  is_complete_ = true;
  is_read_ = true;
  input_->close();
}

/// The next row as it comes. False: there is none.
Result<bool> WindowRows::read_input(expr::Frame& frame) {
  shape_.unload(frame);
  const bool found = TRY(input_->next(frame));
  if (found) TRY(shape_.save(frame, rows_));
  return found;
}

/// The next row in the windows' order. False: there is none.
Result<bool> WindowRows::read_row(expr::Frame& frame) {
  if (is_read_) return false;
  is_read_ = !(spill_.is_used() ? TRY(spill_.next(rows_)) : TRY(read_input(frame)));
  if (rows_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  return !is_read_;
}

Status WindowRows::sort_all(expr::Frame& frame) {
  ++frame.work().sorts;
  while (TRY(read_input(frame))) {
    if (rows_.size_bytes() > memory_.bytes_max() / 2) TRY(spill_.take(rows_, shape_.width()));
  }
  if (spill_.is_used()) {
    TRY(spill_.take(rows_, shape_.width()));
    return spill_.sort();
  }
  is_read_ = true;
  rows_.sort();
  return ok();
}

Result<bool> WindowRows::next_partition(expr::Frame& frame) {
  begin_ = TRY(partition_end(frame));
  if (begin_ == rows_.end()) {
    const bool found = TRY(read_row(frame));
    if (!found) return false;
  }
  known_end_ = begin_ + 1;
  is_complete_ = false;
  return true;
}

Result<bool> WindowRows::extend(expr::Frame& frame, uint64_t index) {
  while (index >= known_end_ && !is_complete_) {
    if (known_end_ == rows_.end()) {
      const bool found = TRY(read_row(frame));
      if (!found) {
        is_complete_ = true;
        break;
      }
    }
    if (row(known_end_).partition_key() == row(known_end_ - 1).partition_key()) {
      ++known_end_;
    } else {
      is_complete_ = true;
    }
  }
  return index < known_end_;
}

Result<uint64_t> WindowRows::partition_end(expr::Frame& frame) {
  while (!is_complete_) (void)TRY(extend(frame, known_end_));
  return known_end_;
}

}  // namespace tern::exec
