#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "engine/base/bytes.h"
#include "engine/record/value.h"

// Serial types: how a record's header says what the bytes of a value are.
//   0 NULL | 1..6 integer of 1, 2, 3, 4, 6, 8 bytes | 7 real | 8, 9 the integers 0 and 1 |
//   10, 11 reserved (read as NULL) | even >= 12 blob of (n-12)/2 bytes | odd >= 13 text of
//   (n-13)/2.
// Source: SQLite file format, "Record Format".

namespace tern::record {

constexpr uint64_t kSerialNull = 0;
constexpr uint64_t kSerialReal = 7;
constexpr uint64_t kSerialZero = 8;
constexpr uint64_t kSerialOne = 9;
constexpr uint64_t kSerialBlob = 12;
constexpr uint64_t kSerialText = 13;

inline constexpr uint8_t kSerialSizes[12] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

constexpr uint64_t serial_size(uint64_t type) {
  return type < 12 ? kSerialSizes[type] : (type - 12) >> 1;
}

/// The smallest serial type that holds `v`.
constexpr uint64_t integer_serial_type(int64_t v) {
  const uint64_t magnitude = static_cast<uint64_t>(v < 0 ? ~v : v);
  if (magnitude <= 0x7f) return v == 0 ? kSerialZero : v == 1 ? kSerialOne : 1;
  if (magnitude <= 0x7fff) return 2;
  if (magnitude <= 0x7fffff) return 3;
  if (magnitude <= 0x7fffffff) return 4;
  if (magnitude <= 0x7fffffffffff) return 5;
  return 6;
}

constexpr uint64_t serial_type_of(ValueView v) {
  switch (v.type()) {
    case ValueType::Null:
      return kSerialNull;
    case ValueType::Integer:
      return integer_serial_type(v.as_integer());
    case ValueType::Real:
      return kSerialReal;
    case ValueType::Text:
      return kSerialText + 2 * v.as_text().size();
    case ValueType::Blob:
      return kSerialBlob + 2 * static_cast<uint64_t>(v.as_bytes().size());
  }
  return kSerialNull;
}

/// The integer of serial type 1..6, 8 or 9 at `at`.
inline int64_t decode_integer(uint64_t type, const std::byte* at) {
  switch (type) {
    case 1:
      return static_cast<int8_t>(at[0]);
    case 2:
      return load_be<int16_t>(at);
    case 3:
      return static_cast<int64_t>(static_cast<int8_t>(at[0])) * 65536 + load_be<uint16_t>(at + 1);
    case 4:
      return load_be<int32_t>(at);
    case 5:
      return static_cast<int64_t>(load_be<int16_t>(at)) * (int64_t{1} << 32) +
             load_be<uint32_t>(at + 2);
    case 6:
      return load_be<int64_t>(at);
    default:
      return type == kSerialOne ? 1 : 0;
  }
}

constexpr bool is_integer_serial_type(uint64_t type) {
  return type < 10 && type != kSerialNull && type != kSerialReal;
}

/// The value of serial type `type` at `at`; all its bytes exist (the caller has checked).
inline ValueView decode_value(uint64_t type, const std::byte* at) {
  if (type >= kSerialBlob) {
    const size_t size = static_cast<size_t>((type - 12) >> 1);
    if ((type & 1) != 0) return ValueView::text({reinterpret_cast<const char*>(at), size});
    return ValueView::blob({at, size});
  }
  if (is_integer_serial_type(type)) return ValueView::integer(decode_integer(type, at));
  if (type == kSerialReal) return ValueView::real(std::bit_cast<double>(load_be<uint64_t>(at)));
  return ValueView::null();
}

/// Writes the low bytes of an integer of serial type 1..6.
inline void encode_integer(std::byte* out, uint64_t bits, uint64_t type) {
  switch (type) {
    case 1:
      out[0] = static_cast<std::byte>(bits);
      break;
    case 2:
      store_be(out, static_cast<uint16_t>(bits));
      break;
    case 3:
      out[0] = static_cast<std::byte>(bits >> 16);
      store_be(out + 1, static_cast<uint16_t>(bits));
      break;
    case 4:
      store_be(out, static_cast<uint32_t>(bits));
      break;
    case 5:
      store_be(out, static_cast<uint16_t>(bits >> 32));
      store_be(out + 2, static_cast<uint32_t>(bits));
      break;
    default:
      store_be(out, bits);
      break;
  }
}

/// Writes the bytes of `v`, whose serial type is `type`, at `out`, which has room for them; returns
/// how many.
inline size_t encode_value(std::byte* out, ValueView v, uint64_t type) {
  const size_t size = static_cast<size_t>(serial_size(type));
  if (size == 0) return 0;
  switch (v.type()) {
    case ValueType::Integer:
      encode_integer(out, static_cast<uint64_t>(v.as_integer()), type);
      break;
    case ValueType::Real:
      store_be(out, std::bit_cast<uint64_t>(v.as_real()));
      break;
    case ValueType::Text:
    case ValueType::Blob:
      std::memcpy(out, v.as_bytes().data(), size);
      break;
    case ValueType::Null:
      break;
  }
  return size;
}

}  // namespace tern::record
