#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalog/names.h"
#include "sqlite3.h"

// Virtual tables of modules that programs bring (module_*), and extensions: libraries that are
// loaded (extension_*), or functions of the program that are run for each new connection.

namespace tern::vtab {
class VirtualTable;  // virtual_table.h
}

namespace tern::abi {

class ClientModule;   // client_module.h
struct Construction;  // client_module.h

/// The libraries that a connection has loaded. What they registered may be called until the
/// connection is gone, so this goes after all else of it.
class LoadedLibraries {
 public:
  LoadedLibraries() = default;
  ~LoadedLibraries();
  LoadedLibraries(const LoadedLibraries&) = delete;
  LoadedLibraries& operator=(const LoadedLibraries&) = delete;

  /// `handle`: of xDlOpen of `vfs`.
  void add(sqlite3_vfs* vfs, void* handle) { handles_.emplace_back(vfs, handle); }

 private:
  std::vector<std::pair<sqlite3_vfs*, void*>> handles_;
};

/// What a connection holds of virtual tables and extensions.
struct ModuleState {
  catalog::NameMap<std::shared_ptr<ClientModule>> modules;  // shared: their tables keep them
  Construction* construction = nullptr;                     // the innermost constructor that runs
  /// Tables of modules that were removed: they go when the next statement is prepared. Shared:
  /// statements that run keep them longer.
  std::vector<std::shared_ptr<vtab::VirtualTable>> retired;
  int conflict_mode = SQLITE_ABORT;  // of the statement that writes
};

/// For the end of sqlite3_open*(): makes load_extension() known to SQL, and runs the automatic
/// extensions. Returns what open is to return; not SQLITE_OK: the connection, whose last result
/// that is, becomes sick. Requires: it is open.
int begin_connection(sqlite3* db);

/// For the beginning of sqlite3_prepare*().
void free_retired_tables(sqlite3* db);

/// For sqlite3_close*(), before it looks for what is left: disconnects the virtual tables that no
/// statement uses, for their modules may keep statements of their own. Those that are used again
/// are connected again.
void disconnect_tables(sqlite3* db);

/// The functions as extensions find them.
const sqlite3_api_routines& extension_routines();

}  // namespace tern::abi
