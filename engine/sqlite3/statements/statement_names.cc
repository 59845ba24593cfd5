#include <cstring>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/statements/statement.h"

// What a statement says of its result's columns: names, declared types, where they come from.

namespace tern::abi {
namespace {

enum class NameKind : uint8_t { Name, DeclaredType, Database, Table, Origin };
constexpr size_t kNameKinds = 5;
constexpr size_t kUnitOfText16 = 2;

std::string_view name_of(const sqlite3& db, const exec::ResultColumnInfo& column, NameKind kind) {
  switch (kind) {
    case NameKind::Name:
      return column.name;
    case NameKind::DeclaredType:
      return column.declared_type;
    case NameKind::Database:
      return shown_schema(db, column.database);
    case NameKind::Table:
      return column.table;
    case NameKind::Origin:
      return column.column;
  }
  return {};
}

const exec::ResultColumnInfo* find_column(const sqlite3_stmt* statement, int column) {
  if (!statement || !statement->statement || column < 0) return nullptr;
  const auto& columns = statement->statement->columns();
  return static_cast<size_t>(column) < columns.size() ? &columns[static_cast<size_t>(column)]
                                                      : nullptr;
}

/// Where bytes of the statement's own are kept for a name, empty at first. An EXPLAIN is compiled
/// for each run, and its columns stay what they are.
std::string& kept_name(sqlite3_stmt& statement, NameKind kind, int column, bool is_wide) {
  const size_t count = statement.statement->columns().size();
  const bool is_explain = statement.statement->explain_mode() != sql::ExplainMode::None;
  const uint64_t version = is_explain ? 0 : statement.statement->recompile_count();
  const size_t needed = 2 * kNameKinds * count;
  if (statement.names_of != version || statement.names.size() != needed) {
    statement.names.clear();
    statement.names.resize(needed);
    statement.names_of = version;
  }
  const size_t row = static_cast<size_t>(kind) + (is_wide ? kNameKinds : 0);
  return statement.names[row * count + static_cast<size_t>(column)];
}

/// Expressions have a name and nothing else.
bool is_there(std::string_view name, NameKind kind) {
  return kind == NameKind::Name || !name.empty();
}

const char* name8(sqlite3_stmt* statement, int column, NameKind kind) {
  const exec::ResultColumnInfo* const found = find_column(statement, column);
  if (!found) return nullptr;
  const Hold hold(statement->db->mutex);
  const std::string_view name = name_of(*statement->db, *found, kind);
  if (!is_there(name, kind)) return nullptr;
  const bool is_explain = statement->statement->explain_mode() != sql::ExplainMode::None;
  // The others are strings, which have a NUL behind them and stay until it is compiled anew.
  if (kind != NameKind::Database && !is_explain) return name.data();
  try {
    std::string& out = kept_name(*statement, kind, column, false);
    if (out.empty()) out = name;
    return out.c_str();
  } catch (...) {
    return nullptr;
  }
}

const void* name16(sqlite3_stmt* statement, int column, NameKind kind) {
  const exec::ResultColumnInfo* const found = find_column(statement, column);
  if (!found) return nullptr;
  const Hold hold(statement->db->mutex);
  const std::string_view name = name_of(*statement->db, *found, kind);
  if (!is_there(name, kind)) return nullptr;
  try {
    std::string& out = kept_name(*statement, kind, column, true);
    if (out.empty()) {
      append_text16(out, name, kNativeUtf16);
      out.append(kUnitOfText16, '\0');
    }
    return out.data();
  } catch (...) {
    return nullptr;
  }
}

}  // namespace
}  // namespace tern::abi

using tern::abi::name16;
using tern::abi::name8;
using tern::abi::NameKind;

int sqlite3_column_count(sqlite3_stmt* statement) {
  return statement && statement->statement
             ? static_cast<int>(statement->statement->columns().size())
             : 0;
}

const char* sqlite3_column_name(sqlite3_stmt* statement, int column) {
  return name8(statement, column, NameKind::Name);
}

const void* sqlite3_column_name16(sqlite3_stmt* statement, int column) {
  return name16(statement, column, NameKind::Name);
}

const char* sqlite3_column_decltype(sqlite3_stmt* statement, int column) {
  return name8(statement, column, NameKind::DeclaredType);
}

const void* sqlite3_column_decltype16(sqlite3_stmt* statement, int column) {
  return name16(statement, column, NameKind::DeclaredType);
}

const char* sqlite3_column_database_name(sqlite3_stmt* statement, int column) {
  return name8(statement, column, NameKind::Database);
}

const void* sqlite3_column_database_name16(sqlite3_stmt* statement, int column) {
  return name16(statement, column, NameKind::Database);
}

const char* sqlite3_column_table_name(sqlite3_stmt* statement, int column) {
  return name8(statement, column, NameKind::Table);
}

const void* sqlite3_column_table_name16(sqlite3_stmt* statement, int column) {
  return name16(statement, column, NameKind::Table);
}

const char* sqlite3_column_origin_name(sqlite3_stmt* statement, int column) {
  return name8(statement, column, NameKind::Origin);
}

const void* sqlite3_column_origin_name16(sqlite3_stmt* statement, int column) {
  return name16(statement, column, NameKind::Origin);
}
