// Each rule on its own: what a query is after it.

#include <gtest/gtest.h>

#include "tests/unit/engine/plan/planned_query.h"

namespace tern::plan {
namespace {

using ::testing::ElementsAre;

class Rewrites : public PlannedQueries {
 protected:
  void SetUp() override {
    create("CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b INT, c TEXT)");
    create("CREATE INDEX ta ON t(a)");
    create("CREATE TABLE u(k INT PRIMARY KEY, t_id INT, x TEXT)");
  }

  /// Whether the first source of the query is a subquery still.
  bool keeps_subquery(const std::string& text) {
    const bind::Query* query = bind(text);
    return query && query->cores.front().sources.front()->query != nullptr;
  }
};

TEST_F(Rewrites, FlatteningMergesWhatOnlySelects) {
  EXPECT_THAT(lines("SELECT * FROM (SELECT a, b FROM t) WHERE a = 5"),
              ElementsAre("SEARCH t USING INDEX ta (a=?)"));
  EXPECT_THAT(lines("SELECT s.b, u.x FROM (SELECT t.id AS i, b FROM t, u WHERE k = id) AS s, u "
                    "WHERE u.k = s.i AND s.i = 3"),
              ElementsAre("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
                          "SEARCH u USING COVERING INDEX sqlite_autoindex_u_1 (k=?)",
                          "SEARCH u USING INDEX sqlite_autoindex_u_1 (k=?)"));
}

TEST_F(Rewrites, FlatteningRefusesWhatDoesMore) {
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT DISTINCT a FROM t)"));
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT a FROM t LIMIT 3)"));
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT a, count(*) FROM t GROUP BY a)"));
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT a FROM t UNION SELECT k FROM u)"));
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT random() AS r FROM t)"));
  EXPECT_TRUE(keeps_subquery("SELECT * FROM (SELECT 1 AS one)"));
  EXPECT_TRUE(keeps_subquery("SELECT count(*) FROM (SELECT a FROM t ORDER BY b)"));
  EXPECT_FALSE(keeps_subquery("SELECT count(*) FROM (SELECT a FROM t)"));
}

TEST_F(Rewrites, FlatteningMovesTheOrder) {
  EXPECT_THAT(lines("SELECT c FROM (SELECT * FROM t ORDER BY b) WHERE a = 1"),
              ElementsAre("SEARCH t USING INDEX ta (a=?)", "SORT"));
}

TEST_F(Rewrites, FlatteningKeepsNullsOfALeftJoin) {
  const bind::Query* query = bind(
      "SELECT u.k, s.i FROM u LEFT JOIN (SELECT id AS i FROM t WHERE a = 1) AS s ON s.i = u.k");
  ASSERT_NE(query, nullptr);
  const bind::Source& merged = *query->cores.front().sources[1];
  EXPECT_EQ(merged.query, nullptr);
  EXPECT_EQ(merged.on.size(), 2u);
  EXPECT_TRUE(query->cores.front().where.empty());
  query = bind("SELECT s.one FROM u LEFT JOIN (SELECT 1 AS one FROM t) AS s ON 1");
  ASSERT_NE(query, nullptr);
  EXPECT_NE(query->cores.front().sources[1]->query, nullptr);
}

TEST_F(Rewrites, FlatteningNarrowsWhatIsRead) {
  EXPECT_THAT(lines("SELECT a FROM (SELECT * FROM t) WHERE a > 5"),
              ElementsAre("SEARCH t USING COVERING INDEX ta (a>?)"));
}

TEST_F(Rewrites, ConditionsOnGroupsGoBelowTheGrouping) {
  const QueryPlan* planned =
      plan("SELECT * FROM (SELECT a, count(*) AS n FROM t GROUP BY a) WHERE a = 5 AND n > 2");
  ASSERT_NE(planned, nullptr);
  const QueryPlan& inner = *planned->cores.front().accesses.front().subquery;
  EXPECT_EQ(describe(inner.cores.front().accesses.front()),
            "SEARCH t USING COVERING INDEX ta (a=?)");
}

TEST_F(Rewrites, PushDownStopsAtALimit) {
  const QueryPlan* planned = plan("SELECT * FROM (SELECT a FROM t LIMIT 9) WHERE a = 5");
  ASSERT_NE(planned, nullptr);
  const QueryPlan& inner = *planned->cores.front().accesses.front().subquery;
  EXPECT_EQ(describe(inner.cores.front().accesses.front()), "SCAN t USING COVERING INDEX ta");
}

TEST_F(Rewrites, OuterJoinThatWhereUndoesIsAnInnerOne) {
  const std::string text = "SELECT * FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.k = 3";
  EXPECT_THAT(lines(text), ElementsAre("SEARCH u USING INDEX sqlite_autoindex_u_1 (k=?)",
                                       "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"));
  turn_off(Rewrite::ReduceOuterJoin);
  EXPECT_EQ(lines(text).front(), "SCAN t");
}

TEST_F(Rewrites, LeftJoinOfWhichNothingIsReadGoes) {
  EXPECT_THAT(lines("SELECT t.c FROM t LEFT JOIN u ON u.k = t.id"), ElementsAre("SCAN t"));
  EXPECT_EQ(lines("SELECT t.c, u.x FROM t LEFT JOIN u ON u.k = t.id").size(), 2u);
  EXPECT_EQ(lines("SELECT t.c FROM t LEFT JOIN u ON u.t_id = t.id").size(), 2u);
  EXPECT_EQ(lines("SELECT DISTINCT t.c FROM t LEFT JOIN u ON u.t_id = t.id").size(), 1u);
}

TEST_F(Rewrites, OrderThatNobodySeesGoes) {
  const bind::Query* query =
      bind("SELECT * FROM (SELECT DISTINCT a FROM t ORDER BY a) AS s, u WHERE u.k = s.a");
  ASSERT_NE(query, nullptr);
  EXPECT_TRUE(query->cores.front().sources.front()->query->order_by.empty());
  query = bind("SELECT group_concat(a) FROM (SELECT DISTINCT a FROM t ORDER BY a) AS s, u");
  ASSERT_NE(query, nullptr);
  EXPECT_FALSE(query->cores.front().sources.front()->query->order_by.empty());
}

}  // namespace
}  // namespace tern::plan
