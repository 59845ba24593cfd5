#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using testing::SideBySide;

TEST(Transactions, ADatabaseThatWasNeverWrittenHasAnEmptySchema) {
  SideBySide both;
  both.run(R"(
    SELECT count(*) FROM sqlite_schema; SELECT name FROM sqlite_master WHERE rowid > 0;
    SELECT max(rowid) FROM sqlite_schema;
    BEGIN; SELECT count(*) FROM sqlite_schema; CREATE TABLE t(a);
    SELECT name FROM sqlite_schema; ROLLBACK; SELECT count(*) FROM sqlite_schema;
    PRAGMA integrity_check;
  )");
}

// The reference counts what the first key of the row lacks, though the second refuses the row.
TEST(Transactions, ARowThatAForeignKeyRefusesLeavesNothingToCommit) {
  auto db = Connection::open(":memory:");
  ASSERT_TRUE(
      db &&
      db->execute("PRAGMA foreign_keys = 1; CREATE TABLE p(id INTEGER PRIMARY KEY);"
                  "CREATE TABLE c(a REFERENCES p, b REFERENCES p DEFERRABLE INITIALLY DEFERRED,"
                  " c REFERENCES p, d REFERENCES p DEFERRABLE INITIALLY DEFERRED);"
                  "BEGIN"));
  EXPECT_EQ(db->execute("INSERT INTO c VALUES (NULL, 1, 2, 3)").error().code(),
            ErrorCode::ConstraintForeignKey);
  EXPECT_EQ(db->execute("INSERT INTO c VALUES (1, 1, NULL, 3)").error().code(),
            ErrorCode::ConstraintForeignKey);
  EXPECT_TRUE(db->execute("INSERT INTO c VALUES (NULL, NULL, NULL, NULL); COMMIT"));
}

// The reference answers these of a locked database, too.
TEST(Transactions, SwitchesOfAConnectionNeedNoLock) {
  const test::TemporaryFolder folder;
  auto writer = Connection::open(folder.path("x.db"));
  ASSERT_TRUE(writer && writer->execute("CREATE TABLE t(a); BEGIN EXCLUSIVE"));
  auto other = Connection::open(folder.path("x.db"));
  ASSERT_TRUE(other);
  for (const char* pragma :
       {"busy_timeout = 0", "busy_timeout", "foreign_keys = 1", "foreign_keys",
        "defer_foreign_keys", "recursive_triggers = 1", "wal_autocheckpoint = 5"}) {
    EXPECT_TRUE(other->execute("PRAGMA " + std::string(pragma))) << pragma;
  }
  EXPECT_FALSE(other->execute("PRAGMA user_version"));
}

TEST(Transactions, AnExclusiveOneKeepsReadersOut) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.db");
  auto writer = Connection::open(path);
  auto reader = Connection::open(path);
  ASSERT_TRUE(writer && reader && writer->execute("CREATE TABLE t(a)"));
  ASSERT_TRUE(writer->execute("BEGIN EXCLUSIVE"));
  EXPECT_EQ(reader->execute("SELECT * FROM t").error().code(), ErrorCode::Busy);
  EXPECT_EQ(test::run_shell(path, "SELECT * FROM t"), "Error: in prepare, database is locked (5)");
  ASSERT_TRUE(writer->execute("INSERT INTO t VALUES(1); COMMIT"));
  ASSERT_TRUE(reader->execute("BEGIN; SELECT * FROM t"));
  EXPECT_EQ(writer->execute("BEGIN EXCLUSIVE").error().code(), ErrorCode::Busy);
  EXPECT_FALSE(writer->in_transaction());
  ASSERT_TRUE(reader->execute("COMMIT"));
  EXPECT_TRUE(reader->execute("BEGIN IMMEDIATE; COMMIT"));
  // With a WAL readers go on.
  ASSERT_TRUE(writer->execute("PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE"));
  EXPECT_TRUE(reader->execute("SELECT * FROM t"));
}

