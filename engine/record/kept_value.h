#pragma once

#include <cstring>

#include "engine/base/byte_arena.h"
#include "engine/record/value.h"

namespace tern::record {

/// `value` with a copy of its bytes, if it has some, in `arena`. Keeps its subtype.
inline ValueView kept_value(ValueView value, ByteArena& arena) {
  if (!value.is_text() && !value.is_blob()) return value;
  const Bytes bytes = value.as_bytes();
  std::byte* const copy = arena.allocate(bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  const Bytes kept(copy, bytes.size());
  const ValueView out = value.is_text() ? ValueView::text(as_text(kept)) : ValueView::blob(kept);
  return out.with_subtype(value.subtype());
}

}  // namespace tern::record
