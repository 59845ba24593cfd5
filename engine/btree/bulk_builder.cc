#include "engine/btree/bulk_builder.h"

#include <algorithm>
#include <array>

#include "engine/btree/overflow.h"
#include "engine/btree/page_owners.h"

namespace tern::btree {
namespace {

/// Stands for the number of a page that is not taken yet: any page but the first one.
constexpr PageNo kNoPageYet{2};

}  // namespace

BulkBuilder::BulkBuilder(TreeStore& store, PageNo root, bool is_table)
    : pager_(store.pager()),
      text_encoding_(store.text_encoding()),
      root_(root),
      is_table_(is_table),
      layout_(std::make_unique<Layout>(Layout::of(store.pager().usable_size()))) {}

Result<BulkBuilder> BulkBuilder::start(TreeStore& store, PageNo root, TreeKind kind) {
  BulkBuilder out(store, root, kind == TreeKind::Table);
  out.begin_level();
  return out;
}

NodeEdit BulkBuilder::empty_node(OpenNode& open, bool is_leaf) const {
  return NodeEdit::format({kNoPageYet, open.bytes}, *layout_, node_flag(is_table_, is_leaf));
}

void BulkBuilder::begin_level() {
  const bool is_leaf = levels_.empty();
  OpenNode& open = levels_.emplace_back(ByteVector(pager_.page_size()), NodeEdit());
  open.node = empty_node(open, is_leaf);
}

/// Gives the complete node a page.
Result<PageNo> BulkBuilder::close(const NodeEdit& node) {
  const storage::PageMut page = TRY(pager_.allocate());
  std::copy_n(node.view().data, page.bytes().size(), page.bytes().begin());
  TRY(adopt_all(pager_, *layout_, page.no()));
  return page.no();
}

Status BulkBuilder::add(Bytes record) {
  ASSERT(!is_table_);
  return add_leaf_cell(record, {});
}

Status BulkBuilder::add(RowId rowid, Bytes payload) {
  ASSERT(is_table_);
  return add_leaf_cell(payload, rowid);
}

/// Straight into the open leaf. False: it is too long, or the leaf is full.
bool BulkBuilder::append_leaf_cell(Bytes payload, RowId rowid) {
  if (payload.size() > layout_->local_max(is_table_)) return false;
  std::array<std::byte, 2 * size_t{kVarintSizeMax}> head;
  size_t size = static_cast<size_t>(write_varint(head.data(), payload.size()));
  if (is_table_) {
    size += static_cast<size_t>(write_varint(&head[size], static_cast<uint64_t>(rowid.raw)));
  }
  return levels_[0].node.append(Bytes(head).first(size), payload);
}

Status BulkBuilder::add_leaf_cell(Bytes payload, RowId rowid) {
  if (text_encoding_ != TextEncoding::Utf8) {
    payload = TRY(transcoder_.to_file(payload, text_encoding_));
  }
  if (append_leaf_cell(payload, rowid)) return ok();
  TRY(build_leaf_cell(pager_, *layout_, is_table_, rowid, payload, cell_));
  OpenNode& open = levels_[0];
  NodeEdit& leaf = open.node;
  if (TRY(leaf.insert(leaf.count(), cell_))) return ok();
  // The leaf is full: its last key (in an index its last entry) becomes the divider.
  const uint32_t last = leaf.count() - 1;
  Cell cell;
  if (!leaf.view().cell(last, *layout_, cell)) return corrupt_page(root_, "bad cell");
  ByteVector key;
  if (is_table_) {
    append_varint(key, static_cast<uint64_t>(cell.rowid.raw));
  } else {
    append(key, cell.bytes());
    TRY(leaf.remove(last));
  }
  const PageNo closed = TRY(close(leaf));
  TRY(add_child(1, closed, key));
  leaf = empty_node(open, true);
  if (!TRY(leaf.insert(0, cell_))) return corrupt_page(root_, "a cell larger than a page");
  return ok();
}

/// `child` is closed, `key` divides it from what follows.
Status BulkBuilder::add_child(size_t level, PageNo child, Bytes key) {
  if (level >= kTreeDepthMax) return fail(ErrorCode::Corrupt, "tree too deep");
  if (level == levels_.size()) begin_level();
  ByteVector cell(4);
  store_be(cell.data(), child.raw);
  append(cell, key);
  OpenNode& open = levels_[level];
  NodeEdit& node = open.node;
  if (TRY(node.insert(node.count(), cell))) return ok();
  // Full: the last cell's key goes up, its child becomes the right child.
  const uint32_t last = node.count() - 1;
  Cell top;
  if (!node.view().cell(last, *layout_, top)) return corrupt_page(root_, "bad cell");
  const ByteVector up(top.start + 4, top.start + top.size);
  const PageNo right = top.child;
  TRY(node.remove(last));
  TRY(node.set_child(node.count(), right));
  const PageNo closed = TRY(close(node));
  TRY(add_child(level + 1, closed, up));
  node = empty_node(open, false);
  if (!TRY(node.insert(0, cell))) return corrupt_page(root_, "a cell too large");
  return ok();
}

Status BulkBuilder::finish() && {
  for (size_t level = 0; level + 1 < levels_.size(); ++level) {
    NodeEdit& above = levels_[level + 1].node;
    const PageNo closed = TRY(close(levels_[level].node));
    TRY(above.set_child(above.count(), closed));
  }
  TRY(close_into_root(levels_.back().node));
  return adopt_all(pager_, *layout_, root_);
}

Status BulkBuilder::close_into_root(const NodeEdit& top) {
  const NodeView& view = top.view();
  std::vector<Bytes> cells;
  uint32_t size = header_offset(root_) + header_size(view.is_leaf);
  for (uint32_t i = 0; i < view.count; ++i) {
    Cell cell;
    if (!view.cell(i, *layout_, cell)) return corrupt_page(root_, "bad cell");
    cells.push_back(cell.bytes());
    size += cell.stored_size() + 2;
  }
  const bool has_room = size <= layout_->usable;
  // Page 1 has less room than other pages: then one more level, with a single child.
  const PageNo only = has_room ? PageNo{} : TRY(close(top));
  const storage::PageMut page = TRY(pager_.write(root_));
  NodeEdit root = NodeEdit::format(page, *layout_, node_flag(is_table_, has_room && view.is_leaf));
  if (!has_room) return root.set_child(0, only);
  root.assign(cells.data(), cells.size());
  return view.is_leaf ? ok() : root.set_child(root.count(), view.right_child());
}

}  // namespace tern::btree
