#include "engine/btree/cursor.h"

#include "engine/btree/balance.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {

Cursor::Cursor(TreeStore &store, PageNo root, bool is_table)
    : store_(store), root_(root), is_table_(is_table), next_(store.cursors_) {
  if (next_) next_->previous_ = this;
  store.cursors_ = this;
}

Cursor::~Cursor() {
  if (next_) next_->previous_ = previous_;
  if (previous_) {
    previous_->next_ = next_;
  } else {
    store_.cursors_ = next_;
  }
}

void Cursor::forget_path() {
  while (depth_ > 0) path_[--depth_].page.reset();
  leaf_ = nullptr;
}

void Cursor::reset() {
  forget_path();
  place_ = Place::None;
}

// --- the path
// -----------------------------------------------------------------------------------

Status Cursor::load(Level &level, PageNo no) {
  level.page = TRY(store_.pager_.read(no));
  if (!level.node.parse(no, level.page.bytes(), layout_.usable)) {
    return corrupt_page(no, "is not a node of a tree");
  }
  if (level.node.is_table != is_table_) return corrupt_page(no, "belongs to another kind of tree");
  level.index = 0;
  return ok();
}

/// One level down. Cycles of child pointers end at kTreeDepthMax.
Status Cursor::descend(PageNo no) {
  if (depth_ == 0) layout_ = Layout::of(store_.pager_.usable_size());
  if (depth_ == kTreeDepthMax) return corrupt_page(no, "lies deeper than any tree");
  leaf_ = &path_[depth_];
  ++depth_;
  return load(*leaf_, no);
}

Status Cursor::descend_first() {
  while (!leaf_->node.is_leaf) TRY(descend(leaf_->node.child(leaf_->index)));
  return ok();
}

Status Cursor::descend_last() {
  while (!leaf_->node.is_leaf) {
    leaf_->index = leaf_->node.count;
    TRY(descend(leaf_->node.right_child()));
  }
  leaf_->index = leaf_->node.count;
  return ok();
}

bool Cursor::is_rightmost_leaf() const {
  for (int i = 0; i + 1 < depth_; ++i) {
    if (path_[i].index != path_[i].node.count) return false;
  }
  return true;
}

// --- moves
// --------------------------------------------------------------------------------------

Result<bool> Cursor::settle(bool on_entry) {
  place_ = on_entry ? Place::On : Place::None;
  if (!on_entry) forget_path();
  return on_entry;
}

Result<bool> Cursor::first() {
  reset();
  TRY(descend(root_));
  TRY(descend_first());
  const bool found = leaf_->node.count > 0 || TRY(climb_forward());
  return settle(found);
}

Result<bool> Cursor::last() {
  reset();
  TRY(descend(root_));
  TRY(descend_last());
  if (leaf_->node.count == 0) {
    const bool found = TRY(step_back());
    return settle(found);
  }
  --leaf_->index;
  return settle(true);
}

Result<bool> Cursor::next_slow() {
  if (place_ == Place::Saved || place_ == Place::SavedBetween) {
    if (!TRY(restore())) {
      // The entry is gone: the path stands on what followed it.
      return settle(depth_ > 0);
    }
  } else if (place_ == Place::Between) {
    return settle(depth_ > 0);
  }
  if (place_ == Place::None) return false;
  const bool found = TRY(step_forward());
  return settle(found);
}

Result<bool> Cursor::prev() {
  if (place_ == Place::Saved || place_ == Place::SavedBetween) {
    const bool found = TRY(restore());
    if (!found && depth_ == 0) return last();
  } else if (place_ == Place::Between && depth_ == 0) {
    return last();
  }
  if (place_ == Place::None) return false;
  const bool found = TRY(step_back());
  return settle(found);
}

Result<bool> Cursor::step_forward() {
  if (!leaf_->node.is_leaf) {
    // An entry of an interior index node: on to the first entry of the subtree
    // behind it.
    ++leaf_->index;
    TRY(descend_first());
    if (leaf_->node.count > 0) return true;
    return climb_forward();
  }
  ++leaf_->index;
  if (leaf_->index < leaf_->node.count) return true;
  return climb_forward();
}

Result<bool> Cursor::climb_forward() {
  while (depth_ > 1) {
    leaf_->page.reset();
    leaf_ = &path_[--depth_ - 1];
    if (leaf_->index >= leaf_->node.count) continue;
    if (!is_table_) return true;  // the entry between the two subtrees
    ++leaf_->index;
    TRY(descend_first());
    if (leaf_->node.count > 0) return true;
  }
  return false;
}

Result<bool> Cursor::step_back() {
  if (!leaf_->node.is_leaf) {
    TRY(descend(leaf_->node.child(leaf_->index)));
    TRY(descend_last());
  }
  while (true) {
    if (leaf_->index > 0) {
      --leaf_->index;
      if (leaf_->node.is_leaf || !is_table_) return true;
      TRY(descend(leaf_->node.child(leaf_->index)));
      TRY(descend_last());
      continue;
    }
    if (depth_ == 1) return false;
    leaf_->page.reset();
    leaf_ = &path_[--depth_ - 1];
  }
}

