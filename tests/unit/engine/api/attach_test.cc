// Several databases in one connection: files, locks, and commits over all of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "engine/api/commit_observer.h"
#include "engine/api/connection_state.h"
#include "engine/txn/changeset.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

namespace tern {
namespace {

using test::run_shell;
using test::TemporaryFolder;
using testing::run_tern;

class Attach : public ::testing::Test {
 protected:
  static Connection open(const std::string& path) {
    auto db = Connection::open(path);
    EXPECT_TRUE(db);
    return std::move(*db);
  }
  std::string attach(const std::string& name) const {
    return "ATTACH '" + folder_.path(name + ".db") + "' AS " + name;
  }
  static std::string error_of(Connection& db, const std::string& sql) {
    const Status done = db.execute(sql);
    return done ? "" : std::string(done.error().message());
  }
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(""))) {
      out.push_back(entry.path().filename());
    }
    std::ranges::sort(out);
    return out;
  }

  const TemporaryFolder folder_;
};

TEST_F(Attach, WhatItWritesTheReferenceReadsInEachJournalMode) {
  for (const std::string mode : {"delete", "truncate", "persist", "wal", "memory"}) {
    SCOPED_TRACE(mode);
    const std::string main = folder_.path("main-" + mode + ".db");
    const std::string aux = folder_.path("aux-" + mode + ".db");
    {
      Connection db = open(main);
      ASSERT_TRUE(db.execute("ATTACH '" + aux + "' AS aux; PRAGMA journal_mode=" + mode));
      ASSERT_TRUE(db.execute(R"(
        CREATE TABLE m(a); CREATE TABLE aux.x(b); CREATE TEMP TABLE t(c);
        BEGIN; INSERT INTO m VALUES(1); INSERT INTO x VALUES(2); INSERT INTO t VALUES(3); COMMIT;
        BEGIN; INSERT INTO m VALUES(10); INSERT INTO x VALUES(20); ROLLBACK)"));
    }
    const std::string sql = "ATTACH '" + aux +
                            "' AS aux; SELECT a, b FROM m, x; PRAGMA integrity_check;"
                            "PRAGMA aux.journal_mode";
    const std::string kept = mode == "wal" ? "wal" : "delete";
    EXPECT_EQ(run_shell(main, sql), "1|2\nok\n" + kept);
  }
}

TEST_F(Attach, LeavesNoJournalBehind) {
  {
    Connection db = open(folder_.path("main.db"));
    ASSERT_TRUE(db.execute(attach("aux")));
    ASSERT_TRUE(db.execute("CREATE TABLE m(a); CREATE TABLE aux.x(b)"));
    ASSERT_TRUE(db.execute("BEGIN; INSERT INTO m VALUES(1); INSERT INTO x VALUES(2); COMMIT"));
    EXPECT_EQ(files(), (std::vector<std::string>{"aux.db", "main.db"}));
  }
}

TEST_F(Attach, ALockOnOneFileIsFoundBeforeAnythingIsWritten) {
  Connection db = open(folder_.path("main.db"));
  ASSERT_TRUE(db.execute(attach("aux")));
  ASSERT_TRUE(db.execute("CREATE TABLE m(a); CREATE TABLE aux.x(b); INSERT INTO x VALUES(1)"));
  Connection reader = open(folder_.path("aux.db"));
  ASSERT_TRUE(reader.execute("BEGIN; SELECT * FROM x"));
  EXPECT_EQ(error_of(db, "BEGIN; INSERT INTO m VALUES(1); INSERT INTO x VALUES(2); COMMIT"),
            "database is locked");
  EXPECT_TRUE(db.in_transaction());
  ASSERT_TRUE(reader.execute("COMMIT"));
  ASSERT_TRUE(db.execute("COMMIT"));
  EXPECT_EQ(run_shell(folder_.path("main.db"), "SELECT * FROM m"), "1");
  EXPECT_EQ(run_shell(folder_.path("aux.db"), "SELECT * FROM x"), "1\n2");

  Connection writer = open(folder_.path("aux.db"));
  ASSERT_TRUE(writer.execute("BEGIN IMMEDIATE"));
  EXPECT_EQ(error_of(db, "INSERT INTO x VALUES(3)"), "database is locked");
  EXPECT_EQ(error_of(db, "INSERT INTO m VALUES(3)"), "");
  EXPECT_EQ(error_of(db, "BEGIN IMMEDIATE"), "database is locked");
  EXPECT_FALSE(db.in_transaction());
  EXPECT_EQ(run_shell(folder_.path("main.db"), "INSERT INTO m VALUES(4); SELECT count(*) FROM m"),
            "3");
}

TEST_F(Attach, SchemaChangesOfOthersAreSeen) {
  Connection db = open(folder_.path("main.db"));
  ASSERT_TRUE(db.execute(attach("aux")));
  run_shell(folder_.path("aux.db"), "CREATE TABLE later(a); INSERT INTO later VALUES(5)");
  auto statement = db.prepare("SELECT * FROM later");
  ASSERT_TRUE(statement);
  ASSERT_TRUE(*statement->step());
  EXPECT_EQ(statement->column(0).as_integer(), 5);
  statement->reset();
  run_shell(folder_.path("aux.db"), "DROP TABLE later; CREATE TABLE later(a, b)");
  ASSERT_TRUE(statement->step());
  EXPECT_EQ(statement->column_count(), 2);
  statement->reset();
  // A statement outlives the database that it reads.
  ASSERT_TRUE(db.execute("DETACH aux"));
  const auto gone = statement->step();
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message(), "no such table: later");
}

