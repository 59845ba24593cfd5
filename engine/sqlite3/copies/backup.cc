// Online backup: sqlite3_backup_init() and what follows.

#include "engine/api/database_backup.h"
#include "engine/sqlite3/connections/connection.h"

struct sqlite3_backup {
  sqlite3_backup(sqlite3* source_in, tern::txn::Database& from, sqlite3* target_in,
                 tern::txn::Database& to)
      : source(source_in),
        target(target_in),
        copy({source_in->engine(), from}, {target_in->engine(), to},
             tern::api::DatabaseBackup::TargetLock::FirstStep) {}

  sqlite3* source;
  sqlite3* target;
  tern::api::DatabaseBackup copy;
  int code = SQLITE_OK;  // of the last step
};

namespace tern::abi {
namespace {

bool is_final(int code) {
  const int primary_code = code & 0xff;
  return code != SQLITE_OK && primary_code != SQLITE_BUSY && primary_code != SQLITE_LOCKED;
}

/// Null: there is none, which is the target's error. The temporary one is made.
txn::Database* backed_up(sqlite3* db, const char* name, sqlite3* target) {
  if (txn::Database* const found = find_schema(db, name)) return found;
  if (sqlite3_stricmp(name, "temp") == 0) {
    const Result<txn::Database*> made = db->engine().temporary();
    if (made) return *made;
    set_result(target, made.error());
    return nullptr;
  }
  set_result(target, SQLITE_ERROR, std::string("unknown database ") + name);
  return nullptr;
}

sqlite3_backup* start_backup(sqlite3* target, const char* target_name, sqlite3* source,
                             const char* source_name) {
  if (source == target) {
    set_result(target, SQLITE_ERROR, "source and destination must be distinct");
    return nullptr;
  }
  txn::Database* const from = backed_up(source, source_name, target);
  txn::Database* const to = from ? backed_up(target, target_name, target) : nullptr;
  if (!to) return nullptr;
  if (to->pager().is_reading()) {
    set_result(target, SQLITE_ERROR, "destination database is in use");
    return nullptr;
  }
  if (to->is_main() && target->engine().has_commit_observer()) {
    set_result(target, SQLITE_ERROR, "not supported: a backup onto a database that syncs");
    return nullptr;
  }
  auto made = std::make_unique<sqlite3_backup>(source, *from, target, *to);
  ++source->open_backups;
  ++target->open_backups;
  return made.release();
}

int next_step(sqlite3_backup& backup, int pages) {
  const Result<bool> complete = backup.copy.step(pages);
  if (complete) return *complete ? SQLITE_DONE : SQLITE_OK;
  const Error& error = complete.error();
  return error.is(ErrorCode::Unsupported) ? SQLITE_ERROR : static_cast<int>(error.code());
}

/// Lets go of a connection, which may have waited for that to be freed.
void leave_backup(sqlite3* db) {
  --db->open_backups;
  if (!free_if_zombie(db)) sqlite3_mutex_leave(db->mutex);
}

}  // namespace
}  // namespace tern::abi

using tern::abi::Hold;

sqlite3_backup* sqlite3_backup_init(sqlite3* target, const char* target_name, sqlite3* source,
                                    const char* source_name) {
  if (!tern::abi::is_usable(source) || !tern::abi::is_usable(target)) {
    tern::abi::misuse("sqlite3_backup_init");
    return nullptr;
  }
  const Hold hold_source(source->mutex);
  const Hold hold_target(target->mutex);
  sqlite3_backup* out = nullptr;
  tern::abi::guarded(target, [&] {
    out = tern::abi::start_backup(target, target_name, source, source_name);
    return SQLITE_OK;
  });
  return out;
}

int sqlite3_backup_step(sqlite3_backup* backup, int pages) {
  if (!backup) return tern::abi::misuse("sqlite3_backup_step");
  const Hold hold_source(backup->source->mutex);
  const Hold hold_target(backup->target->mutex);
  if (tern::abi::is_final(backup->code)) return backup->code;
  try {
    backup->code = tern::abi::next_step(*backup, pages);
  } catch (...) {
    backup->code = SQLITE_NOMEM;
  }
  return backup->code;
}

int sqlite3_backup_finish(sqlite3_backup* backup) {
  if (!backup) return SQLITE_OK;
  sqlite3* const source = backup->source;
  sqlite3* const target = backup->target;
  sqlite3_mutex_enter(source->mutex);
  sqlite3_mutex_enter(target->mutex);
  const int code = backup->code == SQLITE_DONE ? SQLITE_OK : backup->code;
  delete backup;
  tern::abi::set_result(target, code);
  tern::abi::leave_backup(target);
  tern::abi::leave_backup(source);
  return code;
}

int sqlite3_backup_remaining(sqlite3_backup* backup) {
  return static_cast<int>(backup->copy.remaining());
}

int sqlite3_backup_pagecount(sqlite3_backup* backup) {
  return static_cast<int>(backup->copy.page_count());
}
