#include "engine/catalog/schema.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace tern::catalog {
namespace {

template <class T>
const T* find(const NameMap<std::shared_ptr<T>>& map, std::string_view name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : it->second.get();
}

}  // namespace

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

Schema::Schema(const Schema* last) {
  while (last && last->newer_) last = last->newer_;
  older_ = last;
  if (older_) older_->newer_ = this;
}

Schema::~Schema() {
  if (older_) older_->newer_ = newer_;
  if (newer_) newer_->older_ = older_;
  hand_over(&Schema::tables);
  hand_over(&Schema::views);
  hand_over(&Schema::triggers);
}

template <class T>
void Schema::hand_over(NameMap<std::shared_ptr<T>> Schema::* objects) const {
  for (const auto& [name, object] : this->*objects) {
    if (object->schema != this || object.use_count() == 1) continue;
    for (const Schema* older = older_; older; older = older->older_) {
      const auto found = (older->*objects).find(name);
      if (found == (older->*objects).end() || found->second != object) continue;
      object->schema = older;
      break;
    }
  }
}

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
