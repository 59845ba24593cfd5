#pragma once

#include <cstdint>
#include <cstring>
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
  /// Requires: fewer than kNone keys.
  Inserted insert(std::string_view key);
  /// Says that insert(key) comes soon, so that memory can bring what it looks at.
  void prefetch(std::string_view key) const;
  /// kNone if there is no such key.
  uint32_t find(std::string_view key) const;
  /// Lifetime: until the next insert.
  std::string_view key(uint32_t index) const { return entries_[index].key(); }
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  size_t size_bytes() const {
    return arena_.size_bytes() + entries_.capacity() * sizeof(Entry) +
           slots_.capacity() * sizeof(uint64_t);
  }
  void clear();

 private:
  /// Short keys lie in their entry: integers do.
  class Entry {
   public:
    Entry(std::string_view key, ByteArena& arena);
    std::string_view key() const {
      if (size_ <= sizeof bytes_) return {bytes_, size_};
      const char* far = nullptr;
      std::memcpy(&far, bytes_, sizeof far);
      return {far, size_};
    }

   private:
    char bytes_[12];  // of the key, or the address of its bytes
    uint32_t size_;
  };
  static_assert(sizeof(Entry) == 16);

  size_t slot_of(std::string_view key, uint32_t hash) const;
  void grow();

  ByteArena arena_;
  std::vector<Entry> entries_;
  /// Hash in the upper half, index + 1 in the lower; 0: free. A power of two.
  std::vector<uint64_t> slots_;
};

}  // namespace tern::exec
