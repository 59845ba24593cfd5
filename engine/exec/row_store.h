#pragma once

#include <vector>

#include "engine/exec/byte_arena.h"
#include "engine/exec/saved_row.h"
#include "engine/exec/spill_file.h"
#include "engine/exec/work_memory.h"

namespace tern::exec {

/// Rows of one slot, numbered from 0 in the order in which they came; those that do not fit into
/// the memory lie in a temporary file.
class RowStore {
 public:
  RowStore(const bind::Source& source, WorkMemory memory)
      : saved_(source, source.used), memory_(memory), file_(memory) {}
  /// The row that stands in the slot.
  Status add(expr::Frame& frame);
  /// Puts row `index` into the slot. Lifetime: until the next call.
  Status load(size_t index, expr::Frame& frame);
  size_t size() const { return rows_.size(); }
  void clear();

 private:
  struct Place {
    const std::byte* at;  // null: in the file
    uint64_t offset;
    uint32_t size;
  };

  SavedRow saved_;
  WorkMemory memory_;
  ByteArena arena_;
  ByteVector scratch_;
  std::vector<Place> rows_;
  SpillFile file_;
};

}  // namespace tern::exec
