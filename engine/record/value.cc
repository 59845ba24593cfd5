#include "engine/record/value.h"

#include <bit>

namespace tern::record {

namespace {

[[gnu::noinline]] void copy_bytes(std::string& out, Bytes bytes) {
  out.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace

void Value::assign(ValueView v) {
  // What is written field by field just before is read so, too: the processor waits otherwise.
  if (v.is_integer()) [[likely]] {
    scalar_ = ValueView::integer(v.as_integer()).with_subtype(v.subtype());
    bytes_.clear();
    return;
  }
  if (!v.is_text() && !v.is_blob()) {
    scalar_ = v;
    bytes_.clear();
    return;
  }
  copy_bytes(bytes_, v.as_bytes());
  scalar_ = v.is_text() ? ValueView::text({}).with_subtype(v.subtype()) : ValueView::blob({});
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
