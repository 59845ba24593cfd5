// EXPLAIN ANALYZE: the statement runs, and each node of its tree says [rows loops]. The numbers are
// counted by hand from the rows of the tables.
#include <gtest/gtest.h>

#include "tests/support/plan_tree.h"

namespace tern {
namespace {

class ExplainAnalyze : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        db_.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT UNIQUE);"
                    "CREATE INDEX ta ON t(a);"
                    "CREATE TABLE u(k INT, x TEXT);"
                    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 10)"
                    "  INSERT INTO t SELECT i, i % 3, 'b' || i FROM c;"
                    "INSERT INTO u VALUES(1, 'p'), (2, 'q'), (2, 'r'), (99, 's')"));
  }
  std::string analyzed(const std::string& sql) {
    return tests::tree(db_, "EXPLAIN ANALYZE " + sql);
  }
  int64_t number(const char* sql) {
    auto statement = db_.prepare(sql);
    EXPECT_TRUE(statement && statement->step().value_or(false)) << sql;
    return statement->column(0).as_integer();
  }
  Connection db_ = Connection::open(":memory:").value();
};

TEST_F(ExplainAnalyze, CountsRowsAndLoops) {
  EXPECT_EQ(analyzed("SELECT b FROM t WHERE a = 1 ORDER BY b DESC LIMIT 2"),
            "Select [2 1]\n"
            "  Limit: 2 [2 1]\n"
            "    Sort: BY t.b DESC, for the first rows only [2 1]\n"
            "      Project: t.b [4 1]\n"
            "        Index Scan: t USING INDEX ta (t.a = 1) [4 1]\n");
  EXPECT_EQ(analyzed("SELECT x, b FROM u JOIN t ON t.id = u.k"),
            "Select [3 1]\n"
            "  Project: u.x, t.b [3 1]\n"
            "    Nested Loop Join [3 1]\n"
            "      Table Scan: u [4 1]\n"
            "      Rowid Lookup: t (t.id = u.k) [3 4]\n");
  EXPECT_EQ(analyzed("SELECT a, count(*) FROM t WHERE length(b) = 2 GROUP BY a HAVING a > 0"),
            "Select [2 1]\n"
            "  Project: t.a, count(*) [2 1]\n"
            "    Filter: t.a > 0 [2 1]\n"
            "      Aggregate: count(*) GROUP BY t.a, from sorted rows [2 1]\n"
            "        Filter: length(t.b) = 2 [6 1]\n"
            "          Index Scan: t USING INDEX ta (t.a > 0) [7 1]\n");
  EXPECT_EQ(analyzed("SELECT x FROM u LIMIT 0"),
            "Select [0 1]\n"
            "  Limit: 0 [0 1]\n"
            "    Project: u.x [0 0]\n"
            "      Table Scan: u [0 0]\n");
}

TEST_F(ExplainAnalyze, CountsSubqueries) {
  EXPECT_EQ(
      analyzed("SELECT x, (SELECT b FROM t WHERE id = k) FROM u WHERE k IN (SELECT a FROM t)"),
      "Select [3 1]\n"
      "  Project: u.x, (subquery 1) [3 1]\n"
      "    Filter: u.k IN (subquery 2) [3 1]\n"
      "      Table Scan: u [4 1]\n"
      "      List Subquery: 2\n"
      "        Project: t.a [10 1]\n"
      "          Index Scan: t USING COVERING INDEX ta [10 1]\n"
      "    Scalar Subquery: 1, for each outer row\n"
      "      Project: t.b [2 2]\n"
      "        Rowid Lookup: t (t.id = u.k) [2 2]\n")
      << "two rows in a row ask for the same";
}

