#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/vtab/virtual_table.h"
#include "sqlite3.h"

namespace tern::abi {

/// A module that a program has registered. Its destructor runs when it is replaced or removed, and
/// the last of its tables is gone.
class ClientModule {
 public:
  ClientModule(std::string name, const sqlite3_module& methods, void* data,
               void (*destructor)(void*))
      : name_(std::move(name)), methods_(methods), data_(data), destructor_(destructor) {}
  ~ClientModule();
  ClientModule(const ClientModule&) = delete;
  ClientModule& operator=(const ClientModule&) = delete;

  const std::string& name() const { return name_; }
  const sqlite3_module& methods() const { return methods_; }
  void* data() const { return data_; }
  /// There is a table of its name without CREATE VIRTUAL TABLE.
  bool is_eponymous() const { return !methods_.xCreate || methods_.xCreate == methods_.xConnect; }
  bool has_made_eponymous = false;  // the engine keeps it

 private:
  std::string name_;
  const sqlite3_module& methods_;  // the program's own, which outlives it
  void* data_;
  void (*destructor_)(void*);
};

/// Where a table may be used that a schema names.
enum class TableRisk : uint8_t {
  Normal,  // where schemas are trusted
  Low,     // everywhere: SQLITE_VTAB_INNOCUOUS
  High,    // nowhere: SQLITE_VTAB_DIRECTONLY
};

/// What a constructor says of its table while it runs.
struct Construction {
  const Construction* outer = nullptr;  // of a table whose constructor led to this one
  const sqlite3_module* methods = nullptr;
  std::string_view database, table;
  bool is_declared = false;
  std::unique_ptr<sql::Statement> tree;  // that the columns point into
  std::vector<catalog::Column> columns;
  bool without_rowid = false;
  bool keeps_constraints = false;  // SQLITE_VTAB_CONSTRAINT_SUPPORT
  TableRisk risk = TableRisk::Normal;
};

/// The table of `module` that `declaration` describes.
/// Errors: in the module's words, or "vtable constructor failed: v" and the like.
Result<std::unique_ptr<vtab::VirtualTable>> construct_table(sqlite3* db,
                                                            std::shared_ptr<ClientModule> module,
                                                            const vtab::Declaration& declaration);

/// For a connection that has just been opened: the engine finds the tables that modules have
/// without CREATE VIRTUAL TABLE.
void find_eponymous_tables(sqlite3* db);

/// What a method answered that failed: `message` (which is freed) or else the code's own text.
Error error_of_method(int code, char* message);

}  // namespace tern::abi
