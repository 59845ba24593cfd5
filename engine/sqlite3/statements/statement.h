#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/statement_state.h"
#include "engine/sqlite3/statements/value.h"
#include "sqlite3.h"

/// A statement as C programs hold it. Threads: under its connection's mutex, but for its row: that
/// may be read by several threads at once, while none steps or resets the statement.
///
/// Phases: Ready -> Running (step() gave a row, or met a lock) -> Halted (it gave the end or an
/// error) -> Ready (reset, also by the next step).
struct sqlite3_stmt {
  enum class Phase : uint8_t { Ready, Running, Halted };

  /// What a parameter has. The engine gets numbers at once, and all else when a run starts: bytes
  /// that the program keeps are read then, and may change between runs.
  struct Bound {
    tern::record::ValueView value;  // its bytes are the program's, or those of `bytes`
    std::string bytes;
    void (*destructor)(void*) = nullptr;  // is to hear of `data` when it is not needed any more
    void* data = nullptr;
    std::shared_ptr<tern::abi::PassedPointer> passed;  // shared: with values that were made of it
    bool is_outside = false;                           // the bytes are the program's
    bool is_unsent = false;                            // the engine does not have it yet
    bool is_zeros = false;                             // bind_zeroblob()
    bool holds_more = false;                           // there is more to give back than the value

    static constexpr size_t kMuchToKeep = 4096;  // bytes
  };
  struct Column {
    sqlite3_value value;
    uint64_t row_number = 0;  // the row that it is of
  };

  sqlite3* db = nullptr;         // null: finalized
  sqlite3_stmt* next = nullptr;  // of the connection's statements
  sqlite3_stmt* previous = nullptr;
  std::unique_ptr<tern::api::StatementState> statement;

  const tern::record::ValueView* row = nullptr;  // that the statement stands on
  int row_size = 0;                              // columns of it; 0: there is none
  Phase phase = Phase::Ready;
  bool is_legacy = false;      // sqlite3_prepare(): step() says SQLITE_ERROR, reset() what it was
  bool wants_sending = false;  // some Bound is outside or unsent
  unsigned int prepare_flags = 0;    // SQLITE_PREPARE_*
  int result = SQLITE_OK;            // of the last run: what reset() and finalize() return
  std::string failure;               // and its message
  uint64_t row_number = 0;           // counts the rows, so that columns know whether they are of it
  uint64_t environment_version = 0;  // of the connection when it was compiled
  std::vector<uint32_t> schema_cookies;  // is_legacy: of the databases, when it was compiled
  tern::TextEncoding stored_encoding = tern::TextEncoding::Utf8;  // of the database's text
  uint64_t step_count = 0;
  uint64_t counted_runs = 0;  // that sqlite3_stmt_status() has cleared; the same of the next two
  uint64_t counted_recompiles = 0;
  uint64_t counted_steps = 0;
  tern::functions::Work cleared_work;

  std::atomic_flag is_converting;  // somebody has `columns`: a mutex would be most of such a call
  std::vector<Column> columns;     // made when they are asked for
  size_t parameter_count = 0;
  std::vector<Bound> bound;  // by parameter - 1; some may be left of a former statement
  /// Names of columns that need bytes of their own, by kind and column; empty until one is asked
  /// for.
  std::vector<std::string> names;
  uint64_t names_of = 0;  // recompile_count() when they were made
};

namespace tern::abi {

/// Makes a statement of `sql` and puts it into the connection's list; `out` is null for a text
/// without one. Requires: the mutex is held; `db` is open. Returns the code that the program gets.
/// `tail`: the offset behind the statement, or where reading failed.
int prepare(sqlite3* db, std::string_view sql, unsigned int flags, bool is_legacy,
            sqlite3_stmt** out, size_t* tail);

/// These require that the mutex is held, and return what the program gets.
int step(sqlite3_stmt& statement);
int reset(sqlite3_stmt& statement);
/// Does not care for zombies: see free_if_zombie().
int finalize(sqlite3_stmt* statement);

/// The SQL with values in place of parameters, for sqlite3_free(). Null where it would be too long.
char* expanded_sql(sqlite3_stmt& statement);

/// The statement whose text the engine calls `sql` (the very bytes, not the like), as in a
/// TraceEvent; null: it is none of the program's.
sqlite3_stmt* statement_of(sqlite3* db, std::string_view sql);

/// Says in the log that `statement` may not be used.
void log_unusable(const sqlite3_stmt* statement);
/// Whether `statement` may be used: not null, not finalized. Says so in the log.
inline bool is_usable(const sqlite3_stmt* statement) {
  if (statement && statement->db) [[likely]]
    return true;
  log_unusable(statement);
  return false;
}

/// The destructor of what a parameter had, and the like.
void give_back(sqlite3_stmt::Bound& bound);
/// The parameter is `value`, which the engine does not know of yet, and no more what it was.
inline void rebind(sqlite3_stmt::Bound& bound, const tern::record::ValueView& value = {}) {
  bound.value = value;
  bound.is_outside = bound.is_zeros = false;
  bound.is_unsent = true;
  if (bound.holds_more) [[unlikely]]
    give_back(bound);
}

}  // namespace tern::abi
