#pragma once

#include <deque>
#include <vector>

#include "engine/storage/page_cache.h"
#include "engine/storage/page_ref.h"

namespace tern::storage {

/// The pages that one Pager used last, pinned, by page number: a direct-mapped table in front of
/// the shared cache. A hit costs a compare and a count. The table grows while pages push each other
/// out, up to its limit, since what it holds cannot leave the cache. All entries belong to the
/// Pager's snapshot; they stay across transactions as long as the database did not change. Threads:
/// as its Pager.
class PageTable {
 public:
  explicit PageTable(PageCache& cache) : cache_(cache), entries_(kSizeMin) {}
  ~PageTable();
  PageTable(const PageTable&) = delete;
  PageTable& operator=(const PageTable&) = delete;

  /// How much memory the pages may take that it keeps; kSizeMin of them it always may.
  void set_limit(size_t bytes);

  /// nullptr if `no` is not in the table.
  PinnedPage* find(PageNo no) const {
    PinnedPage* const page = entries_[place_of(no)];
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
  static constexpr size_t kSizeMin = 64;

  size_t place_of(PageNo no) const { return no.raw & (entries_.size() - 1); }
  void grow();
  void displace(PinnedPage*& entry);
  void give_back(PinnedPage* page);

  PageCache& cache_;
  std::vector<PinnedPage*> entries_;  // a power of two
  size_t bytes_max_ = 0;
  size_t pushed_out_ = 0;  // by another page, at this size
  std::deque<PinnedPage> pool_;
  std::vector<PinnedPage*> spare_;
};

}  // namespace tern::storage
