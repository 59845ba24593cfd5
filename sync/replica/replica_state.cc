#include "sync/replica/replica_state.h"

#include "engine/api/connection_state.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "sync/replica/recorder.h"
#include "sync/replica/round.h"

namespace tern::sync::replica {
namespace {

constexpr uint64_t kLockAt = uint64_t{1} << 30;
constexpr int64_t kLockPollMs = 1;

}  // namespace

Result<FileLock> FileLock::take(io::File& file, Which which, io::Clock& clock, int64_t timeout_ms) {
  const int64_t until = clock.monotonic_ms() + timeout_ms;
  for (;;) {
    const Status locked =
        file.lock(kLockAt + static_cast<uint64_t>(which), 1, io::LockMode::Exclusive);
    if (locked) return FileLock(&file, which);
    if (!locked.error().is(ErrorCode::Busy) || clock.monotonic_ms() >= until) {
      return std::unexpected(locked.error());
    }
    clock.sleep_ms(kLockPollMs);
  }
}

Replica::State::State(Paths paths, const ReplicaOptions& options)
    : paths_(std::move(paths)), options_(options) {}

FileLock::~FileLock() {
  if (!file_) return;
  // Giving a lock back does not fail in a way that could be acted upon.
  (void)file_->lock(kLockAt + static_cast<uint64_t>(which_), 1, io::LockMode::None);
}

Result<std::unique_ptr<Replica::State>> Replica::State::open(const std::string& path,
                                                             const ReplicaOptions& options) {
  io::Vfs& vfs = io::posix_vfs();
  std::unique_ptr<State> state(new State(Paths{path}, options));
  if (!TRY(vfs.exists(state->paths_.sync())))
    return fail(ErrorCode::NotFound, path + " is no replica");
  store::SlotFile slots = TRY(store::SlotFile::open(vfs, state->paths_.sync(), false));
  const Result<ByteVector> slot = slots.read();
  // Without a log nothing was ever complete: a clone that was cut at its first write.
  if ((!slot || slot->empty()) && !TRY(vfs.exists(state->paths_.log())))
    return fail(ErrorCode::NotFound, "the clone is not complete: run it again");
  if (!slot) return std::unexpected(slot.error());
  state->sync_ = TRY(SyncState::decode(*slot));
  if (state->sync_.cloning)
    return fail(ErrorCode::NotFound, "the clone is not complete: run it again");
  if (!TRY(vfs.exists(path))) return fail(ErrorCode::CantOpen, path);
  state->lock_file_ = TRY(vfs.open(state->paths_.lock(), {.create = true}));
  OpenOptions open_options;
  open_options.create = false;
  open_options.busy_timeout_ms = options.busy_timeout_ms;
  state->connection_ = &state->own_connection_.emplace(TRY(Connection::open(path, open_options)));
  TRY(state->connection_->execute("PRAGMA journal_mode=WAL"));
  TRY(state->pager().begin_read());  // recovers the WAL
  state->pager().rollback();
  {
    const FileLock held = TRY(state->lock(FileLock::Which::Log));
    state->log_.emplace(TRY(LocalLog::open(vfs, state->paths_.log())));
  }
  state->intent_.emplace(TRY(store::IntentFile::open(vfs, state->paths_.intent())));
  TRY(state->catch_up());
  TRY(state->recover_intent());
  state->recorder_ = std::make_unique<Recorder>(*state);
  state->connection_->state().set_commit_observer(state->recorder_.get());
  State* self = state.get();
  state->pager().file().set_before_wal_reset([self]() -> Status {
    TRY(self->catch_up());
    return self->log_->sync();
  });
  return state;
}

Replica::State::~State() {
  if (!connection_) return;
  connection_->state().set_commit_observer(nullptr);
  if (log_) {
    (void)catch_up();
    (void)log_->sync();
  }
  pager().file().set_before_wal_reset({});
}

void Replica::State::keep_connection_in(std::optional<Connection>& place) {
  connection_ = &place.emplace(std::move(*connection_));
  own_connection_.reset();
}

Result<FileLock> Replica::State::lock(FileLock::Which which) {
  return FileLock::take(*lock_file_, which, *options_.clock, FileLock::kTimeoutMs);
}

Status Replica::State::catch_up() {
  const FileLock held = TRY(lock(FileLock::Which::Log));
  return log_->catch_up(pager().file());
}

Status Replica::State::recover_intent() {
  const FileLock held = TRY(lock(FileLock::Which::Log));
  TRY(log_->catch_up(pager().file()));
  const std::optional<ByteVector> bytes = TRY(intent_->read());
  if (!bytes) return ok();
  const Result<Intent> intent = Intent::decode(*bytes);
  if (!intent) return ok();
  TRY(pager().begin_read());
  const Result<bool> took_effect = holds_pages(*intent);
  pager().rollback();
  return TRY(Result<bool>(took_effect)) ? log_->take_unseen(intent->record) : ok();
}

/// Are the pages as the intended commit would have left them?
Result<bool> Replica::State::holds_pages(const Intent& intent) {
  for (const auto& [page, digest] : intent.pages) {
    if (page.raw > pager().page_count()) return false;
    const storage::PageRef image = TRY(pager().read(page));
    if (model::hash_of_page(page, image.bytes()) != digest) return false;
  }
  return true;
}

ReplicaStatus Replica::State::status() {
  (void)catch_up();
  ReplicaStatus out;
  out.remote = sync_.remote;
  out.database = sync_.database;
  out.rid = log_->rid().hex();
  out.epoch = log_->base().epoch.raw;
  out.base_revision = log_->base().revision.raw;
  out.last_seq = log_->last().raw;
  out.acked_seq = log_->acked().raw;
  out.pending = log_->pending().size();
  if (Result<Statement> open =
          connection_->prepare("SELECT count(*) FROM sync_conflicts WHERE state='open'")) {
    const Result<bool> row = open->step();
    if (row && *row) out.conflicts_open = static_cast<uint64_t>(open->column(0).as_integer());
  }
  return out;
}

Result<SyncReport> Replica::State::sync_once(wire::Exchange& exchange, Direction direction) {
  if (connection_->in_transaction()) {
    return fail(ErrorCode::Misuse, "a transaction is open on the replica's connection");
  }
  const FileLock held = TRY(lock(FileLock::Which::Sync));
  // The user's temporary tables hide nothing from what is replayed and compared here.
  const api::MainOnly main_only(connection_->state());
  TRY(catch_up());
  if (log_->has_foreign_commit()) {
    return fail(
        ErrorCode::Corrupt,
        "something changed this file past Tern: its writes have no record and cannot be pushed");
  }
  return Round(*this, exchange).run(direction);
}

}  // namespace tern::sync::replica
