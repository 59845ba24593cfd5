#include "engine/api/column_metadata.h"

#include "engine/api/shared_turn.h"
#include "engine/exec/dml.h"

namespace tern::api {
namespace {

const catalog::Table* find_table(const catalog::Catalog& catalog, std::string_view database,
                                 std::string_view table) {
  for (const catalog::Schema* schema : catalog.in_order()) {
    if (!database.empty() && !catalog::same_name(schema->database, database)) continue;
    if (const catalog::Table* const found = schema->find_table(table)) return found;
  }
  return nullptr;
}

/// What is known of the columns; of a virtual table without its module nothing.
const catalog::Table& described(ConnectionState& connection, const catalog::Table& table) {
  if (!table.is_virtual) return table;
  const auto connected = connection.virtual_tables().connect(table);
  return connected ? (*connected)->description() : table;
}

ColumnMetadata of_rowid() {
  return {.declared_type = "INTEGER", .collation = "BINARY", .in_primary_key = true};
}

ColumnMetadata of_column(const catalog::Table& table, uint16_t at) {
  const catalog::Column& column = table.columns[at];
  return {.declared_type = column.declared_type,
          .collation = std::string(column.collation_name()),
          .not_null = column.not_null,
          .in_primary_key = column.primary_key_position > 0,
          .autoincrement = table.autoincrement && table.rowid_alias == at};
}

}  // namespace

Result<ColumnMetadata> column_metadata(ConnectionState& connection, std::string_view database,
                                       std::string_view table, std::string_view column) {
  const SharedTurn turn(connection);
  auto catalog = TRY(connection.catalog());
  if (!find_table(*catalog, database, table)) catalog = TRY(connection.newest_catalog());
  if (const catalog::Table* const found = find_table(*catalog, database, table)) {
    if (column.empty()) return of_rowid();
    const catalog::Table& columns = described(connection, *found);
    std::optional<uint16_t> at = columns.find_column(column);
    const bool is_rowid = exec::names_rowid(columns, column);
    if (is_rowid) at = columns.rowid_alias;
    if (at) return of_column(columns, *at);
    if (is_rowid) return of_rowid();
  }
  std::string text = "no such table column: ";
  return fail(ErrorCode::Error, text.append(table).append(".").append(column));
}

}  // namespace tern::api
