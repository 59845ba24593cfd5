#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/exec/byte_arena.h"

namespace tern::exec {

/// A set of byte strings (sort keys), numbered from 0 in the order in which they came.
class KeyTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Inserted {
    uint32_t index;
    bool is_fresh;
  };
  Inserted insert(std::string_view key);
  /// kNone if there is no such key.
  uint32_t find(std::string_view key) const;
  std::string_view key(uint32_t index) const {
    return {entries_[index].bytes, entries_[index].size};
  }
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  size_t size_bytes() const {
    return arena_.size_bytes() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * 4;
  }
  void clear();

 private:
  struct Entry {
    const char* bytes;
    uint32_t size;
    uint32_t hash;
  };
  uint32_t slot_of(std::string_view key, uint32_t hash) const;
  void grow();

  ByteArena arena_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> slots_;  // index + 1; 0: free. A power of two.
};

}  // namespace tern::exec
