#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/record/value.h"

namespace tern::exec {

/// A row of values with the key that it sorts by. The values, the key and the bytes of texts stand
/// behind it in the same memory.
struct KeyedRow {
  const char* key;
  uint32_t key_size;
  uint32_t partition_size;  // of the key's part that says the partition, which is the first
  uint64_t sequence;        // as it came

  record::ValueView* values() { return reinterpret_cast<record::ValueView*>(this + 1); }
  const record::ValueView* values() const {
    return reinterpret_cast<const record::ValueView*>(this + 1);
  }
  std::string_view full_key() const { return {key, key_size}; }
  std::string_view partition_key() const { return {key, partition_size}; }
};

/// Rows in memory, those of window functions and ordered aggregates, that are added at the end and
/// dropped at the front, numbered from 0 in all. Memory comes in blocks that are used again when
/// all rows in them are gone.
class RowQueue {
 public:
  /// Copies the values and the key.
  void append(std::span<const record::ValueView> values, std::string_view key,
              size_t partition_size);
  const KeyedRow& operator[](uint64_t index) const {
    return *rows_[static_cast<size_t>(index - base_)];
  }
  uint64_t end() const { return base_ + rows_.size(); }
  /// Forgets the rows with smaller numbers.
  void drop_before(uint64_t index);
  /// Puts the rows in the order of their keys; equal ones stay as they came.
  void sort();
  size_t size_bytes() const { return size_bytes_ + rows_.capacity() * sizeof(KeyedRow*); }
  void clear();

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    size_t size = 0;
    uint64_t first_row = 0;
  };
  std::byte* allocate(size_t size);
  void add_block(size_t size_min);
  void retire(Block block);

  std::deque<Block> blocks_;
  Block spare_;
  std::byte* at_ = nullptr;
  size_t room_ = 0;
  size_t size_bytes_ = 0;
  std::vector<KeyedRow*> rows_;
  uint64_t base_ = 0;     // the number of rows_[0]
  uint64_t dropped_ = 0;  // rows before this number are gone
};

}  // namespace tern::exec
