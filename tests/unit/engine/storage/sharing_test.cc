#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "engine/io/posix_vfs.h"
#include "engine/storage/database_file.h"
#include "engine/storage/pager.h"
#include "tests/support/reference_db.h"

// A database file that several handles, names and processes have open.

namespace tern::storage {
namespace {

using test::ReferenceDb;

int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class Sharing : public ::testing::TestWithParam<io::LockKind> {
 protected:
  std::unique_ptr<Pager> open(const std::string& path, OpenOptions options = {}) {
    return *Pager::open(*DatabaseFile::open(io::posix_vfs(GetParam()), path, options));
  }
  void make(const std::string& mode) {
    ReferenceDb(path_).run("PRAGMA journal_mode = " + mode +
                           "; CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)");
  }
  std::string shell_writes() { return test::run_shell(path_, "INSERT INTO t VALUES(3)"); }

  test::TemporaryFolder folder_;
  const std::string path_ = folder_.path("a.db");
};

// The lock that a writer holds is not dropped with a handle of another kind.
TEST_P(Sharing, ClosingOneHandleLeavesTheLocksOfAnother) {
  for (const char* mode : {"delete", "wal"}) {
    SCOPED_TRACE(mode);
    make(mode);
    {
      const auto writer = open(path_);
      ASSERT_TRUE(writer->begin_write());
      auto reader = open(path_, {.read_only = true});
      ASSERT_TRUE(reader->begin_read());
      EXPECT_NE(&reader->file(), &writer->file());
      reader.reset();
      EXPECT_NE(shell_writes().find("locked"), std::string::npos);
      writer->rollback();
      EXPECT_EQ(shell_writes(), "");
    }
    std::filesystem::remove(path_);
  }
}

TEST_P(Sharing, AReaderOfItsOwnKeepsWritersOfTheProcessFromCommitting) {
  make("delete");
  const auto writer = open(path_);
  const auto reader = open(path_, {.read_only = true});
  ASSERT_TRUE(reader->begin_read());
  ASSERT_TRUE(writer->begin_write());
  ASSERT_TRUE(writer->set_header_field(HeaderField::UserVersion, 7));
  const Status refused = writer->commit();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
  reader->rollback();
  ASSERT_TRUE(writer->commit());
  ASSERT_TRUE(reader->begin_read());
  EXPECT_EQ(*reader->header_field(HeaderField::UserVersion), 7u);
}

TEST_P(Sharing, AForkedChildSharesNothing) {
  for (const char* mode : {"delete", "wal"}) {
    SCOPED_TRACE(mode);
    make(mode);
    {
      auto parents = open(path_);
      ASSERT_TRUE(parents->begin_write());
      ASSERT_TRUE(parents->set_header_field(HeaderField::UserVersion, 7));
      const int answer = in_child([&] {
        if (parents->commit()) return 1;
        const auto own = open(path_);
        if (&own->file() == &parents->file()) return 2;
        if (!own->begin_read()) return 3;
        if (*own->header_field(HeaderField::UserVersion) != 0) return 4;
        own->rollback();
        const Status begun = own->begin_write();
        if (begun || !begun.error().is(ErrorCode::Busy)) return 5;
        parents.reset();  // must do nothing to the parent's locks and files
        return 0;
      });
      EXPECT_EQ(answer, 0);
      EXPECT_NE(shell_writes().find("locked"), std::string::npos);
      ASSERT_TRUE(parents->commit());
    }
    EXPECT_EQ(ReferenceDb(path_).run("PRAGMA user_version; PRAGMA integrity_check"), "7\nok");
    std::filesystem::remove(path_);
  }
}

TEST_P(Sharing, TwoNamesOfOneFileAreOneFile) {
  make("wal");
  std::filesystem::create_hard_link(path_, folder_.path("hard.db"));
  std::filesystem::create_symlink("a.db", folder_.path("soft.db"));
  const auto one = open(path_);
  const auto hard = open(folder_.path("hard.db"));
  const auto soft = open(folder_.path("soft.db"));
  EXPECT_EQ(&one->file(), &hard->file());
  EXPECT_EQ(&one->file(), &soft->file());
  ASSERT_TRUE(hard->begin_write());
  ASSERT_TRUE(hard->set_header_field(HeaderField::UserVersion, 7));
  ASSERT_TRUE(hard->commit());
  ASSERT_TRUE(soft->begin_read());
  EXPECT_EQ(*soft->header_field(HeaderField::UserVersion), 7u);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("hard.db-wal")));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("soft.db-wal")));
}

// Opened through a link alone, what lies beside the file goes by the file's own name.
TEST_P(Sharing, ALinkLeadsToTheJournalOfItsTarget) {
  make("wal");
  std::filesystem::create_directory(folder_.path("elsewhere"));
  std::filesystem::create_symlink("../a.db", folder_.path("elsewhere/link.db"));
  const auto pager = open(folder_.path("elsewhere/link.db"));
  EXPECT_EQ(pager->path(), std::filesystem::canonical(path_));
  ASSERT_TRUE(pager->begin_read());
  EXPECT_TRUE(std::filesystem::exists(folder_.path("a.db-wal")));
}

TEST_P(Sharing, AMovedFileIsNotWritten) {
  make("delete");
  const auto pager = open(path_);
  ASSERT_TRUE(pager->begin_read());
  pager->rollback();
  std::filesystem::rename(path_, folder_.path("b.db"));
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(pager->set_header_field(HeaderField::UserVersion, 7).error().code(),
            ErrorCode::ReadOnlyDbMoved);
  pager->rollback();
  make("delete");  // another file by that name
  ASSERT_TRUE(pager->begin_write());
  EXPECT_EQ(pager->set_header_field(HeaderField::UserVersion, 7).error().code(),
            ErrorCode::ReadOnlyDbMoved);
  pager->rollback();
  std::filesystem::rename(folder_.path("b.db"), path_);
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 7));
  EXPECT_TRUE(pager->commit());
}

TEST_P(Sharing, AMovedFileLeavesItsLogWhereItIs) {
  make("wal");
  auto pager = open(path_);
  ASSERT_TRUE(pager->begin_write());
  ASSERT_TRUE(pager->set_header_field(HeaderField::UserVersion, 7));
  ASSERT_TRUE(pager->commit());
  std::filesystem::rename(path_, folder_.path("b.db"));
  pager.reset();
  ASSERT_TRUE(std::filesystem::exists(path_ + "-wal"));
  std::filesystem::rename(folder_.path("b.db"), path_);
  EXPECT_EQ(ReferenceDb(path_).run("PRAGMA user_version"), "7");
}

TEST_P(Sharing, ALogOfAFileThatTookOurNameIsLeftAlone) {
  make("wal");
  const auto pager = open(path_);
  std::filesystem::rename(path_, folder_.path("b.db"));
  make("wal");
  const auto other = open(path_);
  ASSERT_TRUE(other->begin_write());
  ASSERT_TRUE(other->set_header_field(HeaderField::UserVersion, 7));
  ASSERT_TRUE(other->commit());
  EXPECT_EQ(pager->begin_read().error().code(), ErrorCode::ReadOnlyDbMoved);
  EXPECT_EQ(test::run_shell(path_, "PRAGMA user_version"), "7");
}

INSTANTIATE_TEST_SUITE_P(Locks, Sharing,
                         ::testing::Values(io::LockKind::OpenFile, io::LockKind::Classic),
                         [](const auto& tested) {
                           return tested.param == io::LockKind::OpenFile ? "OpenFile" : "Classic";
                         });

}  // namespace
}  // namespace tern::storage
