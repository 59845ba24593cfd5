// Transactions, what statements changed, and stopping them.

#include <algorithm>

#include "engine/api/connection_state.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

int state_of_transaction(txn::Database& database) {
  if (database.pager().is_writing()) return SQLITE_TXN_WRITE;
  return database.pager().is_reading() ? SQLITE_TXN_READ : SQLITE_TXN_NONE;
}

int highest_transaction_state(sqlite3& db) {
  int highest = SQLITE_TXN_NONE;
  for (const auto& database : db.engine().databases()) {
    highest = std::max(highest, state_of_transaction(*database));
  }
  return highest;
}

/// Content that was changed goes to the file at the commit: what has to be seen now is only
/// whether it could. Readers may be in the way.
int flush_caches(sqlite3& db) {
  bool has_met_readers = false;
  for (const auto& database : db.engine().databases()) {
    if (!database->pager().is_writing()) continue;
    const Status flushed = database->pager().exclude_readers();
    if (flushed) continue;
    if (primary(flushed.error().code()) != ErrorCode::Busy) return set_result(&db, flushed);
    has_met_readers = true;
  }
  return has_met_readers ? SQLITE_BUSY : SQLITE_OK;
}

}  // namespace
}  // namespace tern::abi

int sqlite3_get_autocommit(sqlite3* db) {
  return !tern::abi::is_connected(db) || db->engine().autocommit() ? 1 : 0;
}

int sqlite3_txn_state(sqlite3* db, const char* schema) {
  if (!tern::abi::is_connected(db)) return schema ? -1 : SQLITE_TXN_NONE;
  const tern::abi::Hold hold(db->mutex);
  if (!schema) return tern::abi::highest_transaction_state(*db);
  if (tern::txn::Database* found = tern::abi::find_schema(db, schema)) {
    return tern::abi::state_of_transaction(*found);
  }
  return sqlite3_stricmp(schema, "temp") == 0 ? SQLITE_TXN_NONE : -1;
}

sqlite3_int64 sqlite3_changes64(sqlite3* db) {
  return tern::abi::is_connected(db) ? db->connection->changes() : 0;
}

int sqlite3_changes(sqlite3* db) { return static_cast<int>(sqlite3_changes64(db)); }

sqlite3_int64 sqlite3_total_changes64(sqlite3* db) {
  return tern::abi::is_connected(db) ? db->connection->total_changes() : 0;
}

int sqlite3_total_changes(sqlite3* db) { return static_cast<int>(sqlite3_total_changes64(db)); }

sqlite3_int64 sqlite3_last_insert_rowid(sqlite3* db) {
  return tern::abi::is_connected(db) ? db->connection->last_insert_rowid() : 0;
}

void sqlite3_set_last_insert_rowid(sqlite3* db, sqlite3_int64 rowid) {
  if (!tern::abi::is_connected(db)) return;
  const tern::abi::Hold hold(db->mutex);
  db->engine().transaction().last_insert_rowid = rowid;
}

// Without the mutex: it is called from other threads while a statement runs.
void sqlite3_interrupt(sqlite3* db) {
  if (tern::abi::is_connected(db)) db->connection->interrupt();
}

int sqlite3_db_cacheflush(sqlite3* db) {
  if (!tern::abi::is_connected(db)) return SQLITE_OK;
  const tern::abi::Hold hold(db->mutex);
  return tern::abi::guarded(db, [&] { return tern::abi::flush_caches(*db); });
}
