#include <algorithm>
#include <utility>

#include "engine/storage/pager_state.h"

// A write transaction that is larger than its share of memory writes private pages out before it
// commits. They leave the DirtyPages, which remembers a bit for each, and become pages of the cache
// like any others.
//
//   WAL         appended to the log, without commit mark. In the wal-index they stand behind the
//               last committed frame, where only this transaction looks. A page that is changed and
//               spilled again gets another frame.
//   file        under the exclusive lock: originals journalled and synced (a segment of the journal
//               for each spill), then written in place
//   otherwise   (in memory; journal mode Off; Memory, but for a file without a name) nothing is
//               spilled
//
// Savepoints:
//   WAL         a savepoint knows the log's tail; going back cuts the log there. So a page whose
//               content it needs, and that is spilled behind that tail, is kept as an image.
//   file        what was clean to a savepoint is kept as an image before it is overwritten.
// Images beyond a budget are in a temporary file (saved_images.h).
//
// The limit: PRAGMA cache_size where it was set; else half of the cache that all connections share.
// The pages in memory count towards that cache, whose size PRAGMA cache_size claims as well.
// PRAGMA cache_spill can raise it, or turn spilling off.

namespace tern::storage {
namespace {

constexpr size_t kLimitMin = 4;
constexpr size_t kCachePagesMin = 128;  // so that what is read ahead is there when it is wanted
constexpr size_t kBatchMin = 16;
constexpr size_t kBatchMax = 4096;

size_t pages_of(int32_t size, uint32_t page_size) {
  if (size >= 0) return static_cast<size_t>(size);
  return static_cast<size_t>(-int64_t{size}) * 1024 / page_size;
}

}  // namespace

void Pager::State::set_memory_limits() {
  claim_cache();
  spill_limit = SIZE_MAX;
  if (may_spill()) {
    const size_t budget =
        cache_size ? pages_of(*cache_size, page_size) : shared.options.cache_bytes / 2 / page_size;
    spill_limit = std::max({budget, pages_of(spill_size, page_size), kLimitMin});
  }
  spill_at = spill_limit;
}

void Pager::State::claim_cache() {
  const size_t wanted = cache_size
                            ? std::max(pages_of(*cache_size, page_size), kCachePagesMin) * page_size
                            : shared.options.cache_bytes;
  if (wanted == cache_claim) return;
  shared.cache.add_claim(wanted);
  shared.cache.drop_claim(std::exchange(cache_claim, wanted));
  table.set_limit(pinned_max());
}

bool Pager::State::may_spill() const {
  // Others of a shared cache would take what is in the file for committed.
  if (shared.is_in_memory() || shared.shared_cache || !is_spilling) return false;
  // A file without a name is of no use to anybody after us.
  if (mode == JournalMode::Memory) return shared.path.empty();
  return mode != JournalMode::Off;
}

Status Pager::State::spill() {
  if (!may_spill()) {
    spill_at = SIZE_MAX;
    return ok();
  }
  // What is in use stays; so does page 1, which each allocation changes.
  const auto may_leave = [this](const DirtyPage& page) {
    const PinnedPage* const pinned = table.find(page.no);
    return page.slot->pins == 1 && (!pinned || pinned->users == 0) && page.no != PageNo{1} &&
           page.no.raw <= page_count;
  };
  const size_t batch = std::clamp(spill_limit / 4, kBatchMin, kBatchMax);
  bool goes_on = true;
  while (goes_on && dirty.count() >= spill_limit) {
    const std::vector<PageNo> numbers = dirty.choose(batch, may_leave);
    if (numbers.empty()) break;
    const Status spilled =
        mode == JournalMode::Wal ? spill_to_log(numbers) : spill_to_file(numbers);
    // With readers in the way the transaction grows on, and tries again later.
    goes_on = spilled.has_value();
    if (!spilled && primary(spilled.error().code()) != ErrorCode::Busy) return spilled;
    dirty.compact();
  }
  const size_t left = dirty.count();
  spill_at = left < spill_limit ? spill_limit : left + std::max(left / 4, kBatchMin);
  return ok();
}

Status Pager::State::spill_to_log(const std::vector<PageNo>& numbers) {
  std::vector<FrameContent> frames;
  frames.reserve(numbers.size());
  forget_encoded();
  for (const PageNo no : numbers) {
    TRY(dirty.save(no, *dirty.find(no)));
    frames.push_back({no, TRY(to_disk(no, private_bytes(no)))});
  }
  const FrameNo first = TRY(wal->spill(snapshot, frames, page_size, synchronous));
  for (size_t i = 0; i < numbers.size(); ++i) {
    const FrameNo frame{first.raw + static_cast<uint32_t>(i)};
    hand_on(numbers[i], dirty.take_spilled(numbers[i]), frame);
  }
  return ok();
}

Status Pager::State::spill_to_file(const std::vector<PageNo>& numbers) {
  TRY(shared.ladder.raise(hold, LockLevel::Exclusive));
  ByteVector copy;
  for (const PageNo no : numbers) {
    const auto former = [&]() -> Result<Bytes> {
      CacheSlot* const slot = TRY(load(no));
      copy.assign(slot->bytes, slot->bytes + page_size);
      shared.cache.unpin(slot);
      return Bytes(copy);
    };
    TRY(dirty.keep_clean_image(no, former));
  }
  const Status kept = keep_originals(numbers, {});
  if (!kept && !is_file_changed()) drop_originals();
  TRY(kept);
  TRY(write_pages(numbers));
  for (const PageNo no : numbers) hand_on(no, dirty.take_spilled(no), FrameNo{});
  return ok();
}

// The transaction ends without a commit.
void Pager::State::undo_spill() {
  if (wal) wal->undo_spill(snapshot);
  if (originals) {
    // If this fails, the journal is hot: whoever reads next plays it.
    has_hot_journal = !originals->undo(*shared.file);
    originals.reset();
    journalled.clear();
    forget_file();
  }
  if (!dirty.spilled().empty()) table.clear();
}

Status Pager::State::rollback_to_savepoint(uint32_t depth) {
  // Going on is not possible, so there is nothing to return to.
  if (must_roll_back) return fail(ErrorCode::IoErr, "the transaction has to be rolled back");
  const Status back = bring_back(dirty.begin_rollback(depth));
  dirty.end_rollback(snapshot.tail());
  if (!back) must_roll_back = true;
  return back;
}

// What was clean is dropped first, so that it cannot be spilled while the rest is brought back.
Status Pager::State::bring_back(DirtyPages::Undo undo) {
  const auto drop = [this](PageNo no) {
    table.remove(no);
    dirty.drop(no);
  };
  page_count = undo.page_count;
  for (const PageNo no : dirty.private_numbers()) {
    if (no.raw > page_count) drop(no);
  }
  undo.clean.for_each(drop);
  if (!dirty.spilled().empty()) {
    if (wal) wal->undo_spill(snapshot, undo.tail);
    table.clear();
  }
  Status status = ok();
  for (auto& [no, image] : undo.saved) {
    if (status) status = bring_back(no, image);
    images.drop(std::move(image));
  }
  return status;
}

Status Pager::State::bring_back(PageNo no, const SavedImage& image) {
  table.remove(no);  // what is pinned of it remembers an epoch that is gone
  if (DirtyPage* const page = dirty.find(no)) {
    page->saved_epoch = 0;
    return images.load(image, {page->slot->bytes, page_size});
  }
  TRY(make_room());
  CacheSlot* const slot = TRY(shared.cache.allocate(no, page_size));
  const Status loaded = images.load(image, {slot->bytes, page_size});
  if (!loaded) {
    shared.cache.unpin(slot);
    return loaded;
  }
  dirty.add_restored(no, slot);
  return ok();
}

}  // namespace tern::storage
