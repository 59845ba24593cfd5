#include <gtest/gtest.h>
#include <tern/tern.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/spent_memory.h"

namespace tern {
namespace {

/// A file with t(a), which two connections know.
class PreparedAgain : public testing::Test {
 protected:
  PreparedAgain() {
    std::filesystem::remove(path);
    db.emplace(*Connection::open(path));
    EXPECT_TRUE(db->execute("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)"));
    other.emplace(*Connection::open(path));
    EXPECT_EQ(all(*other, "SELECT a FROM t"), "1 2");
  }
  ~PreparedAgain() override {
    other.reset();
    db.reset();
    std::filesystem::remove(path);
  }

  /// The values of the first column; an error's text.
  static std::string all(Connection& connection, const std::string& sql) {
    Result<Statement> query = connection.prepare(sql);
    if (!query) return std::string(query.error().message());
    return rows(*query);
  }
  static std::string rows(Statement& query) {
    std::string out;
    while (true) {
      const Result<bool> more = query.step();
      if (!more) return std::string(more.error().message());
      if (!*more) return out;
      if (!out.empty()) out += ' ';
      out += query.column(0).is_null() ? "NULL" : std::to_string(query.column(0).as_integer());
    }
  }

  const std::string path =
      testing::TempDir() + "prepared_again_" + std::to_string(::getpid()) + ".db";
  std::optional<Connection> db;
  std::optional<Connection> other;
};

TEST_F(PreparedAgain, HasNoValuesOfTheLastTime) {
  {
    Statement query = *db->prepare("SELECT a FROM t WHERE a = ?1 OR ?1 IS NULL");
    ASSERT_TRUE(query.bind(1, record::ValueView::integer(2)));
    EXPECT_EQ(rows(query), "2");
  }
  EXPECT_EQ(all(*db, "SELECT a FROM t WHERE a = ?1 OR ?1 IS NULL"), "1 2");
}

TEST_F(PreparedAgain, WhileTheFirstStillRuns) {
  Statement first = *db->prepare("SELECT a FROM t");
  ASSERT_TRUE(*first.step());
  EXPECT_EQ(all(*db, "SELECT a FROM t"), "1 2");
  EXPECT_EQ(all(*db, "SELECT a FROM t"), "1 2");
  EXPECT_EQ(rows(first), "2");
}

TEST_F(PreparedAgain, AfterItWasLeftInTheMiddle) {
  {
    Statement query = *db->prepare("SELECT a FROM t");
    ASSERT_TRUE(*query.step());
  }
  EXPECT_TRUE(other->execute("DELETE FROM t WHERE a = 1"));  // it keeps no lock
  EXPECT_EQ(all(*db, "SELECT a FROM t"), "2");
}

TEST_F(PreparedAgain, OnlyWhatIsTheSameText) {
  EXPECT_EQ(all(*db, "SELECT a FROM t"), "1 2");
  size_t tail = 0;
  const Result<Statement> query = db->prepare("SELECT a FROM t; SELECT 1", &tail);
  ASSERT_TRUE(query);
  EXPECT_EQ(tail, 16u);
  const Result<Statement> again = db->prepare("SELECT a FROM t", &tail);
  ASSERT_TRUE(again);
  EXPECT_EQ(tail, 15u);
}

TEST_F(PreparedAgain, AgainstAnotherSchema) {
  EXPECT_EQ(all(*db, "SELECT * FROM t"), "1 2");
  ASSERT_TRUE(db->execute("DROP TABLE t; CREATE TABLE t(b, a); INSERT INTO t VALUES (7, 8)"));
  EXPECT_EQ(all(*db, "SELECT * FROM t"), "7");
  EXPECT_EQ(db->prepare("SELECT * FROM t")->column_count(), 2);
  // That another changed; the statement learns of it when it runs.
  ASSERT_TRUE(
      other->execute("DROP TABLE t; CREATE TABLE t(c, d, e); INSERT INTO t VALUES (9, 9, 9)"));
  EXPECT_EQ(all(*db, "SELECT * FROM t"), "9");
  EXPECT_EQ(db->prepare("SELECT * FROM t")->column_count(), 3);
}

TEST_F(PreparedAgain, WhatAnotherConnectionMadeIsThere) {
  EXPECT_EQ(all(*db, "SELECT * FROM u"), "no such table: u");
  ASSERT_TRUE(other->execute("CREATE TABLE u(a); INSERT INTO u VALUES (5)"));
  EXPECT_EQ(all(*db, "SELECT * FROM u"), "5");
}

TEST_F(PreparedAgain, ChangesOfTheSchemaThatWereUndone) {
  ASSERT_TRUE(db->execute("BEGIN; CREATE TABLE u(a); INSERT INTO u VALUES (5)"));
  EXPECT_EQ(all(*db, "SELECT * FROM u"), "5");
  ASSERT_TRUE(db->execute("ROLLBACK"));
  EXPECT_EQ(all(*db, "SELECT * FROM u"), "no such table: u");
  ASSERT_TRUE(other->execute("CREATE TABLE u(b, c); INSERT INTO u VALUES (6, 7)"));
  EXPECT_EQ(all(*db, "SELECT c FROM u"), "7");
}

TEST_F(PreparedAgain, SettingsCountAsTheyAreThen) {
  ASSERT_TRUE(db->execute("CREATE TABLE p(k PRIMARY KEY); CREATE TABLE c(k REFERENCES p(k))"));
  ASSERT_TRUE(db->execute("PRAGMA foreign_keys = OFF"));
  const std::string insert = "INSERT INTO c VALUES (1)";
  EXPECT_EQ(all(*db, insert), "");
  {
    Statement old = *db->prepare(insert);
    ASSERT_TRUE(db->execute("PRAGMA foreign_keys = ON"));
  }
  EXPECT_EQ(all(*db, insert), "FOREIGN KEY constraint failed");
  const std::string like = "SELECT 'A' LIKE 'a'";
  EXPECT_EQ(all(*db, like), "1");
  ASSERT_TRUE(db->execute("PRAGMA case_sensitive_like = ON"));
  EXPECT_EQ(all(*db, like), "0");
  const std::string wide = "SELECT 1, 2, 3";
  EXPECT_EQ(all(*db, wide), "1");
  db->limit(Limit::Columns, 2);
  EXPECT_EQ(all(*db, wide), "too many columns in result set");
}

TEST_F(PreparedAgain, DatabasesThatComeAndGo) {
  const std::string query = "SELECT a FROM t";
  EXPECT_EQ(all(*db, query), "1 2");
  ASSERT_TRUE(db->execute("CREATE TEMP TABLE t(a); INSERT INTO temp.t VALUES (11)"));
  EXPECT_EQ(all(*db, query), "11");
  ASSERT_TRUE(db->execute("DROP TABLE temp.t"));
  EXPECT_EQ(all(*db, query), "1 2");
  ASSERT_TRUE(db->execute("ATTACH ':memory:' AS x; CREATE TABLE x.v(a); INSERT INTO v VALUES (3)"));
  EXPECT_EQ(all(*db, "SELECT a FROM v"), "3");
  ASSERT_TRUE(db->execute("DETACH x"));
  EXPECT_EQ(all(*db, "SELECT a FROM v"), "no such table: v");
  EXPECT_EQ(all(*db, query), "1 2");
}

TEST_F(PreparedAgain, ManyTextsInTurn) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 50; ++i) {
      std::string sql = "SELECT a + ";
      sql += std::to_string(i) + " FROM t WHERE a = 2";
      EXPECT_EQ(all(*db, sql), std::to_string(2 + i));
    }
  }
}

