#include "engine/btree/tree_store.h"

#include <vector>

#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"
#include "engine/btree/read_ahead.h"

namespace tern::btree {
namespace {

using storage::PageRef;

/// Goes once through all nodes of a tree, parents before children, each page at most once.
class TreeWalk {
 public:
  explicit TreeWalk(storage::Pager& pager)
      : pager_(pager), layout_(Layout::of(pager.usable_size())), seen_(pager.page_count() + 1) {}

  const Layout& layout() const { return layout_; }

  /// Calls `visit(page number, node)` for each node; children are collected before the visit, and
  /// no page is pinned during it.
  template <class Visit>
  Status run(PageNo root, Visit visit) {
    pending_.assign(1, root);
    while (!pending_.empty()) {
      const PageNo no = pending_.back();
      pending_.pop_back();
      TRY(enter(no, visit));
    }
    return ok();
  }

 private:
  template <class Visit>
  Status enter(PageNo no, Visit& visit) {
    const auto upcoming = [&](uint32_t i) { return i == 0 ? no : pending_[pending_.size() - i]; };
    read_ahead_.before_read(pager_, static_cast<uint32_t>(pending_.size() + 1), upcoming);
    const PageRef page = TRY(pager_.read(no));
    read_ahead_.after_read(pager_);
    if (seen_[no.raw]) return corrupt_page(no, "part of the tree twice");
    seen_[no.raw] = true;
    NodeView node;
    if (!node.parse(no, page.bytes(), layout_.usable)) return corrupt_page(no, "not a tree node");
    if (!node.is_leaf) {
      for (uint32_t i = 0; i <= node.count; ++i) pending_.push_back(node.child(i));
    }
    return visit(no, node);
  }

  storage::Pager& pager_;
  Layout layout_;
  std::vector<bool> seen_;
  std::vector<PageNo> pending_;
  ReadAhead read_ahead_;
};

}  // namespace

Result<PageNo> TreeStore::create_tree(TreeKind kind) {
  const storage::PageMut page = TRY(allocate_root());
  const Layout layout = Layout::of(pager_.usable_size());
  NodeEdit::format(page, layout, node_flag(kind == TreeKind::Table, true));
  return page.no();
}

Result<int64_t> TreeStore::clear_tree(PageNo root) {
  if (late_.has_any()) TRY(late_.settle(root));
  reset_cursors(root);
  TreeWalk walk(pager_);
  int64_t entries = 0;
  bool is_table = false;
  std::vector<PageNo> pages;
  const auto release = [&](PageNo no, const NodeView& node) -> Status {
    is_table = node.is_table;
    if (node.is_leaf || !node.is_table) entries += node.count;
    if (no != root) pages.push_back(no);
    for (uint32_t i = 0; i < node.count; ++i) {
      Cell cell;
      if (!node.cell(i, walk.layout(), cell)) return corrupt_page(no, "bad cell");
      TRY(free_overflow(pager_, walk.layout(), cell));
    }
    return ok();
  };
  TRY(walk.run(root, release));
  for (const PageNo no : pages) TRY(pager_.free(no));
  const storage::PageMut page = TRY(pager_.write(root));
  NodeEdit::format(page, walk.layout(), node_flag(is_table, true));
  return entries;
}

Result<std::optional<RootMove>> TreeStore::drop_tree(PageNo root) {
  if (root.raw == 1) return fail(ErrorCode::Corrupt, "page 1 cannot be dropped");
  const Result<int64_t> cleared = clear_tree(root);
  if (!cleared) return std::unexpected(cleared.error());
  return free_root(root);
}

Result<int64_t> TreeStore::count(PageNo root) {
  if (late_.has_any()) TRY(late_.settle(root));
  TreeWalk walk(pager_);
  int64_t entries = 0;
  TRY(walk.run(root, [&](PageNo, const NodeView& node) -> Status {
    if (node.is_leaf || !node.is_table) entries += node.count;
    return ok();
  }));
  return entries;
}

void TreeStore::save_cursors() {
  for (Cursor* each = cursors_; each; each = each->next_open_) {
    if (!each->save()) each->reset();
  }
}

void TreeStore::invalidate_cursors() {
  late_.drop();
  for (Cursor* each = cursors_; each; each = each->next_open_) each->reset();
}

void TreeStore::reset_cursors(PageNo root) {
  for (Cursor* each = cursors_; each; each = each->next_open_) {
    if (each->root_ == root) each->reset();
  }
}

Status TreeStore::save_others(PageNo root, const Cursor* except) {
  for (Cursor* each = cursors_; each; each = each->next_open_) {
    if (each != except && each->root_ == root) TRY(each->save());
  }
  return ok();
}

}  // namespace tern::btree
