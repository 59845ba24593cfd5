#include "daemon/turso/page_selector.h"

#include <algorithm>
#include <optional>

// The portable format, little-endian:
//
//   bitmap    := 12346 u32, count u32, keys, offsets, containers
//              | 12347 u16, count - 1 u16, flags, keys, [offsets], containers
//   flags     := a bit for each container: its values are runs
//   keys      := (high half of the values u16, their number - 1 u16)*, ascending
//   offsets   := where each container begins u32*; in the second form from 4 containers on
//   container := number u16, (first value u16, values behind it u16)*   runs
//              | low half of each value u16*                            up to 4096 values
//              | 8192 bytes, a bit for each value                       more
//
// Read here and not by CRoaring 0.2: it takes what a container says of itself for true, and so
// reads beyond one that has no run or no bit. Since keys and runs ascend, the work is bounded by
// the pages that there are. Source: RoaringFormatSpec, "Standard 32-bit Roaring Bitmap".

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace tern::daemon::turso {
namespace {

constexpr uint32_t kCookie = 12346;
constexpr uint32_t kCookieWithRuns = 12347;
constexpr uint32_t kOffsetsFrom = 4;
constexpr uint32_t kContainersMax = 1U << 16;
constexpr uint32_t kArrayValuesMax = 4096;
constexpr uint32_t kValuesPerContainer = 1U << 16;
constexpr size_t kBitsetBytes = kValuesPerContainer / 8;

/// Takes bytes from the front; once some are missing, `is_cut` stays set.
struct BitmapBytes {
  Bytes rest;
  bool is_cut = false;

  Bytes take(size_t size) {
    is_cut |= size > rest.size();
    const Bytes taken = rest.first(is_cut ? 0 : size);
    rest = rest.subspan(taken.size());
    return taken;
  }
  template <class Number>
  uint32_t number() {
    const Bytes taken = take(sizeof(Number));
    return is_cut ? 0 : load_le<Number>(taken.data());
  }
};

uint32_t u16_at(Bytes bytes, size_t index) { return load_le<uint16_t>(&bytes[2 * index]); }
bool bit_at(Bytes bytes, size_t index) {
  return (std::to_integer<uint32_t>(bytes[index / 8]) >> index % 8 & 1U) != 0;
}

/// Pages from `base` on that a container may name, of those that there are.
struct WantedRange {
  std::vector<bool>& wanted;
  uint64_t base;

  void set(uint64_t first, uint64_t end) {
    const uint64_t limit = std::min<uint64_t>(base + end, wanted.size());
    for (uint64_t page = base + first; page < limit; ++page) wanted[page] = true;
  }
};

/// False: the runs are not such.
bool read_runs(BitmapBytes& in, WantedRange range) {
  const Bytes runs = in.take(size_t{4} * in.number<uint16_t>());
  uint32_t free = 0;  // the first value behind the runs so far
  for (size_t at = 0; at < runs.size() / 2; at += 2) {
    const uint32_t first = u16_at(runs, at);
    const uint32_t end = first + u16_at(runs, at + 1) + 1;
    if (first < free || end > kValuesPerContainer) return false;
    range.set(first, end);
    free = end;
  }
  return true;
}

void read_array(BitmapBytes& in, WantedRange range, uint32_t count) {
  const Bytes values = in.take(size_t{2} * count);
  for (size_t at = 0; at < values.size() / 2; ++at) {
    const uint32_t value = u16_at(values, at);
    range.set(value, value + 1);
  }
}

void read_bitset(BitmapBytes& in, WantedRange range) {
  const Bytes bits = in.take(kBitsetBytes);
  for (uint32_t value = 0; value < bits.size() * 8; ++value)
    if (bit_at(bits, value)) range.set(value, value + 1);
}

/// The pages below `page_count`; nothing: it is no bitmap.
std::optional<std::vector<bool>> read_bitmap(Bytes bitmap, uint32_t page_count) {
  BitmapBytes in{bitmap};
  const auto cookie = in.number<uint32_t>();
  const bool has_runs = (cookie & 0xFFFF) == kCookieWithRuns;
  if (!has_runs && cookie != kCookie) return std::nullopt;
  const uint32_t count = has_runs ? (cookie >> 16) + 1 : in.number<uint32_t>();
  if (count > kContainersMax) return std::nullopt;
  const Bytes flags = in.take(has_runs ? (count + 7) / 8 : 0);
  const Bytes keys = in.take(size_t{4} * count);
  if (!has_runs || count >= kOffsetsFrom) in.take(size_t{4} * count);
  if (in.is_cut) return std::nullopt;
  std::vector<bool> wanted(page_count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t key = u16_at(keys, size_t{2} * i);
    const uint32_t values = u16_at(keys, size_t{2} * i + 1) + 1;
    if (i > 0 && key <= u16_at(keys, size_t{2} * i - 2)) return std::nullopt;
    const WantedRange range{wanted, uint64_t{key} * kValuesPerContainer};
    if (has_runs && bit_at(flags, i)) {
      if (!read_runs(in, range)) return std::nullopt;
    } else if (values <= kArrayValuesMax) {
      read_array(in, range, values);
    } else {
      read_bitset(in, range);
    }
    if (in.is_cut) return std::nullopt;
  }
  return wanted;
}

}  // namespace

Result<PageSelector> PageSelector::read(Bytes bitmap, uint32_t page_count) {
  PageSelector selector;
  selector.wants_all_ = bitmap.empty();
  if (selector.wants_all_) return selector;
  auto wanted = read_bitmap(bitmap, page_count);
  if (!wanted) return fail(ErrorCode::Protocol, "the pages that are wanted are no Roaring bitmap");
  selector.wanted_ = *std::move(wanted);
  return selector;
}

}  // namespace tern::daemon::turso
