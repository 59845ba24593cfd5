#include <algorithm>
#include <cstdint>

#include "engine/extensions/digest/line_codec.h"

// Four bytes are a number of five digits to the base of 85, highest first; one to three bytes at
// the end a number of their own, of a digit more than there are bytes. Source: SQLite,
// ext/misc/base85.c.

namespace tern::extensions::digest {
namespace {

constexpr size_t kBase85GroupBytes = 4;
constexpr size_t kBase85GroupDigits = 5;
constexpr size_t kBase85LineBytes = 64;  // 80 digits
constexpr uint32_t kBase85 = 85;
constexpr uint32_t kDigitsBeforeGap = 4;

char base85_digit(uint32_t value) {
  return static_cast<char>(value < kDigitsBeforeGap ? '#' + value
                                                    : '*' + (value - kDigitsBeforeGap));
}

bool is_base85_digit(char c) { return (c >= '#' && c <= '&') || (c >= '*' && c <= 'z'); }

uint32_t base85_value(char c) {
  return c <= '&' ? static_cast<uint32_t>(c - '#')
                  : static_cast<uint32_t>(c - '*') + kDigitsBeforeGap;
}

void append_base85_group(std::string& out, std::string_view bytes) {
  uint32_t number = 0;
  for (const char c : bytes) number = (number << 8) | static_cast<unsigned char>(c);
  char digits[kBase85GroupDigits];
  for (size_t i = bytes.size() + 1; i-- > 0; number /= kBase85) {
    digits[i] = base85_digit(number % kBase85);
  }
  out.append(digits, bytes.size() + 1);
}

}  // namespace

Status encode_base85_lines(std::string_view bytes, size_t size_max, std::string& out) {
  const size_t tail = bytes.size() % kBase85GroupBytes;
  const size_t line_count = (bytes.size() + kBase85LineBytes - 1) / kBase85LineBytes;
  const size_t size = bytes.size() / kBase85GroupBytes * kBase85GroupDigits +
                      (tail > 0 ? tail + 1 : 0) + line_count;
  if (size > size_max) return fail(ErrorCode::TooBig, "blob expanded to base85 too big");
  out.clear();
  out.reserve(size);
  for (size_t at = 0; at < bytes.size(); at += kBase85GroupBytes) {
    if (at > 0 && at % kBase85LineBytes == 0) out += '\n';
    append_base85_group(out, bytes.substr(at, kBase85GroupBytes));
  }
  if (!bytes.empty()) out += '\n';
  return ok();
}

void decode_base85_lines(std::string_view text, std::string& out) {
  out.clear();
  size_t at = 0;
  while (at < text.size()) {
    uint64_t number = 0;  // of too great a group the lowest 32 bits count
    size_t digit_count = 0;
    while (at < text.size() && digit_count < kBase85GroupDigits && is_base85_digit(text[at])) {
      number = number * kBase85 + base85_value(text[at++]);
      ++digit_count;
    }
    if (digit_count < kBase85GroupDigits) ++at;  // what delimits the group
    for (size_t i = 1; i < digit_count; ++i) {
      out += static_cast<char>(number >> (8 * (digit_count - 1 - i)));
    }
  }
}

}  // namespace tern::extensions::digest
