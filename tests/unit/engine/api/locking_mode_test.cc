#include <gtest/gtest.h>

#include <filesystem>

#include "tern/tern.h"
#include "tests/support/open_by_both.h"
#include "tests/support/reference_db.h"

// Scripts with looks from another process, answered by both engines on databases that are alike.

namespace tern {
namespace {

using Script = std::vector<std::string>;

void expect_same(const std::string& setup, const Script& script, const std::string& name = "a.db") {
  const auto answer = [&](auto open) {
    const test::TemporaryFolder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path(""));
    {
      test::ReferenceDb("a.db").run(setup);
    }
    std::string out = open(name, test::OpenAs{}, script);
    out += ".files after\n";
    for (const char* file : {"a.db-journal", "a.db-wal", "a.db-shm"}) {
      if (std::filesystem::exists(file)) out += std::string(file) + "\n";
    }
    out += test::ReferenceDb("a.db").run("PRAGMA integrity_check; PRAGMA journal_mode");
    std::filesystem::current_path(before);
    return out.substr(out.find('\n'));  // the folders' names differ
  };
  EXPECT_EQ(answer(test::open_by_tern), answer(test::open_by_reference));
}

const std::string kTable = "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2);";
const std::string kWal = "PRAGMA journal_mode = wal;" + kTable;
const std::string kRead = "SELECT count(*) FROM t";
const std::string kWrite = "INSERT INTO t VALUES(9)";
const std::string kOtherReads = ".other SELECT count(*) FROM t";
const std::string kOtherWrites = ".other INSERT INTO t VALUES(8)";

TEST(LockingMode, PragmaAnswersAsTheReference) {
  const Script script = {"PRAGMA locking_mode",
                         "PRAGMA locking_mode = exclusive",
                         "PRAGMA locking_mode",
                         "PRAGMA main.locking_mode",
                         "PRAGMA locking_mode = zzz",
                         "PRAGMA locking_mode(NORMAL)",
                         "PRAGMA main.locking_mode = 'Exclusive'",
                         "PRAGMA locking_mode",
                         "PRAGMA main.locking_mode"};
  expect_same(kTable, script);
  expect_same("SELECT 1", script, "file:x?mode=memory");
}

TEST(LockingMode, ExclusiveKeepsTheLockOfAReadAndOfAWrite) {
  expect_same(kTable, {"PRAGMA locking_mode = exclusive", kOtherWrites, kRead, kOtherReads,
                       kOtherWrites, kRead, kWrite, kOtherReads, kOtherWrites, kRead, kWrite});
}

TEST(LockingMode, ExclusiveKeepsTheReservedLockOfARollback) {
  expect_same(kTable, {"PRAGMA locking_mode = exclusive", "BEGIN", kWrite, "ROLLBACK", kOtherReads,
                       kOtherWrites, kRead, kWrite, kRead});
}

TEST(LockingMode, NormalLetsGoAfterTheNextTransaction) {
  expect_same(kTable,
              {"PRAGMA locking_mode = exclusive", kWrite, ".files", "PRAGMA locking_mode = normal",
               kOtherReads, kRead, kOtherReads, kOtherWrites, ".files", kRead, kWrite, ".files"});
}

TEST(LockingMode, ExclusiveLeavesAnIdleJournal) {
  for (const char* mode : {"delete", "truncate", "persist", "memory", "off"}) {
    SCOPED_TRACE(mode);
    expect_same(kTable,
                {"PRAGMA locking_mode = exclusive", "PRAGMA journal_mode = " + std::string(mode),
                 kWrite, ".files", kWrite, "BEGIN", kWrite, "ROLLBACK",
                 "PRAGMA journal_mode = delete", ".files", kWrite, kRead});
  }
}

TEST(LockingMode, ExclusiveBeforeTheFirstLookNeedsNoSharedIndex) {
  expect_same(kWal, {"PRAGMA locking_mode = exclusive", kRead, ".files", kOtherReads, kWrite,
                     "PRAGMA locking_mode = normal", "PRAGMA locking_mode", kRead, kOtherReads,
                     "PRAGMA journal_mode = delete", "PRAGMA main.locking_mode", kOtherReads,
                     "PRAGMA locking_mode = normal", kRead, kOtherReads, ".files"});
}

TEST(LockingMode, ExclusiveAfterTheFirstLookTakesTheFileAtTheFirstWrite) {
  expect_same(kWal, {kRead, "PRAGMA locking_mode = exclusive", kOtherReads, kRead, kOtherWrites,
                     kRead, kWrite, ".files", kOtherReads, kRead, "PRAGMA locking_mode = normal",
                     kOtherReads, kRead, kOtherReads, kOtherWrites, kRead, kWrite});
}

TEST(LockingMode, WalIsEnteredAndLeftInExclusiveMode) {
  expect_same(kTable,
              {"PRAGMA locking_mode = exclusive", "PRAGMA journal_mode = wal", kWrite, ".files",
               kOtherReads, "PRAGMA locking_mode = normal", "PRAGMA main.locking_mode", kRead,
               "PRAGMA wal_checkpoint(truncate)", "PRAGMA journal_mode = truncate", kWrite,
               ".files", "PRAGMA journal_mode = wal", kWrite, kRead});
}

TEST(LockingMode, ExclusiveGetsNothingWhereAnotherIs) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("a.db");
  test::ReferenceDb other(path);
  other.run(kWal);
  Connection db = *Connection::open(path);
  ASSERT_TRUE(db.execute("PRAGMA locking_mode = exclusive"));
  const Status refused = db.execute(kRead);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
  EXPECT_EQ(other.run("INSERT INTO t VALUES(3); SELECT count(*) FROM t"), "3");
}

