#include <gtest/gtest.h>

#include "engine/io/uring_vfs.h"
#include "tests/support/reference_db.h"
#include "tests/unit/engine/btree/file_fixture.h"

namespace tern::btree {
namespace {

constexpr int kRows = 50;

// A table whose every row fills a leaf, so that rows and leaves are one.
class ReadAheadScan : public ::testing::Test {
 protected:
  void SetUp() override {
    test::ReferenceDb(path_).run(
        "PRAGMA page_size=4096; CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<50)"
        "INSERT INTO t SELECT i, zeroblob(3000) FROM n");
    database_.emplace(io::uring_vfs(), path_);
    ASSERT_OK(database_->pager->begin_read());
    loaded_before_ = pager().load_count();
  }
  storage::Pager& pager() { return *database_->pager; }
  uint64_t loaded() { return pager().load_count() - loaded_before_; }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("t.db");
  std::optional<FileDatabase> database_;
  PageNo root_{2};
  uint64_t loaded_before_ = 0;
};

TEST_F(ReadAheadScan, ReadsTwiceAsFarWithEachBatchThatWasMissing) {
  TableCursor cursor(*database_->trees, root_);
  ASSERT_TRUE(*cursor.first());
  std::vector<uint64_t> loaded_at{0, loaded()};
  for (int row = 2; row <= kRows; ++row) {
    ASSERT_TRUE(*cursor.next());
    ASSERT_EQ(cursor.rowid().raw, row);
    loaded_at.push_back(loaded());
  }
  EXPECT_FALSE(*cursor.next());
  // The root and one leaf; one more; then 4, 8, 16 and what is left.
  EXPECT_EQ(loaded_at[1], 2u);
  EXPECT_EQ(loaded_at[2], 3u);
  EXPECT_EQ(loaded_at[3], 7u);
  EXPECT_EQ(loaded_at[6], 7u);
  EXPECT_EQ(loaded_at[7], 15u);
  EXPECT_EQ(loaded_at[15], 31u);
  EXPECT_EQ(loaded_at[31], 1u + kRows);
  EXPECT_EQ(loaded_at[kRows], 1u + kRows);
}

TEST_F(ReadAheadScan, NothingIsReadTwice) {
  for (int round = 0; round < 2; ++round) {
    TableCursor cursor(*database_->trees, root_);
    int rows = 0;
    for (auto more = cursor.first(); *more; more = cursor.next()) ++rows;
    EXPECT_EQ(rows, kRows);
    EXPECT_EQ(loaded(), 1u + kRows);
  }
}

TEST_F(ReadAheadScan, ASeekReadsWhatItNeedsOnly) {
  TableCursor cursor(*database_->trees, root_);
  for (const int64_t rowid : {40, 20, 30}) {
    ASSERT_EQ(*cursor.seek(RowId{rowid}), Landing::Found);
  }
  EXPECT_EQ(loaded(), 4u);
}

TEST_F(ReadAheadScan, CountsAllEntries) {
  EXPECT_EQ(*database_->trees->count(root_), kRows);
  EXPECT_EQ(loaded(), 1u + kRows);
}

TEST_F(ReadAheadScan, PagesThatAreNoneAreLeftOut) {
  const PageNo numbers[] = {PageNo{0}, root_, PageNo{pager().page_count() + 1}, root_};
  EXPECT_EQ(pager().prefetch(numbers), 1u);
  EXPECT_EQ(pager().prefetch(numbers), 0u);
}

}  // namespace
}  // namespace tern::btree
