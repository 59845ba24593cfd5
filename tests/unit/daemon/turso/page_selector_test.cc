#include "daemon/turso/page_selector.h"

#include <gtest/gtest.h>

// Bitmaps as the portable format of Roaring bitmaps has them, written by hand: those that a client
// would send, and those that nobody would.

namespace tern::daemon::turso {
namespace {

using namespace std::string_literals;

std::string u16(unsigned value) {
  return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
}
std::string u32(unsigned value) { return u16(value & 0xFFFF) + u16(value >> 16); }
/// A container's entry among the keys.
std::string key(unsigned high, unsigned values) { return u16(high) + u16(values - 1); }

/// The pages below `page_count`, "refused" for what is no bitmap.
std::string pages_of(const std::string& bitmap, uint32_t page_count) {
  const Result<PageSelector> selector = PageSelector::read(as_bytes(bitmap), page_count);
  if (!selector) return selector.error().code() == ErrorCode::Protocol ? "refused" : "?";
  std::string out;
  for (uint32_t page = 0; page < page_count; ++page)
    if (selector->covers(page)) out += (out.empty() ? "" : " ") + std::to_string(page);
  EXPECT_FALSE(selector->covers(page_count));
  return out;
}

std::string one_container(const std::string& keys, const std::string& content) {
  return u32(12346) + u32(1) + keys + u32(16) + content;
}
/// The one container of the form with runs.
std::string one_of_runs(const std::string& content) {
  return u16(12347) + u16(0) + "\x01"s + key(0, 1) + content;
}

TEST(PageSelector, ABitset) {
  std::string bits(8192, '\0');
  bits[0] = '\x81';     // 0 and 7
  bits[8191] = '\x80';  // 65535
  EXPECT_EQ(pages_of(one_container(key(0, 5000), bits), 70'000), "0 7 65535");
  EXPECT_EQ(pages_of(one_container(key(1, 5000), bits), 70'000), "65536 65543");
  bits.pop_back();
  EXPECT_EQ(pages_of(one_container(key(0, 5000), bits), 10), "refused");
}

TEST(PageSelector, ContainersWithoutAPage) {
  EXPECT_EQ(pages_of(u32(12346) + u32(0), 10), "");
  EXPECT_EQ(pages_of(one_container(key(0, 5000), std::string(8192, '\0')), 10), "");
  EXPECT_EQ(pages_of(one_of_runs(u16(0)), 10), "");
}

TEST(PageSelector, ContainersBehindEachOther) {
  // Runs, an array, runs and an array: from four on, offsets stand before them.
  const std::string bitmap = u16(12347) + u16(3) + "\x05"s + key(0, 3) + key(1, 2) + key(2, 1) +
                             key(3, 1) + std::string(16, '\0') + u16(2) + u16(1) + u16(1) + u16(9) +
                             u16(0) + u16(4) + u16(6) + u16(1) + u16(0) + u16(2) + u16(3);
  EXPECT_EQ(pages_of(bitmap, 200'000), "1 2 9 65540 65542 131072 131073 131074 196611");
  for (size_t size = 1; size < bitmap.size(); ++size)
    EXPECT_EQ(pages_of(bitmap.substr(0, size), 10), "refused") << size;
}

TEST(PageSelector, PagesThatThereAreNotAreNoWork) {
  EXPECT_EQ(pages_of(one_of_runs(u16(1) + u16(2) + u16(0xFFFD)), 5), "2 3 4");
  EXPECT_EQ(pages_of(one_container(key(0xFFFF, 1), u16(0xFFFF)), 5), "");
}

TEST(PageSelector, WhatIsNoBitmapIsRefused) {
  const std::string array = u16(1) + u16(2);
  for (const std::string& bitmap : {
           "x"s,
           u32(1),                                                   // no cookie
           u32(12346) + u32(0xFFFFFFFF),                             // more containers than keys
           u32(12346) + u32(1),                                      // of which none comes
           u16(12347) + u16(0xFFFF),                                 //
           one_of_runs(u16(0xFFFF)),                                 // runs that do not come
           one_of_runs(u16(1) + u16(0xFFFF) + u16(1)),               // a run beyond the last value
           one_of_runs(u16(2) + u16(0) + u16(9) + u16(5) + u16(0)),  // into the run before
           u32(12346) + u32(2) + key(1, 2) + key(1, 2) + u32(0) + u32(0) + array + array,
           u32(12346) + u32(2) + key(1, 2) + key(0, 2) + u32(0) + u32(0) + array + array,
       })
    EXPECT_EQ(pages_of(bitmap, 10), "refused") << testing::PrintToString(bitmap);
}

}  // namespace
}  // namespace tern::daemon::turso
