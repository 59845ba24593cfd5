#include "engine/storage/wal.h"

#include <cstring>

#include "engine/io/memory_vfs.h"

namespace tern::storage {
namespace {

constexpr int kAttemptsMax = 100;
constexpr int kAttemptsWithoutPause = 5;

}  // namespace

Wal::Wal(DatabaseFile::Shared& shared, std::unique_ptr<io::File> file,
         std::unique_ptr<io::SharedMemory> shm, Kind kind)
    : shared_(shared),
      file_(std::move(file)),
      shm_(std::move(shm)),
      locks_(*shm_),
      index_(*shm_),
      kind_(kind) {}

Wal::~Wal() {
  ASSERT(open_snapshots_ == 0);
  release_hold();
}

Result<std::shared_ptr<Wal>> Wal::open(DatabaseFile::Shared& shared, const void* owner) {
  std::unique_ptr<io::File> file =
      TRY(shared.vfs.open(shared.wal_path(), {.create = true, .like = shared.path}));
  Kind kind = owner ? Kind::Heap : Kind::Shared;
  std::unique_ptr<io::SharedMemory> shm = TRY(open_index(shared, kind));
  std::shared_ptr<Wal> wal(new Wal(shared, std::move(file), std::move(shm), kind));
  wal->set_owner(owner);
  if (!owner) TRY(shared.ladder.raise(wal->hold_, LockLevel::Shared));
  shared.cache.forget_all();
  return wal;
}

Result<std::unique_ptr<io::SharedMemory>> Wal::open_index(DatabaseFile::Shared& shared,
                                                          Kind& kind) {
  if (kind == Kind::Heap) return io::heap_shared_memory();
  Result<std::unique_ptr<io::SharedMemory>> shm =
      shared.vfs.open_shared_memory(shared.shm_path(), shared.path);
  if (shm) {
    if ((*shm)->is_read_only()) kind = Kind::ReadOnly;
    return shm;
  }
  if (shm.error().is(ErrorCode::ReadOnlyDirectory)) return fail(ErrorCode::CantOpen);
  if (!shm.error().is(ErrorCode::ReadOnlyCantInit)) return shm;
  kind = Kind::Blind;
  return io::heap_shared_memory();
}

// --- snapshots
// --------------------------------------------------------------------------------------

Status Wal::begin(WalSnapshot& snapshot, MayUseMark0 may_use_mark0) {
  ASSERT(!snapshot.is_open());
  // Counted first, then the flag is looked at; retire() sets the flag, then looks at the count.
  ++open_snapshots_;
  const Status begun = is_retired_ ? fail(ErrorCode::Busy) : begin_counted(snapshot, may_use_mark0);
  if (!begun) {
    if (snapshot.is_open()) locks_.unlock_shared(read_lock(std::exchange(snapshot.mark, -1)));
    --open_snapshots_;
  }
  return begun;
}

Status Wal::begin_counted(WalSnapshot& snapshot, MayUseMark0 may_use_mark0) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    if (attempt > kAttemptsWithoutPause) {
      shared_.options.clock->sleep_ms(attempt < 20 ? 1 : 10);
    }
    const Outcome outcome = TRY(attempt_begin(snapshot, may_use_mark0));
    if (outcome == Outcome::Done) return follow_others(snapshot.header);
  }
  return fail(ErrorCode::Protocol);
}

void Wal::end_read(WalSnapshot& snapshot) {
  if (!snapshot.is_open()) return;
  const int mark = std::exchange(snapshot.mark, -1);
  if (mark != WalSnapshot::kMarkOfWriter) locks_.unlock_shared(read_lock(mark));
  --open_snapshots_;
}

