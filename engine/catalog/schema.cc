#include "engine/catalog/schema.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "engine/catalog/estimates.h"
#include "engine/catalog/make_objects.h"

namespace tern::catalog {
namespace {

template <class T>
const T* find(const NameMap<std::shared_ptr<T>>& map, std::string_view name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : it->second.get();
}

const Index* find(const NameMap<Index*>& map, std::string_view name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : it->second;
}

/// May an index have that name which has no row of its own: the primary key of a table WITHOUT
/// ROWID?
bool may_be_automatic(std::string_view name) {
  constexpr std::string_view kPrefix = "sqlite_autoindex_";
  return name.size() > kPrefix.size() && same_name(name.substr(0, kPrefix.size()), kPrefix);
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
    if (rows && !made.tables.contains(name)) make_schema_table(*this);
  }
  if (const Table* table = find(made.tables, name)) return table;
  make(ObjectKind::Table, name);
  return find(made.tables, name);
}

const Index* Schema::find_index(std::string_view name) const {
  if (const Index* index = find(made.indexes, name)) return index;
  make(ObjectKind::Index, name);
  if (const Index* index = find(made.indexes, name)) return index;
  return may_be_automatic(name) ? find(indexes(), name) : nullptr;
}

const View* Schema::find_view(std::string_view name) const {
  if (const View* view = find(made.views, name)) return view;
  make(ObjectKind::View, name);
  return find(made.views, name);
}

const Trigger* Schema::find_trigger(std::string_view name) const {
  if (const Trigger* trigger = find(made.triggers, name)) return trigger;
  make(ObjectKind::Trigger, name);
  return find(made.triggers, name);
}

bool Schema::has_triggers() const { return rows ? rows->has_triggers() : !made.triggers.empty(); }

void Schema::make(ObjectKind kind, std::string_view name) const {
  if (is_all_made) return;
  if (const ObjectRow* row = rows->find(kind, name)) make_objects(*this, row->table);
}

const Schema::Objects& Schema::all() const {
  if (rows && !made.tables.contains(schema_table_name(is_temporary()))) make_schema_table(*this);
  if (is_all_made) return made;
  for (const auto& row : rows->all()) {
    const bool is_missing = (row->kind == ObjectKind::Table && !made.tables.contains(row->name)) ||
                            (row->kind == ObjectKind::View && !made.views.contains(row->name));
    if (is_missing) make_objects(*this, row->table);
  }
  is_all_made = true;
  return made;
}

Schema::Schema(const Schema* last) {
  while (last && last->newer_) last = last->newer_;
  older_ = last;
  if (older_) older_->newer_ = this;
}

Schema::~Schema() {
  if (older_) older_->newer_ = newer_;
  if (newer_) newer_->older_ = older_;
  hand_over(&Objects::tables);
  hand_over(&Objects::views);
  hand_over(&Objects::triggers);
}

template <class T>
void Schema::hand_over(NameMap<std::shared_ptr<T>> Objects::* objects) const {
  for (const auto& [name, object] : made.*objects) {
    if (object->schema != this || object.use_count() == 1) continue;
    for (const Schema* older = older_; older; older = older->older_) {
      const auto found = (older->made.*objects).find(name);
      if (found == (older->made.*objects).end() || found->second != object) continue;
      object->schema = older;
      break;
    }
  }
}

// The youngest first, as the reference looks at them: it shows in what their triggers see, and in
// which of two that refuse is asked.
std::vector<Schema::ChildReference> Schema::children_of(const Table& table) const {
  std::vector<ChildReference> out;
  if (!is_all_made) {
    for (const ObjectRow* row : rows->referring()) {
      if (!made.tables.contains(row->name)) make_objects(*this, row->table);
    }
  }
  for (const auto& [name, child] : made.tables) {
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
