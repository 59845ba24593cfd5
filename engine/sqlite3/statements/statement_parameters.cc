#include "engine/base/numeric_text.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/memory.h"
#include "engine/sqlite3/statements/expanded_sql.h"
#include "engine/sqlite3/statements/statement.h"

using tern::record::ValueView;

namespace tern::abi {
namespace {

/// The number of the parameter that is called `name`; 0: none is.
size_t number_of(const sqlite3_stmt& statement, std::string_view name) {
  return parameter_number(statement.statement->sql(), statement.statement->parameter_names(), name);
}

void append_bound(std::string& out, const sqlite3_stmt::Bound& bound) {
  if (!bound.is_zeros) return append_value_literal(out, bound.value);
  out += "zeroblob(";
  append_integer(out, static_cast<int64_t>(bound.value.as_bytes().size()));
  out += ')';
}

}  // namespace

char* expanded_sql(sqlite3_stmt& statement) {
  const auto length_max = static_cast<size_t>(statement.db->engine().limits[Limit::Length]);
  try {
    const std::string text = expand_parameters(
        statement.statement->sql(), statement.statement->parameter_names(),
        [&](std::string& out, size_t at) { append_bound(out, statement.bound[at]); });
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
    tern::abi::rebind(statement->bound[at]);
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
    tern::abi::rebind(target);
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
