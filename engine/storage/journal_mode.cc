#include "engine/storage/pager_state.h"

// Changes of journal mode, and checkpoints on demand. The mode is what the header's read and write
// versions say: 1 for a rollback journal, 2 for WAL. They are changed under the exclusive lock by a
// transaction with a rollback journal, with no WAL file around.

namespace tern::storage {

Result<JournalMode> Pager::journal_mode() {
  if (is_reading()) return state_->mode;
  TRY(begin_read());
  rollback();
  return state_->mode;
}

Result<JournalMode> Pager::set_journal_mode(JournalMode mode) {
  State& state = *state_;
  if (is_reading()) {
    return fail(ErrorCode::Error, "cannot change the journal mode inside a transaction");
  }
  const JournalMode before = TRY(journal_mode());
  if (mode == before || before == JournalMode::Memory || mode == JournalMode::Memory) return before;
  if (state.read_only || state.shared.options.read_only) return before;
  const Status changed = mode == JournalMode::Wal ? state.enter_wal_mode() : state.leave_wal_mode();
  if (!changed) {
    state.end();
    return std::unexpected(changed.error());
  }
  return mode;
}

Status Pager::State::enter_wal_mode() {
  TRY(begin_write());
  TRY(write_versions(2));
  TRY(commit({}));
  TRY(begin_read());  // opens the WAL
  end();
  return ok();
}

Status Pager::State::leave_wal_mode() {
  const std::shared_ptr<Wal> open = shared.wal();
  ASSERT(open);
  wal.reset();
  // Our hold takes the place of the WAL's, without a moment in which the file is unlocked.
  TRY(shared.ladder.raise(hold, LockLevel::Shared));
  open->release_hold();
  Status retired = with_patience(
      patience(),
      [&]() -> Status {
        TRY(shared.ladder.raise(hold, LockLevel::Exclusive));
        return open->retire(synchronous);
      },
      [this](int64_t pause_ms) { pause(pause_ms); });
  if (!retired) {
    shared.ladder.lower(hold, LockLevel::Shared);
    TRY(open->take_hold());
    shared.ladder.lower(hold, LockLevel::None);
    return retired;
  }
  shared.drop_wal();
  forget_file();
  TRY(look_at_file());
  file_is_wal = false;
  phase = Phase::Writing;
  page_count_before = page_count;
  if (page_count == 0) TRY(create_first_page());
  TRY(write_versions(1));
  return commit({});
}

Status Pager::State::write_versions(uint8_t version) {
  const PageMut first = TRY(write(PageNo{1}));
  first.bytes()[kWriteVersionAt] = first.bytes()[kReadVersionAt] = std::byte{version};
  return ok();
}

Result<CheckpointResult> Pager::checkpoint(CheckpointMode mode) {
  State& state = *state_;
  ASSERT(!is_writing());
  const bool was_reading = is_reading();
  TRY(begin_read());
  // Our own snapshot must not be in the way; what it said of the mode is enough.
  if (!was_reading) rollback();
  if (state.mode != JournalMode::Wal) return CheckpointResult{false, -1, -1};
  if (state.read_only || state.shared.options.read_only) return fail(ErrorCode::ReadOnly);
  return state.wal->checkpoint(mode, state.synchronous, state.patience());
}

}  // namespace tern::storage
