#include "engine/storage/page_table.h"

#include <gtest/gtest.h>

namespace tern::storage {
namespace {

constexpr uint32_t kSize = 512;

void enter(PageCache& cache, PageTable& table, uint32_t no) {
  CacheSlot* const slot = *cache.allocate(PageNo{no}, kSize);
  table.add(PageNo{no}, cache.insert(slot, FrameNo{}), false);
}

size_t held(const PageTable& table, uint32_t count) {
  size_t out = 0;
  for (uint32_t no = 1; no <= count; ++no)
    out += static_cast<size_t>(table.find(PageNo{no}) != nullptr);
  return out;
}

class PageTableTest : public ::testing::Test {
 protected:
  PageTableTest() { cache_.add_claim(size_t{8} << 20); }

  void enter_all(uint32_t count) {
    // Again and again, as they push each other out.
    for (int round = 0; round < 20; ++round) {
      for (uint32_t no = 1; no <= count; ++no) {
        if (!table_.find(PageNo{no})) enter(cache_, table_, no);
      }
    }
  }

  PageCache cache_{true};
  PageTable table_{cache_};
};

TEST_F(PageTableTest, GrowsWhilePagesPushEachOtherOut) {
  table_.set_limit(2048 * kSize);
  enter_all(1500);
  EXPECT_EQ(held(table_, 1500), 1500u);
}

TEST_F(PageTableTest, KeepsNoMoreThanItsLimit) {
  table_.set_limit(256 * kSize);
  enter_all(1500);
  EXPECT_LE(held(table_, 1500), 256u);
  EXPECT_GE(held(table_, 1500), 128u);
  table_.set_limit(100 * kSize);
  EXPECT_EQ(held(table_, 1500), 0u);
  enter_all(1500);
  EXPECT_LE(held(table_, 1500), 100u);
}

TEST_F(PageTableTest, APageInUseSurvivesThatItIsPushedOut) {
  table_.set_limit(0);
  enter(cache_, table_, 1);
  PinnedPage* const page = table_.find(PageNo{1});
  ++page->users;
  page->bytes[0] = std::byte{42};
  for (uint32_t no = 2; no < 1000; ++no) enter(cache_, table_, no);
  EXPECT_EQ(table_.find(PageNo{1}), nullptr);
  EXPECT_EQ(page->bytes[0], std::byte{42});
  EXPECT_EQ(page->slot->pins, 1u);
  unpin(page);
}

}  // namespace
}  // namespace tern::storage
