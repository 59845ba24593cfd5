#include "engine/exec/row_queue.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/bytes.h"

namespace tern::exec {

namespace {

using record::ValueView;

constexpr size_t kFirstBlock = 512;
constexpr size_t kBlockMax = size_t{256} << 10;
constexpr size_t kAlignment = alignof(KeyedRow);
constexpr uint64_t kDropMin = 1024;  // fewer rows are not worth moving the others

/// What sorting looks at: mostly no more than the key's first bytes, as numbers that order alike.
struct Entry {
  std::array<uint64_t, 2> prefix;
  KeyedRow* row;
};

std::array<uint64_t, 2> prefix_of(std::string_view key) {
  std::byte bytes[16] = {};
  std::memcpy(bytes, key.data(), std::min<size_t>(key.size(), sizeof bytes));
  return {load_be<uint64_t>(bytes), load_be<uint64_t>(bytes + 8)};
}

bool is_before(const Entry& a, const Entry& b) {
  if (a.prefix[0] != b.prefix[0]) return a.prefix[0] < b.prefix[0];
  if (a.prefix[1] != b.prefix[1]) return a.prefix[1] < b.prefix[1];
  const int order = a.row->full_key().compare(b.row->full_key());
  return order != 0 ? order < 0 : a.row->sequence < b.row->sequence;
}

bool has_bytes(ValueView value) { return value.is_text() || value.is_blob(); }

/// `value` with its bytes at `at`, which moves behind them.
ValueView moved(ValueView value, std::byte*& at) {
  if (!has_bytes(value)) return value;
  const Bytes bytes = value.as_bytes();
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  const Bytes copy(at, bytes.size());
  at += bytes.size();
  const ValueView out = value.is_text() ? ValueView::text(as_text(copy)) : ValueView::blob(copy);
  return out.with_subtype(value.subtype());
}

}  // namespace

void RowQueue::append(std::span<const ValueView> values, std::string_view key,
                      size_t partition_size) {
  size_t size = sizeof(KeyedRow) + values.size_bytes() + key.size();
  for (const ValueView& value : values) {
    if (has_bytes(value)) size += value.as_bytes().size();
  }
  std::byte* at = allocate(size);
  auto* row = new (at) KeyedRow;
  ValueView* const copies = row->values();
  at = reinterpret_cast<std::byte*>(copies + values.size());
  if (!key.empty()) std::memcpy(at, key.data(), key.size());
  row->key = reinterpret_cast<const char*>(at);
  row->key_size = static_cast<uint32_t>(key.size());
  row->partition_size = static_cast<uint32_t>(partition_size);
  row->sequence = end();
  at += key.size();
  for (size_t i = 0; i < values.size(); ++i) new (copies + i) ValueView(moved(values[i], at));
  rows_.push_back(row);
}

std::byte* RowQueue::allocate(size_t size) {
  size = (size + kAlignment - 1) / kAlignment * kAlignment;
  if (size > room_) add_block(size);
  std::byte* out = at_;
  at_ += size;
  room_ -= size;
  return out;
}

void RowQueue::add_block(size_t size_min) {
  Block block;
  if (spare_.size >= size_min) {
    block = std::move(spare_);
    spare_ = {};
  } else {
    const size_t last = blocks_.empty() ? kFirstBlock / 2 : blocks_.back().size;
    block.size = std::max(size_min, std::min(last * 2, kBlockMax));
    block.bytes = std::make_unique_for_overwrite<std::byte[]>(block.size);
  }
  block.first_row = end();
  at_ = block.bytes.get();
  room_ = block.size;
  size_bytes_ += block.size;
  blocks_.push_back(std::move(block));
}

void RowQueue::retire(Block block) {
  size_bytes_ -= block.size;
  if (block.size >= spare_.size) spare_ = std::move(block);
}

void RowQueue::drop_before(uint64_t index) {
  if (index <= dropped_) return;
  dropped_ = std::min(index, end());
  while (blocks_.size() > 1 && blocks_[1].first_row <= dropped_) {
    retire(std::move(blocks_.front()));
    blocks_.pop_front();
  }
  const uint64_t gone = dropped_ - base_;
  if (gone < kDropMin || gone * 2 < rows_.size()) return;
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<ptrdiff_t>(gone));
  base_ = dropped_;
}

void RowQueue::sort() {
  std::vector<Entry> entries;
  entries.reserve(rows_.size());
  for (KeyedRow* row : rows_) entries.push_back({prefix_of(row->full_key()), row});
  std::sort(entries.begin(), entries.end(), is_before);
  for (size_t i = 0; i < entries.size(); ++i) rows_[i] = entries[i].row;
}

void RowQueue::clear() {
  while (!blocks_.empty()) {
    retire(std::move(blocks_.back()));
    blocks_.pop_back();
  }
  rows_.clear();
  at_ = nullptr;
  room_ = 0;
  base_ = 0;
  dropped_ = 0;
}

}  // namespace tern::exec
