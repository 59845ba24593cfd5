#include <gtest/gtest.h>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/counting_vfs.h"
#include "tests/support/reference_db.h"

// How many calls of the system a transaction costs, exactly: a call that creeps in is seen here.

namespace tern::storage {
namespace {

class SystemCalls : public ::testing::Test {
 protected:
  std::unique_ptr<Pager> open(const std::string& mode) {
    test::ReferenceDb(path_).run("PRAGMA journal_mode = " + mode + "; CREATE TABLE t(a)");
    return open();
  }
  std::unique_ptr<Pager> open() {
    auto pager = *Pager::open(*DatabaseFile::open(vfs_, path_));
    pager->set_synchronous(Synchronous::Normal);
    return pager;
  }
  void read(Pager& pager) {
    ASSERT_TRUE(pager.begin_read());
    ASSERT_TRUE(pager.read(PageNo{1}));
    ASSERT_TRUE(pager.read(PageNo{2}));
    pager.rollback();
  }
  void write(Pager& pager) {
    ASSERT_TRUE(pager.begin_write());
    pager.write(PageNo{2})->bytes()[100] = std::byte{1};
    ASSERT_TRUE(pager.commit());
  }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.path("a.db");
  test::CountingVfs vfs_{io::posix_vfs()};
};

TEST_F(SystemCalls, OfAReadWithARollbackJournal) {
  const auto pager = open("delete");
  read(*pager);
  vfs_.take();
  read(*pager);
  EXPECT_EQ(vfs_.take(), "lock 4, pread 1, stat 1");
}

TEST_F(SystemCalls, OfAReadInWalMode) {
  const auto pager = open("wal");
  write(*pager);
  read(*pager);
  vfs_.take();
  read(*pager);
  EXPECT_EQ(vfs_.take(), "lock 2");
}

TEST_F(SystemCalls, OfAWriteInWalMode) {
  const auto pager = open("wal");
  write(*pager);
  write(*pager);
  vfs_.take();
  write(*pager);
  EXPECT_EQ(vfs_.take(), "lock 2, pwrite 1");
  pager->set_synchronous(Synchronous::Full);
  write(*pager);  // makes the log longer, for the next ones too
  vfs_.take();
  write(*pager);
  EXPECT_EQ(vfs_.take(), "lock 2, pwrite 1, sync 1");
}

TEST_F(SystemCalls, OfAWriteWithARollbackJournal) {
  const auto pager = open("delete");
  pager->set_synchronous(Synchronous::Full);
  write(*pager);
  vfs_.take();
  write(*pager);
  EXPECT_EQ(vfs_.take(),
            "lock 9, open 1, pread 1, pwrite 4, stat 3, sync 3, sync folder 1, unlink 1");
}

TEST_F(SystemCalls, InExclusiveLockingModeAreOfTheDataAlone) {
  const auto rollback = open("delete");
  rollback->set_locking_mode(LockingMode::Exclusive);
  write(*rollback);
  vfs_.take();
  read(*rollback);
  EXPECT_EQ(vfs_.take(), "");
}

TEST_F(SystemCalls, OfOpeningReadingAndClosing) {
  open("delete").reset();
  vfs_.take();
  read(*open());
  EXPECT_EQ(vfs_.take(), "lock 4, open 1, pread 4, stat 3");
}

TEST_F(SystemCalls, OfAnImmutableFileAreReadsAlone) {
  open("delete").reset();
  vfs_.take();
  const auto pager = *Pager::open(*DatabaseFile::open(vfs_, path_, {.immutable = true}));
  read(*pager);
  vfs_.take();
  read(*pager);
  EXPECT_EQ(vfs_.take(), "");
}

}  // namespace
}  // namespace tern::storage
