#include "engine/storage/shared_cache.h"

#include <gtest/gtest.h>

#include "engine/io/memory_vfs.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

// What Pagers of one shared cache see of each other, and what they refuse each other.

namespace tern::storage {
namespace {

constexpr PageNo kTable{2};
constexpr PageNo kOther{3};

/// The parameter: is the database in memory, or in a file?
class Shared : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(one_->begin_write());
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(one_->allocate());
    }
    ASSERT_TRUE(one_->commit());
    one_->rollback();
  }
  std::unique_ptr<Pager> open() {
    const OpenOptions options{.in_memory = GetParam(), .sharing = Sharing::Cache};
    return *Pager::open(*DatabaseFile::open(vfs_, "shared.db", options));
  }
  SharedCache& cache() { return *one_->file().shared().shared_cache; }

  static void put(Pager& pager, PageNo no, int value) {
    const auto page = pager.write(no);
    ASSERT_TRUE(page);
    page->bytes()[100] = static_cast<std::byte>(value);
  }
  static int get(Pager& pager, PageNo no) {
    const auto page = pager.read(no);
    return page ? std::to_integer<int>(page->bytes()[100]) : -1;
  }
  static ErrorCode code_of(const Status& status) {
    return status ? ErrorCode{} : status.error().code();
  }

  io::MemoryVfs vfs_;
  std::unique_ptr<Pager> one_ = open();
  std::unique_ptr<Pager> two_ = open();
};

INSTANTIATE_TEST_SUITE_P(Places, Shared, ::testing::Bool());

TEST_P(Shared, ACommitIsNotKeptBackByReadersWhoSeeItWhenTheyCatchUp) {
  ASSERT_EQ(&one_->file(), &two_->file());
  ASSERT_TRUE(two_->begin_read());
  EXPECT_EQ(get(*two_, kTable), 0);
  ASSERT_TRUE(one_->begin_write());
  put(*one_, kTable, 1);
  const auto more = one_->allocate();
  ASSERT_TRUE(more);
  ASSERT_TRUE(one_->commit());
  EXPECT_EQ(get(*two_, kTable), 0);
  EXPECT_TRUE(two_->is_behind(false));
  two_->catch_up(false);
  EXPECT_EQ(get(*two_, kTable), 1);
  EXPECT_EQ(two_->page_count(), 4U);
  EXPECT_FALSE(two_->is_behind(false));
}

TEST_P(Shared, AnOldViewIsNoBaseForChanges) {
  ASSERT_TRUE(two_->begin_read());
  ASSERT_TRUE(one_->begin_write());
  put(*one_, kTable, 1);
  ASSERT_TRUE(one_->commit());
  one_->rollback();
  EXPECT_EQ(code_of(two_->begin_write()), ErrorCode::BusySnapshot);
  two_->catch_up(false);
  ASSERT_TRUE(two_->begin_write());
  put(*two_, kOther, 2);
  ASSERT_TRUE(two_->commit());
  ASSERT_TRUE(one_->begin_read());
  EXPECT_EQ(get(*one_, kTable), 1);
  EXPECT_EQ(get(*one_, kOther), 2);
}

TEST_P(Shared, WhatIsUncommittedIsSeenByWhoWantsIt) {
  ASSERT_TRUE(two_->begin_read());
  EXPECT_EQ(get(*two_, kTable), 0);
  ASSERT_TRUE(one_->begin_write());
  put(*one_, kTable, 1);
  const auto more = one_->allocate();
  ASSERT_TRUE(more);
  EXPECT_FALSE(two_->is_behind(false));
  ASSERT_TRUE(two_->is_behind(true));
  two_->catch_up(true);
  EXPECT_EQ(get(*two_, kTable), 1);
  EXPECT_EQ(two_->page_count(), 4U);
  put(*one_, kTable, 2);
  EXPECT_EQ(get(*two_, kTable), 1);
  cache().content_changed();
  two_->catch_up(true);
  EXPECT_EQ(get(*two_, kTable), 2);
  one_->rollback();
  two_->catch_up(true);
  EXPECT_EQ(get(*two_, kTable), 0);
  EXPECT_EQ(two_->page_count(), 3U);
}

TEST_P(Shared, BorrowedPagesAreGoneWithTheTransaction) {
  ASSERT_TRUE(one_->begin_write());
  put(*one_, kTable, 1);
  ASSERT_TRUE(two_->begin_read());
  two_->catch_up(true);
  EXPECT_EQ(get(*two_, kTable), 1);
  two_->rollback();
  ASSERT_TRUE(two_->begin_read());
  EXPECT_EQ(get(*two_, kTable), 0);
  two_->catch_up(true);
  one_.reset();
  two_->catch_up(true);
  EXPECT_EQ(get(*two_, kTable), 0);
}

