#include "engine/btree/page_use.h"

#include <algorithm>
#include <cstdio>

#include "engine/btree/node.h"

namespace tern::btree {
namespace {

std::unexpected<Error> corrupt() { return fail(ErrorCode::Corrupt, "a page of a tree is none"); }

std::string hex(const char* format, uint32_t value) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

class Walk {
 public:
  Walk(storage::Pager& pager, const std::function<Status(const PageUse&)>& tell)
      : pager_(pager), layout_(Layout::of(pager.usable_size())), tell_(tell) {}

  Status node(PageNo no, const std::string& path, int depth) {
    if (depth > kTreeDepthMax || no.raw == 0) return corrupt();
    const storage::PageRef page = TRY(pager_.read(no));
    NodeView node;
    if (!node.parse(no, page.bytes(), layout_.usable)) return corrupt();
    PageUse use;
    use.path = path;
    use.no = no;
    use.kind = node.is_leaf ? PageUse::Kind::Leaf : PageUse::Kind::Internal;
    use.cell_count = node.count;
    use.unused_bytes = TRY(unused(node));
    for (uint32_t i = 0; i < node.count; ++i) {
      Cell cell;
      if (!node.cell(i, layout_, cell)) return corrupt();
      use.payload_bytes += cell.local_size;
      use.payload_bytes_max = std::max(use.payload_bytes_max, cell.total_size);
    }
    TRY(tell_(use));
    for (uint32_t i = 0; i < node.count; ++i) {
      Cell cell;
      if (!node.cell(i, layout_, cell)) return corrupt();
      TRY(overflow(cell, path + hex("%.3x", i)));
      if (!node.is_leaf) TRY(this->node(cell.child, path + hex("%.3x/", i), depth + 1));
    }
    if (node.is_leaf) return ok();
    return this->node(node.right_child(), path + hex("%.3x/", node.count), depth + 1);
  }

 private:
  /// Between the cell pointers and the cells, in freeblocks and in fragments.
  Result<uint64_t> unused(const NodeView& node) const {
    const std::byte* const header = node.header();
    const auto pointers_end = static_cast<uint32_t>(node.pointers - node.data) + 2 * node.count;
    uint32_t content = load_be<uint16_t>(header + 5);
    if (content == 0) content = 65536;
    if (content < pointers_end) return corrupt();
    uint64_t out = content - pointers_end + std::to_integer<uint32_t>(header[7]);
    uint32_t at = load_be<uint16_t>(header + 1);
    for (uint32_t last = 0; at != 0;) {
      if (at <= last || at + 4 > layout_.usable) return corrupt();
      out += load_be<uint16_t>(node.data + at + 2);
      last = at;
      at = load_be<uint16_t>(node.data + at);
    }
    return out;
  }

  Status overflow(const Cell& cell, const std::string& path) {
    const uint64_t per_page = layout_.usable - 4;
    uint64_t left = cell.total_size - cell.local_size;
    PageNo no = cell.overflow;
    for (uint32_t i = 0; left > 0; ++i) {
      if (i > pager_.page_count()) return corrupt();
      const storage::PageRef page = TRY(pager_.read(no));
      const std::string here = path + hex("+%.6x", i);
      PageUse use;
      use.path = here;
      use.no = no;
      use.kind = PageUse::Kind::Overflow;
      use.payload_bytes = std::min(left, per_page);
      use.unused_bytes = per_page - use.payload_bytes;
      TRY(tell_(use));
      left -= use.payload_bytes;
      no.raw = load_be<uint32_t>(page.bytes().data());
    }
    return ok();
  }

  storage::Pager& pager_;
  Layout layout_;
  const std::function<Status(const PageUse&)>& tell_;
};

}  // namespace

Status visit_pages(storage::Pager& pager, PageNo root,
                   const std::function<Status(const PageUse&)>& tell) {
  return Walk(pager, tell).node(root, "/", 0);
}

}  // namespace tern::btree
