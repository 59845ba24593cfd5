#pragma once

#include <cstdint>
#include <memory>

#include "engine/api/include/tern/tern.h"

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

 private:
  friend class HostedDatabase;
  class State;
  explicit SqlConnection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tern::sync::primary
