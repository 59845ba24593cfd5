#include <algorithm>
#include <utility>

#include "engine/btree/cursor.h"
#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {
namespace {

/// Seeks far from the current place that go by before it is tried again.
constexpr uint8_t kHintPause = 6;

bool begins_with_integer(std::span<const record::ValueView> probe) {
  return !probe.empty() && probe.front().is_integer();
}

bool begins_with_plain_text(std::span<const record::ValueView> probe,
                            std::span<const record::KeyColumn> columns) {
  return !probe.empty() && probe.front().is_text() && columns.front().collation->is_binary();
}

/// As order_of_integer() of texts that differ, under BINARY.
[[gnu::always_inline]] inline int order_of_text(const NodeView& view, uint32_t index,
                                                uint32_t local_max, std::string_view wanted,
                                                bool descending) {
  const Bytes key = view.short_entry(index, local_max);
  if (key.size() < 2) return 0;
  const size_t header_size = static_cast<size_t>(key[0]);
  const uint64_t type = static_cast<uint64_t>(key[1]);
  const bool is_short_text = type >= record::kSerialText && type < 0x80 && type % 2 != 0;
  if (!is_short_text || header_size < 2 || header_size >= 0x80) return 0;
  const auto size = static_cast<size_t>(type - record::kSerialText) / 2;
  if (header_size + size > key.size()) return 0;
  const auto* const text = reinterpret_cast<const char*>(key.data() + header_size);
  const int order = std::string_view(text, size).compare(wanted);
  return descending ? -order : order;
}

/// As compare_plain() where the first columns are integers that differ, the most frequent question
/// of all; 0: ask further.
[[gnu::always_inline]] inline int order_of_integer(const NodeView& view, uint32_t index,
                                                   uint32_t local_max,
                                                   std::span<const record::ValueView> probe,
                                                   const record::KeyColumn& column) {
  const Bytes key = view.short_entry(index, local_max);
  if (key.size() < 2) return 0;
  const size_t header_size = static_cast<size_t>(key[0]);
  const uint64_t type = static_cast<uint64_t>(key[1]);
  if (header_size < 2 || header_size >= 0x80 || !record::is_integer_serial_type(type)) return 0;
  if (header_size + static_cast<size_t>(record::serial_size(type)) > key.size()) return 0;
  const int64_t value = record::decode_integer(type, key.data() + header_size);
  const int64_t wanted = probe.front().as_integer();
  const int order = static_cast<int>(value > wanted) - static_cast<int>(value < wanted);
  return column.descending ? -order : order;
}

}  // namespace

/// <0, 0, >0 as the entry of cell `index` sorts before, with or after the target.
Result<int> Cursor::compare_cell(const NodeView& view, uint32_t index, const Target& target) {
  if (is_table_) {
    int64_t rowid;
    if (!view.rowid(index, rowid)) return corrupt_page(top_->page.no(), "bad cell");
    return rowid < target.rowid.raw ? -1 : static_cast<int>(rowid > target.rowid.raw);
  }
  Bytes key = view.short_entry(index, local_max_);
  if (key.empty()) {
    Cell cell;
    if (!view.cell(index, layout_, cell)) return corrupt_page(top_->page.no(), "bad cell");
    key = cell.local();
    if (cell.local_size < cell.total_size) {
      TRY(read_payload(store_.pager(), layout_, cell, assembled_));
      key = assembled_;
    }
  }
  if (is_utf16_) key = TRY(transcoder_.from_file(key, store_.text_encoding()));
  const int order = TRY(record::compare_record(key, target.probe, columns_));
  return order == 0 && target.equal_is_less ? -1 : order;
}

/// As compare_cell() of an index, where the first column decides, which most often it does, in a
/// cell without ado. False: it has to be asked.
bool Cursor::compare_plain(const NodeView& view, uint32_t index, const Target& target,
                           int& order) const {
  if (target.probe.empty() || is_utf16_) return false;
  const Bytes key = view.short_entry(index, local_max_);
  if (!record::compare_first_column(key, target.probe.front(), columns_.front(), order))
    return false;
  if (order != 0) return true;
  if (target.probe.size() > 1) return false;
  if (target.equal_is_less) order = -1;
  return true;
}

