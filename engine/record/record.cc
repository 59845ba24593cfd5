#include "engine/record/record.h"

#include <algorithm>
#include <array>

#include "engine/base/varint.h"
#include "engine/record/serial_type.h"

namespace tern::record {
namespace {

std::unexpected<Error> corrupt(const char* what) {
  return fail(ErrorCode::Corrupt, std::string("record: ") + what);
}

/// Columns below this are found by walking the header each time: less work than remembering.
constexpr uint32_t kWalkedMax = 8;

/// Finds a column of a record with a short header; false: parse it with care.
bool walk(Bytes payload, uint32_t index, ValueView& out) {
  if (payload.empty()) return false;
  const std::byte* const data = payload.data();
  const size_t header_size = static_cast<size_t>(data[0]);
  if (header_size >= 0x80 || header_size > payload.size()) return false;
  const std::byte* at = data + 1;
  const std::byte* const end = data + header_size;
  size_t offset = header_size;
  for (;; --index) {
    if (at >= end) return false;
    uint64_t type = static_cast<uint64_t>(*at++);
    if (type >= 0x80) {
      if (at == end || static_cast<uint64_t>(*at) >= 0x80) return false;
      type = ((type & 0x7f) << 7) | static_cast<uint64_t>(*at++);
    }
    const size_t size = static_cast<size_t>(serial_size(type));
    if (index == 0) {
      if (offset + size > payload.size()) return false;
      out = decode_value(type, data + offset);
      return true;
    }
    offset += size;
  }
}

/// Writes an integer at `out`, which has room for 8 bytes, as short as it can be. Returns its
/// serial type.
uint8_t encode_short(std::byte* out, int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  const uint64_t magnitude = value < 0 ? ~bits : bits;
  if (magnitude <= 0x7f) {
    if (magnitude == bits && bits <= 1) return static_cast<uint8_t>(kSerialZero + bits);
    out[0] = static_cast<std::byte>(bits);
    return 1;
  }
  const uint64_t type = integer_serial_type(value);
  encode_integer(out, bits, type);
  return static_cast<uint8_t>(type);
}

/// Most records: few columns, each with a serial type of one byte. False: it is none of these.
bool encode_plain(std::span<const ValueView> values, ByteVector& out) {
  constexpr size_t kColumnsMax = 16;
  constexpr size_t kValueMax = 64;  // more than any value of such a serial type
  std::array<std::byte, 1 + kColumnsMax * (1 + kValueMax)> record;
  const size_t count = values.size();
  if (count > kColumnsMax) return false;
  std::byte* head = record.data();
  std::byte* tail = head + 1 + count;
  *head++ = static_cast<std::byte>(1 + count);
  for (const ValueView value : values) {
    if (value.is_integer()) {
      const uint8_t type = encode_short(tail, value.as_integer());
      tail += kSerialSizes[type];
      *head++ = std::byte{type};
      continue;
    }
    const uint64_t type = serial_type_of(value);
    if (type >= 0x80) return false;
    *head++ = static_cast<std::byte>(type);
    tail += encode_value(tail, value, type);
  }
  out.insert(out.end(), record.data(), tail);
  return true;
}

}  // namespace

namespace {

/// How long the values of those serial types are that take one byte of a header.
constexpr auto kShortTypeSizes = [] {
  std::array<uint8_t, 0x80> out{};
  for (size_t type = 0; type < out.size(); ++type) {
    out[type] = static_cast<uint8_t>(serial_size(type));
  }
  return out;
}();

/// A serial type of one or two bytes, and how long its values are; moves `at` behind it. False: it
/// is longer, or not all there. Requires: at < end.
[[gnu::always_inline]] inline bool take_type(const std::byte*& at, const std::byte* end,
                                             uint64_t& type, size_t& size) {
  type = static_cast<uint64_t>(*at++);
  if (type < kShortTypeSizes.size()) [[likely]] {
    size = kShortTypeSizes[type];
    return true;
  }
  if (at == end || static_cast<uint64_t>(*at) >= 0x80) return false;
  type = ((type & 0x7f) << 7) | static_cast<uint64_t>(*at++);
  size = static_cast<size_t>(serial_size(type));
  return true;
}

}  // namespace

bool decode_columns(Bytes record, std::span<const uint32_t> wanted, ValueView* out) {
  if (record.empty()) return false;
  const std::byte* const data = record.data();
  const size_t header_size = static_cast<size_t>(data[0]);
  if (header_size >= 0x80 || header_size > record.size()) return false;
  const std::byte* at = data + 1;
  const std::byte* const end = data + header_size;
  size_t offset = header_size;
  uint32_t index = 0;
  uint64_t type = 0;
  size_t size = 0;
  for (const uint32_t column : wanted) {
    for (; index < column && at < end; ++index) {
      if (!take_type(at, end, type, size)) return false;
      offset += size;
    }
    if (at >= end) {
      out[column] = ValueView::null();
      continue;
    }
    if (!take_type(at, end, type, size)) return false;
    const std::byte* const value = data + offset;
    offset += size;
    if (offset > record.size()) return false;
    out[column] = decode_value(type, value);
    ++index;
  }
  return true;
}

void encode_record(std::span<const ValueView> values, ByteVector& out) {
  if (encode_plain(values, out)) return;
  uint64_t header = 0;
  uint64_t body = 0;
  for (const ValueView v : values) {
    const uint64_t type = serial_type_of(v);
    header += type < 0x80 ? 1 : static_cast<uint64_t>(varint_size(type));
    body += serial_size(type);
  }
  // The header's size counts its own varint, which may grow by being counted.
  uint64_t header_size = header + 1;
  while (header + static_cast<uint64_t>(varint_size(header_size)) != header_size) {
    header_size = header + static_cast<uint64_t>(varint_size(header_size));
  }
  const size_t start = out.size();
  out.resize(start + static_cast<size_t>(header_size + body));
  std::byte* head = out.data() + start;
  std::byte* tail = head + header_size;
  head += write_varint(head, header_size);
  for (const ValueView v : values) {
    const uint64_t type = serial_type_of(v);
    if (type < 0x80) {
      *head++ = static_cast<std::byte>(type);
    } else {
      head += write_varint(head, type);
    }
    tail += encode_value(tail, v, type);
  }
}

Status RecordReader::start() {
  const auto size = read_varint(payload_);
  if (!size || size->value < size->size) return corrupt("the header has no size");
  if (size->value > kRecordSizeMax) return corrupt("the header is too long");
  header_size_ = static_cast<uint32_t>(size->value);
  next_header_ = size->size;
  next_body_ = size->value;
  return ok();
}

Status RecordReader::parse_to(uint32_t index) {
  if (next_header_ == 0) TRY(start());
  const std::byte* data = payload_.data();
  const uint32_t end = header_size_;
  if (end > payload_.size()) return corrupt("the header leaves the payload");
  if (index >= slots_.size()) slots_.resize(std::max<size_t>(index + size_t{1}, slots_.size() * 2));
  Slot* slot = slots_.data() + parsed_;
  uint32_t at = next_header_;
  uint64_t body = next_body_;
  while (parsed_ <= index && at < end) {
    uint64_t type = static_cast<uint64_t>(data[at]);
    if (type < 0x80) {
      ++at;
    } else {
      const auto wide = read_varint(payload_.subspan(at, end - at));
      if (!wide) return corrupt("a serial type leaves the header");
      type = wide->value;
      at += wide->size;
    }
    *slot++ = {type, body};
    body += serial_size(type);
    if (body > kRecordSizeMax) return corrupt("a value is too long");
    ++parsed_;
  }
  next_header_ = at;
  next_body_ = body;
  return ok();
}

Result<ValueView> RecordReader::column(uint32_t index) {
  ValueView value;
  if (index < kWalkedMax && walk(payload_, index, value)) [[likely]]
    return value;
  if (index >= parsed_) {
    if (next_header_ == 0 || next_header_ < header_size_) TRY(parse_to(index));
    if (index >= parsed_) return ValueView::null();
  }
  const Slot slot = slots_[index];
  if (slot.offset + serial_size(slot.serial_type) > payload_.size()) {
    return corrupt("a value leaves the payload");
  }
  return decode_value(slot.serial_type, payload_.data() + slot.offset);
}

Result<uint32_t> RecordReader::column_count() { return count_up_to(UINT32_MAX); }

Result<uint32_t> RecordReader::count_up_to(uint32_t most) {
  if (next_header_ == 0) TRY(start());
  // Each column takes at least one header byte.
  while (next_header_ < header_size_ && parsed_ < most) {
    const uint32_t step = std::min({header_size_ - next_header_, most - parsed_, 64u});
    TRY(parse_to(parsed_ + step - 1));
  }
  return std::min(parsed_, most);
}

Result<uint64_t> RecordReader::bytes_needed(uint32_t index) {
  if (next_header_ == 0) TRY(start());
  if (header_size_ > payload_.size()) return uint64_t{header_size_};
  if (index >= parsed_ && next_header_ < header_size_) TRY(parse_to(index));
  if (index >= parsed_) return uint64_t{header_size_};
  return slots_[index].offset + serial_size(slots_[index].serial_type);
}

}  // namespace tern::record
