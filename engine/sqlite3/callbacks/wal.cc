// The hook of commits to a log, and checkpoints.

#include "engine/api/connection_state.h"
#include "engine/catalog/schema.h"
#include "engine/sqlite3/connections/connection.h"

namespace tern::abi {
namespace {

using storage::CheckpointMode;
using storage::CheckpointResult;

Status tell_log(sqlite3* db, std::string_view database, uint32_t frame_count) {
  const auto hook = db->callbacks.wal;
  const std::string name(database);
  const int code = hook.function(hook.data, db, name.c_str(), static_cast<int>(frame_count));
  if (code == SQLITE_OK) return ok();
  return fail(static_cast<ErrorCode>(code));
}

/// Checkpointing by itself is a hook in the reference, whose data is the number of pages.
void* log_hook_data(sqlite3* db) {
  if (db->engine().hooks().wal) return db->callbacks.wal.data;
  return reinterpret_cast<void*>(static_cast<uintptr_t>(db->engine().wal_autocheckpoint()));
}

/// Checkpoints one database; adds to `out` what it gave. True: another was in the way.
Result<bool> checkpoint_one(txn::Database& database, CheckpointMode mode, CheckpointResult& out) {
  if (database.pager().is_reading()) {
    return fail(ErrorCode::Locked, "database table is locked");
  }
  out = TRY(database.pager().checkpoint(mode));
  return out.busy;
}

Result<CheckpointResult> checkpoint_all(sqlite3* db, CheckpointMode mode) {
  CheckpointResult first{false, -1, -1};
  bool is_busy = false;
  for (size_t i = 0; i < db->engine().databases().size(); ++i) {
    CheckpointResult one{false, -1, -1};
    is_busy |= TRY(checkpoint_one(*db->engine().databases()[i], mode, one));
    if (i == 0) first = one;
  }
  first.busy = is_busy;
  return first;
}

Result<CheckpointResult> checkpoint_named(sqlite3* db, std::string_view name, CheckpointMode mode) {
  CheckpointResult out{false, -1, -1};
  txn::Database* const database = db->engine().find_database(name);
  if (database) {
    out.busy = TRY(checkpoint_one(*database, mode, out));
    return out;
  }
  // The temporary one is always there, if only by its name.
  if (catalog::same_name(name, "temp")) return out;
  return fail(ErrorCode::Error, "unknown database: " + std::string(name));
}

int run_checkpoint(sqlite3* db, const char* name, CheckpointMode mode, int* in_log, int* moved) {
  const bool is_named = name && *name != '\0';
  const Result<CheckpointResult> result =
      is_named ? checkpoint_named(db, name, mode) : checkpoint_all(db, mode);
  if (!result) return set_result(db, result.error());
  if (in_log) *in_log = result->wal_frames;
  if (moved) *moved = result->checkpointed_frames;
  return set_result(db, result->busy ? SQLITE_BUSY : SQLITE_OK);
}

}  // namespace
}  // namespace tern::abi

namespace abi = tern::abi;

void* sqlite3_wal_hook(sqlite3* db, int (*hook)(void*, sqlite3*, const char*, int), void* data) {
  if (!abi::is_usable(db)) return nullptr;
  const abi::Hold hold(db->mutex);
  void* const before = abi::log_hook_data(db);
  (void)abi::guarded(db, [&] {
    db->callbacks.wal = {hook, data};
    std::function<tern::Status(std::string_view, uint32_t)> told;
    if (hook) {
      told = [db](std::string_view database, uint32_t frame_count) {
        return abi::tell_log(db, database, frame_count);
      };
    }
    db->connection->set_wal_hook(std::move(told));
    return SQLITE_OK;
  });
  return before;
}

int sqlite3_wal_autocheckpoint(sqlite3* db, int pages) {
  if (!abi::is_usable(db)) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  db->callbacks.wal = {};
  db->connection->set_wal_autocheckpoint(pages > 0 ? static_cast<uint32_t>(pages) : 0);
  return SQLITE_OK;
}

int sqlite3_wal_checkpoint_v2(sqlite3* db, const char* name, int mode, int* in_log, int* moved) {
  if (!abi::is_usable(db)) return SQLITE_MISUSE;
  if (in_log) *in_log = -1;
  if (moved) *moved = -1;
  if (mode < SQLITE_CHECKPOINT_PASSIVE || mode > SQLITE_CHECKPOINT_TRUNCATE) return SQLITE_MISUSE;
  const abi::Hold hold(db->mutex);
  return abi::guarded(db, [&] {
    return abi::run_checkpoint(db, name, static_cast<tern::storage::CheckpointMode>(mode), in_log,
                               moved);
  });
}

int sqlite3_wal_checkpoint(sqlite3* db, const char* name) {
  return sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}