TEST_F(PreparedAgain, NobodyIsAskedForALock) {
  ASSERT_TRUE(other->execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"));
  Result<Statement> query = db->prepare("SELECT a AS b FROM t");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->column_name(0), "b");
  EXPECT_EQ(rows(*query), "database is locked");
  ASSERT_TRUE(other->execute("ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT * FROM t"));
  EXPECT_EQ(rows(*query), "1 2");
}

// What is prepared before there is data is planned anew for it.
TEST_F(PreparedAgain, PlansForTheSizeThatTheDatabaseHas) {
  ASSERT_TRUE(db->execute("CREATE TABLE l(a, b); CREATE TABLE r(a, b)"));
  const std::string join = "SELECT count(*) FROM l JOIN r ON l.a = r.a";
  EXPECT_EQ(all(*db, join), "0");
  ASSERT_TRUE(
      db->execute("INSERT INTO l SELECT value, value FROM generate_series(1, 20000);"
                  "INSERT INTO r SELECT value % 100, value FROM generate_series(1, 20000)"));
  EXPECT_EQ(all(*db, join), "19800");
}

// A trigger's body is compiled while the trigger runs; what is looked at then may not be what a
// later transaction loses.
TEST_F(PreparedAgain, NothingIsLostToATransactionThatLookedAtSizes) {
  ASSERT_TRUE(
      db->execute("ATTACH ':memory:' AS x; CREATE TABLE x.l(a, b); CREATE TABLE x.r(a, b);"
                  "CREATE TABLE x.log(n);"
                  "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
                  "INSERT INTO l SELECT i, i FROM n; INSERT INTO r SELECT * FROM l;"
                  "CREATE TEMP TRIGGER seen AFTER INSERT ON main.t BEGIN"
                  "  INSERT INTO log SELECT count(*) FROM l JOIN r ON l.a = r.b; END;"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(db->execute("INSERT INTO t VALUES (3)"));
    ASSERT_TRUE(db->execute("BEGIN; INSERT INTO log VALUES (-1)"));
    EXPECT_EQ(all(*db, "SELECT count(*) FROM l JOIN r USING (a) WHERE l.b > " + std::to_string(i)),
              std::to_string(9000 - i));
    EXPECT_TRUE(db->in_transaction());
    ASSERT_TRUE(db->execute("COMMIT"));
    EXPECT_EQ(all(*db, "SELECT count(*) FROM log"), std::to_string(2 * (i + 1)));
  }
}

TEST(SpentMemory, IsGivenBackWhereItIsMuch) {
  std::vector<uint64_t> few(1000);
  clear_spent(few);
  EXPECT_GE(few.capacity(), 1000u);
  std::vector<uint64_t> many(kSpentMemoryMax / sizeof(uint64_t) + 1);
  clear_spent(many);
  EXPECT_EQ(many.capacity(), 0u);
}

}  // namespace
}  // namespace tern
