#include "engine/storage/page_cache.h"

#include <utility>

namespace tern::storage {
namespace {

constexpr size_t kBucketCountFirst = 64;

size_t hash(PageNo page, FrameNo frame) {
  const uint64_t key = (uint64_t{frame.raw} << 32) | page.raw;
  return static_cast<size_t>((key * 0x9e3779b97f4a7c15u) >> 32);
}

}  // namespace

PageCache::~PageCache() {
  for (Shard& shard : shards_) {
    for (const auto& slot : shard.slots) memory_.give_back(slot->bytes, slot->size);
  }
}

bool PageCache::resize(CacheSlot& slot, uint32_t size) {
  if (slot.size == size) return true;
  memory_.give_back(slot.bytes, slot.size);
  slot.bytes = memory_.take(size);
  slot.size = slot.bytes ? size : 0;
  return slot.bytes != nullptr;
}

CacheSlot** PageCache::locate(Shard& shard, PageNo page, FrameNo frame) {
  if (shard.buckets.empty()) shard.buckets.resize(kBucketCountFirst);
  CacheSlot** at = &shard.buckets[hash(page, frame) & (shard.buckets.size() - 1)];
  while (*at && ((*at)->page != page || (*at)->frame != frame)) at = &(*at)->next;
  return at;
}

void PageCache::grow_buckets(Shard& shard) {
  std::vector<CacheSlot*> old(shard.buckets.size() * 2);
  old.swap(shard.buckets);
  for (CacheSlot* slot : old) {
    while (slot) {
      CacheSlot* const next = slot->next;
      CacheSlot*& head = shard.buckets[hash(slot->page, slot->frame) & (shard.buckets.size() - 1)];
      slot->next = std::exchange(head, slot);
      slot = next;
    }
  }
}

void PageCache::link(Shard& shard, CacheSlot* slot) {
  if (shard.keyed_count >= shard.buckets.size()) grow_buckets(shard);
  CacheSlot*& head = shard.buckets[hash(slot->page, slot->frame) & (shard.buckets.size() - 1)];
  slot->next = std::exchange(head, slot);
  slot->has_key = true;
  slot->referenced = true;
  ++shard.keyed_count;
}

void PageCache::unlink(Shard& shard, CacheSlot** at) {
  CacheSlot* const slot = *at;
  *at = slot->next;
  slot->has_key = false;
  --shard.keyed_count;
  if (slot->pins == 0) shard.spare.push_back(slot);
}

CacheSlot* PageCache::find(PageNo page, FrameNo frame) {
  Shard& shard = shard_of(page);
  const std::lock_guard guard(shard.mutex);
  CacheSlot* const slot = *locate(shard, page, frame);
  if (!slot) return nullptr;
  ++slot->pins;
  slot->referenced = true;
  return slot;
}

// Takes the key from a slot that nobody pins, second chance for the recently used. Two rounds of
// the hand at most; nullptr if all are pinned.
CacheSlot* PageCache::evict(Shard& shard) {
  for (size_t step = 0; step < 2 * shard.slots.size(); ++step) {
    shard.hand = (shard.hand + 1) % shard.slots.size();
    CacheSlot* const slot = shard.slots[shard.hand].get();
    if (slot->pins > 0 || !slot->has_key || std::exchange(slot->referenced, false)) continue;
    unlink(shard, locate(shard, slot->page, slot->frame));
    shard.spare.pop_back();
    return slot;
  }
  return nullptr;
}

bool PageCache::has_room(const Shard& shard, size_t size) const {
  const size_t budget = budget_bytes_.load(std::memory_order_relaxed) / kShardCount;
  return !evicts_ || shard.size_bytes + size <= budget;
}

void PageCache::add_claim(size_t bytes) {
  const std::lock_guard guard(claims_mutex_);
  claims_.insert(bytes);
  set_budget();
}

void PageCache::drop_claim(size_t bytes) {
  const std::lock_guard guard(claims_mutex_);
  claims_.erase(claims_.find(bytes));
  set_budget();
}

// A file without connections keeps the pages that it has.
void PageCache::set_budget() {
  if (claims_.empty()) return;
  const size_t before = budget_bytes_.exchange(*claims_.rbegin());
  if (*claims_.rbegin() >= before) return;
  for (Shard& shard : shards_) trim(shard);
}

void PageCache::trim(Shard& shard) {
  const std::lock_guard guard(shard.mutex);
  const auto free_bytes = [this, &shard](CacheSlot& slot) {
    shard.size_bytes -= slot.size;
    memory_.give_back(std::exchange(slot.bytes, nullptr), slot.size);
    slot.size = 0;
  };
  for (CacheSlot* const slot : std::exchange(shard.spare, {})) free_bytes(*slot);
  while (!has_room(shard, 0)) {
    CacheSlot* const slot = evict(shard);
    if (!slot) break;
    free_bytes(*slot);
  }
  std::erase_if(shard.slots, [](const auto& slot) { return !slot->bytes; });
  shard.hand = 0;
}

Result<CacheSlot*> PageCache::allocate(PageNo page, uint32_t size, const CacheSlot* original) {
  Shard& shard = shard_of(page);
  const std::lock_guard guard(shard.mutex);
  CacheSlot* slot = nullptr;
  if (!shard.spare.empty()) {
    slot = shard.spare.back();
    shard.spare.pop_back();
  } else if (!has_room(shard, size)) {
    slot = evict(shard);
  }
  if (!slot) {
    shard.slots.push_back(std::make_unique<CacheSlot>());
    slot = shard.slots.back().get();
  }
  shard.size_bytes -= slot->size;
  const bool has_memory = resize(*slot, size);
  shard.size_bytes += slot->size;
  if (!has_memory) {
    shard.spare.push_back(slot);
    return fail(ErrorCode::NoMem);
  }
  slot->page = page;
  slot->frame = original ? original->frame : FrameNo{};
  slot->pins = 1;
  return slot;
}

CacheSlot* PageCache::insert(CacheSlot* slot, FrameNo frame) {
  Shard& shard = shard_of(slot->page);
  const std::lock_guard guard(shard.mutex);
  ASSERT(!slot->has_key && slot->pins == 1);
  CacheSlot* const other = *locate(shard, slot->page, frame);
  if (other) {
    slot->pins = 0;
    shard.spare.push_back(slot);
    ++other->pins;
    return other;
  }
  slot->frame = frame;
  link(shard, slot);
  return slot;
}

void PageCache::replace(CacheSlot* slot, FrameNo frame, Original original) {
  Shard& shard = shard_of(slot->page);
  const std::lock_guard guard(shard.mutex);
  ASSERT(!slot->has_key && slot->pins > 0);
  CacheSlot** const other = locate(shard, slot->page, frame);
  if (*other) unlink(shard, other);
  if (original == Original::Forget) {
    CacheSlot** const former = locate(shard, slot->page, slot->frame);
    if (*former) unlink(shard, former);
  }
  slot->frame = frame;
  link(shard, slot);
}

void PageCache::pin(CacheSlot* slot) {
  Shard& shard = shard_of(slot->page);
  const std::lock_guard guard(shard.mutex);
  ASSERT(slot->pins > 0);
  ++slot->pins;
}

size_t PageCache::size_bytes() const {
  size_t size = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard guard(shard.mutex);
    size += shard.size_bytes;
  }
  return size;
}

