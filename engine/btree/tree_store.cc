#include "engine/btree/tree_store.h"

#include <vector>

#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {
namespace {

/// Visits every node of a tree, parents first. Depth and the number of pages
/// are bounded.
template <class Visit>
Status walk(storage::Pager &pager, const Layout &layout, PageNo root, Visit visit) {
  struct Pending {
    PageNo no;
    int depth;
  };
  std::vector<Pending> pending = {{root, 1}};
  uint64_t seen = 0;
  while (!pending.empty()) {
    const Pending at = pending.back();
    pending.pop_back();
    if (at.depth > kTreeDepthMax || ++seen > pager.page_count()) {
      return corrupt_page(at.no, "is part of a cycle");
    }
    const storage::PageRef page = TRY(pager.read(at.no));
    NodeView node;
    if (!node.parse(at.no, page.bytes(), layout.usable)) {
      return corrupt_page(at.no, "is not a node of a tree");
    }
    if (!node.is_leaf) {
      for (uint32_t i = 0; i <= node.count; ++i) pending.push_back({node.child(i), at.depth + 1});
    }
    TRY(visit(at.no, node));
  }
  return ok();
}

/// Frees what hangs below the root and the root's own overflow pages. Returns
/// the entries removed.
Result<int64_t> free_below(storage::Pager &pager, PageNo root) {
  const Layout layout = Layout::of(pager.usable_size());
  int64_t entries = 0;
  std::vector<PageNo> nodes;
  TRY(walk(pager, layout, root, [&](PageNo no, const NodeView &node) -> Status {
    if (no != root) nodes.push_back(no);
    if (node.is_leaf || !node.is_table) entries += node.count;
    if (node.is_table && !node.is_leaf) return ok();
    for (uint32_t i = 0; i < node.count; ++i) {
      Cell cell;
      if (!node.cell(i, layout, cell)) {
        return corrupt_page(no, "has a cell that leaves the page");
      }
      if (cell.overflow != PageNo{}) TRY(free_overflow(pager, layout, cell));
    }
    return ok();
  }));
  for (const PageNo no : nodes) TRY(pager.free(no));
  return entries;
}

}  // namespace

Result<PageNo> TreeStore::create_tree(TreeKind kind) {
  const storage::PageMut page = TRY(pager_.allocate());
  NodeEdit::format(page, Layout::of(pager_.usable_size()),
                   node_flag(kind == TreeKind::Table, true));
  return page.no();
}

Status TreeStore::drop_tree(PageNo root) {
  TRY(save_others(root, nullptr));
  static_cast<void>(TRY(free_below(pager_, root)));
  return pager_.free(root);
}

Result<int64_t> TreeStore::clear_tree(PageNo root) {
  TRY(save_others(root, nullptr));
  const int64_t entries = TRY(free_below(pager_, root));
  const Layout layout = Layout::of(pager_.usable_size());
  const storage::PageMut page = TRY(pager_.write(root));
  const NodeEdit old = TRY(NodeEdit::open(page, layout));
  NodeEdit::format(page, layout, node_flag(old.view().is_table, true));
  return entries;
}

Result<int64_t> TreeStore::count(PageNo root) {
  int64_t entries = 0;
  TRY(walk(pager_, Layout::of(pager_.usable_size()), root,
           [&](PageNo, const NodeView &node) -> Status {
             if (node.is_leaf || !node.is_table) entries += node.count;
             return ok();
           }));
  return entries;
}

void TreeStore::save_cursors() {
  for (Cursor *cursor = cursors_; cursor; cursor = cursor->next_) {
    // A key that cannot be read (damaged page) leaves the cursor without a
    // place.
    if (!cursor->save()) cursor->reset();
  }
}

void TreeStore::invalidate_cursors() {
  for (Cursor *cursor = cursors_; cursor; cursor = cursor->next_) cursor->reset();
}

Status TreeStore::save_others(PageNo root, const Cursor *except) {
  for (Cursor *cursor = cursors_; cursor; cursor = cursor->next_) {
    if (cursor != except && cursor->root_ == root) TRY(cursor->save());
  }
  return ok();
}

}  // namespace tern::btree
