// Closing a connection: at once, or when what still uses it is gone.

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

bool has_dependents(const sqlite3& db) {
  return db.statements != nullptr || db.open_blobs > 0 || db.open_backups > 0;
}

int close_connection(sqlite3* db, bool may_wait) {
  if (!db) return SQLITE_OK;
  if (!is_usable_or_sick(db)) return misuse("sqlite3_close");
  sqlite3_mutex_enter(db->mutex);
  if (db->connection) {
    tell_closing(db);
    disconnect_tables(db);
    db->engine().roll_back_tables();
  }
  if (!may_wait && has_dependents(*db)) {
    set_result(db, SQLITE_BUSY,
               "unable to close due to unfinalized statements or unfinished backups");
    sqlite3_mutex_leave(db->mutex);
    return SQLITE_BUSY;
  }
  db->state = sqlite3::State::Zombie;
  if (!free_if_zombie(db)) sqlite3_mutex_leave(db->mutex);
  return SQLITE_OK;
}

}  // namespace
}  // namespace tern::abi

int sqlite3_close(sqlite3* db) { return tern::abi::close_connection(db, false); }

int sqlite3_close_v2(sqlite3* db) { return tern::abi::close_connection(db, true); }
