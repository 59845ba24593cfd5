#pragma once

#include <functional>
#include <optional>
#include <span>

#include "engine/api/commit_observer.h"
#include "engine/api/include/tern/tern.h"
#include "sync/apply/applier.h"
#include "sync/model/commit_record.h"
#include "sync/primary/ledger.h"

namespace tern::sync::primary {

/// Makes a revision of each commit of one connection. Has the ledger's lock from before the commit
/// until it is in the history, or failed; where the caller has it already, the caller keeps it.
/// Threads: as the connection. Lifetime: not longer than the ledger and the connection.
class CommitRecorder final : public api::CommitObserver {
 public:
  CommitRecorder(Ledger& ledger, Connection& connection)
      : ledger_(ledger), connection_(connection) {}

  /// The next commit is a replica's transaction; without it, it is the server's own.
  void expect(const model::ReplicaId& origin, model::Seq seq, const model::Chain& chain,
              model::Hlc hlc);
  void decide(const apply::Applied& applied);
  /// The next commit is made here for a client of another make: it gets the client's next sequence.
  void expect_client(const model::ReplicaId& client, model::Hlc hlc);
  /// The next commit is the server's own after all.
  void expect_nobody() { is_expected_ = false; }
  /// Is told after each commit, without the lock.
  void set_after_commit(std::function<void()> told) { told_ = std::move(told); }

  /// Of the last commit.
  const model::Outcome& outcome() const { return record_.outcome; }
  model::Revision revision() const { return revision_; }

  Status before_commit(Bytes changeset, std::span<const PageNo> pages, ByteVector& record) override;
  void after_commit() override;
  void after_rollback() override;

 private:
  Status prepare(Bytes changeset, std::span<const PageNo> pages, ByteVector& out);
  void number(Bytes changeset);
  storage::Pager& pager();

  Ledger& ledger_;
  Connection& connection_;
  std::function<void()> told_;
  std::optional<Ledger::Lock> lock_;
  model::CommitRecord record_;  // without changeset and pages
  bool is_expected_ = false;
  bool is_numbered_ = false;  // by a replica
  model::Revision preparing_;
  model::Revision revision_;
};

}  // namespace tern::sync::primary
