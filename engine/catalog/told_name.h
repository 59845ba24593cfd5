#pragma once

#include <string_view>

#include "engine/catalog/schema.h"

namespace tern::catalog {

/// What a schema table is called where its user is told of it, whichever of its names was written.
constexpr std::string_view told_schema_table_name(bool is_temporary) {
  return is_temporary ? "sqlite_temp_master" : "sqlite_master";
}
std::string_view told_name(const Table& table);
/// "main" for what is part of no database: tables that are computed.
inline std::string_view told_database(const Table& table) {
  return table.schema ? std::string_view(table.schema->database) : "main";
}

}  // namespace tern::catalog
