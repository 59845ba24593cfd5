#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tern {

constexpr uint32_t kReplacementCharacter = 0xFFFD;

/// Takes one code point off [at, end). Bytes that are no UTF-8 come out as SQLite reads them: a
/// lone continuation byte as itself, overlong forms and surrogates as U+FFFD. Requires: at < end.
inline uint32_t next_code_point(const char*& at, const char* end) {
  auto c = static_cast<uint32_t>(static_cast<unsigned char>(*at++));
  if (c < 0xC0) return c;
  if (c < 0xE0) {
    c &= 0x1F;
  } else if (c < 0xF0) {
    c &= 0x0F;
  } else if (c < 0xF8) {
    c &= 0x07;
  } else if (c < 0xFC) {
    c &= 0x03;
  } else {
    c = c < 0xFE ? c & 0x01 : 0;
  }
  while (at < end && (static_cast<unsigned char>(*at) & 0xC0) == 0x80) {
    c = (c << 6) + (static_cast<unsigned char>(*at++) & 0x3F);
  }
  if (c < 0x80 || (c & 0xFFFFF800) == 0xD800 || (c & 0xFFFFFFFE) == 0xFFFE) {
    return kReplacementCharacter;
  }
  return c;
}

/// Steps over one code point: a byte and the continuation bytes after it, if it starts a sequence.
inline void skip_code_point(const char*& at, const char* end) {
  if (static_cast<unsigned char>(*at++) < 0xC0) return;
  while (at < end && (static_cast<unsigned char>(*at) & 0xC0) == 0x80) ++at;
}

inline void append_utf8(std::string& out, uint32_t c) {
  const auto put = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | ((c >> 18) & 0x07));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// ASCII only, as SQL folds case.
constexpr char fold_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace tern
