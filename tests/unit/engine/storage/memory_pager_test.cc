#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"

namespace tern::storage {
namespace {

class MemoryPager : public testing::Test {
 protected:
  std::unique_ptr<Pager> connect() { return *Pager::open(file_); }

  io::MemoryVfs vfs_;
  std::shared_ptr<DatabaseFile> file_ = *DatabaseFile::open(vfs_, ":memory:");
};

TEST_F(MemoryPager, FreshDatabaseHasNoPageUntilTheFirstWriteTransaction) {
  const auto pager = connect();
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->page_count(), 0u);
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(pager->page_count(), 1u);
  const PageRef first = *pager->read(PageNo{1});
  EXPECT_EQ(as_text(first.bytes().first(15)), "SQLite format 3");
  EXPECT_EQ(load_be<uint16_t>(&first.bytes()[16]), 4096);
  EXPECT_EQ(first.bytes()[100], std::byte{0x0d});
  EXPECT_EQ(load_be<uint16_t>(&first.bytes()[105]), 4096);
}

TEST_F(MemoryPager, CommitIsSeenByOtherConnectionsAndRollbackIsNot) {
  const auto writer = connect();
  ASSERT_TRUE(writer->begin_write());
  const PageMut page = *writer->allocate();
  EXPECT_EQ(page.no(), PageNo{2});
  page.bytes()[7] = std::byte{42};
  ASSERT_TRUE(writer->commit());

  ASSERT_TRUE(writer->begin_write());
  writer->write(PageNo{2})->bytes()[7] = std::byte{43};
  writer->rollback();

  const auto reader = connect();
  ASSERT_TRUE(reader->begin_read());
  EXPECT_EQ(reader->page_count(), 2u);
  EXPECT_EQ(reader->read(PageNo{2})->bytes()[7], std::byte{42});
  EXPECT_EQ(reader->read(PageNo{3}).error().code(), ErrorCode::Corrupt);
}

TEST_F(MemoryPager, CommitIsBusyWhileAnotherConnectionReads) {
  const auto writer = connect();
  const auto reader = connect();
  ASSERT_TRUE(writer->begin_write());
  ASSERT_TRUE(reader->begin_read());
  EXPECT_EQ(reader->page_count(), 0u);
  EXPECT_EQ(writer->commit().error().code(), ErrorCode::Busy);
  reader->rollback();
  EXPECT_TRUE(writer->commit());
}

TEST_F(MemoryPager, SavepointsUndoInLayers) {
  const auto pager = connect();
  ASSERT_TRUE(pager->begin_write());
  const PageNo no = pager->allocate()->no();
  const auto set = [&](int value) { pager->write(no)->bytes()[0] = std::byte(value); };
  const auto get = [&] { return std::to_integer<int>(pager->read(no)->bytes()[0]); };
  set(1);
  EXPECT_EQ(pager->open_savepoint(), 1u);
  EXPECT_EQ(pager->open_savepoint(), 2u);
  set(2);
  EXPECT_EQ(pager->allocate()->no(), PageNo{3});
  pager->release_savepoint(2);
  EXPECT_EQ(pager->open_savepoint(), 2u);
  set(3);
  ASSERT_TRUE(pager->rollback_to_savepoint(2));
  EXPECT_EQ(get(), 2);
  set(4);
  ASSERT_TRUE(pager->rollback_to_savepoint(2));
  EXPECT_EQ(get(), 2);
  EXPECT_EQ(pager->page_count(), 3u);
  ASSERT_TRUE(pager->rollback_to_savepoint(1));
  EXPECT_EQ(get(), 1);
  EXPECT_EQ(pager->page_count(), 2u);
}

TEST_F(MemoryPager, FreedPagesAreReusedLastFirst) {
  const auto pager = connect();
  ASSERT_TRUE(pager->begin_write());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(pager->allocate());
  ASSERT_TRUE(pager->free(PageNo{3}));
  ASSERT_TRUE(pager->free(PageNo{2}));
  EXPECT_EQ(*pager->header_field(HeaderField::FreelistCount), 2u);
  EXPECT_EQ(pager->allocate()->no(), PageNo{2});
  EXPECT_EQ(pager->allocate()->no(), PageNo{3});
  EXPECT_EQ(pager->allocate()->no(), PageNo{5});
  EXPECT_EQ(pager->free(PageNo{6}).error().code(), ErrorCode::Corrupt);
}

TEST_F(MemoryPager, DataVersionChangesWithTheCommitsOfOthersOnly) {
  const auto pager = connect();
  ASSERT_TRUE(pager->begin_read());
  const uint64_t version = pager->data_version();
  pager->rollback();
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 8));
  ASSERT_TRUE(pager->commit());
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->data_version(), version);
  pager->rollback();
  const auto other = connect();
  ASSERT_TRUE(other->begin_write());
  ASSERT_TRUE(other->set_header_field(HeaderField::UserVersion, 9));
  ASSERT_TRUE(other->commit());
  ASSERT_TRUE(pager->begin_read());
  EXPECT_NE(pager->data_version(), version);
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 9u);
}

}  // namespace
}  // namespace tern::storage
