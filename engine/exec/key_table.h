#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/exec/key_hash.h"

namespace tern::exec {

/// A set of byte strings (sort keys), numbered from 0 in the order in which they came. A slot of
/// the table holds a short key itself, as those of single numbers are, so that to find it takes one
/// look into memory; beside a long one's hash it needs another.
class KeyTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Inserted {
    uint32_t index;
    bool is_fresh;
  };
  /// What a slot says of a key: the key if it is short, else its hash. Equal keys have equal ones.
  class Probe {
   public:
    Probe() = default;
    explicit Probe(std::string_view key);

   private:
    friend class KeyTable;
    Probe(uint64_t head, uint32_t tail) : head_(head), tail_(tail) {}
    bool is_whole_key() const { return tail_ != kLong; }
    uint64_t hash() const;
    bool operator==(const Probe&) const = default;

    static constexpr size_t kShortMax = 11;
    static constexpr uint32_t kLong = UINT32_MAX;

    uint64_t head_ = 0;
    uint32_t tail_ = 0;  // the size above the last three bytes of a short key
  };

  /// Requires: fewer than kNone keys.
  Inserted insert(std::string_view key) { return insert(key, Probe(key)); }
  /// `probe`: the key's.
  Inserted insert(std::string_view key, const Probe& probe);
  /// Says that insert() comes soon, so that memory can bring what it looks at.
  void prefetch(const Probe& probe) const;
  /// kNone if there is no such key.
  uint32_t find(std::string_view key) const;
  /// Lifetime: until the next insert.
  std::string_view key(uint32_t index) const { return entries_[index].key(); }
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  size_t size_bytes() const {
    return arena_.size_bytes() + entries_.capacity() * sizeof(Entry) +
           slots_.capacity() * sizeof(Slot);
  }
  void clear();

 private:
  /// Short keys lie in their entry.
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
  struct Slot {
    Slot() = default;
    Slot(const Probe& of, uint32_t key_number)
        : head(of.head_), tail(of.tail_), number(key_number) {}
    Probe probe() const { return Probe(head, tail); }

    uint64_t head = 0;
    uint32_t tail = 0;
    uint32_t number = 0;  // index + 1; 0: free
  };
  static_assert(sizeof(Slot) == 16);

  size_t slot_of(std::string_view key, const Probe& probe) const;
  void grow();

  ByteArena arena_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // a power of two
};

inline KeyTable::Probe::Probe(std::string_view key) {
  if (key.size() > kShortMax) {
    head_ = hash_of_key(key);
    tail_ = kLong;
    return;
  }
  char bytes[sizeof head_ + sizeof tail_] = {};
  std::memcpy(bytes, key.data(), key.size());
  bytes[kShortMax] = static_cast<char>(key.size());
  std::memcpy(&head_, bytes, sizeof head_);
  std::memcpy(&tail_, bytes + sizeof head_, sizeof tail_);
}

inline uint64_t KeyTable::Probe::hash() const {
  uint64_t hash = (head_ ^ (uint64_t{tail_} << 17)) * 0x9e3779b97f4a7c15;
  hash = (hash ^ (hash >> 32)) * 0xbf58476d1ce4e5b9;
  return hash ^ (hash >> 29);
}

}  // namespace tern::exec
