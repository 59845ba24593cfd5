#include "engine/btree/node.h"

namespace tern::btree {

bool NodeView::decode_cell(const std::byte* at, const std::byte* end, bool is_table, bool is_leaf,
                           const Layout& layout, Cell& out) {
  out.start = at;
  out.child = {};
  out.overflow = {};
  uint64_t value = 0;
  if (!is_leaf) {
    if (end - at < 5) return false;
    out.child.raw = load_be<uint32_t>(at);
    at += 4;
    if (is_table) {
      const std::byte* after = decode_varint(at, end, value);
      if (!after) return false;
      out.rowid.raw = static_cast<int64_t>(value);
      out.payload = after;
      out.total_size = out.local_size = 0;
      out.size = static_cast<uint32_t>(after - out.start);
      return true;
    }
  }
  at = decode_varint(at, end, out.total_size);
  if (!at || out.total_size > kPayloadMax) return false;
  if (is_table) {
    at = decode_varint(at, end, value);
    if (!at) return false;
    out.rowid.raw = static_cast<int64_t>(value);
  }
  out.payload = at;
  out.local_size = layout.local_size(is_table, out.total_size);
  const uint32_t extra = out.local_size < out.total_size ? 4 : 0;
  if (static_cast<size_t>(end - at) < size_t{out.local_size} + extra) return false;
  if (extra != 0) out.overflow.raw = load_be<uint32_t>(at + out.local_size);
  out.size = static_cast<uint32_t>(at - out.start) + out.local_size + extra;
  return true;
}

}  // namespace tern::btree
