#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/extensions/digest/codec.h"

// Ascii85: four bytes are a number of five digits to the base of 85, '!' to 'u', highest first.
// Four zero bytes are written 'z'. A last group of fewer bytes is filled up with zero bytes, of
// whose digits as many are left out as bytes were added; it is read as if 'u' stood in their place.
// Source: Adobe, "PostScript Language Reference", third edition, ASCII85Encode filter; without the
// marks <~ and ~> around the text.

namespace tern::extensions::digest {
namespace {

constexpr size_t kGroupBytes = 4;
constexpr size_t kGroupDigits = 5;
constexpr uint32_t kBase = 85;
constexpr char kFirstDigit = '!';
constexpr char kLastDigit = 'u';
constexpr char kZeroGroup = 'z';

void append_group(std::string& out, std::string_view bytes) {
  uint32_t number = 0;
  for (size_t i = 0; i < kGroupBytes; ++i) {
    number = (number << 8) | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
  }
  if (number == 0 && bytes.size() == kGroupBytes) {
    out += kZeroGroup;
    return;
  }
  char digits[kGroupDigits];
  for (size_t i = kGroupDigits; i-- > 0; number /= kBase) {
    digits[i] = static_cast<char>(kFirstDigit + static_cast<char>(number % kBase));
  }
  out.append(digits, bytes.size() + 1);
}

/// A group that is being read.
struct DigitGroup {
  uint64_t number = 0;
  size_t size = 0;

  void add(char digit) {
    number = number * kBase + static_cast<uint64_t>(digit - kFirstDigit);
    ++size;
  }
  bool is_whole() const { return size == kGroupDigits; }
  bool is_too_great() const { return number > std::numeric_limits<uint32_t>::max(); }
  void append_bytes(std::string& out, size_t count) {
    for (size_t i = 0; i < count; ++i) out += static_cast<char>(number >> (24 - 8 * i));
    *this = {};
  }
};

}  // namespace

Status encode_ascii85(std::string_view bytes, size_t size_max, std::string& out) {
  out.clear();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kGroupBytes))) {
    append_group(out, bytes.substr(0, kGroupBytes));
    if (out.size() > size_max) return fail(ErrorCode::TooBig);
  }
  return ok();
}

Status decode_ascii85(std::string_view text, size_t size_max, std::string& out) {
  out.clear();
  DigitGroup group;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_space(c)) continue;
    if (c == kZeroGroup && group.size == 0) {
      out.append(kGroupBytes, '\0');
      if (out.size() > size_max) return fail(ErrorCode::TooBig);
      continue;
    }
    if (c < kFirstDigit || c > kLastDigit) return invalid_text(kAscii85.name, i);
    group.add(c);
    if (!group.is_whole()) continue;
    if (group.is_too_great()) return invalid_text(kAscii85.name, i);
    group.append_bytes(out, kGroupBytes);
  }
  if (group.size == 0) return ok();
  const size_t byte_count = group.size - 1;
  while (!group.is_whole()) group.add(kLastDigit);
  if (byte_count == 0 || group.is_too_great()) return text_cut_short(kAscii85.name);
  group.append_bytes(out, byte_count);
  return ok();
}

}  // namespace tern::extensions::digest
