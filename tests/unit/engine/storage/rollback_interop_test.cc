// Tern and the reference on the same database with a rollback journal.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

using test::ReferenceDb;
using test::run_shell;
using test::TemporaryFolder;

class RollbackInterop : public testing::Test {
 protected:
  std::unique_ptr<Pager> open() { return open(path_); }
  static std::unique_ptr<Pager> open(const std::string& path) {
    auto file = DatabaseFile::open(io::posix_vfs(), path);
    EXPECT_TRUE(file);
    return *Pager::open(*file);
  }
  static Status put(Pager& pager, uint32_t value) {
    TRY(pager.begin_write());
    TRY(pager.set_header_field(HeaderField::UserVersion, value));
    return pager.commit();
  }
  static uint32_t get(Pager& pager) {
    const Status begun = pager.begin_read();
    EXPECT_TRUE(begun) << begun.error().message();
    const auto value = pager.header_field(HeaderField::UserVersion);
    pager.rollback();
    return value ? *value : 0xffffffff;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_F(RollbackInterop, BothWriteInTurn) {
  const auto pager = open();
  for (uint32_t i = 1; i <= 5; ++i) {
    ASSERT_TRUE(put(*pager, i));
    EXPECT_EQ(
        run_shell(path_, "PRAGMA user_version; PRAGMA user_version=" + std::to_string(100 + i)),
        std::to_string(i));
    EXPECT_EQ(get(*pager), 100 + i);
  }
  EXPECT_FALSE(std::filesystem::exists(path_ + "-journal"));
  EXPECT_EQ(run_shell(path_, "PRAGMA integrity_check"), "ok");
}

TEST_F(RollbackInterop, LocksKeepTheReferenceOut) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA user_version=2"),
            "Error: stepping, database is locked (5)\n1");
  pager->rollback();
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; BEGIN IMMEDIATE"),
            "Error: stepping, database is locked (5)\n1");
  pager->rollback();
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version=3"), "");
  EXPECT_EQ(get(*pager), 3u);
}

TEST_F(RollbackInterop, CommitIsBusyWhileTheReferenceReads) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 1));
  const std::string busy = folder_.path("busy");
  // The shell holds its read transaction until it is told to go on by its input's end.
  FILE* shell = popen(("sqlite3 '" + path_ + "'").c_str(), "w");
  fprintf(shell, "BEGIN; PRAGMA user_version; SELECT * FROM sqlite_schema;\n.shell touch '%s'\n",
          busy.c_str());
  fflush(shell);
  while (!std::filesystem::exists(busy)) std::this_thread::yield();
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 2));
  EXPECT_EQ(pager->commit().error().code(), ErrorCode::Busy);
  pclose(shell);
  EXPECT_TRUE(pager->commit());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version"), "2");
}

TEST_F(RollbackInterop, HotJournalOfTheReferenceIsRolledBack) {
  const std::string copy = folder_.path("copy.db");
  {
    ReferenceDb db(path_);
    db.run(
        "CREATE TABLE t(a); PRAGMA user_version=1; INSERT INTO t SELECT randomblob(3000) FROM "
        "(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<100) SELECT x FROM "
        "c)");
    // A cache of a few pages makes it write to the database before the commit.
    db.run(
        "PRAGMA cache_size=5; BEGIN; UPDATE t SET a=zeroblob(4000); PRAGMA user_version=2; "
        "INSERT INTO t SELECT a FROM t");
    std::filesystem::copy(path_, copy);
    std::filesystem::copy(path_ + "-journal", copy + "-journal");
    db.run("ROLLBACK");
  }
  const auto pager = open(copy);
  EXPECT_EQ(get(*pager), 1u);
  EXPECT_FALSE(std::filesystem::exists(copy + "-journal"));
  std::ifstream ours(copy, std::ios::binary);
  std::ifstream theirs(path_, std::ios::binary);
  const std::string our_bytes((std::istreambuf_iterator<char>(ours)), {});
  const std::string their_bytes((std::istreambuf_iterator<char>(theirs)), {});
  EXPECT_TRUE(our_bytes == their_bytes);
}

// The name is another file's by now, and so is the journal: it undoes that one, not ours.
TEST_F(RollbackInterop, JournalOfAFileThatTookOurNameIsLeftAlone) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 7));
  const std::string other = folder_.path("other.db");
  ReferenceDb db(other);
  db.run("CREATE TABLE t(a); INSERT INTO t SELECT zeroblob(2000) FROM (VALUES(1),(2),(3),(4),(5))");
  db.run(
      "PRAGMA cache_size=1; BEGIN; UPDATE t SET a=randomblob(2000); INSERT INTO t SELECT a FROM t");
  std::filesystem::copy(other + "-journal", path_ + "-journal");
  const std::string half_written = folder_.path("half.db");
  std::filesystem::copy(other, half_written);
  std::filesystem::rename(path_, folder_.path("moved.db"));
  std::filesystem::rename(half_written, path_);
  EXPECT_EQ(pager->begin_read().error().code(), ErrorCode::ReadOnlyDbMoved);
  EXPECT_TRUE(std::filesystem::exists(path_ + "-journal"));
  EXPECT_EQ(run_shell(path_, "SELECT count(*), max(hex(a)=hex(zeroblob(2000))) FROM t"), "5|1");
  EXPECT_EQ(get(*pager), 7u);
}

