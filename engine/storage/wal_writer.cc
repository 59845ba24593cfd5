#include <algorithm>

#include "engine/base/inline_vector.h"
#include "engine/storage/wal.h"

// Appending to the log. A new log begins at the file's start when every frame of the old one is in
// the database file and nobody reads the old one any more.

namespace tern::storage {
namespace {

constexpr size_t kFramesPerWrite = 512;
constexpr size_t kFramesInline = 8;  // of a commit that needs no memory for their headers
constexpr size_t kPreallocatedSize = size_t{128} << 10;

}  // namespace

// The header for a new log: other salts, so that the old frames do not count. Requires: write lock,
// all read locks but 0, everything backfilled.
Status Wal::restart(WalIndexHeader header) {
  const std::lock_guard guard(known_mutex_);
  ++checkpoint_count_;
  began_anew_ = true;
  // Others may have copied frames of the log that ends here, unnoticed until now.
  const bool knows_file = as_number(header.salts) == known_salts_.load() &&
                          known_backfilled_.load() >= header.frame_max;
  if (!knows_file) shared_.cache.forget_all();
  header.frame_max = 0;
  store_be(header.salts.data(), load_be<uint32_t>(header.salts.data()) + 1);
  shared_.options.random->fill(MutBytes(header.salts).subspan(4));
  shared_.cache.forget_frames();
  known_salts_ = as_number(header.salts);
  known_backfilled_ = 0;
  TRY(index_.write_header(header));
  index_.backfilled().store(0);
  index_.backfill_attempted().store(0);
  index_.read_mark(1).store(0);
  for (int mark = 2; mark < kReadMarkCount; ++mark) index_.read_mark(mark).store(kReadMarkUnused);
  return ok();
}

// A writer that reads the database file alone (mark 0) moves to a mark that protects its frames.
Status Wal::restart_if_backfilled(WalSnapshot& snapshot) {
  if (snapshot.mark != 0) return ok();
  if (index_.backfilled().load() > 0) {
    const Status locked = locks_.lock_exclusive(read_lock(1), kReadMarkCount - 1);
    if (locked) {
      Status restarted = ok();
      if (shared_.before_wal_reset()) restarted = restart(snapshot.header);
      locks_.unlock_exclusive(read_lock(1), kReadMarkCount - 1);
      TRY(restarted);
    } else if (!locked.error().is(ErrorCode::Busy)) {
      return locked;
    }
  }
  // If there is no mark to be had, the snapshot stays as it is.
  WalSnapshot marked;
  TRY(begin(marked, MayUseMark0::No));
  end_read(snapshot);
  snapshot = marked;
  return ok();
}

Status Wal::start_log(WalIndexHeader& header, uint32_t page_size, Synchronous synchronous) {
  if (checkpoint_count_ == 0) {
    shared_.options.random->fill(header.salts);
    known_salts_ = as_number(header.salts);
  }
  WalHeader log;
  log.page_size = page_size;
  log.checkpoint_count = checkpoint_count_;
  log.salts = header.salts;
  std::array<std::byte, kWalHeaderSize> head;
  write_wal_header(log, head);
  header.is_big_endian = 0;
  header.frame_checksum = log.checksum;
  TRY(file_->pwrite(head, 0));
  if (synchronous == Synchronous::Off) return ok();
  // The old header must not be found in front of new frames, with old ones behind its back.
  TRY(file_->sync(io::SyncMode::Data));
  if (!is_folder_synced_) {
    TRY(shared_.vfs.sync_folder_of(shared_.wal_path()));
    is_folder_synced_ = true;
  }
  return ok();
}

// Behind what the snapshot knows and has spilled. Returns the header that goes on from there; it is
// in nobody's sight yet.
Result<WalIndexHeader> Wal::write_frames(WalSnapshot& snapshot,
                                         std::span<const FrameContent> frames, uint32_t page_count,
                                         uint32_t page_size, Synchronous synchronous) {
  TRY(restart_if_backfilled(snapshot));
  WalIndexHeader header = snapshot.has_spilled ? snapshot.spilled : snapshot.header;
  if (header.frame_max == 0) TRY(start_log(header, page_size, synchronous));
  header.set_page_size(page_size);
  InlineVector<std::array<std::byte, kFrameHeaderSize>, kFramesInline> headers;
  headers.resize(std::min(frames.size(), kFramesPerWrite));
  InlineVector<Bytes, 2 * kFramesInline> pieces;
  pieces.reserve(2 * headers.size());
  WalChecksum sum = header.frame_checksum;
  while (!frames.empty()) {
    const auto batch = frames.first(std::min(frames.size(), kFramesPerWrite));
    frames = frames.subspan(batch.size());
    pieces.clear();
    for (size_t i = 0; i < batch.size(); ++i) {
      const MutBytes head = headers[i];
      const bool is_last = frames.empty() && i + 1 == batch.size();
      sum = write_frame_header(batch[i].page, is_last ? page_count : 0, header.salts,
                               header.is_big_endian != 0, sum, batch[i].bytes, head);
      pieces.push_back(head);
      pieces.push_back(batch[i].bytes);
    }
    TRY(file_->pwritev({pieces.data(), pieces.size()},
                       frame_offset(FrameNo{header.frame_max + 1}, page_size)));
    header.frame_max += static_cast<uint32_t>(batch.size());
  }
  header.frame_checksum = sum;
  return header;
}

// A sync costs half where the file does not grow. What follows the last frame is no frame as long
// as it is zeros. It does not matter whether this succeeds.
void Wal::preallocate(const WalSnapshot& snapshot) {
  const FrameNo next{snapshot.header.frame_max + 1};
  const uint64_t end = frame_offset(next, snapshot.header.page_size_bytes());
  if (end <= allocated_) return;
  const Result<uint64_t> size = file_->size();
  if (!size) return;
  allocated_ = std::max(*size, end);
  if (end < *size) return;
  const ByteVector zeros(kPreallocatedSize);
  if (file_->pwrite(zeros, end)) allocated_ = end + zeros.size();
}

Status Wal::index_frames(std::span<const FrameContent> frames, FrameNo before) {
  FrameNo frame = before;
  for (const FrameContent& content : frames) {
    ++frame.raw;
    TRY(index_.append(frame, content.page, before));
  }
  return ok();
}

Result<FrameNo> Wal::append(WalSnapshot& snapshot, std::span<const FrameContent> frames,
                            uint32_t page_count, uint32_t page_size, Synchronous synchronous) {
  ASSERT(!frames.empty() && page_count > 0);
  WalIndexHeader header = TRY(write_frames(snapshot, frames, page_count, page_size, synchronous));
  const FrameNo before{header.frame_max - static_cast<uint32_t>(frames.size())};
  if (synchronous >= Synchronous::Full) {
    const Status synced = file_->sync(io::SyncMode::Data);
    if (!synced) {
      // The system may show frames that it did not write and will not write. Whoever recovers the
      // log must not take them for a commit.
      constexpr std::array<std::byte, kFrameHeaderSize> kVoid{};
      static_cast<void>(file_->pwrite(kVoid, frame_offset(FrameNo{before.raw + 1}, page_size)));
      return std::unexpected(synced.error());
    }
  }
  TRY(index_frames(frames, before));
  header.page_count = page_count;
  ++header.change;
  TRY(index_.write_header(header));
  snapshot.header = header;
  snapshot.has_spilled = false;
  ++appended_;
  return FrameNo{before.raw + 1};
}

Result<FrameNo> Wal::spill(WalSnapshot& snapshot, std::span<const FrameContent> frames,
                           uint32_t page_size, Synchronous synchronous) {
  ASSERT(!frames.empty());
  const WalIndexHeader header = TRY(write_frames(snapshot, frames, 0, page_size, synchronous));
  const FrameNo before{header.frame_max - static_cast<uint32_t>(frames.size())};
  TRY(index_frames(frames, before));
  snapshot.spilled = header;
  snapshot.has_spilled = true;
  return FrameNo{before.raw + 1};
}

// It does not matter whether this succeeds.
void Wal::limit_size(const WalSnapshot& snapshot, int64_t bytes) {
  if (bytes < 0 || !began_anew_.exchange(false)) return;
  const FrameNo next{snapshot.header.frame_max + 1};
  const uint64_t limit =
      std::max(static_cast<uint64_t>(bytes), frame_offset(next, snapshot.header.page_size_bytes()));
  const Result<uint64_t> size = file_->size();
  if (!size || *size <= limit) return;
  allocated_ = 0;
  static_cast<void>(file_->truncate(limit));
}

// The cache must not know them either: their numbers will be those of other frames.
void Wal::undo_spill(WalSnapshot& snapshot, const WalTail& to) {
  if (!snapshot.has_spilled) return;
  const FrameNo keep{std::max(to.frame, snapshot.header.frame_max)};
  for (FrameNo frame{keep.raw + 1}; frame.raw <= snapshot.spilled.frame_max; ++frame.raw) {
    const Result<PageNo> page = index_.page_of(frame);
    if (page) shared_.cache.forget(*page, frame);
  }
  // What fails here the next writer cleans up.
  static_cast<void>(index_.clean(keep));
  snapshot.has_spilled = to.frame > 0;
  snapshot.spilled.frame_max = to.frame;
  snapshot.spilled.frame_checksum = to.checksum;
}

Status Wal::sync_appended() {
  const uint64_t wanted = appended_;
  std::unique_lock guard(sync_mutex_);
  while (synced_ < wanted && !has_sync_failed_) {
    if (is_syncing_) {
      sync_ended_.wait(guard);
      continue;
    }
    is_syncing_ = true;
    const uint64_t covered = appended_;
    guard.unlock();
    const Status synced = file_->sync(io::SyncMode::Data);
    guard.lock();
    is_syncing_ = false;
    if (synced) {
      synced_ = covered;
    } else {
      has_sync_failed_ = true;
    }
    sync_ended_.notify_all();
  }
  return synced_ >= wanted ? ok() : check_syncs();
}

}  // namespace tern::storage
