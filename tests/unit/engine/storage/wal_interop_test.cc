// Tern and the reference on the same database in WAL mode. The reference runs as another process
// where both have the database open.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "engine/storage/record_frames.h"
#include "tests/support/reference_db.h"

namespace tern::storage {
namespace {

using test::ReferenceDb;
using test::run_shell;
using test::TemporaryFolder;

class WalInterop : public testing::Test {
 protected:
  std::unique_ptr<Pager> open() {
    auto file = DatabaseFile::open(io::posix_vfs(), path_);
    EXPECT_TRUE(file);
    auto pager = Pager::open(*file);
    (*pager)->set_busy_timeout(2000);
    return *std::move(pager);
  }
  // Writes the user version, in a transaction of its own.
  static Status put(Pager& pager, uint32_t value, std::string_view record = {}) {
    TRY(pager.begin_write());
    TRY(pager.set_header_field(HeaderField::UserVersion, value));
    return pager.commit(as_bytes(record));
  }
  static uint32_t get(Pager& pager) {
    EXPECT_TRUE(pager.begin_read());
    const auto value = pager.header_field(HeaderField::UserVersion);
    pager.rollback();
    return value ? *value : 0xffffffff;
  }
  /// Page 2 in a read transaction of its own.
  static ByteVector second_page(Pager& pager) {
    EXPECT_TRUE(pager.begin_read());
    ByteVector bytes;
    if (const auto page = pager.read(PageNo{2})) {
      bytes.assign(page->bytes().begin(), page->bytes().end());
    }
    pager.rollback();
    return bytes;
  }
  ByteVector second_page_of_file() const {
    ByteVector bytes(4096);
    const auto file = io::posix_vfs().open(path_, {});
    EXPECT_EQ(*(*file)->pread(bytes, 4096), 4096u);
    return bytes;
  }
  bool exists(const std::string& suffix) const { return std::filesystem::exists(path_ + suffix); }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("x.db");
};

TEST_F(WalInterop, ReferenceReadsWhatTernWroteFromTheLog) {
  const auto pager = open();
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Wal), JournalMode::Wal);
  ASSERT_TRUE(put(*pager, 7));
  EXPECT_TRUE(exists("-wal"));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA journal_mode; PRAGMA integrity_check;"),
            "7\nwal\nok");
}

TEST_F(WalInterop, BothWriteInTurn) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  EXPECT_EQ(run_shell(path_, "CREATE TABLE t(a); INSERT INTO t VALUES(1);"), "");
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->page_count(), 2u);
  pager->rollback();
  for (uint32_t i = 1; i <= 20; ++i) {
    ASSERT_TRUE(put(*pager, i));
    EXPECT_EQ(
        run_shell(path_, "PRAGMA user_version; PRAGMA user_version=" + std::to_string(100 + i) +
                             "; INSERT INTO t SELECT a+1 FROM t WHERE a < 8;"),
        std::to_string(i));
    EXPECT_EQ(get(*pager), 100 + i);
  }
  EXPECT_EQ(run_shell(path_, "PRAGMA integrity_check"), "ok");
}

TEST_F(WalInterop, LastConnectionToGoLeavesOneFile) {
  {
    const auto pager = open();
    ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
    ASSERT_TRUE(put(*pager, 9));
  }
  EXPECT_FALSE(exists("-wal"));
  EXPECT_FALSE(exists("-shm"));
  ReferenceDb db(path_);
  EXPECT_EQ(db.run("PRAGMA user_version; PRAGMA journal_mode; PRAGMA integrity_check"),
            "9\nwal\nok");
}

TEST_F(WalInterop, TernRecoversTheLogOfAReferenceThatDied) {
  const std::string copy = folder_.path("copy.db");
  {
    ReferenceDb db(path_);
    db.run("PRAGMA journal_mode=wal; CREATE TABLE t(a); PRAGMA user_version=5");
    std::filesystem::copy(path_, copy);
    std::filesystem::copy(path_ + "-wal", copy + "-wal");
  }
  path_ = copy;
  const auto pager = open();
  EXPECT_EQ(get(*pager), 5u);
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(pager->page_count(), 2u);
}

