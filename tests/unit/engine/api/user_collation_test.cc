#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <string>

#include "tern/functions.h"
#include "tests/support/reference_db.h"
#include "tests/support/side_by_side.h"

// Collations of the program, here and in the reference. The `without a visible check` tests check
// in run().

namespace tern {
namespace {

/// By length, then backwards: nothing that bytes in order could tell.
int by_length(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  for (size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i])
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[i]) ? -1 : 1;
  }
  return 0;
}

/// Digits are all the same.
int without_digits(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c < '0' || c > '9'; });
    return out;
  };
  return bare(a).compare(bare(b));
}

template <int (*kOrder)(std::string_view, std::string_view)>
int for_reference(void*, int a_size, const void* a, int b_size, const void* b) {
  return kOrder({static_cast<const char*>(a), static_cast<size_t>(a_size)},
                {static_cast<const char*>(b), static_cast<size_t>(b_size)});
}

class UserCollation : public ::testing::Test {
 protected:
  void define(testing::SideBySide& both) {
    ASSERT_TRUE(add_collation(both.tern(), "by_length", by_length));
    ASSERT_TRUE(add_collation(both.tern(), "without_digits", without_digits));
    sqlite3_create_collation(both.reference(), "by_length", SQLITE_UTF8, nullptr,
                             for_reference<by_length>);
    sqlite3_create_collation(both.reference(), "without_digits", SQLITE_UTF8, nullptr,
                             for_reference<without_digits>);
  }
  void fill(testing::SideBySide& both) {
    both.run(R"(
      CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT COLLATE by_length, b COLLATE without_digits, c);
      WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO t SELECT i, substr('zyxwvutsrqponm', 1 + i * 7 % 11, i * 13 % 7),
                             char(97 + i % 5) || i % 3, CASE i % 4 WHEN 0 THEN NULL ELSE i % 9 END FROM n;
      INSERT INTO t VALUES(1000, NULL, NULL, 1), (1001, 5, 5, 2), (1002, x'41', x'41', 3), (1003, '', '', 4);
    )");
  }
};

void ask_everything(testing::SideBySide& both) {
  both.run(R"(
    SELECT id FROM t ORDER BY a, id;
    SELECT id FROM t ORDER BY a DESC, b, id LIMIT 20;
    SELECT id FROM t ORDER BY c COLLATE by_length, id;
    SELECT b, count(*), min(a), max(a) FROM t GROUP BY b ORDER BY b COLLATE BINARY;
    SELECT count(DISTINCT a), count(DISTINCT b) FROM t;
    SELECT DISTINCT length(a) FROM t ORDER BY 1;
    SELECT id FROM t WHERE a = 'xyz' ORDER BY id;
    SELECT id FROM t WHERE a < 'b' ORDER BY id;
    SELECT id FROM t WHERE a BETWEEN 'aa' AND 'zzz' ORDER BY id;
    SELECT id FROM t WHERE b = 'a' ORDER BY id;
    SELECT id FROM t WHERE b IN ('a7', 'c') ORDER BY id;
    SELECT id FROM t WHERE b IN (SELECT b FROM t WHERE id < 3) ORDER BY id;
    SELECT x.id, y.id FROM t x JOIN t y ON x.b = y.b AND x.id < y.id WHERE y.id < 12 ORDER BY 1, 2;
    SELECT x.id, y.id FROM t x LEFT JOIN t y ON x.a = y.a AND y.id % 40 = 1 ORDER BY 1, 2;
    SELECT id FROM t x WHERE EXISTS (SELECT 1 FROM t y WHERE y.b = x.b AND y.id = x.id + 5) ORDER BY id;
    SELECT count(*) FROM (SELECT b FROM t UNION SELECT b || '1' FROM t);
    SELECT count(*) FROM (SELECT b FROM t INTERSECT SELECT 'a9');
    SELECT count(*) FROM (SELECT b FROM t EXCEPT SELECT 'a9');
    SELECT id, rank() OVER (ORDER BY a), count(*) OVER (PARTITION BY b) FROM t ORDER BY id;
    SELECT nullif(b, 'a5'), max(a, 'zz'), CASE b WHEN 'a4' THEN 1 END FROM t ORDER BY id LIMIT 30;
    SELECT id FROM t WHERE b LIKE 'a%' ORDER BY id;
    SELECT id FROM t WHERE (a, b) = ('xyz', 'a') OR (a, b) > ('zzzz', 'b') ORDER BY id;
  )");
}

TEST_F(UserCollation, OrdersAsInTheReferenceWithoutAVisibleCheck) {
  testing::SideBySide both;
  define(both);
  fill(both);
  ask_everything(both);
}

