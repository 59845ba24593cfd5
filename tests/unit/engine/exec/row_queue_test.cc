#include "engine/exec/row_queue.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tern::exec {
namespace {

using record::ValueView;

std::string name_of(uint64_t i) { return "row number " + std::to_string(i); }

void append(RowQueue& rows, uint64_t i, const std::string& key) {
  const std::string name = name_of(i);
  const std::vector<ValueView> values = {ValueView::integer(static_cast<int64_t>(i)),
                                         ValueView::text(name), ValueView::null()};
  rows.append(values, key, 1);
}

TEST(RowQueue, KeepsCopiesOfValuesAndKeys) {
  RowQueue rows;
  for (uint64_t i = 0; i < 1000; ++i) append(rows, i, "k" + std::to_string(i));
  ASSERT_EQ(rows.end(), 1000u);
  for (uint64_t i = 0; i < 1000; ++i) {
    const KeyedRow& row = rows[i];
    EXPECT_EQ(row.values()[0].as_integer(), static_cast<int64_t>(i));
    EXPECT_EQ(row.values()[1].as_text(), name_of(i));
    EXPECT_TRUE(row.values()[2].is_null());
    EXPECT_EQ(row.full_key(), "k" + std::to_string(i));
    EXPECT_EQ(row.partition_key(), "k");
  }
}

TEST(RowQueue, MemoryIsBoundedByTheRowsThatAreKept) {
  RowQueue rows;
  size_t most = 0;
  for (uint64_t i = 0; i < 1'000'000; ++i) {
    append(rows, i, "key");
    if (i >= 100) rows.drop_before(i - 100);
    most = std::max(most, rows.size_bytes());
  }
  EXPECT_LT(most, size_t{2} << 20);
  EXPECT_EQ(rows.end(), 1'000'000u);
  EXPECT_EQ(rows[999'950].values()[1].as_text(), name_of(999'950));
}

TEST(RowQueue, DropsNothingThatIsStillNeeded) {
  RowQueue rows;
  for (uint64_t i = 0; i < 20'000; ++i) {
    append(rows, i, "");
    const uint64_t oldest = i / 2;
    rows.drop_before(oldest);
    ASSERT_EQ(rows[oldest].values()[1].as_text(), name_of(oldest)) << i;
    ASSERT_EQ(rows[i].values()[0].as_integer(), static_cast<int64_t>(i));
  }
}

TEST(RowQueue, SortsByKeyAndLeavesEqualRowsAsTheyCame) {
  RowQueue rows;
  for (uint64_t i = 0; i < 5000; ++i) {
    append(rows, i, "same first eight" + std::to_string(i * 7919 % 10));
  }
  rows.sort();
  for (uint64_t i = 1; i < rows.end(); ++i) {
    const KeyedRow& a = rows[i - 1];
    const KeyedRow& b = rows[i];
    ASSERT_LE(a.full_key(), b.full_key());
    if (a.full_key() == b.full_key()) {
      ASSERT_LT(a.values()[0].as_integer(), b.values()[0].as_integer());
    }
  }
}

TEST(RowQueue, IsEmptyAfterClear) {
  RowQueue rows;
  append(rows, 1, "a");
  rows.clear();
  EXPECT_EQ(rows.end(), 0u);
  append(rows, 2, "b");
  EXPECT_EQ(rows[0].values()[1].as_text(), name_of(2));
}

}  // namespace
}  // namespace tern::exec