TEST_F(Attach, OnlyReadsWhatMayOnlyBeRead) {
  ASSERT_TRUE(open(folder_.path("aux.db")).execute("CREATE TABLE x(b); INSERT INTO x VALUES(1)"));
  auto db = Connection::open(folder_.path("main.db"), {.uri = true});
  ASSERT_TRUE(db);
  ASSERT_TRUE(db->execute("ATTACH 'file:" + folder_.path("aux.db") + "?mode=ro' AS aux"));
  EXPECT_TRUE(run_tern(*db, "SELECT * FROM x").text.contains("1"));
  EXPECT_EQ(error_of(*db, "INSERT INTO x VALUES(2)"), "attempt to write a readonly database");
  EXPECT_EQ(error_of(*db, "BEGIN IMMEDIATE; CREATE TABLE m(a); COMMIT"), "");
}

TEST_F(Attach, ReadsEncryptedFilesWithAKey) {
  const std::string digits = "000102030405060708090a0b0c0d0e0f";
  {
    auto secret = Connection::open(folder_.path("aux.db"), {.hexkey = digits});
    ASSERT_TRUE(secret && secret->execute("CREATE TABLE x(b); INSERT INTO x VALUES(1)"));
  }
  Connection db = open(folder_.path("main.db"));
  EXPECT_NE(error_of(db, attach("aux")), "");
  EXPECT_EQ(error_of(db, attach("aux") + " KEY x'" + digits + "'"), "");
  EXPECT_EQ(error_of(db, "INSERT INTO x VALUES(2)"), "");
  EXPECT_TRUE(error_of(db, attach("more") + " KEY 'words'").starts_with("not supported yet"));
}

TEST_F(Attach, VacuumIntoTakesTheDatabaseThatIsNamed) {
  Connection db = open(folder_.path("main.db"));
  ASSERT_TRUE(db.execute(attach("aux")));
  ASSERT_TRUE(db.execute("CREATE TABLE aux.x(b); INSERT INTO x VALUES(7); CREATE TABLE m(a)"));
  ASSERT_TRUE(db.execute("VACUUM aux INTO '" + folder_.path("copy.db") + "'; VACUUM aux"));
  EXPECT_EQ(run_shell(folder_.path("copy.db"), "SELECT name FROM sqlite_schema; SELECT * FROM x"),
            "x\n7");
}

class Recorder final : public api::CommitObserver {
 public:
  Status before_commit(Bytes changeset, std::span<const PageNo>, ByteVector&) override {
    changes.assign(changeset.begin(), changeset.end());
    ++commits;
    return {};
  }
  void after_commit() override {}
  void after_rollback() override {}
  ByteVector changes;
  int commits = 0;
};

TEST_F(Attach, ChangesetsHoldWhatChangedInMainAlone) {
  Recorder recorder;
  Connection db = open(folder_.path("main.db"));
  ASSERT_TRUE(db.execute("PRAGMA journal_mode=wal; CREATE TABLE m(a PRIMARY KEY)"));
  ASSERT_TRUE(db.execute(attach("aux")));
  db.state().set_commit_observer(&recorder);
  ASSERT_TRUE(db.execute(R"(
    CREATE TABLE aux.x(b); CREATE TEMP TABLE t(c);
    CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO m VALUES(new.c + 1); END;
    INSERT INTO x VALUES(1))"));
  EXPECT_EQ(recorder.commits, 0);
  ASSERT_TRUE(db.execute("BEGIN; INSERT INTO x VALUES(1); INSERT INTO t VALUES(2); COMMIT"));
  EXPECT_EQ(recorder.commits, 1);
  auto reader = txn::ChangesetReader::open(recorder.changes);
  ASSERT_TRUE(reader);
  txn::OpView op;
  ASSERT_TRUE(*reader->next(op));
  EXPECT_EQ(op.table->name, "m");
  EXPECT_FALSE(*reader->next(op));
  EXPECT_TRUE(error_of(db, "CREATE TABLE n AS SELECT * FROM t").starts_with("not supported yet"));
  db.state().set_commit_observer(nullptr);
}

TEST_F(Attach, TemporaryDataBeyondTheCacheIsKept) {
  Connection db = open(folder_.path("main.db"));
  ASSERT_TRUE(db.execute(R"(
    CREATE TEMP TABLE t(a, b); PRAGMA temp.cache_size = 10;
    BEGIN;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO t SELECT i, randomblob(500) FROM n;
    SAVEPOINT s; DELETE FROM t WHERE a % 2; ROLLBACK TO s; COMMIT;
    BEGIN; UPDATE t SET b = a; ROLLBACK)"));
  EXPECT_TRUE(
      run_tern(db, "SELECT count(*), sum(a), sum(length(b)) FROM t").text.contains("4501500"));
  EXPECT_TRUE(run_tern(db, "PRAGMA temp.integrity_check").text.contains("ok"));
  EXPECT_EQ(files(), (std::vector<std::string>{"main.db"}));
}

}  // namespace
}  // namespace tern
