#pragma once

#include <memory>

#include "engine/exec/operator.h"
#include "engine/exec/row_queue.h"
#include "engine/exec/window_shape.h"
#include "engine/exec/window_spill.h"
#include "engine/exec/work_memory.h"

namespace tern::exec {

/// The rows that a window operator works on, partition after partition. Reads its input no further
/// than it is asked, unless it has to sort: on disk, where the rows are more than half of the
/// memory. Rows are numbered through all partitions.
class WindowRows {
 public:
  /// `sorts`: the input does not come in the order of the windows.
  WindowRows(std::unique_ptr<Operator> input, WindowShape shape, bool sorts, WorkMemory memory)
      : input_(std::move(input)),
        shape_(std::move(shape)),
        sorts_(sorts),
        memory_(memory),
        spill_(memory) {}

  const Operator& input() const { return *input_; }
  void start() { input_->start(); }
  Status open(expr::Frame& frame);
  void close();

  /// Begins the partition behind the current one. False: there is none.
  Result<bool> next_partition(expr::Frame& frame);
  uint64_t partition_begin() const { return begin_; }
  /// Whether the partition has a row of that number. Reads ahead up to it.
  Result<bool> has(expr::Frame& frame, uint64_t index) {
    if (index < known_end_) [[likely]]
      return true;
    return extend(frame, index);
  }
  /// The number behind the partition's last row. Reads all of it.
  Result<uint64_t> partition_end(expr::Frame& frame);

  const KeyedRow& row(uint64_t index) const { return rows_[index]; }
  /// Are these rows of one partition equal under the windows' ORDER BY?
  bool are_peers(uint64_t a, uint64_t b) const { return row(a).full_key() == row(b).full_key(); }
  /// Nobody asks for rows before this number any more.
  void drop_before(uint64_t index) {
    if (!sorts_ || spill_.is_used()) rows_.drop_before(index);
  }
  WindowShape& shape() { return shape_; }

 private:
  Result<bool> extend(expr::Frame& frame, uint64_t index);
  Result<bool> read_row(expr::Frame& frame);
  Status sort_all(expr::Frame& frame);
  Result<bool> read_input(expr::Frame& frame);

  std::unique_ptr<Operator> input_;
  WindowShape shape_;
  const bool sorts_;
  WorkMemory memory_;
  WindowSpill spill_;
  RowQueue rows_;
  uint64_t begin_ = 0;        // of the partition
  uint64_t known_end_ = 0;    // rows before it are known to be in the partition
  bool is_complete_ = false;  // the partition ends at known_end_
  bool is_read_ = false;      // the input has no more rows
};

}  // namespace tern::exec
