#pragma once

#include "sync/replica/replica_state.h"

namespace tern::sync::replica {

/// Sees every commit on the replica's connection: user transactions become TRANSACTION records, the
/// installing of a pull becomes a REBASE record.
class Replica::State::Recorder final : public api::CommitObserver {
 public:
  explicit Recorder(State& state) : state_(state) {}

  /// The next commit installs this base. Until the commit or rollback.
  void begin_rebase(const Rebase& rebase) { rebase_ = rebase; }
  void end_rebase() { rebase_.reset(); }

  Status before_commit(Bytes changeset, std::span<const PageNo> pages, ByteVector& record) override;
  void after_commit() override;
  void after_rollback() override {}
  /// A drain after a commit that failed: the record is in the WAL, the next catch-up takes it.
  const Status& drained() const { return drained_; }

 private:
  Status record_rebase(std::span<const PageNo> pages, ByteVector& record);
  Status record_transaction(Bytes changeset, std::span<const PageNo> pages, ByteVector& record);

  Status write_intent(std::span<const PageNo> pages, Bytes record);

  State& state_;
  std::optional<Rebase> rebase_;
  Status drained_;
};

}  // namespace tern::sync::replica