Result<std::optional<WalIndexHeader>> Wal::header_or_recover() {
  const std::optional<WalIndexHeader> header = TRY(index_.read_header());
  if (header) return header;
  if (kind_ == Kind::ReadOnly) return header_or_wait();
  const Status locked = locks_.lock_exclusive(index_of(WalLock::Write));
  if (!locked) {
    if (!locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
    // A writer is between the header's copies, or somebody recovers.
    const Status recovering = locks_.lock_shared(index_of(WalLock::Recover));
    if (!recovering) return fail(ErrorCode::BusyRecovery);
    locks_.unlock_shared(index_of(WalLock::Recover));
    return std::nullopt;
  }
  Result<std::optional<WalIndexHeader>> again = index_.read_header();
  Status recovered = ok();
  if (again && !*again) recovered = recover();
  locks_.unlock_exclusive(index_of(WalLock::Write));
  if (!recovered) return std::unexpected(recovered.error());
  return index_.read_header();
}

// For who cannot recover the index: only somebody who holds the write lock may be at it.
Result<std::optional<WalIndexHeader>> Wal::header_or_wait() {
  const Status locked = locks_.lock_shared(index_of(WalLock::Write));
  if (!locked) {
    if (!locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
    return std::nullopt;
  }
  const Result<std::optional<WalIndexHeader>> header = index_.read_header();
  locks_.unlock_shared(index_of(WalLock::Write));
  if (header && !*header) return fail(ErrorCode::ReadOnlyRecovery);
  return header;
}

Result<Wal::Outcome> Wal::attempt_begin(WalSnapshot& snapshot, MayUseMark0 may_use_mark0) {
  const std::optional<WalIndexHeader> header = TRY(header_or_recover());
  if (!header) return Outcome::Again;
  snapshot.header = *header;
  if (may_use_mark0 == MayUseMark0::Yes && index_.backfilled().load() == header->frame_max) {
    return take_mark0(snapshot);
  }
  return take_mark(snapshot);
}

// All frames are in the database file: the log is not needed, and may be reset under us.
Result<Wal::Outcome> Wal::take_mark0(WalSnapshot& snapshot) {
  const Status locked = locks_.lock_shared(read_lock(0));
  if (!locked && !locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
  if (!locked) return take_mark(snapshot);
  if (!index_.is_current(snapshot.header)) {
    locks_.unlock_shared(read_lock(0));
    return Outcome::Again;
  }
  snapshot.mark = 0;
  snapshot.first = FrameNo{snapshot.header.frame_max + 1};
  return Outcome::Done;
}

// Moves a mark that nobody holds to the frame, and holds it, shared. Returns 0 if all are held.
Result<int> Wal::move_mark(uint32_t frame) {
  for (int mark = 1; mark < kReadMarkCount; ++mark) {
    const Status locked = locks_.lock_exclusive(read_lock(mark));
    if (!locked && !locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
    if (!locked) continue;
    index_.read_mark(mark).store(frame);
    const Status kept = locks_.downgrade(read_lock(mark));
    if (kept) return mark;
    locks_.unlock_exclusive(read_lock(mark));
    return std::unexpected(kept.error());
  }
  return 0;
}

Result<Wal::Outcome> Wal::take_mark(WalSnapshot& snapshot) {
  const uint32_t frame_max = snapshot.header.frame_max;
  int best = 0;
  uint32_t best_mark = 0;
  for (int mark = 1; mark < kReadMarkCount; ++mark) {
    const uint32_t value = index_.read_mark(mark).load();
    if (value <= frame_max && value >= best_mark) {
      best = mark;
      best_mark = value;
    }
  }
  const bool may_move = kind_ != Kind::ReadOnly;
  const bool wants_move = may_move && (best == 0 || best_mark < frame_max);
  if (const int moved = wants_move ? TRY(move_mark(frame_max)) : 0; moved != 0) {
    best = moved;
    best_mark = frame_max;
  } else {
    if (best == 0 && !may_move) return fail(ErrorCode::ReadOnlyCantLock);
    if (best == 0) return Outcome::Again;
    const Status locked = locks_.lock_shared(read_lock(best));
    if (!locked && !locked.error().is(ErrorCode::Busy)) return std::unexpected(locked.error());
    if (!locked) return Outcome::Again;
  }
  // Order matters: what is backfilled is read before it is known that the header still holds (W2).
  snapshot.first = FrameNo{index_.backfilled().load() + 1};
  if (index_.read_mark(best).load() != best_mark || !index_.is_current(snapshot.header)) {
    locks_.unlock_shared(read_lock(best));
    return Outcome::Again;
  }
  snapshot.mark = best;
  return Outcome::Done;
}

// The cache has versions by frame, and what the database file holds as frame 0. Another process may
// have started a new log, or copied frames into the file. `header` is of the log as the caller
// found it; with mark 0 the log may be another one by now.
Status Wal::follow_others(const WalIndexHeader& header) {
  const uint64_t salts = as_number(header.salts);
  if (salts == known_salts_.load() && index_.backfilled().load() <= known_backfilled_.load()) {
    return ok();
  }
  const std::lock_guard guard(known_mutex_);
  const uint32_t now = index_.backfilled().load();
  if (salts == known_salts_.load()) {
    for (uint32_t frame = known_backfilled_.load() + 1; frame <= now; ++frame) {
      shared_.cache.forget(TRY(index_.page_of(FrameNo{frame})), FrameNo{});
    }
    if (now <= known_backfilled_.load()) return ok();
  } else {
    shared_.cache.forget_all();
  }
  // Only if it is still that log, the frames were its frames.
  const bool is_same_log = TRY(is_log_of(header));
  if (!is_same_log) shared_.cache.forget_all();
  known_salts_ = is_same_log ? salts : 0;
  known_backfilled_ = is_same_log ? now : 0;
  return ok();
}

/// Is the log still the one of `header`? False also while a writer is at work on the index.
Result<bool> Wal::is_log_of(const WalIndexHeader& header) {
  const std::optional<WalIndexHeader> current = TRY(index_.read_header());
  return current && current->salts == header.salts;
}

Status Wal::read_frame(FrameNo frame, MutBytes page) {
  const uint64_t at = frame_offset(frame, static_cast<uint32_t>(page.size())) + kFrameHeaderSize;
  const size_t got = TRY(file_->pread(page, at));
  if (got != page.size()) return fail(ErrorCode::IoErrShortRead);
  return ok();
}

Status Wal::begin_write(WalSnapshot& snapshot) {
  ASSERT(snapshot.is_open());
  if (is_read_only()) return fail(ErrorCode::ReadOnly);
  TRY(check_syncs());
  TRY(locks_.lock_exclusive(index_of(WalLock::Write)));
  if (index_.is_current(snapshot.header)) return ok();
  end_write();
  return fail(ErrorCode::BusySnapshot);
}

// Counted first, as in begin().
Result<bool> Wal::begin_as_writer(WalSnapshot& snapshot) {
  ASSERT(!snapshot.is_open());
  if (kind_ != Kind::Shared || is_read_only()) return false;
  TRY(check_syncs());
  ++open_snapshots_;
  Result<bool> begun = is_retired_ ? false : begin_under_write_lock(snapshot);
  if (!begun || !*begun) --open_snapshots_;
  return begun;
}

// W4. Who holds the write lock needs no read mark for the newest snapshot: only with that lock are
// frames appended, is the log begun anew or cut, or the index recovered. A checkpoint, which needs
// none of its own, copies frames up to the end of this snapshot at most, and those this snapshot
// takes from the log. Where all frames are in the database file the next log is to begin, and who
// does that holds mark 0 against checkpoints: the ordinary way.
Result<bool> Wal::begin_under_write_lock(WalSnapshot& snapshot) {
  TRY(locks_.lock_exclusive(index_of(WalLock::Write)));
  const auto look = [&]() -> Result<bool> {
    const std::optional<WalIndexHeader> header = TRY(index_.read_header());
    const uint32_t backfilled = header ? index_.backfilled().load() : 0;
    if (!header || backfilled == header->frame_max) return false;
    TRY(follow_others(*header));
    snapshot.header = *header;
    snapshot.first = FrameNo{backfilled + 1};
    snapshot.mark = WalSnapshot::kMarkOfWriter;
    return true;
  };
  Result<bool> begun = look();
  if (!begun || !*begun) end_write();
  return begun;
}

Status Wal::keep_snapshot(WalSnapshot& snapshot) {
  if (snapshot.mark != WalSnapshot::kMarkOfWriter) return ok();
  WalSnapshot marked;
  marked.header = snapshot.header;  // still the newest
  for (int attempt = 0; attempt < kAttemptsWithoutPause; ++attempt) {
    const Outcome outcome = TRY(take_mark(marked));
    if (outcome == Outcome::Again) continue;
    snapshot.first = marked.first;
    snapshot.mark = marked.mark;
    return ok();
  }
  return fail(ErrorCode::Busy);
}

}  // namespace tern::storage
