#include "engine/btree/bulk_builder.h"

#include "engine/btree/overflow.h"
#include "engine/btree/page_owners.h"

namespace tern::btree {

BulkBuilder::BulkBuilder(TreeStore& store, PageNo root, bool is_table)
    : pager_(store.pager()),
      root_(root),
      is_table_(is_table),
      layout_(std::make_unique<Layout>(Layout::of(store.pager().usable_size()))) {}

Result<BulkBuilder> BulkBuilder::start(TreeStore& store, PageNo root, TreeKind kind) {
  BulkBuilder out(store, root, kind == TreeKind::Table);
  TRY(out.begin_level());
  return out;
}

Status BulkBuilder::begin_level() {
  const storage::PageMut page = TRY(pager_.allocate());
  const bool is_leaf = levels_.empty();
  levels_.push_back(NodeEdit::format(page, *layout_, node_flag(is_table_, is_leaf)));
  return ok();
}

Status BulkBuilder::add(Bytes record) {
  ASSERT(!is_table_);
  return add_leaf_cell(record, {});
}

Status BulkBuilder::add(RowId rowid, Bytes payload) {
  ASSERT(is_table_);
  return add_leaf_cell(payload, rowid);
}

Status BulkBuilder::add_leaf_cell(Bytes payload, RowId rowid) {
  TRY(build_leaf_cell(pager_, *layout_, is_table_, rowid, payload, cell_));
  NodeEdit& leaf = levels_[0];
  if (TRY(leaf.insert(leaf.count(), cell_))) return ok();
  // The leaf is full: its last key (in an index its last entry) becomes the divider.
  const uint32_t last = leaf.count() - 1;
  Cell cell;
  if (!leaf.view().cell(last, *layout_, cell)) return corrupt_page(leaf.no(), "bad cell");
  ByteVector key;
  if (is_table_) {
    append_varint(key, static_cast<uint64_t>(cell.rowid.raw));
  } else {
    append(key, cell.bytes());
    TRY(leaf.remove(last));
  }
  TRY(adopt_all(pager_, *layout_, leaf.no()));
  TRY(add_child(1, leaf.no(), key));
  const storage::PageMut page = TRY(pager_.allocate());
  levels_[0] = NodeEdit::format(page, *layout_, node_flag(is_table_, true));
  if (!TRY(levels_[0].insert(0, cell_)))
    return corrupt_page(page.no(), "a cell larger than a page");
  return ok();
}

/// `child` is closed, `key` divides it from what follows.
Status BulkBuilder::add_child(size_t level, PageNo child, Bytes key) {
  if (level >= kTreeDepthMax) return fail(ErrorCode::Corrupt, "tree too deep");
  if (level == levels_.size()) TRY(begin_level());
  ByteVector cell(4);
  store_be(cell.data(), child.raw);
  append(cell, key);
  NodeEdit& node = levels_[level];
  if (TRY(node.insert(node.count(), cell))) return ok();
  // Full: the last cell's key goes up, its child becomes the right child.
  const uint32_t last = node.count() - 1;
  Cell top;
  if (!node.view().cell(last, *layout_, top)) return corrupt_page(node.no(), "bad cell");
  const ByteVector up(top.start + 4, top.start + top.size);
  const PageNo right = top.child;
  const PageNo closed = node.no();
  TRY(node.remove(last));
  TRY(node.set_child(node.count(), right));
  TRY(adopt_all(pager_, *layout_, closed));
  TRY(add_child(level + 1, closed, up));
  const storage::PageMut page = TRY(pager_.allocate());
  levels_[level] = NodeEdit::format(page, *layout_, node_flag(is_table_, false));
  if (!TRY(levels_[level].insert(0, cell))) return corrupt_page(page.no(), "a cell too large");
  return ok();
}

Status BulkBuilder::finish() && {
  for (size_t level = 1; level < levels_.size(); ++level) {
    TRY(levels_[level].set_child(levels_[level].count(), levels_[level - 1].no()));
  }
  for (const NodeEdit& node : levels_) TRY(adopt_all(pager_, *layout_, node.no()));
  const NodeEdit& top = levels_.back();
  std::vector<Bytes> cells;
  uint32_t size = header_offset(root_) + header_size(top.view().is_leaf);
  for (uint32_t i = 0; i < top.count(); ++i) {
    Cell cell;
    if (!top.view().cell(i, *layout_, cell)) return corrupt_page(top.no(), "bad cell");
    cells.push_back(cell.bytes());
    size += cell.stored_size() + 2;
  }
  const storage::PageMut page = TRY(pager_.write(root_));
  if (size > layout_->usable) {
    // Page 1 has less room than other pages: one more level, with a single child.
    NodeEdit root = NodeEdit::format(page, *layout_, node_flag(is_table_, false));
    TRY(root.set_child(0, top.no()));
    return adopt_all(pager_, *layout_, root_);
  }
  NodeEdit root = NodeEdit::format(page, *layout_, node_flag(is_table_, top.view().is_leaf));
  root.assign(cells.data(), cells.size());
  if (!top.view().is_leaf) TRY(root.set_child(root.count(), top.view().right_child()));
  TRY(adopt_all(pager_, *layout_, root_));
  return pager_.free(top.no());
}

}  // namespace tern::btree
