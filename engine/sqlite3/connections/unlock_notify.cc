// sqlite3_unlock_notify().

#include "engine/sqlite3/connections/connection.h"
#include "engine/storage/blocked_connections.h"

int sqlite3_unlock_notify(sqlite3* db, void (*notify)(void**, int), void* argument) {
  if (!tern::abi::is_connected(db)) return tern::abi::misuse("sqlite3_unlock_notify");
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] {
    tern::storage::BlockedConnections& all = tern::storage::blocked_connections();
    if (!notify) {
      all.cancel(&db->engine());
    } else if (!all.notify_when_free(&db->engine(), notify, argument)) {
      return tern::abi::set_result(db, SQLITE_LOCKED, "database is deadlocked");
    }
    return tern::abi::set_result(db, SQLITE_OK);
  });
}