/// Where among the cells [low, high) of the current node `rowid` may well be: rowids tend to be
/// spread evenly over what the parent says that the node holds, or where it says nothing, from the
/// first to the last that the node has. The middle if it is not between them.
uint32_t Cursor::likely_place(const Target& target, uint32_t low, uint32_t high) const {
  const uint32_t middle = (low + high) / 2;
  const Level* const parent = depth_ < 1 ? nullptr : &path_[static_cast<size_t>(depth_) - 1];
  const bool is_told = parent && parent->index > 0 && parent->index < parent->view.count;
  const NodeView& view = is_told ? parent->view : top_->view;
  const uint32_t end = is_told ? parent->index : view.count - 1;
  if (end == 0) return middle;
  int64_t before;
  int64_t last;
  if (!view.rowid(is_told ? end - 1 : 0, before) || !view.rowid(end, last)) return middle;
  if (target.rowid.raw <= before || target.rowid.raw > last) return middle;
  const auto distance = [before](int64_t rowid) {
    return static_cast<double>(static_cast<uint64_t>(rowid) - static_cast<uint64_t>(before));
  };
  const double share = distance(target.rowid.raw) / distance(last);
  const uint32_t count = top_->view.count;
  const double place = is_told ? share * count : share * (count - 1) + 1;
  return std::clamp(static_cast<uint32_t>(place), low + 1, high) - 1;
}

/// search() in a table's node: from the likely place in growing steps to what is beyond the target,
/// then by halves.
Result<bool> Cursor::search_rowid(Level& level, const Target& target, uint32_t low, uint32_t high) {
  const NodeView& view = level.view;
  level.is_equal = false;
  uint32_t at = low < high ? likely_place(target, low, high) : low;
  uint32_t step = 1;
  bool has_less = false;
  bool has_greater = false;
  while (low < high) {
    int64_t rowid;
    if (!view.rowid(at, rowid)) return corrupt_page(level.page.no(), "bad cell");
    if (rowid == target.rowid.raw) {
      level.index = at;
      level.is_equal = true;
      return true;
    }
    if (rowid < target.rowid.raw) {
      has_less = true;
      low = at + 1;
      at = std::min(low + step - 1, high - 1);
    } else {
      has_greater = true;
      high = at;
      at = high - low > step ? high - step : low;
    }
    step *= 2;
    if (has_less && has_greater) at = (low + high) / 2;
  }
  level.index = low;
  return false;
}

/// Sets `level.index` to the first cell of [low, high) that is not less than the target, else to
/// `high`. True: it is equal. Requires: the cells before `low` are less, those from `high` on are
/// not.
Result<bool> Cursor::search(Level& level, const Target& target, uint32_t low, uint32_t high) {
  if (is_table_) return search_rowid(level, target, low, high);
  const bool is_whole_key = target.probe.size() == columns_.size();
  const bool by_integer = begins_with_integer(target.probe) && !is_utf16_;
  const bool by_text = begins_with_plain_text(target.probe, columns_) && !is_utf16_;
  const std::string_view text = by_text ? target.probe.front().as_text() : std::string_view();
  bool is_equal = false;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    int order = 0;
    if (by_integer)
      order = order_of_integer(level.view, middle, local_max_, target.probe, columns_.front());
    if (by_text)
      order = order_of_text(level.view, middle, local_max_, text, columns_.front().descending);
    if (order == 0 && !compare_plain(level.view, middle, target, order)) {
      order = TRY(compare_cell(level.view, middle, target));
    }
    if (order < 0) {
      low = middle + 1;
      continue;
    }
    high = middle;
    if (order > 0) continue;
    is_equal = true;
    if (is_whole_key) break;
  }
  level.index = is_whole_key && is_equal ? high : low;
  level.is_equal = is_equal;
  return is_equal;
}