TEST_F(RollbackInterop, ReadsPagesOfTheReference) {
  for (const uint32_t size : {512u, 1024u, 65536u}) {
    SCOPED_TRACE(size);
    const std::string path = folder_.path(std::to_string(size));
    ReferenceDb(path).run("PRAGMA page_size=" + std::to_string(size) + "; CREATE TABLE t(a)");
    const auto pager = open(path);
    ASSERT_TRUE(pager->begin_read());
    EXPECT_EQ(pager->page_size(), size);
    EXPECT_EQ(pager->page_count(), 2u);
    EXPECT_EQ(pager->read(PageNo{2})->bytes()[0], std::byte{0x0d});
    pager->rollback();
    EXPECT_TRUE(put(*pager, 4));
    EXPECT_EQ(run_shell(path, "PRAGMA user_version; PRAGMA integrity_check"), "4\nok");
  }
}

TEST_F(RollbackInterop, WritesEveryPageSize) {
  for (uint32_t size = 512; size <= 65536; size *= 2) {
    SCOPED_TRACE(size);
    const std::string path = folder_.path("new" + std::to_string(size));
    for (const JournalMode mode : {JournalMode::Delete, JournalMode::Wal}) {
      const auto pager = open(path);
      ASSERT_TRUE(pager->set_page_size(size));
      ASSERT_EQ(*pager->set_journal_mode(mode), mode);
      EXPECT_TRUE(put(*pager, size));
      EXPECT_EQ(pager->page_size(), size);
      EXPECT_EQ(run_shell(path, "PRAGMA user_version; PRAGMA page_size; PRAGMA integrity_check"),
                std::to_string(size) + "\n" + std::to_string(size) + "\nok");
    }
  }
}

TEST_F(RollbackInterop, ReadOnlyConnectionsDoNotWrite) {
  const auto writer = open();
  ASSERT_TRUE(put(*writer, 1));
  const auto reader = *Pager::open(*DatabaseFile::open(io::posix_vfs(), path_), Access::ReadOnly);
  EXPECT_EQ(get(*reader), 1u);
  EXPECT_EQ(reader->begin_write().error().code(), ErrorCode::ReadOnly);
}

TEST_F(RollbackInterop, BrokenFreelistIsCorruptNotUsed) {
  ReferenceDb(path_).run(
      "PRAGMA page_size=512; CREATE TABLE t(a); INSERT INTO t SELECT zeroblob(9000); DELETE FROM "
      "t");
  const auto pager = open();
  const auto code_with = [&](HeaderField field, uint32_t value) {
    EXPECT_TRUE(pager->begin_write());
    EXPECT_TRUE(pager->set_header_field(field, value));
    const auto page = pager->allocate();
    pager->rollback();
    return page ? ErrorCode{} : page.error().code();
  };
  EXPECT_EQ(code_with(HeaderField::FreelistHead, 0), ErrorCode::Corrupt);
  EXPECT_EQ(code_with(HeaderField::FreelistHead, 1), ErrorCode::Corrupt);
  EXPECT_EQ(code_with(HeaderField::FreelistHead, 1000000), ErrorCode::Corrupt);
  EXPECT_EQ(code_with(HeaderField::FreelistCount, 1000000), ErrorCode::Corrupt);
  ASSERT_TRUE(pager->begin_write());
  const PageNo head{*pager->header_field(HeaderField::FreelistHead)};
  const PageMut trunk = *pager->write(head);
  store_be<uint32_t>(&trunk.bytes()[4], 127);
  EXPECT_EQ(pager->allocate().error().code(), ErrorCode::Corrupt);
  store_be<uint32_t>(&trunk.bytes()[4], 1);
  store_be<uint32_t>(&trunk.bytes()[8], 5000);
  EXPECT_EQ(pager->allocate().error().code(), ErrorCode::Corrupt);
}

TEST_F(RollbackInterop, FreelistIsSharedWithTheReference) {
  ReferenceDb(path_).run(
      "PRAGMA page_size=512; CREATE TABLE t(a); INSERT INTO t SELECT zeroblob(100000); DELETE FROM "
      "t");
  const auto pager = open();
  ASSERT_TRUE(pager->begin_write());
  const uint32_t count = *pager->header_field(HeaderField::FreelistCount);
  EXPECT_EQ(std::to_string(count), run_shell(path_, "PRAGMA freelist_count"));
  std::vector<PageNo> taken;
  for (uint32_t i = 0; i < 150; ++i) taken.push_back(pager->allocate()->no());
  for (const PageNo no : taken) ASSERT_TRUE(pager->free(no));
  ASSERT_TRUE(pager->commit());
  EXPECT_EQ(run_shell(path_, "PRAGMA freelist_count; PRAGMA integrity_check"),
            std::to_string(count) + "\nok");
}

TEST_F(RollbackInterop, RefusesWhatItCannotKeepRight) {
  std::ofstream(folder_.path("text")) << "no database, whatever the name says";
  EXPECT_EQ(open(folder_.path("text"))->begin_read().error().code(), ErrorCode::NotADb);
}

}  // namespace
}  // namespace tern::storage
