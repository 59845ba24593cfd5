#include "engine/exec/join_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/base/spent_memory.h"
#include "engine/exec/key_hash.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

Result<bool> JoinTable::make_key(expr::Frame& frame, Side side) {
  key_.clear();
  for (const plan::HashKey& key : access_.hash_keys) {
    const expr::Expr& expr = side == Side::Probe ? *key.probe : *key.build;
    const record::ValueView value =
        record::apply_comparison_affinity(TRY(expr.eval(frame)), key.affinity, scratch_);
    if (value.is_null() && !key.nulls_match) return false;
    record::append_sort_key(key_, value, {key.collation});
  }
  return true;
}

Status JoinTable::add(expr::Frame& frame, bool has_key) {
  row_.clear();
  TRY(saved_.save(frame, row_));
  Row row{.at = nullptr,
          .key_size = has_key ? static_cast<uint32_t>(key_.size()) : 0,
          .row_size = static_cast<uint32_t>(row_.size()),
          .has_key = has_key};
  const size_t held = arena_.size_bytes() + rows_.capacity() * sizeof(Row);
  if (held > memory_.bytes_max()) {
    if (held > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
    const uint64_t offset = TRY(file_.append(row_));
    row_.resize(sizeof offset);
    store_le(row_.data(), offset);
    row.is_in_file = true;
  }
  std::byte* const at = arena_.allocate(row.key_size + row_.size());
  std::memcpy(at, key_.data(), row.key_size);
  std::memcpy(at + row.key_size, row_.data(), row_.size());
  row.at = at;
  rows_.push_back(row);
  return ok();
}

Status JoinTable::fill(Operator& input, expr::Frame& frame) {
  clear();
  TRY(input.open(frame));
  while (TRY(input.next(frame))) {
    const bool has_key = TRY(make_key(frame, Side::Build));
    if (has_key || keeps_all_) TRY(add(frame, has_key));
  }
  input.close();
  make_chains();
  return ok();
}

void JoinTable::make_chains() {
  slots_.assign(std::bit_ceil(std::max<size_t>(2 * rows_.size(), 16)), 0);
  for (uint32_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].has_key) chain(row);
  }
}

void JoinTable::chain(uint32_t row) {
  Row& added = rows_[row];
  const uint64_t hash = hash_of_key(added.key());
  const size_t mask = slots_.size() - 1;
  for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) {
      added.last = row;
      slots_[slot] = (hash & ~uint64_t{UINT32_MAX}) | (row + 1);
      return;
    }
    if (slots_[slot] >> 32 != hash >> 32) continue;
    Row& first = rows_[static_cast<uint32_t>(slots_[slot]) - 1];
    if (first.key() != added.key()) continue;
    rows_[first.last].following = row;
    first.last = row;
    return;
  }
}

Result<uint32_t> JoinTable::find(expr::Frame& frame) {
  const bool has_key = TRY(make_key(frame, Side::Probe));
  if (!has_key) return kEnd;
  const uint64_t hash = hash_of_key(key_);
  const size_t mask = slots_.size() - 1;
  for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    if (slots_[slot] >> 32 != hash >> 32) continue;
    const uint32_t row = static_cast<uint32_t>(slots_[slot]) - 1;
    if (rows_[row].key() == key_) return row;
  }
  return kEnd;
}

Status JoinTable::load(uint32_t number, expr::Frame& frame) {
  const Row& row = rows_[number];
  const std::byte* const at = row.at + row.key_size;
  if (!row.is_in_file) return saved_.load(Bytes(at, row.row_size), frame);
  TRY(file_.read(load_le<uint64_t>(at), row.row_size, row_));
  return saved_.load(row_, frame);
}

void JoinTable::clear() {
  arena_.clear();
  file_.clear();
  clear_spent(rows_);
  clear_spent(slots_);
}

}  // namespace tern::exec
