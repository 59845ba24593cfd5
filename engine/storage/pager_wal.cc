#include <algorithm>

#include "engine/storage/pager_state.h"
#include "engine/storage/record_frames.h"

namespace tern::storage {
namespace {

// With more changed pages than this the table of pinned pages starts anew.
constexpr uint32_t kFramesFollowedMax = 512;
// Commits up to this size are many, and their syncs pay for a log that grows.
constexpr size_t kFramesPreallocated = 16;

}  // namespace

Status Pager::State::wal_begin_read() {
  if (!wal->may_use(this)) return fail(ErrorCode::Busy);
  TRY(wal->begin_read(snapshot));
  const Status followed = wal->may_use(this) ? follow_snapshot() : fail(ErrorCode::Busy);
  if (!followed) wal->end_read(snapshot);
  return followed;
}

Result<bool> Pager::State::wal_begin_as_writer() {
  if (shared.is_in_memory() || is_exclusive()) return false;
  if (!shared.is_open(wal.get())) wal = shared.wal();
  if (!wal || !wal->may_use(this)) return false;
  const bool has_begun = TRY(wal->begin_as_writer(snapshot));
  if (!has_begun) return false;
  has_wal_lock = true;
  phase = Phase::Reading;
  Status followed = wal->may_use(this) ? follow_snapshot() : fail(ErrorCode::Busy);
  if (followed) return true;
  has_wal_lock = false;
  wal->end_write();
  end_snapshot();
  return std::unexpected(std::move(followed).error());
}

// The pinned pages belong to the snapshot before; those that changed since then must go.
Status Pager::State::follow_snapshot() {
  const bool was_wal = std::exchange(mode, JournalMode::Wal) == JournalMode::Wal;
  const WalIndexHeader& now = snapshot.header;
  if (was_wal && knows_snapshot && now == seen_header) return ok();
  if (!was_wal) learn_page_size();
  const bool goes_on = was_wal && knows_snapshot && now.salts == seen_header.salts &&
                       now.frame_max > seen_header.frame_max &&
                       now.frame_max - seen_header.frame_max <= kFramesFollowedMax &&
                       snapshot.mark > 0;
  if (goes_on) {
    for (uint32_t frame = seen_header.frame_max + 1; frame <= now.frame_max; ++frame) {
      table.remove(TRY(wal->page_of(FrameNo{frame})));
    }
  } else {
    table.clear();
  }
  ++data_version;
  knows_snapshot = false;  // until it is known that the database can be read
  TRY(look_at_first_page());
  seen_header = now;
  knows_snapshot = true;
  return ok();
}

Status Pager::State::look_at_first_page() {
  const WalIndexHeader& now = snapshot.header;
  if (now.frame_max > 0 && now.page_size_bytes() != page_size) {
    return fail(ErrorCode::Corrupt, "the WAL has another page size than the database");
  }
  page_count = now.page_count;
  if (page_count == 0) {
    const uint64_t size = TRY(shared.file->size());
    page_count = static_cast<uint32_t>(std::min<uint64_t>(size / page_size, kPageCountMax));
    if (page_count == 0) {
      codec.reset();
      return ok();
    }
  }
  TRY(meet_codec_of_snapshot());
  const PageRef first = TRY(read(PageNo{1}));
  const DatabaseHeader header = TRY(parse_header(first.bytes()));
  if (header.page_size != page_size) return fail(ErrorCode::Corrupt, "page size in the WAL");
  adopt_header(header);
  if (now.page_count == 0 && header.is_page_count_valid) {
    page_count = std::min(page_count, header.page_count);
  }
  return ok();
}

Status Pager::State::wal_commit(Bytes record) {
  std::vector<PageNo>& numbers = pages_committing;
  dirty.list_private(numbers);
  drop_beyond_end(numbers);
  if (dirty.spilled().empty()) {
    last_commit.assign(numbers.begin(), numbers.end());
  } else {
    last_commit = dirty.numbers(PageNo{page_count});
  }
  if (last_commit.empty() && record.empty()) return ok();
  forget_encoded();
  std::vector<ByteVector> parts;
  if (!record.empty()) parts = split_record(record, page_size, record_reserve());
  std::vector<FrameContent>& frames = frames_appending;
  frames.clear();
  for (const ByteVector& part : parts) {
    const uint32_t frame = snapshot.last().raw + static_cast<uint32_t>(frames.size());
    const PageNo no = record_page(frame);
    frames.push_back({no, record_reserve() > 0 ? TRY(to_disk(no, part)) : Bytes(part)});
  }
  for (const PageNo no : numbers) frames.push_back({no, TRY(to_disk(no, private_bytes(no)))});
  PageRef first;
  if (numbers.empty()) {  // it takes a page frame to commit
    first = TRY(read(PageNo{1}));
    frames.push_back({PageNo{1}, TRY(to_disk(PageNo{1}, first.bytes()))});
  }
  // Group commit: where this process has other connections, the next writer goes on while the log
  // is synced for all whose frames are in it. Readers may see the commit before that. It is never
  // durable before one that it saw, for the log is durable up to a point.
  syncs_later = synchronous >= Synchronous::Full && shared.pager_count > 1;
  const FrameNo from = TRY(wal->append(snapshot, frames, page_count, page_size,
                                       syncs_later ? Synchronous::Normal : synchronous));
  forget_encoded();
  wal->limit_size(snapshot, journal_size_limit);
  const bool is_small = frames.size() <= kFramesPreallocated;
  if (is_small && synchronous >= Synchronous::Full) wal->preallocate(snapshot);
  const uint32_t pages_from = from.raw + static_cast<uint32_t>(parts.size());
  // Of a page that many commits change one version is enough in memory where nobody here has an
  // older snapshot: the next private copy is made where this one's original was, which is still in
  // the processor's caches. Who comes to need an older version after all reads it again.
  const auto original =
      wal->open_snapshots() > 1 ? PageCache::Original::Keep : PageCache::Original::Forget;
  publish(
      numbers, [pages_from](size_t i) { return FrameNo{pages_from + static_cast<uint32_t>(i)}; },
      original);
  if (page_count < page_count_before) table.clear();
  seen_header = snapshot.header;
  committed_frames = seen_header.frame_max;
  return ok();
}

void Pager::State::checkpoint_after_commit() {
  if (mode != JournalMode::Wal || autocheckpoint_frames == 0) return;
  if (seen_header.frame_max < autocheckpoint_frames) return;
  // What cannot be copied now, because of readers or errors, is copied after a later commit.
  static_cast<void>(
      wal->checkpoint(CheckpointMode::Passive, synchronous, Patience(*shared.options.clock, 0)));
}

}  // namespace tern::storage
