#include "engine/sqlite3/connections/connection.h"

#include "engine/api/connection_state.h"

namespace tern::abi {
namespace {

/// The reference asks the system right after an operation on files has failed.
void note_system_error(sqlite3& db, int code) {
  const int primary_code = code & 0xff;
  if (primary_code != SQLITE_CANTOPEN && primary_code != SQLITE_IOERR) return;
  if (code != SQLITE_IOERR_NOMEM) db.system_errno = last_system_error(&db);
}

/// The engine says more than programs expect of what is no database, or a damaged one.
bool is_told_by_code_alone(int code, std::string_view message) {
  if (code == SQLITE_NOTADB) return true;
  return code == SQLITE_CORRUPT && !message.starts_with("malformed database schema");
}

bool is_known_state(sqlite3::State state) {
  return state == sqlite3::State::Open || state == sqlite3::State::Sick;
}

void log_bad_connection(const char* what) {
  sqlite3_log(SQLITE_MISUSE, "API call with %s database connection pointer", what);
}

}  // namespace

bool is_usable(const sqlite3* db) {
  if (db == nullptr) {
    log_bad_connection("NULL");
    return false;
  }
  if (db->state == sqlite3::State::Open) return true;
  if (is_usable_or_sick(db)) log_bad_connection("unopened");
  return false;
}

bool is_usable_or_sick(const sqlite3* db) {
  if (db != nullptr && is_known_state(db->state)) return true;
  log_bad_connection("invalid");
  return false;
}

int set_result(sqlite3* db, int code) {
  db->code = code;
  db->error_offset = -1;
  db->message.clear();
  if (code != SQLITE_OK) note_system_error(*db, code);
  return code & db->code_mask;
}

int set_result(sqlite3* db, int code, std::string_view message) {
  const int shown = set_result(db, code);
  if (is_told_by_code_alone(code, message)) return shown;
  try {
    db->message = message;
  } catch (...) {  // the code's own text has to do
    db->message.clear();
  }
  return shown;
}

int set_result(sqlite3* db, const Error& error) {
  const bool is_own = error.is(ErrorCode::Unsupported);
  const int code = is_own ? SQLITE_ERROR : static_cast<int>(error.code());
  // A message of its own that is empty is kept apart from none by its NUL.
  static constexpr std::string_view kEmpty("\0", 1);
  const bool is_empty = error.has_detail() && error.message().empty();
  const int shown = set_result(db, code, is_empty ? kEmpty : error.message());
  db->error_offset = error.sql_offset();
  return shown;
}

int set_result(sqlite3* db, const Status& status) {
  return status ? set_result(db, SQLITE_OK) : set_result(db, status.error());
}

int misuse(const char* where) {
  sqlite3_log(SQLITE_MISUSE, "misuse in %s of [%.10s]", where, sqlite3_sourceid() + 20);
  return SQLITE_MISUSE;
}

bool free_if_zombie(sqlite3* db) {
  if (db->state != sqlite3::State::Zombie) return false;
  if (db->statements != nullptr || db->open_blobs > 0 || db->open_backups > 0) return false;
  sqlite3_mutex* mutex = db->mutex;
  if (db->connection) tell_rollback_at_close(db);
  db->state = sqlite3::State::Closed;
  {
    const KeepingWal keeping(*db);
    delete db;
  }
  sqlite3_mutex_leave(mutex);
  sqlite3_mutex_free(mutex);
  return true;
}

}  // namespace tern::abi
