#include "engine/btree/cursor.h"

#include <string>

#include "engine/btree/node_edit.h"
#include "engine/btree/overflow.h"

namespace tern::btree {
namespace {

/// Each time a search comes through: in a damaged file other trees may have changed the page.
Status parse_node(const storage::PageRef& page, const Layout& layout, bool is_table, bool is_root,
                  NodeView& view) {
  if (!view.parse(page.no(), page.bytes(), layout.usable) || view.is_table != is_table) {
    return corrupt_page(page.no(), "not a node of this tree");
  }
  if (view.count == 0 && !is_root) return corrupt_page(page.no(), "a node without cells");
  return ok();
}

}  // namespace

Cursor::Cursor(TreeStore& store, PageNo root, bool is_table,
               std::span<const record::KeyColumn> columns)
    : store_(store), root_(root), is_table_(is_table), columns_(columns) {
  next_open_ = store.cursors_;
  if (next_open_) next_open_->previous_open_ = this;
  store.cursors_ = this;
}

Cursor::~Cursor() {
  if (next_open_) next_open_->previous_open_ = previous_open_;
  (previous_open_ ? previous_open_->next_open_ : store_.cursors_) = next_open_;
}

void Cursor::drop_path() {
  depth_ = -1;
  drop_below();
  top_ = nullptr;
}

uint64_t Cursor::count_guess() const {
  uint64_t out = 1;
  for (int i = 0; i <= depth_; ++i) {
    out = std::min(out, UINT64_MAX >> 16) * path_[static_cast<size_t>(i)].view.count;
  }
  return out;
}

uint64_t Cursor::leaf_guess() const {
  uint64_t out = 1;
  for (int i = 0; i < depth_; ++i) {
    out = std::min(out, UINT64_MAX >> 17) * (path_[static_cast<size_t>(i)].view.count + 1);
  }
  return out;
}

/// What is left over of the path before.
void Cursor::drop_below() {
  for (; held_depth_ > depth_; --held_depth_) {
    path_[static_cast<size_t>(held_depth_)].page.reset();
  }
}

void Cursor::reset() {
  drop_path();
  state_ = State::Nowhere;
}

std::unexpected<Error> Cursor::bad_cell() {
  const PageNo no = top_->page.no();
  reset();
  return corrupt_page(no, "bad cell");
}

bool Cursor::load_cell() { return top_->view.cell(top_->index, layout_, cell_); }

/// One level down, to page `no`.
Status Cursor::enter(PageNo no) {
  if (depth_ + 1 >= kTreeDepthMax) {
    return fail(ErrorCode::Corrupt, "tree deeper than any: child pointers form a cycle");
  }
  storage::PageRef page = TRY(store_.pager().read(no));
  ++depth_;
  held_depth_ = std::max(held_depth_, depth_);
  top_ = &path_[static_cast<size_t>(depth_)];
  top_->page = std::move(page);
  top_->index = 0;
  top_->is_equal = false;
  return parse_node(top_->page, layout_, is_table_, depth_ == 0, top_->view);
}

/// As enter(), of a node that the path before may have gone through at this level.
Status Cursor::enter_again(PageNo no) {
  if (depth_ < held_depth_) {
    Level& level = path_[static_cast<size_t>(depth_) + 1];
    if (level.page && level.page.no() == no) {
      ++depth_;
      top_ = &level;
      level.index = 0;
      level.is_equal = false;
      return parse_node(level.page, layout_, is_table_, depth_ == 0, level.view);
    }
  }
  return enter(no);
}

/// As enter_root(), for a seek: what the path has in common with the one before need not be read.
/// A change to the tree through another cursor has dropped that one.
Status Cursor::start_at_root() {
  const bool has_path = state_ == State::On || state_ == State::Gap;
  if (!has_path || store_.late().has_any()) return enter_root();
  read_ahead_.reset();
  state_ = State::Nowhere;
  depth_ = -1;
  return enter_again(root_);
}

Status Cursor::enter_root() {
  if (store_.late().has_any()) [[unlikely]]
    TRY(store_.late().settle(root_));
  drop_path();
  read_ahead_.reset();
  state_ = State::Nowhere;
  is_utf16_ = store_.text_encoding() != TextEncoding::Utf8;
  const uint32_t usable = store_.pager().usable_size();
  if (layout_.usable != usable) {
    layout_ = Layout::of(usable);
    local_max_ = layout_.local_max(is_table_);
  }
  return enter(root_);
}

Status Cursor::descend_first() {
  while (!top_->view.is_leaf) TRY(enter(top_->view.child(top_->index)));
  return ok();
}

/// The walk comes to children `next` and `next + 1` of `parent` soon: the processor begins to fetch
/// what is read first there. Of the nearer one, whose head it was told before, also the entries.
/// Into its second cache: the first one has few places for lines on their way, and once these are
/// taken the walk waits for them, or they are not fetched at all.
void Cursor::bring_leaves_near(const NodeView& parent, uint32_t next) const {
  constexpr int kSecondCache = 2;  // as __builtin_prefetch() counts
  constexpr uint32_t kLineSize = 64;
  constexpr uint32_t kLongEntry = 4 * kLineSize;
  constexpr uint32_t kEntriesMax = 64;
  constexpr uint32_t kEntryBytes = 768;
  constexpr uint32_t kBytesMax = 4096;  // enough for the processor to see how it goes on
  const storage::Pager& pager = store_.pager();
  if (next < parent.count) {
    if (const std::byte* const far = pager.at_hand(parent.child(next + 1)))
      __builtin_prefetch(far, 0, kSecondCache);
  }
  const std::byte* const near = next <= parent.count ? pager.at_hand(parent.child(next)) : nullptr;
  if (!near) return;
  const auto count = load_be<uint16_t>(near + 3);
  if (count * kLongEntry > parent.usable) {
    const uint32_t size = std::min(parent.usable, kBytesMax);
    for (uint32_t at = kLineSize; at < size; at += kLineSize)
      __builtin_prefetch(near + at, 0, kSecondCache);
    return;
  }
  for (uint32_t i = 0; i < std::min<uint32_t>(count, kEntriesMax); ++i) {
    const auto offset = load_be<uint16_t>(near + header_size(true) + 2 * i);
    const uint32_t end = std::min(offset + kEntryBytes, parent.usable);
    for (uint32_t at = offset; at < end; at += kLineSize)
      __builtin_prefetch(near + at, 0, kSecondCache);
  }
}

/// The `n`-th node behind the one above the leaf, if both have one parent and it was used lately.
bool Cursor::view_parent_ahead(uint32_t n, NodeView& view) const {
  if (depth_ < 2) return false;
  const Level& above = path_[static_cast<size_t>(depth_) - 2];
  if (above.index + n > above.view.count) return false;
  const storage::Pager& pager = store_.pager();
  const PageNo no = above.view.child(above.index + n);
  const std::byte* const page = pager.at_hand(no);
  return page && view.parse(no, {page, pager.page_size()}, layout_.usable) && !view.is_leaf &&
         view.is_table;
}

size_t Cursor::leaves_ahead(std::span<const std::byte*> out) const {
  DEBUG_ASSERT(can_peek() && is_table_);
  if (depth_ < 1) return 0;
  const Level& above = path_[static_cast<size_t>(depth_) - 1];
  NodeView parent = above.view;
  uint32_t child = above.index + 1;
  uint32_t parents = 0;
  size_t count = 0;
  while (count < out.size()) {
    if (child > parent.count) {
      if (!view_parent_ahead(++parents, parent)) break;
      child = 0;
    }
    out[count] = store_.pager().at_hand(parent.child(child++));
    if (!out[count]) break;
    ++count;
  }
  return count;
}

/// As descend_first(), to the leaf that a walk forwards comes to next.
Status Cursor::descend_next() {
  while (!top_->view.is_leaf && depth_ + 1 != leaf_depth_) {
    TRY(enter(top_->view.child(top_->index)));
  }
  if (top_->view.is_leaf) return ok();
  const NodeView& parent = top_->view;
  const uint32_t first = top_->index;
  read_ahead_.before_read(store_.pager(), parent.count + 1 - first,
                          [&](uint32_t i) { return parent.child(first + i); });
  TRY(enter(parent.child(first)));
  read_ahead_.after_read(store_.pager());
  if (top_->view.is_leaf && brings_leaves_) bring_leaves_near(parent, first + 1);
  return descend_first();
}

Status Cursor::descend_last() {
  while (!top_->view.is_leaf) {
    top_->index = top_->view.count;
    TRY(enter(top_->view.right_child()));
  }
  top_->index = top_->view.count;
  return ok();
}

/// Makes the path's place the current entry.
Status Cursor::place() {
  const bool is_good = top_->view.is_leaf ? load_leaf_cell() : load_cell();
  if (!is_good) return bad_cell();
  state_ = State::On;
  return ok();
}

Result<bool> Cursor::first() {
  TRY(enter_root());
  TRY(descend_first());
  state_ = State::Gap;
  if (top_->view.count == 0) return false;
  TRY(place());
  return true;
}

Result<bool> Cursor::last() {
  // Whoever appends stands there already.
  const bool is_there =
      (state_ == State::On || state_ == State::Gap) && top_->view.is_leaf && is_rightmost();
  if (is_there) {
    read_ahead_.reset();
    top_->index = top_->view.count;
  } else {
    TRY(enter_root());
    TRY(descend_last());
  }
  state_ = State::Gap;
  if (top_->view.count == 0) return false;
  --top_->index;
  TRY(place());
  return true;
}

Result<bool> Cursor::seek_part(uint32_t part, uint32_t parts) {
  DEBUG_ASSERT(part < parts);
  double place = (part + 0.5) / parts;  // in the subtree of the node on top
  TRY(enter_root());
  while (!top_->view.is_leaf) {
    const uint32_t children = top_->view.count + 1;
    place *= children;
    top_->index = std::min(static_cast<uint32_t>(place), children - 1);
    place -= top_->index;
    TRY(enter(top_->view.child(top_->index)));
  }
  state_ = State::Gap;
  if (top_->view.count == 0) return false;
  TRY(this->place());
  return true;
}

Cursor::Way Cursor::way() const {
  DEBUG_ASSERT(can_peek());
  Way out;
  out.depth = depth_;
  for (size_t i = 0; i <= static_cast<size_t>(depth_); ++i) out.index[i] = path_[i].index;
  return out;
}

Status Cursor::go(const Way& way) {
  TRY(enter_root());
  for (size_t i = 0; i < static_cast<size_t>(way.depth); ++i) {
    if (top_->view.is_leaf || way.index[i] > top_->view.count) {
      return corrupt_page(top_->page.no(), "changed while it was read");
    }
    top_->index = way.index[i];
    TRY(enter(top_->view.child(top_->index)));
  }
  if (!top_->view.is_leaf || way.index[static_cast<size_t>(way.depth)] >= top_->view.count) {
    return corrupt_page(top_->page.no(), "changed while it was read");
  }
  top_->index = way.index[static_cast<size_t>(way.depth)];
  return place();
}

bool Cursor::is_rightmost() const {
  for (int i = 0; i < depth_; ++i) {
    const Level& level = path_[static_cast<size_t>(i)];
    if (level.index < level.view.count) return false;
  }
  return true;
}

/// From the end of a leaf to the entry that follows it. False: there is none; the place stays.
Result<bool> Cursor::step_up_next() {
  if (is_rightmost()) {
    state_ = State::Gap;
    return false;
  }
  leaf_depth_ = depth_;
  do {
    top_->page.reset();
    top_ = &path_[static_cast<size_t>(--depth_)];
  } while (top_->index >= top_->view.count);
  if (is_table_) {
    ++top_->index;
    TRY(descend_next());
  }
  TRY(place());
  return true;
}

Result<bool> Cursor::next_leaf() {
  if (state_ == State::Saved) TRY(restore());
  if (state_ == State::Nowhere) return false;
  if (state_ == State::On) ++top_->index;
  state_ = State::Nowhere;  // until the move has succeeded
  if (!top_->view.is_leaf) TRY(descend_next());
  if (top_->index < top_->view.count) {
    TRY(place());
    return true;
  }
  return step_up_next();
}

Result<bool> Cursor::prev() {
  if (state_ == State::Saved) TRY(restore());
  if (state_ == State::Nowhere) return false;
  state_ = State::Nowhere;
  if (!top_->view.is_leaf) {
    TRY(enter(top_->view.child(top_->index)));
    TRY(descend_last());
  }
  while (top_->index == 0) {
    if (depth_ == 0) {
      state_ = State::Gap;
      if (!top_->view.is_leaf) TRY(descend_first());
      return false;
    }
    top_->page.reset();
    top_ = &path_[static_cast<size_t>(--depth_)];
  }
  --top_->index;
  if (is_table_ && !top_->view.is_leaf) {
    TRY(enter(top_->view.child(top_->index)));
    TRY(descend_last());
    --top_->index;
  }
  TRY(place());
  return true;
}

Result<bool> Cursor::revalidate() {
  if (state_ == State::Saved) TRY(restore());
  return state_ == State::On;
}

Result<Bytes> Cursor::whole_payload() {
  static constexpr std::byte kNoColumns[1] = {std::byte{1}};
  if (state_ == State::Saved) TRY(restore());
  if (state_ != State::On) return Bytes(kNoColumns);
  if (cell_.local_size == cell_.total_size) return in_memory(cell_.local());
  TRY(read_payload(store_.pager(), layout_, cell_, assembled_));
  return in_memory(assembled_);
}

Result<Bytes> Cursor::in_memory(Bytes stored) {
  return is_utf16_ ? transcoder_.from_file(stored, store_.text_encoding()) : stored;
}

Result<Bytes> Cursor::in_file(Bytes record) {
  return is_utf16_ ? transcoder_.to_file(record, store_.text_encoding()) : record;
}

}  // namespace tern::btree
