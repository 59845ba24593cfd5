#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/io/vfs.h"

namespace tern::io {

/// The byte-range locks of one file. Each belongs to an owner (an open File) and
/// conflicts with those of other owners only, as open-file-description locks do.
class RangeLocks {
 public:
  /// Replaces what `owner` holds on the range. Errors: Busy.
  Status set(const void* owner, uint64_t start, uint64_t length, LockMode mode);
  /// Is there a lock that keeps `owner` from locking the range exclusively?
  bool is_held_by_others(const void* owner, uint64_t start, uint64_t length) const;
  void drop(const void* owner);
  /// The strongest lock of anybody on each part of the range, from first to last, without gaps.
  struct Part {
    uint64_t start;
    uint64_t end;
    LockMode mode;
  };
  std::vector<Part> parts(uint64_t start, uint64_t length) const;
  size_t count() const { return held_.size(); }

 private:
  struct Held {
    const void* owner;
    uint64_t start;
    uint64_t end;
    LockMode mode;
  };
  bool may_set(const void* owner, uint64_t start, uint64_t end, LockMode mode) const;
  std::vector<Held> held_;
};

}  // namespace tern::io
