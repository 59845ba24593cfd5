#include "engine/storage/wal.h"

// Recovery: the wal-index is built anew from the log, up to the last commit whose frames are all
// valid. Whoever holds the write lock and finds the index's header unusable does it.

namespace tern::storage {

Status Wal::recover() {
  constexpr int kFirst = index_of(WalLock::Checkpoint);
  constexpr int kCount = 2;  // checkpoint and recover
  TRY(locks_.lock_exclusive(kFirst, kCount));
  WalIndexHeader header;
  Status result = replay(header);
  if (result) result = index_.write_header(header);
  if (result) {
    index_.backfilled().store(0);
    index_.backfill_attempted().store(header.frame_max);
    index_.read_mark(0).store(0);
    for (int mark = 1; result && mark < kReadMarkCount; ++mark) {
      const Status locked = locks_.lock_exclusive(read_lock(mark));
      if (locked) {
        const bool is_used = mark == 1 && header.frame_max > 0;
        index_.read_mark(mark).store(is_used ? header.frame_max : kReadMarkUnused);
        locks_.unlock_exclusive(read_lock(mark));
      } else if (!locked.error().is(ErrorCode::Busy)) {
        result = locked;
      }
    }
  }
  locks_.unlock_exclusive(kFirst, kCount);
  return result;
}

Status Wal::replay(WalIndexHeader& header) {
  std::array<std::byte, kWalHeaderSize> head;
  const size_t got = TRY(file_->pread(head, 0));
  const std::optional<WalHeader> log = parse_wal_header(Bytes(head).first(got));
  if (!log) return ok();
  checkpoint_count_ = log->checkpoint_count;
  header.is_big_endian = log->is_big_endian;
  header.set_page_size(log->page_size);
  header.salts = log->salts;
  header.frame_checksum = log->checksum;

  WalChecksum sum = log->checksum;
  ByteVector buffer(kFrameHeaderSize + log->page_size);
  for (FrameNo frame{1};; ++frame.raw) {
    const size_t size = TRY(file_->pread(buffer, frame_offset(frame, log->page_size)));
    if (size != buffer.size()) break;
    const Bytes bytes(buffer);
    const std::optional<WalFrame> parsed =
        parse_frame(*log, sum, bytes.first(kFrameHeaderSize), bytes.subspan(kFrameHeaderSize));
    if (!parsed) break;
    sum = parsed->checksum;
    TRY(index_.append(frame, parsed->page, FrameNo{header.frame_max}));
    if (parsed->commit_size == 0) continue;
    header.frame_max = frame.raw;
    header.page_count = parsed->commit_size;
    header.frame_checksum = sum;
  }
  return check_growth(header);
}

// A database grows by pages that are in the log, but for some that were freed before they were ever
// written. What says that it is much longer is no log of ours.
Status Wal::check_growth(const WalIndexHeader& header) {
  constexpr uint64_t kSlack = 65536;
  const uint64_t page_size = header.page_size_bytes();
  const uint64_t wanted = header.page_count * page_size;
  if (wanted <= TRY(shared_.file->size()) + header.frame_max * page_size + kSlack) return ok();
  return fail(ErrorCode::Corrupt, "the WAL says that the database has " +
                                      std::to_string(header.page_count) +
                                      " pages, which neither it nor the file holds");
}

}  // namespace tern::storage
