// Statements on a disk that fails in the middle of them: the error is clear, nothing of the
// statement stays, and the connection goes on.
#include <gtest/gtest.h>

#include "engine/api/connection_state.h"
#include "engine/io/simulated_vfs.h"
#include "engine/storage/database_file.h"

namespace tern {
namespace {

int64_t ask(Connection& db, std::string_view sql) {
  auto statement = db.prepare(sql);
  if (!statement || !statement->step().value_or(false)) return -1;
  return statement->column(0).as_integer();
}

/// Runs `sql` on a small cache, so that it spills, while from call `call` on all calls fail.
/// Returns false if it came through. Afterwards the connection must be as good as new.
bool fails_cleanly(const std::string& mode, const std::string& sql, uint64_t call) {
  io::SimulatedDisk disk;
  io::SimulatedVfs vfs(disk);
  auto file = storage::DatabaseFile::open(vfs, "/x.db");
  EXPECT_TRUE(file);
  Connection db = Connection::open(*file).value();
  EXPECT_TRUE(db.execute("PRAGMA journal_mode = " + mode + "; PRAGMA cache_size = 4"));
  EXPECT_TRUE(
      db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT);"
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                 "INSERT INTO t SELECT i, hex(zeroblob(400)) FROM n"));
  vfs.fail_at(vfs.call_count() + call, io::Fault::IoError, true);
  const Status outcome = db.execute(sql);
  vfs.mend();
  if (db.in_transaction()) {
    EXPECT_TRUE(db.execute("ROLLBACK"));
  }
  EXPECT_EQ(ask(db, "SELECT count(*) FROM t"), 100);
  const Status next = db.execute("BEGIN; INSERT INTO t VALUES(101, 'x'); COMMIT");
  EXPECT_TRUE(next) << next.error().message();
  EXPECT_EQ(ask(db, "SELECT count(*) FROM t"), 101);
  return !outcome;
}

TEST(FailingDisk, AStatementThatCannotBeUndoneAloneTakesItsTransactionAlong) {
  for (const std::string mode : {"wal", "delete", "persist"}) {
    for (const std::string sql :
         {"CREATE TABLE c AS SELECT id, s || 'x' AS s FROM t", "CREATE INDEX i ON t(s)",
          "BEGIN; UPDATE t SET s = s || 'x'; UPDATE t SET id = 1 - id % 2; COMMIT"}) {
      uint64_t call = 1;
      while (call < 400 && fails_cleanly(mode, sql, call)) {
        SCOPED_TRACE(mode + ", " + sql + ", call " + std::to_string(call));
        if (testing::Test::HasFailure()) return;
        call += 3;
      }
      EXPECT_GT(call, 3U);
    }
  }
}

// A failed sync may have missed pages that were spilled, and no later one makes up for it.
TEST(FailingDisk, ACommitThatFailedAfterSpillingIsNotTriedAgain) {
  for (const std::string mode : {"wal", "delete", "persist"}) {
    int failed = 0;
    for (uint64_t call = 1; call < 40; ++call) {
      SCOPED_TRACE(mode + ", call " + std::to_string(call));
      io::SimulatedDisk disk;
      io::SimulatedVfs vfs(disk);
      auto file = storage::DatabaseFile::open(vfs, "/x.db");
      Connection db = Connection::open(*file).value();
      ASSERT_TRUE(db.execute("PRAGMA journal_mode = " + mode + "; PRAGMA cache_size = 4"));
      ASSERT_TRUE(
          db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT);"
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < 100) INSERT INTO t SELECT i, hex(zeroblob(400)) FROM n"));
      ASSERT_TRUE(db.execute("BEGIN; UPDATE t SET s = s || 'x'"));
      vfs.fail_at(vfs.call_count() + call, io::Fault::IoError);
      const Status first = db.execute("COMMIT");
      vfs.mend();
      if (first) continue;
      ++failed;
      if (!db.in_transaction()) continue;
      EXPECT_FALSE(db.execute("COMMIT"));
      EXPECT_TRUE(db.execute("ROLLBACK"));
      EXPECT_EQ(ask(db, "SELECT count(*) FROM t WHERE length(s) = 800"), 100);
    }
    EXPECT_GT(failed, 0);
  }
}

}  // namespace
}  // namespace tern
