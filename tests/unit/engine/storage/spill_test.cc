// Transactions larger than their share of memory: what they spilled is there after a commit and
// never after a rollback, whatever is looked at meanwhile.
#include <gtest/gtest.h>

#include "engine/io/posix_vfs.h"
#include "engine/io/random.h"
#include "engine/storage/database_file.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/pager.h"
#include "tests/support/filled_pages.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

using test::copy_database;
using test::run_shell;
using test::TemporaryFolder;

constexpr uint32_t kPages = 300;
constexpr uint32_t kCachePages = 20;

Status fill(Pager& pager, uint32_t no, uint32_t value) {
  const PageMut page = TRY(pager.write(PageNo{no}));
  test::fill_page(page.bytes(), value);
  return ok();
}

/// Pages 2.. get `value` plus their number; the database has `count` pages then.
Status fill_all(Pager& pager, uint32_t value, uint32_t count = kPages) {
  while (pager.page_count() < count) TRY(pager.allocate());
  for (uint32_t no = 2; no <= count; ++no) TRY(fill(pager, no, value + no));
  return ok();
}

void expect_all(Pager& pager, uint32_t value, uint32_t count = kPages) {
  EXPECT_TRUE(pager.begin_read());
  EXPECT_EQ(pager.page_count(), count);
  for (uint32_t no = 2; no <= count && !testing::Test::HasFailure(); ++no) {
    EXPECT_EQ(test::number_in(pager, no), value + no) << no;
  }
}

class Spill : public testing::TestWithParam<JournalMode> {
 protected:
  std::unique_ptr<Pager> open() {
    auto file = DatabaseFile::open(io::posix_vfs(), path_, {.cache_bytes = size_t{1} << 20});
    EXPECT_TRUE(file);
    auto pager = *Pager::open(*file);
    pager->set_cache_size(kCachePages);
    pager->set_synchronous(Synchronous::Off);
    return pager;
  }
  std::unique_ptr<Pager> open_filled() {
    auto pager = open();
    EXPECT_TRUE(pager->set_journal_mode(GetParam()));
    EXPECT_TRUE(pager->begin_write());
    EXPECT_TRUE(fill_all(*pager, 1000));
    EXPECT_TRUE(pager->commit());
    return pager;
  }
  bool spills() const { return GetParam() != JournalMode::Memory; }
  bool is_wal() const { return GetParam() == JournalMode::Wal; }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_P(Spill, WhatIsCommittedIsThereForAll) {
  const auto pager = open_filled();
  expect_all(*pager, 1000);
  pager->rollback();
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(fill_all(*pager, 2000));
  if (spills()) {
    EXPECT_LE(pager->private_page_count(), kCachePages);
  }
  expect_all(*pager, 2000);  // by the writer
  ASSERT_TRUE(pager->commit());
  EXPECT_EQ(pager->last_commit_pages().size(), kPages - (is_wal() ? 1 : 0));
  const auto other = open();
  expect_all(*other, 2000);
}

TEST_P(Spill, RollbackBringsAllBack) {
  const auto pager = open_filled();
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(fill_all(*pager, 2000, kPages + 100));
  pager->rollback();
  expect_all(*pager, 1000);
  pager->rollback();
  // The frames and pages of the next transaction have the numbers of those that are gone.
  ASSERT_TRUE(pager->begin_write());
  for (uint32_t no = kPages; no >= 2; --no) ASSERT_TRUE(fill(*pager, no, 3000 + no));
  ASSERT_TRUE(pager->commit());
  expect_all(*pager, 3000);
}

TEST_P(Spill, SavepointsBringBackWhatWasSpilledBeforeAndAfterThem) {
  const auto pager = open_filled();
  ASSERT_TRUE(pager->begin_write());
  for (uint32_t no = 2; no <= 100; ++no) ASSERT_TRUE(fill(*pager, no, 2000 + no));
  const uint32_t outer = pager->open_savepoint();
  for (uint32_t no = 50; no <= 200; ++no) ASSERT_TRUE(fill(*pager, no, 3000 + no));
  const uint32_t inner = pager->open_savepoint();
  ASSERT_TRUE(fill_all(*pager, 4000, kPages + 50));
  for (uint32_t no = 2; no <= 60; ++no) ASSERT_TRUE(fill(*pager, no, 5000 + no));
  const auto inner_value = [](uint32_t no) -> uint32_t {
    return no < 50 ? 2000 : no <= 200 ? 3000 : 1000;
  };
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(pager->rollback_to_savepoint(inner));
    EXPECT_EQ(pager->page_count(), kPages);
    for (uint32_t no = 2; no <= kPages; ++no)
      EXPECT_EQ(test::number_in(*pager, no), inner_value(no) + no);
    ASSERT_TRUE(fill_all(*pager, 6000, kPages + 20));
  }
  pager->release_savepoint(inner);
  ASSERT_TRUE(pager->rollback_to_savepoint(outer));
  for (uint32_t no = 2; no <= kPages; ++no) {
    EXPECT_EQ(test::number_in(*pager, no), (no <= 100 ? 2000u : 1000u) + no);
  }
  ASSERT_TRUE(fill(*pager, 7, 7));
  ASSERT_TRUE(pager->commit());
  const auto other = open();
  ASSERT_TRUE(other->begin_read());
  EXPECT_EQ(other->page_count(), kPages);
  for (uint32_t no = 2; no <= kPages; ++no) {
    EXPECT_EQ(test::number_in(*other, no), no == 7 ? 7u : (no <= 100 ? 2000u : 1000u) + no);
  }
}

