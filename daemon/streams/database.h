#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "engine/base/result.h"
#include "sync/model/conflict.h"
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
  /// What the resolver says, where it was that which refused; it knows better than `code`.
  std::optional<sync::model::Conflict> conflict = {};
};

/// What is known of a transaction that a sync client of Turso's pushes.
struct PushedTransaction {
  std::string client;
  bool has_base_of_last_push = false;  ///< it has pulled nothing since
  bool is_first_without_pull = false;  ///< it has neither pushed nor pulled so far
  /// Operations, from..to, of statements that are to insert a row which was not there.
  std::vector<std::pair<uint64_t, uint64_t>> inserts;
};

/// An open connection of a stream. Threads: one at a time.
class Session {
 public:
  virtual ~Session() = default;
  virtual tern::Connection& connection() = 0;
  /// Writes it down where users look for conflicts, in the connection's transaction if there is
  /// one; at most once while it is open. A database that has no such place: nothing.
  virtual Status record_refusal(const RefusedChange&) { return {}; }
  /// VACUUM, in a turn of its own. Requires: no transaction is open.
  virtual Status vacuum() { return connection().execute("VACUUM"); }

  /// A push, after its BEGIN; how much it has changed so far; before its COMMIT: makes it a
  /// transaction of the client, as the resolver decides (sync::primary::SqlConnection). Not
  /// nothing: it is refused, and to be rolled back. Then, however it ended, end_push(). A database
  /// that does not sync: what its SQL did is what is committed.
  virtual Status begin_push() { return {}; }
  virtual uint64_t operations() { return 0; }
  virtual Result<std::optional<RefusedChange>> resolve_push(const PushedTransaction&) {
    return std::nullopt;
  }
  virtual void end_push() {}
};

/// A database as streams see it: the server's (over sync/primary), in tests a plain file. While
/// somebody holds one, it stays open. Threads: any.
class Database {
 public:
  virtual ~Database() = default;
  virtual std::string_view name() const = 0;
  /// Errors: CantOpen, IoErr*, Corrupt.
  virtual Result<std::unique_ptr<Session>> connect() = 0;
  /// One for all objects of the same open database: by it they are known as such.
  virtual sync::primary::WriterQueue& writers() = 0;
  virtual DatabaseLimits limits() const = 0;
  /// The file that connections of other databases may read when they attach it; "": none.
  virtual std::string path() const { return {}; }
};

/// Finds databases by name. Threads: any.
class Databases {
 public:
  virtual ~Databases() = default;
  /// Errors: NotFound; of opening it.
  virtual Result<std::shared_ptr<Database>> find(std::string_view name) = 0;
};

}  // namespace tern::daemon::streams
