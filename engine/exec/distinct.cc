#include "engine/exec/distinct.h"

#include "engine/exec/description.h"

namespace tern::exec {

namespace {

constexpr size_t kNumberSize = sizeof(uint64_t);

}  // namespace

void Distinct::forget() {
  seen_.clear();
  is_read_ = false;
  sequence_ = 0;
  if (!std::exchange(is_full_, false)) return;
  waiting_.clear(0);
  late_.clear(0);
}

Status Distinct::open(expr::Frame& frame) {
  forget();
  return input_->open(frame);
}

void Distinct::close() {
  forget();
  input_->close();
}

/// The next row with a key that is seen for the first time.
Result<bool> Distinct::next_new(expr::Frame& frame) {
  while (TRY(input_->next(frame))) {
    row_ = input_->row();
    key_.clear();
    for (size_t i = 0; i < parts_.size(); ++i) record::append_sort_key(key_, row_[i], parts_[i]);
    if (is_full_) {
      if (seen_.find(key_) == KeyTable::kNone) TRY(let_wait());
      continue;
    }
    if (!seen_.insert(key_).is_fresh) continue;
    if (seen_.size_bytes() > memory_.bytes_max() / 2) {
      is_full_ = true;
      waiting_.clear(memory_.bytes_max() / 4);
      late_.clear(memory_.bytes_max() / 4);
    }
    return true;
  }
  return false;
}

Status Distinct::let_wait() {
  record_.resize(kNumberSize);
  store_be(record_.data(), sequence_++);
  record::encode_record(row_, record_);
  return waiting_.add(key_, record_);
}

Status Distinct::sort_waiting() {
  values_.resize(input_->row().size());
  TRY(waiting_.sort());
  key_.clear();
  bool is_first = true;
  while (const auto entry = TRY(waiting_.next())) {
    if (!std::exchange(is_first, false) && as_text(entry->key) == key_) continue;
    key_.assign(as_text(entry->key));
    TRY(late_.add(as_text(entry->payload.first(kNumberSize)), entry->payload.subspan(kNumberSize)));
  }
  waiting_.clear(0);
  return late_.sort();
}

Result<bool> Distinct::next_late() {
  const auto entry = TRY(late_.next());
  if (!entry) return false;
  reader_.reset(entry->payload);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

Result<bool> Distinct::next(expr::Frame& frame) {
  if (!is_read_) {
    const bool found = TRY(next_new(frame));
    if (found) return true;
    is_read_ = true;
    if (is_full_) TRY(sort_waiting());
  }
  return is_full_ ? next_late() : false;
}

void Distinct::describe(Description& out) const {
  out.operation = "Distinct";
  out.add_input(input_);
}

}  // namespace tern::exec