TEST_F(ExplainAnalyze, CountsWhatIsSharedWhereItIsComputed) {
  EXPECT_EQ(analyzed("WITH c AS (SELECT k FROM u LIMIT 2) SELECT 1 FROM c AS a, c AS b"),
            "Select [4 1]\n"
            "  Project: 1 [4 1]\n"
            "    Nested Loop Join [4 1]\n"
            "      Shared Scan: a [2 1]\n"
            "        Limit: 2 [2 1]\n"
            "          Project: u.k [2 1]\n"
            "            Table Scan: u [2 1]\n"
            "      Shared Scan: b [4 2]\n"
            "        Limit: 2 [0 0]\n"
            "          Project: u.k [0 0]\n"
            "            Table Scan: u [0 0]\n");
}

TEST_F(ExplainAnalyze, CountsRecursion) {
  EXPECT_EQ(analyzed("WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 4) "
                     "SELECT i FROM c"),
            "Select [4 1]\n"
            "  Project: c.i [4 1]\n"
            "    Subquery Scan: c [4 1]\n"
            "      Recursive Union All [4 1]\n"
            "        Project: 1 [1 1]\n"
            "          Single Row [1 1]\n"
            "        Project: c.i + 1 [3 4]\n"
            "          Filter: c.i < 4 [3 4]\n"
            "            Single Row: c [4 4]\n");
}

TEST_F(ExplainAnalyze, CountsAnew) {
  auto statement = db_.prepare("EXPLAIN ANALYZE SELECT x FROM u WHERE k = ?1");
  ASSERT_TRUE(statement);
  ASSERT_TRUE(statement->bind(1, 2));
  const std::string twice =
      "Select [2 1]\n"
      "  Project: u.x [2 1]\n"
      "    Table Scan: u WHERE u.k = ?1 [2 1]\n";
  EXPECT_EQ(tests::tree(*statement), twice);
  EXPECT_EQ(tests::tree(*statement), twice);
  ASSERT_TRUE(statement->bind(1, 99));
  EXPECT_EQ(tests::tree(*statement),
            "Select [1 1]\n"
            "  Project: u.x [1 1]\n"
            "    Table Scan: u WHERE u.k = ?1 [1 1]\n");
  // Given up in the middle of its rows.
  ASSERT_TRUE(statement->step().value_or(false));
  statement->reset();
  ASSERT_TRUE(statement->bind(1, 2));
  EXPECT_EQ(tests::tree(*statement), twice);
}

TEST_F(ExplainAnalyze, TellsTimeAndPages) {
  auto statement = db_.prepare("EXPLAIN ANALYZE SELECT b FROM t ORDER BY a");
  ASSERT_TRUE(statement);
  double above = 1e300;
  while (statement->step().value_or(false)) {
    EXPECT_EQ(statement->column(8).type(), ValueType::Real);
    EXPECT_GE(statement->column(8).as_real(), 0);
    EXPECT_LE(statement->column(8).as_real(), above) << "what is below is part of what is above";
    above = statement->column(8).as_real();
    EXPECT_EQ(statement->column(9).type(), ValueType::Integer);
    EXPECT_GE(statement->column(9).as_integer(), 0);
  }
  EXPECT_LT(above, 1e300);
}

TEST_F(ExplainAnalyze, ChangesForGood) {
  EXPECT_EQ(analyzed("INSERT INTO u SELECT id, b FROM t WHERE a = 0"),
            "Insert: u [3 1]\n"
            "  Project: t.id, t.b [3 1]\n"
            "    Index Scan: t USING INDEX ta (t.a = 0) [3 1]\n");
  EXPECT_EQ(number("SELECT count(*) FROM u"), 7);
  EXPECT_EQ(analyzed("UPDATE u SET x = 'z' WHERE k = 2 RETURNING k"),
            "Update: u [2 1]\n"
            "  Table Scan: u WHERE u.k = 2 [2 1]\n");
  EXPECT_EQ(db_.changes(), 2);
  EXPECT_EQ(number("SELECT count(*) FROM u WHERE x = 'z'"), 2);
  EXPECT_EQ(analyzed("WITH c AS (SELECT 1) DELETE FROM t WHERE id IN (5, 6, 77)"),
            "Delete: t [2 1]\n"
            "  Rowid Lookup: t (t.id IN (5, 6, 77)) [2 1]\n");
  EXPECT_EQ(number("SELECT count(*) FROM t"), 8);
  EXPECT_EQ(analyzed("REPLACE INTO t VALUES(1, 5, 'b1')"), "Insert: t OR REPLACE, 1 row [1 1]\n");
  EXPECT_EQ(number("SELECT a FROM t WHERE id = 1"), 5);
  EXPECT_FALSE(db_.in_transaction());
}

