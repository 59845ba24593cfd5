#pragma once

#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern {

constexpr std::string_view kHexUpper = "0123456789ABCDEF";
constexpr std::string_view kHexLower = "0123456789abcdef";

/// Appends two digits of `digits` for each byte.
inline void append_hex(std::string& out, Bytes bytes, std::string_view digits = kHexUpper) {
  for (const std::byte byte : bytes) {
    out += digits[std::to_integer<size_t>(byte) >> 4];
    out += digits[std::to_integer<size_t>(byte) & 15];
  }
}

}  // namespace tern