TEST(Transactions, SavepointsNestAsInTheReference) {
  SideBySide both;
  both.run(R"(
    CREATE TABLE t(a);
    SAVEPOINT one; INSERT INTO t VALUES(1); SAVEPOINT two; INSERT INTO t VALUES(2);
    ROLLBACK TO one; SELECT * FROM t; INSERT INTO t VALUES(3); RELEASE one; SELECT * FROM t;
    BEGIN; SAVEPOINT a; SELECT count(*) FROM t; INSERT INTO t VALUES(4); SAVEPOINT A;
    INSERT INTO t VALUES(5); ROLLBACK TO a; SELECT * FROM t; RELEASE a; SELECT * FROM t;
    ROLLBACK TO a; SELECT * FROM t; COMMIT; SELECT * FROM t;
    RELEASE nothing; ROLLBACK TO nothing; ROLLBACK; COMMIT; BEGIN; BEGIN; ROLLBACK;
  )");
}

TEST(Transactions, FailedStatementsUndoWhatTheirClauseSays) {
  SideBySide both;
  both.run(R"(
    CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE);
    INSERT INTO t VALUES(1, 1), (2, 2);
    BEGIN; INSERT INTO t VALUES(3, 3); INSERT INTO t VALUES(4, 4), (5, 1), (6, 6);
    SELECT * FROM t; COMMIT; SELECT * FROM t;
    BEGIN; INSERT INTO t VALUES(10, 10); INSERT OR FAIL INTO t VALUES(11, 11), (12, 1), (13, 13);
    SELECT * FROM t; COMMIT; SELECT * FROM t;
    BEGIN; INSERT INTO t VALUES(20, 20); INSERT OR ROLLBACK INTO t VALUES(21, 21), (22, 1);
    SELECT * FROM t; COMMIT; SELECT * FROM t;
    INSERT OR FAIL INTO t VALUES(31, 31), (32, 1); SELECT * FROM t;
    INSERT OR IGNORE INTO t VALUES(41, 41), (42, 1), (43, 43); SELECT * FROM t;
    INSERT OR REPLACE INTO t VALUES(51, 41), (43, 1); SELECT * FROM t;
  )");
}

TEST(Transactions, SchemaChangesAreUndone) {
  SideBySide both;
  both.run(R"(
    BEGIN; CREATE TABLE t(a); INSERT INTO t VALUES(1); ROLLBACK; SELECT * FROM t;
    CREATE TABLE t(a, b); BEGIN; SAVEPOINT s; DROP TABLE t; SELECT * FROM t; ROLLBACK TO s;
    SELECT * FROM t; COMMIT; INSERT INTO t VALUES(1, 2); SELECT * FROM t;
  )");
}

TEST(Statement, IsCompiledAgainWhenTheSchemaChanged) {
  Result<Connection> opened = Connection::open(":memory:");
  ASSERT_TRUE(opened);
  Connection& db = *opened;
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES(7)"));
  Result<Statement> query = db.prepare("SELECT * FROM t");
  ASSERT_TRUE(query);
  ASSERT_TRUE(db.execute("CREATE TABLE u(x)"));
  Result<bool> row = query->step();
  ASSERT_TRUE(row && *row);
  EXPECT_EQ(query->column(0).as_integer(), 7);
  query->reset();
}

TEST(Statement, RefusesParametersThatItDoesNotHave) {
  Result<Connection> db = Connection::open(":memory:");
  ASSERT_TRUE(db);
  Result<Statement> query = db->prepare("SELECT ?1 + :x");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->parameter_count(), 2);
  EXPECT_EQ(query->parameter_index(":x"), 2);
  EXPECT_EQ(query->parameter_index(":y"), 0);
  EXPECT_EQ(query->bind(0, 1).error().code(), ErrorCode::Range);
  EXPECT_EQ(query->bind(3, 1).error().code(), ErrorCode::Range);
  ASSERT_TRUE(query->bind(1, 40));
  ASSERT_TRUE(query->bind(2, 2));
  Result<bool> row = query->step();
  ASSERT_TRUE(row && *row);
  EXPECT_EQ(query->column(0).as_integer(), 42);
  EXPECT_EQ(query->bind(1, 1).error().code(), ErrorCode::Misuse);
}

