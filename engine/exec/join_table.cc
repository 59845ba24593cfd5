#include "engine/exec/join_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/base/spent_memory.h"
#include "engine/exec/key_hash.h"
#include "engine/exec/operator_memory.h"
#include "engine/record/affinity.h"
#include "engine/record/kept_value.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

namespace {

using record::ValueView;

constexpr size_t kSlotsMin = 16;

/// The integer that a number equals; texts and blobs equal none.
std::optional<int64_t> integer_of(ValueView value) {
  if (value.is_integer()) [[likely]]
    return value.as_integer();
  constexpr double kBeyond = 0x1p63;
  if (!value.is_real()) return {};
  const double real = value.as_real();
  if (real < -kBeyond || real >= kBeyond || real != std::floor(real)) return {};
  return static_cast<int64_t>(real);
}

uint64_t mixed(uint64_t word) {
  word = (word ^ (word >> 32)) * 0x9e3779b97f4a7c15;
  return word ^ (word >> 29);
}

std::vector<uint32_t> used_columns(const bind::UsedColumns& used) {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i)) out.push_back(i);
  }
  return out;
}

}  // namespace

JoinTable::JoinTable(const plan::Access& access, bool keeps_all, WorkMemory memory)
    : access_(access),
      keeps_all_(keeps_all),
      memory_(memory),
      columns_(used_columns(access.source->used)),
      has_rowids_(access.source->used.rowid),
      file_(memory),
      key_count_(access.hash_keys.size()),
      whole_(access.source->used.width()) {}

ValueView JoinTable::converted(const plan::HashKey& key, ValueView value) {
  return record::apply_comparison_affinity(value, key.affinity, scratch_);
}

/// The sort key of the rows that stand into key_. false: a NULL that equals nothing.
Result<bool> JoinTable::make_sort_key(expr::Frame& frame, Side side) {
  key_.clear();
  for (const plan::HashKey& key : access_.hash_keys) {
    const expr::Expr& expr = side == Side::Probe ? *key.probe : *key.build;
    const ValueView value = converted(key, TRY(expr.eval(frame)));
    if (value.is_null() && !key.nulls_match) return false;
    record::append_sort_key(key_, value, {key.collation});
  }
  return true;
}

std::string_view JoinTable::keep(std::string_view bytes) {
  std::byte* const copy = arena_.allocate(bytes.size());
  if (!bytes.empty()) std::memcpy(copy, bytes.data(), bytes.size());
  return {reinterpret_cast<const char*>(copy), bytes.size()};
}

/// A key came that is no integer: those that were are as others now.
void JoinTable::turn_to_sort_keys() {
  are_integers_ = false;
  for (size_t i = 0; i < integers_.size(); i += key_count_) {
    key_.clear();
    for (size_t k = 0; k < key_count_; ++k) {
      record::append_sort_key(key_, ValueView::integer(integers_[i + k]),
                              {access_.hash_keys[k].collation});
    }
    sort_keys_.push_back(keep(key_));
  }
  clear_spent(integers_);
}

/// The keys of the row that stands, behind those of the others. false: they are not all integers,
/// and nothing was added. `has_key`: they may equal something.
Result<bool> JoinTable::make_integers(expr::Frame& frame, bool& has_key) {
  const size_t before = integers_.size();
  has_key = true;
  for (const plan::HashKey& key : access_.hash_keys) {
    const ValueView value = converted(key, TRY(key.build->eval(frame)));
    const bool is_nothing = value.is_null() && !key.nulls_match;
    has_key = has_key && !is_nothing;
    if (!value.is_integer() && !is_nothing) {
      integers_.resize(before);
      return false;
    }
    integers_.push_back(is_nothing ? 0 : value.as_integer());
  }
  return true;
}

/// Adds the key of the row that stands. false: it equals nothing, and the row is not kept.
Result<bool> JoinTable::add_key(expr::Frame& frame) {
  bool has_key = true;
  if (are_integers_ && !TRY(make_integers(frame, has_key))) turn_to_sort_keys();
  if (!are_integers_) {
    has_key = TRY(make_sort_key(frame, Side::Build));
    if (has_key || keeps_all_) sort_keys_.push_back(has_key ? keep(key_) : std::string_view());
  } else if (!has_key && !keeps_all_) {
    integers_.resize(integers_.size() - key_count_);
  }
  if (keeps_all_) has_key_.push_back(has_key);
  return has_key || keeps_all_;
}

size_t JoinTable::held_bytes() const {
  return arena_.size_bytes() + values_.capacity() * sizeof(ValueView) +
         rowids_.capacity() * sizeof(int64_t) + file_rows_.capacity() * sizeof(FileRow) +
         integers_.capacity() * sizeof(int64_t) + sort_keys_.capacity() * sizeof(std::string_view) +
         row_count_ * (2 * sizeof(Slot) + sizeof(uint32_t));
}

