#include <algorithm>
#include <bit>
#include <unordered_map>

#include "engine/storage/patience.h"
#include "engine/storage/wal.h"

// A checkpoint copies frames into the database file, in page order, as far as no reader needs the
// old content: log synced, pages written, file synced, only then `backfilled` moves (W2, W3).

namespace tern::storage {
namespace {

constexpr size_t kRunPagesMax = 64;
constexpr uint32_t kFramesAtOnce = 65536;
constexpr size_t kBatchPages = 1024;

// Neighbours in one request each. Lifetime: `contents` outlives what is returned.
std::vector<io::WriteRequest> runs_of(std::span<const PageFrame> pages,
                                      std::span<const Bytes> contents, uint32_t size) {
  std::vector<io::WriteRequest> runs;
  for (size_t at = 0; at < pages.size();) {
    size_t count = 1;
    while (count < kRunPagesMax && at + count < pages.size() &&
           pages[at + count].page.raw == pages[at].page.raw + count) {
      ++count;
    }
    runs.push_back({contents.subspan(at, count), uint64_t{pages[at].page.raw - 1} * size});
    at += count;
  }
  return runs;
}

}  // namespace

Status Wal::lock_patiently(int lock, int count, Patience& patience) {
  while (true) {
    Status locked = locks_.lock_exclusive(lock, count);
    if (locked || !locked.error().is(ErrorCode::Busy)) return locked;
    const std::optional<int64_t> pause_ms = patience.next_pause_ms();
    if (!pause_ms) return locked;
    if (*pause_ms > 0) shared_.options.clock->sleep_ms(*pause_ms);
  }
}

// How far no reader is in the way. Marks that nobody holds are moved.
Result<FrameNo> Wal::safe_frame(const WalIndexHeader& header, Patience& patience) {
  FrameNo safe{header.frame_max};
  for (int mark = 1; mark < kReadMarkCount; ++mark) {
    const uint32_t value = index_.read_mark(mark).load();
    if (value >= safe.raw) continue;
    const Status locked = lock_patiently(read_lock(mark), 1, patience);
    if (locked) {
      index_.read_mark(mark).store(mark == 1 ? safe.raw : kReadMarkUnused);
      locks_.unlock_exclusive(read_lock(mark));
    } else if (locked.error().is(ErrorCode::Busy)) {
      safe.raw = value;
      patience = Patience(*shared_.options.clock, 0);
    } else {
      return std::unexpected(locked.error());
    }
  }
  return safe;
}

// Pages that are cached are written from there; the others are read from the log first. Where the
// files hold encoded pages, all are: what is cached is plain.
Status Wal::copy_batch(std::span<const PageFrame> pages, uint32_t size) {
  std::vector<CacheSlot*> cached;
  std::vector<Bytes> contents(pages.size());
  std::vector<io::ReadRequest> missing;
  for (size_t i = 0; i < pages.size(); ++i) {
    CacheSlot* const slot =
        shared_.codecs.are_used() ? nullptr : shared_.cache.find(pages[i].page, pages[i].frame);
    if (slot) {
      cached.push_back(slot);
      contents[i] = {slot->bytes, size};
    } else {
      missing.push_back({{}, frame_offset(pages[i].frame, size) + kFrameHeaderSize});
    }
  }
  ByteVector buffer(missing.size() * size);
  size_t used = 0;
  for (Bytes& content : contents) {
    if (!content.empty()) continue;
    missing[used].out = MutBytes(buffer).subspan(used * size, size);
    content = missing[used++].out;
  }
  Status status = file_->read_batch(missing);
  for (const io::ReadRequest& read : missing) {
    if (status && read.got != size) status = fail(ErrorCode::IoErrShortRead);
  }
  if (status) status = shared_.file->write_batch(runs_of(pages, contents, size));
  for (CacheSlot* const slot : cached) shared_.cache.unpin(slot);
  return status;
}

// The newest frame of each page in (after, last], in page order; record frames and pages beyond the
// database's end are not among them.
Status Wal::copy_range(const WalIndexHeader& header, FrameNo after, FrameNo last) {
  std::unordered_map<PageNo, FrameNo> newest;
  for (FrameNo frame{after.raw + 1}; frame <= last; ++frame.raw) {
    const PageNo page = TRY(index_.page_of(frame));
    if (page.raw == 0) return fail(ErrorCode::Corrupt, "wal-index: frame without a page");
    if (page.raw <= header.page_count) newest[page] = frame;
  }
  std::vector<PageFrame> pages;
  pages.reserve(newest.size());
  for (const auto& [page, frame] : newest) pages.push_back({page, frame});
  std::ranges::sort(pages, {}, &PageFrame::page);

  const uint32_t size = header.page_size_bytes();
  for (size_t at = 0; at < pages.size(); at += kBatchPages) {
    TRY(copy_batch(std::span(pages).subspan(at, std::min(kBatchPages, pages.size() - at)), size));
  }
  const std::lock_guard guard(known_mutex_);
  for (const PageFrame& page : pages) shared_.cache.settle(page.page, page.frame);
  return ok();
}

// A log of any length in bounded memory: a page with frames in two ranges is written twice.
Status Wal::copy_pages(const WalIndexHeader& header, FrameNo after, FrameNo last) {
  while (after < last) {
    const FrameNo end{std::min(last.raw, after.raw + kFramesAtOnce)};
    TRY(copy_range(header, after, end));
    after = end;
  }
  return ok();
}

Status Wal::backfill(const WalIndexHeader& header, Synchronous synchronous, Patience& patience) {
  const FrameNo done{index_.backfilled().load()};
  if (done.raw >= header.frame_max) return ok();
  const FrameNo safe = TRY(safe_frame(header, patience));
  if (safe <= done) return ok();
  const Status locked = lock_patiently(read_lock(0), 1, patience);
  if (!locked) return locked.error().is(ErrorCode::Busy) ? ok() : locked;

  const bool syncs = synchronous != Synchronous::Off;
  const auto run = [&]() -> Status {
    // Behind lock 0 nobody starts a new log. Frames in the cache may be of the one before, and what
    // others copied since we looked last must be forgotten: afterwards it counts as known.
    if (!TRY(is_log_of(header))) return ok();
    TRY(follow_others(header));
    index_.backfill_attempted().store(safe.raw);
    if (syncs) TRY(file_->sync(io::SyncMode::Data));
    TRY(copy_pages(header, done, safe));
    if (safe.raw == header.frame_max && index_.is_current(header)) {
      TRY(shared_.file->truncate(uint64_t{header.page_count} * header.page_size_bytes()));
      shared_.cache.forget_beyond(header.page_count);
    }
    if (syncs) TRY(shared_.file->sync(io::SyncMode::Data));
    const std::lock_guard guard(known_mutex_);
    known_backfilled_ = safe.raw;
    index_.backfilled().store(safe.raw);
    return ok();
  };
  const Status result = run();
  locks_.unlock_exclusive(read_lock(0));
  return result;
}

// Waits until all readers use the database file alone, so that the next writer starts a new log; or
// (Truncate) starts it here and empties the file.
Status Wal::reset(const WalIndexHeader& header, CheckpointMode mode, Patience& patience) {
  if (index_.backfilled().load() < header.frame_max) return fail(ErrorCode::Busy);
  if (mode < CheckpointMode::Restart) return ok();
  TRY(lock_patiently(read_lock(1), kReadMarkCount - 1, patience));
  Status result = ok();
  if (mode == CheckpointMode::Truncate) {
    result = shared_.before_wal_reset();
    if (result) result = restart(header);
    allocated_ = 0;
    if (result) result = file_->truncate(0);
  }
  locks_.unlock_exclusive(read_lock(1), kReadMarkCount - 1);
  return result;
}

Result<CheckpointResult> Wal::checkpoint(CheckpointMode mode, Synchronous synchronous,
                                         Patience patience) {
  CheckpointResult result;
  if (is_read_only()) return fail(ErrorCode::ReadOnly);
  TRY(check_syncs());
  if (mode == CheckpointMode::Passive) patience = Patience(*shared_.options.clock, 0);
  const auto is_busy = [&](const Status& status) {
    return !status && primary(status.error().code()) == ErrorCode::Busy;
  };
  const Status alone = locks_.lock_exclusive(index_of(WalLock::Checkpoint));
  if (is_busy(alone)) return CheckpointResult{true, -1, -1};
  TRY(alone);
  bool has_write_lock = false;
  const auto run = [&]() -> Status {
    if (mode != CheckpointMode::Passive) {
      const Status locked = lock_patiently(index_of(WalLock::Write), 1, patience);
      if (!locked && !is_busy(locked)) return locked;
      has_write_lock = locked.has_value();
      result.busy = !has_write_lock;
    }
    const std::optional<WalIndexHeader> header = TRY(index_.read_header());
    if (!header) return fail(ErrorCode::BusyRecovery);
    const Status filled = backfill(*header, synchronous, patience);
    Status reset_status = ok();
    if (filled && has_write_lock) reset_status = reset(*header, mode, patience);
    const std::optional<WalIndexHeader> after = TRY(index_.read_header());
    result.wal_frames = static_cast<int32_t>(after ? after->frame_max : header->frame_max);
    result.checkpointed_frames = static_cast<int32_t>(index_.backfilled().load());
    TRY(filled);
    return reset_status;
  };
  const Status status = run();
  if (has_write_lock) locks_.unlock_exclusive(index_of(WalLock::Write));
  locks_.unlock_exclusive(index_of(WalLock::Checkpoint));
  if (is_busy(status)) result.busy = true;
  if (!status && !is_busy(status)) return std::unexpected(status.error());
  return result;
}

Status Wal::retire(Synchronous synchronous) {
  WalSnapshot snapshot;  // reading recovers the index if nobody did so far
  TRY(begin_read(snapshot));
  end_read(snapshot);
  is_retired_ = true;
  Status retired = open_snapshots() == 0 ? ok() : fail(ErrorCode::Busy);
  if (retired) retired = copy_and_delete(synchronous);
  if (!retired) is_retired_ = false;
  return retired;
}

Status Wal::copy_and_delete(Synchronous synchronous) {
  const CheckpointResult result =
      TRY(checkpoint(CheckpointMode::Passive, synchronous, Patience(*shared_.options.clock, 0)));
  if (result.busy || result.checkpointed_frames != result.wal_frames) return fail(ErrorCode::Busy);
  TRY(shared_.before_wal_reset());
  shared_.cache.forget_all();
  TRY(shared_.vfs.remove(shared_.wal_path()));
  return has_heap_index() ? ok() : shared_.vfs.remove(shared_.shm_path());
}

void Wal::close(Synchronous synchronous) {
  // What fails here is repeated by whoever opens the database next: the log is still there.
  // A file that was moved away has left its log behind: it may be another file's by now.
  const Result<io::FileId> named = shared_.vfs.identify(shared_.path);
  const bool is_ours = named && *named == shared_.file->id();
  const bool may_write = is_ours && !shared_.options.read_only && !is_read_only();
  if (may_write && shared_.ladder.raise(hold_, LockLevel::Exclusive)) {
    static_cast<void>(retire(synchronous));
  }
  release_hold();
}

}  // namespace tern::storage
