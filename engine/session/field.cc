#include "engine/session/field.h"

#include <bit>

#include "engine/base/assert.h"
#include "engine/base/varint.h"

namespace tern::session {

namespace {

constexpr size_t kNumberSize = 8;

}  // namespace

std::optional<size_t> field_size(Bytes rest) {
  if (rest.empty()) return std::nullopt;
  switch (rest.front()) {
    case tag::kUndefined:
    case tag::kNull:
      return 1;
    case tag::kInteger:
    case tag::kReal:
      if (rest.size() < 1 + kNumberSize) return std::nullopt;
      return 1 + kNumberSize;
    case tag::kText:
    case tag::kBlob: {
      const std::optional<Varint> length = read_varint(rest.subspan(1));
      if (!length || length->value > rest.size() - 1 - length->size) return std::nullopt;
      return 1 + length->size + static_cast<size_t>(length->value);
    }
    default:
      return std::nullopt;
  }
}

record::ValueView value_of(Bytes field) {
  switch (field.front()) {
    case tag::kInteger:
      return record::ValueView::integer(load_be<int64_t>(field.data() + 1));
    case tag::kReal:
      return record::ValueView::real(std::bit_cast<double>(load_be<uint64_t>(field.data() + 1)));
    case tag::kText:
    case tag::kBlob: {
      const std::optional<Varint> length = read_varint(field.subspan(1));
      ASSERT(length.has_value());
      const Bytes content = field.subspan(1 + length->size);
      return field.front() == tag::kText ? record::ValueView::text(as_text(content))
                                         : record::ValueView::blob(content);
    }
    default:
      return record::ValueView::null();
  }
}

void append_field(ByteVector& out, record::ValueView value) {
  const auto append_number = [&](std::byte type, uint64_t bits) {
    std::byte buffer[1 + kNumberSize];
    buffer[0] = type;
    store_be(buffer + 1, bits);
    append(out, buffer);
  };
  const auto append_sized = [&](std::byte type) {
    out.push_back(type);
    append_varint(out, value.as_bytes().size());
    append(out, value.as_bytes());
  };
  switch (value.type()) {
    case record::ValueType::Null:
      return out.push_back(tag::kNull);
    case record::ValueType::Integer:
      return append_number(tag::kInteger, static_cast<uint64_t>(value.as_integer()));
    case record::ValueType::Real:
      return append_number(tag::kReal, std::bit_cast<uint64_t>(value.as_real()));
    case record::ValueType::Text:
      return append_sized(tag::kText);
    case record::ValueType::Blob:
      return append_sized(tag::kBlob);
  }
}

std::vector<Bytes> Fields::split() const {
  std::vector<Bytes> out;
  for (Bytes rest = bytes_; !rest.empty();) {
    // The row may hold a mark of its own (rebaser.cc), one byte like the undefined field.
    const size_t size = field_size(rest).value_or(1);
    out.push_back(rest.first(size));
    rest = rest.subspan(size);
  }
  return out;
}

}  // namespace tern::session
