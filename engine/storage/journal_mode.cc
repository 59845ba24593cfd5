#include "engine/storage/pager_state.h"

// Changes of journal mode, and checkpoints on demand. Whether it is WAL the header's read and write
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
  const JournalMode before = TRY(journal_mode());
  if (mode == before) return before;
  if (state.shared.is_in_memory()) {
    if (mode == JournalMode::Memory || mode == JournalMode::Off) state.mode = mode;
    return state.mode;
  }
  if (mode != JournalMode::Wal && before != JournalMode::Wal) return state.change_mode(mode);
  if (is_reading()) {
    return fail(ErrorCode::Error, mode == JournalMode::Wal
                                      ? "cannot change into wal mode from within a transaction"
                                      : "cannot change out of wal mode from within a transaction");
  }
  if (mode == JournalMode::Wal && !state.may_have_log()) return before;
  if (state.read_only || state.shared.options.read_only) return before;
  const Status changed = mode == JournalMode::Wal ? state.enter_wal_mode() : state.leave_wal_mode();
  if (!changed) {
    state.end();
    return std::unexpected(changed.error());
  }
  return mode == JournalMode::Wal ? mode : state.change_mode(mode);
}

// Between the modes outside WAL. An open transaction may have them changed until it changes a page.
Result<JournalMode> Pager::State::change_mode(JournalMode wanted) {
  if (!dirty.empty()) return mode;
  const bool had_file = mode == JournalMode::Truncate || mode == JournalMode::Persist;
  const bool keeps_file = wanted == JournalMode::Truncate || wanted == JournalMode::Persist;
  mode = rollback_mode = wanted;
  if (had_file && !keeps_file && is_exclusive()) {
    leaves_idle_journal = true;
  } else if (had_file && !keeps_file) {
    remove_idle_journal();
  }
  return wanted;
}

// The file that Truncate and Persist left behind, unless somebody may be using it.
void Pager::State::remove_idle_journal() {
  const bool was_idle = phase == Phase::None;
  if (was_idle && !begin_read()) return;
  if (mode != JournalMode::Wal && shared.ladder.raise(hold, LockLevel::Reserved)) {
    const Result<bool> is_hot = is_journal_hot(shared.vfs, shared.journal_path());
    if (is_hot && !*is_hot) static_cast<void>(shared.vfs.remove(shared.journal_path()));
    if (phase != Phase::Writing) shared.ladder.lower(hold, LockLevel::Shared);
  }
  if (was_idle) end();
}

/// Whoever reads a log has to share memory and locks with others, or to be alone.
bool Pager::State::may_have_log() const {
  return !shared.options.no_lock && (is_exclusive() || shared.file->may_share_memory());
}

/// The next transaction opens the log.
Status Pager::State::enter_wal_mode() {
  TRY(begin_write());
  TRY(write_versions(2));
  return commit({});
}

Status Pager::State::leave_wal_mode() {
  TRY(retire_wal(synchronous));
  if (page_count == 0) TRY(create_first_page());
  TRY(write_versions(1));
  return commit({});
}

Status Pager::State::begin_alone() {
  if (read_only || shared.options.read_only) return fail(ErrorCode::ReadOnly);
  TRY(begin_read());
  const bool has_log = mode == JournalMode::Wal;
  const bool is_new = page_count == 0;
  end();
  if (has_log) {
    TRY(retire_wal(Synchronous::Extra));
    // A log that came back after a power cut would be taken for newer than the file.
    return shared.vfs.sync_folder_of(shared.wal_path());
  }
  if (!is_new) {
    TRY(begin_write());
    return exclude_others();
  }
  TRY(begin_read());
  page_count_before = page_count;
  return ok();
}

// Now that no log knows better.
Status Pager::State::count_pages_of_file() {
  const std::lock_guard guard(shared.mutex);
  DatabaseHeader header = shared.known.header;
  header.read_version = 1;
  page_count = shared.known.page_count = TRY(count_pages(header));
  return ok();
}

// All of the log gets into the file and the log is deleted, under the exclusive lock, which goes on
// in a transaction with a rollback journal.
Status Pager::State::retire_wal(Synchronous level) {
  const std::shared_ptr<Wal> open = shared.wal();
  ASSERT(open);
  const bool was_ours = open->is_owned_by(this);
  wal.reset();
  // Our hold takes the place of the WAL's, without a moment in which the file is unlocked.
  TRY(shared.ladder.raise(hold, LockLevel::Shared));
  open->release_hold();
  Status retired = with_patience(
      patience(),
      [&]() -> Status {
        TRY(shared.ladder.raise(hold, LockLevel::Exclusive));
        return open->retire(level);
      },
      [this](int64_t pause_ms) { pause(pause_ms); });
  if (!retired && was_ours) return retired;
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
  if (page_count > 0) {
    TRY(count_pages_of_file());
    ByteVector first(page_size);
    TRY(fetch_raw(PageNo{1}, FrameNo{}, first));
    TRY(meet_codec(first));
  }
  phase = Phase::Writing;
  page_count_before = page_count;
  change_counter.reset();
  must_roll_back = false;
  set_memory_limits();
  return ok();
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
