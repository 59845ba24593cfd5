#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/sqlite3/callbacks/callbacks.h"
#include "engine/sqlite3/copies/copies.h"
#include "engine/sqlite3/files/vfs.h"
#include "engine/sqlite3/library/library.h"
#include "engine/sqlite3/library/mutex.h"
#include "engine/sqlite3/modules/modules.h"
#include "engine/sqlite3/statements/value.h"
#include "sqlite3.h"
#include "tern/tern.h"

/// A connection as C programs hold it.
/// Threads: whoever reads or changes it holds `mutex`, save for sqlite3_interrupt().
struct sqlite3 {
  /// What a handle is good for. A pointer that is no connection is told apart where that is
  /// possible.
  enum class State : uint32_t {
    Open = 0x54b10c5a,
    Sick = 0x54b10c5b,    // could not be opened: only errors can be asked for
    Zombie = 0x54b10c5c,  // closed by close_v2() while statements, blobs or backups are left
    Closed = 0x54b10c5d,
  };

  State state = State::Sick;
  sqlite3_mutex* mutex = nullptr;         // null: opened with SQLITE_OPEN_NOMUTEX
  tern::abi::LoadedLibraries extensions;  // code that all below may call
  tern::abi::FileState files;             // file systems; outlives the connection
  /// Empty when Sick. Goes after all that belongs to it.
  std::optional<tern::Connection> connection;

  // The last result. `message` is UTF-8, "" where the code's own text says it all.
  int code = SQLITE_OK;  // extended
  int code_mask = 0xff;  // ~0 with extended result codes
  int system_errno = 0;
  int error_offset = -1;
  std::string message;
  std::u16string message16;  // of errmsg16(), made when it is asked for

  /// A finalized statement whose memory the next one takes.
  std::unique_ptr<sqlite3_stmt, void (*)(sqlite3_stmt*)> spare_statement{nullptr, nullptr};
  tern::abi::PassedPointers pointers;

  sqlite3_stmt* statements = nullptr;  // the newest; the others follow by `next`
  int open_blobs = 0;                  // that keep a zombie alive, as do statements
  int open_backups = 0;

  tern::abi::LibraryState library;     // configuration, busy handling, limits
  tern::abi::CallbackState callbacks;  // functions, collations, hooks
  tern::abi::ModuleState modules;      // virtual tables, extensions
  tern::abi::CopyState copies;         // blobs, images, sessions

  tern::api::ConnectionState& engine() { return connection->state(); }
};

namespace tern::abi {

/// Is `db` a connection that calls may use? False: they answer SQLITE_MISUSE (and say so in the
/// log).
bool is_usable(const sqlite3* db);
/// The same for calls that a connection that could not be opened answers, too: errmsg and the like.
bool is_usable_or_sick(const sqlite3* db);

/// Has it an engine, being open, or closed and still in use? For calls of which the reference does
/// not check more: without one they do nothing.
inline bool is_connected(const sqlite3* db) { return db && db->connection.has_value(); }

/// Makes `code` the connection's last result, without a message of its own; returns it as the
/// connection shows codes (`code & code_mask`).
int set_result(sqlite3* db, int code);
/// The same of a `code` that is no error.
inline int set_success(sqlite3* db, int code = SQLITE_OK) {
  db->code = code;
  db->error_offset = -1;
  db->message.clear();
  return code & db->code_mask;
}
int set_result(sqlite3* db, int code, std::string_view message);
/// The same of what the engine answered. Unsupported becomes SQLITE_ERROR.
int set_result(sqlite3* db, const Error& error);
int set_result(sqlite3* db, const Status& status);

/// A call was made that makes no sense: logged, as SQLITE_MISUSE.
int misuse(const char* where);

/// Runs `body`, an int() of result codes, at the border: memory that ran out becomes SQLITE_NOMEM.
template <class Body>
[[gnu::always_inline]] inline int guarded(sqlite3* db, const Body& body) {
  try {
    return body();
  } catch (...) {
    return set_result(db, SQLITE_NOMEM);
  }
}

/// Frees a zombie whose last statement, blob or backup is gone. Requires: its mutex is held, and
/// the caller does not touch `db` or the mutex afterwards if it returns true.
bool free_if_zombie(sqlite3* db);

}  // namespace tern::abi
