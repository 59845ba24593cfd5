#include "engine/sqlite3/statements/expanded_sql.h"

#include <algorithm>

#include "engine/base/numeric_text.h"
#include "engine/sql/lexer.h"

using tern::record::ValueType;
using tern::record::ValueView;

namespace tern::abi {
namespace {

/// What `name`, "?N", means where it is written in `sql`; 0: nowhere. A parameter may have such a
/// name beside its own.
size_t number_written(std::string_view sql, size_t count, std::string_view name) {
  sql::Lexer lexer(sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    if (sql.substr(token.begin, token.end - token.begin) != name) continue;
    const auto number = static_cast<size_t>(parse_integer_prefix(name.substr(1)));
    return number <= count ? number : 0;
  }
  return 0;
}

void append_text_literal(std::string& out, std::string_view text) {
  out += '\'';
  for (const char c : text) {
    if (!c) break;
    if (c == '\'') out += c;
    out += c;
  }
  out += '\'';
}

void append_bytes_literal(std::string& out, Bytes bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "x'";
  for (const std::byte byte : bytes) {
    out += kDigits[static_cast<unsigned>(byte) >> 4];
    out += kDigits[static_cast<unsigned>(byte) & 0xF];
  }
  out += '\'';
}

}  // namespace

size_t parameter_number(std::string_view sql, const sql::ParameterNames& names,
                        std::string_view name) {
  if (name.empty()) return 0;
  for (size_t at = 0; at < names.size(); ++at) {
    if (names[at] == name) return at + 1;
  }
  return name[0] == '?' && name.size() > 1 ? number_written(sql, names.size(), name) : 0;
}

std::string expand_parameters(std::string_view sql, const sql::ParameterNames& names,
                              const AppendValue& append_value) {
  std::string out;
  size_t copied = 0;
  size_t next = 1;
  // "?" means the one after the highest so far.
  const auto meant = [&](std::string_view token) {
    if (token == "?") return next;
    if (token[0] == '?') return static_cast<size_t>(parse_integer_prefix(token.substr(1)));
    return parameter_number(sql, names, token);
  };
  sql::Lexer lexer(sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    if (token.kind != sql::TokenKind::Variable) continue;
    const size_t number = meant(sql.substr(token.begin, token.end - token.begin));
    if (number < 1 || number > names.size()) continue;
    next = std::max(next, number + 1);
    out.append(sql, copied, token.begin - copied);
    append_value(out, number - 1);
    copied = token.end;
  }
  return out.append(sql, copied);
}

void append_value_literal(std::string& out, ValueView value) {
  switch (value.type()) {
    case ValueType::Null:
      out += "NULL";
      return;
    case ValueType::Integer:
      append_integer(out, value.as_integer());
      return;
    case ValueType::Real:
      append_real(out, value.as_real());
      return;
    case ValueType::Text:
      append_text_literal(out, value.as_text());
      return;
    case ValueType::Blob:
      append_bytes_literal(out, value.as_bytes());
      return;
  }
}

}  // namespace tern::abi