void PageCache::unpin(CacheSlot* slot) {
  Shard& shard = shard_of(slot->page);
  const std::lock_guard guard(shard.mutex);
  ASSERT(slot->pins > 0);
  if (--slot->pins == 0 && !slot->has_key) shard.spare.push_back(slot);
}

void PageCache::forget(PageNo page, FrameNo frame) {
  Shard& shard = shard_of(page);
  const std::lock_guard guard(shard.mutex);
  CacheSlot** const at = locate(shard, page, frame);
  if (*at) unlink(shard, at);
}

template <class Predicate>
void PageCache::forget_if(Predicate predicate) {
  for (Shard& shard : shards_) {
    const std::lock_guard guard(shard.mutex);
    for (CacheSlot*& head : shard.buckets) {
      CacheSlot** at = &head;
      while (*at) {
        if (predicate(**at)) {
          unlink(shard, at);
        } else {
          at = &(*at)->next;
        }
      }
    }
  }
}

void PageCache::forget_all() {
  forget_if([](const CacheSlot&) { return true; });
}

void PageCache::forget_beyond(uint32_t count) {
  forget_if(
      [count](const CacheSlot& slot) { return slot.page.raw > count && slot.frame == FrameNo{}; });
}

void PageCache::forget_frames() {
  forget_if([](const CacheSlot& slot) { return slot.frame != FrameNo{}; });
}

void PageCache::settle(PageNo page, FrameNo from) {
  Shard& shard = shard_of(page);
  const std::lock_guard guard(shard.mutex);
  CacheSlot** const former = locate(shard, page, FrameNo{});
  if (*former) unlink(shard, former);
  CacheSlot** const at = locate(shard, page, from);
  CacheSlot* const slot = *at;
  if (!slot) return;
  ++slot->pins;  // keeps it out of the spare list
  unlink(shard, at);
  --slot->pins;
  slot->frame = {};
  link(shard, slot);
}

}  // namespace tern::storage
