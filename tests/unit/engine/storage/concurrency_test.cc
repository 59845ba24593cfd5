#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

constexpr uint32_t kPages = 40;

// Every transaction adds one to each page of a few; a reader must find all pages equal.
class Concurrency : public testing::TestWithParam<JournalMode> {
 protected:
  std::unique_ptr<Pager> connect(Synchronous synchronous = Synchronous::Off) {
    auto pager =
        *Pager::open(*DatabaseFile::open(io::posix_vfs(), path_, {.cache_bytes = 1 << 18}));
    pager->set_busy_timeout(30000);
    pager->set_synchronous(synchronous);
    pager->set_autocheckpoint(200);
    return pager;
  }

  static Status add_one(Pager& pager) {
    TRY(pager.begin_write());
    for (uint32_t page = 2; page <= kPages; ++page) {
      const PageMut out = TRY(pager.write(PageNo{page}));
      store_be(out.bytes().data(), load_be<uint32_t>(out.bytes().data()) + 1);
    }
    return pager.commit();
  }

  static Result<uint32_t> look(Pager& pager) {
    TRY(pager.begin_read());
    std::vector<uint32_t> found;
    for (uint32_t page = 2; page <= kPages; ++page) {
      const PageRef in = TRY(pager.read(PageNo{page}));
      found.push_back(load_be<uint32_t>(in.bytes().data()));
    }
    pager.rollback();
    for (const uint32_t value : found) EXPECT_EQ(value, found[0]);
    return found[0];
  }

  void SetUp() override {
    const auto pager = connect();
    ASSERT_TRUE(pager->set_journal_mode(GetParam()));
    ASSERT_TRUE(pager->begin_write());
    while (pager->page_count() < kPages) ASSERT_TRUE(pager->allocate());
    ASSERT_TRUE(pager->commit());
  }

  test::TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_P(Concurrency, ReadersSeeWholeTransactionsOfManyWriters) {
  constexpr uint32_t kWriters = 3;
  constexpr uint32_t kEach = 100;
  std::atomic<uint32_t> writing{kWriters};
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < kWriters; ++i) {
    threads.emplace_back([&] {
      const auto pager = connect();
      for (uint32_t n = 0; n < kEach; ++n) {
        const Status added = add_one(*pager);
        EXPECT_TRUE(added) << added.error().message();
        pager->rollback();
      }
      --writing;
    });
  }
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      const auto pager = connect();
      uint32_t last = 0;
      while (writing > 0) {
        const auto now = look(*pager);
        ASSERT_TRUE(now) << now.error().message();
        EXPECT_GE(*now, last);
        last = *now;
        std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*look(*connect()), kWriters * kEach);
}

TEST_P(Concurrency, ProcessesOfTheReferenceWriteAtTheSameTime) {
  std::thread reference([&] {
    for (int i = 0; i < 20; ++i) {
      const std::string sql =
          "PRAGMA synchronous=off; PRAGMA user_version=" + std::to_string(i + 1);
      EXPECT_EQ(test::run_shell(path_, sql, 30000), "");
    }
  });
  const auto pager = connect();
  for (uint32_t n = 0; n < 300; ++n) {
    const Status added = add_one(*pager);
    EXPECT_TRUE(added) << added.error().message();
    pager->rollback();
    EXPECT_EQ(*look(*pager), n + 1);
  }
  reference.join();
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 20u);
}

TEST_P(Concurrency, WritersThatWaitShareASync) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto pager = connect(Synchronous::Full);
      for (int n = 0; n < 25; ++n) EXPECT_TRUE(add_one(*pager));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*look(*connect()), 100u);
}

// A cache of a few pages, and another process that copies the log into the file and starts it anew
// all the time: what is cached must follow.
TEST_P(Concurrency, CacheFollowsCheckpointsOfTheReference) {
  std::atomic<bool> is_over{false};
  std::thread reference([&] {
    while (!is_over) {
      test::run_shell(path_,
                      "PRAGMA wal_checkpoint(restart); PRAGMA user_version=1; PRAGMA "
                      "wal_checkpoint(truncate); PRAGMA user_version=2;",
                      30000);
    }
  });
  std::thread reader([&] {
    const auto pager = connect();
    while (!is_over) {
      const auto now = look(*pager);
      EXPECT_TRUE(now) << now.error().message();
      pager->rollback();
    }
  });
  const auto pager = connect();
  for (uint32_t n = 0; n < 120; ++n) {
    const Status added = add_one(*pager);
    EXPECT_TRUE(added) << added.error().message();
    pager->rollback();
    EXPECT_EQ(*look(*pager), n + 1);
    if (n % 50 == 0) {
      EXPECT_TRUE(pager->checkpoint(CheckpointMode::Passive));
    }
  }
  is_over = true;
  reference.join();
  reader.join();
  EXPECT_EQ(test::run_shell(path_, "PRAGMA quick_check").substr(0, 5),
            "*** i");  // unused pages only
}

INSTANTIATE_TEST_SUITE_P(Modes, Concurrency, testing::Values(JournalMode::Delete, JournalMode::Wal),
                         [](const testing::TestParamInfo<JournalMode>& mode) {
                           return mode.param == JournalMode::Wal ? "Wal" : "Delete";
                         });

}  // namespace
}  // namespace tern::storage
