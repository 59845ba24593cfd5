// P5: a request that comes twice, at once or late.

#include "tests/sync/probes/fault_proxy.h"
#include "tests/sync/probes/probe.h"

namespace tern::tests {
namespace {

/// `a` works through a proxy that remembers what it pushed, `b` does not.
class DuplicateProbe : public Probe {
 protected:
  DuplicateProbe() : proxy_(folder().path(), origin()) {
    make_database(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT, n INTEGER);"
        "INSERT INTO t VALUES(1, 'one', 0), (2, 'two', 0);"
        "CREATE TABLE sync_policy(\"table\" TEXT, \"column\" TEXT, policy TEXT,"
        " PRIMARY KEY(\"table\", \"column\"));"
        "INSERT INTO sync_policy VALUES('t', 'n', 'counter');");
    clone("a", proxy_.origin());
    clone("b");
  }
  std::vector<Passage> pushes() const {
    std::vector<Passage> found;
    for (const Passage& passage : proxy_.passages())
      if (passage.target.ends_with("/push")) found.push_back(passage);
    return found;
  }
  /// Everything in the primary's database, in the reference's words.
  Outcome dump() const { return run_program({"sqlite3", primary_file(), ".dump"}); }

  FaultProxy proxy_;
};

TEST_F(DuplicateProbe, P5RequestThatComesTwiceAtOnceCountsOnce) {
  edit("a", "UPDATE t SET n=n+1 WHERE id=1");
  proxy_.strike("/push", Fate::Duplicate);
  EXPECT_EQ(sync("a").applied, 1U);
  EXPECT_TRUE(proxy_.has_struck());
  settle({"a", "b"});
  EXPECT_EQ(query("b", "SELECT * FROM t"), (Rows{"1|one|1", "2|two|0"}));
}

TEST_F(DuplicateProbe, P5RequestWhoseAnswerWasLostCountsOnce) {
  edit("a", "UPDATE t SET n=n+1 WHERE id=1");
  proxy_.strike("/push", Fate::LoseAnswer);
  EXPECT_EQ(try_sync("a").status, 1);
  EXPECT_EQ(query_primary("SELECT n FROM t WHERE id=1"), Rows{"1"});
  edit("a", "UPDATE t SET n=n+1 WHERE id=1");
  EXPECT_EQ(sync("a").applied, 2U);
  settle({"a", "b"});
  EXPECT_EQ(query("b", "SELECT * FROM t"), (Rows{"1|one|2", "2|two|0"}));
}

TEST_F(DuplicateProbe, P5LateDuplicateHasNoEffect) {
  edit("a", "UPDATE t SET v='first', n=n+1 WHERE id=1");
  sync("a");
  ASSERT_EQ(pushes().size(), 1U);
  const Passage late = pushes()[0];
  edit("a", "UPDATE t SET v='second', n=n+1 WHERE id=1; DELETE FROM t WHERE id=2");
  sync("a");
  sync("b");
  edit("b", "UPDATE t SET v='third', n=n+1 WHERE id=1");
  sync("b");
  const std::string before = dump().out;
  EXPECT_NE(before.find("'third',3"), std::string::npos) << before;
  EXPECT_EQ(proxy_.send_again(late), 200);
  EXPECT_EQ(dump().out, before);
  stop_primary();
  start_primary();
  EXPECT_EQ(proxy_.send_again(late), 200);
  EXPECT_EQ(dump().out, before);
  settle({"a", "b"});
  EXPECT_EQ(query("a", "SELECT * FROM t"), Rows{"1|third|3"});
  EXPECT_EQ(query("a", "SELECT count(*) FROM sqlite_schema WHERE name='sync_conflicts'"),
            Rows{"0"});
}

}  // namespace
}  // namespace tern::tests
