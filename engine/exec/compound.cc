#include "engine/exec/compound.h"

#include "engine/exec/description.h"

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

void SetOperation::forget() {
  sorter_.clear(memory_.bytes_max());
  entry_.reset();
}

Status SetOperation::open(expr::Frame&) {
  forget();
  is_read_ = false;
  return ok();
}

void SetOperation::close() {
  forget();
  left_->close();
  right_->close();
}

Status SetOperation::add(Side side, std::span<const record::ValueView> row) {
  key_.clear();
  for (size_t i = 0; i < parts_.size(); ++i) record::append_sort_key(key_, row[i], parts_[i]);
  record_.clear();
  record::encode_record(row.first(parts_.size()), record_);
  record_.push_back(static_cast<std::byte>(side));
  return sorter_.add(key_, record_);
}

Status SetOperation::read_all(expr::Frame& frame) {
  is_read_ = true;
  TRY(left_->open(frame));
  while (TRY(left_->next(frame))) TRY(add(Side::Left, left_->row()));
  TRY(right_->open(frame));
  while (TRY(right_->next(frame))) TRY(add(Side::Right, right_->row()));
  values_.resize(parts_.size());
  TRY(sorter_.sort());
  entry_ = TRY(sorter_.next());
  return ok();
}

/// The next rows that are equal: which of them is shown, and on which sides there are some.
Result<bool> SetOperation::next_group() {
  if (!entry_) return false;
  key_.assign(as_text(entry_->key));
  in_left_ = false;
  in_right_ = false;
  bool is_first = true;
  while (entry_ && as_text(entry_->key) == key_) {
    const bool is_left = entry_->payload.back() == static_cast<std::byte>(Side::Left);
    const bool is_shown = is_left || op_ == sql::CompoundOp::Union;
    const bool replaces = is_shown && (shows_last_ || (!is_left && !in_right_));
    if (is_first || replaces) record_.assign(entry_->payload.begin(), entry_->payload.end() - 1);
    (is_left ? in_left_ : in_right_) = true;
    is_first = false;
    entry_ = TRY(sorter_.next());
  }
  return true;
}

Result<bool> SetOperation::next(expr::Frame& frame) {
  if (!is_read_) TRY(read_all(frame));
  while (true) {
    const bool found = TRY(next_group());
    if (!found) return false;
    if (op_ == sql::CompoundOp::Intersect && !(in_left_ && in_right_)) continue;
    if (op_ == sql::CompoundOp::Except && in_right_) continue;
    break;
  }
  reader_.reset(record_);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

void UnionAll::describe(Description& out) const {
  out.operation = "Union All";
  out.add_input(left_);
  out.add_input(right_);
}

void SetOperation::describe(Description& out) const {
  switch (op_) {
    case sql::CompoundOp::Union:
    case sql::CompoundOp::UnionAll:
      out.operation = "Union";
      break;
    case sql::CompoundOp::Intersect:
      out.operation = "Intersect";
      break;
    case sql::CompoundOp::Except:
      out.operation = "Except";
      break;
  }
  out.add_input(left_);
  out.add_input(right_);
}

}  // namespace tern::exec
