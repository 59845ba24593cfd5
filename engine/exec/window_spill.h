#pragma once

#include <string>
#include <vector>

#include "engine/btree/entry_sorter.h"
#include "engine/exec/row_queue.h"
#include "engine/exec/work_memory.h"
#include "engine/record/record.h"

namespace tern::exec {

/// Rows of a RowQueue that are too many to be sorted in memory: sorted by their keys, equal ones as
/// they came.
class WindowSpill {
 public:
  explicit WindowSpill(WorkMemory memory) : memory_(memory), sorter_(memory.make_sorter()) {}

  /// Forgets all rows.
  void clear();
  bool is_used() const { return is_used_; }
  /// Takes all rows of `rows`, of `width` values each.
  Status take(RowQueue& rows, size_t width);
  /// After the last take().
  Status sort() { return sorter_.sort(); }
  /// Appends the next row to `rows`. False: there is none.
  Result<bool> next(RowQueue& rows);

 private:
  Status add(const KeyedRow& row, size_t width);

  WorkMemory memory_;
  btree::EntrySorter sorter_;
  bool is_used_ = false;
  std::vector<record::ValueView> values_;
  std::string subtypes_;
  ByteVector record_;
  record::RecordReader reader_;
};

}  // namespace tern::exec
