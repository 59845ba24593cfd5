#include "tools/tern/literals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/base/numeric_text.h"
#include "engine/sql/token.h"

namespace tern::shell {
namespace {

/// A piece of text that does not occur in `text`, to stand for a line end.
std::string unused_mark(std::string_view text, const std::string& first,
                        const std::string& second) {
  if (text.find(first) == std::string_view::npos) return first;
  if (text.find(second) == std::string_view::npos) return second;
  for (int number = 0;; ++number) {
    std::string mark = "(" + first + std::to_string(number) + ")";
    if (text.find(mark) == std::string_view::npos) return mark;
  }
}

}  // namespace

std::string exact_real(double value) {
  if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
  std::string out = value < 0 ? "-" : "";
  append_real(out, std::fabs(value), {.precision = 20, .more_digits = true});
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  out += '\'';
}

void append_quoted_one_line(std::string& out, std::string_view text) {
  const bool has_newline = text.find('\n') != std::string_view::npos;
  const bool has_return = text.find('\r') != std::string_view::npos;
  if (!has_newline && !has_return) return append_quoted(out, text);
  const std::string newline = has_newline ? unused_mark(text, "\\n", "\\012") : "";
  const std::string carriage = has_return ? unused_mark(text, "\\r", "\\015") : "";
  if (has_newline) out += "replace(";
  if (has_return) out += "replace(";
  out += '\'';
  for (const char c : text) {
    if (c == '\n') {
      out += newline;
    } else if (c == '\r') {
      out += carriage;
    } else {
      if (c == '\'') out += '\'';
      out += c;
    }
  }
  out += '\'';
  if (has_return) out += ",'" + carriage + "',char(13))";
  if (has_newline) out += ",'" + newline + "',char(10))";
}

void append_blob_literal(std::string& out, Bytes blob) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "X'";
  for (const std::byte byte : blob) {
    out += kHex[std::to_integer<int>(byte) >> 4];
    out += kHex[std::to_integer<int>(byte) & 15];
  }
  out += '\'';
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kHex[byte >> 4];
          out += kHex[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

std::string escaped_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const size_t known = std::string_view("\n\r\t\\\"").find(c);
    const auto byte = static_cast<unsigned char>(c);
    if (known != std::string_view::npos) {
      out += std::string("\\") + "nrt\\\""[known];
    } else if (byte < 0x20 || byte >= 0x7f) {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned>(byte));
      out += octal;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

void append_name(std::string& out, std::string_view name) {
  if (sql::is_plain_identifier(name)) {
    out += name;
    return;
  }
  out += '"';
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_real_literal(std::string& out, double value, const RealText& real_text) {
  if (std::isinf(value)) {
    out += value > 0 ? "1e999" : "-1e999";
  } else {
    out += real_text(value);
  }
}

std::string shown_text(record::ValueView value) {
  std::string text;
  switch (value.type()) {
    case record::ValueType::Null:
      break;
    case record::ValueType::Integer:
      append_integer(text, value.as_integer());
      break;
    case record::ValueType::Real:
      append_real(text, value.as_real());
      break;
    case record::ValueType::Text:
    case record::ValueType::Blob:
      text = as_text(value.as_bytes());
      text.resize(std::min(text.find('\0'), text.size()));
      break;
  }
  return text;
}

std::string quoted_value(record::ValueView value) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  switch (value.type()) {
    case record::ValueType::Null:
      return "NULL";
    case record::ValueType::Integer:
    case record::ValueType::Real:
      return shown_text(value);
    case record::ValueType::Text:
      append_quoted(out, shown_text(value));
      return out;
    case record::ValueType::Blob:
      break;
  }
  out = "x'";
  for (const std::byte byte : value.as_bytes()) {
    out += kHex[std::to_integer<int>(byte) >> 4];
    out += kHex[std::to_integer<int>(byte) & 15];
  }
  return out + "'";
}

std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace tern::shell