TEST(Statement, KeepsItsParametersWhereTheDatabaseIsBusy) {
  const test::TemporaryFolder folder;
  auto other = Connection::open(folder.path("x.db"));
  ASSERT_TRUE(other && other->execute("CREATE TABLE t(a)"));
  auto db = Connection::open(folder.path("x.db"));
  ASSERT_TRUE(db);
  auto insert = db->prepare("INSERT INTO t VALUES(?)");
  ASSERT_TRUE(insert && insert->bind(1, 5));
  ASSERT_TRUE(other->execute("BEGIN EXCLUSIVE"));
  EXPECT_EQ(insert->step().error().code(), ErrorCode::Busy);
  ASSERT_TRUE(other->execute("COMMIT"));
  ASSERT_TRUE(insert->step());
  auto query = db->prepare("SELECT a FROM t");
  ASSERT_TRUE(query && query->step());
  EXPECT_EQ(query->column(0).as_integer(), 5);
}

// Both are interrupted between two rows of a statement that has more of them.
TEST(Statement, IsInterruptedAsInTheReference) {
  SideBySide both;
  both.run("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  for (const char* sql : {"SELECT a FROM t", "UPDATE t SET a = a + 10 RETURNING a"}) {
    SCOPED_TRACE(sql);
    both.run("BEGIN; INSERT INTO t VALUES(4);");
    {
      Result<Statement> ours = both.tern().prepare(sql);
      ASSERT_TRUE(ours);
      sqlite3_stmt* theirs = nullptr;
      ASSERT_EQ(sqlite3_prepare_v2(both.reference(), sql, -1, &theirs, nullptr), SQLITE_OK);
      Result<bool> row = ours->step();
      ASSERT_TRUE(row && *row);
      ASSERT_EQ(sqlite3_step(theirs), SQLITE_ROW);
      both.tern().interrupt();
      sqlite3_interrupt(both.reference());
      const int expected = sqlite3_step(theirs);
      sqlite3_finalize(theirs);
      const Result<bool> next = ours->step();
      ASSERT_FALSE(next);
      EXPECT_EQ(static_cast<int>(next.error().code()), expected);
    }
    EXPECT_EQ(both.tern().in_transaction(), sqlite3_get_autocommit(both.reference()) == 0);
    // The next statement runs again.
    both.run("SELECT a FROM t; ROLLBACK; SELECT a FROM t;");
  }
}

// A statement without end stops although it never gives a row: another thread interrupts it.
TEST(Statement, WithoutEndIsInterrupted) {
  Result<Connection> db = Connection::open(":memory:");
  ASSERT_TRUE(db);
  Result<Statement> endless = db->prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  ASSERT_TRUE(endless);
  std::atomic<bool> is_over = false;
  std::thread other([&] {
    while (!is_over) db->interrupt();
  });
  const Result<bool> row = endless->step();
  is_over = true;
  other.join();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().code(), ErrorCode::Interrupt);
}

TEST(Pragmas, AnswerAsTheReference) {
  SideBySide both;
  both.run(R"(
    CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x' UNIQUE);
    CREATE INDEX i ON t(b DESC) WHERE a > 1;
    CREATE TABLE w(x PRIMARY KEY, y) WITHOUT ROWID;
    CREATE TABLE p(q REFERENCES t(b) ON DELETE CASCADE, r);
    PRAGMA table_info(t); PRAGMA table_xinfo('w'); PRAGMA index_list(t); PRAGMA index_info(i);
    PRAGMA index_xinfo(i); PRAGMA foreign_key_list(p); PRAGMA user_version;
    PRAGMA user_version = 5; PRAGMA user_version; PRAGMA user_version(7); PRAGMA user_version;
    PRAGMA page_size; PRAGMA journal_mode; PRAGMA foreign_keys; PRAGMA foreign_keys = on;
    PRAGMA foreign_keys; PRAGMA encoding; PRAGMA busy_timeout = 100; PRAGMA busy_timeout;
    PRAGMA wal_autocheckpoint; PRAGMA application_id; PRAGMA freelist_count;
    PRAGMA integrity_check; PRAGMA quick_check; PRAGMA foreign_key_check; PRAGMA nosuch;
    PRAGMA index_list(nosuch); PRAGMA synchronous; PRAGMA synchronous = off; PRAGMA synchronous;
    PRAGMA foreign_keys = off; INSERT INTO p VALUES('zz', 1); PRAGMA foreign_key_check;
    PRAGMA foreign_key_check(p); PRAGMA integrity_check;
  )");
}

}  // namespace
}  // namespace tern
