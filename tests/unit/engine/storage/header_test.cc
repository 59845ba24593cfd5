#include "engine/storage/header.h"

#include <gtest/gtest.h>

#include <vector>

namespace tern::storage {
namespace {

class Header : public testing::TestWithParam<uint32_t> {
 protected:
  static ByteVector fresh(uint32_t size) {
    ByteVector page(size);
    format_first_page(page, 0, false);
    return page;
  }
};

TEST_P(Header, FirstPageReadsBack) {
  const DatabaseHeader header = *parse_header(fresh(GetParam()));
  EXPECT_EQ(header.page_size, GetParam());
  EXPECT_EQ(header.usable_size(), GetParam());
  EXPECT_EQ(header.page_count, 1u);
  EXPECT_FALSE(header.is_wal());
  EXPECT_FALSE(header.is_autovacuum);
}

INSTANTIATE_TEST_SUITE_P(PageSizes, Header, testing::Values(512, 4096, 65536));

TEST_F(Header, PageCountIsValidOnlyForTheWriterThatStampedIt) {
  ByteVector page = fresh(4096);
  stamp_header(page, 7, 33);
  EXPECT_TRUE(parse_header(page)->is_page_count_valid);
  EXPECT_EQ(parse_header(page)->page_count, 33u);
  store_be<uint32_t>(&page[kChangeCounterAt], 8);
  EXPECT_FALSE(parse_header(page)->is_page_count_valid);
}

TEST_F(Header, RefusesBrokenFields) {
  const auto code_with = [](size_t at, int value) {
    ByteVector page = fresh(4096);
    page[at] = std::byte(value);
    const auto header = parse_header(page);
    return header ? ErrorCode{} : header.error().code();
  };
  EXPECT_EQ(code_with(0, 'x'), ErrorCode::NotADb);
  EXPECT_EQ(code_with(16, 0x11), ErrorCode::NotADb);  // page size 4352
  EXPECT_EQ(code_with(19, 3), ErrorCode::NotADb);     // read version
  EXPECT_EQ(code_with(21, 63), ErrorCode::NotADb);    // payload fraction
  EXPECT_EQ(code_with(18, 3), ErrorCode{});           // write version: may still be read
}

}  // namespace
}  // namespace tern::storage
