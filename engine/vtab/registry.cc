#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "engine/vtab/virtual_table.h"

namespace tern::vtab {

namespace {

std::pair<std::string, std::string> place_of(const catalog::Table& declared) {
  return {declared.schema->database, declared.name};
}

}  // namespace

Registry::Registry() {
  add(make_json_each());
  add(make_json_tree());
  add(make_generate_series());
}

void Registry::add(std::unique_ptr<VirtualTable> table) {
  std::string name = table->name();
  tables_.insert_or_assign(std::move(name), std::move(table));
}

void Registry::remove(std::string_view name) {
  const auto found = tables_.find(name);
  if (found == tables_.end()) return;
  const auto gone = tables_.extract(found);
}

void Registry::add_module(std::string name, std::unique_ptr<Module> module) {
  modules_.insert_or_assign(std::move(name), std::move(module));
}

void Registry::remove_module(std::string_view name) {
  const auto found = modules_.find(name);
  if (found == modules_.end()) return;
  const auto gone = modules_.extract(found);
}

Result<std::shared_ptr<VirtualTable>> Registry::make(const catalog::Table& declared, bool is_new) {
  ASSERT(declared.is_virtual && declared.tree && declared.schema);
  const auto& statement = declared.tree->as<sql::CreateVirtualTableStatement>();
  const std::string& written = statement.module.text;
  const auto found = modules_.find(written);
  if (found == modules_.end() || (is_new && !found->second->may_create())) {
    return fail(ErrorCode::Error, "no such module: " + written);
  }
  // What its constructor runs may change what is registered, and what is connected.
  const std::shared_ptr<Module> module = found->second;
  Connected made;
  made.table = TRY(module->connect({.database = declared.schema->database,
                                    .table = declared.name,
                                    .module = written,
                                    .arguments = statement.arguments,
                                    .is_new = is_new}));
  made.sql = declared.sql;
  return (connected_[place_of(declared)] = std::move(made)).table;
}

Result<std::shared_ptr<VirtualTable>> Registry::create(const catalog::Table& declared) {
  return make(declared, true);
}

Result<std::shared_ptr<VirtualTable>> Registry::connect(const catalog::Table& declared) {
  ASSERT(declared.is_virtual && declared.schema);
  const auto known = connected_.find(place_of(declared));
  if (known != connected_.end() && known->second.sql == declared.sql) return known->second.table;
  return make(declared, false);
}

Status Registry::destroy(const catalog::Table& declared) {
  const std::shared_ptr<VirtualTable> table = TRY(connect(declared));
  TRY(table->destroy());
  participants_.leave(*table);
  disconnect(declared);
  return ok();
}

// What a table runs while it goes may use the registry: it is taken out before.

void Registry::disconnect(const catalog::Table& declared) {
  const auto gone = connected_.extract(place_of(declared));
}

void Registry::disconnect(std::string_view database) {
  std::vector<Connected> gone;
  std::erase_if(connected_, [&](auto& one) {
    const bool goes = one.first.first == database;
    if (goes) gone.push_back(std::move(one.second));
    return goes;
  });
}

void Registry::disconnect_all() { const auto gone = std::exchange(connected_, {}); }

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

Result<std::shared_ptr<VirtualTable>> Registry::find(std::string_view name) {
  if (const auto found = tables_.find(name); found != tables_.end()) return found->second;
  for (const Maker& maker : makers_) {
    std::unique_ptr<VirtualTable> made = TRY(maker(name));
    if (!made) continue;
    std::shared_ptr<VirtualTable> out = std::move(made);
    tables_.insert_or_assign(out->name(), out);
    return out;
  }
  return std::shared_ptr<VirtualTable>();
}

bool Registry::has(std::string_view name) {
  const auto found = find(name);
  return !found || *found != nullptr;
}

std::vector<std::string_view> Registry::names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, module] : modules_) out.push_back(name);
  for (const auto& [name, table] : tables_) {
    if (!modules_.contains(name)) out.push_back(name);
  }
  return out;
}

}  // namespace tern::vtab
