#include "engine/exec/waiting_rows.h"

#include <algorithm>
#include <utility>

#include "engine/base/spent_memory.h"
#include "engine/exec/operator_memory.h"
#include "engine/record/kept_value.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

using record::ValueView;

bool WaitingRows::is_after(const Waiting& a, const Waiting& b) {
  const int order = a.key().compare(b.key());
  return order != 0 ? order > 0 : a.sequence > b.sequence;
}

void WaitingRows::Rows::clear() {
  clear_spent(values);
  bytes.clear();
}

Status WaitingRows::add(std::span<const ValueView> row) {
  row = row.first(values_.size());
  return order_.empty() ? add_plain(row) : add_ordered(row);
}

Status WaitingRows::add_plain(std::span<const ValueView> row) {
  for (const ValueView value : row) {
    arriving_.values.push_back(kept_value(value, arriving_.bytes).with_subtype(0));
  }
  const size_t held = arriving_.values.size() * sizeof(ValueView) + arriving_.bytes.size_bytes();
  return held > kOperatorMemoryMax ? fail(ErrorCode::NoMem) : ok();
}

Status WaitingRows::add_ordered(std::span<const ValueView> row) {
  Waiting& waiting = heap_.emplace_back();
  waiting.sequence = sequence_++;
  for (const SortTerm& term : order_) {
    record::append_sort_key(waiting.bytes, row[term.column], term.part);
  }
  waiting.key_size = waiting.bytes.size();
  scratch_.clear();
  record::encode_record(row, scratch_);
  waiting.bytes.append(as_text(Bytes(scratch_)));
  heap_bytes_ += waiting.bytes.size() + sizeof(Waiting);
  std::push_heap(heap_.begin(), heap_.end(), is_after);
  return heap_bytes_ > kOperatorMemoryMax ? fail(ErrorCode::NoMem) : ok();
}

Result<std::optional<std::span<const ValueView>>> WaitingRows::take_ordered() {
  if (heap_.empty()) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), is_after);
  taken_ = std::move(heap_.back());
  heap_.pop_back();
  heap_bytes_ -= taken_.bytes.size() + sizeof(Waiting);
  reader_.reset(as_bytes(std::string_view(taken_.bytes).substr(taken_.key_size)));
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  return std::span<const ValueView>(values_);
}

std::optional<std::span<const ValueView>> WaitingRows::take_plain() {
  if (left_at_ == leaving_.values.size()) {
    leaving_.clear();
    std::swap(leaving_, arriving_);
    left_at_ = 0;
    if (leaving_.values.empty()) return std::nullopt;
  }
  const std::span<const ValueView> all(leaving_.values);
  const size_t at = std::exchange(left_at_, left_at_ + values_.size());
  return all.subspan(at, values_.size());
}

Result<std::optional<std::span<const ValueView>>> WaitingRows::take() {
  if (order_.empty()) return take_plain();
  return take_ordered();
}

void WaitingRows::clear() {
  leaving_.clear();
  arriving_.clear();
  left_at_ = 0;
  heap_.clear();
  heap_bytes_ = 0;
  sequence_ = 0;
}

}  // namespace tern::exec
