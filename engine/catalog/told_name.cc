#include "engine/catalog/told_name.h"

namespace tern::catalog {

std::string_view told_name(const Table& table) {
  const bool is_schema_table = table.is_system && table.root == PageNo{1};
  return is_schema_table ? told_schema_table_name(table.schema && table.schema->is_temporary())
                         : std::string_view(table.name);
}

}  // namespace tern::catalog