Status JoinTable::add_row(expr::Frame& frame) {
  ++row_count_;
  const size_t held = held_bytes();
  if (held > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  if (held > memory_.bytes_max() || !file_rows_.empty()) return add_row_to_file(frame);
  expr::Row& row = frame.row(access_.source->slot);
  for (const uint32_t column : columns_) {
    const ValueView value = TRY(row.column(column));
    values_.push_back(kept_value(value, arena_).with_subtype(0));
  }
  if (has_rowids_) {
    const ValueView rowid = TRY(row.rowid());
    rowids_.push_back(rowid.is_null() ? 0 : rowid.as_integer());
  }
  return ok();
}

Status JoinTable::add_row_to_file(expr::Frame& frame) {
  expr::Row& row = frame.row(access_.source->slot);
  file_values_.clear();
  for (const uint32_t column : columns_) file_values_.push_back(TRY(row.column(column)));
  if (has_rowids_) file_values_.push_back(TRY(row.rowid()));
  row_.clear();
  record::encode_record(file_values_, row_);
  const uint64_t offset = TRY(file_.append(row_));
  file_rows_.push_back({offset, static_cast<uint32_t>(row_.size())});
  return ok();
}

Status JoinTable::fill(Operator& input, expr::Frame& frame) {
  clear();
  are_integers_ = key_count_ > 0;
  TRY(input.open(frame));
  while (TRY(input.next(frame))) {
    ++frame.work().hashed_rows;
    const bool is_kept = TRY(add_key(frame));
    if (is_kept) TRY(add_row(frame));
  }
  input.close();
  make_chains();
  return ok();
}

void JoinTable::make_chains() {
  slots_.assign(std::bit_ceil(std::max<size_t>(2 * row_count_, kSlotsMin)), {});
  std::vector<uint32_t> last;  // of the chain, by its first row; empty as long as each has one
  constexpr uint32_t kAhead = 8;
  for (uint32_t row = 0; row < row_count_; ++row) {
    if (are_integers_ && row + kAhead < row_count_) {
      __builtin_prefetch(&slots_[slot_of(word_of(row + kAhead))], 1);
    }
    if (has_key(row)) chain(row, last);
  }
}

bool JoinTable::have_same_key(uint32_t row, uint32_t other) const {
  if (!are_integers_) return sort_keys_[row] == sort_keys_[other];
  const auto begin = integers_.begin();
  const auto keys = [&](uint32_t at) {
    return begin + static_cast<std::ptrdiff_t>(at * key_count_);
  };
  return std::equal(keys(row), keys(row + 1), keys(other));
}

void JoinTable::chain(uint32_t row, std::vector<uint32_t>& last) {
  const uint64_t word = word_of(row);
  const size_t mask = slots_.size() - 1;
  for (size_t at = slot_of(word);; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.row_after == 0) {
      slot = {word, row + 1};
      return;
    }
    const uint32_t first = slot.row_after - 1;
    if (slot.word != word || !have_same_key(first, row)) continue;
    if (last.empty()) {
      last.assign(row_count_, kEnd);
      following_.assign(row_count_, kEnd);
    }
    following_[last[first] == kEnd ? first : last[first]] = row;
    last[first] = row;
    return;
  }
}

uint64_t JoinTable::word_of(uint32_t row) const {
  if (!are_integers_) return hash_of_key(sort_keys_[row]);
  return word_of(integers_.data() + row * key_count_);
}

uint64_t JoinTable::word_of(const int64_t* integers) const {
  auto word = static_cast<uint64_t>(integers[0]);
  for (size_t k = 1; k < key_count_; ++k) word = mixed(word) + static_cast<uint64_t>(integers[k]);
  return word;
}

/// Where the search for a slot's word begins.
size_t JoinTable::slot_of(uint64_t word) const {
  return (are_integers_ ? mixed(word) : word) & (slots_.size() - 1);
}

uint32_t JoinTable::find_integers(const int64_t* integers, uint64_t word) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = slot_of(word); slots_[at].row_after != 0; at = (at + 1) & mask) {
    if (slots_[at].word != word) continue;
    const uint32_t row = slots_[at].row_after - 1;
    if (key_count_ == 1) return row;
    if (std::equal(integers, integers + key_count_, integers_.data() + row * key_count_)) {
      return row;
    }
  }
  return kEnd;
}

uint32_t JoinTable::find_sort_key(std::string_view key, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = slot_of(hash); slots_[at].row_after != 0; at = (at + 1) & mask) {
    const uint32_t row = slots_[at].row_after - 1;
    if (slots_[at].word == hash && sort_keys_[row] == key) return row;
  }
  return kEnd;
}

Result<uint32_t> JoinTable::find(expr::Frame& frame) {
  if (!are_integers_) {
    const bool has_key = TRY(make_sort_key(frame, Side::Probe));
    return has_key ? find_sort_key(key_, hash_of_key(key_)) : kEnd;
  }
  batch_integers_.resize(std::max(batch_integers_.size(), key_count_));
  for (size_t k = 0; k < key_count_; ++k) {
    const plan::HashKey& key = access_.hash_keys[k];
    const std::optional<int64_t> integer = integer_of(converted(key, TRY(key.probe->eval(frame))));
    if (!integer) return kEnd;
    batch_integers_[k] = *integer;
  }
  return find_integers(batch_integers_.data(), word_of(batch_integers_.data()));
}

