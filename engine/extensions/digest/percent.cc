#include <algorithm>

#include "engine/base/hex.h"
#include "engine/extensions/digest/codec.h"
#include "engine/functions/json_characters.h"

// Percent-encoding of what stands in a URL: bytes but for the unreserved characters are written '%'
// and two hexadecimal digits. When it is read, '+' is a space, as HTML forms write it.
// Source: RFC 3986, "Percent-Encoding"; WHATWG URL Standard, "application/x-www-form-urlencoded".

namespace tern::extensions::digest {
namespace {

constexpr bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

Status encode_percent(std::string_view bytes, size_t size_max, std::string& out) {
  const auto plain = static_cast<size_t>(std::ranges::count_if(bytes, is_unreserved));
  const size_t size = plain + 3 * (bytes.size() - plain);
  if (size > size_max) return fail(ErrorCode::TooBig);
  out.clear();
  out.reserve(size);
  for (const char& c : bytes) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += '%';
      append_hex(out, as_bytes(std::string_view(&c, 1)));
    }
  }
  return ok();
}

Status decode_percent(std::string_view text, size_t, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1);
    if (!functions::is_hex(digits, 2)) return invalid_text(kPercent.name, i);
    out += static_cast<char>(functions::hex_value(digits, 2));
    i += 2;
  }
  return ok();
}

}  // namespace tern::extensions::digest
