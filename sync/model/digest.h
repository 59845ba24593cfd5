#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "engine/base/bytes.h"

namespace tern::sync::model {

/// A SHA-256.
struct Digest {
  std::array<std::byte, 32> bytes{};
  auto operator<=>(const Digest&) const = default;
  bool is_zero() const { return *this == Digest{}; }
  std::string hex() const;
  tern::Bytes view() const { return bytes; }
};

/// SHA-256 of the pieces one behind the other.
Digest digest_of(std::initializer_list<Bytes> pieces);

/// CRC-32C (Castagnoli), continued from `seed`.
uint32_t crc32c(Bytes bytes, uint32_t seed = 0);

std::string to_hex(Bytes bytes);

}  // namespace tern::sync::model
