#include "engine/exec/hash_join.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/exec/access_text.h"

namespace tern::exec {

bool HashJoin::suits(const Operator& outer, const plan::Access& access) {
  // Columns cannot fail, so that no error has to wait for the rows before it.
  const auto is_column = [](const plan::HashKey& key) {
    return key.probe->kind() == expr::Kind::Column || key.probe->kind() == expr::Kind::Rowid;
  };
  return outer.has_batches() && !access.is_right &&
         std::ranges::all_of(access.hash_keys, is_column);
}

Status HashJoin::open(expr::Frame& frame) {
  is_inside_ = false;
  outer_batch_ = nullptr;
  return outer_->open(frame);
}

Status HashJoin::build(expr::Frame& frame) {
  if (!is_built_) TRY(table_.fill(*input_, frame));
  is_built_ = true;
  return ok();
}

Result<bool> HashJoin::next(expr::Frame& frame) {
  while (true) {
    if (is_inside_ && at_ != JoinTable::kEnd) {
      TRY(table_.load(at_, frame));
      at_ = table_.after(at_);
      return true;
    }
    is_inside_ = TRY(outer_->next(frame));
    if (!is_inside_) return false;
    TRY(build(frame));
    at_ = TRY(table_.find(frame));
    if (at_ != JoinTable::kEnd || !access_.is_left) continue;
    frame.row(access_.source->slot).set_null();
    return true;
  }
}

/// Looks the rows of the next outer batch up. false: there is none.
Result<bool> HashJoin::next_outer_batch(expr::Frame& frame) {
  outer_batch_ = TRY(outer_->next_batch(frame));
  if (!outer_batch_) return false;
  TRY(build(frame));
  if (probes_.empty()) make_parts();
  for (const auto& probe : probes_) TRY(probe->eval(frame, *outer_batch_, outer_batch_->rows));
  table_.find_all(probes_, outer_batch_->rows, found_);
  outer_at_ = 0;
  is_matched_ = false;
  TRY(frame.check_interrupt(outer_batch_->rows.size()));
  return true;
}

void HashJoin::make_parts() {
  const std::vector<expr::RowSlot> slots = slots_of(outer_batch_->parts);
  for (const plan::HashKey& key : access_.hash_keys) {
    probes_.push_back(VectorExpr::of(*key.probe, slots));
  }
  parts_.resize(slots.size() + 1);
  outer_places_.resize(slots.size());
}

/// The next pairs of the outer batch, `size_max` at most, or none: it is done.
Status HashJoin::fill_batch(size_t size_max) {
  size_t size = 0;
  while (size < size_max && outer_at_ < outer_batch_->rows.size()) {
    const uint32_t entry = outer_batch_->rows[outer_at_];
    const uint32_t row = found_[entry];
    if (row == JoinTable::kEnd) {
      ++outer_at_;
      if (std::exchange(is_matched_, false) || !access_.is_left) continue;
      inner_rows_[size] = BatchPart::kNullRow;
    } else {
      is_matched_ = true;
      found_[entry] = table_.after(row);
      inner_rows_[size] = row;
    }
    outer_entries_[size++] = entry;
  }
  batch_.rows = std::span(rows_).first(size);
  std::iota(batch_.rows.begin(), batch_.rows.end(), 0);
  if (size == 0) return ok();
  const bool is_alone = !table_.is_in_memory() && inner_rows_[0] != BatchPart::kNullRow;
  BatchPart inner = is_alone ? TRY(table_.load_part(inner_rows_[0])) : table_.rows();
  if (is_alone) inner_rows_[0] = 0;
  inner.places = inner_rows_.data();
  set_parts(inner, size);
  return ok();
}

void HashJoin::set_parts(const BatchPart& inner, size_t size) {
  for (size_t i = 0; i < outer_places_.size(); ++i) {
    parts_[i] = outer_batch_->parts[i];
    parts_[i].places = outer_entries_.data();
    if (!outer_batch_->parts[i].places) continue;
    for (size_t entry = 0; entry < size; ++entry) {
      outer_places_[i][entry] = outer_batch_->parts[i].places[outer_entries_[entry]];
    }
    parts_[i].places = outer_places_[i].data();
  }
  parts_.back() = inner;
  batch_.parts = parts_;
}

Result<RowBatch*> HashJoin::next_batch(expr::Frame& frame) {
  while (true) {
    if (!outer_batch_) {
      const bool has_more = TRY(next_outer_batch(frame));
      if (!has_more) return nullptr;
    }
    TRY(fill_batch(table_.is_in_memory() ? RowBatch::kSizeMax : 1));
    if (!batch_.rows.empty()) return &batch_;
    outer_batch_ = nullptr;
  }
}

void HashJoin::close() {
  outer_->close();
  input_->close();
  table_.clear();
  is_built_ = false;
}

void HashJoin::describe(Description& out) const {
  out.operation = access_.is_left ? "Hash Left Join" : "Hash Join";
  out.append(hash_key_text(access_, out));
  out.add_input(outer_);
  out.add_input(input_);
}

}  // namespace tern::exec
