#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/byte_arena.h"
#include "engine/base/bytes.h"

namespace tern::exec {

/// The first `count` of many entries in the order of their keys' bytes; equal ones in the order in
/// which they came. What cannot be among them is turned away before its payload is made.
class TopRows {
 public:
  struct Entry {
    std::string_view key;
    Bytes payload;
  };

  /// Starts anew.
  void start(size_t count);
  bool wants(std::string_view key) const { return !bound_ || key < *bound_; }
  /// True: what is wanted has changed; bound_payload() belongs to the first key that is not.
  bool add(std::string_view key, Bytes payload);
  Bytes bound_payload() const { return bound_payload_; }
  /// After the last add(): puts them in order, not more than `count`.
  void sort();
  /// Those held, in the order in which they came: to be taken elsewhere.
  void sort_by_arrival();
  size_t size() const { return places_.size(); }
  Entry entry(size_t index) const;
  size_t size_bytes() const { return arena_.size_bytes(); }
  void clear();

 private:
  struct Place {
    uint64_t prefix;      // the key's first bytes, as a number that orders alike
    const std::byte* at;  // key, then payload
    uint32_t key_size;
    uint32_t payload_size;
    uint64_t sequence;
  };
  static bool is_before(const Place& a, const Place& b);
  void prune();

  size_t count_ = 0;
  ByteArena arena_;
  std::vector<Place> places_;
  std::optional<std::string> bound_;  // keys from this one on are not among the first
  ByteVector bound_payload_;
  uint64_t sequence_ = 0;
};

}  // namespace tern::exec