TEST_F(WalInterop, TornTailOfTheLogIsIgnored) {
  const std::string copy = folder_.path("copy.db");
  {
    const auto pager = open();
    pager->set_synchronous(Synchronous::Normal);  // without zeros behind the frames
    ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
    ASSERT_TRUE(put(*pager, 1));
    ASSERT_TRUE(put(*pager, 2));
    std::filesystem::copy(path_, copy);
    std::filesystem::copy(path_ + "-wal", copy + "-wal");
  }
  std::filesystem::resize_file(copy + "-wal", std::filesystem::file_size(copy + "-wal") - 1);
  std::filesystem::copy(copy, folder_.path("copy2.db"));
  std::filesystem::copy(copy + "-wal", folder_.path("copy2.db-wal"));
  EXPECT_EQ(ReferenceDb(folder_.path("copy2.db")).run("PRAGMA user_version"), "1");
  path_ = copy;
  EXPECT_EQ(get(*open()), 1u);
}

// Their frames are one chain in the index.
TEST_F(WalInterop, APageOfManyCommitsIsFoundByBoth) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  pager->set_autocheckpoint(0);
  for (uint32_t i = 1; i <= 400; ++i) {
    ASSERT_TRUE(put(*pager, i));
    if (i % 50 != 0) continue;
    EXPECT_EQ(run_shell(path_,
                        "PRAGMA user_version; PRAGMA wal_autocheckpoint=0;"
                        "PRAGMA user_version=" +
                            std::to_string(1000 + i)),
              std::to_string(i) + "\n0");
    EXPECT_EQ(get(*pager), 1000 + i);
  }
  EXPECT_EQ(run_shell(path_, "PRAGMA integrity_check"), "ok");
}

// A writer that begins with a write holds no read mark.
TEST_F(WalInterop, AWriterKeepsItsSnapshotWhileTheReferenceCheckpoints) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  EXPECT_EQ(run_shell(path_, "CREATE TABLE t(a); INSERT INTO t VALUES('before')"), "");
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(pager->begin_write());
  const auto frames = [](const std::string& answer) { return answer.substr(2); };
  const std::string passive = run_shell(path_, "PRAGMA wal_checkpoint(passive)");
  EXPECT_EQ(passive.substr(0, 2), "0|");
  const std::string count = passive.substr(passive.rfind('|') + 1);
  EXPECT_EQ(frames(passive), count + "|" + count);  // all were copied
  // The log stays: it ends behind this writer's snapshot.
  EXPECT_EQ(run_shell(path_, "PRAGMA wal_checkpoint(truncate)"), "1|" + count + "|" + count);
  EXPECT_EQ(run_shell(path_, "PRAGMA wal_checkpoint(restart)"), "1|" + count + "|" + count);
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 1u);
  ASSERT_TRUE(pager->read(PageNo{2}));
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 2));
  ASSERT_TRUE(pager->commit());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; SELECT a FROM t; PRAGMA integrity_check"),
            "2\nbefore\nok");
}

TEST_F(WalInterop, AWriterThatReadsOnKeepsItsSnapshot) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(put(*pager, 2));
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 3));
  pager->stop_writing();
  ASSERT_TRUE(pager->is_reading());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA user_version=4; PRAGMA user_version"),
            "2\n4");
  // What this snapshot reads is neither overwritten nor copied over.
  EXPECT_EQ(run_shell(path_, "PRAGMA wal_checkpoint(truncate)").substr(0, 2), "1|");
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 2u);
  EXPECT_EQ(pager->begin_write().error().code(), ErrorCode::BusySnapshot);
  pager->rollback();
  EXPECT_EQ(get(*pager), 4u);
}

TEST_F(WalInterop, AWriterThatTheReferenceKeepsOutIsBusy) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(put(*pager, 2));
  pager->set_busy_timeout(0);
  ReferenceDb db(path_);
  db.run("BEGIN IMMEDIATE; PRAGMA user_version=5");
  EXPECT_EQ(pager->begin_write().error().code(), ErrorCode::Busy);
  EXPECT_FALSE(pager->is_reading());
  EXPECT_EQ(get(*pager), 2u);
  db.run("COMMIT");
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 5u);
  EXPECT_EQ(run_shell(path_, "BEGIN IMMEDIATE"), "Error: stepping, database is locked (5)");
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 6));
  ASSERT_TRUE(pager->commit());
  EXPECT_EQ(db.run("PRAGMA user_version"), "6");
}