TEST_F(UserCollation, OrdersIndexesAsInTheReference) {
  const test::TemporaryFolder folder;
  testing::SideBySide both(folder.path("indexed"));
  define(both);
  fill(both);
  both.run(R"(
    CREATE INDEX ta ON t(a, b);
    CREATE INDEX tb ON t(b);
    CREATE INDEX tc ON t(c COLLATE by_length DESC, a);
  )");
  ask_everything(both);
  both.run(R"(
    ANALYZE;
    UPDATE t SET a = a || 'q', b = b || '12' WHERE id % 3 = 0;
    DELETE FROM t WHERE b = 'd';
    CREATE TABLE u(k TEXT COLLATE without_digits PRIMARY KEY, v) WITHOUT ROWID;
    INSERT INTO u VALUES('a1', 1), ('b2', 2);
    INSERT INTO u VALUES('a2', 3);
    INSERT OR REPLACE INTO u VALUES('a3', 3);
    INSERT INTO u VALUES('b9', 3) ON CONFLICT(k) DO UPDATE SET v = excluded.v;
    SELECT * FROM u;
    PRAGMA foreign_keys = ON;
    CREATE TABLE w(p REFERENCES u(k));
    INSERT INTO w VALUES('a77');
    INSERT INTO w VALUES('c');
    DELETE FROM u WHERE k = 'a';
    REINDEX without_digits;
    REINDEX ta;
    VACUUM;
  )");
  ask_everything(both);
  both.run("PRAGMA integrity_check");
}

TEST_F(UserCollation, OfAFileThatIsNotDefinedKeepsOnlyWhatNeedsItFromRunning) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("undefined");
  {
    testing::SideBySide both(path);
    define(both);
    both.run(R"(
      CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT COLLATE by_length, b);
      CREATE INDEX ta ON t(a);
      CREATE TABLE u(x, y);
      INSERT INTO t VALUES(1, 'b', 2), (2, 'aa', 1);
    )");
  }
  Connection db = *Connection::open(path + ".tern");
  const auto error = [&](const std::string& sql) {
    const Status done = db.execute(sql);
    return done ? std::string("none") : std::string(done.error().message());
  };
  for (const char* sql : {"SELECT id, a FROM t NOT INDEXED ORDER BY id",
                          "INSERT INTO u VALUES(1, 2)", "SELECT b FROM t WHERE b = 1"}) {
    EXPECT_EQ(error(sql), "none") << sql;
  }
  const std::string missing = "no such collation sequence: by_length";
  for (const char* sql :
       {"SELECT id FROM t WHERE a = 'b'", "SELECT id FROM t ORDER BY a",
        "SELECT count(DISTINCT a) FROM t", "INSERT INTO t VALUES(3, 'c', 3)", "REINDEX ta",
        "ANALYZE t", "CREATE INDEX tb ON t(b COLLATE by_length)",
        "CREATE TABLE v(a COLLATE by_length)", "ALTER TABLE u ADD COLUMN z COLLATE by_length"}) {
    EXPECT_EQ(error(sql), missing) << sql;
  }
  ASSERT_TRUE(add_collation(db, "by_length", by_length));
  EXPECT_EQ(error("INSERT INTO t VALUES(3, 'c', 3)"), "none");
  Statement ordered = *db.prepare("SELECT group_concat(a) FROM (SELECT a FROM t ORDER BY a DESC)");
  ASSERT_TRUE(ordered.step().value());
  EXPECT_EQ(ordered.column(0).as_text(), "aa,c,b");
}

TEST_F(UserCollation, MayHideABuiltInOneAndBeTakenAway) {
  testing::SideBySide both;
  both.run("CREATE TABLE t(a COLLATE NOCASE); INSERT INTO t VALUES('A1'), ('a2'), ('B'), ('b')");
  Statement prepared = *both.tern().prepare("SELECT count(*) FROM t WHERE a = 'a9'");
  ASSERT_TRUE(prepared.step().value());
  EXPECT_EQ(prepared.column(0).as_integer(), 0);
  prepared.reset();
  ASSERT_TRUE(add_collation(both.tern(), "nocase", without_digits));
  sqlite3_create_collation(both.reference(), "nocase", SQLITE_UTF8, nullptr,
                           for_reference<without_digits>);
  both.run("SELECT a FROM t ORDER BY a, rowid; SELECT a FROM t WHERE a = 'a'");
  ASSERT_TRUE(prepared.step().value());
  EXPECT_EQ(prepared.column(0).as_integer(), 1);
  prepared.reset();
  ASSERT_TRUE(add_collation(both.tern(), "nocase", {}));
  ASSERT_TRUE(prepared.step().value());
  EXPECT_EQ(prepared.column(0).as_integer(), 0);
}

TEST_F(UserCollation, CannotChangeUnderARunningStatement) {
  Connection db = *Connection::open(":memory:");
  Statement running = *db.prepare("VALUES (1), (2)");
  ASSERT_TRUE(running.step().value());
  const Status changed = add_collation(db, "by_length", by_length);
  ASSERT_FALSE(changed);
  EXPECT_TRUE(changed.error().is(ErrorCode::Busy));
}

TEST_F(UserCollation, ThatThrowsFailsTheStatement) {
  Connection db = *Connection::open(":memory:");
  ASSERT_TRUE(
      add_collation(db, "angry", [](std::string_view, std::string_view) -> int { throw 1; }));
  ASSERT_TRUE(db.execute("CREATE TABLE t(a COLLATE angry PRIMARY KEY)"));
  const Status failed = db.execute("INSERT INTO t VALUES('a'), ('b'), ('c')");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message(), "collation sequence failed: angry");
  Statement left = *db.prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(left.step().value());
  EXPECT_EQ(left.column(0).as_integer(), 0);
}

}  // namespace
}  // namespace tern
