#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/base/ids.h"
#include "engine/storage/page_cache.h"

namespace tern::storage {

/// One page that the open write transaction changed.
struct DirtyPage {
  PageNo no;
  CacheSlot* slot = nullptr;  // without key; the pin is ours. Null: clean again, or handed on
  uint64_t saved_epoch = 0;   // the newest savepoint that has, or needs no, pre-image of this page
};

/// The private pages of a write transaction, and what its savepoints need to undo changes.
///
/// Each savepoint has an epoch, larger than all before. A page's pre-image is kept by the first
/// change after the newest savepoint was opened: a copy of its bytes, or "was clean".
/// Threads: as its Pager.
class DirtyPages {
 public:
  explicit DirtyPages(PageCache& cache) : cache_(cache) {}
  ~DirtyPages() { clear(); }
  DirtyPages(const DirtyPages&) = delete;
  DirtyPages& operator=(const DirtyPages&) = delete;

  /// nullptr if `no` is not private.
  DirtyPage* find(PageNo no) {
    DirtyPage* const page = lookup(no);
    return page && page->slot ? page : nullptr;
  }
  bool empty() const { return count_ == 0; }
  /// Ascending.
  std::vector<PageNo> numbers() const;

  /// A new private page; `slot` is pinned and has no key. Requires: there was none.
  DirtyPage& add(PageNo no, CacheSlot* slot);
  /// Keeps the pre-image if the newest savepoint lacks it. To be called before each change.
  Status save(PageNo no, DirtyPage& page);
  /// The epoch that a page must have been saved in, to be changed without another save.
  uint64_t epoch() const { return savepoints_.empty() ? 0 : savepoints_.back().epoch; }

  uint32_t open_savepoint(uint32_t page_count);
  uint32_t savepoint_count() const { return static_cast<uint32_t>(savepoints_.size()); }
  /// Brings back the pages as they were; `on_restored` hears of each,
  /// before a slot is given back. Returns the page count of that time.
  template <class OnRestored>
  uint32_t rollback_to(uint32_t depth, OnRestored on_restored);
  void release(uint32_t depth);

  /// Gives up ownership of the page's slot.
  CacheSlot* take(PageNo no);
  /// Gives all slots back and forgets the savepoints.
  void clear();
  /// As clear(), for slots that were handed on.
  void clear_committed();

 private:
  using Image = std::unique_ptr<std::byte[]>;  // null: the page was clean
  struct Savepoint {
    uint64_t epoch;
    uint32_t page_count;
    std::unordered_map<PageNo, Image> images;
  };
  void restore(PageNo no, const Image& image);
  DirtyPage* lookup(PageNo no);
  void rebuild_index(size_t size);

  PageCache& cache_;
  std::vector<DirtyPage> pages_;
  std::vector<uint32_t> index_;  // open addressing: place in pages_ from 1; size a power of two
  size_t count_ = 0;             // with a slot
  std::vector<Savepoint> savepoints_;
  uint64_t epoch_last_ = 0;
};

template <class OnRestored>
uint32_t DirtyPages::rollback_to(uint32_t depth, OnRestored on_restored) {
  ASSERT(depth >= 1 && depth <= savepoints_.size());
  while (true) {
    Savepoint& top = savepoints_.back();
    for (const auto& [no, image] : top.images) {
      // Restored pages, too: what is pinned of them remembers an epoch that is gone.
      on_restored(no);
      restore(no, image);
    }
    if (savepoints_.size() == depth) break;
    savepoints_.pop_back();
  }
  Savepoint& target = savepoints_.back();
  target.images.clear();
  target.epoch = ++epoch_last_;
  return target.page_count;
}

}  // namespace tern::storage
