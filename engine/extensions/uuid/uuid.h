#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace tern::extensions::uuid {

/// A universally unique identifier.
/// Source: RFC 9562, "UUID Format".
struct Uuid {
  static constexpr size_t kSize = 16;
  std::array<std::byte, kSize> bytes{};

  /// The version field. Means something only in variant 2.
  int version() const { return std::to_integer<int>(bytes[6] >> 4); }
  /// The variant field, of which the first bits say how long it is: 0 (NCS), 2 (RFC 9562), 6
  /// (Microsoft) or 7 (reserved).
  int variant() const;
  /// What version 7 begins with. Units: milliseconds since 1970-01-01 UTC.
  int64_t version7_time_ms() const {
    return static_cast<int64_t>(load_be<uint64_t>(&bytes[0]) >> 16);
  }
};

/// Reads 32 hexadecimal digits in either case. A hyphen may stand between any two bytes, and braces
/// around all of it.
std::optional<Uuid> parse_uuid(std::string_view text);

/// Appends the usual form: lower case, 8-4-4-4-12.
void append_uuid(std::string& out, const Uuid& uuid);

}  // namespace tern::extensions::uuid
