#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "engine/base/result.h"
#include "engine/io/clock.h"
#include "engine/io/random.h"
#include "sync/session/client_session.h"
#include "sync/wire/exchange.h"

namespace tern::sync::replica {

struct ReplicaOptions {
  uint32_t busy_timeout_ms = 5000;
  io::Clock* clock = &io::system_clock();
  io::Random* random = &io::system_random();
};

/// Where a replica stands; no network is needed to know it.
struct ReplicaStatus {
  std::string remote;    // server's address without a database: "https://host:port"
  std::string database;  // name at the primary
  std::string rid;       // hex
  uint64_t epoch = 0;
  uint64_t base_revision = 0;
  uint64_t last_seq = 0;   // of the newest local transaction
  uint64_t acked_seq = 0;  // up to here the primary's outcome is known
  uint64_t pending = 0;    // transactions not yet in the base
  uint64_t conflicts_open = 0;
};

using session::Direction;

/// What one round did.
struct SyncReport {
  uint64_t pushed = 0;   // transactions whose outcome came back
  uint64_t applied = 0;  // .. of these
  uint64_t merged = 0;
  uint64_t parked = 0;
  uint64_t revision = 0;      // base revision afterwards
  bool moved = false;         // the base moved
  bool forked = false;        // this file was a copy: it got a new replica id
  uint64_t bytes_pushed = 0;  // bodies
  uint64_t bytes_pulled = 0;
};

/// A local database file that syncs: base plus overlay, with its side files.
/// Threads: one at a time, as its Connection. Several Replicas (also in several processes) may have
/// one file open; syncs of one file wait for each other.
class Replica {
 public:
  /// Makes the file at `path` from the primary's newest state. A cut clone continues where it was.
  /// Errors: Misuse if a database is there already; IoErr; Corrupt if the bytes were not proven.
  static Result<std::unique_ptr<Replica>> clone(const std::string& path, std::string_view remote,
                                                std::string_view database, wire::Exchange& exchange,
                                                ReplicaOptions options = {});
  /// Opens a replica. Errors: NotFound if the file is no replica (no `-sync` file beside it).
  static Result<std::unique_ptr<Replica>> open(const std::string& path,
                                               ReplicaOptions options = {});
  /// Is there a `-sync` file beside `path`?
  static bool is_replica(const std::string& path);
  /// Creates the database at the primary from the file at `path` and makes the file its replica.
  static Result<std::unique_ptr<Replica>> publish(const std::string& path, std::string_view remote,
                                                  std::string_view database,
                                                  wire::Exchange& exchange,
                                                  ReplicaOptions options = {});
  ~Replica();

  /// The connection to work with: its transactions are recorded and will be pushed.
  /// Lifetime: this Replica's.
  Connection& connection();
  /// Moves the connection to `place`, which is who keeps it from now on.
  /// Lifetime: it must stay there for longer than this Replica lives.
  void keep_connection_in(std::optional<Connection>& place);

  /// One round: push what is pending, pull the newest state, replay what is left; or one of the
  /// two. What was pushed only stays pending until a pull brings it back in the base.
  /// Requires: no transaction is open on connection().
  /// Errors: IoErr (network; nothing is lost, call again later); Busy; Auth; Corrupt (a foreign
  /// writer changed the file, or the primary's bytes were not proven).
  Result<SyncReport> sync_once(wire::Exchange& exchange, Direction direction = Direction::Both);

  ReplicaStatus status() const;

 private:
  class State;
  explicit Replica(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Order-free SHA-256-based hash over schema and rows, read through SQL: equal for equal content,
/// whatever the page layout. Hex. The sync state is not part of it.
Result<std::string> content_hash(Connection& connection);

}  // namespace tern::sync::replica
