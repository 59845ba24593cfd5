#include "engine/exec/sort.h"

#include <algorithm>
#include <cstring>

#include "engine/exec/limit.h"

namespace tern::exec {

namespace {

constexpr uint64_t kTopMax = 100000;  // more rows than this are not worth pruning for

uint64_t prefix_of(std::string_view key) {
  std::byte bytes[8] = {};
  std::memcpy(bytes, key.data(), std::min<size_t>(key.size(), sizeof bytes));
  return load_be<uint64_t>(bytes);
}

}  // namespace

bool Sort::is_before(const Entry& a, const Entry& b) {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  const size_t size = std::min(a.key_size, b.key_size);
  const int order = std::memcmp(a.at, b.at, size);
  if (order != 0) return order < 0;
  if (a.key_size != b.key_size) return a.key_size < b.key_size;
  return a.sequence < b.sequence;
}

Status Sort::open(expr::Frame& frame) {
  arena_.clear();
  entries_.clear();
  bound_.reset();
  sequence_ = 0;
  at_ = 0;
  is_read_ = false;
  top_.reset();
  if (limit_) {
    const std::optional<int64_t> limit = TRY(limit_value(frame, *limit_));
    std::optional<int64_t> offset;
    if (offset_) offset = TRY(limit_value(frame, *offset_));
    if (limit && *limit >= 0) {
      const uint64_t top = static_cast<uint64_t>(*limit) +
                           static_cast<uint64_t>(std::max<int64_t>(0, offset.value_or(0)));
      if (top <= kTopMax) top_ = top;
    }
  }
  return input_->open(frame);
}

void Sort::close() {
  arena_.clear();
  entries_.clear();
  is_read_ = true;
  at_ = 0;
  input_->close();
}

Status Sort::add() {
  const std::span<const record::ValueView> row = input_->row();
  key_.clear();
  for (const SortTerm& term : terms_) record::append_sort_key(key_, row[term.column], term.part);
  Entry entry{prefix_of(key_), reinterpret_cast<const std::byte*>(key_.data()),
              static_cast<uint32_t>(key_.size()), 0, sequence_++};
  if (bound_ && !is_before(entry, *bound_)) return ok();
  payload_.clear();
  record::encode_record(row, payload_);
  entry.payload_size = static_cast<uint32_t>(payload_.size());
  if (arena_.size_bytes() > kOperatorMemoryMax) return fail(ErrorCode::NoMem);
  std::byte* bytes = arena_.allocate(key_.size() + payload_.size());
  std::memcpy(bytes, key_.data(), key_.size());
  std::memcpy(bytes + key_.size(), payload_.data(), payload_.size());
  entry.at = bytes;
  entries_.push_back(entry);
  if (top_ && entries_.size() >= 2 * *top_ + 64) prune();
  return ok();
}

void Sort::prune() {
  const auto last = entries_.begin() + static_cast<ptrdiff_t>(*top_);
  std::nth_element(entries_.begin(), last, entries_.end(), is_before);
  bound_ = *last;
  entries_.resize(*top_);
}

Status Sort::read_all(expr::Frame& frame) {
  is_read_ = true;
  while (TRY(input_->next(frame))) TRY(add());
  values_.resize(std::max(values_.size(), input_->row().size()));
  std::sort(entries_.begin(), entries_.end(), is_before);
  return ok();
}

Result<bool> Sort::next(expr::Frame& frame) {
  if (!is_read_) TRY(read_all(frame));
  if (at_ == entries_.size()) return false;
  const Entry& entry = entries_[at_++];
  reader_.reset(Bytes(entry.at + entry.key_size, entry.payload_size));
  for (uint32_t i = 0; i < values_.size(); ++i) values_[i] = TRY(reader_.column(i));
  row_ = values_;
  return true;
}

}  // namespace tern::exec
