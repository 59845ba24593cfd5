#include "engine/exec/compound.h"

#include <algorithm>
#include <cstring>

namespace tern::exec {

Result<bool> UnionAll::next(expr::Frame& frame) {
  if (on_left_) {
    const bool found = TRY(left_->next(frame));
    if (found) {
      row_ = left_->row();
      return true;
    }
    on_left_ = false;
    TRY(right_->open(frame));
  }
  const bool found = TRY(right_->next(frame));
  if (found) row_ = right_->row();
  return found;
}

Status SetOperation::open(expr::Frame&) {
  is_read_ = false;
  at_ = 0;
  keys_.clear();
  arena_.clear();
  rows_.clear();
  is_kept_.clear();
  return ok();
}

void SetOperation::close() {
  keys_.clear();
  rows_.clear();
  is_kept_.clear();
  arena_.clear();
  left_->close();
  right_->close();
}

void SetOperation::make_key(std::span<const record::ValueView> row) {
  key_.clear();
  for (size_t i = 0; i < parts_.size(); ++i) record::append_sort_key(key_, row[i], parts_[i]);
}

Status SetOperation::keep(std::span<const record::ValueView> row) {
  make_key(row);
  const KeyTable::Inserted inserted = keys_.insert(key_);
  if (!inserted.is_fresh) return ok();
  record_.clear();
  record::encode_record(row.first(parts_.size()), record_);
  if (arena_.size_bytes() + keys_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  std::byte* bytes = arena_.allocate(record_.size());
  std::memcpy(bytes, record_.data(), record_.size());
  rows_.emplace_back(bytes, record_.size());
  is_kept_.push_back(op_ != sql::CompoundOp::Intersect);
  return ok();
}

Status SetOperation::read_all(expr::Frame& frame) {
  is_read_ = true;
  TRY(left_->open(frame));
  while (TRY(left_->next(frame))) TRY(keep(left_->row()));
  TRY(right_->open(frame));
  while (TRY(right_->next(frame))) {
    if (op_ == sql::CompoundOp::Union) {
      TRY(keep(right_->row()));
      continue;
    }
    make_key(right_->row());
    const uint32_t found = keys_.find(key_);
    if (found != KeyTable::kNone) is_kept_[found] = op_ == sql::CompoundOp::Intersect;
  }
  order_.clear();
  for (uint32_t i = 0; i < rows_.size(); ++i) {
    if (is_kept_[i]) order_.push_back(i);
  }
  std::sort(order_.begin(), order_.end(),
            [this](uint32_t a, uint32_t b) { return keys_.key(a) < keys_.key(b); });
  values_.resize(parts_.size());
  return ok();
}

Result<bool> SetOperation::next(expr::Frame& frame) {
  if (!is_read_) TRY(read_all(frame));
  if (at_ == order_.size()) return false;
  reader_.reset(rows_[order_[at_++]]);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

}  // namespace tern::exec
