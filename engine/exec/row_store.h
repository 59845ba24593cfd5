#pragma once

#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/exec/saved_row.h"
#include "engine/exec/spill_file.h"
#include "engine/exec/work_memory.h"

namespace tern::exec {

/// Records, numbered from 0 in the order in which they came; those that do not fit into the memory
/// lie in a temporary file.
class RecordStore {
 public:
  explicit RecordStore(WorkMemory memory) : memory_(memory), file_(memory) {}
  Status add(Bytes record);
  /// Lifetime: until clear(), and as long as `scratch` stays as it is.
  Result<Bytes> get(size_t index, ByteVector& scratch);
  size_t size() const { return records_.size(); }
  void clear();

 private:
  struct Place {
    const std::byte* at;  // null: in the file
    uint64_t offset;
    uint32_t size;
  };

  WorkMemory memory_;
  ByteArena arena_;
  std::vector<Place> records_;
  SpillFile file_;
};

/// Rows of one slot, kept in the same way.
class RowStore {
 public:
  RowStore(const bind::Source& source, WorkMemory memory)
      : saved_(source, source.used), records_(memory) {}
  /// The row that stands in the slot.
  Status add(expr::Frame& frame);
  /// Puts row `index` into the slot. Lifetime: until the next call.
  Status load(size_t index, expr::Frame& frame);
  size_t size() const { return records_.size(); }
  void clear() { records_.clear(); }

 private:
  SavedRow saved_;
  RecordStore records_;
  ByteVector scratch_;
};

}  // namespace tern::exec
