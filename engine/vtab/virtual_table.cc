#include "engine/vtab/virtual_table.h"

#include "engine/base/assert.h"

namespace tern::vtab {

size_t Cursor::read_rows(const RowBuffer&) {
  DEBUG_ASSERT(false && "not a table that may be read ahead");
  return 0;
}

VirtualTable::VirtualTable(std::string name, const std::vector<std::string>& columns,
                           const std::vector<std::string>& hidden)
    : first_argument_(static_cast<int32_t>(columns.size())) {
  description_.name = std::move(name);
  description_.is_virtual = true;
  const auto add = [this](const std::string& column, bool is_hidden) {
    catalog::Column& out = description_.columns.emplace_back();
    const size_t space = column.find(' ');
    out.name = column.substr(0, space);
    if (space != std::string::npos) out.declared_type = column.substr(space + 1);
    out.affinity = record::affinity_of_type(out.declared_type);
    out.hidden = is_hidden;
  };
  for (const std::string& column : columns) add(column, false);
  for (const std::string& column : hidden) add(column, true);
}

VirtualTable::VirtualTable(std::string name, std::vector<catalog::Column> columns)
    : first_argument_(static_cast<int32_t>(columns.size())) {
  description_.name = std::move(name);
  description_.is_virtual = true;
  description_.columns = std::move(columns);
}

Registry::Registry() {
  add(make_json_each());
  add(make_json_tree());
  add(make_generate_series());
}

void Registry::add(std::unique_ptr<VirtualTable> table) {
  std::unique_ptr<VirtualTable>& place = tables_[table->name()];
  if (place) replaced_.push_back(std::move(place));
  place = std::move(table);
}

void Registry::add_module(std::string name, std::unique_ptr<Module> module) {
  modules_.insert_or_assign(std::move(name), std::move(module));
}

Result<std::shared_ptr<const VirtualTable>> Registry::connect(const catalog::Table& declared) {
  ASSERT(declared.is_virtual && declared.tree && declared.schema);
  Connected& known = connected_[{declared.schema->database, declared.name}];
  if (known.table && known.sql == declared.sql) return known.table;
  const auto& statement = declared.tree->as<sql::CreateVirtualTableStatement>();
  const auto module = modules_.find(statement.module.text);
  if (module == modules_.end()) {
    return fail(ErrorCode::Error, "no such module: " + statement.module.text);
  }
  known.table = TRY(module->second->connect({.database = declared.schema->database,
                                             .table = declared.name,
                                             .arguments = statement.arguments}));
  known.sql = declared.sql;
  return known.table;
}

const Module* Registry::shadowing(const catalog::Schema& schema, std::string_view name) const {
  const size_t end = name.rfind('_');
  if (end == std::string_view::npos) return nullptr;
  const catalog::Table* const owner = schema.find_table(name.substr(0, end));
  if (!owner || !owner->is_virtual) return nullptr;
  const auto& created = owner->tree->as<sql::CreateVirtualTableStatement>();
  const auto module = modules_.find(created.module.text);
  if (module == modules_.end()) return nullptr;
  return module->second->has_shadow(std::string(name.substr(end + 1))) ? module->second.get()
                                                                       : nullptr;
}

bool Registry::is_shadow(const catalog::Schema& schema, std::string_view name) const {
  return shadowing(schema, name) != nullptr;
}

bool Registry::guards_shadow(const catalog::Schema& schema, std::string_view name) const {
  const Module* const module = shadowing(schema, name);
  return module && !module->is_at_work();
}

void Registry::disconnect(const catalog::Table& declared) {
  connected_.erase({declared.schema->database, declared.name});
}

const VirtualTable* Registry::find(std::string_view name) {
  const auto found = tables_.find(name);
  if (found != tables_.end()) return found->second.get();
  std::unique_ptr<VirtualTable> made = maker_ ? maker_(name) : nullptr;
  if (!made) return nullptr;
  const VirtualTable* out = made.get();
  add(std::move(made));
  return out;
}

std::vector<std::string_view> Registry::names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, table] : tables_) out.push_back(name);
  return out;
}

}  // namespace tern::vtab
