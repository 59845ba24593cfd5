#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/base/bytes.h"

namespace tern {

/// Where the bytes lie that a scan comes to after the batch at hand: the processor is told to fetch
/// them into its second cache while the batch is worked on. It has few places for bytes on their
/// way from memory, and forgets what it is told beyond: so it gets a share beside each row. Upwards
/// in memory, as it looks ahead itself.
/// Only addresses are kept: what lies there may go.
class BytesAhead {
 public:
  static constexpr size_t kRangesMax = 32;
  static constexpr size_t kLineSize = 64;

  /// `row_size`: how long rows are, more or less. Units: bytes.
  void clear(size_t row_size = 0) {
    range_count_ = range_ = line_count_ = 0;
    is_declined_ = false;
    row_size_ = row_size;
  }
  /// Requires: fewer than kRangesMax are there.
  void add(Bytes bytes) {
    if (bytes.empty()) return;
    const auto begin = reinterpret_cast<uintptr_t>(bytes.data()) & ~(kLineSize - 1);
    const auto end = reinterpret_cast<uintptr_t>(bytes.data() + bytes.size());
    const auto count = static_cast<uint32_t>((end - begin + kLineSize - 1) / kLineSize);
    ranges_[range_count_++] = {begin, count, 0};
    line_count_ += count;
  }
  /// What is left goes to so many rows, more or less: a share is of one range, so that the loop
  /// below ends alike for most rows, which the processor then knows before.
  void share_among(size_t rows) {
    if (is_empty()) return;
    const size_t takers = std::max<size_t>(rows, 1);
    const auto share = static_cast<uint32_t>((line_count_ + takers - 1) / takers);
    for (Range& range : std::span(ranges_).first(range_count_).subspan(range_)) {
      const uint32_t parts = std::max(1U, (range.line_count + share / 2) / share);
      range.share = (range.line_count + parts - 1) / parts;
    }
  }
  bool is_empty() const { return line_count_ == 0; }
  /// Who works on the batch knows that it reads next to nothing of long values.
  void decline() { is_declined_ = true; }
  bool is_declined() const { return is_declined_; }
  /// Does who reads `size` bytes of a row read most of it?
  bool suits(size_t size) const { return 2 * size >= row_size_; }

  /// The next row's share. In line, for calls that fetch and do nothing else are taken to do
  /// nothing at all, and left out.
  [[gnu::always_inline]] void bring_share() {
    if (is_empty()) return;
    Range& range = ranges_[range_];
    const uint32_t count = std::min(range.share, range.line_count);
    const uintptr_t end = range.next + count * kLineSize;
    constexpr uintptr_t kFour = 4 * kLineSize;
    uintptr_t line = range.next;
    for (; line + kFour <= end; line += kFour) {
      bring_line(line);
      bring_line(line + kLineSize);
      bring_line(line + 2 * kLineSize);
      bring_line(line + 3 * kLineSize);
    }
    for (; line < end; line += kLineSize) bring_line(line);
    range.next = end;
    range.line_count -= count;
    line_count_ -= count;
    if (range.line_count == 0) ++range_;
  }

 private:
  [[gnu::always_inline]] static void bring_line(uintptr_t line) {
    constexpr int kSecondCache = 2;  // as __builtin_prefetch() counts
    __builtin_prefetch(reinterpret_cast<const void*>(line), 0, kSecondCache);
  }

  struct Range {
    uintptr_t next;
    uint32_t line_count;
    uint32_t share;  // lines a row
  };
  std::array<Range, kRangesMax> ranges_;
  uint32_t range_count_ = 0;
  uint32_t range_ = 0;       // the first that is not done
  uint32_t line_count_ = 0;  // left in all
  bool is_declined_ = false;
  size_t row_size_ = 0;
};

/// Long bytes that are going to be read soon: the processor begins to fetch them into its second
/// cache, as far as it takes to see how it goes on. In line, as BytesAhead::bring_share().
[[gnu::always_inline]] inline void bring_near(Bytes bytes) {
  constexpr int kSecondCache = 2;
  constexpr size_t kShort = 4 * BytesAhead::kLineSize;
  constexpr size_t kBytesMax = 4096;
  if (bytes.size() <= kShort) return;
  const size_t size = std::min(bytes.size(), kBytesMax);
  for (size_t at = 0; at < size; at += BytesAhead::kLineSize)
    __builtin_prefetch(bytes.data() + at, 0, kSecondCache);
}

}  // namespace tern
