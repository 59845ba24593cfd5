// The journal modes outside WAL: what they leave behind, and what they undo.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/io/memory_vfs.h"
#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

using test::run_shell;
using test::TemporaryFolder;

Status put(Pager& pager, uint32_t value) {
  TRY(pager.begin_write());
  TRY(pager.set_header_field(HeaderField::UserVersion, value));
  return pager.commit();
}

class JournalModes : public testing::Test {
 protected:
  std::unique_ptr<Pager> open() {
    auto file = DatabaseFile::open(io::posix_vfs(), path_);
    EXPECT_TRUE(file);
    return *Pager::open(*file);
  }
  bool has_journal() const { return std::filesystem::exists(journal_); }
  uint64_t journal_size() const { return std::filesystem::file_size(journal_); }
  char journal_first_byte() const {
    std::ifstream in(journal_, std::ios::binary);
    return static_cast<char>(in.get());
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
  std::string journal_ = path_ + "-journal";
};

TEST_F(JournalModes, DeleteLeavesNothing) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 1));
  EXPECT_FALSE(has_journal());
}

TEST_F(JournalModes, TruncateLeavesAnEmptyFile) {
  const auto pager = open();
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Truncate), JournalMode::Truncate);
  ASSERT_TRUE(put(*pager, 1));
  EXPECT_EQ(journal_size(), 0u);
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA integrity_check"), "1\nok");
}

TEST_F(JournalModes, PersistLeavesAFileWithoutHeader) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 1));
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Persist), JournalMode::Persist);
  ASSERT_TRUE(put(*pager, 2));
  EXPECT_GT(journal_size(), 4096u);
  EXPECT_EQ(journal_first_byte(), '\0');
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA integrity_check"), "2\nok");
}

TEST_F(JournalModes, MemoryAndOffMakeNoFile) {
  for (const JournalMode mode : {JournalMode::Memory, JournalMode::Off}) {
    const auto pager = open();
    EXPECT_EQ(*pager->set_journal_mode(mode), mode);
    ASSERT_TRUE(put(*pager, 3));
    EXPECT_FALSE(has_journal());
    EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA integrity_check"), "3\nok");
  }
}

TEST_F(JournalModes, BackInDeleteTheIdleFileIsGone) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Persist));
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(has_journal());
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Delete), JournalMode::Delete);
  EXPECT_FALSE(has_journal());
}

TEST_F(JournalModes, AChangedPageKeepsTheMode) {
  const auto pager = open();
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Truncate), JournalMode::Truncate);
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 2));
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Memory), JournalMode::Truncate);
  ASSERT_TRUE(pager->commit());
  EXPECT_EQ(*pager->journal_mode(), JournalMode::Truncate);
}

TEST_F(JournalModes, WalIsNotEnteredOrLeftInATransaction) {
  const auto pager = open();
  ASSERT_TRUE(pager->begin_read());
  const auto entered = pager->set_journal_mode(JournalMode::Wal);
  ASSERT_FALSE(entered);
  EXPECT_EQ(entered.error().message(), "cannot change into wal mode from within a transaction");
  pager->rollback();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(pager->begin_read());
  const auto left = pager->set_journal_mode(JournalMode::Persist);
  ASSERT_FALSE(left);
  EXPECT_EQ(left.error().message(), "cannot change out of wal mode from within a transaction");
  pager->rollback();
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Persist), JournalMode::Persist);
  EXPECT_EQ(*pager->journal_mode(), JournalMode::Persist);
}

TEST_F(JournalModes, TheReferenceAndTernTakeTurns) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Persist));
  for (uint32_t i = 1; i <= 5; ++i) {
    ASSERT_TRUE(put(*pager, i));
    EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA journal_mode=persist; CREATE TABLE t" +
                                   std::to_string(i) +
                                   "(a); PRAGMA user_version=77; PRAGMA integrity_check"),
              std::to_string(i) + "\npersist\nok");
  }
}

TEST(JournalModesInMemory, KnowMemoryAndOff) {
  const auto pager = *Pager::open(*DatabaseFile::open(io::posix_vfs(), ":memory:"));
  EXPECT_EQ(*pager->journal_mode(), JournalMode::Memory);
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Wal), JournalMode::Memory);
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Off), JournalMode::Off);
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Delete), JournalMode::Off);
  EXPECT_TRUE(put(*pager, 1));
}

/// The disk is full in the middle of a commit.
class FullDisk : public testing::TestWithParam<JournalMode> {};

TEST_P(FullDisk, UndoesTheCommit) {
  constexpr uint64_t kPagesMax = 60;
  io::MemoryVfs vfs(kPagesMax * 4096);
  const auto pager = *Pager::open(*DatabaseFile::open(vfs, "/db"));
  ASSERT_TRUE(pager->set_journal_mode(GetParam()));
  const auto fill = [&](uint32_t pages, uint32_t value) -> Status {
    TRY(pager->begin_write());
    while (pager->page_count() < pages) TRY(pager->allocate());
    for (uint32_t no = 2; no <= pages; no += no == 20 ? 2 : 1) {  // in two runs of pages
      const PageMut page = TRY(pager->write(PageNo{no}));
      store_be(page.bytes().data(), value);
    }
    return pager->commit();
  };
  ASSERT_TRUE(fill(40, 1));
  const Status filled = fill(100, 2);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code(), ErrorCode::Full);
  pager->rollback();
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->page_count(), 40u);
  for (uint32_t no = 2; no <= 40; ++no) {
    if (no == 21) continue;
    const auto page = pager->read(PageNo{no});
    ASSERT_TRUE(page);
    EXPECT_EQ(load_be<uint32_t>(page->bytes().data()), 1u) << no;
  }
  pager->rollback();
  EXPECT_TRUE(fill(45, 3));
}

INSTANTIATE_TEST_SUITE_P(Modes, FullDisk,
                         testing::Values(JournalMode::Delete, JournalMode::Truncate,
                                         JournalMode::Persist, JournalMode::Memory));

}  // namespace
}  // namespace tern::storage
