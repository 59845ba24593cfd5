#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/ids.h"
#include "engine/storage/page_cache.h"
#include "engine/storage/page_set.h"
#include "engine/storage/saved_images.h"
#include "engine/storage/saved_pages.h"
#include "engine/storage/wal_format.h"

namespace tern::storage {

/// One page that the open write transaction changed and has in memory.
struct DirtyPage {
  PageNo no;
  CacheSlot* slot = nullptr;  // without key; the pin is ours. Null: clean again, or handed on
  uint64_t saved_epoch = 0;   // the newest savepoint that has, or needs no, pre-image of this page
};

/// The private pages of a write transaction, which pages it has spilled (spill.h), and what its
/// savepoints need to undo changes.
///
/// Each savepoint has an epoch, larger than all before. A page's pre-image is kept by the first
/// change after the newest savepoint was opened: "was clean", that is, as the file (the log up to
/// the savepoint's tail) has it, or a copy. Pages beyond the end that the database had then have
/// none: they are dropped. Threads: as its Pager.
class DirtyPages {
 public:
  DirtyPages(PageCache& cache, SavedImages& images) : cache_(cache), images_(images) {}
  ~DirtyPages() { clear(); }
  DirtyPages(const DirtyPages&) = delete;
  DirtyPages& operator=(const DirtyPages&) = delete;

  /// nullptr if `no` is not private.
  DirtyPage* find(PageNo no) {
    DirtyPage* const page = lookup(no);
    return page && page->slot ? page : nullptr;
  }
  /// The transaction has changed no page.
  bool empty() const { return count_ == 0 && spilled_.empty(); }
  /// Private pages.
  size_t count() const { return count_; }
  const PageSet& spilled() const { return spilled_; }
  /// All changed pages, ascending, up to `last`.
  std::vector<PageNo> numbers(PageNo last = PageNo{UINT32_MAX}) const;
  /// Puts the private ones into `out`, ascending.
  void list_private(std::vector<PageNo>& out) const;
  std::vector<PageNo> private_numbers() const;

  /// A new private page; `slot` is pinned and has no key. Requires: there was none.
  DirtyPage& add(PageNo no, CacheSlot* slot);
  /// As add(), for a page that a rollback brings back.
  void add_restored(PageNo no, CacheSlot* slot) { enter(no, slot, 0); }
  /// Keeps the pre-image if the newest savepoint lacks it. To be called before each change.
  Status save(PageNo no, DirtyPage& page);
  /// The epoch that a page must have been saved in, to be changed without another save.
  uint64_t epoch() const { return savepoints_.empty() ? 0 : savepoints_.back().epoch; }

  // --- spilling
  /// Up to `count_max` private pages for which `may_leave(page)`, oldest first; ascending.
  template <class MayLeave>
  std::vector<PageNo> choose(size_t count_max, MayLeave may_leave) const;
  /// The page will be overwritten where "clean" means it is: a savepoint to which it was clean
  /// needs `former()`, its bytes there, as a copy.
  template <class Former>
  Status keep_clean_image(PageNo no, Former former);
  /// Page `no` was written out. Its slot is the caller's.
  CacheSlot* take_spilled(PageNo no);
  /// Forgets the places of pages that were taken.
  void compact();

  uint32_t open_savepoint(uint32_t page_count, const WalTail& tail);
  uint32_t savepoint_count() const { return static_cast<uint32_t>(savepoints_.size()); }
  /// A savepoint taken off the stack, to be undone.
  struct Undo {
    uint32_t page_count = 0;
    WalTail tail;
    PageSet clean;
    SavedPages saved;
  };
  /// What brings back the state of savepoint `depth`, which stays open, without images; later ones
  /// are gone.
  Undo begin_rollback(uint32_t depth);
  /// The pages are as they were: the newest savepoint is at the end of the log now.
  void end_rollback(const WalTail& tail);
  /// Drops the private page, if it is one.
  void drop(PageNo no);
  void release(uint32_t depth);

  /// Gives up ownership of the page's slot.
  CacheSlot* take(PageNo no);
  /// Gives all slots back and forgets the savepoints.
  void clear();
  /// As clear(), for slots that were handed on.
  void clear_committed();

 private:
  struct Savepoint {
    uint64_t epoch;
    uint32_t page_count;
    WalTail tail;
    PageSet clean;
    SavedPages saved;
  };
  DirtyPage* lookup(PageNo no);
  DirtyPage& enter(PageNo no, CacheSlot* slot, uint64_t saved_epoch);
  void rebuild_index(size_t size);
  void absorb(Savepoint& later, uint32_t page_count, PageSet& clean, SavedPages& saved);

  PageCache& cache_;
  SavedImages& images_;
  std::vector<DirtyPage> pages_;
  std::vector<uint32_t> index_;  // open addressing: place in pages_ from 1; size a power of two
  size_t count_ = 0;             // with a slot
  PageSet spilled_;
  std::vector<Savepoint> savepoints_;
  uint64_t epoch_last_ = 0;
  SavedPages spare_;  // empty; its memory serves the next savepoint
};

template <class MayLeave>
std::vector<PageNo> DirtyPages::choose(size_t count_max, MayLeave may_leave) const {
  std::vector<PageNo> numbers;
  for (const DirtyPage& page : pages_) {
    if (numbers.size() == count_max) break;
    if (page.slot && may_leave(page)) numbers.push_back(page.no);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

template <class Former>
Status DirtyPages::keep_clean_image(PageNo no, Former former) {
  for (Savepoint& savepoint : savepoints_) {
    if (!savepoint.clean.contains(no)) continue;
    const Bytes bytes = TRY(former());
    SavedImage image = TRY(images_.save(bytes));
    savepoint.saved.add(no, std::move(image));
    savepoint.clean.erase(no);
  }
  return ok();
}

}  // namespace tern::storage
