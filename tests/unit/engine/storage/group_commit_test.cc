// Several connections commit to one log: who is told what when its sync fails, and what a log looks
// like that is longer than its frames.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "engine/io/posix_vfs.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

using io::SimulatedDisk;
using io::SimulatedVfs;
using test::copy_database;
using test::run_shell;
using test::TemporaryFolder;

std::unique_ptr<Pager> connect(io::Vfs& vfs, const std::string& path) {
  auto pager = *Pager::open(*DatabaseFile::open(vfs, path));
  pager->set_busy_timeout(60000);
  return pager;
}

Status put(Pager& pager, uint32_t value) {
  TRY(pager.begin_write());
  TRY(pager.set_header_field(HeaderField::UserVersion, value));
  return pager.commit();
}

uint32_t get(Pager& pager) {
  EXPECT_TRUE(pager.begin_read());
  const uint32_t value = *pager.header_field(HeaderField::UserVersion);
  pager.rollback();
  return value;
}

TEST(GroupCommit, AFailedSyncIsToldAndNothingIsBuiltOnIt) {
  int failed_count = 0;
  for (uint64_t cut = 1; cut < 200; ++cut) {
    SCOPED_TRACE(cut);
    SimulatedDisk disk;
    SimulatedVfs process(disk);
    {
      const auto first = connect(process, "x.db");
      const auto second = connect(process, "x.db");
      ASSERT_TRUE(first->set_journal_mode(JournalMode::Wal));
      ASSERT_TRUE(put(*first, 1));
      const uint64_t before = process.fault_count(io::Fault::IoError);
      process.fail_at(process.call_count() + cut, io::Fault::IoError);
      const Status written = put(*first, 2);
      process.mend();
      first->rollback();
      const bool happened = process.fault_count(io::Fault::IoError) > before;
      if (!happened) {
        EXPECT_TRUE(written);
        break;
      }
      if (!written && written.error().is(ErrorCode::IoErrFsync)) {
        ++failed_count;
        EXPECT_EQ(get(*second), 2u);  // seen, but never acknowledged
        for (Pager* const pager : {first.get(), second.get()}) {
          const Status refused = put(*pager, 3);
          ASSERT_FALSE(refused);
          EXPECT_EQ(refused.error().code(), ErrorCode::IoErrFsync);
          EXPECT_EQ(pager->checkpoint(CheckpointMode::Full).error().code(), ErrorCode::IoErrFsync);
        }
      } else {
        EXPECT_TRUE(put(*second, 3));
      }
    }
    const auto again = connect(process, "x.db");
    EXPECT_TRUE(put(*again, 4));
    EXPECT_EQ(get(*again), 4u);
  }
  EXPECT_GE(failed_count, 1);
}

TEST(GroupCommit, EveryWriterIsHeardAndTheReferenceReadsThePreallocatedLog) {
  const TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  constexpr uint32_t kWriters = 8;
  constexpr uint32_t kEach = 30;
  const auto watcher = connect(io::posix_vfs(), path);
  ASSERT_TRUE(watcher->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*watcher, 0));
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < kWriters; ++i) {
    threads.emplace_back([&] {
      const auto pager = connect(io::posix_vfs(), path);
      for (uint32_t n = 0; n < kEach; ++n) {
        ASSERT_TRUE(pager->begin_write());
        const uint32_t value = *pager->header_field(HeaderField::UserVersion);
        ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, value + 1));
        ASSERT_TRUE(pager->commit());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string expected = std::to_string(kWriters * kEach);
  EXPECT_EQ(std::to_string(get(*watcher)), expected);
  // 24 + 4096 bytes a frame, 32 before them; what follows is zeros.
  EXPECT_GT(std::filesystem::file_size(path + "-wal"), 32u + (kWriters * kEach + 1) * 4120u);
  EXPECT_EQ(run_shell(path, "PRAGMA user_version; PRAGMA user_version=7"), expected);
  EXPECT_EQ(get(*watcher), 7u);
  // Recovered by the reference, from the file alone.
  const std::string copy = copy_database(path, folder.path("copy.db"));
  EXPECT_EQ(run_shell(copy, "PRAGMA user_version; PRAGMA integrity_check"), "7\nok");
  ASSERT_TRUE(put(*watcher, 8));
  EXPECT_EQ(run_shell(path, "PRAGMA user_version"), "8");
}

}  // namespace
}  // namespace tern::storage
