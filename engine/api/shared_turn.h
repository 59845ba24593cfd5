#pragma once

#include "engine/api/connection_state.h"

namespace tern::api {

/// While it stands, of all connections of the process that share a cache with others only this
/// one's thread (or fiber) runs: a step of one lies before or after a step of another. When it
/// begins, the connection's transactions move on to what others have committed meanwhile, or, with
/// PRAGMA read_uncommitted, have changed so far. Turns may stand inside each other, also of several
/// connections in one thread. A connection that shares nothing pays for looking at one flag.
class SharedTurn {
 public:
  explicit SharedTurn(ConnectionState& connection)
      : connection_(connection.sharing.is_on ? &connection : nullptr) {
    if (connection_) begin();
  }
  ~SharedTurn() {
    if (connection_) end();
  }
  SharedTurn(const SharedTurn&) = delete;
  SharedTurn& operator=(const SharedTurn&) = delete;

 private:
  void begin();
  void end();

  ConnectionState* connection_;  // null: it shares nothing
};

/// The rules of storage::SharedCache for one connection. All do nothing where it shares no cache.
class SharedLocks {
 public:
  explicit SharedLocks(ConnectionState& connection) : connection_(connection) {}

  /// `database` was opened: the connection shares its cache, if it has one that is shared.
  void joined(txn::Database& database);
  /// Before anything is compiled. Errors: LockedSharedCache, "database schema is locked: main".
  Status check_schemas() { return connection_.sharing.is_on ? check_each_schema() : ok(); }
  /// Of what a statement reads and writes. Requires: transactions are open in its databases.
  /// Errors: LockedSharedCache.
  Status lock(std::span<const catalog::DatabaseUse::OneTable> tables);
  Status lock(txn::Database& database, const catalog::Table& table, bool writes);
  /// Keeps everybody else out of `database`, which is being written. Errors: LockedSharedCache.
  Status lock_schema(txn::Database& database);
  Status exclude_others(txn::Database& database);
  /// The transactions that were begun just now see what is uncommitted, where that is wanted.
  void look_at_uncommitted();
  /// A transaction has ended, or in autocommit mode a statement: who waits for that is told.
  void concluded() {
    if (connection_.sharing.is_on) tell_those_who_wait();
  }
  /// The connection is about to go.
  void leave();

 private:
  Status check_each_schema();
  void tell_those_who_wait();

  ConnectionState& connection_;
};

}  // namespace tern::api