// --- reading
// ------------------------------------------------------------------------------------

Result<Cell> Cursor::cell() const {
  Cell out;
  if (leaf_->index >= leaf_->node.count || !leaf_->node.cell(leaf_->index, layout_, out)) {
    return corrupt_page(leaf_->page.no(), "has a cell that leaves the page");
  }
  return out;
}

Result<Bytes> Cursor::payload() {
  if (place_ == Place::Saved && !TRY(restore())) return fail(ErrorCode::Abort);
  ASSERT(place_ == Place::On);
  const Cell at = TRY(cell());
  if (at.overflow == PageNo{}) return at.local();
  TRY(read_payload(store_.pager_, layout_, at, payload_));
  return Bytes(payload_);
}

Result<Cursor::Local> Cursor::local_payload() {
  if (place_ == Place::Saved && !TRY(restore())) return fail(ErrorCode::Abort);
  ASSERT(place_ == Place::On);
  const Cell at = TRY(cell());
  return Local{at.local(), at.total_size};
}

// --- saving and finding again
// -------------------------------------------------------------------

Status Cursor::save() {
  if (place_ == Place::On) {
    TRY(save_key());
    place_ = Place::Saved;
  } else if (place_ == Place::Between) {
    // saved_* still holds the key of the entry that was erased.
    place_ = Place::SavedBetween;
  }
  forget_path();
  return ok();
}

/// Back to the remembered key. False: it is gone; the path stands on the entry
/// behind (or nothing).
Result<bool> Cursor::restore() {
  const Landing landing = TRY(seek_saved());
  if (landing == Landing::Found) {
    place_ = Place::On;
    return true;
  }
  place_ = Place::Between;
  if (landing == Landing::End) forget_path();
  return false;
}

// --- changes
// ------------------------------------------------------------------------------------

Status Cursor::erase() {
  if (place_ == Place::Saved && !TRY(restore())) return fail(ErrorCode::Abort);
  ASSERT(place_ == Place::On);
  TRY(store_.save_others(root_, this));
  TRY(save_key());
  Balancer balancer(*this);
  if (leaf_->node.is_leaf) {
    const Cell at = TRY(cell());
    TRY(free_overflow(store_.pager_, layout_, at));
    const bool moved = TRY(balancer.replace(depth_ - 1, leaf_->index, 1, {}));
    if (!moved) {
      place_ = Place::Between;
      if (leaf_->index < leaf_->node.count) return ok();
      if (!TRY(climb_forward())) forget_path();
      return ok();
    }
  } else {
    // The entry before it, the last of the subtree on its left, takes its
    // place.
    TRY(descend(leaf_->node.child(leaf_->index)));
    TRY(descend_last());
    if (leaf_->node.count == 0) return corrupt_page(leaf_->page.no(), "is empty");
    --leaf_->index;
    const Cell before = TRY(cell());
    const ByteVector body(before.start, before.start + before.size);
    static_cast<void>(TRY(balancer.replace(depth_ - 1, leaf_->index, 1, {})));
    if (TRY(seek_saved()) != Landing::Found) {
      return fail(ErrorCode::CorruptIndex, "an index is not in order");
    }
    // Not earlier: the seek compares with the whole of it.
    const Cell at = TRY(cell());
    TRY(free_overflow(store_.pager_, layout_, at));
    ByteVector moved;
    if (!leaf_->node.is_leaf) {
      moved.resize(4);
      store_be(moved.data(), leaf_->node.child(leaf_->index).raw);
    }
    append(moved, body);
    const Bytes cells[] = {moved};
    static_cast<void>(TRY(balancer.replace(depth_ - 1, leaf_->index, 1, cells)));
  }
  forget_path();
  place_ = Place::SavedBetween;
  return ok();
}

/// Puts `cell` where a seek has landed: in place of the entry under the cursor
/// (place On), else before the place where the path stands (at a leaf).
Status Cursor::insert_cell(Bytes new_cell) {
  const bool replaces = place_ == Place::On;
  if (replaces) {
    const Cell old = TRY(cell());
    TRY(free_overflow(store_.pager_, layout_, old));
  }
  ByteVector with_child;
  if (replaces && !leaf_->node.is_leaf) {
    with_child.resize(4);
    store_be(with_child.data(), leaf_->node.child(leaf_->index).raw);
    append(with_child, new_cell);
    new_cell = with_child;
  }
  const Bytes cells[] = {new_cell};
  const bool moved =
      TRY(Balancer(*this).replace(depth_ - 1, leaf_->index, replaces ? 1 : 0, cells));
  if (moved) {
    forget_path();
    place_ = Place::Saved;
  } else {
    place_ = Place::On;
  }
  return ok();
}

}  // namespace tern::btree
