// What methods of a table are called for its changes, its transactions and its end.

#include <utility>

#include "engine/sqlite3/modules/client_table.h"

namespace tern::abi {
namespace {

Status code_alone(int code) {
  if (code == SQLITE_OK) return ok();
  return fail(static_cast<ErrorCode>(code), sqlite3_errstr(code));
}

using SavepointMethod = int (*)(sqlite3_vtab*, int);

/// Modules of the first version have no such methods, whatever stands in their place.
Status tell_savepoint(const sqlite3_module& methods, SavepointMethod sqlite3_module::* method,
                      sqlite3_vtab* table, int32_t number) {
  if (methods.iVersion < 2 || !(methods.*method) || !table) return ok();
  return code_alone((methods.*method)(table, number));
}

}  // namespace

Status ClientTable::begin() {
  const int code = methods().xBegin(table_);
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

Status ClientTable::sync() {
  if (!table_ || !methods().xSync) return ok();
  const int code = methods().xSync(table_);
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

void ClientTable::commit() {
  if (table_ && methods().xCommit) methods().xCommit(table_);
}

void ClientTable::rollback() {
  if (table_ && methods().xRollback) methods().xRollback(table_);
}

Status ClientTable::savepoint(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xSavepoint, table_, number);
}

Status ClientTable::release(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xRelease, table_, number);
}

Status ClientTable::rollback_to(int32_t number) {
  return tell_savepoint(methods(), &sqlite3_module::xRollbackTo, table_, number);
}

Status ClientTable::rename(const std::string& name) {
  if (!methods().xRename) return ok();
  const int code = methods().xRename(table_, name.c_str());
  return code == SQLITE_OK ? ok() : std::unexpected(error(code));
}

Status ClientTable::destroy() {
  if (cursors_ > 0) return fail(ErrorCode::Locked, "database table is locked");
  const auto method = methods().xDestroy ? methods().xDestroy : methods().xDisconnect;
  TRY(code_alone(method(table_)));
  table_ = nullptr;
  return ok();
}

}  // namespace tern::abi
