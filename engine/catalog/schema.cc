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
  const size_t size = std::min(a.size(), b.size());
  for (size_t i = 0; i < size; ++i) {
    if (a[i] == b[i]) continue;
    const unsigned char x = lower(a[i]);
    const unsigned char y = lower(b[i]);
    if (x != y) return x < y;
  }
  return a.size() < b.size();
}

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
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

const Index* Table::index_at(size_t place) const {
  if (!primary_index) return indexes[place].get();
  const size_t primary_place = indexes.size() - std::min(older_than_primary, indexes.size());
  if (place == primary_place) return primary_index.get();
  return indexes[place - (place > primary_place ? 1 : 0)].get();
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

// The youngest first, as the reference looks at them: it shows in what their triggers see, and in
// which of two that refuse is asked.
std::vector<Schema::ChildReference> Schema::children_of(const Table& table) const {
  std::vector<ChildReference> out;
  for (const auto& [name, child] : tables) {
    for (const ForeignKey& key : child->foreign_keys) {
      if (same_name(key.parent_table, table.name)) out.push_back({child.get(), &key});
    }
  }
  std::ranges::sort(out, [](const ChildReference& a, const ChildReference& b) {
    return a.child == b.child ? a.key < b.key : a.child->ordinal > b.child->ordinal;
  });
  return out;
}

}  // namespace tern::catalog
