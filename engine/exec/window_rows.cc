#include "engine/exec/window_rows.h"

#include "engine/exec/byte_arena.h"

namespace tern::exec {

Status WindowRows::open(expr::Frame& frame) {
  rows_.clear();
  begin_ = 0;
  known_end_ = 0;
  is_complete_ = true;  // the partition before the first
  is_read_ = false;
  shape_.unload(frame);
  TRY(input_->open(frame));
  return sorts_ ? read_all(frame) : ok();
}

void WindowRows::close() {
  rows_.clear();
  known_end_ = 0;
  is_complete_ = true;
  is_read_ = true;
  input_->close();
}

Result<bool> WindowRows::read_row(expr::Frame& frame) {
  if (is_read_) return false;
  shape_.unload(frame);
  const bool found = TRY(input_->next(frame));
  if (!found) {
    is_read_ = true;
    return false;
  }
  TRY(shape_.save(frame, rows_));
  if (rows_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  return true;
}

Status WindowRows::read_all(expr::Frame& frame) {
  while (TRY(read_row(frame))) {
  }
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
