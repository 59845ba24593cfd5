// Which access wins, in the words of EXPLAIN QUERY PLAN. Expected lines are the reference's for the
// same schema (tests/sql/plans.sql compares many more).

#include <gtest/gtest.h>

#include "tests/unit/engine/plan/planned_query.h"

namespace tern::plan {
namespace {

using ::testing::ElementsAre;

class Accesses : public PlannedQueries {
 protected:
  void SetUp() override {
    create("CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b INT, c TEXT, d TEXT COLLATE NOCASE)");
    create("CREATE INDEX ta ON t(a)");
    create("CREATE INDEX tbc ON t(b, c)");
    create("CREATE INDEX td ON t(d)");
    create("CREATE INDEX tp ON t(c) WHERE a > 5");
    create("CREATE INDEX tn ON t(c) WHERE b IS NOT NULL");
  }
};

TEST_F(Accesses, EqualityBeatsRangeBeatsScan) {
  EXPECT_THAT(lines("SELECT * FROM t"), ElementsAre("SCAN t"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE b > 3 AND a = 1"),
              ElementsAre("SEARCH t USING INDEX ta (a=?)"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE id = 1 AND a = 1"),
              ElementsAre("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)"));
}

TEST_F(Accesses, DisjunctionIsAListOrAUnion) {
  EXPECT_THAT(lines("SELECT * FROM t WHERE a = 1 OR a = 2"),
              ElementsAre("SEARCH t USING INDEX ta (a=?)"));
  const QueryPlan* planned = plan("SELECT * FROM t WHERE a = 1 OR b = 2 AND c = 'x'");
  ASSERT_NE(planned, nullptr);
  const Access& access = planned->cores.front().accesses.front();
  ASSERT_EQ(access.kind, AccessKind::IndexUnion);
  ASSERT_EQ(access.branches.size(), 2u);
  EXPECT_EQ(describe(access.branches[0]), "SEARCH t USING INDEX ta (a=?)");
  EXPECT_EQ(describe(access.branches[1]), "SEARCH t USING INDEX tbc (b=? AND c=?)");
}

TEST_F(Accesses, UnionCanBeTurnedOff) {
  turn_off(Rewrite::IndexUnion);
  EXPECT_THAT(lines("SELECT * FROM t WHERE a = 1 OR b = 2"), ElementsAre("SCAN t"));
}

TEST_F(Accesses, LikeIsARangeUnderTheRightCollation) {
  EXPECT_THAT(lines("SELECT * FROM t WHERE d LIKE 'ab%'"),
              ElementsAre("SEARCH t USING INDEX td (d>? AND d<?)"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE d GLOB 'ab*'"), ElementsAre("SCAN t"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE b = 1 AND c GLOB 'ab*'"),
              ElementsAre("SEARCH t USING INDEX tbc (b=? AND c>? AND c<?)"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE d LIKE '%ab'"), ElementsAre("SCAN t"));
}

TEST_F(Accesses, PartialIndexNeedsItsCondition) {
  EXPECT_THAT(lines("SELECT * FROM t WHERE c = 'x'"), ElementsAre("SCAN t"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE c = 'x' AND a > 5"),
              ElementsAre("SEARCH t USING INDEX tp (c=?)"));
}

TEST_F(Accesses, RowValuesReachOverSeveralColumns) {
  EXPECT_THAT(lines("SELECT * FROM t WHERE (b, c) > (2, 'c')"),
              ElementsAre("SEARCH t USING INDEX tbc ((b,c)>(?,?))"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE (b, c) = (2, 'c')"),
              ElementsAre("SEARCH t USING INDEX tbc (b=? AND c=?)"));
}

TEST_F(Accesses, SkipScanWantsStatistics) {
  create("CREATE TABLE s(a, b, c)");
  create("CREATE INDEX sab ON s(a, b)");
  EXPECT_THAT(lines("SELECT * FROM s WHERE b = 5"), ElementsAre("SCAN s"));
  catalog::Index& index = *schema_.made.tables.find("s")->second->indexes.front();
  index.has_statistics = true;
  index.estimates = {catalog::log_estimate(10000), catalog::log_estimate(5000),
                     catalog::log_estimate(10)};
  EXPECT_THAT(lines("SELECT * FROM s WHERE b = 5"),
              ElementsAre("SEARCH s USING INDEX sab (ANY(a) AND b=?)"));
}

TEST_F(Accesses, OrderComesFromAnIndexWhereItIsCheaper) {
  EXPECT_THAT(lines("SELECT a FROM t ORDER BY a"), ElementsAre("SCAN t USING COVERING INDEX ta"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE b = 1 ORDER BY c DESC"),
              ElementsAre("SEARCH t USING INDEX tbc (b=?)"));
  EXPECT_THAT(lines("SELECT * FROM t WHERE a = 1 ORDER BY c"),
              ElementsAre("SEARCH t USING INDEX ta (a=?)", "SORT"));
  EXPECT_EQ(plan("SELECT * FROM t WHERE b > 1 ORDER BY b, a")->sorted_terms, 1u);
}

TEST_F(Accesses, EqualColumnsShareTheirConditions) {
  EXPECT_THAT(lines("SELECT * FROM t AS x, t AS y WHERE x.a = y.a AND y.a = 5"),
              ElementsAre("SEARCH x USING INDEX ta (a=?)", "SEARCH y USING INDEX ta (a=?)"));
}

TEST_F(Accesses, SixtyFourSourcesAreTheMost) {
  std::string text = "SELECT 1 FROM t AS t0";
  for (int i = 1; i < 64; ++i) text += ", t AS t" + std::to_string(i);
  EXPECT_EQ(lines(text).size(), 64u);
}

}  // namespace
}  // namespace tern::plan
