#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

// Protobuf's wire format, read and written by hand: the messages are few, presence of a oneof's
// member is what is seen on the wire, and neither side makes objects in between.
// Source: protobuf documentation, "Encoding".

namespace tern::daemon::hrana {

/// A field as it stands on the wire.
struct WireField {
  uint32_t number = 0;
  bool is_bytes = false;  // else a number
  uint64_t integer = 0;   // of a varint, or the bits of a fixed one
  Bytes bytes = {};

  int32_t as_int32() const { return static_cast<int32_t>(integer); }
  uint32_t as_uint32() const { return static_cast<uint32_t>(integer); }
  int64_t as_sint64() const {
    return static_cast<int64_t>(integer >> 1) ^ -static_cast<int64_t>(integer & 1);
  }
};

/// Takes a message apart, field by field.
class WireReader {
 public:
  explicit WireReader(Bytes message) : rest_(message) {}
  bool is_at_end() const { return rest_.empty(); }
  /// Requires: not at the end. Errors: Protocol.
  Result<WireField> next();

 private:
  Result<uint64_t> varint();
  Result<uint64_t> fixed(size_t size);
  Bytes rest_;
};

void append_wire_varint(std::string& out, uint64_t value);

}  // namespace tern::daemon::hrana
