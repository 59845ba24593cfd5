#pragma once

#include <cstdint>
#include <optional>

#include "engine/base/bytes.h"

// SQLite's variable-length integer: one to nine bytes, seven bits each, most significant group
// first; the ninth byte carries eight bits. Source: SQLite file format, "B-tree Cell Format".

namespace tern {

constexpr int kVarintSizeMax = 9;

struct Varint {
  uint64_t value;
  uint8_t size;  // bytes read: 1..9
};

/// Decodes the varint at the start of `in`; nullopt if `in` ends inside it.
inline std::optional<Varint> read_varint(Bytes in) {
  if (in.empty()) return std::nullopt;
  const auto byte_at = [&](size_t i) { return static_cast<uint64_t>(in[i]); };
  if (byte_at(0) < 0x80) return Varint{byte_at(0), 1};
  uint64_t value = byte_at(0) & 0x7f;
  for (size_t i = 1; i < 8; ++i) {
    if (i >= in.size()) return std::nullopt;
    value = (value << 7) | (byte_at(i) & 0x7f);
    if (byte_at(i) < 0x80) return Varint{value, static_cast<uint8_t>(i + 1)};
  }
  if (in.size() < 9) return std::nullopt;
  return Varint{(value << 8) | byte_at(8), 9};
}

/// Decodes the varint at `at`, behind which kVarintSizeMax bytes are readable. Returns its end.
[[gnu::always_inline]] inline const std::byte* read_varint_at(const std::byte* at,
                                                              uint64_t& value) {
  value = static_cast<uint64_t>(*at++);
  if (value < 0x80) return at;
  value &= 0x7f;
  uint64_t group;
  int more = kVarintSizeMax - 2;
  do {
    group = static_cast<uint64_t>(*at++);
    value = (value << 7) | (group & 0x7f);
  } while (group >= 0x80 && --more > 0);
  if (group >= 0x80) value = (value << 8) | static_cast<uint64_t>(*at++);
  return at;
}

constexpr int varint_size(uint64_t value) {
  int size = 1;
  while (size < 9 && value >= 0x80) {
    value >>= 7;
    ++size;
  }
  return size;
}

/// Encodes `value` at `out`, which has room for varint_size(value) bytes. Returns that size.
inline int write_varint(std::byte* out, uint64_t value) {
  const int size = varint_size(value);
  if (size == 9) {
    out[8] = static_cast<std::byte>(value);
    value >>= 8;
    for (int i = 7; i >= 0; --i, value >>= 7)
      out[i] = static_cast<std::byte>((value & 0x7f) | 0x80);
    return 9;
  }
  for (int i = size - 1; i >= 0; --i, value >>= 7) {
    out[i] = static_cast<std::byte>((value & 0x7f) | (i == size - 1 ? 0 : 0x80));
  }
  return size;
}

inline void append_varint(ByteVector& out, uint64_t value) {
  std::byte buffer[kVarintSizeMax];
  const int size = write_varint(buffer, value);
  out.insert(out.end(), buffer, buffer + size);
}

}  // namespace tern