/// Tries the current leaf, and in an index those behind it that have the same parent: done if the
/// target's place is surely there.
Result<bool> Cursor::seek_from_here(const Target& target, bool& done) {
  done = false;
  if (top_->view.count == 0) return false;
  return is_table_ ? seek_rowid_from_here(*top_, target, done)
                   : seek_key_from_here(*top_, target, done);
}

Result<bool> Cursor::seek_rowid_from_here(Level& leaf, const Target& target, bool& done) {
  const uint32_t last = leaf.view.count - 1;
  int64_t first_rowid;
  int64_t last_rowid;
  if (!leaf.view.rowid(0, first_rowid) || !leaf.view.rowid(last, last_rowid)) {
    return corrupt_page(leaf.page.no(), "bad cell");
  }
  if (last_rowid < target.rowid.raw) {
    done = is_rightmost();
    if (done) leaf.index = leaf.view.count;
    return false;
  }
  done = first_rowid <= target.rowid.raw;
  return done ? search_rowid(leaf, target, 0, leaf.view.count) : Result<bool>(false);
}

/// From the cursor's place on, or before it where the target is less.
Result<bool> Cursor::seek_key_from_here(Level& leaf, const Target& target, bool& done) {
  const uint32_t last = leaf.view.count - 1;
  const int order = leaf.index <= last ? TRY(order_at(leaf.view, leaf.index, target)) : -1;
  if (order == 0 && target.probe.size() == columns_.size()) {
    leaf.is_equal = done = true;
    return true;
  }
  if (order >= 0) {
    if (TRY(order_at(leaf.view, 0, target)) >= 0) return false;
    done = true;
    return search(leaf, target, 0, leaf.index + 1);
  }
  const int order_last = leaf.index == last ? order : TRY(order_at(leaf.view, last, target));
  if (order_last < 0) return seek_key_behind(leaf, target, done);
  if (leaf.index > last) {
    if (TRY(order_at(leaf.view, 0, target)) >= 0) return false;
    leaf.index = 0;
  }
  done = true;
  ++leaf.index;
  return search_onwards(leaf, target);
}

/// Behind all of `leaf`, the current one: entries that come in order most often are on one of the
/// next leaves.
Result<bool> Cursor::seek_key_behind(Level& leaf, const Target& target, bool& done) {
  if (is_rightmost()) {
    leaf.index = leaf.view.count;
    done = true;
    return false;
  }
  Level& parent = path_[static_cast<size_t>(depth_) - 1];
  const bool is_node = parent.view.parse(parent.page.no(), parent.page.bytes(), layout_.usable);
  if (!is_node || parent.view.is_leaf || parent.index >= parent.view.count) return false;
  if (TRY(order_at(parent.view, parent.view.count - 1, target)) < 0) return false;
  done = true;
  const uint32_t child = parent.index;
  const bool found = TRY(search_onwards(parent, target));
  if (!found && parent.index == child) {
    leaf.index = leaf.view.count;
    return false;
  }
  read_ahead_.reset();
  top_ = &parent;
  --depth_;
  if (found && target.probe.size() == columns_.size()) {
    drop_below();
    return true;
  }
  TRY(enter_again(parent.view.child(parent.index)));
  if (!top_->view.is_leaf) return corrupt_page(top_->page.no(), "leaves differ in depth");
  return search(*top_, target, 0, top_->view.count);
}

/// compare_plain() where that knows, else compare_cell().
Result<int> Cursor::order_at(const NodeView& view, uint32_t index, const Target& target) {
  int order;
  if (compare_plain(view, index, target, order)) return order;
  return compare_cell(view, index, target);
}

/// As search(), from the level's place on, before which all are less: entries that come in order.
Result<bool> Cursor::search_onwards(Level& level, const Target& target) {
  uint32_t low = level.index;
  for (uint32_t step = 1; low < level.view.count; step *= 2) {
    const uint32_t at = std::min(low + step - 1, level.view.count - 1);
    if (TRY(order_at(level.view, at, target)) >= 0) return search(level, target, low, at + 1);
    low = at + 1;
  }
  return search(level, target, low, low);
}

