#include "engine/catalog/object_rows.h"

namespace tern::catalog {

ObjectRows::ObjectRows(std::vector<ObjectRow> rows) : rows_(std::move(rows)) {
  for (uint32_t i = 0; i < rows_.size(); ++i) by_table_[rows_[i].table].push_back(i);
}

std::vector<const ObjectRow*> ObjectRows::of_table(std::string_view table) const {
  std::vector<const ObjectRow*> out;
  const auto found = by_table_.find(table);
  if (found == by_table_.end()) return out;
  for (const uint32_t place : found->second) out.push_back(&rows_[place]);
  return out;
}

}  // namespace tern::catalog
