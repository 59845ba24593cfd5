#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/numeric_text.h"
#include "engine/base/utf8.h"

// Sorts of characters that JSON and JSON5 know.

namespace tern::functions {

constexpr bool is_json_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_json_letter_or_digit(char c) { return is_json_letter(c) || is_digit(c); }
constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
/// May a label without quotes begin with it?
constexpr bool is_name_start(char c) {
  return is_json_letter(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
/// Do `count` hex digits stand at the head of `text`?
constexpr bool is_hex(std::string_view text, size_t count) {
  return text.size() >= count &&
         std::ranges::all_of(text.substr(0, count), [](char c) { return hex_digit(c) >= 0; });
}
/// What hex digits say. Requires: `text` is nothing else; no more than 16 of them.
constexpr uint64_t hex_value64(std::string_view text) {
  uint64_t value = 0;
  for (const char c : text) value = value * 16 + static_cast<uint64_t>(hex_digit(c));
  return value;
}
/// What the `count` hex digits at the head of `text` say.
constexpr uint32_t hex_value(std::string_view text, size_t count) {
  return static_cast<uint32_t>(hex_value64(text.substr(0, count)));
}

inline bool equals_folded(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, fold_case);
}

#if defined(__SSE2__)
/// A bit for each of the bytes that ends a string in double quotes, or has to be escaped in one.
inline unsigned json_quote_bits(__m128i bytes) {
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const __m128i hits = _mm_or_si128(_mm_or_si128(quotes, backslashes), controls);
  return static_cast<unsigned>(_mm_movemask_epi8(hits));
}
/// Of the 16 bytes at `at`.
inline unsigned json_quote_bits(const char* at) {
  return json_quote_bits(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)));
}
/// Of the 8 bytes at `at`.
inline unsigned json_quote_bits8(const char* at) {
  return json_quote_bits(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at))) & 0xff;
}
#endif
constexpr bool is_json_quote(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

/// Where the next character stands that ends a string in double quotes, or has to be escaped in
/// one.
inline const char* find_json_quote(const char* at, const char* end) {
#if defined(__SSE2__)
  const bool is_long = end - at >= 16;
  for (; end - at >= 16; at += 16) {
    if (const unsigned bits = json_quote_bits(at); bits != 0) return at + __builtin_ctz(bits);
  }
  if (is_long) {  // the last bytes, with some that have been looked at
    if (at == end) return end;
    const unsigned bits = json_quote_bits(end - 16);
    return bits != 0 ? end - 16 + __builtin_ctz(bits) : end;
  }
  for (; end - at >= 8; at += 8) {
    if (const unsigned bits = json_quote_bits8(at); bits != 0) return at + __builtin_ctz(bits);
  }
#endif
  while (at < end && !is_json_quote(*at)) ++at;
  return at;
}

/// Where the next character stands that a string's end, an escape or a control character may be.
inline size_t find_json_special(std::string_view text, size_t at) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  const auto zero_bytes = [](uint64_t word) { return (word - kOnes) & ~word & kHighs; };
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const uint64_t hits = zero_bytes(word ^ kOnes * '"') | zero_bytes(word ^ kOnes * '\\') |
                          zero_bytes(word ^ kOnes * '\'') |
                          ((word - kOnes * 0x20) & ~word & kHighs);
    if (hits != 0) return at + static_cast<size_t>(__builtin_ctzll(hits)) / 8;
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\' && text[at] != '\'' &&
         static_cast<unsigned char>(text[at]) >= 0x20) {
    ++at;
  }
  return at;
}

/// LINE SEPARATOR or PARAGRAPH SEPARATOR.
inline bool is_json5_line_separator(std::string_view text) {
  return text.starts_with("\xe2\x80\xa8") || text.starts_with("\xe2\x80\xa9");
}

/// How long the white space character of JSON5 at the head of `text` is; 0: there is none.
size_t json5_space(std::string_view text);

}  // namespace tern::functions
