#include "engine/storage/pager_state.h"

// Locking mode EXCLUSIVE: what a transaction locked stays locked when it ends, and the next one
// need not look at the file again. The journal file stays too; its header is zeroed.
//
// In WAL mode the first writer takes the file for itself. If it had not opened the WAL before, not
// even as a reader, there is no shared wal-index: it lies in the heap, and only leaving WAL mode or
// closing ends the exclusive mode.

namespace tern::storage {

LockingMode Pager::locking_mode() const {
  return state_->shared.is_in_memory() ? LockingMode::Exclusive : state_->locking;
}

LockingMode Pager::set_locking_mode(LockingMode mode) {
  const std::shared_ptr<Wal> open = state_->shared.wal();
  const bool is_bound = open && open->has_heap_index() && open->is_owned_by(state_.get());
  if (!is_bound) state_->locking = mode;
  return locking_mode();
}

JournalMode Pager::State::journal_kind() const {
  return mode == JournalMode::Delete && is_exclusive() ? JournalMode::Persist : mode;
}

// The lock on the file has to be held by one of both, the WAL or us, at each moment.
Status Pager::State::own_wal() {
  if (wal->is_owned_by(this)) return ok();
  TRY(shared.ladder.raise(hold, LockLevel::Shared));
  wal->release_hold();
  Status owned = shared.ladder.raise(hold, LockLevel::Exclusive);
  if (owned) {
    wal->set_owner(this);
    // Set first, then counted; readers are counted first, then look who owns it.
    if (wal->open_snapshots() > 1) owned = fail(ErrorCode::Busy);
  }
  if (!owned) TRY(disown_wal());
  return owned;
}

Status Pager::State::disown_wal() {
  wal->set_owner(nullptr);
  shared.ladder.lower(hold, LockLevel::Shared);
  TRY(wal->take_hold());
  shared.ladder.lower(hold, LockLevel::None);
  return ok();
}

// Busy while anybody else has the database open.
Status Pager::State::open_wal() {
  if (shared.options.no_lock && !is_exclusive()) return fail(ErrorCode::CantOpen);
  TRY(check_not_moved());
  // A journal that was made void may be durable as it was before, and hot after a power cut. Nobody
  // uses it: for that the file would have to be locked.
  if (!shared.options.read_only) TRY(shared.vfs.remove(shared.journal_path()));
  if (is_exclusive()) TRY(shared.ladder.raise(hold, LockLevel::Exclusive));
  wal = TRY(shared.open_wal(is_exclusive() ? this : nullptr));
  return ok();
}

void Pager::State::unlock_file() {
  if (hold.level == LockLevel::None) return;
  const bool needs_journal =
      rollback_mode == JournalMode::Truncate || rollback_mode == JournalMode::Persist;
  const bool leaves_journal = std::exchange(leaves_idle_journal, false);
  const bool is_idle = !std::exchange(has_hot_journal, false);
  if (leaves_journal && is_idle && !needs_journal && hold.level == LockLevel::Exclusive) {
    static_cast<void>(shared.vfs.remove(shared.journal_path()));
  }
  if (wal && wal->is_owned_by(this)) {
    static_cast<void>(disown_wal());
  } else {
    shared.ladder.lower(hold, LockLevel::None);
  }
}

// With the index in the heap nobody else could tell what the log holds, so it goes while the file
// is still locked.
void Pager::State::close_heap_wal() {
  std::shared_ptr<Wal> open = shared.wal();
  if (!open || !open->has_heap_index() || !open->is_owned_by(this)) return;
  // What fails here is repeated by whoever opens the database next: the log is still there.
  if (!shared.options.read_only) static_cast<void>(open->retire(synchronous));
  wal.reset();
  open.reset();
  shared.drop_wal();
}

}  // namespace tern::storage