TEST_F(WalInterop, SnapshotStaysWhileTheReferenceWrites) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*pager, 1));
  ASSERT_TRUE(pager->begin_read());
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version=2; PRAGMA wal_checkpoint(truncate)"), "1|2|1");
  EXPECT_EQ(*pager->header_field(HeaderField::UserVersion), 1u);
  EXPECT_EQ(pager->begin_write().error().code(), ErrorCode::BusySnapshot);
  pager->rollback();
  EXPECT_EQ(get(*pager), 2u);
}

TEST_F(WalInterop, RecordFramesAreInvisibleToTheReference) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  const std::string large(300 * 4096, 'x');  // more parts than there are page numbers
  ASSERT_TRUE(put(*pager, 1, "first"));
  ASSERT_TRUE(put(*pager, 2, large));
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->commit(as_bytes("record alone")));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA integrity_check; CREATE TABLE t(a);"),
            "2\nok");
  const auto records = read_wal_records(pager->file());
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 4u);
  EXPECT_EQ(as_text((*records)[0].bytes), "first");
  EXPECT_EQ(as_text((*records)[1].bytes), large);
  EXPECT_EQ(as_text((*records)[2].bytes), "record alone");
  EXPECT_TRUE((*records)[3].bytes.empty());
  EXPECT_EQ((*records)[3].page_count, 2u);
  EXPECT_EQ(read_wal_records(pager->file(), (*records)[1].commit)->size(), 2u);
  EXPECT_EQ((*records)[3].commit, *wal_end(pager->file()));

  const std::string copy = folder_.path("copy.db");
  std::filesystem::copy(path_, copy);
  std::filesystem::copy(path_ + "-wal", copy + "-wal");
  EXPECT_EQ(run_shell(copy, "PRAGMA user_version; PRAGMA integrity_check;"), "2\nok");
  EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));
  EXPECT_EQ(std::filesystem::file_size(copy), 2 * 4096u);

  EXPECT_EQ(run_shell(path_, "PRAGMA wal_checkpoint(truncate); PRAGMA integrity_check"),
            "0|0|0\nok");
  EXPECT_EQ(std::filesystem::file_size(path_), 2 * 4096u);
  EXPECT_EQ(get(*pager), 2u);
}

TEST_F(WalInterop, RecordIsRefusedOutsideWalMode) {
  const auto pager = open();
  EXPECT_EQ(put(*pager, 1, "record").error().code(), ErrorCode::Error);
}

TEST_F(WalInterop, LogIsNotResetWhileTheHookFails) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  int calls = 0;
  bool may_reset = false;
  size_t seen = 0;
  pager->file().set_before_wal_reset([&, file = &pager->file()]() -> Status {
    ++calls;
    seen = read_wal_records(*file)->size();
    return may_reset ? ok() : fail(ErrorCode::IoErr);
  });
  ASSERT_TRUE(put(*pager, 1, "kept"));
  EXPECT_EQ(pager->checkpoint(CheckpointMode::Truncate).error().code(), ErrorCode::IoErr);
  EXPECT_EQ(calls, 1);
  ASSERT_TRUE(put(*pager, 2, "appended"));
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(read_wal_records(pager->file())->size(), 2u);
  may_reset = true;
  EXPECT_TRUE(pager->checkpoint(CheckpointMode::Truncate));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(seen, 2u);
  EXPECT_EQ(read_wal_records(pager->file())->size(), 0u);
  pager->file().set_before_wal_reset({});
}

TEST_F(WalInterop, LogIsReusedAfterACheckpoint) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  for (uint32_t i = 1; i <= 10; ++i) ASSERT_TRUE(put(*pager, i));
  const auto size = std::filesystem::file_size(path_ + "-wal");
  for (uint32_t i = 11; i <= 60; ++i) {
    if (i % 5 == 0) {
      const auto result = pager->checkpoint(CheckpointMode::Passive);
      ASSERT_TRUE(result);
      EXPECT_FALSE(result->busy);
      EXPECT_EQ(result->wal_frames, result->checkpointed_frames);
    }
    ASSERT_TRUE(put(*pager, i));
    EXPECT_EQ(run_shell(path_, "PRAGMA user_version"), std::to_string(i));
  }
  EXPECT_LE(std::filesystem::file_size(path_ + "-wal"), size * 2);
}

