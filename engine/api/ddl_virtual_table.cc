#include "engine/api/ddl_parts.h"
#include "engine/api/ddl_schema_table.h"

namespace tern::api {

Status create_virtual_table(const DdlCall& call,
                            const sql::CreateVirtualTableStatement& statement) {
  const bool is_free = TRY(is_free_for_table(call, statement));
  if (!is_free) return {};
  const std::string& name = statement.name.name.text;
  const uint32_t begin = statement.name.name.offset;
  const std::string text = "CREATE VIRTUAL TABLE " +
                           std::string(call.sql.substr(begin, statement.definition.end - begin));
  TRY(add_schema_row(call.database, {"table", name, name, 0, text}));
  TRY(call.database.schema_changed());
  const auto schema = TRY(call.database.schema());
  vtab::Registry& registry = call.connection.virtual_tables();
  registry.participants().join_made(TRY(registry.create(*schema->find_table(name))));
  return {};
}

}  // namespace tern::api
