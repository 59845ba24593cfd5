#include "engine/base/utf16.h"

#include <algorithm>
#include <array>

#include "engine/base/utf8.h"

namespace tern {
namespace {

constexpr uint32_t kHighSurrogate = 0xD800;
constexpr uint32_t kLowSurrogate = 0xDC00;
constexpr uint32_t kSurrogateMask = 0xFC00;
constexpr uint32_t kSupplementary = 0x10000;
constexpr uint32_t kCodePointMax = 0x10FFFF;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// As next_code_point(), but three bytes that say a surrogate or noncharacter say just that.
uint32_t take_code_point(const char*& at, const char* end) {
  const auto lead = static_cast<unsigned char>(*at);
  if (lead < 0x80) return static_cast<unsigned char>(*at++);
  const bool is_three = (lead & 0xF0) == 0xE0 && end - at >= 3 && is_continuation(at[1]) &&
                        is_continuation(at[2]) && (end - at == 3 || !is_continuation(at[3]));
  if (is_three) {
    const uint32_t c = ((lead & 0x0Fu) << 12) | ((static_cast<unsigned char>(at[1]) & 0x3Fu) << 6) |
                       (static_cast<unsigned char>(at[2]) & 0x3Fu);
    if (c >= 0x800) {
      at += 3;
      return c;
    }
  }
  const uint32_t c = next_code_point(at, end);
  return c > kCodePointMax ? kReplacementCharacter : c;
}

struct Units {
  std::array<uint32_t, 2> unit;
  size_t count;
};

Units units_of(uint32_t c) {
  if (c < kSupplementary) return {{c, 0}, 1};
  c -= kSupplementary;
  return {{kHighSurrogate | (c >> 10), kLowSurrogate | (c & 0x3FF)}, 2};
}

void append_unit(std::string& out, uint32_t unit, TextEncoding encoding) {
  const char bytes[2] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  const bool is_little = encoding == TextEncoding::Utf16le;
  out += bytes[is_little ? 1 : 0];
  out += bytes[is_little ? 0 : 1];
}

/// The number by which units are ordered as their two bytes are.
uint32_t rank(uint32_t unit, TextEncoding encoding) {
  return encoding == TextEncoding::Utf16le ? ((unit & 0xFF) << 8) | (unit >> 8) : unit;
}

/// Yields a text's code units one by one.
class UnitReader {
 public:
  explicit UnitReader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
  bool next(uint32_t& unit) {
    if (taken_ == units_.count) {
      if (at_ == end_) return false;
      units_ = units_of(take_code_point(at_, end_));
      taken_ = 0;
    }
    unit = units_.unit[taken_++];
    return true;
  }

 private:
  const char* at_;
  const char* end_;
  Units units_{{0, 0}, 0};
  size_t taken_ = 0;
};

/// How much of both texts is the same, up to the start of a character.
size_t common_size(std::string_view a, std::string_view b) {
  const size_t shorter = std::min(a.size(), b.size());
  size_t same = static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
  while (same > 0 && ((same < a.size() && is_continuation(a[same])) ||
                      (same < b.size() && is_continuation(b[same])))) {
    --same;
  }
  return same;
}

}  // namespace

void append_utf16(std::string& out, std::string_view text, TextEncoding encoding) {
  out.reserve(out.size() + 2 * text.size());
  UnitReader reader(text);
  for (uint32_t unit = 0; reader.next(unit);) append_unit(out, unit, encoding);
}

void append_from_utf16(std::string& out, std::string_view bytes, TextEncoding encoding) {
  const bool is_little = encoding == TextEncoding::Utf16le;
  const auto unit_at = [&](size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return is_little ? uint32_t{first} | (uint32_t{second} << 8)
                     : uint32_t{second} | (uint32_t{first} << 8);
  };
  out.reserve(out.size() + bytes.size() / 2);
  for (size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    uint32_t c = unit_at(at);
    if ((c & kSurrogateMask) == kHighSurrogate && at + 4 <= bytes.size()) {
      const uint32_t low = unit_at(at + 2);
      if ((low & kSurrogateMask) == kLowSurrogate) {
        c = kSupplementary + ((c & 0x3FF) << 10) + (low & 0x3FF);
        at += 2;
      }
    }
    append_utf8(out, c);
  }
}

int compare_as_utf16(std::string_view a, std::string_view b, TextEncoding encoding) {
  const size_t same = common_size(a, b);
  UnitReader left(a.substr(same));
  UnitReader right(b.substr(same));
  while (true) {
    uint32_t unit_left = 0;
    uint32_t unit_right = 0;
    const bool has_left = left.next(unit_left);
    const bool has_right = right.next(unit_right);
    if (!has_left || !has_right) return int{has_left} - int{has_right};
    if (unit_left == unit_right) continue;
    return rank(unit_left, encoding) < rank(unit_right, encoding) ? -1 : 1;
  }
}

}  // namespace tern