TEST_P(Shared, OneWritesAndTheOthersAreRefusedAtOnce) {
  ASSERT_TRUE(one_->begin_write());
  const Status refused = two_->begin_write();
  EXPECT_EQ(code_of(refused), ErrorCode::LockedSharedCache);
  EXPECT_EQ(refused.error().message(), "database table is locked");
  EXPECT_FALSE(two_->is_reading());
  ASSERT_TRUE(two_->begin_read());
  EXPECT_EQ(code_of(two_->begin_write()), ErrorCode::LockedSharedCache);
  EXPECT_TRUE(two_->is_reading());
  EXPECT_EQ(code_of(cache().exclude_others(*one_)), ErrorCode::LockedSharedCache);
  two_->rollback();
  EXPECT_TRUE(cache().exclude_others(*one_));
  EXPECT_EQ(code_of(two_->begin_read()), ErrorCode::LockedSharedCache);
}

TEST_P(Shared, ATableHasReadersOrOneWriter) {
  ASSERT_TRUE(one_->begin_write());
  ASSERT_TRUE(two_->begin_read());
  EXPECT_TRUE(cache().lock(*one_, kTable, TableLock::Write, "t"));
  const Status refused = cache().lock(*two_, kTable, TableLock::Read, "t");
  EXPECT_EQ(code_of(refused), ErrorCode::LockedSharedCache);
  EXPECT_EQ(refused.error().message(), "database table is locked: t");
  EXPECT_TRUE(cache().lock(*two_, kOther, TableLock::Read, "u"));
  EXPECT_TRUE(cache().lock(*one_, kOther, TableLock::Read, "u"));
  EXPECT_EQ(code_of(cache().lock(*one_, kOther, TableLock::Write, "u")),
            ErrorCode::LockedSharedCache);
  // Committed, and still read by it.
  put(*one_, kTable, 1);
  ASSERT_TRUE(one_->commit());
  EXPECT_TRUE(cache().lock(*two_, kTable, TableLock::Read, "t"));
}

TEST_P(Shared, WhoChangesTheSchemaIsAlone) {
  const PageNo schema = SharedCache::kSchemaRoot;
  ASSERT_TRUE(one_->begin_write());
  ASSERT_TRUE(two_->begin_read());
  EXPECT_FALSE(cache().lock(*one_, schema, TableLock::Write, "sqlite_master"));
  two_->rollback();
  EXPECT_TRUE(cache().lock(*one_, schema, TableLock::Write, "sqlite_master"));
  EXPECT_FALSE(cache().check_schema(*two_));
  EXPECT_TRUE(cache().check_schema(*one_));
  EXPECT_FALSE(two_->begin_read());
  one_->rollback();
  EXPECT_TRUE(two_->begin_read());
}

// A writer that waits for readers is not overtaken by new ones.
TEST_P(Shared, AWriterThatWasInTheWayLetsNobodyBegin) {
  const auto three = open();
  ASSERT_TRUE(one_->begin_write());
  ASSERT_TRUE(two_->begin_read());
  ASSERT_TRUE(cache().lock(*two_, kTable, TableLock::Read, "t"));
  ASSERT_FALSE(cache().lock(*one_, kTable, TableLock::Write, "t"));
  EXPECT_EQ(code_of(three->begin_read()), ErrorCode::LockedSharedCache);
  two_->rollback();
  EXPECT_TRUE(three->begin_read());
}

TEST(SharedCacheOfAFile, IsNotThatOfOtherConnections) {
  const test::TemporaryFolder folder;
  const auto open = [&folder](Sharing sharing) {
    return *Pager::open(
        *DatabaseFile::open(io::posix_vfs(), folder.path("a.db"), {.sharing = sharing}));
  };
  const auto shared = open(Sharing::Cache);
  const auto own = open(Sharing::None);
  EXPECT_NE(&shared->file(), &own->file());
  EXPECT_EQ(own->file().shared().shared_cache, nullptr);
  ASSERT_TRUE(shared->begin_write());
  const Status begun = own->begin_write();
  ASSERT_FALSE(begun);
  EXPECT_TRUE(begun.error().is(ErrorCode::Busy));
}

}  // namespace
}  // namespace tern::storage
