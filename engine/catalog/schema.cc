#include "engine/catalog/schema.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace tern::catalog {
namespace {

unsigned char lower(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + 32) : byte;
}

template <class T>
const T* find(const NameMap<std::unique_ptr<T>>& map, std::string_view name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : it->second.get();
}

}  // namespace

bool NameLess::operator()(std::string_view a, std::string_view b) const {
  return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_schema_table_name(std::string_view name, bool is_temporary) {
  if (same_name(name, schema_table_name(is_temporary))) return true;
  return same_name(name, is_temporary ? "sqlite_temp_master" : "sqlite_master");
}

std::optional<uint16_t> Table::find_column(std::string_view column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (same_name(columns[i].name, column)) return static_cast<uint16_t>(i);
  }
  return std::nullopt;
}

uint32_t Table::stored_place(uint16_t column) const {
  if (columns[column].is_virtual()) return kNotStored;
  if (primary_index) {
    for (uint32_t i = 0; i < primary_index->terms.size(); ++i) {
      if (primary_index->terms[i].column == column) return i;
    }
  }
  const auto before = columns.begin() + column;
  return column - static_cast<uint32_t>(
                      std::count_if(columns.begin(), before, std::mem_fn(&Column::is_virtual)));
}

btree::TreeStore& Table::trees() const { return *schema->trees; }

std::vector<const Index*> Table::all_indexes() const {
  std::vector<const Index*> out;
  for (const auto& index : indexes) out.push_back(index.get());
  if (primary_index) {
    const auto older = static_cast<std::ptrdiff_t>(std::min(older_than_primary, out.size()));
    out.insert(out.end() - older, primary_index.get());
  }
  return out;
}

const Table* Schema::find_table(std::string_view name) const {
  // In the temporary database it has the names that it has elsewhere, too.
  const bool is_usual = is_schema_table_name(name, false);
  if (is_usual || (is_temporary() && is_schema_table_name(name, true))) {
    name = schema_table_name(is_temporary());
  }
  return find(tables, name);
}

const Index* Schema::find_index(std::string_view name) const {
  const auto it = indexes.find(name);
  return it == indexes.end() ? nullptr : it->second;
}

const View* Schema::find_view(std::string_view name) const { return find(views, name); }

std::vector<Schema::ChildReference> Schema::children_of(const Table& table) const {
  std::vector<ChildReference> out;
  for (const auto& [name, child] : tables) {
    for (const ForeignKey& key : child->foreign_keys) {
      if (same_name(key.parent_table, table.name)) out.push_back({child.get(), &key});
    }
  }
  return out;
}

}  // namespace tern::catalog
