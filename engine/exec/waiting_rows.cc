#include "engine/exec/waiting_rows.h"

#include <algorithm>
#include <cstring>

#include "engine/exec/byte_arena.h"
#include "engine/record/sort_key.h"

namespace tern::exec {

bool WaitingRows::is_after(const Waiting& a, const Waiting& b) {
  const int order = a.key().compare(b.key());
  return order != 0 ? order > 0 : a.sequence > b.sequence;
}

Status WaitingRows::add(std::span<const record::ValueView> row) {
  if (!order_.empty()) return add_ordered(row);
  scratch_.clear();
  record::encode_record(row.first(values_.size()), scratch_);
  if (arriving_.size() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  const uint32_t size = static_cast<uint32_t>(scratch_.size());
  const size_t at = arriving_.size();
  arriving_.resize(at + sizeof(size) + size);
  std::memcpy(arriving_.data() + at, &size, sizeof(size));
  std::memcpy(arriving_.data() + at + sizeof(size), scratch_.data(), size);
  return ok();
}

Status WaitingRows::add_ordered(std::span<const record::ValueView> row) {
  Waiting& waiting = heap_.emplace_back();
  waiting.sequence = sequence_++;
  for (const SortTerm& term : order_) {
    record::append_sort_key(waiting.bytes, row[term.column], term.part);
  }
  waiting.key_size = waiting.bytes.size();
  scratch_.clear();
  record::encode_record(row.first(values_.size()), scratch_);
  waiting.bytes.append(as_text(Bytes(scratch_)));
  heap_bytes_ += waiting.bytes.size() + sizeof(Waiting);
  std::push_heap(heap_.begin(), heap_.end(), is_after);
  return heap_bytes_ > kOperatorMemoryMax ? fail(ErrorCode::NoMem) : ok();
}

bool WaitingRows::take_ordered(Bytes& record) {
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), is_after);
  taken_ = std::move(heap_.back());
  heap_.pop_back();
  heap_bytes_ -= taken_.bytes.size() + sizeof(Waiting);
  record = as_bytes(std::string_view(taken_.bytes).substr(taken_.key_size));
  return true;
}

bool WaitingRows::take_plain(Bytes& record) {
  if (left_at_ == leaving_.size()) {
    leaving_.clear();
    leaving_.swap(arriving_);
    left_at_ = 0;
    if (leaving_.empty()) return false;
  }
  uint32_t size = 0;
  std::memcpy(&size, leaving_.data() + left_at_, sizeof(size));
  record = Bytes(leaving_).subspan(left_at_ + sizeof(size), size);
  left_at_ += sizeof(size) + size;
  return true;
}

Result<std::optional<std::span<const record::ValueView>>> WaitingRows::take() {
  Bytes record;
  const bool found = order_.empty() ? take_plain(record) : take_ordered(record);
  if (!found) return std::nullopt;
  reader_.reset(record);
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  return std::span<const record::ValueView>(values_);
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
