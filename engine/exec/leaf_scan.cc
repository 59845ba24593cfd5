#include "engine/exec/leaf_scan.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "engine/exec/access_text.h"

namespace tern::exec {

namespace {

constexpr size_t kChunkFirst = 16;  // few rows may be all that is wanted
constexpr size_t kChunkMax = RowBatch::kSizeMax;
constexpr size_t kLeavesMax = 16;  // pinned at a time
constexpr size_t kLongEntry = 256;
constexpr size_t kLongBytesMax = 128 << 10;  // of a chunk: twice as much is in the second cache
constexpr uint8_t kAheadPause = 16;
constexpr size_t kWidthMax = 64;

/// In line, as BytesAhead::bring_share().
[[gnu::always_inline]] inline void bring_line_near(const std::byte* at) {
  constexpr int kSecondCache = 2;
  __builtin_prefetch(at, 0, kSecondCache);
}

}  // namespace

bool LeafScan::suits(const plan::Access& access) {
  return access.kind == plan::AccessKind::TableScan && !access.reverse &&
         access.source->used.width() <= kWidthMax;
}

LeafScan::LeafScan(btree::TreeStore& trees, const plan::Access& access,
                   std::vector<const expr::Expr*>& filters)
    : cursor_(trees, access.source->table->root),
      access_(access),
      slot_(access.source->slot),
      terms_(take_scan_terms(*access.source, filters)),
      filter_(filters, {&slot_, 1}) {
  const bind::UsedColumns& used = access.source->used;
  width_ = used.width();
  for (uint32_t i = 0; i < width_; ++i) {
    const bool is_in_term = std::ranges::any_of(
        terms_, [i](const ScanTerm& term) { return term.column() == static_cast<int32_t>(i); });
    if (is_in_term) {
      term_columns_.push_back(i);
    } else if (filter_.reads(slot_, i)) {
      filter_columns_.push_back(i);
    } else if (used.has(i)) {
      other_columns_.push_back(i);
    }
  }
  values_.resize(width_ * kChunkMax);
}

Status LeafScan::open(expr::Frame& frame) {
  range_ = TRY(RowidRange::of(frame, access_));
  frame.row(slot_).set_defaults({});
  drop_chunk();
  size_max_ = kChunkFirst;
  leaves_max_ = 1;
  is_started_ = is_behind_first_ = false;
  are_terms_ready_ = false;
  ahead_pause_ = 0;
  is_last_ = range_.is_empty;
  filter_.reset();
  return ok();
}

void LeafScan::close() {
  cursor_.reset();
  drop_chunk();
  is_last_ = true;
}

void LeafScan::drop_chunk() {
  leaves_.clear();
  entries_.clear();
  rowids_.clear();
  passed_.clear();
  at_ = 0;
  is_alone_ = false;
  ahead_.clear();
}

/// Puts the cursor on the first entry behind the chunk that is done, or lost by a change.
Result<bool> LeafScan::move_to_chunk() {
  if (!is_started_) {
    is_started_ = true;
    if (!range_.has_low()) return cursor_.first();
    return TRY(cursor_.seek(RowId{range_.low})) != btree::Landing::End;
  }
  if (cursor_.can_peek()) {
    if (end_place_ == 0) return true;  // the entry there could not be peeked at
    return cursor_.next_after(end_place_ - 1);
  }
  if (cursor_.is_unmoved()) return cursor_.next();
  return TRY(cursor_.seek(RowId{next_rowid_})) != btree::Landing::End;
}

/// Entries of the cursor's leaf, from the cursor's on, as many as lie side by side.
void LeafScan::peek_leaf() {
  if (!cursor_.can_peek()) return;
  const uint32_t first = cursor_.place_in_leaf();
  const size_t room = size_max_ - entries_.size();
  const uint32_t end = static_cast<uint32_t>(std::min<size_t>(cursor_.leaf_size(), first + room));
  for (end_place_ = first; end_place_ < end; ++end_place_) {
    Bytes payload;
    RowId rowid;
    if (!cursor_.peek(end_place_, payload, rowid)) break;
    entries_.push_back(payload);
    rowids_.push_back(rowid.raw);
  }
}

/// Are those of the chunk's last leaf so long that they take some time to come from memory?
bool LeafScan::has_long_entries() const {
  return !is_alone_ && entries_.back().size() >= kLongEntry && cursor_.can_peek();
}

/// Is the chunk to go on in the next leaf?
bool LeafScan::may_take_next_leaf() const {
  if (is_alone_ || leaves_.size() + 1 >= leaves_max_ || entries_.size() >= size_max_) return false;
  const size_t bytes = (leaves_.size() + 2) * cursor_.leaf().usable;
  if (bytes > kLongBytesMax && has_long_entries()) return false;
  const bool is_at_end = cursor_.can_peek() && end_place_ == cursor_.leaf_size();
  return is_at_end && !cursor_.is_in_last_leaf() && rowids_.back() < range_.high;
}

Status LeafScan::take_next_leaf() {
  if (leaves_.empty()) way_ = cursor_.way();
  leaves_.push_back(cursor_.pin_leaf());
  const bool is_there = TRY(cursor_.next_after(end_place_ - 1));
  if (!is_there) return fail(ErrorCode::Corrupt, "a node has no child where its parent has one");
  peek_leaf();
  return ok();
}

/// One entry, wherever it lies.
Status LeafScan::read_entry() {
  if (cursor_.can_peek()) end_place_ = cursor_.place_in_leaf() + 1;
  const Bytes payload = width_ > 0 ? TRY(cursor_.payload()) : Bytes();
  is_alone_ = true;
  entries_.push_back(payload);
  rowids_.push_back(cursor_.rowid().raw);
  return ok();
}

/// Leaves behind the first one could not all be read. The rows before them come first.
Status LeafScan::keep_first_leaf() {
  drop_chunk();
  TRY(cursor_.go(way_));
  peek_leaf();
  return ok();
}

/// Entries from the cursor's on: as many as lie side by side in a few leaves, or one that does not.
Status LeafScan::peek_entries() {
  drop_chunk();
  peek_leaf();
  if (entries_.empty()) TRY(read_entry());
  while (may_take_next_leaf()) {
    if (take_next_leaf()) continue;
    TRY(keep_first_leaf());
    break;
  }
  while (!entries_.empty() && rowids_.back() > range_.high) {
    entries_.pop_back();
    rowids_.pop_back();
    is_last_ = true;
  }
  return ok();
}

/// Before the chunk is worked on: what the next one is going to have. Its leaves' headers are to be
/// in the cache then, those of the leaves behind them are fetched now. Where nobody took
/// what was ahead of the chunk before, the cursor fetches the beginnings of entries for some time.
void LeafScan::look_ahead() {
  const bool looks = ahead_pause_ == 0 && !is_last_ && !entries_.empty() && has_long_entries();
  cursor_.set_brings_leaves(!looks);
  if (!looks) return;
  ahead_.clear(entries_.back().size());
  const btree::NodeView& leaf = cursor_.leaf();
  size_t room = size_max_;
  if (end_place_ < leaf.count) {
    // Entries that were appended lie one before the other.
    const Bytes content = leaf.content();
    const std::byte* const end = entries_.back().data();
    if (!content.empty() && content.data() < end) ahead_.add({content.data(), end});
    room -= std::min<size_t>(room, leaf.count - end_place_);
  }
  std::array<const std::byte*, 2 * kLeavesMax> leaves;
  const size_t most = std::clamp(kLongBytesMax / leaf.usable, size_t{1}, leaves_max_);
  const size_t known = cursor_.leaves_ahead(std::span(leaves).first(2 * most));
  size_t i = 0;
  for (; i < std::min(most, known) && room > 0; ++i) look_at_leaf(leaves[i], room);
  for (; i < known; ++i) bring_line_near(leaves[i]);
}

void LeafScan::look_at_leaf(const std::byte* page, size_t& room) {
  constexpr PageNo kNotFirst{2};  // the first page is no leaf below another node
  const uint32_t usable = cursor_.leaf().usable;
  btree::NodeView leaf;
  if (!leaf.parse(kNotFirst, {page, usable}, usable)) return;
  ahead_.add(leaf.content());
  const auto count = static_cast<uint32_t>(std::min<size_t>(leaf.count, room));
  room -= count;
  for (uint32_t i = 0; i < count; ++i) {
    if (const std::byte* const cell = leaf.cell_start(i)) bring_line_near(cell);
  }
}

/// Does who takes the chunk's rows one by one read them, or other columns only?
bool LeafScan::reads_rows() const {
  if (ahead_.is_empty() || 2 * passed_.size() < entries_.size()) return false;
  size_t size = 0;
  for (const record::ValueView& value :
       std::span(values_).subspan(passed_.front() * width_, width_)) {
    if (value.is_text() || value.is_blob()) size += value.as_bytes().size();
  }
  return ahead_.suits(size);
}

/// Of the entries that have passed until now.
Status LeafScan::decode(std::span<const uint32_t> columns) {
  if (columns.empty()) return ok();
  for (const uint32_t entry : passed_) {
    record::ValueView* const out = row(entry);
    if (record::decode_columns(entries_[entry], columns, out)) [[likely]]
      continue;
    reader_.reset(entries_[entry]);
    for (const uint32_t column : columns) out[column] = TRY(reader_.column(column));
  }
  return ok();
}

Status LeafScan::try_terms(expr::Frame& frame) {
  if (!are_terms_ready_) {
    are_terms_ready_ = true;
    for (ScanTerm& term : terms_) TRY(term.prepare(frame));
  }
  for (ScanTerm& term : terms_) {
    const int32_t column = term.column();
    size_t kept = 0;
    for (const uint32_t entry : passed_) {
      const record::ValueView value = column == ScanTerm::kRowid
                                          ? record::ValueView::integer(rowids_[entry])
                                          : row(entry)[column];
      passed_[kept] = entry;
      kept += static_cast<size_t>(term.passes(value));
    }
    passed_.resize(kept);
  }
  return ok();
}

void LeafScan::set_batch() {
  part_ = {slot_, values_.data(), width_, rowids_.data(), nullptr};
  const bool are_most = 2 * passed_.size() >= entries_.size();
  ahead_.share_among(passed_.size());
  batch_ = {{&part_, 1}, passed_, are_most && !ahead_.is_empty() ? &ahead_ : nullptr};
}

Status LeafScan::filter(expr::Frame& frame) {
  TRY(decode(filter_columns_));
  if (filter_.is_empty()) return ok();
  set_batch();
  filter_.apply(frame, batch_);
  passed_.resize(batch_.rows.size());
  return ok();
}

void LeafScan::set_bound(expr::RowSlot slot, uint32_t index, const TopBound& bound) {
  if (slot != slot_) return;
  bound_ = &bound;
  bound_column_ = index;
  if (std::erase(other_columns_, index) == 0) return;
  filter_columns_.push_back(index);
  std::ranges::sort(filter_columns_);
}

void LeafScan::leave_out_beyond_bound() {
  if (!bound_ || bound_->value.is_null()) return;
  std::erase_if(passed_,
                [this](uint32_t entry) { return bound_->is_beyond(row(entry)[bound_column_]); });
}

Status LeafScan::read_chunk(expr::Frame& frame) {
  const bool is_left = !ahead_.is_empty() && !ahead_.is_declined();
  ahead_pause_ = is_left ? kAheadPause : static_cast<uint8_t>(std::max(ahead_pause_ - 1, 0));
  TRY(peek_entries());
  size_max_ = std::min(size_max_ * 4, kChunkMax);
  leaves_max_ = std::min(leaves_max_ * 2, kLeavesMax);
  if (entries_.empty()) return ok();
  look_ahead();
  passed_.resize(entries_.size());
  std::iota(passed_.begin(), passed_.end(), 0U);
  TRY(decode(term_columns_));
  next_rowid_ = rowids_.front();
  TRY(try_terms(frame));
  TRY(filter(frame));
  leave_out_beyond_bound();
  TRY(decode(other_columns_));
  count_steps(frame);
  return frame.check_interrupt(entries_.size());
}

/// To the entries of the chunk, from those before it.
void LeafScan::count_steps(expr::Frame& frame) {
  if (access_.low || access_.high) return;
  frame.work().scan_steps += entries_.size() - (is_behind_first_ ? 0 : 1);
  is_behind_first_ = true;
}

/// A row was handed out, or left out.
void LeafScan::pass_by(int64_t rowid) {
  if (rowid == std::numeric_limits<int64_t>::max()) {
    is_last_ = true;
  } else {
    next_rowid_ = rowid + 1;
  }
}

/// Another statement of this connection changed the table: what it is now is read again, from the
/// next row on. It may do so after each row.
void LeafScan::lose_chunk() {
  drop_chunk();
  size_max_ = 1;
  leaves_max_ = 1;
  is_last_ = false;
  filter_.reset();
}

inline void LeafScan::give_row(expr::Frame& frame) {
  if (reads_rows_) ahead_.bring_share();
  const uint32_t entry = passed_[at_++];
  const int64_t rowid = rowids_[entry];
  frame.row(slot_).set_values({row(entry), width_}, rowid);
  pass_by(rowid);
}

Result<bool> LeafScan::next(expr::Frame& frame) {
  if (at_ == passed_.size() || !cursor_.is_unmoved()) [[unlikely]]
    return next_elsewhere(frame);
  give_row(frame);
  return true;
}

/// The next row, which is not in the chunk, or that is no more what the table holds.
Result<bool> LeafScan::next_elsewhere(expr::Frame& frame) {
  while (true) {
    // What the filter has left out may pass now, too.
    if (!entries_.empty() && !cursor_.is_unmoved()) lose_chunk();
    if (at_ < passed_.size()) {
      give_row(frame);
      return true;
    }
    const bool has_chunk = TRY(next_chunk(frame));
    if (!has_chunk) return false;
    ahead_.share_among(passed_.size());
    reads_rows_ = !passed_.empty() && reads_rows();
  }
}

/// false: there is none.
Result<bool> LeafScan::next_chunk(expr::Frame& frame) {
  if (filter_.failure()) return std::unexpected(*filter_.failure());
  if (!entries_.empty()) pass_by(rowids_.back());
  if (is_last_) return false;
  is_last_ = !TRY(move_to_chunk());
  if (is_last_) return false;
  TRY(read_chunk(frame));
  return true;
}

Result<RowBatch*> LeafScan::next_batch(expr::Frame& frame) {
  do {
    const bool has_chunk = TRY(next_chunk(frame));
    if (!has_chunk) return nullptr;
  } while (passed_.empty());
  set_batch();
  return &batch_;
}

void LeafScan::describe(Description& out) const {
  describe_access(access_, "Table Scan", out);
  std::string conditions;
  for (const ScanTerm& term : terms_) {
    if (!conditions.empty()) conditions += " AND ";
    conditions += term.text(*access_.source, out);
  }
  const std::string others = out.conditions(filter_.terms());
  if (!conditions.empty() && !others.empty()) conditions += " AND ";
  conditions += others;
  if (!conditions.empty()) out.append("WHERE " + conditions);
}

}  // namespace tern::exec
