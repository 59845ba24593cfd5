#include <algorithm>

#include "engine/base/hex.h"
#include "engine/base/utf8.h"
#include "engine/functions/builtins.h"
#include "engine/functions/json_characters.h"
#include "engine/functions/numeric.h"
#include "engine/functions/quote.h"
#include "engine/functions/until_nul.h"

// Functions that write bytes and characters as others, and read them back.
// Source: SQLite documentation, "Built-In Scalar SQL Functions".

namespace tern::functions {
namespace {

using record::ValueView;

Result<ValueView> call_hex(Call& call, Arguments a) {
  const std::string_view bytes = call.stored_bytes(a[0], 0);
  if (bytes.size() * 2 > call.connection().length_max()) return fail(ErrorCode::TooBig);
  append_hex(call.buffer(), as_bytes(bytes));
  return call.text_result();
}

/// How long the character of `set` at the head of `text` is; 0: none of them.
size_t ignored_size(std::string_view text, std::string_view set) {
  const char* at = text.data();
  skip_code_point(at, text.data() + text.size());
  const std::string_view character(text.data(), static_cast<size_t>(at - text.data()));
  for (const char* c = set.data(); c < set.data() + set.size();) {
    const char* const begin = c;
    skip_code_point(c, set.data() + set.size());
    if (character == std::string_view(begin, static_cast<size_t>(c - begin))) {
      return character.size();
    }
  }
  return 0;
}

/// Pairs of digits; characters that are to be ignored may stand between pairs.
Result<ValueView> call_unhex(Call& call, Arguments a) {
  if (a[0].is_null() || (a.size() == 2 && a[1].is_null())) return ValueView::null();
  std::string_view text = call.text(a[0], 0);
  const std::string_view ignored = a.size() == 2 ? call.text(a[1], 1) : std::string_view();
  std::string& out = call.buffer();
  while (!text.empty()) {
    if (is_hex(text, 2)) {
      out += static_cast<char>(hex_value(text, 2));
      text.remove_prefix(2);
      continue;
    }
    if (hex_digit(text[0]) >= 0) return ValueView::null();
    const size_t size = ignored_size(text, ignored);
    if (size == 0) return ValueView::null();
    text.remove_prefix(size);
  }
  return call.blob_result();
}

/// How many digits stand behind a backslash and `letter`; of no letter, there are four.
size_t escape_digits(char letter) {
  switch (letter) {
    case 'u':
      return 4;
    case '+':
      return 6;
    case 'U':
      return 8;
    default:
      return 0;
  }
}

/// Backslashes and hex digits stand for characters: \\XXXX, \\uXXXX, \\+XXXXXX, \\UXXXXXXXX.
Result<ValueView> call_unistr(Call& call, Arguments a) {
  if (a[0].is_null()) return ValueView::null();
  std::string_view text = call.text(a[0], 0);
  std::string& out = call.buffer();
  for (;;) {
    const size_t at = std::min(text.find('\\'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) return call.text_result();
    text.remove_prefix(1);
    if (text.starts_with('\\')) {
      out += '\\';
      text.remove_prefix(1);
      continue;
    }
    size_t digits = text.empty() ? 0 : escape_digits(text[0]);
    if (digits != 0) {
      text.remove_prefix(1);
    } else {
      digits = 4;
    }
    if (!is_hex(text, digits)) return fail(ErrorCode::Error, "invalid Unicode escape");
    append_utf8(out, hex_value(text, digits));
    text.remove_prefix(digits);
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// As quote(), but control characters are written as escapes inside unistr().
Result<ValueView> call_unistr_quote(Call& call, Arguments a) {
  std::string& out = call.buffer();
  std::string_view text = a[0].is_text() ? a[0].as_text() : std::string_view();
  text = until_nul(text);
  if (std::ranges::none_of(text, is_control)) {
    append_literal(out, a[0]);
    return call.text_result();
  }
  out += "unistr('";
  for (const char c : text) {
    if (is_control(c)) {
      out += "\\u00";
      append_hex(out, as_bytes(std::string_view(&c, 1)), kHexLower);
      continue;
    }
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  out += "')";
  return call.text_result();
}

constexpr ScalarRow kTextCodeFunctions[] = {
    {"hex", 1, 1, call_hex},
    {"unhex", 1, 2, call_unhex},
    {"unistr", 1, 1, call_unistr},
    {"unistr_quote", 1, 1, call_unistr_quote},
};

}  // namespace

std::span<const ScalarRow> text_code_functions() { return kTextCodeFunctions; }

}  // namespace tern::functions
