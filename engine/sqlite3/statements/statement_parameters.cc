#include <algorithm>

#include "engine/base/numeric_text.h"
#include "engine/sql/lexer.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/sqlite3/statements/statement.h"

using tern::record::ValueType;
using tern::record::ValueView;

namespace tern::abi {
namespace {

/// What `name`, "?N", means where it is written in the statement; 0: nowhere. A parameter may have
/// such a name beside its own.
size_t number_written(const sqlite3_stmt& statement, std::string_view name) {
  const std::string_view sql = statement.statement->sql();
  sql::Lexer lexer(sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    if (sql.substr(token.begin, token.end - token.begin) != name) continue;
    const auto number = static_cast<size_t>(parse_integer_prefix(name.substr(1)));
    return number <= statement.parameter_count ? number : 0;
  }
  return 0;
}

/// The number of the parameter that is called `name`; 0: none is.
size_t number_of(const sqlite3_stmt& statement, std::string_view name) {
  if (name.empty()) return 0;
  const sql::ParameterNames& names = statement.statement->parameter_names();
  for (size_t at = 0; at < names.size(); ++at) {
    if (names[at] == name) return at + 1;
  }
  return name[0] == '?' && name.size() > 1 ? number_written(statement, name) : 0;
}

void append_literal(std::string& out, const sqlite3_stmt::Bound& bound) {
  constexpr char kDigits[] = "0123456789abcdef";
  const ValueView value = bound.value;
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
      out += '\'';
      for (const char c : value.as_text()) {
        if (!c) break;
        if (c == '\'') out += c;
        out += c;
      }
      out += '\'';
      return;
    case ValueType::Blob:
      break;
  }
  if (bound.is_zeros) {
    out += "zeroblob(";
    append_integer(out, static_cast<int64_t>(value.as_bytes().size()));
    out += ')';
    return;
  }
  out += "x'";
  for (const std::byte byte : value.as_bytes()) {
    out += kDigits[static_cast<unsigned>(byte) >> 4];
    out += kDigits[static_cast<unsigned>(byte) & 0xF];
  }
  out += '\'';
}

/// Which parameter `token` means, the one after the highest so far if it has no number or name.
size_t parameter_meant(const sqlite3_stmt& statement, std::string_view token, size_t next) {
  if (token == "?") return next;
  if (token[0] == '?') return static_cast<size_t>(parse_integer_prefix(token.substr(1)));
  return number_of(statement, token);
}

std::string expand(const sqlite3_stmt& statement) {
  const std::string& sql = statement.statement->sql();
  std::string out;
  size_t copied = 0;
  size_t next = 1;
  sql::Lexer lexer(sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
    if (token.kind != sql::TokenKind::Variable) continue;
    const std::string_view text(sql.data() + token.begin, token.end - token.begin);
    const size_t number = parameter_meant(statement, text, next);
    if (number < 1 || number > statement.parameter_count) continue;
    next = std::max(next, number + 1);
    out.append(sql, copied, token.begin - copied);
    append_literal(out, statement.bound[number - 1]);
    copied = token.end;
  }
  out.append(sql, copied);
  return out;
}

}  // namespace

char* expanded_sql(sqlite3_stmt& statement) {
  const auto length_max = static_cast<size_t>(statement.db->engine().limits[Limit::Length]);
  try {
    const std::string text = expand(statement);
    if (text.size() > length_max) return nullptr;
    return allocated_text(text);
  } catch (...) {
    return nullptr;
  }
}

}  // namespace tern::abi

int sqlite3_bind_parameter_count(sqlite3_stmt* statement) {
  return statement ? static_cast<int>(statement->parameter_count) : 0;
}

const char* sqlite3_bind_parameter_name(sqlite3_stmt* statement, int number) {
  if (!statement || number < 1) return nullptr;
  const auto at = static_cast<size_t>(number) - 1;
  if (at >= statement->parameter_count) return nullptr;
  const std::string& name = statement->statement->parameter_names()[at];
  return name.empty() ? nullptr : name.c_str();
}

int sqlite3_bind_parameter_index(sqlite3_stmt* statement, const char* name) {
  if (!statement || !name) return 0;
  return static_cast<int>(tern::abi::number_of(*statement, name));
}

int sqlite3_clear_bindings(sqlite3_stmt* statement) {
  if (!tern::abi::is_usable(statement)) return tern::abi::misuse("sqlite3_clear_bindings");
  const tern::abi::Hold hold(statement->db->mutex);
  for (size_t at = 0; at < statement->parameter_count; ++at) {
    tern::abi::unbind(statement->bound[at]);
  }
  statement->wants_sending = statement->parameter_count > 0;
  return SQLITE_OK;
}

int sqlite3_transfer_bindings(sqlite3_stmt* from, sqlite3_stmt* into) {
  if (!tern::abi::is_usable(from) || !tern::abi::is_usable(into)) {
    return tern::abi::misuse("sqlite3_transfer_bindings");
  }
  if (from->parameter_count != into->parameter_count) return SQLITE_ERROR;
  if (from == into) return SQLITE_OK;
  const tern::abi::Hold hold(into->db->mutex);
  for (size_t at = 0; at < from->parameter_count; ++at) {
    sqlite3_stmt::Bound& source = from->bound[at];
    sqlite3_stmt::Bound& target = into->bound[at];
    tern::abi::unbind(target);
    std::swap(source, target);
    const bool owns = !target.is_outside && (target.value.is_text() || target.value.is_blob());
    if (owns && target.value.is_text()) target.value = ValueView::text(target.bytes);
    if (owns && target.value.is_blob()) {
      target.value = ValueView::blob(tern::as_bytes(target.bytes));
    }
    source.is_unsent = target.is_unsent = true;
  }
  from->wants_sending = into->wants_sending = from->parameter_count > 0;
  return SQLITE_OK;
}

const char* sqlite3_sql(sqlite3_stmt* statement) {
  return statement ? statement->statement->sql().c_str() : nullptr;
}

char* sqlite3_expanded_sql(sqlite3_stmt* statement) {
  if (!statement || !statement->db) return nullptr;
  const tern::abi::Hold hold(statement->db->mutex);
  return tern::abi::expanded_sql(*statement);
}
