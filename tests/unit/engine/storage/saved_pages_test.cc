#include "engine/storage/saved_pages.h"

#include <gtest/gtest.h>

namespace tern::storage {
namespace {

SavedImage image_of(uint32_t no) { return {.bytes = nullptr, .place = 7 * no, .size = 512}; }

TEST(SavedPages, FindsEachPageHoweverMany) {
  SavedPages pages;
  for (uint32_t i = 1; i <= 1000; ++i) {
    const PageNo no{i * 64};  // of those that a table of pages puts to the same place
    ASSERT_FALSE(pages.contains(no));
    pages.add(no, image_of(no.raw));
    ASSERT_TRUE(pages.contains(no));
    ASSERT_TRUE(pages.contains(PageNo{64}));
    ASSERT_FALSE(pages.contains(PageNo{i * 64 + 1}));
  }
  uint32_t count = 0;
  for (const auto& [no, image] : pages) {
    ++count;
    ASSERT_EQ(no.raw, count * 64);
    ASSERT_EQ(image.place, 7 * no.raw);
  }
  ASSERT_EQ(count, 1000u);
}

TEST(SavedPages, IsUsedAgainAfterFewPagesAndAfterMany) {
  SavedPages pages;
  for (const uint32_t many : {3u, 500u, 3u, 40u}) {
    for (uint32_t i = 1; i <= many; ++i) pages.add(PageNo{i}, image_of(i));
    for (uint32_t i = 1; i <= many; ++i) ASSERT_TRUE(pages.contains(PageNo{i}));
    pages.clear();
    ASSERT_TRUE(pages.begin() == pages.end());
    for (uint32_t i = 1; i <= many; ++i) ASSERT_FALSE(pages.contains(PageNo{i}));
  }
}

}  // namespace
}  // namespace tern::storage
