#pragma once

#include <cstdint>
#include <memory>

#include "engine/api/include/tern/tern.h"
#include "sync/apply/applier.h"
#include "sync/primary/client_push.h"

namespace tern::sync::primary {

class HostedDatabase;

/// A connection for SQL to a hosted database (HostedDatabase::connect). What it commits becomes a
/// revision of the history with a commit record in the same WAL commit, as a push does: there is
/// one way to commit.
///
/// Who lets it write holds a turn of HostedDatabase::writers() from before the statement that takes
/// the write lock (BEGIN IMMEDIATE, the first change of a deferred transaction, a change in
/// autocommit mode) until the transaction has ended. Threads: one at a time. Lifetime: must not
/// outlive the database, which must stay in use.
class SqlConnection {
 public:
  ~SqlConnection();
  SqlConnection(const SqlConnection&) = delete;

  Connection& connection();
  /// The revision of its last commit; 0 before the first.
  uint64_t last_revision() const;

  /// A transaction that a client of another make pushes as SQL. After its BEGIN IMMEDIATE:
  Status begin_push();
  /// What the open transaction has changed so far. Units: operations of its changeset.
  uint64_t operations();
  /// Before its COMMIT: undoes what was done since begin_push(), and does it again as a transaction
  /// of the client by the resolver that judges what replicas push. Its conflicts are recorded in
  /// the same transaction, whose commit is then the client's. Parked: nothing of it is done, and
  /// the last conflict says why. Errors: of storage; roll back.
  Result<apply::Applied> resolve_push(const ClientPush& push);
  /// However it ended. Requires: no transaction is open.
  void end_push();

 private:
  friend class HostedDatabase;
  class State;
  explicit SqlConnection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::sync::primary
