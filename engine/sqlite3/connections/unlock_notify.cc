// sqlite3_unlock_notify(). Connections share no locks on tables here: nobody is ever blocked by
// one, and who asks is told at once.

#include "engine/sqlite3/connections/connection.h"

int sqlite3_unlock_notify(sqlite3* db, void (*notify)(void**, int), void* argument) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_unlock_notify");
  const tern::abi::Hold hold(db->mutex);
  if (notify) notify(&argument, 1);
  return tern::abi::set_result(db, SQLITE_OK);
}
