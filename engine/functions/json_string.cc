#include "engine/functions/json_string.h"

#include <cstring>

#include "engine/base/hex.h"
#include "engine/base/numeric_text.h"
#include "engine/functions/json_characters.h"

namespace tern::functions {

namespace {

void append_u00(std::string& out, unsigned byte) {
  out += "\\u00";
  out += kHexLower[byte >> 4];
  out += kHexLower[byte & 15];
}

/// A character as it may stand in a JSON string.
void append_json_character(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (byte >= 0x20) {
    out += c;
  } else {
    constexpr std::string_view kShort = "\b\t\n\f\r";
    const size_t which = kShort.find(c);
    if (which == std::string_view::npos) return append_u00(out, byte);
    out += '\\';
    out += "btnfr"[which];
  }
}

/// How much a backslash before a line's end takes with it; 0: it stands before something else.
size_t continued_line(std::string_view behind) {
  if (behind.starts_with("\r\n")) return 2;
  if (behind.starts_with('\n') || behind.starts_with('\r')) return 1;
  return is_json5_line_separator(behind) ? 3 : 0;
}

/// Rewrites the escapes that only JSON5 has.
void append_json5_string(std::string& out, std::string_view payload) {
  for (size_t i = 0; i < payload.size(); ++i) {
    if (payload[i] != '\\') {
      append_json_character(out, payload[i]);
      continue;
    }
    const std::string_view behind = payload.substr(i + 1);
    if (const size_t size = continued_line(behind); size != 0) {
      i += size;
      continue;
    }
    ++i;
    switch (behind[0]) {
      case '\'':
        out += '\'';
        break;
      case 'v':
        append_u00(out, '\v');
        break;
      case '0':
        append_u00(out, 0);
        break;
      case 'x':
        append_u00(out, hex_value(behind.substr(1), 2));
        i += 2;
        break;
      default:
        out += '\\';
        out += behind[0];
    }
  }
}

/// The character behind \u; `at` stands on the first digit and moves behind the last one.
uint32_t take_code_point(std::string_view payload, size_t& at) {
  uint32_t code = hex_value(payload.substr(at), 4);
  at += 4;
  const bool is_high = (code & 0xFC00) == 0xD800;
  if (is_high && payload.substr(at).starts_with("\\u") && is_hex(payload.substr(at + 2), 4)) {
    const uint32_t low = hex_value(payload.substr(at + 2), 4);
    if ((low & 0xFC00) == 0xDC00) {
      code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
      at += 6;
    }
  }
  return code;
}

/// `payload` as it is, between quotes.
void append_quoted(std::string& out, std::string_view payload) {
  const size_t begin = out.size();
  const size_t end = begin + payload.size() + 2;
  // The size that it is called with is that of the new capacity in some versions of libstdc++.
  out.resize_and_overwrite(end, [&](char* text, size_t) {
    write_quoted(text + begin, payload);
    return end;
  });
}

}  // namespace

bool needs_no_escapes(std::string_view text) {
  const char* const end = text.data() + text.size();
  return find_json_quote(text.data(), end) == end;
}

char* write_quoted(char* out, std::string_view text) {
  *out++ = '"';
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  out += text.size();
  *out++ = '"';
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  if (needs_no_escapes(text)) [[likely]]
    return append_quoted(out, text);
  const char* const end = text.data() + text.size();
  out += '"';
  for (const char* at = text.data(); at < end; ++at) {
    const char* const special = find_json_quote(at, end);
    out.append(at, special);
    at = special;
    if (at < end) append_json_character(out, *at);
  }
  out += '"';
}

void append_json_string(std::string& out, std::string_view payload, JsonForm form) {
  if (form == JsonForm::Raw) return append_json_string(out, payload);
  if (form != JsonForm::Extended) return append_quoted(out, payload);
  out += '"';
  append_json5_string(out, payload);
  out += '"';
}

std::string_view spelled_number(std::string_view payload) {
  if (payload.empty()) return payload;
  const bool is_negative = payload[0] == '-';
  const size_t at = is_negative ? 1 : 0;
  if (at >= payload.size() || fold_case(payload[at]) != 'i') return payload;
  return is_negative ? "-9e999" : "9e999";
}

void append_json_number(std::string& out, std::string_view payload, JsonKind kind, JsonForm form) {
  if (form != JsonForm::Extended) {
    out += payload;
    return;
  }
  payload = spelled_number(payload);
  if (payload.starts_with('-') || payload.starts_with('+')) {
    if (payload[0] == '-') out += '-';
    payload.remove_prefix(1);
  }
  if (kind == JsonKind::Integer) {
    payload.remove_prefix(2);
    while (payload.size() > 1 && payload[0] == '0') payload.remove_prefix(1);
    out += payload.size() > 16 ? "9.0e999" : std::to_string(hex_value64(payload));
    return;
  }
  if (payload.starts_with('.')) out += '0';
  const size_t point = payload.find('.');
  if (point == std::string_view::npos) {
    out += payload;
    return;
  }
  out += payload.substr(0, point + 1);
  const std::string_view rest = payload.substr(point + 1);
  if (rest.empty() || !is_digit(rest[0])) out += '0';
  out += rest;
}

void append_unescaped(std::string& out, std::string_view payload, JsonForm form) {
  if (form == JsonForm::Plain || form == JsonForm::Raw) {
    out += payload;
    return;
  }
  for (size_t i = 0; i < payload.size();) {
    if (payload[i] != '\\') {
      out += payload[i++];
      continue;
    }
    if (const size_t size = continued_line(payload.substr(i + 1)); size != 0) {
      i += size + 1;
      continue;
    }
    const char c = payload[i + 1];
    i += 2;
    if (c == 'u') {
      const uint32_t code = take_code_point(payload, i);
      if (code == 0) return;  // a text ends at NUL
      append_utf8(out, code);
    } else if (c == 'x') {
      append_utf8(out, hex_value(payload.substr(i), 2));
      i += 2;
    } else {
      constexpr std::string_view kLetters = "bfnrtv";
      const size_t which = kLetters.find(c);
      if (c == '0') return;
      out += which == std::string_view::npos ? c : "\b\f\n\r\t\v"[which];
    }
  }
}

}  // namespace tern::functions