TEST_F(ExplainAnalyze, CountsTriggers) {
  ASSERT_TRUE(
      db_.execute("CREATE TABLE log(k); PRAGMA recursive_triggers = ON;"
                  "CREATE TRIGGER down AFTER INSERT ON u WHEN new.k > 1 BEGIN"
                  "  INSERT INTO log SELECT id FROM t WHERE id < new.k;"
                  "  INSERT INTO u VALUES(new.k - 1, 'down');"
                  "END"));
  EXPECT_EQ(analyzed("INSERT INTO u VALUES(3, 'x'), (2, 'y')"),
            "Insert: u, 2 rows [2 1]\n"
            "  Trigger: down AFTER INSERT WHEN new.k > 1\n"
            "    Insert: log [4 3]\n"
            "      Project: t.id [4 3]\n"
            "        Table Scan: t (t.id < new.k) [4 3]\n"
            "    Insert: u, 1 row [3 3]\n"
            "      Trigger: down AFTER INSERT WHEN new.k > 1 (as above)\n");
  EXPECT_EQ(number("SELECT count(*) FROM log"), 4);
}

TEST_F(ExplainAnalyze, ErrorsAreTheStatements) {
  ASSERT_TRUE(db_.execute("BEGIN; INSERT INTO u VALUES(5, 'kept')"));
  EXPECT_EQ(analyzed("INSERT INTO t SELECT id + 100, a, CASE id WHEN 4 THEN 'b1' ELSE 'n' || b END "
                     "FROM t"),
            "error: UNIQUE constraint failed: t.b");
  EXPECT_EQ(number("SELECT count(*) FROM t"), 10);
  EXPECT_TRUE(db_.in_transaction());
  ASSERT_TRUE(db_.execute("COMMIT"));
  EXPECT_EQ(number("SELECT count(*) FROM u"), 5);
  EXPECT_EQ(analyzed("SELECT * FROM nowhere"), "error: no such table: nowhere");
  EXPECT_EQ(analyzed("SELECT abs(-9223372036854775808) FROM u"), "error: integer overflow");
}

TEST_F(ExplainAnalyze, CanBeInterrupted) {
  db_.set_progress_handler(2, [] { return true; });
  EXPECT_EQ(analyzed("UPDATE t SET a = a + 1"), "error: interrupted");
  db_.set_progress_handler(0, nullptr);
  EXPECT_EQ(number("SELECT sum(a) FROM t"), 10);
}

TEST(ExplainAnalyzeOfTheStatement, IsNotTakenForIt) {
  Connection db = Connection::open(":memory:").value();
  ASSERT_TRUE(db.execute("CREATE TABLE t(a); CREATE INDEX ta ON t(a); INSERT INTO t VALUES(1)"));
  EXPECT_EQ(tests::tree(db, "EXPLAIN ANALYZE"), "Command: ANALYZE\n");
  EXPECT_EQ(tests::tree(db, "EXPLAIN ANALYZE main.t;"), "Command: ANALYZE main.t\n");
  auto tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'");
  ASSERT_TRUE(tables && tables->step().value_or(false));
  EXPECT_EQ(tables->column(0).as_integer(), 0);
}

}  // namespace
}  // namespace tern