TEST(LockingMode, ConnectionsOfOneProcessAreKeptOutToo) {
  for (const std::string& setup : {kTable, kWal}) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("a.db");
    {
      test::ReferenceDb(path).run(setup);
    }
    Connection one = *Connection::open(path);
    Connection two = *Connection::open(path);
    ASSERT_TRUE(two.execute(kRead));
    ASSERT_TRUE(one.execute(kRead));
    ASSERT_TRUE(one.execute("PRAGMA locking_mode = exclusive"));
    ASSERT_TRUE(one.execute(kWrite));
    const Status refused = two.execute(kRead);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::Busy);
    ASSERT_TRUE(one.execute("PRAGMA locking_mode = normal"));
    ASSERT_TRUE(one.execute(kRead));
    EXPECT_TRUE(two.execute(kWrite));
  }
}

TEST(QueryOnly, RefusesWhatWrites) {
  expect_same(kTable, {"PRAGMA query_only", "PRAGMA query_only = yes", "PRAGMA query_only", kRead,
                       kWrite, "BEGIN IMMEDIATE", "BEGIN", kRead, kWrite, "COMMIT",
                       "PRAGMA user_version = 5", "PRAGMA query_only = 0", kWrite, kRead});
}

TEST(FilePragmas, NumbersAreReadAsByTheReference) {
  Script script;
  for (const char* name : {"user_version", "application_id"}) {
    for (const char* value : {"0x10",
                              "-5",
                              "99999999999",
                              "'12abc'",
                              "2147483648",
                              "2147483647",
                              "-2147483648",
                              "-2147483649",
                              "0xffffffff",
                              "0x7fffffff",
                              "0x123456789",
                              "+7",
                              "'-7'",
                              "'+7'",
                              "'--7'",
                              "1.9",
                              "1e3",
                              "abc",
                              "\" 7\"",
                              "-0x10",
                              "'+0x10'",
                              "'0x'",
                              "'000000000000012'",
                              "0012",
                              "'0X1f'",
                              "on",
                              "''",
                              "4294967296"}) {
      script.push_back("PRAGMA " + std::string(name) + " = " + value);
      script.push_back("PRAGMA " + std::string(name) + "(" + value + ")");
      script.push_back("PRAGMA main." + std::string(name));
    }
  }
  for (const char* sql :
       {"PRAGMA freelist_count = 5", "PRAGMA page_count = 5", "PRAGMA schema_version = 77",
        "PRAGMA schema_version", "PRAGMA busy_timeout = -5", "PRAGMA busy_timeout = 99999999999",
        "PRAGMA busy_timeout = 'x'", "PRAGMA busy_timeout = 0x10", "PRAGMA busy_timeout",
        "PRAGMA foreign_keys = 256", "PRAGMA foreign_keys", "PRAGMA foreign_keys = 257",
        "PRAGMA foreign_keys", "PRAGMA data_version", "PRAGMA data_version = 9"}) {
    script.push_back(sql);
  }
  expect_same(kTable, script);
}

}  // namespace
}  // namespace tern
