#pragma once

#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"

namespace tern::shell {

/// Is it one of the names of the table that describes the others?
bool is_schema_table(std::string_view name);

/// The CREATE statement of a table as it is printed: one whose name is quoted says IF NOT EXISTS,
/// as such names are those of virtual tables' own tables, which are there already when it runs.
std::string printed_definition(std::string_view sql);

/// The same, laid out over several lines if it is long.
std::string indented_definition(std::string_view sql);

/// "CREATE TABLE x" becomes "CREATE TABLE schema.x".
std::string with_schema(std::string_view sql, const std::string& schema);

/// "schema.name(column,column)"; `schema` may be "". Empty: there is no such table.
/// Errors: of a view that cannot be read any more.
Result<std::string> described_columns(Connection& db, const std::string& schema,
                                      const std::string& name);

}  // namespace tern::shell
