// Modules of programs: registered, replaced, removed; and the tables that they make.

#include <algorithm>
#include <optional>

#include "engine/api/connection_state.h"
#include "engine/api/pragma.h"
#include "engine/sql/parser.h"
#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_module.h"
#include "engine/sqlite3/modules/client_table.h"
#include "engine/sqlite3/statements/statement.h"

namespace tern::abi {
namespace {

/// The module as the CREATE VIRTUAL TABLE names it that makes the table just now; nothing if it was
/// made before. The engine tells neither, but the statement that runs does.
std::optional<std::string> creating_module(const sqlite3* db,
                                           const vtab::Declaration& declaration) {
  const sqlite3_stmt* running = db->callbacks.stepping;
  if (!running || !running->statement) return std::nullopt;
  const auto parsed = sql::parse_statement(running->statement->sql());
  if (!parsed || !parsed->statement) return std::nullopt;
  const auto* create = parsed->statement->as_if<sql::CreateVirtualTableStatement>();
  const bool is_it = create && catalog::same_name(create->name.name.text, declaration.table);
  return is_it ? std::optional<std::string>(create->module.text) : std::nullopt;
}

/// A module as the engine knows it.
class ModuleAdapter final : public vtab::Module {
 public:
  ModuleAdapter(sqlite3* db, std::shared_ptr<ClientModule> module)
      : db_(db), module_(std::move(module)) {}

  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    const std::optional<std::string> written = creating_module(db_, declaration);
    const ConstructorCall call{.creates = written.has_value(),
                               .module_name = written.value_or(module_->name())};
    auto made = TRY(construct_table(db_, module_, declaration, call));
    ModuleState& state = db_->modules;
    std::pair<std::string, std::string> place(declaration.database, declaration.table);
    if (std::ranges::find(state.connected, place) == state.connected.end()) {
      state.connected.push_back(std::move(place));
    }
    return made;
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

/// The engine forgets no module: this one stands where one was removed.
class RemovedModule final : public vtab::Module {
 public:
  RemovedModule(sqlite3* db, std::string name) : db_(db), name_(std::move(name)) {}
  Result<std::unique_ptr<vtab::VirtualTable>> connect(
      const vtab::Declaration& declaration) const override {
    return fail(ErrorCode::Error,
                "no such module: " + creating_module(db_, declaration).value_or(name_));
  }

 private:
  sqlite3* db_;
  std::string name_;
};

Result<std::unique_ptr<vtab::VirtualTable>> make_eponymous(
    sqlite3* db, const std::shared_ptr<ClientModule>& module) {
  auto made = TRY(construct_table(
      db, module,
      {.database = "main", .table = module->name(), .module = module->name(), .arguments = {}},
      {.creates = false, .module_name = module->name()}));
  module->eponymous = static_cast<ClientTable*>(made.get());
  return made;
}

/// From now on the engine asks here for tables that it does not know.
void find_eponymous(sqlite3* db) {
  if (std::exchange(db->modules.finds_eponymous, true)) return;
  vtab::Registry& registry = db->engine().virtual_tables();
  // It asks one place only: those of the pragmas are made before.
  for (const api::Pragma* pragma : api::all_pragmas()) {
    (void)registry.find("pragma_" + std::string(pragma->name));
  }
  registry.add_maker([db](std::string_view name) -> Result<std::unique_ptr<vtab::VirtualTable>> {
    const auto found = db->modules.modules.find(name);
    if (found == db->modules.modules.end() || !found->second->is_eponymous()) return nullptr;
    return make_eponymous(db, found->second);
  });
}

/// Its table of the same name goes. Tells whether there was one.
bool retire_eponymous(sqlite3* db, ClientModule& module) {
  ClientTable* table = std::exchange(module.eponymous, nullptr);
  if (!table) return false;
  table->retire();
  db->engine().environment_changed();
  return true;
}

void remove_module(sqlite3* db, catalog::NameMap<std::shared_ptr<ClientModule>>::iterator place) {
  const std::shared_ptr<ClientModule> module = place->second;
  retire_eponymous(db, *module);
  db->modules.modules.erase(place);
  db->engine().virtual_tables().add_module(module->name(),
                                           std::make_unique<RemovedModule>(db, module->name()));
}

int register_module(sqlite3* db, const char* name, const sqlite3_module* methods, void* data,
                    void (*destructor)(void*)) {
  ModuleState& state = db->modules;
  vtab::Registry& registry = db->engine().virtual_tables();
  const auto known = state.modules.find(std::string_view(name));
  if (!methods) {
    if (known != state.modules.end()) remove_module(db, known);
    return SQLITE_OK;
  }
  auto module = std::make_shared<ClientModule>(name, *methods, data, destructor);
  bool had_table = false;
  if (known != state.modules.end()) {
    const std::shared_ptr<ClientModule> old = std::exchange(known->second, module);
    had_table = retire_eponymous(db, *old);
    registry.add_module(name, std::make_unique<ModuleAdapter>(db, module));
  } else {
    registry.add_module(name, std::make_unique<ModuleAdapter>(db, module));
    state.modules.emplace(name, module);
  }
  if (!module->is_eponymous()) return SQLITE_OK;
  find_eponymous(db);
  // Where one is known, the engine does not ask for another.
  if (had_table) {
    if (auto made = make_eponymous(db, module)) registry.add(*std::move(made));
  }
  return SQLITE_OK;
}

int create_module(sqlite3* db, const char* name, const sqlite3_module* methods, void* data,
                  void (*destructor)(void*)) {
  if (!is_usable(db) || !name) return misuse("sqlite3_create_module");
  const Hold hold(db->mutex);
  const int code =
      guarded(db, [&] { return register_module(db, name, methods, data, destructor); });
  if (code != SQLITE_OK && destructor) destructor(data);
  return code;
}

bool is_among(const char** names, std::string_view name) {
  for (; names && *names; ++names) {
    if (catalog::same_name(*names, name)) return true;
  }
  return false;
}

}  // namespace

void disconnect_tables(sqlite3* db) {
  if (!db->connection) return;
  db->engine().environment_changed();  // statements that were finalized may keep tables
  for (const auto& [database, name] : std::exchange(db->modules.connected, {})) {
    catalog::Schema schema;
    schema.database = database;
    catalog::Table table;
    table.schema = &schema;
    table.name = name;
    db->engine().virtual_tables().disconnect(table);
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
    auto& modules = db->modules.modules;
    for (auto place = modules.begin(); place != modules.end();) {
      const auto one = place++;
      if (!is_among(keep, one->first)) remove_module(db, one);
    }
    return SQLITE_OK;
  });
}
