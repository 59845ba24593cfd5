#include "sync/model/codec.h"

#include <bit>

namespace tern::sync::model {

using record::ValueType;
using record::ValueView;

void Writer::u32(uint32_t v) {
  std::byte buffer[4];
  store_le(buffer, v);
  raw(buffer);
}

void Writer::u64(uint64_t v) {
  std::byte buffer[8];
  store_le(buffer, v);
  raw(buffer);
}

void Writer::value(ValueView v) {
  u8(static_cast<uint8_t>(v.type()));
  switch (v.type()) {
    case ValueType::Null:
      return;
    case ValueType::Integer:
      return u64(static_cast<uint64_t>(v.as_integer()));
    case ValueType::Real:
      return u64(std::bit_cast<uint64_t>(v.as_real()));
    case ValueType::Text:
    case ValueType::Blob:
      return blob(v.as_bytes());
  }
}

Bytes Reader::raw(size_t size) { return raw_checked(size); }

Bytes Reader::raw_checked(uint64_t size) {
  if (failed_ || size > rest_.size()) {
    failed_ = true;
    return {};
  }
  const Bytes out = rest_.first(static_cast<size_t>(size));
  rest_ = rest_.subspan(static_cast<size_t>(size));
  return out;
}

uint8_t Reader::u8() {
  const Bytes b = raw(1);
  return b.empty() ? uint8_t{0} : static_cast<uint8_t>(b[0]);
}

uint32_t Reader::u32() {
  const Bytes b = raw(4);
  return b.empty() ? 0 : load_le<uint32_t>(b.data());
}

uint64_t Reader::u64() {
  const Bytes b = raw(8);
  return b.empty() ? 0 : load_le<uint64_t>(b.data());
}

uint64_t Reader::varint() {
  const std::optional<Varint> v = failed_ ? std::nullopt : read_varint(rest_);
  if (!v) {
    failed_ = true;
    return 0;
  }
  rest_ = rest_.subspan(v->size);
  return v->value;
}

ReplicaId Reader::rid() {
  ReplicaId id;
  const Bytes b = raw(id.bytes.size());
  std::copy(b.begin(), b.end(), id.bytes.begin());
  return id;
}

Digest Reader::digest() {
  Digest d;
  const Bytes b = raw(d.bytes.size());
  std::copy(b.begin(), b.end(), d.bytes.begin());
  return d;
}

ValueView Reader::value() {
  const uint8_t tag = u8();
  if (failed_ || tag > static_cast<uint8_t>(ValueType::Blob)) {
    failed_ = true;
    return {};
  }
  switch (static_cast<ValueType>(tag)) {
    case ValueType::Null:
      return {};
    case ValueType::Integer:
      return ValueView::integer(static_cast<int64_t>(u64()));
    case ValueType::Real:
      return ValueView::real(std::bit_cast<double>(u64()));
    case ValueType::Text:
      return ValueView::text(text());
    case ValueType::Blob:
      return ValueView::blob(blob());
  }
  return {};
}

size_t Reader::count(size_t bytes_each) {
  const uint64_t n = varint();
  if (failed_ || n > rest_.size() / bytes_each) {
    failed_ = true;
    return 0;
  }
  return static_cast<size_t>(n);
}

Status Reader::check(std::string_view what, bool whole) const {
  if (failed_) return fail(ErrorCode::Corrupt, std::string(what) + ": cut or malformed");
  if (whole && !rest_.empty()) {
    return fail(ErrorCode::Corrupt, std::string(what) + ": bytes behind the end");
  }
  return ok();
}

}  // namespace tern::sync::model
