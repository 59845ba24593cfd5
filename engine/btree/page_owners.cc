#include "engine/btree/page_owners.h"

#include <algorithm>

#include "engine/btree/node_edit.h"

namespace tern::btree {
namespace {

using storage::PageOwner;
using storage::PageRole;

Result<NodeView> parse_node(const storage::PageRef& page, const Layout& layout) {
  NodeView node;
  if (!node.parse(page.no(), page.bytes(), layout.usable)) {
    return corrupt_page(page.no(), "not a tree node");
  }
  return node;
}

Status point_chain(storage::Pager& pager, PageNo owner, PageNo from, PageNo to) {
  const storage::PageMut page = TRY(pager.write(owner));
  if (load_be<uint32_t>(page.bytes().data()) != from.raw) {
    return corrupt_page(owner, "the pointer map names it as an overflow page's owner");
  }
  store_be(page.bytes().data(), to.raw);
  return ok();
}

/// Where in node `view` the pointer to `child`, or to the overflow chain that begins with it, is.
/// nullptr if it is not there.
const std::byte* pointer_to(const NodeView& view, const Layout& layout, PageNo child,
                            bool is_overflow) {
  for (uint32_t i = 0; i < view.count; ++i) {
    Cell cell;
    if (!view.cell(i, layout, cell)) continue;
    if (is_overflow) {
      if (cell.overflow == child) return cell.start + cell.size - 4;
    } else if (!view.is_leaf && cell.child == child) {
      return cell.start;
    }
  }
  const bool is_right = !is_overflow && !view.is_leaf && view.right_child() == child;
  return is_right ? view.pointers - 4 : nullptr;
}

Status point_node(storage::Pager& pager, const Layout& layout, PageNo owner, PageRole role,
                  PageNo from, PageNo to) {
  const storage::PageMut page = TRY(pager.write(owner));
  NodeView view;
  if (!view.parse(owner, page.bytes(), layout.usable))
    return corrupt_page(owner, "not a tree node");
  const std::byte* const at = pointer_to(view, layout, from, role == PageRole::OverflowFirst);
  if (!at) return corrupt_page(owner, "the pointer map names it as the owner of another's page");
  store_be(page.bytes().data() + (at - view.data), to.raw);
  return ok();
}

}  // namespace

Status adopt_overflow(storage::Pager& pager, PageNo no, const Cell& cell) {
  if (cell.overflow == PageNo{}) return ok();
  return pager.set_owner(cell.overflow, PageRole::OverflowFirst, no);
}

Status adopt(storage::Pager& pager, const Layout& layout, PageNo no, uint32_t first,
             uint32_t last) {
  const bool has_map = TRY(pager.has_pointer_map());
  if (!has_map) return ok();
  const storage::PageRef page = TRY(pager.read(no));
  const NodeView node = TRY(parse_node(page, layout));
  for (uint32_t i = first; i <= last && i < node.count; ++i) {
    Cell cell;
    if (!node.cell(i, layout, cell)) return corrupt_page(no, "bad cell");
    if (!node.is_leaf) TRY(pager.set_owner(cell.child, PageRole::Node, no));
    TRY(adopt_overflow(pager, no, cell));
  }
  if (node.is_leaf || last < node.count) return ok();
  return pager.set_owner(node.right_child(), PageRole::Node, no);
}

Status adopt_all(storage::Pager& pager, const Layout& layout, PageNo no) {
  return adopt(pager, layout, no, 0, UINT32_MAX);
}

Status move_page(storage::Pager& pager, const Layout& layout, PageNo from, PageNo to) {
  const PageOwner owner = TRY(pager.owner(from));
  if (owner.role == PageRole::Free)
    return corrupt_page(from, "in use, but free in the pointer map");
  {
    const storage::PageRef source = TRY(pager.read(from));
    const storage::PageMut target = TRY(pager.write_new(to));
    std::ranges::copy(source.bytes(), target.bytes().begin());
  }
  if (owner.role == PageRole::Root || owner.role == PageRole::Node) {
    TRY(adopt_all(pager, layout, to));
  } else {
    const storage::PageRef page = TRY(pager.read(to));
    const PageNo next{load_be<uint32_t>(page.bytes().data())};
    if (next != PageNo{}) TRY(pager.set_owner(next, PageRole::OverflowNext, to));
  }
  if (owner.role == PageRole::OverflowNext) {
    TRY(point_chain(pager, owner.parent, from, to));
  } else if (owner.role != PageRole::Root) {
    TRY(point_node(pager, layout, owner.parent, owner.role, from, to));
  }
  return pager.set_owner(to, owner.role, owner.parent);
}

}  // namespace tern::btree
