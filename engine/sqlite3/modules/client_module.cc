// What makes the tables of modules that programs have registered.

#include "engine/sqlite3/modules/client_module.h"

#include <algorithm>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {
namespace {

/// Stands for the constructor that runs, for what it calls.
class InConstruction {
 public:
  InConstruction(sqlite3* db, Construction& construction) : state_(db->modules) {
    construction.outer = state_.construction;
    state_.construction = &construction;
  }
  ~InConstruction() { state_.construction = const_cast<Construction*>(state_.construction->outer); }
  InConstruction(const InConstruction&) = delete;
  InConstruction& operator=(const InConstruction&) = delete;

 private:
  ModuleState& state_;
};

bool is_under_construction(const sqlite3* db, const vtab::Declaration& declaration) {
  for (const Construction* one = db->modules.construction; one; one = one->outer) {
    if (one->table == declaration.table && one->database == declaration.database) return true;
  }
  return false;
}

/// The words of the statement, as constructors get them: module, database, table, arguments.
class ConstructorWords {
 public:
  explicit ConstructorWords(const vtab::Declaration& declaration)
      : words_{std::string(declaration.module), std::string(declaration.database),
               std::string(declaration.table)} {
    for (const std::string& argument : declaration.arguments) {
      if (!argument.empty()) words_.push_back(argument);
    }
    for (const std::string& word : words_) pointers_.push_back(word.c_str());
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> words_;
  std::vector<const char*> pointers_;
};

std::unexpected<Error> constructor_failed(const vtab::Declaration& declaration, int code,
                                          char* message) {
  if (message) return std::unexpected(error_of_method(code, message));
  if (code == SQLITE_NOMEM) return fail(ErrorCode::NoMem);
  return fail(static_cast<ErrorCode>(code),
              "vtable constructor failed: " + std::string(declaration.table));
}

}  // namespace

ClientModule::~ClientModule() {
  if (destructor_) destructor_(data_);
}

Error error_of_method(int code, char* message) {
  Error out(static_cast<ErrorCode>(code), message ? message : sqlite3_errstr(code));
  sqlite3_free(message);
  return out;
}

Result<std::unique_ptr<vtab::VirtualTable>> construct_table(sqlite3* db,
                                                            std::shared_ptr<ClientModule> module,
                                                            const vtab::Declaration& declaration) {
  if (is_under_construction(db, declaration)) {
    return fail(ErrorCode::Locked,
                "vtable constructor called recursively: " + std::string(declaration.table));
  }
  const sqlite3_module& methods = module->methods();
  const auto constructor = declaration.is_new ? methods.xCreate : methods.xConnect;
  if (!constructor) return fail(ErrorCode::Error, "no such module: " + module->name());
  Construction construction;
  construction.methods = &methods;
  construction.database = declaration.database;
  construction.table = declaration.table;
  const ConstructorWords words(declaration);
  sqlite3_vtab* made = nullptr;
  char* message = nullptr;
  const int code = [&] {
    const InConstruction standing(db, construction);
    return constructor(db, module->data(), words.count(), words.pointers(), &made, &message);
  }();
  if (code != SQLITE_OK) return constructor_failed(declaration, code, message);
  sqlite3_free(message);
  if (!made) return constructor_failed(declaration, SQLITE_ERROR, nullptr);
  *made = {.pModule = &methods, .nRef = 1, .zErrMsg = nullptr};
  if (!construction.is_declared) {
    methods.xDisconnect(made);
    return fail(ErrorCode::Error,
                "vtable constructor did not declare schema: " + std::string(declaration.table));
  }
  return std::make_unique<ClientTable>(db, std::move(module), made, std::move(construction));
}

}  // namespace tern::abi
