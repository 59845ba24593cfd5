#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {
namespace {

/// First cell of the node whose rowid is >= `target`; count if there is none.
/// False: bad cell.
bool lower_bound(const NodeView &node, RowId target, uint32_t &out, int64_t &found) {
  uint32_t low = 0;
  uint32_t high = node.count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    int64_t rowid = 0;
    if (!node.rowid(middle, rowid)) return false;
    if (rowid < target.raw) {
      low = middle + 1;
    } else {
      high = middle;
      found = rowid;
      if (rowid == target.raw) break;
    }
  }
  out = high;
  return true;
}

}  // namespace

/// To the leaf where `target` is or belongs, at its lower bound there. True: it
/// is there.
Result<bool> TableCursor::descend_to(RowId target) {
  if (!may_start_here(target)) {
    reset();
    TRY(descend(root_));
    while (!leaf_->node.is_leaf) {
      int64_t ignored = 0;
      if (!lower_bound(leaf_->node, target, leaf_->index, ignored)) return bad_cell();
      TRY(descend(leaf_->node.child(leaf_->index)));
    }
  }
  int64_t found = 0;
  if (!lower_bound(leaf_->node, target, leaf_->index, found)) return bad_cell();
  return leaf_->index < leaf_->node.count && found == target.raw;
}

/// Is `target` in the range of the leaf that the cursor stands in?
bool TableCursor::may_start_here(RowId target) const {
  if (place_ != Place::On) return false;
  int64_t first = 0;
  int64_t last = 0;
  if (!leaf_->node.rowid(0, first) || first > target.raw) return false;
  if (!leaf_->node.rowid(leaf_->node.count - 1, last)) return false;
  return target.raw <= last || is_rightmost_leaf();
}

std::unexpected<Error> TableCursor::bad_cell() const {
  return corrupt_page(leaf_->page.no(), "has a cell that leaves the page");
}

Result<Landing> TableCursor::seek(RowId target) {
  if (TRY(descend_to(target))) {
    place_ = Place::On;
    return Landing::Found;
  }
  // Where the leaf ends, the next greater key is the first of the next leaf.
  const bool more = leaf_->index < leaf_->node.count || TRY(climb_forward());
  return TRY(settle(more)) ? Landing::After : Landing::End;
}

RowId TableCursor::rowid() const {
  if (place_ == Place::Saved) return saved_rowid_;
  ASSERT(place_ == Place::On);
  int64_t rowid = 0;
  // A bad cell gives 0 here and Corrupt as soon as its payload is read.
  static_cast<void>(leaf_->node.rowid(leaf_->index, rowid));
  return RowId{rowid};
}

Status TableCursor::save_key() {
  saved_rowid_ = rowid();
  return ok();
}

Status TableCursor::insert(RowId rowid, Bytes payload) {
  if (payload.size() > kPayloadMax) return fail(ErrorCode::TooBig);
  TRY(store_.save_others(root_, this));
  place_ = TRY(descend_to(rowid)) ? Place::On : Place::Between;
  saved_rowid_ = rowid;
  const uint32_t local = layout_.local_size(true, payload.size());
  cell_.clear();
  append_varint(cell_, payload.size());
  append_varint(cell_, static_cast<uint64_t>(rowid.raw));
  append(cell_, payload.first(local));
  if (local < payload.size()) {
    const PageNo overflow = TRY(write_overflow(store_.pager(), layout_, payload.subspan(local)));
    const size_t at = cell_.size();
    cell_.resize(at + 4);
    store_be(cell_.data() + at, overflow.raw);
  }
  return insert_cell(cell_);
}

}  // namespace tern::btree