TEST_F(WalInterop, LeavingWalModeAndComingBack) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*pager, 3));
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Delete), JournalMode::Delete);
  EXPECT_FALSE(exists("-wal"));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA journal_mode; PRAGMA integrity_check"),
            "3\ndelete\nok");
  ASSERT_TRUE(put(*pager, 4));
  EXPECT_EQ(*pager->set_journal_mode(JournalMode::Wal), JournalMode::Wal);
  ASSERT_TRUE(put(*pager, 5));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA journal_mode=delete"),
            "Error: stepping, database is locked (5)\n5");
}

TEST_F(WalInterop, TwoConnectionsOfOneProcessSeeTheirSnapshots) {
  const auto writer = open();
  ASSERT_TRUE(writer->set_journal_mode(JournalMode::Wal));
  ASSERT_TRUE(put(*writer, 1));
  const auto reader = open();
  EXPECT_EQ(&reader->file(), &writer->file());
  ASSERT_TRUE(reader->begin_read());
  ASSERT_TRUE(put(*writer, 2));
  EXPECT_EQ(*reader->header_field(HeaderField::UserVersion), 1u);
  const auto checkpoint = writer->checkpoint(CheckpointMode::Passive);
  EXPECT_EQ(checkpoint->wal_frames, 2);
  EXPECT_EQ(checkpoint->checkpointed_frames, 1);
  EXPECT_EQ(reader->begin_write().error().code(), ErrorCode::BusySnapshot);
  reader->rollback();
  EXPECT_EQ(get(*reader), 2u);
  ASSERT_TRUE(writer->begin_write());
  reader->set_busy_timeout(10);
  EXPECT_EQ(reader->begin_write().error().code(), ErrorCode::Busy);
  writer->rollback();
  EXPECT_TRUE(reader->begin_write());
}

TEST_F(WalInterop, AutocheckpointKeepsTheLogShort) {
  const auto pager = open();
  pager->set_synchronous(Synchronous::Normal);  // without zeros behind the frames
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  pager->set_autocheckpoint(10);
  for (uint32_t i = 1; i <= 100; ++i) ASSERT_TRUE(put(*pager, i));
  EXPECT_EQ(std::filesystem::file_size(path_ + "-wal"), 32 + 10 * (24 + 4096u));
  EXPECT_EQ(run_shell(path_, "PRAGMA user_version; PRAGMA integrity_check"), "100\nok");
}

// Another process copies frames into the file between the beginning of our transaction and our own
// checkpoint, which goes on behind them.
TEST_F(WalInterop, PagesThatAnotherProcessCopiedAreReadAnew) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  pager->set_autocheckpoint(0);
  ASSERT_EQ(run_shell(path_, "CREATE TABLE t(a); INSERT INTO t VALUES(1);"), "");
  ASSERT_TRUE(pager->checkpoint(CheckpointMode::Passive));
  ASSERT_TRUE(put(*pager, 1));
  const ByteVector before = second_page(*pager);  // from the file
  ASSERT_EQ(run_shell(path_, "UPDATE t SET a = 2"), "");
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 2));
  ASSERT_EQ(run_shell(path_, "PRAGMA wal_checkpoint"), "0|2|2");
  pager->set_autocheckpoint(1);
  ASSERT_TRUE(pager->commit());
  ASSERT_TRUE(put(*pager, 3));  // begins a new log
  EXPECT_NE(second_page(*pager), before);
  EXPECT_EQ(second_page(*pager), second_page_of_file());
}

TEST_F(WalInterop, FramesOfAFormerLogAreNotCopied) {
  const auto pager = open();
  ASSERT_TRUE(pager->set_journal_mode(JournalMode::Wal));
  pager->set_autocheckpoint(0);
  ASSERT_EQ(run_shell(path_, "CREATE TABLE t(a); INSERT INTO t VALUES(1);"), "");
  ASSERT_TRUE(pager->checkpoint(CheckpointMode::Passive));
  ASSERT_EQ(run_shell(path_, "UPDATE t SET a = 2"), "");
  (void)second_page(*pager);  // frame 1
  ASSERT_EQ(run_shell(path_, "PRAGMA wal_checkpoint; UPDATE t SET a = 3"), "0|1|1");
  ASSERT_EQ(pager->checkpoint(CheckpointMode::Passive)->checkpointed_frames, 1);
  EXPECT_EQ(run_shell(path_, "PRAGMA wal_checkpoint(TRUNCATE); SELECT a FROM t"), "0|0|0\n3");
}

}  // namespace
}  // namespace tern::storage
