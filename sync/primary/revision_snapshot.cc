#include "sync/primary/revision_snapshot.h"

#include <algorithm>
#include <utility>

#include "engine/api/connection_state.h"
#include "sync/primary/ledger.h"

namespace tern::sync::primary {

RevisionSnapshot::RevisionSnapshot(Connection connection, model::Revision revision,
                                   model::Epoch epoch)
    : connection_(std::move(connection)), revision_(revision), epoch_(epoch) {
  const storage::Pager& pager = connection_->state().pager();
  page_count_ = pager.page_count();
  page_size_ = pager.page_size();
}

Result<ByteVector> RevisionSnapshot::read(PageNo no) {
  const std::lock_guard guard(mutex_);
  if (!connection_) return fail(ErrorCode::BusySnapshot, "the snapshot was given up");
  const storage::PageRef page = TRY(connection_->state().pager().read(no));
  return ByteVector(page.bytes().begin(), page.bytes().end());
}

bool RevisionSnapshot::is_kept() const {
  const std::lock_guard guard(mutex_);
  return connection_.has_value();
}

void RevisionSnapshot::give_up() {
  const std::lock_guard guard(mutex_);
  connection_.reset();
}

Result<std::shared_ptr<RevisionSnapshot>> Snapshots::newest() {
  const std::lock_guard guard(mutex_);
  expire_under_lock();
  const std::shared_ptr<RevisionSnapshot> snapshot = TRY(pin());
  if (!kept_.empty() && kept_.back().snapshot == snapshot) return snapshot;
  kept_.push_back({snapshot, clock_.monotonic_ms()});
  if (kept_.size() > kKeptMax) give_up_oldest();
  count_ = kept_.size();
  return snapshot;
}

void Snapshots::give_up_oldest() {
  kept_.front().snapshot->give_up();
  kept_.erase(kept_.begin());
  count_ = kept_.size();
}

/// Under the ledger's lock nothing of ours is committed, and a snapshot that sees what the ledger
/// has seen is the head's.
Result<std::shared_ptr<RevisionSnapshot>> Snapshots::pin() {
  const Ledger::Lock lock(ledger_);
  TRY(ledger_.catch_up());
  const History::Head head = ledger_.history().head();
  if (!kept_.empty() && kept_.back().snapshot->revision() == head.revision &&
      kept_.back().snapshot->epoch() == head.epoch) {
    return kept_.back().snapshot;
  }
  Connection connection = TRY(Connection::open(ledger_.path(), {.create = false}));
  TRY(connection.state().pager().begin_read());
  const bool is_head = TRY(ledger_.is_caught_up());
  if (!is_head) return fail(ErrorCode::Busy, "another process commits");
  return std::shared_ptr<RevisionSnapshot>(
      new RevisionSnapshot(std::move(connection), head.revision, head.epoch));
}

std::shared_ptr<RevisionSnapshot> Snapshots::find(model::Revision revision, model::Epoch epoch) {
  const std::lock_guard guard(mutex_);
  expire_under_lock();
  for (const Kept& kept : kept_) {
    if (kept.snapshot->revision() == revision && kept.snapshot->epoch() == epoch) {
      return kept.snapshot;
    }
  }
  return nullptr;
}

void Snapshots::expire() {
  const std::lock_guard guard(mutex_);
  expire_under_lock();
}

void Snapshots::expire_under_lock() {
  const int64_t now = clock_.monotonic_ms();
  while (!kept_.empty() && now - kept_.front().since_ms > kAgeMaxMs) give_up_oldest();
}

void Snapshots::drop() {
  const std::lock_guard guard(mutex_);
  while (!kept_.empty()) give_up_oldest();
}

}  // namespace tern::sync::primary
