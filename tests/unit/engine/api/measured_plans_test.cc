// Joins of large tables are planned by what a sample of their rows says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tern/tern.h"

namespace tern {
namespace {

using ::testing::ElementsAre;
using Lines = std::vector<std::string>;

class MeasuredPlans : public ::testing::Test {
 protected:
  void SetUp() override {
    run("CREATE TABLE small(id INTEGER PRIMARY KEY, kind TEXT, big_id INT)");
    run("CREATE TABLE big(id INTEGER PRIMARY KEY, day INT, group_id INT, note TEXT)");
    run("CREATE INDEX small_big ON small(big_id)");
    run("CREATE INDEX big_group ON big(group_id)");
  }
  void fill(int small_rows, int big_rows) {
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(big_rows) +
        ") INSERT INTO big SELECT i, i % 1000, i % 5, 'a note of some length ' || i FROM n");
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(small_rows) + ") INSERT INTO small SELECT i, 'kind ' || (i % 3), i FROM n");
  }
  void run(const std::string& sql) {
    const Status done = db_.execute(sql);
    ASSERT_TRUE(done) << sql << ": " << done.error().message();
  }
  Lines lines(const std::string& sql) {
    Lines out;
    auto plan = db_.prepare("EXPLAIN QUERY PLAN " + sql);
    EXPECT_TRUE(plan.has_value()) << sql;
    while (plan && plan->step().value_or(false)) out.emplace_back(plan->column(3).as_text());
    return out;
  }

  Connection db_ = Connection::open(":memory:").value();
};

constexpr const char* kByDay =
    "SELECT * FROM big JOIN small ON small.big_id = big.id WHERE big.day = 5";

TEST_F(MeasuredPlans, SmallTablesKeepTheDefaultEstimates) {
  const Lines empty = lines(kByDay);
  fill(10, 100);
  EXPECT_EQ(lines(kByDay), empty);
}

TEST_F(MeasuredPlans, TheSmallTableDrivesTheJoin) {
  fill(10, 20000);
  EXPECT_THAT(lines(kByDay),
              ElementsAre("SCAN small", "SEARCH big USING INTEGER PRIMARY KEY (rowid=?)"));
  run("PRAGMA tern_rewrites = -4097");  // without Measure
  EXPECT_EQ(lines(kByDay).front(), "SCAN big");
}

TEST_F(MeasuredPlans, ConditionsAreTriedOnRows) {
  fill(5000, 20000);
  const auto first = [&](const char* condition) {
    const std::string sql =
        "SELECT * FROM big, small WHERE small.big_id = big.id AND big." + std::string(condition);
    return lines(sql).front();
  };
  EXPECT_EQ(first("day < 5"), "SCAN big");      // a hundred rows
  EXPECT_EQ(first("day < 990"), "SCAN small");  // nearly all
}

TEST_F(MeasuredPlans, AnIndexOfFewValuesFindsManyRows) {
  fill(10, 20000);
  // Each group has 4000 rows, not ten: reading all of them once costs less than ten times a fifth.
  const Lines plan = lines("SELECT * FROM small JOIN big ON big.group_id = small.id");
  EXPECT_NE(plan.back(), "SEARCH big USING INDEX big_group (group_id=?)");
}

TEST_F(MeasuredPlans, GrowthIsNoticed) {
  fill(10, 100);
  const Lines before = lines(kByDay);
  run("DELETE FROM big");
  run("DELETE FROM small");
  fill(10, 20000);
  EXPECT_NE(lines(kByDay), before);
}

TEST_F(MeasuredPlans, FunctionsOfTheApplicationAreNotCalled) {
  fill(10, 20000);
  // Bound values are not known yet, either: the plan is made without them.
  EXPECT_FALSE(lines("SELECT * FROM big, small WHERE small.big_id = big.id AND day < ?1").empty());
}

}  // namespace
}  // namespace tern