void JoinTable::find_all(std::span<const std::unique_ptr<VectorExpr>> probes,
                         std::span<const uint32_t> entries, std::span<uint32_t> found) {
  words_.resize(RowBatch::kSizeMax);
  if (are_integers_) {
    find_all_integers(probes, entries, found);
  } else {
    find_all_sort_keys(probes, entries, found);
  }
}

// In two passes: between them memory brings the slots.
void JoinTable::find_all_integers(std::span<const std::unique_ptr<VectorExpr>> probes,
                                  std::span<const uint32_t> entries, std::span<uint32_t> found) {
  batch_integers_.resize(RowBatch::kSizeMax * key_count_);
  for (const uint32_t entry : entries) {
    int64_t* const keys = batch_integers_.data() + entry * key_count_;
    found[entry] = 0;
    for (size_t k = 0; k < key_count_; ++k) {
      const std::optional<int64_t> integer =
          integer_of(converted(access_.hash_keys[k], probes[k]->value(entry)));
      keys[k] = integer.value_or(0);
      if (!integer) found[entry] = kEnd;
    }
    words_[entry] = word_of(keys);
    __builtin_prefetch(&slots_[slot_of(words_[entry])]);
  }
  for (const uint32_t entry : entries) {
    if (found[entry] == kEnd) continue;
    found[entry] = find_integers(batch_integers_.data() + entry * key_count_, words_[entry]);
  }
}

void JoinTable::find_all_sort_keys(std::span<const std::unique_ptr<VectorExpr>> probes,
                                   std::span<const uint32_t> entries, std::span<uint32_t> found) {
  batch_keys_.resize(RowBatch::kSizeMax);
  for (const uint32_t entry : entries) {
    std::string& sort_key = batch_keys_[entry];
    sort_key.clear();
    found[entry] = 0;
    for (size_t k = 0; k < key_count_; ++k) {
      const plan::HashKey& key = access_.hash_keys[k];
      const ValueView value = converted(key, probes[k]->value(entry));
      if (value.is_null() && !key.nulls_match) found[entry] = kEnd;
      record::append_sort_key(sort_key, value, {key.collation});
    }
    words_[entry] = hash_of_key(sort_key);
    __builtin_prefetch(&slots_[slot_of(words_[entry])]);
  }
  for (const uint32_t entry : entries) {
    if (found[entry] == kEnd) continue;
    found[entry] = find_sort_key(batch_keys_[entry], words_[entry]);
  }
}

/// Row `row` into whole_ and whole_rowid_.
Status JoinTable::load_whole(uint32_t row) {
  const size_t in_memory = row_count_ - file_rows_.size();
  if (row < in_memory) {
    const ValueView* const values = values_.data() + row * columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) whole_[columns_[i]] = values[i];
    if (has_rowids_) whole_rowid_ = rowids_[row];
    return ok();
  }
  const FileRow& place = file_rows_[row - in_memory];
  TRY(file_.read(place.offset, place.size, row_));
  reader_.reset(row_);
  for (size_t i = 0; i < columns_.size(); ++i) {
    whole_[columns_[i]] = TRY(reader_.column(static_cast<uint32_t>(i)));
  }
  if (!has_rowids_) return ok();
  const ValueView rowid = TRY(reader_.column(static_cast<uint32_t>(columns_.size())));
  whole_rowid_ = rowid.is_integer() ? rowid.as_integer() : 0;
  return ok();
}

Status JoinTable::load(uint32_t row, expr::Frame& frame) {
  TRY(load_whole(row));
  frame.row(access_.source->slot).set_values(whole_, whole_rowid_);
  return ok();
}

BatchPart JoinTable::rows() {
  return {.slot = access_.source->slot,
          .values = values_.data(),
          .width = columns_.size(),
          .rowids = has_rowids_ ? rowids_.data() : nullptr,
          .places = nullptr,
          .columns = columns_,
          .whole_row = whole_};
}

Result<BatchPart> JoinTable::load_part(uint32_t row) {
  TRY(load_whole(row));
  return BatchPart{.slot = access_.source->slot,
                   .values = whole_.data(),
                   .width = whole_.size(),
                   .rowids = &whole_rowid_,
                   .places = nullptr,
                   .columns = {},
                   .whole_row = {}};
}

void JoinTable::clear() {
  row_count_ = 0;
  arena_.clear();
  clear_spent(values_);
  clear_spent(rowids_);
  file_.clear();
  clear_spent(file_rows_);
  clear_spent(integers_);
  clear_spent(sort_keys_);
  has_key_.clear();
  clear_spent(slots_);
  clear_spent(following_);
}

}  // namespace tern::exec
