#include "tests/unit/sync/replica/fleet.h"

namespace tern::sync {
namespace {

using Sync = Fleet;

TEST_F(Sync, ARowTravelsToAnotherReplica) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'one'), (2, 'two')");
  const replica::SyncReport report = sync("a");
  EXPECT_EQ(report.pushed, 2u);
  EXPECT_EQ(report.applied, 2u);
  sync("b");
  EXPECT_EQ(query("b", "SELECT * FROM t ORDER BY id"), (Rows{"1|one", "2|two"}));
  EXPECT_EQ(hash("a"), hash_primary());
  EXPECT_EQ(hash("b"), hash_primary());
}

TEST_F(Sync, BothSidesEditAndConverge) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  sync("a");
  sync("b");
  run("a", "INSERT INTO t VALUES(1, 'a')");
  run("b", "INSERT INTO t VALUES(2, 'b')");
  sync("a");
  sync("b");
  sync("a");
  EXPECT_EQ(query("a", "SELECT * FROM t ORDER BY id"), (Rows{"1|a", "2|b"}));
  EXPECT_EQ(hash("a"), hash("b"));
  EXPECT_EQ(hash("a"), hash_primary());
}

TEST_F(Sync, UnpushedWorkStaysOnTopOfAPull) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'x'), (2, 'x')");
  sync("a");
  sync("b");
  run("a", "UPDATE t SET v='a' WHERE id=1");
  sync("a");
  run("b", "UPDATE t SET v='b' WHERE id=2");
  // The push is lost on the way and so is its answer: nothing is known to be pushed.
  exchange_.lose_requests = 1;
  EXPECT_FALSE(at("b").sync_once(exchange_).has_value());
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"), (Rows{"x", "b"}));
  sync("b");
  EXPECT_EQ(query("b", "SELECT v FROM t ORDER BY id"), (Rows{"a", "b"}));
  EXPECT_EQ(at("b").status().pending, 0u);
}

TEST_F(Sync, ReopenedReplicaGoesOn) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)");
  run("a", "INSERT INTO t VALUES(1, 'x')");
  close("a");
  restart_primary();
  EXPECT_EQ(at("a").status().pending, 2u);
  EXPECT_EQ(sync("a").pushed, 2u);
  close("a");
  run("a", "INSERT INTO t VALUES(2, 'y')");
  restart_primary();
  EXPECT_EQ(sync("a").pushed, 1u);
  EXPECT_EQ(query_primary("SELECT * FROM t ORDER BY id"), (Rows{"1|x", "2|y"}));
}

TEST_F(Sync, LostAnswerIsAskedForAgainAndAppliedOnce) {
  run("a", "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER)");
  run("a", "INSERT INTO t VALUES(1, 0)");
  sync("a");
  run("a", "UPDATE t SET n=n+1");
  exchange_.lose_answers = 1;
  EXPECT_FALSE(at("a").sync_once(exchange_).has_value());
  EXPECT_EQ(sync("a").applied, 1u);
  EXPECT_EQ(query_primary("SELECT n FROM t"), (Rows{"1"}));
  EXPECT_EQ(query("a", "SELECT n FROM t"), (Rows{"1"}));
}

}  // namespace
}  // namespace tern::sync
