#include "daemon/hrana/utf8_text.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "engine/base/hex.h"

namespace tern::daemon::hrana {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Size of the character at the start of `text`, which is not empty; 0: there is none.
size_t character_size(std::string_view text) {
  const auto byte = [&text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // a surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // above U+10FFFF
  return size;
}

bool is_ascii_at(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return (word & 0x8080808080808080U) == 0;
}

/// Bytes that stand in a JSON string as they are.
constexpr auto kIsPlain = [] {
  std::array<bool, 256> plain{};
  for (size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

void append_escape(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      out += "\\u00";
      const std::byte byte{c};
      append_hex(out, Bytes(&byte, 1), kHexLower);
    }
  }
}

}  // namespace

size_t valid_utf8_prefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size() && is_ascii_at(text.data() + at)) {
      at += 8;
      continue;
    }
    const size_t size = character_size(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return at;
}

void append_valid_utf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const size_t valid = valid_utf8_prefix(text);
    out.append(text.substr(0, valid));
    if (valid == text.size()) return;
    out += kReplacement;
    text.remove_prefix(valid + 1);
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  size_t begin = 0;  // of what is to be copied as it is
  size_t at = 0;
  const auto copy = [&] { out.append(text.substr(begin, at - begin)); };
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (kIsPlain[c]) {
      ++at;
      continue;
    }
    const size_t size = c < 0x80 ? 0 : character_size(text.substr(at));
    if (size > 0) {
      at += size;
      continue;
    }
    copy();
    c < 0x80 ? append_escape(out, c) : void(out += kReplacement);
    begin = ++at;
  }
  copy();
  out += '"';
}

}  // namespace tern::daemon::hrana
