#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bind/query.h"
#include "engine/exec/saved_row.h"
#include "engine/exec/work_memory.h"

namespace tern::exec {

/// Joined rows that wait for their group's turn: sorted by the groups' keys, on disk where they are
/// too many; the rows of a group in the order in which they came.
class GroupSpill {
 public:
  /// `core` outlives it.
  GroupSpill(const bind::Core& core, WorkMemory memory);

  void clear(size_t memory_max);
  /// The row that stands in the slots of the core's sources.
  Status add(expr::Frame& frame, std::string_view key);
  /// After the last add(). Requires: there was one.
  Status sort();
  bool is_empty() const { return !entry_; }
  /// The key of the next group. Requires: !is_empty().
  std::string_view key() const { return as_text(entry_->key); }
  /// Puts the next row into the slots if it is of the group `key`. Lifetime: until the next call.
  Result<bool> next_of(std::string_view key, expr::Frame& frame);

 private:
  std::vector<SavedRow> saved_;  // one per source that is read
  btree::EntrySorter sorter_;
  std::optional<btree::EntrySorter::Entry> entry_;
  bool was_taken_ = false;  // entry_ stands in the slots
  ByteVector row_;
};

}  // namespace tern::exec
