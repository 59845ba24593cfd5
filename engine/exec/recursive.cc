#include "engine/exec/recursive.h"

#include <algorithm>

namespace tern::exec {

Recursive::Recursive(std::unique_ptr<RowStream> initial, std::unique_ptr<RowStream> step,
                     expr::RowSlot slot, size_t width, std::vector<record::SortKeyPart> distinct,
                     std::vector<SortTerm> order)
    : initial_(std::move(initial)),
      step_(std::move(step)),
      slot_(slot),
      distinct_(std::move(distinct)),
      order_(std::move(order)),
      values_(width) {}

bool Recursive::is_after(const Waiting& a, const Waiting& b) {
  if (a.key != b.key) return a.key > b.key;
  return a.sequence > b.sequence;
}

Status Recursive::add(std::span<const record::ValueView> row) {
  if (!distinct_.empty()) {
    key_.clear();
    for (size_t i = 0; i < distinct_.size(); ++i) {
      record::append_sort_key(key_, row[i], distinct_[i]);
    }
    if (!seen_.insert(key_).is_fresh) return ok();
    if (seen_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  }
  Waiting& waiting = queue_.emplace_back();
  record::encode_record(row.first(values_.size()), waiting.record);
  if (order_.empty()) return ok();
  waiting.sequence = sequence_++;
  for (const SortTerm& term : order_) {
    record::append_sort_key(waiting.key, row[term.column], term.part);
  }
  std::push_heap(queue_.begin(), queue_.end(), is_after);
  return ok();
}

Recursive::Waiting Recursive::take() {
  if (!order_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), is_after);
    Waiting out = std::move(queue_.back());
    queue_.pop_back();
    return out;
  }
  Waiting out = std::move(queue_.front());
  queue_.pop_front();
  return out;
}

Status Recursive::open(expr::Frame& frame) {
  queue_.clear();
  seen_.clear();
  has_current_ = false;
  sequence_ = 0;
  TRY(initial_->open(frame));
  while (TRY(initial_->next(frame))) TRY(add(initial_->row()));
  return ok();
}

Result<bool> Recursive::next(expr::Frame& frame) {
  TRY(frame.check_interrupt());
  if (has_current_) {
    frame.row(slot_).set_values(values_);
    TRY(step_->open(frame));
    while (TRY(step_->next(frame))) TRY(add(step_->row()));
    has_current_ = false;
  }
  if (queue_.empty()) return false;
  current_ = take();
  has_current_ = true;
  reader_.reset(current_.record);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

void Recursive::close() {
  queue_.clear();
  seen_.clear();
  has_current_ = false;
  initial_->close();
  step_->close();
}

}  // namespace tern::exec
