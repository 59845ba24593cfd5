#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>

namespace tern::exec {

/// A hash of a sort key for tables in memory. Keys of up to 16 bytes are two numbers, mixed by
/// multiplying and shifting. What strangers store may collide on purpose, which costs time, no
/// more.
inline uint64_t hash_of_key(std::string_view key) {
  const size_t size = key.size();
  if (size > 16) return std::hash<std::string_view>{}(key);
  uint64_t low = 0;
  uint64_t high = 0;
  if (size >= 8) {
    std::memcpy(&low, key.data(), 8);
    std::memcpy(&high, key.data() + size - 8, 8);
  } else if (size > 0) {
    std::memcpy(&low, key.data(), size);
  }
  uint64_t hash = (low ^ size) * 0x9e3779b97f4a7c15;
  hash = (hash ^ (hash >> 32)) + high;
  hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

}  // namespace tern::exec
