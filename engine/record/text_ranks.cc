#include "engine/record/text_ranks.h"

#include <limits>

#include "engine/base/bytes.h"

namespace tern::record {
namespace {

constexpr size_t kDigitBytes = 8;
constexpr uint64_t kTop = std::numeric_limits<uint64_t>::max();
/// How far from the last one a text at the end gets its place: texts that come in order fill a
/// digit after 2^24.
constexpr uint64_t kStep = uint64_t{1} << 40;

uint64_t digit_of(std::string_view label, size_t at, uint64_t otherwise) {
  const size_t offset = at * kDigitBytes;
  if (offset >= label.size()) return otherwise;
  return load_be<uint64_t>(reinterpret_cast<const std::byte*>(label.data() + offset));
}

void append_digit(std::string& label, uint64_t digit) {
  std::byte bytes[kDigitBytes];
  store_be(bytes, digit);
  label.append(reinterpret_cast<const char*>(bytes), kDigitBytes);
}

/// A label behind `low` and before `high`; empty ones stand for the ends.
std::string between(std::string_view low, std::string_view high) {
  std::string out;
  bool is_below_high = high.empty();  // by the digits so far
  for (size_t at = 0;; ++at) {
    const bool low_ends = at * kDigitBytes >= low.size();
    const uint64_t from = digit_of(low, at, 0);
    const uint64_t to = is_below_high ? kTop : digit_of(high, at, kTop);
    if (to - from > 1) {
      uint64_t digit = from + (to - from) / 2;
      if (is_below_high && !low_ends && to - from > kStep) digit = from + kStep;
      if (!is_below_high && low_ends && to - from > kStep) digit = to - kStep;
      append_digit(out, digit);
      return out;
    }
    append_digit(out, from);
    is_below_high |= from < to;
  }
}

}  // namespace

std::string_view TextRanks::label_of(std::string_view text) {
  const auto next = labels_.lower_bound(text);
  if (next != labels_.end() && !labels_.key_comp()(text, next->first)) return next->second;
  const std::string_view high = next == labels_.end() ? std::string_view() : next->second;
  const std::string_view low =
      next == labels_.begin() ? std::string_view() : std::prev(next)->second;
  return labels_.emplace_hint(next, text, between(low, high))->second;
}

}  // namespace tern::record
