#include <gtest/gtest.h>
#include <tern/tern.h>

#include "tests/support/reference_db.h"

// generate_series and completion: the reference has them in its shell, not in its library. Values:
// from that shell.

namespace tern {
namespace {

std::string numbers(Connection& db, const std::string& sql) {
  Result<Statement> query = db.prepare(sql);
  if (!query) return "error: " + std::string(query.error().message());
  std::string out;
  while (true) {
    const Result<bool> more = query->step();
    if (!more) return "error: " + std::string(more.error().message());
    if (!*more) return out;
    for (int i = 0; i < query->column_count(); ++i) {
      if (!out.empty()) out += ' ';
      out += query->column(i).is_null() ? "NULL" : std::to_string(query->column(i).as_integer());
    }
  }
}

class GenerateSeries : public testing::Test {
 protected:
  Connection db = *Connection::open(":memory:");
};

TEST_F(GenerateSeries, CountsFromStartToStopByStep) {
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, 10, 3)"), "1 4 7 10");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, 3)"), "1 2 3");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, 3, 0)"), "1 2 3");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(-3, 3, 2)"), "-3 -1 1 3");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series('3', 5)"), "3 4 5");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1.5, 4.5)"), "1 2 3 4");
}

TEST_F(GenerateSeries, CountsDownWithANegativeStep) {
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, 10, -2)"), "9 7 5 3 1");
}

TEST_F(GenerateSeries, IsEmptyWhereNothingLiesBetween) {
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(10, 1)"), "");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(10, 1, -3)"), "");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, NULL)"), "");
}

TEST_F(GenerateSeries, EndsAtTheGreatestInteger) {
  EXPECT_EQ(numbers(db,
                    "SELECT value FROM generate_series(9223372036854775806, "
                    "9223372036854775807)"),
            "9223372036854775806 9223372036854775807");
  EXPECT_EQ(numbers(db,
                    "SELECT count(*) FROM generate_series(-9223372036854775807, "
                    "9223372036854775807, 9223372036854775807)"),
            "3");
}

TEST_F(GenerateSeries, TakesItsArgumentsFromWhere) {
  EXPECT_EQ(numbers(db,
                    "SELECT value, start, stop, step, rowid FROM generate_series "
                    "WHERE start = 3 AND stop = 9 AND step = 4"),
            "3 3 9 4 1 7 3 9 4 2");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series WHERE start IN (1, 3) AND stop = 4"),
            "1 2 3 4 3 4");
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(5) LIMIT 2"), "5 6");
}

TEST_F(GenerateSeries, TakesArgumentsFromOtherTables) {
  EXPECT_EQ(numbers(db,
                    "SELECT x.value, y.value FROM generate_series(1, 2) x, "
                    "generate_series(x.value, 2) y"),
            "1 1 1 2 2 2");
  EXPECT_EQ(numbers(db, "SELECT 5 IN generate_series(1, 10)"), "1");
  EXPECT_EQ(numbers(db, "SELECT 15 IN generate_series(1, 10)"), "0");
}

TEST_F(GenerateSeries, WantsAStart) {
  const std::string missing = "error: first argument to \"generate_series()\" missing or unusable";
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series"), missing);
  EXPECT_EQ(numbers(db, "SELECT 5 IN generate_series"), missing);
  EXPECT_EQ(numbers(db, "SELECT 1 FROM generate_series(1, 2, 3, 4)"),
            "error: too many arguments on generate_series() - max 3");
}

TEST_F(GenerateSeries, StopsWhenInterruptedOrLimited) {
  EXPECT_EQ(numbers(db, "SELECT value FROM generate_series(1, 9223372036854775807) LIMIT 3"),
            "1 2 3");
}

// A function of the rows on its left has rows for them alone, so that none is without a partner.
// (The reference, 3.40.1, finds no rows at all for RIGHT JOIN.)
TEST_F(GenerateSeries, JoinsWhatIsOnItsLeft) {
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (0)"));
  const std::string from = "SELECT a, value FROM t ";
  EXPECT_EQ(numbers(db, from + "RIGHT JOIN generate_series(1, a)"), "1 1 2 1 2 2");
  EXPECT_EQ(numbers(db, from + "RIGHT JOIN generate_series(1, a) ON value > 1"), "2 2");
  EXPECT_EQ(numbers(db, from + "FULL JOIN generate_series(1, a)"), "1 1 2 1 2 2 0 NULL");
  EXPECT_EQ(numbers(db, from + "FULL JOIN generate_series(1, a) ON value > 1"),
            "1 NULL 2 2 0 NULL");
}

/// What the shell of the reference says of completion(), with rows in order.
TEST(Completion, OffersTheWordsThatTheReferenceOffers) {
  Connection db = *Connection::open(":memory:");
  const std::string schema =
      "CREATE TABLE tt(selx, b); CREATE VIEW selv AS SELECT 1 AS selc; CREATE INDEX seli ON tt(b);"
      "CREATE TEMP TABLE c(w, b); ATTACH ':memory:' AS seldb; CREATE TABLE seldb.d(u, x); ";
  ASSERT_TRUE(db.execute(schema));
  for (const std::string call :
       {"completion('sel')", "completion('SEL')", "completion", "completion('')",
        "completion(NULL, 'select sel')", "completion('s', 'abc sel')", "completion('no such')",
        "completion(NULL, 'a.')", "completion WHERE phase > 1",
        "completion('s') WHERE phase = 8"}) {
    const std::string sql =
        "SELECT group_concat(candidate || ' ' || phase || coalesce(prefix, '-') || "
        "coalesce(wholeline, '-')) "
        "FROM (SELECT * , prefix, wholeline, phase FROM " +
        call + " ORDER BY phase, candidate)";
    Statement ours = *db.prepare(sql);
    ASSERT_TRUE(ours.step().value()) << call;
    const std::string answer(ours.column(0).is_null() ? "" : ours.column(0).as_text());
    EXPECT_EQ(answer, test::run_shell(":memory:", schema + sql)) << call;
  }
}

}  // namespace
}  // namespace tern
