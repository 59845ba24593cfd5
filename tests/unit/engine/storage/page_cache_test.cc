#include "engine/storage/page_cache.h"

#include <gtest/gtest.h>

namespace tern::storage {
namespace {

constexpr uint32_t kSize = 512;

CacheSlot* enter(PageCache& cache, uint32_t page, uint32_t frame, int content) {
  CacheSlot* const slot = *cache.allocate(PageNo{page}, kSize);
  slot->bytes[0] = std::byte(content);
  return cache.insert(slot, FrameNo{frame});
}

int content(PageCache& cache, uint32_t page, uint32_t frame) {
  CacheSlot* const slot = cache.find(PageNo{page}, FrameNo{frame});
  if (!slot) return -1;
  const int value = std::to_integer<int>(slot->bytes[0]);
  cache.unpin(slot);
  return value;
}

TEST(PageCache, VersionsOfAPageAreApart) {
  PageCache cache(true);
  cache.add_claim(1 << 20);
  cache.unpin(enter(cache, 5, 0, 1));
  cache.unpin(enter(cache, 5, 9, 2));
  EXPECT_EQ(content(cache, 5, 0), 1);
  EXPECT_EQ(content(cache, 5, 9), 2);
  EXPECT_EQ(content(cache, 5, 8), -1);
  cache.settle(PageNo{5}, FrameNo{9});
  EXPECT_EQ(content(cache, 5, 0), 2);
  EXPECT_EQ(content(cache, 5, 9), -1);
  cache.forget_all();
  EXPECT_EQ(content(cache, 5, 0), -1);
}

TEST(PageCache, TheFirstToEnterAKeyWins) {
  PageCache cache(true);
  cache.add_claim(1 << 20);
  CacheSlot* const first = enter(cache, 5, 0, 1);
  CacheSlot* const second = enter(cache, 5, 0, 2);
  EXPECT_EQ(first, second);
  EXPECT_EQ(first->pins, 2u);
  cache.unpin(first);
  cache.unpin(second);
}

TEST(PageCache, BudgetIsKeptButPinnedPagesStay) {
  PageCache cache(true);
  cache.add_claim(16 * 4 * kSize);
  CacheSlot* const pinned = enter(cache, 1, 0, 77);
  for (uint32_t page = 2; page <= 1000; ++page) cache.unpin(enter(cache, page, 0, 1));
  int found = 0;
  for (uint32_t page = 2; page <= 1000; ++page) found += content(cache, page, 0) == 1;
  EXPECT_LE(found, 16 * 4);
  EXPECT_GE(found, 16 * 3);
  EXPECT_EQ(content(cache, 1, 0), 77);
  cache.unpin(pinned);
}

TEST(PageCache, IsAsLargeAsTheLargestClaimAndShrinksWithIt) {
  PageCache cache(true);
  cache.add_claim(16 * 4 * kSize);
  cache.add_claim(16 * 32 * kSize);
  CacheSlot* const pinned = enter(cache, 1, 0, 77);
  for (uint32_t page = 2; page <= 1000; ++page) cache.unpin(enter(cache, page, 0, 1));
  EXPECT_EQ(cache.size_bytes(), size_t{16} * 32 * kSize);
  cache.add_claim(16 * 8 * kSize);
  EXPECT_EQ(cache.size_bytes(), size_t{16} * 32 * kSize);
  cache.drop_claim(16 * 32 * kSize);
  EXPECT_EQ(cache.size_bytes(), size_t{16} * 8 * kSize);
  cache.drop_claim(16 * 8 * kSize);
  EXPECT_EQ(cache.size_bytes(), size_t{16} * 4 * kSize);
  EXPECT_EQ(content(cache, 1, 0), 77);
  for (uint32_t page = 2; page <= 1000; ++page) cache.unpin(enter(cache, page, 0, 1));
  EXPECT_EQ(cache.size_bytes(), size_t{16} * 4 * kSize);
  cache.drop_claim(16 * 4 * kSize);  // nobody is left: what is here stays
  EXPECT_EQ(content(cache, 1, 0), 77);
  cache.unpin(pinned);
}

TEST(PageCache, ReplacedPagesLiveWhileTheyArePinned) {
  PageCache cache(true);
  cache.add_claim(1 << 20);
  CacheSlot* const old = enter(cache, 3, 0, 1);
  CacheSlot* const fresh = *cache.allocate(PageNo{3}, kSize);
  fresh->bytes[0] = std::byte{2};
  cache.replace(fresh, FrameNo{});
  EXPECT_EQ(content(cache, 3, 0), 2);
  EXPECT_EQ(old->bytes[0], std::byte{1});
  cache.unpin(old);
  cache.unpin(fresh);
  EXPECT_EQ(content(cache, 3, 0), 2);
}

}  // namespace
}  // namespace tern::storage
