#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "engine/base/result.h"
#include "sync/primary/writer_queue.h"

namespace tern::daemon::streams {

/// What one database may take up; 0: no limit of its own.
struct DatabaseLimits {
  uint64_t bytes_max = 0;                      ///< of its file
  uint32_t streams_max = 0;                    ///< open at once
  std::chrono::milliseconds statement_max{0};  ///< then it is interrupted
  uint64_t result_bytes_max = 0;               ///< of one answer (not of a cursor)
  bool foreign_keys = true;                    ///< on for new streams, as libSQL's servers have it
};

/// A change that a sync client of Turso's pushed and that was not made.
struct RefusedChange {
  std::string client;  ///< as it names itself
  std::string change;  ///< SQL, with the values behind it
  std::string code;    ///< SQLite's name of the error; "": there was none, it had no effect
  std::string why;
};

/// An open connection of a stream. Threads: one at a time.
class Session {
 public:
  virtual ~Session() = default;
  virtual Connection& connection() = 0;
  /// Writes it down where users look for conflicts, in the connection's transaction if there is
  /// one; at most once while it is open. A database that has no such place: nothing.
  virtual Status record_refusal(const RefusedChange&) { return {}; }
};

/// A database as streams see it: the server's (over sync/primary), in tests a plain file. While
/// somebody holds one, it stays open. Threads: any.
class Database {
 public:
  virtual ~Database() = default;
  virtual std::string_view name() const = 0;
  /// Errors: CantOpen, IoErr*, Corrupt.
  virtual Result<std::unique_ptr<Session>> connect() = 0;
  virtual sync::primary::WriterQueue& writers() = 0;
  virtual DatabaseLimits limits() const = 0;
};

/// Finds databases by name. Threads: any.
class Databases {
 public:
  virtual ~Databases() = default;
  /// Errors: NotFound; of opening it.
  virtual Result<std::shared_ptr<Database>> find(std::string_view name) = 0;
};

}  // namespace tern::daemon::streams
