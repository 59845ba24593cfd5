// Modules of programs: registered, replaced, removed; and the tables that they make.

#include <algorithm>
#include <string>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_module.h"

namespace tern::abi {
namespace {

/// A module as the engine knows it.
class ModuleAdapter final : public vtab::Module {
 public:
  ModuleAdapter(sqlite3* db, std::shared_ptr<ClientModule> module)
      : db_(db), module_(std::move(module)) {}

  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    return construct_table(db_, module_, declaration);
  }
  bool may_create() const override {
    return module_->methods().xCreate != nullptr && module_->methods().xDestroy != nullptr;
  }
  bool has_shadow(const std::string& suffix) const override {
    const sqlite3_module& methods = module_->methods();
    return methods.iVersion >= 3 && methods.xShadowName && methods.xShadowName(suffix.c_str()) != 0;
  }
  /// Its SQL comes while a statement is worked for, or a constructor runs.
  bool is_at_work() const override {
    return db_->callbacks.work_depth > 1 || db_->modules.construction != nullptr;
  }

 private:
  sqlite3* db_;
  std::shared_ptr<ClientModule> module_;  // shared: with its tables
};

/// The table that is there without CREATE VIRTUAL TABLE; null: none of that name.
Result<std::unique_ptr<vtab::VirtualTable>> make_eponymous(sqlite3* db, std::string_view name) {
  const auto found = db->modules.modules.find(name);
  if (found == db->modules.modules.end() || !found->second->is_eponymous()) return nullptr;
  const std::shared_ptr<ClientModule> module = found->second;
  auto made = construct_table(
      db, module,
      {.database = "main", .table = module->name(), .module = module->name(), .arguments = {}});
  module->has_made_eponymous = made.has_value();
  if (made || made.error().is(ErrorCode::NoMem)) return made;
  // Preparing fails as with any other mistake, whatever the constructor's code is.
  return fail(ErrorCode::Error, std::string(made.error().message()));
}

/// Where it had a table, statements are prepared anew before they run again.
void forget_module(sqlite3* db, std::string_view name) {
  vtab::Registry& registry = db->engine().virtual_tables();
  const auto is_it = [&](std::string_view one) { return catalog::same_name(one, name); };
  if (!std::ranges::any_of(registry.names(), is_it)) return;
  auto& modules = db->modules.modules;
  const auto known = modules.find(name);
  if (known != modules.end() && known->second->has_made_eponymous) {
    if (auto table = registry.find(name)) db->modules.retired.push_back(*std::move(table));
  }
  registry.remove(name);
  registry.remove_module(name);
  db->engine().environment_changed();
  if (known != modules.end()) modules.erase(known);
}

void register_module(sqlite3* db, const char* name, const sqlite3_module* methods, void* data,
                     void (*destructor)(void*)) {
  forget_module(db, name);
  if (!methods) return;
  auto module = std::make_shared<ClientModule>(name, *methods, data, destructor);
  db->engine().virtual_tables().add_module(name, std::make_unique<ModuleAdapter>(db, module));
  db->modules.modules.emplace(name, std::move(module));
}

int create_module(sqlite3* db, const char* name, const sqlite3_module* methods, void* data,
                  void (*destructor)(void*)) {
  if (!is_usable(db) || !name) return misuse("sqlite3_create_module");
  const Hold hold(db->mutex);
  const int code = guarded(db, [&] {
    register_module(db, name, methods, data, destructor);
    return SQLITE_OK;
  });
  if (code != SQLITE_OK && destructor) destructor(data);
  return code;
}

bool is_among(const char** names, std::string_view name) {
  for (; names && *names; ++names) {
    if (catalog::same_name(*names, name)) return true;
  }
  return false;
}

void forget_modules_but(sqlite3* db, const char** keep) {
  std::vector<std::string> gone;
  for (const std::string_view name : db->engine().virtual_tables().names()) {
    if (!is_among(keep, name)) gone.emplace_back(name);
  }
  for (const std::string& name : gone) forget_module(db, name);
}

}  // namespace

void find_eponymous_tables(sqlite3* db) {
  db->engine().virtual_tables().add_maker(
      [db](std::string_view name) { return make_eponymous(db, name); });
}

void free_retired_tables(sqlite3* db) {
  const auto gone = std::exchange(db->modules.retired, {});  // they may run statements
}

void disconnect_tables(sqlite3* db) {
  if (!db->connection) return;
  vtab::Registry& registry = db->engine().virtual_tables();
  db->engine().statement_cache().clear();  // statements that were finalized may keep tables
  free_retired_tables(db);
  registry.disconnect_all();
  for (const auto& [name, module] : db->modules.modules) {
    if (std::exchange(module->has_made_eponymous, false)) registry.remove(name);
  }
}

}  // namespace tern::abi

int sqlite3_create_module(sqlite3* db, const char* name, const sqlite3_module* methods,
                          void* data) {
  return tern::abi::create_module(db, name, methods, data, nullptr);
}

int sqlite3_create_module_v2(sqlite3* db, const char* name, const sqlite3_module* methods,
                             void* data, void (*destructor)(void*)) {
  return tern::abi::create_module(db, name, methods, data, destructor);
}

int sqlite3_drop_modules(sqlite3* db, const char** keep) {
  using namespace tern::abi;
  if (!is_usable(db)) return misuse("sqlite3_drop_modules");
  const Hold hold(db->mutex);
  return guarded(db, [&] {
    forget_modules_but(db, keep);
    return SQLITE_OK;
  });
}