/// Walks to the target's place: the leaf position before which it stands or, in an index tree, an
/// interior cell that equals it. True: the cell there equals the target. The state is Nowhere until
/// the caller decides.
Result<bool> Cursor::seek_leaf(const Target& target) {
  if (is_table_ && state_ == State::On && cell_.rowid == target.rowid) {
    state_ = State::Nowhere;
    return true;
  }
  if ((state_ == State::On || state_ == State::Gap) && top_->view.is_leaf && depth_ > 0) {
    if (hint_pause_ > 0) {
      --hint_pause_;
    } else {
      const State before = std::exchange(state_, State::Nowhere);
      bool done;
      const bool found = TRY(seek_from_here(target, done));
      if (done) return found;
      state_ = before;
      hint_pause_ = kHintPause;
    }
  }
  TRY(start_at_root());
  while (true) {
    const bool found = TRY(search(*top_, target, 0, top_->view.count));
    if (top_->view.is_leaf) return found;
    if (found && !is_table_ && target.probe.size() == columns_.size()) {
      drop_below();
      return true;
    }
    TRY(enter_again(top_->view.child(top_->index)));
  }
}

/// From the leaf position to the entry there, or the next one.
Result<Landing> Cursor::land(bool found) {
  if (top_->index < top_->view.count) {
    TRY(place());
    return found ? Landing::Found : Landing::After;
  }
  if (!TRY(step_up_next())) return Landing::End;
  return !is_table_ && top_->is_equal && !top_->view.is_leaf ? Landing::Found : Landing::After;
}

/// Of rowids without gaps between, the one that is asked for is as many entries away as its number
/// says. True: it is on the current leaf, and the path now leads to it.
bool Cursor::step_to_near(RowId rowid) {
  const uint64_t distance =
      static_cast<uint64_t>(rowid.raw) - static_cast<uint64_t>(cell_.rowid.raw);
  const uint64_t place = top_->index + distance;
  int64_t found;
  if (place >= top_->view.count) return false;
  if (!top_->view.rowid(static_cast<uint32_t>(place), found) || found != rowid.raw) return false;
  top_->index = static_cast<uint32_t>(place);
  return true;
}

Result<Landing> Cursor::seek_target(const Target& target) {
  if (is_table_ && state_ == State::On && step_to_near(target.rowid)) {
    TRY(place());
    return Landing::Found;
  }
  const bool found = TRY(seek_leaf(target));
  return land(found);
}

/// Keeps the place by key and gives the pins back.
Status Cursor::save() {
  if (state_ != State::On && state_ != State::Gap) return ok();
  SavedAs as = SavedAs::Entry;
  if (state_ == State::Gap) {
    as = SavedAs::GapBefore;
    if (top_->index < top_->view.count) {
      TRY(place());
    } else if (!TRY(step_up_next())) {
      as = SavedAs::GapAtEnd;
    }
  }
  if (as != SavedAs::GapAtEnd && !is_table_) {
    const Bytes key = TRY(payload());
    saved_key_.assign(key.begin(), key.end());
  }
  drop_path();
  saved_ = as;
  state_ = State::Saved;
  return ok();
}

/// From Saved to On (the entry is still there) or Gap.
Status Cursor::restore() {
  const SavedAs as = saved_;
  state_ = State::Nowhere;
  if (as == SavedAs::GapAtEnd) {
    TRY(enter_root());
    TRY(descend_last());
    state_ = State::Gap;
    return ok();
  }
  Target target{.rowid = cell_.rowid};
  if (!is_table_) {
    TRY(record::decode_record(saved_key_, static_cast<uint32_t>(columns_.size()), probe_));
    target.probe = probe_;
  }
  const bool found = TRY(seek_leaf(target));
  if (found && as == SavedAs::Entry) {
    TRY(place());
    return ok();
  }
  // An equal interior cell as gap: the place before it is the end of the leaf on its left.
  if (!top_->view.is_leaf) {
    TRY(enter(top_->view.child(top_->index)));
    TRY(descend_last());
  }
  state_ = State::Gap;
  return ok();
}

}  // namespace tern::btree
