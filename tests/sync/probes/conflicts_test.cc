// P1 to P4: what two replicas did to the same rows meanwhile.

#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

const std::string kTable =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER);"
    "INSERT INTO t VALUES(1, 'one', 0), (2, 'two', 0);";
const std::string kPolicies =
    "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT,"
    " PRIMARY KEY(\"table\", \"column\"));";

TEST_F(Probe, P1SameUniqueValueParksTheSecondAndBothAreVisible) {
  start("CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
  edit("a", "INSERT INTO u VALUES(10, 'anna')");
  edit("b", "INSERT INTO u VALUES(20, 'anna')");
  EXPECT_EQ(sync("a").applied, 1U);
  EXPECT_EQ(sync("b").parked, 1U);
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM u"), Rows{"10|anna"});
    EXPECT_EQ(query(name, "SELECT class, state, \"table\", ours FROM sync_conflicts"),
              Rows{"unique|open|u|(id=20, name='anna')"});
  }
}

TEST_F(Probe, P1ParkedIsAppliedOnceItsCauseIsGone) {
  start("CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
  edit("a", "INSERT INTO u VALUES(10, 'anna')");
  edit("b", "INSERT INTO u VALUES(20, 'anna')");
  sync("a");
  sync("b");
  edit("b", "UPDATE u SET name='anna maria' WHERE id=10");
  EXPECT_EQ(tern({"retry", path("b"), "1"}).status, 0);
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM u ORDER BY id"), (Rows{"10|anna maria", "20|anna"}));
    EXPECT_EQ(query(name, "SELECT class, state FROM sync_conflicts"), Rows{"unique|resolved"});
  }
}

TEST_F(Probe, P2UpdateBringsADeletedRowBackAndIsRecorded) {
  start(kTable);
  edit("a", "DELETE FROM t WHERE id=1");
  edit("b", "UPDATE t SET v='kept' WHERE id=1");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|kept|0", "2|two|0"}));
    EXPECT_EQ(query(name, "SELECT class, state FROM sync_conflicts"), Rows{"delete_update|auto"});
  }
}

TEST_F(Probe, P2UpdateThatComesFirstOutlivesTheDelete) {
  start(kTable);
  edit("a", "UPDATE t SET v='kept' WHERE id=1");
  edit("b", "DELETE FROM t WHERE id=1");
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|kept|0", "2|two|0"}));
    EXPECT_EQ(query(name, "SELECT class, state FROM sync_conflicts"), Rows{"update_delete|auto"});
  }
}

TEST_F(Probe, P3TenIncrementsEachAreTwentyWithCounter) {
  start(kTable + kPolicies + "INSERT INTO sync_policy VALUES('t', 'n', 'counter');");
  for (const char* name : {"a", "b"})
    for (int i = 0; i < 10; ++i) edit(name, "UPDATE t SET n=n+1 WHERE id=1");
  settle({"a", "b"});
  for (const char* name : {"a", "b"})
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|one|20", "2|two|0"}));
}

TEST_F(Probe, P3WithoutCounterOneWinsAndTheOthersAreRecorded) {
  start(kTable);
  for (int i = 0; i < 10; ++i) {
    edit("a", "UPDATE t SET n=n+1 WHERE id=1");
    edit("b", "UPDATE t SET n=n+2 WHERE id=1");
  }
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT * FROM t"), (Rows{"1|one|20", "2|two|0"}));
    // One per transaction of b, but for the one whose value was a's last: 10.
    EXPECT_EQ(query(name,
                    "SELECT class, \"column\", count(*), group_concat(ours) FROM "
                    "(SELECT * FROM sync_conflicts ORDER BY id) GROUP BY 1, 2"),
              Rows{"cell|n|9|2,4,6,8,12,14,16,18,20"});
  }
}

TEST_F(Probe, P4OfTwoWithdrawalsOneIsParkedByTheInvariant) {
  start(
      "CREATE TABLE account(id INTEGER PRIMARY KEY, n INTEGER);"
      "INSERT INTO account VALUES(1, 100), (2, 0);"
      "CREATE TABLE sync_invariant(name TEXT PRIMARY KEY, sql TEXT);"
      "INSERT INTO sync_invariant VALUES('no debt', 'SELECT min(n) >= 0 FROM account');" +
      kPolicies + "INSERT INTO sync_policy VALUES('account', 'n', 'counter');");
  for (const char* name : {"a", "b"})
    edit(name,
         "BEGIN; UPDATE account SET n=n-80 WHERE id=1; UPDATE account SET n=n+80 WHERE id=2;"
         "COMMIT");
  EXPECT_EQ(sync("a").applied, 1U);
  EXPECT_EQ(sync("b").parked, 1U);
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT n FROM account ORDER BY id"), (Rows{"20", "80"}));
    EXPECT_EQ(query(name, "SELECT class, detail, state FROM sync_conflicts"),
              Rows{"invariant|no debt|open"});
  }
}

TEST_F(Probe, P4OfTwoWithdrawalsOneIsParkedByTheCheckWithCounter) {
  start(
      "CREATE TABLE account(id INTEGER PRIMARY KEY, n INTEGER CHECK(n >= 0));"
      "INSERT INTO account VALUES(1, 100), (2, 0);" +
      kPolicies + "INSERT INTO sync_policy VALUES('account', 'n', 'counter');");
  for (const char* name : {"a", "b"})
    edit(name,
         "BEGIN; UPDATE account SET n=n-80 WHERE id=1; UPDATE account SET n=n+80 WHERE id=2;"
         "COMMIT");
  EXPECT_EQ(sync("a").applied, 1U);
  EXPECT_EQ(sync("b").parked, 1U);
  settle({"a", "b"});
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(query(name, "SELECT n FROM account ORDER BY id"), (Rows{"20", "80"}));
    EXPECT_EQ(query(name, "SELECT class, state FROM sync_conflicts"), Rows{"check|open"});
  }
}

}  // namespace
}  // namespace tern::tests
