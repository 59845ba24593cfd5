#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/extensions/digest/codec.h"
#include "engine/extensions/digest/line_codec.h"

// Source: SQLite, ext/misc/base64.c: what it does, also with texts that are no base64.

namespace tern::extensions::digest {
namespace {

constexpr size_t kLineBytes = 54;  // 72 digits
constexpr size_t kGroupSize = 4;

/// What a character is to the reader.
enum class Base64Sort : uint8_t { Digit, Pad, Space, Other };

Base64Sort sort_of(char c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
      c == '/') {
    return Base64Sort::Digit;
  }
  // Bytes that are not ASCII count as padding.
  if (c == '=' || static_cast<unsigned char>(c) >= 0x80) return Base64Sort::Pad;
  return is_space(c) ? Base64Sort::Space : Base64Sort::Other;
}

uint32_t digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<uint32_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0' + 52);
  return c == '+' ? 62 : 63;
}

/// Reads a group from the head of `text`, at most four characters, of which `left` counts what the
/// reader may still take. White space and others end it, and what is missing are zero digits that
/// count as digits: so it is in SQLite, and so is that the characters behind a white space are read
/// again while `left` is as if they were gone. Others end the text, too.
void read_group(std::string_view& text, size_t& left, std::string& out) {
  size_t taken = std::min(left, kGroupSize);
  size_t byte_count = taken - 1;
  left -= taken;
  uint32_t number = 0;
  for (size_t i = 0; i < kGroupSize; ++i) {
    number <<= 6;
    if (i >= taken) continue;
    const char c = text[0];
    text.remove_prefix(1);
    switch (sort_of(c)) {
      case Base64Sort::Digit:
        number |= digit_value(c);
        break;
      case Base64Sort::Pad:
        --byte_count;
        break;
      case Base64Sort::Other:
        left = 0;
        [[fallthrough]];
      case Base64Sort::Space:
        taken = i;
        --byte_count;
        break;
    }
  }
  for (size_t i = 0; i < byte_count; ++i) out += static_cast<char>(number >> (16 - 8 * i));
}

}  // namespace

Status encode_base64_lines(std::string_view bytes, size_t size_max, std::string& out) {
  const size_t line_count = (bytes.size() + kLineBytes - 1) / kLineBytes;
  const size_t size = (bytes.size() + 2) / 3 * 4 + line_count;
  if (size > size_max) return fail(ErrorCode::TooBig, "blob expanded to base64 too big");
  out.clear();
  out.reserve(size);
  std::string line;
  for (size_t at = 0; at < bytes.size(); at += kLineBytes) {
    TRY(encode_base64(bytes.substr(at, kLineBytes), size_max, line));
    out.append(line) += '\n';
  }
  return ok();
}

void decode_base64_lines(std::string_view text, std::string& out) {
  out.clear();
  if (text.ends_with('\n')) text.remove_suffix(1);
  size_t left = text.size();
  while (left > 0 && text[0] != '=') {
    while (left > 0 && text[0] != '\0' && sort_of(text[0]) != Base64Sort::Digit) {
      text.remove_prefix(1);
      --left;
    }
    if (left < 2) return;
    read_group(text, left, out);
  }
}

}  // namespace tern::extensions::digest