TEST_P(Spill, PagesInUseStay) {
  const auto pager = open_filled();
  ASSERT_TRUE(pager->begin_write());
  const PageMut kept = *pager->write(PageNo{5});
  ASSERT_TRUE(fill_all(*pager, 2000));
  store_be<uint32_t>(kept.bytes().data(), 77);
  EXPECT_EQ(load_be<uint32_t>(pager->read(PageNo{5})->bytes().data()), 77u);
  ASSERT_TRUE(pager->commit());
}

TEST_P(Spill, RandomTransactionsEndAsAModelSays) {
  io::SeededRandom random(7);
  const auto pager = open_filled();
  const auto other = open();
  using Model = std::vector<uint32_t>;
  Model committed(kPages + 1);
  for (uint32_t no = 2; no <= kPages; ++no) committed[no] = 1000 + no;
  uint32_t value = 10000;
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    ASSERT_TRUE(pager->begin_write());
    Model now = committed;
    std::vector<Model> savepoints;
    for (int step = 0; step < 400; ++step) {
      const uint32_t kind = random.next_u32() % 100;
      if (kind < 3) {
        savepoints.push_back(now);
        EXPECT_EQ(pager->open_savepoint(), savepoints.size());
      } else if (kind < 6 && !savepoints.empty()) {
        const uint32_t depth = 1 + random.next_u32() % static_cast<uint32_t>(savepoints.size());
        ASSERT_TRUE(pager->rollback_to_savepoint(depth));
        savepoints.resize(depth);
        now = savepoints.back();
      } else if (kind < 8 && !savepoints.empty()) {
        const uint32_t depth = 1 + random.next_u32() % static_cast<uint32_t>(savepoints.size());
        pager->release_savepoint(depth);
        savepoints.resize(depth - 1);
      } else if (kind < 12) {
        const uint32_t no = 2 + random.next_u32() % (static_cast<uint32_t>(now.size()) - 2);
        ASSERT_EQ(test::number_in(*pager, no), now[no]);
      } else if (kind < 16 && now.size() < kPages * 2) {
        ASSERT_EQ(pager->allocate()->no().raw, now.size());
        now.push_back(0);
      } else {
        const uint32_t no = 2 + random.next_u32() % (static_cast<uint32_t>(now.size()) - 2);
        ASSERT_TRUE(fill(*pager, no, ++value));
        now[no] = value;
      }
    }
    for (uint32_t no = 2; no < now.size(); ++no)
      ASSERT_EQ(test::number_in(*pager, no), now[no]) << no;
    if (random.next_u32() % 3 == 0) {
      pager->rollback();
    } else {
      ASSERT_TRUE(pager->commit());
      committed = now;
    }
    ASSERT_TRUE(other->begin_read());
    ASSERT_EQ(other->page_count() + 1, committed.size());
    for (uint32_t no = 2; no < committed.size(); ++no) {
      ASSERT_EQ(test::number_in(*other, no), committed[no]) << no;
    }
    other->rollback();
  }
}

