#include "engine/functions/json_characters.h"
#include "engine/functions/json_parser.h"

// Numbers and strings in JSON text, and white space.

namespace tern::functions {

namespace {

/// The text with NUL behind its end.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  char operator[](size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

 private:
  std::string_view text_;
};

JsonScalar error_at(size_t offset) {
  JsonScalar out;
  out.end = offset;
  out.after = std::string_view::npos;
  return out;
}

/// Infinity with a sign.
JsonScalar signed_infinity(std::string_view text, size_t at) {
  JsonScalar out;
  const bool is_long = equals_folded(text.substr(at + 1, 8), "infinity");
  out.kind = JsonKind::Real;
  out.form = JsonForm::Extended;
  out.begin = text[at] == '+' ? at + 1 : at;
  out.end = out.after = at + (is_long ? 9 : 4);
  out.needs_json5 = true;
  return out;
}

bool is_hex_number(const Reader& text, size_t at) {
  return text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'X') &&
         hex_digit(text[at + 2]) >= 0;
}

}  // namespace

JsonScalar scan_json_number(std::string_view whole, size_t at) {
  const Reader text(whole);
  JsonScalar out;
  out.kind = JsonKind::Integer;
  const bool has_sign = text[at] == '-' || text[at] == '+';
  const size_t digits = has_sign ? at + 1 : at;
  out.begin = text[at] == '+' ? digits : at;
  out.needs_json5 = text[at] == '+';
  if (has_sign && equals_folded(whole.substr(digits, 3), "inf")) return signed_infinity(whole, at);
  size_t end = digits;
  if (is_hex_number(text, digits)) {
    for (end = digits + 2; hex_digit(text[end]) >= 0; ++end) {
    }
    out.form = JsonForm::Extended;
  } else {
    if (text[digits] == '0' && is_digit(text[digits + 1])) return error_at(digits + 1);
    for (; is_digit(text[end]); ++end) {
    }
    const bool has_whole = end > digits;
    if (text[end] == '.') {
      const size_t point = end++;
      for (; is_digit(text[end]); ++end) {
      }
      const bool has_fraction = end > point + 1;
      if (!has_whole && !has_fraction) return error_at(at);
      if (!has_whole || !has_fraction) out.form = JsonForm::Extended;
      out.kind = JsonKind::Real;
    } else if (!has_whole) {
      return error_at(at);
    }
    if (text[end] == 'e' || text[end] == 'E') {
      size_t exponent = end + 1;
      if (text[exponent] == '+' || text[exponent] == '-') ++exponent;
      if (!is_digit(text[exponent])) return error_at(end);
      for (end = exponent; is_digit(text[end]); ++end) {
      }
      out.kind = JsonKind::Real;
    }
    if (out.kind == JsonKind::Real && (text[end] == '.' || text[end] == 'e' || text[end] == 'E')) {
      return error_at(end);
    }
  }
  out.needs_json5 = out.needs_json5 || out.form == JsonForm::Extended;
  out.end = out.after = end;
  return out;
}

namespace {

/// How long the escape behind a backslash at `at` is, and whether only JSON5 has it; 0: none.
size_t escape_size(std::string_view text, size_t at, bool& is_json5) {
  const Reader reader(text);
  const char c = reader[at + 1];
  switch (c) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return 2;
    case 'u':
      return is_hex(text.substr(at + 2), 4) ? 6 : 0;
    default:
      break;
  }
  is_json5 = true;
  switch (c) {
    case '\'':
    case 'v':
    case '\n':
      return 2;
    case '\r':
      return reader[at + 2] == '\n' ? 3 : 2;
    case '0':
      return is_digit(reader[at + 2]) ? 0 : 2;
    case 'x':
      return is_hex(text.substr(at + 2), 2) ? 4 : 0;
    default:
      return at + 1 < text.size() && is_json5_line_separator(text.substr(at + 1)) ? 4 : 0;
  }
}

}  // namespace

JsonScalar scan_json_string(std::string_view text, size_t at) {
  const char quote = text[at];
  JsonScalar out;
  out.kind = JsonKind::String;
  out.begin = at + 1;
  out.needs_json5 = quote == '\'';
  for (size_t i = at + 1;; ++i) {
    i = find_json_special(text, i);
    if (i >= text.size()) return error_at(i);
    const char c = text[i];
    if (c == quote) {
      out.end = i;
      out.after = i + 1;
      out.needs_json5 = out.needs_json5 || out.form == JsonForm::Extended;
      return out;
    }
    if (c == '\'') continue;
    if (c == '\\') {
      bool is_json5 = false;
      const size_t size = escape_size(text, i, is_json5);
      if (size == 0) return error_at(i + 1);
      if (is_json5) {
        out.form = JsonForm::Extended;
      } else if (out.form == JsonForm::Plain) {
        out.form = JsonForm::Escaped;
      }
      i += size - 1;
    } else {  // a double quote between single ones, or a control character
      out.form = JsonForm::Extended;
    }
  }
}

bool is_json_payload(std::string_view text, size_t begin, JsonForm form) {
  for (size_t i = begin; (i = find_json_special(text, i)) < text.size(); ++i) {
    if (text[i] == '\'') continue;
    if (form == JsonForm::Plain) return false;
    if (text[i] != '\\') {
      if (form != JsonForm::Extended) return false;
      continue;
    }
    bool is_json5 = false;
    const size_t size = escape_size(text, i, is_json5);
    if (size == 0 || (is_json5 && form != JsonForm::Extended)) return false;
    i += size - 1;
  }
  return true;
}

size_t json5_space(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x80) return is_json_space(text[0]) || text[0] == '\v' || text[0] == '\f' ? 1 : 0;
  if (text.starts_with("\xc2\xa0")) return 2;
  if (text.starts_with("\xe1\x9a\x80") || text.starts_with("\xe2\x80\xaf") ||
      text.starts_with("\xe2\x81\x9f") || text.starts_with("\xe3\x80\x80") ||
      text.starts_with("\xef\xbb\xbf") || is_json5_line_separator(text)) {
    return 3;
  }
  if (!text.starts_with("\xe2\x80") || text.size() < 3) return 0;
  const auto third = static_cast<unsigned char>(text[2]);
  return third >= 0x80 && third <= 0x8A ? 3 : 0;  // U+2000 to U+200A
}

}  // namespace tern::functions
