#include "engine/btree/balance.h"
#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"
#include "engine/btree/page_owners.h"

namespace tern::btree {
namespace {

/// Whether to find out how much room a leaf has of which `count` cells are left. That is a walk
/// through all its holes, and a leaf of many cells may be drained a few deletions longer.
bool is_to_be_measured(uint32_t count) {
  constexpr uint32_t kFew = 32;
  constexpr uint32_t kStep = 8;
  return count < kFew || count % kStep == 0;
}

}  // namespace

/// The page of a level of the path, for change; the path sees the changed bytes from then on. Where
/// a damaged file has the page in another tree, too, that one may have changed it.
Result<NodeEdit> Cursor::edit_level(int depth) {
  Level& level = path_[static_cast<size_t>(depth)];
  storage::PageMut page = TRY(store_.pager().write(level.page.no()));
  if (page.bytes().data() != level.page.bytes().data()) {
    level.page = TRY(store_.pager().read(page.no()));
    ASSERT(level.page.bytes().data() == page.bytes().data());
    const NodeView before = level.view;
    const bool is_node = level.view.parse(page.no(), page.bytes(), layout_.usable);
    if (!is_node || level.view.is_table != is_table_ || level.view.is_leaf != before.is_leaf ||
        level.view.count != before.count) {
      return corrupt_page(page.no(), "changed by another tree");
    }
  }
  return NodeEdit::open(std::move(page), layout_, level.view);
}

/// After the nodes were laid out anew: the place is known by key only.
void Cursor::keep_key(const Target& target, Bytes payload, SavedAs as) {
  if (is_table_) {
    cell_.rowid = target.rowid;
  } else {
    saved_key_.assign(payload.begin(), payload.end());
  }
  saved_ = as;
}

/// Most inserts: what lies wholly on the page goes straight there, if there is room for it.
/// `payload` is not part of a page.
Status Cursor::insert_cell(const Target& target, Bytes payload) {
  TRY(store_.save_others(root_, this));
  if (is_table_) hint_pause_ = 0;  // most often the place was looked for just before
  const bool found = TRY(seek_leaf(target));
  const Bytes stored = TRY(in_file(payload));
  if (!found && stored.size() <= local_max_) {
    std::byte head[2 * kVarintSizeMax];
    int head_size = write_varint(head, stored.size());
    if (is_table_)
      head_size += write_varint(head + head_size, static_cast<uint64_t>(target.rowid.raw));
    NodeEdit leaf = TRY(edit_level(depth_));
    if (TRY(leaf.insert(top_->index, {head, static_cast<size_t>(head_size)}, stored))) {
      top_->view = leaf.view();
      const uint32_t offset = load_be<uint16_t>(top_->view.pointers + 2 * size_t{top_->index});
      const auto size = static_cast<uint32_t>(stored.size());
      cell_ = {.start = top_->view.data + offset,
               .payload = top_->view.data + offset + head_size,
               .total_size = size,
               .local_size = size,
               .size = static_cast<uint32_t>(head_size) + size,
               .overflow = {},
               .child = {},
               .rowid = target.rowid};
      state_ = State::On;
      return ok();
    }
  }
  TRY(build_leaf_cell(store_.pager(), layout_, is_table_, target.rowid, stored, scratch_));
  if (found) return replace_entry(target, payload);
  NodeEdit leaf = TRY(edit_level(depth_));
  const uint32_t index = top_->index;
  if (TRY(leaf.insert(index, scratch_))) {
    top_->view = leaf.view();
    TRY(place());
    return adopt_overflow(store_.pager(), leaf.no(), cell_);
  }
  if (depth_ > 0 && index == leaf.count() && index > 1 && is_rightmost()) {
    if (TRY(append_leaf(leaf))) {
      TRY(place());
      return adopt_overflow(store_.pager(), top_->page.no(), cell_);
    }
  }
  keep_key(target, payload, SavedAs::Entry);
  TRY(Balance(*this).insert(index, scratch_));
  state_ = State::Saved;
  return ok();
}

/// The cell in scratch_ goes to a new leaf behind the last one, which stays full. False: the parent
/// has no room for one more child.
Result<bool> Cursor::append_leaf(NodeEdit& leaf) {
  Level& up = path_[static_cast<size_t>(depth_) - 1];
  const uint32_t last = leaf.count() - 1;
  Cell divider;
  if (!leaf.view().cell(last, layout_, divider)) return corrupt_page(leaf.no(), "bad cell");
  ByteVector cell(4);
  store_be(cell.data(), leaf.no().raw);
  if (is_table_) {
    append_varint(cell, static_cast<uint64_t>(divider.rowid.raw));
  } else {
    append(cell, divider.bytes());
  }
  NodeEdit parent = TRY(edit_level(depth_ - 1));
  if (!TRY(parent.insert(up.index, cell))) return false;
  if (!is_table_) TRY(leaf.remove(last));
  const storage::PageMut page = TRY(store_.pager().allocate());
  NodeEdit added = NodeEdit::format(page, layout_, node_flag(is_table_, true));
  if (!TRY(added.insert(0, scratch_))) return corrupt_page(page.no(), "a cell larger than a page");
  TRY(parent.set_child(parent.count(), page.no()));
  TRY(adopt(store_.pager(), layout_, parent.no(), up.index, parent.count()));
  up.view = parent.view();
  up.index = parent.count();
  top_->page = TRY(store_.pager().read(page.no()));
  top_->view = added.view();
  top_->index = 0;
  return true;
}

Status Cursor::replace_entry(const Target& target, Bytes payload) {
  if (!load_cell()) return bad_cell();
  TRY(free_overflow(store_.pager(), layout_, cell_));
  if (!top_->view.is_leaf) {
    const uint32_t child = cell_.child.raw;
    scratch_.insert(scratch_.begin(), 4, std::byte{0});
    store_be(scratch_.data(), child);
  }
  NodeEdit node = TRY(edit_level(depth_));
  const uint32_t index = top_->index;
  if (TRY(node.replace(index, scratch_))) {
    top_->view = node.view();
    TRY(place());
    return adopt_overflow(store_.pager(), node.no(), cell_);
  }
  keep_key(target, payload, SavedAs::Entry);
  TRY(Balance(*this).insert(index, scratch_));
  state_ = State::Saved;
  return ok();
}

Status IndexCursor::insert(Bytes record) {
  TRY(record::decode_record(record, static_cast<uint32_t>(columns_.size()), probe_));
  hint_pause_ = 0;  // whoever stores a row has looked for it just before
  return insert_cell({.probe = probe_}, record);
}

Status IndexCursor::insert(Bytes record, std::span<const record::ValueView> key) {
  const bool waits = TRY(store_.late().take(root_, columns_, record, key));
  return waits ? ok() : insert_cell({.probe = key}, record);
}

Status Cursor::erase() {
  if (state_ == State::Saved) TRY(restore());
  if (state_ != State::On) return ok();
  TRY(store_.save_others(root_, this));
  return top_->view.is_leaf ? erase_from_leaf() : erase_from_interior();
}

Status Cursor::erase_from_leaf() {
  NodeEdit leaf = TRY(edit_level(depth_));
  TRY(load_again());
  bool is_drained = false;
  if (is_to_be_measured(top_->view.count - 1)) {
    const uint32_t free = TRY(leaf.free_space()) + cell_.stored_size() + 2;
    is_drained = depth_ > 0 && Balance::is_drained(free, layout_.usable);
  }
  if (is_drained) {
    const Bytes key = is_table_ ? Bytes() : TRY(whole_payload());
    keep_key({.rowid = cell_.rowid}, key, SavedAs::GapBefore);
  }
  state_ = State::Nowhere;
  TRY(free_overflow(store_.pager(), layout_, cell_));
  TRY(leaf.remove(top_->index));
  top_->view = leaf.view();
  state_ = State::Gap;
  if (!is_drained) return ok();
  TRY(Balance(*this).shrink());
  state_ = State::Saved;
  return ok();
}

/// The entry before the erased one, the last of the leaf on its left, takes its place.
Status Cursor::erase_from_interior() {
  const Bytes key = TRY(whole_payload());
  keep_key({}, key, SavedAs::GapBefore);
  state_ = State::Nowhere;
  TRY(free_overflow(store_.pager(), layout_, cell_));
  const PageNo child = cell_.child;
  const int depth = depth_;
  TRY(enter(child));
  TRY(descend_last());
  --top_->index;
  if (!load_cell()) return bad_cell();
  scratch_.assign(4, std::byte{0});
  store_be(scratch_.data(), child.raw);
  append(scratch_, cell_.bytes());

  NodeEdit node = TRY(edit_level(depth));
  Level& level = path_[static_cast<size_t>(depth)];
  const bool has_room = TRY(node.replace(level.index, scratch_));
  if (!has_room) {
    ByteVector before;
    TRY(read_payload(store_.pager(), layout_, cell_, before));
    if (is_utf16_) {
      const Bytes key_before = TRY(in_memory(before));
      before.assign(key_before.begin(), key_before.end());
    }
    while (depth_ > depth) {
      top_->page.reset();
      top_ = &path_[static_cast<size_t>(--depth_)];
    }
    TRY(Balance(*this).insert(level.index, scratch_));
    // The entry stands twice now; this finds the interior one, and its leaf is below on the left.
    TRY(record::decode_record(before, static_cast<uint32_t>(columns_.size()), probe_));
    const bool found = TRY(seek_leaf({.probe = probe_}));
    if (!found) return corrupt_page(root_, "an entry is out of order");
    if (!top_->view.is_leaf) {
      TRY(enter(top_->view.child(top_->index)));
      TRY(descend_last());
      --top_->index;
    }
  } else {
    level.view = node.view();
    TRY(adopt(store_.pager(), layout_, node.no(), level.index, level.index));
  }
  NodeEdit leaf = TRY(edit_level(depth_));
  TRY(leaf.remove(top_->index));
  TRY(Balance(*this).shrink());
  state_ = State::Saved;
  return ok();
}

/// Decodes the current cell from bytes that may have moved.
Status Cursor::load_again() {
  if (!load_cell()) return bad_cell();
  return ok();
}

}  // namespace tern::btree