// The reference finds the database as a dead writer left it in the middle of a spilled transaction.
TEST_P(Spill, TheReferenceRecoversWhatADeadWriterLeft) {
  if (!spills()) return;
  const std::string rows = "SELECT count(*), sum(a), max(length(b)) FROM t; PRAGMA integrity_check";
  run_shell(path_, "PRAGMA journal_mode=" + test::name_of(GetParam()) +
                       "; CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
                       "i+1 FROM n LIMIT 2000) INSERT INTO t SELECT i, zeroblob(600) FROM n");
  const std::string before = run_shell(path_, rows);
  EXPECT_EQ(before, "2000|2001000|600\nok");
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(GetParam()));
  for (const Synchronous level : {Synchronous::Off, Synchronous::Normal, Synchronous::Full}) {
    SCOPED_TRACE(static_cast<int>(level));
    pager->set_synchronous(level);
    ASSERT_TRUE(pager->begin_write());
    ASSERT_TRUE(fill_all(*pager, 5, pager->page_count() + 50));
    const std::string copy = copy_database(path_, folder_.path("copy.db"));
    const std::string second = copy_database(path_, folder_.path("second.db"));
    EXPECT_EQ(run_shell(copy, rows), before);
    EXPECT_FALSE(run_shell(copy, "PRAGMA page_count") == "0");
    const auto ours = *Pager::open(*DatabaseFile::open(io::posix_vfs(), second));
    ASSERT_TRUE(ours->begin_read());
    ours->rollback();
    EXPECT_EQ(run_shell(second, rows), before);
    if (is_wal()) {
      EXPECT_EQ(run_shell(path_, rows), before);  // beside the open transaction
    }
    pager->rollback();
  }
  EXPECT_EQ(run_shell(path_, rows), before);
}

TEST_P(Spill, MemoryStaysBounded) {
  if (!spills()) return;
  const auto pager = open_filled();
  ASSERT_TRUE(pager->begin_write());
  const uint32_t savepoint = pager->open_savepoint();
  ASSERT_TRUE(fill_all(*pager, 2000, 4000));  // 16 MB
  EXPECT_LE(pager->file().shared().cache.size_bytes(), size_t{6} << 20);
  ASSERT_TRUE(pager->rollback_to_savepoint(savepoint));
  ASSERT_TRUE(fill_all(*pager, 3000, 4000));
  EXPECT_LE(pager->file().shared().cache.size_bytes(), size_t{6} << 20);
  ASSERT_TRUE(pager->commit());
  expect_all(*pager, 3000, 4000);
}

TEST_P(Spill, ReadersOfALogGoOnAndOfAFileKeepItFromSpilling) {
  const auto pager = open_filled();
  const auto reader = open();
  expect_all(*reader, 1000);
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(fill_all(*pager, 2000));
  EXPECT_EQ(pager->private_page_count() < kPages / 2, is_wal());
  expect_all(*reader, 1000);
  reader->rollback();
  ASSERT_TRUE(pager->commit());
  expect_all(*reader, 2000);
}

TEST_P(Spill, OffKeepsAllInMemory) {
  const auto pager = open_filled();
  pager->set_cache_spill(false, 0);
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(fill_all(*pager, 2000));
  EXPECT_GE(pager->private_page_count(), kPages - 1);
  pager->set_cache_spill(true, 0);
  ASSERT_TRUE(fill_all(*pager, 3000, kPages + 1));
  EXPECT_EQ(pager->private_page_count() < kPages, spills());
  ASSERT_TRUE(pager->commit());
  expect_all(*pager, 3000, kPages + 1);
}

// More frames than a checkpoint looks at in one go, and each page has some in both ranges.
TEST(SpillCheckpoint, ALogOfSeveralRangesEndsInTheFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  const auto pager = *Pager::open(*DatabaseFile::open(io::posix_vfs(), path));
  pager->set_synchronous(Synchronous::Off);
  ASSERT_TRUE(pager->set_page_size(512));
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  pager->set_autocheckpoint(0);
  pager->set_cache_size(200);
  constexpr uint32_t kRounds = 230;
  for (uint32_t round = 1; round <= kRounds; ++round) {
    ASSERT_TRUE(pager->begin_write());
    ASSERT_TRUE(fill_all(*pager, round * 1000));
    ASSERT_TRUE(pager->commit());
  }
  const auto result = pager->checkpoint(CheckpointMode::Truncate);
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->busy);
  expect_all(*pager, kRounds * 1000);
  pager->rollback();
  const std::string copy = copy_database(path, folder.path("copy.db"));
  const auto other = *Pager::open(*DatabaseFile::open(io::posix_vfs(), copy));
  expect_all(*other, kRounds * 1000);
}

INSTANTIATE_TEST_SUITE_P(All, Spill,
                         testing::Values(JournalMode::Delete, JournalMode::Truncate,
                                         JournalMode::Persist, JournalMode::Memory,
                                         JournalMode::Wal),
                         [](const testing::TestParamInfo<JournalMode>& mode) {
                           return test::name_of(mode.param);
                         });

}  // namespace
}  // namespace tern::storage
