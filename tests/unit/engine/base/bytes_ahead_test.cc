// Nothing shows what a processor was told to fetch; what is left to tell it does.
#include "engine/base/bytes_ahead.h"

#include <gtest/gtest.h>

#include <vector>

namespace tern {
namespace {

constexpr size_t kLine = BytesAhead::kLineSize;

class SharesOfBytesAhead : public ::testing::Test {
 protected:
  Bytes bytes(size_t offset, size_t size) const { return {memory_.data() + offset, size}; }
  /// How many rows bring a share until nothing is left.
  size_t rows_until_done() {
    size_t rows = 0;
    for (; !ahead_.is_empty() && rows < 1000; ++rows) ahead_.bring_share();
    return rows;
  }
  std::vector<std::byte> memory_ = std::vector<std::byte>(64 * kLine);
  BytesAhead ahead_;
};

TEST_F(SharesOfBytesAhead, GoToAllRows) {
  for (const size_t rows : {1UL, 2UL, 3UL, 10UL, 19UL, 20UL}) {
    ahead_.clear();
    ahead_.add(bytes(0, 15 * kLine - 32));
    ahead_.add(bytes(20 * kLine, 4 * kLine));
    ahead_.share_among(rows);
    const size_t done = rows_until_done();
    EXPECT_LE(done, rows + 1);  // a share is of one range
    EXPECT_GE(2 * done, rows);
  }
}

TEST_F(SharesOfBytesAhead, AreCountedAnewOfWhatIsLeft) {
  ahead_.add(bytes(0, 40 * kLine - kLine));
  ahead_.share_among(40);
  for (int row = 0; row < 20; ++row) ahead_.bring_share();
  EXPECT_FALSE(ahead_.is_empty());
  ahead_.share_among(5);
  EXPECT_EQ(rows_until_done(), 5u);
}

TEST_F(SharesOfBytesAhead, OfNothingAreNothing) {
  ahead_.add({});
  EXPECT_TRUE(ahead_.is_empty());
  ahead_.share_among(10);
  ahead_.bring_share();
  ahead_.add(bytes(0, 1));
  EXPECT_FALSE(ahead_.is_empty());
  ahead_.share_among(0);
  ahead_.clear();
  EXPECT_TRUE(ahead_.is_empty());
}

TEST_F(SharesOfBytesAhead, AreForWhoReadsMostOfARow) {
  ahead_.clear(1000);
  EXPECT_TRUE(ahead_.suits(1000));
  EXPECT_TRUE(ahead_.suits(500));
  EXPECT_FALSE(ahead_.suits(499));
}

}  // namespace
}  // namespace tern
