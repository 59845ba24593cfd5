#pragma once

#include <span>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"

namespace tern::api {

/// Somebody who sees every write transaction of a connection at its commit: sync's way in.
/// While one is set, the connection captures changesets.
/// Threads: called on the connection's thread, inside the write transaction.
class CommitObserver {
 public:
  virtual ~CommitObserver() = default;

  /// Called once the transaction's work is done and its deferred constraints hold, before it is
  /// durable. `changeset`: what changed, in order; `pages`: the pages that the commit will write.
  /// Appends to `record` the bytes that ride in the commit's own WAL frames (nothing: no record).
  /// Errors: the commit fails with them; the transaction stays open.
  virtual Status before_commit(Bytes changeset, std::span<const PageNo> pages,
                               ByteVector& record) = 0;
  /// Called when the commit is durable (as far as `synchronous` makes it).
  virtual void after_commit() = 0;
  /// What before_commit was called for did not happen: the commit failed, or was rolled back.
  virtual void after_rollback() = 0;
};

}  // namespace tern::api
