#pragma once

#include <cstring>

#include "engine/exec/byte_arena.h"
#include "engine/record/value.h"

namespace tern::exec {

/// `value` with a copy of its bytes, if it has some, in `arena`. Keeps its subtype.
inline record::ValueView kept_value(record::ValueView value, ByteArena& arena) {
  if (!value.is_text() && !value.is_blob()) return value;
  const Bytes bytes = value.as_bytes();
  std::byte* const copy = arena.allocate(bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  const Bytes kept(copy, bytes.size());
  const record::ValueView out =
      value.is_text() ? record::ValueView::text(as_text(kept)) : record::ValueView::blob(kept);
  return out.with_subtype(value.subtype());
}

}  // namespace tern::exec
