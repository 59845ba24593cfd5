#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/storage/page_memory.h"

namespace tern::storage {

/// One page's worth of memory. Its bytes do not change while it has a key.
struct CacheSlot {
  PageNo page;
  /// Which version of the page; 0: the one in the database file. Without a key: the one that the
  /// page was copied from.
  FrameNo frame;
  uint32_t pins = 0;          // Pagers that use it
  uint32_t size = 0;          // of `bytes`
  bool has_key = false;       // can be found
  bool referenced = false;    // since the clock hand last passed
  CacheSlot* next = nullptr;  // in its hash chain
  std::byte* bytes = nullptr;
};

/// Pages in memory, shared by all connections of a database file, keyed by (page, WAL frame), so
/// that connections at different snapshots share what they have in common.
///
/// A slot without a key belongs to whoever pinned it: that is how a writer gets memory for its
/// private pages, which receive their key when they are committed; nothing is copied.
/// The budget is what the most demanding of the file's connections claims; it is kept by a clock
/// per shard, and exceeded only while everything is pinned. Threads: may be shared; a shard (by
/// page number) has a mutex of its own.
class PageCache {
 public:
  /// `evicts`: false keeps every page that has a key (databases in memory).
  explicit PageCache(bool evicts) : evicts_(evicts) {}
  ~PageCache();
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  /// Pinned; nullptr if it is not here.
  CacheSlot* find(PageNo page, FrameNo frame);
  /// Memory for page `page`, pinned, without a key; the bytes are undefined. `original`: the
  /// version of the page that the caller, who has pinned it, is going to copy. Errors: NoMem.
  Result<CacheSlot*> allocate(PageNo page, uint32_t size, const CacheSlot* original = nullptr);
  /// Gives `slot` the key (its page, frame). Had another slot that key, then that one is returned,
  /// pinned, and `slot` given back.
  CacheSlot* insert(CacheSlot* slot, FrameNo frame);
  enum class Original : uint8_t { Keep, Forget };
  /// Gives `slot` the key; another slot that had it loses it. Its original may lose its own, too.
  void replace(CacheSlot* slot, FrameNo frame, Original original = Original::Keep);
  /// One more pin. Requires: the caller has one.
  void pin(CacheSlot* slot);
  void unpin(CacheSlot* slot);

  /// A connection comes that wants this much memory for pages, or goes. Both requests give back
  /// what is beyond the largest claim that is left, except for what is pinned.
  void add_claim(size_t bytes);
  void drop_claim(size_t bytes);

  /// Memory of all pages together, whether in use or spare.
  size_t size_bytes() const;

  void forget(PageNo page, FrameNo frame);
  void forget_all();
  /// Drops every page above `count` (as the database file has them).
  void forget_beyond(uint32_t count);
  /// The content of (page, from) is what the database file now holds; the key becomes (page, 0).
  void settle(PageNo page, FrameNo from);
  /// Frames have no meaning any more: forgets all versions but those of the database file.
  void forget_frames();

 private:
  static constexpr size_t kShardCount = 16;
  struct Shard {
    mutable std::mutex mutex;
    std::vector<CacheSlot*> buckets;  // size: a power of two
    std::vector<std::unique_ptr<CacheSlot>> slots;
    std::vector<CacheSlot*> spare;  // neither key nor pin
    size_t keyed_count = 0;
    size_t size_bytes = 0;
    size_t hand = 0;
  };

  Shard& shard_of(PageNo page) { return shards_[page.raw % kShardCount]; }
  bool resize(CacheSlot& slot, uint32_t size);
  static CacheSlot** locate(Shard& shard, PageNo page, FrameNo frame);
  static void link(Shard& shard, CacheSlot* slot);
  static void unlink(Shard& shard, CacheSlot** at);
  static void grow_buckets(Shard& shard);
  template <class Predicate>
  void forget_if(Predicate predicate);
  CacheSlot* evict(Shard& shard);
  bool has_room(const Shard& shard, size_t size) const;
  void set_budget();
  void trim(Shard& shard);

  const bool evicts_;
  PageMemory memory_;
  std::mutex claims_mutex_;
  std::multiset<size_t> claims_;  // guarded by claims_mutex_
  std::atomic<size_t> budget_bytes_{0};
  std::array<Shard, kShardCount> shards_;
};

}  // namespace tern::storage
