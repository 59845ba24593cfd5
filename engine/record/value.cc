#include "engine/record/value.h"

#include <bit>

namespace tern::record {

void Value::assign(ValueView v) {
  if (v.is_text() || v.is_blob()) {
    const Bytes bytes = v.as_bytes();
    bytes_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    scalar_ = v.is_text() ? ValueView::text({}).with_subtype(v.subtype()) : ValueView::blob({});
    return;
  }
  scalar_ = v;
  bytes_.clear();
}

bool identical(ValueView a, ValueView b) {
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case ValueType::Null:
      return true;
    case ValueType::Integer:
      return a.as_integer() == b.as_integer();
    case ValueType::Real:
      return std::bit_cast<uint64_t>(a.as_real()) == std::bit_cast<uint64_t>(b.as_real());
    case ValueType::Text:
    case ValueType::Blob:
      return as_text(a.as_bytes()) == as_text(b.as_bytes());
  }
  return false;
}

}  // namespace tern::record
