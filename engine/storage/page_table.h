#pragma once

#include <array>
#include <deque>
#include <vector>

#include "engine/storage/page_cache.h"
#include "engine/storage/page_ref.h"

namespace tern::storage {

/// The pages that one Pager used last, pinned, by page number: a direct-mapped table in front of
/// the shared cache. A hit costs a compare and a count. All entries belong to the Pager's snapshot;
/// they stay across transactions as long as the database did not change. Threads: as its Pager.
class PageTable {
 public:
  explicit PageTable(PageCache& cache) : cache_(cache) {}
  ~PageTable();
  PageTable(const PageTable&) = delete;
  PageTable& operator=(const PageTable&) = delete;

  /// nullptr if `no` is not in the table.
  PinnedPage* find(PageNo no) const {
    PinnedPage* const page = entries_[no.raw % kSize];
    return page && page->no == no ? page : nullptr;
  }
  /// Enters a slot whose pin goes over to the table; a private page's slot stays its owner's.
  PinnedPage* add(PageNo no, CacheSlot* slot, bool is_private);
  void remove(PageNo no);
  void clear();
  /// The private page `no` became a page of the cache. True: its pin went over to the table.
  bool adopt(PageNo no);
  /// Removes all private pages; their owner is about to give them back.
  void forget_private();

 private:
  friend void retire(PinnedPage* page);
  static constexpr size_t kSize = 1024;

  void displace(PinnedPage*& entry);
  void give_back(PinnedPage* page);

  PageCache& cache_;
  std::array<PinnedPage*, kSize> entries_{};
  std::deque<PinnedPage> pool_;
  std::vector<PinnedPage*> spare_;
};

}  // namespace tern::storage
