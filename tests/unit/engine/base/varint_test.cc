#include "engine/base/varint.h"

#include <gtest/gtest.h>

#include <limits>

namespace tern {
namespace {

ByteVector encoded(uint64_t value) {
  ByteVector out;
  append_varint(out, value);
  return out;
}

TEST(Varint, RoundTripsAtEverySizeBoundary) {
  for (int bits = 0; bits < 64; ++bits) {
    for (const uint64_t delta : {uint64_t{0}, uint64_t{1}}) {
      const uint64_t value = (uint64_t{1} << bits) - delta;
      const ByteVector bytes = encoded(value);
      ASSERT_EQ(bytes.size(), static_cast<size_t>(varint_size(value)));
      const auto read = read_varint(bytes);
      ASSERT_TRUE(read);
      EXPECT_EQ(read->value, value);
      EXPECT_EQ(read->size, bytes.size());
    }
  }
}

// Expected bytes by hand from the file format's description.
TEST(Varint, WritesTheFormatOfTheFile) {
  EXPECT_EQ(encoded(0x7f), (ByteVector{std::byte{0x7f}}));
  EXPECT_EQ(encoded(0x80), (ByteVector{std::byte{0x81}, std::byte{0x00}}));
  EXPECT_EQ(encoded(std::numeric_limits<uint64_t>::max()), ByteVector(9, std::byte{0xff}));
}

TEST(Varint, RefusesATruncatedOne) {
  const ByteVector bytes = encoded(uint64_t{1} << 60);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_varint(Bytes(bytes).first(size))) << size;
  }
}

}  // namespace
}  // namespace tern
