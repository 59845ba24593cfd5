#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {

/// The entry at `index` of the current node against the probe.
Result<int> IndexCursor::compare(uint32_t index, std::span<const record::ValueView> probe) {
  Cell at;
  if (!leaf_->node.cell(index, layout_, at)) {
    return corrupt_page(leaf_->page.no(), "has a cell that leaves the page");
  }
  if (at.overflow == PageNo{}) return record::compare_record(at.local(), probe, columns_);
  TRY(read_payload(store_.pager(), layout_, at, payload_));
  return record::compare_record(payload_, probe, columns_);
}

/// Puts the current node's index on the first entry that is not before the
/// probe (Bias::First: equal counts as not before). True: that entry equals the
/// probe.
Result<bool> IndexCursor::lower_bound(std::span<const record::ValueView> probe, Bias bias) {
  uint32_t low = 0;
  uint32_t high = leaf_->node.count;
  bool equal = false;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    const int order = TRY(compare(middle, probe));
    if (order < 0 || (order == 0 && bias == Bias::AfterLast)) {
      low = middle + 1;
    } else {
      high = middle;
      equal = order == 0;
    }
  }
  leaf_->index = high;
  return equal;
}

/// Down to the leaf where the probe belongs, or to the interior entry that
/// equals a whole key. True: the cursor's node and index are on an equal entry.
Result<bool> IndexCursor::descend_to(std::span<const record::ValueView> probe, Bias bias) {
  reset();
  TRY(descend(root_));
  while (true) {
    const bool equal = TRY(lower_bound(probe, bias));
    // Keys are unique as a whole, so a whole key that is found needs no look
    // further left.
    if (leaf_->node.is_leaf || (equal && probe.size() == columns_.size())) return equal;
    TRY(descend(leaf_->node.child(leaf_->index)));
  }
}

Result<Landing> IndexCursor::seek(std::span<const record::ValueView> probe, Bias bias) {
  if (TRY(descend_to(probe, bias))) {
    place_ = Place::On;
    return Landing::Found;
  }
  if (leaf_->index < leaf_->node.count) {
    place_ = Place::On;
    return Landing::After;
  }
  const bool more = TRY(climb_forward());
  if (!TRY(settle(more))) return Landing::End;
  // The entry above the subtree may equal a probe of leading columns.
  if (bias == Bias::First && TRY(compare(leaf_->index, probe)) == 0) return Landing::Found;
  return Landing::After;
}

Status IndexCursor::save_key() {
  const Cell at = TRY(cell());
  TRY(read_payload(store_.pager(), layout_, at, saved_record_));
  return ok();
}

/// The key columns of `record` as the probe.
Status IndexCursor::read_probe(Bytes record) {
  reader_.reset(record);
  probe_.resize(columns_.size());
  for (uint32_t i = 0; i < columns_.size(); ++i) probe_[i] = TRY(reader_.column(i));
  return ok();
}

Result<Landing> IndexCursor::seek_saved() {
  TRY(read_probe(saved_record_));
  return seek(probe_);
}

Status IndexCursor::insert(Bytes record) {
  if (record.size() > kPayloadMax) return fail(ErrorCode::TooBig);
  TRY(store_.save_others(root_, this));
  TRY(read_probe(record));
  place_ = TRY(descend_to(probe_, Bias::First)) ? Place::On : Place::Between;
  const uint32_t local = layout_.local_size(false, record.size());
  cell_.clear();
  append_varint(cell_, record.size());
  append(cell_, record.first(local));
  if (local < record.size()) {
    const PageNo overflow = TRY(write_overflow(store_.pager(), layout_, record.subspan(local)));
    const size_t at = cell_.size();
    cell_.resize(at + 4);
    store_be(cell_.data() + at, overflow.raw);
  }
  // If the tree is rebuilt around it, the new entry is found again by its key.
  saved_record_.assign(record.begin(), record.end());
  return insert_cell(cell_);
}

}  // namespace tern::btree
