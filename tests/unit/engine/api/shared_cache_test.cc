// Connections that share a cache, by SQL. What the reference does with the same statements is asked
// in tests/abi/library_shared_rules_test.c.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/api/connection_state.h"
#include "tern/tern.h"
#include "tests/support/reference_db.h"

namespace tern {
namespace {

class SharedConnections : public ::testing::Test {
 protected:
  Connection open() const {
    auto db = Connection::open("file:" + folder_.path("a.db") + "?cache=shared", {.uri = true});
    EXPECT_TRUE(db);
    return std::move(*db);
  }
  static std::string error_of(Connection& db, const std::string& sql) {
    const Status done = db.execute(sql);
    return done ? "" : std::string(done.error().message());
  }
  static int64_t number(Connection& db, const std::string& sql) {
    auto statement = db.prepare(sql);
    if (!statement || !statement->step()) return -1;
    return statement->column(0).as_integer();
  }

  const test::TemporaryFolder folder_;
};

TEST_F(SharedConnections, LockTablesUntilTheTransactionEnds) {
  Connection one = open();
  Connection two = open();
  ASSERT_TRUE(one.execute("CREATE TABLE t(a); CREATE TABLE u(a)"));
  ASSERT_TRUE(one.execute("BEGIN; INSERT INTO t VALUES (1)"));
  EXPECT_EQ(error_of(two, "SELECT a FROM t"), "database table is locked: t");
  EXPECT_EQ(error_of(two, "SELECT a FROM u"), "");
  ASSERT_TRUE(one.execute("COMMIT"));
  EXPECT_EQ(number(two, "SELECT count(*) FROM t"), 1);
}

// The scan has read ahead what it gives now; the tree that it goes on in is another one.
TEST_F(SharedConnections, AScanGoesOnWhilePagesOfOtherTablesAreTaken) {
  Connection one = open();
  Connection two = open();
  ASSERT_TRUE(
      one.execute("PRAGMA page_size=512; PRAGMA auto_vacuum=FULL; CREATE TABLE u(a);"
                  "CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
                  "WITH n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n WHERE x<500)"
                  "INSERT INTO u SELECT zeroblob(300) FROM n;"
                  "WITH n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n WHERE x<500)"
                  "INSERT INTO t SELECT x, hex(randomblob(40)) FROM n"));
  auto rows = two.prepare("SELECT a, length(b) FROM t ORDER BY a");
  ASSERT_TRUE(rows);
  for (int64_t a = 1; a <= 500; ++a) {
    const auto row = rows->step();
    ASSERT_TRUE(row && *row);
    ASSERT_EQ(rows->column(0).as_integer(), a);
    ASSERT_EQ(rows->column(1).as_integer(), 80);
    if (a % 50 != 0) continue;
    const std::string changes = a % 100 == 0 ? "INSERT INTO u SELECT zeroblob(5000) FROM u LIMIT 40"
                                             : "DELETE FROM u WHERE rowid % 3 = 0";
    ASSERT_EQ(error_of(one, changes), "");
  }
  rows->reset();
  EXPECT_EQ(test::run_shell(folder_.path("a.db"), "PRAGMA integrity_check"), "ok");
}

TEST_F(SharedConnections, UncommittedIndexEntriesAreSeenToo) {
  Connection one = open();
  Connection two = open();
  ASSERT_TRUE(one.execute("CREATE TABLE t(a, b); CREATE INDEX i ON t(b)"));
  ASSERT_TRUE(two.execute("PRAGMA read_uncommitted=1"));
  ASSERT_TRUE(
      one.execute("BEGIN; WITH n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n WHERE x<2000)"
                  "INSERT INTO t SELECT x, x * 7919 % 2003 FROM n"));
  EXPECT_EQ(number(two, "SELECT count(*) FROM t INDEXED BY i WHERE b >= 0"), 2000);
  ASSERT_TRUE(one.execute("ROLLBACK"));
  EXPECT_EQ(number(two, "SELECT count(*) FROM t INDEXED BY i WHERE b >= 0"), 0);
}

// Inside a function that one connection calls another one runs, in the same thread.
TEST_F(SharedConnections, RunInsideEachOther) {
  Connection one = open();
  Connection two = open();
  ASSERT_TRUE(one.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1); CREATE TABLE u(a)"));
  one.set_trace([&two](const TraceEvent& event) {
    if (event.kind == TraceEvent::Kind::Row) {
      EXPECT_TRUE(two.execute("INSERT INTO u VALUES (1)"));
    }
  });
  EXPECT_EQ(number(one, "SELECT a FROM t"), 1);
  one.set_trace(nullptr);
  EXPECT_EQ(number(one, "SELECT count(*) FROM u"), 1);
}

TEST_F(SharedConnections, TakeTurnsInThreads) {
  constexpr int kThreads = 3;
  constexpr int kRounds = 40;
  Connection first = open();
  ASSERT_TRUE(first.execute("CREATE TABLE t(a); INSERT INTO t VALUES (0); CREATE TABLE u(a)"));
  const auto count_up = [this] {
    Connection db = open();
    for (int done = 0; done < kRounds;) {
      const Status added = db.execute("UPDATE t SET a = a + 1");
      if (added) {
        ++done;
      } else {
        EXPECT_TRUE(added.error().is(ErrorCode::LockedSharedCache)) << added.error().message();
      }
      const Status read = db.execute("SELECT t.a FROM t, u");
      EXPECT_TRUE(read || read.error().is(ErrorCode::LockedSharedCache)) << read.error().message();
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(count_up);
  threads.clear();
  EXPECT_EQ(number(first, "SELECT a FROM t"), kThreads * kRounds);
}

}  // namespace
}  // namespace tern
