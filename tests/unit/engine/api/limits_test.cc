#include <gtest/gtest.h>
#include <tern/tern.h>

namespace tern {
namespace {

std::string repeated(const std::string& text, size_t count, const std::string& between) {
  std::string out = text;
  for (size_t i = 1; i < count; ++i) {
    out += between;
    out += text;
  }
  return out;
}

class LimitsTest : public testing::Test {
 protected:
  std::string message(const std::string& sql) {
    Result<Statement> query = db.prepare(sql);
    if (!query) return std::string(query.error().message());
    while (true) {
      const Result<bool> more = query->step();
      if (!more) return std::string(more.error().message());
      if (!*more) return "";
    }
  }
  Connection db = *Connection::open(":memory:");
};

TEST_F(LimitsTest, CanBeLoweredAndRaisedUpToTheirBounds) {
  EXPECT_EQ(db.limit(Limit::Columns), 2000);
  EXPECT_EQ(db.limit(Limit::Columns, 3), 2000);
  EXPECT_EQ(db.limit(Limit::Columns, 1'000'000), 3);
  EXPECT_EQ(db.limit(Limit::Columns), 2000);
}

TEST_F(LimitsTest, OfColumns) {
  db.limit(Limit::Columns, 3);
  EXPECT_EQ(message("SELECT 1, 2, 3"), "");
  EXPECT_EQ(message("SELECT 1, 2, 3, 4"), "too many columns in result set");
  EXPECT_EQ(message("CREATE TABLE t(a, b, c, d)"), "too many columns on t");
  EXPECT_EQ(message("CREATE TABLE t(a, b, c)"), "");
  EXPECT_EQ(message("SELECT 1 FROM t GROUP BY a, b, c, a"), "too many terms in GROUP BY clause");
  EXPECT_EQ(message("SELECT 1 FROM t ORDER BY a, b, c, a"), "too many terms in ORDER BY clause");
  EXPECT_EQ(message("CREATE INDEX i ON t(a, b, c, a)"), "too many columns in index");
}

TEST_F(LimitsTest, OfParsedStatements) {
  db.limit(Limit::ExprDepth, 5);
  EXPECT_EQ(message("SELECT 1+1+1+1"), "");
  EXPECT_EQ(message("SELECT 1+1+1+1+1+1+1"), "Expression tree is too large (maximum depth 5)");
  db.limit(Limit::CompoundSelects, 2);
  EXPECT_EQ(message("SELECT 1 UNION SELECT 2"), "");
  EXPECT_EQ(message("SELECT 1 UNION SELECT 2 UNION SELECT 3"), "too many terms in compound SELECT");
  db.limit(Limit::FunctionArguments, 2);
  EXPECT_EQ(message("SELECT max(1, 2)"), "");
  EXPECT_EQ(message("SELECT max(1, 2, 3)"), "too many arguments on function max");
  db.limit(Limit::VariableNumber, 3);
  EXPECT_EQ(message("SELECT ?, ?, ?3"), "");
  EXPECT_EQ(message("SELECT ?4"), "variable number must be between ?1 and ?3");
  EXPECT_EQ(message("SELECT ?3, ?"), "too many SQL variables");
  db.limit(Limit::SqlLength, 10);
  EXPECT_EQ(message("SELECT 1234567"), "statement too long");
}

TEST_F(LimitsTest, OfValues) {
  db.limit(Limit::PatternLength, 3);
  EXPECT_EQ(message("SELECT 'abc' LIKE 'abc'"), "");
  EXPECT_EQ(message("SELECT 'abcd' LIKE 'abcd'"), "LIKE or GLOB pattern too complex");
  db.limit(Limit::Length, 20);
  EXPECT_EQ(message("SELECT zeroblob(20)"), "");
  EXPECT_EQ(message("SELECT zeroblob(21)"), "string or blob too big");
}

TEST_F(LimitsTest, OfTriggers) {
  ASSERT_TRUE(db.execute("CREATE TABLE t(a)"));
  ASSERT_TRUE(
      db.execute("CREATE TRIGGER more AFTER INSERT ON t WHEN new.a > 0 BEGIN "
                 "INSERT INTO t VALUES(new.a - 1); END"));
  ASSERT_TRUE(db.execute("PRAGMA recursive_triggers = ON"));
  db.limit(Limit::TriggerDepth, 5);
  EXPECT_EQ(message("INSERT INTO t VALUES(4)"), "");
  EXPECT_EQ(message("INSERT INTO t VALUES(9)"), "too many levels of trigger recursion");
}

TEST_F(LimitsTest, OfJoinedTables) {
  ASSERT_TRUE(db.execute("CREATE TABLE one(a)"));
  EXPECT_EQ(message("SELECT 1 FROM " + repeated("one", 64, " CROSS JOIN ")), "");
  EXPECT_EQ(message("SELECT 1 FROM " + repeated("one", 65, " CROSS JOIN ")),
            "at most 64 tables in a join");
}

}  // namespace
}  // namespace tern
