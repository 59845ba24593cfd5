#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern::exec {

/// The first bytes of a sort key as a number that orders alike: it mostly decides.
inline uint64_t prefix_of_key(std::string_view key) {
  std::byte bytes[sizeof(uint64_t)] = {};
  std::memcpy(bytes, key.data(), std::min(key.size(), sizeof bytes));
  return load_be<uint64_t>(bytes);
}

}  // namespace tern::exec
