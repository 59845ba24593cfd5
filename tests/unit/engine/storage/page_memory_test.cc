#include "engine/storage/page_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace tern::storage {
namespace {

struct Page {
  std::byte* bytes;
  uint32_t size;
  unsigned char mark;
};

/// Pages that are all marked, and must stay so.
class MarkedPages {
 public:
  ~MarkedPages() {
    for (const Page& page : pages_) memory_.give_back(page.bytes, page.size);
  }
  void take(uint32_t size) {
    std::byte* const bytes = memory_.take(size);
    ASSERT_NE(bytes, nullptr);
    ++next_mark_;
    std::memset(bytes, next_mark_, size);
    pages_.push_back({bytes, size, next_mark_});
  }
  void give_every_second_back() {
    std::vector<Page> kept;
    for (size_t i = 0; i < pages_.size(); ++i) {
      if (i % 2 == 0) {
        kept.push_back(pages_[i]);
      } else {
        memory_.give_back(pages_[i].bytes, pages_[i].size);
      }
    }
    pages_ = std::move(kept);
  }
  bool all_hold_their_marks() const {
    return std::ranges::all_of(pages_, [](const Page& page) {
      return std::all_of(page.bytes, page.bytes + page.size,
                         [&](std::byte byte) { return byte == std::byte{page.mark}; });
    });
  }

 private:
  PageMemory memory_;
  std::vector<Page> pages_;
  unsigned char next_mark_ = 0;
};

TEST(PageMemory, PagesNeverOverlap) {
  MarkedPages pages;
  for (int i = 0; i < 2000; ++i) pages.take(4096);
  EXPECT_TRUE(pages.all_hold_their_marks());
  pages.give_every_second_back();
  EXPECT_TRUE(pages.all_hold_their_marks());
  for (int i = 0; i < 1500; ++i) pages.take(4096);
  EXPECT_TRUE(pages.all_hold_their_marks());
}

TEST(PageMemory, SizesMayChange) {
  MarkedPages pages;
  for (const uint32_t size : {4096u, 65536u, 512u, 16384u, 1024u}) {
    for (uint32_t taken = 0; taken < (3u << 20); taken += size) pages.take(size);
    pages.give_every_second_back();
  }
  EXPECT_TRUE(pages.all_hold_their_marks());
}

}  // namespace
}  // namespace tern::storage
