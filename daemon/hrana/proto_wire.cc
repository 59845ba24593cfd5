#include "daemon/hrana/proto_wire.h"

namespace tern::daemon::hrana {
namespace {

enum WireType : uint8_t { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

std::unexpected<Error> malformed() {
  return fail(ErrorCode::Protocol, "the body is not a protobuf message");
}

}  // namespace

Result<uint64_t> WireReader::varint() {
  uint64_t value = 0;
  for (size_t i = 0; i < 10 && i < rest_.size(); ++i) {
    const auto byte = std::to_integer<uint64_t>(rest_[i]);
    if (i == 9 && byte > 1) return malformed();
    value |= (byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    rest_ = rest_.subspan(i + 1);
    return value;
  }
  return malformed();
}

Result<uint64_t> WireReader::fixed(size_t size) {
  if (rest_.size() < size) return malformed();
  const uint64_t value =
      size == 8 ? load_le<uint64_t>(rest_.data()) : load_le<uint32_t>(rest_.data());
  rest_ = rest_.subspan(size);
  return value;
}

Result<WireField> WireReader::next() {
  const uint64_t tag = TRY(varint());
  WireField field{.number = static_cast<uint32_t>(tag >> 3)};
  if (tag >> 3 == 0 || tag > UINT32_MAX) return malformed();
  switch (tag & 7) {
    case kVarint:
      field.integer = TRY(varint());
      return field;
    case kFixed64:
      field.integer = TRY(fixed(8));
      return field;
    case kFixed32:
      field.integer = TRY(fixed(4));
      return field;
    case kLength: {
      const uint64_t size = TRY(varint());
      if (size > rest_.size()) return malformed();
      field.is_bytes = true;
      field.bytes = rest_.first(size);
      rest_ = rest_.subspan(size);
      return field;
    }
    default:  // groups, which proto3 does not have
      return malformed();
  }
}

void append_wire_varint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

}  // namespace tern::daemon::hrana
