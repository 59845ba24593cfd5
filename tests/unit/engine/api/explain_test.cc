// What EXPLAIN tells of each operator: whole trees, a line a node, indented below what it feeds.
// The expected trees follow from what the statements ask for and from the reference's choice of
// index for them.
#include <gtest/gtest.h>

#include <map>

#include "tests/support/plan_tree.h"

namespace tern {
namespace {

using tests::tree;

class Explain : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(
        db_.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b TEXT, c REAL);"
                    "CREATE INDEX ta ON t(a);"
                    "CREATE INDEX tb ON t(b, c);"
                    "CREATE TABLE u(k INT, x TEXT);"
                    "CREATE TABLE w(p TEXT, q INT, r INT, PRIMARY KEY(p, q)) WITHOUT ROWID;"));
  }
  std::string explained(const std::string& sql) { return tree(db_, "EXPLAIN " + sql); }
  Connection db_ = Connection::open(":memory:").value();
};

TEST_F(Explain, ChangesNothing) {
  ASSERT_TRUE(db_.execute("INSERT INTO u VALUES(1, 'x'), (2, 'y')"));
  for (const std::string mode : {"EXPLAIN ", "EXPLAIN QUERY PLAN "}) {
    for (const char* sql : {"DELETE FROM u", "DROP TABLE u", "INSERT INTO u VALUES(3, 'z')",
                            "PRAGMA user_version = 5", "BEGIN", "ANALYZE", "VACUUM"}) {
      EXPECT_TRUE(db_.execute(mode + sql)) << mode << sql;
    }
  }
  EXPECT_FALSE(db_.in_transaction());
  auto count = db_.prepare("SELECT count(*) + user_version FROM u, pragma_user_version");
  ASSERT_TRUE(count && count->step().value_or(false));
  EXPECT_EQ(count->column(0).as_integer(), 2);
}

TEST_F(Explain, SaysWhatKindItIs) {
  const std::map<std::string, int> kinds = {{"SELECT 1", 0},
                                            {"EXPLAIN SELECT 1", 1},
                                            {"EXPLAIN QUERY PLAN SELECT 1", 2},
                                            {"EXPLAIN ANALYZE", 1},
                                            {"EXPLAIN ANALYZE SELECT 1", 1},
                                            {"EXPLAIN DELETE FROM u", 1},
                                            {"EXPLAIN DROP TABLE u", 1}};
  for (const auto& [sql, kind] : kinds) {
    auto statement = db_.prepare(sql);
    ASSERT_TRUE(statement) << sql;
    EXPECT_EQ(statement->explain_kind(), kind) << sql;
  }
}

// As the reference: EXPLAIN has no say in it.
TEST_F(Explain, IsReadOnlyIfWhatItExplainsIs) {
  for (const std::string mode : {"", "EXPLAIN ", "EXPLAIN QUERY PLAN "}) {
    EXPECT_TRUE(db_.prepare(mode + "SELECT 1")->is_readonly()) << mode;
    EXPECT_TRUE(db_.prepare(mode + "BEGIN")->is_readonly()) << mode;
    EXPECT_FALSE(db_.prepare(mode + "DELETE FROM u")->is_readonly()) << mode;
    EXPECT_FALSE(db_.prepare(mode + "DROP TABLE u")->is_readonly()) << mode;
  }
  EXPECT_FALSE(db_.prepare("EXPLAIN ANALYZE DELETE FROM u")->is_readonly());
}

TEST_F(Explain, HasColumnsWithNames) {
  const auto names = [this](const char* sql) {
    auto statement = db_.prepare(sql);
    std::string out;
    for (int i = 0; i < statement->column_count(); ++i) {
      out += std::string(statement->column_name(i)) + " ";
    }
    return out;
  };
  EXPECT_EQ(names("EXPLAIN SELECT 1"), "id parent operator detail est_rows est_cost ");
  EXPECT_EQ(names("EXPLAIN DROP TABLE u"), "id parent operator detail est_rows est_cost ");
  EXPECT_EQ(names("EXPLAIN ANALYZE SELECT 1"),
            "id parent operator detail est_rows est_cost rows loops time_us pages ");
  EXPECT_EQ(names("EXPLAIN QUERY PLAN SELECT 1"), "id parent notused detail ");
}

TEST_F(Explain, CommandsAreOneRow) {
  EXPECT_EQ(explained("CREATE TABLE x(a, b)"), "Command: CREATE TABLE x(a, b)\n");
  EXPECT_EQ(explained("PRAGMA user_version = 5;"), "Command: PRAGMA user_version = 5\n");
  EXPECT_EQ(explained("ANALYZE"), "Command: ANALYZE\n");
}

TEST_F(Explain, TableScans) {
  EXPECT_EQ(explained("SELECT x FROM u"),
            "Select\n"
            "  Project: u.x\n"
            "    Table Scan: u\n");
  EXPECT_EQ(explained("SELECT x FROM u AS s WHERE k > 1.5 AND x IS NOT NULL"),
            "Select\n"
            "  Project: s.x\n"
            "    Table Scan: u AS s WHERE s.k > 1.5 AND s.x IS NOT NULL\n");
  EXPECT_EQ(explained("SELECT x FROM u WHERE length(x) = 2"),
            "Select\n"
            "  Project: u.x\n"
            "    Table Scan: u WHERE length(u.x) = 2\n");
  EXPECT_EQ(explained("SELECT x FROM u WHERE x = random()"),
            "Select\n"
            "  Project: u.x\n"
            "    Filter: u.x = random()\n"
            "      Table Scan: u\n");
  EXPECT_EQ(explained("SELECT b FROM t WHERE id > 3 AND id <= ?2 ORDER BY id DESC"),
            "Select\n"
            "  Narrow: to 1 column\n"
            "    Project: t.b\n"
            "      Table Scan: t (t.id > 3 AND t.id <= ?2) BACKWARDS\n");
}

TEST_F(Explain, Lookups) {
  EXPECT_EQ(explained("SELECT b FROM t WHERE id = ?"),
            "Select\n"
            "  Project: t.b\n"
            "    Rowid Lookup: t (t.id = ?1)\n");
  EXPECT_EQ(explained("SELECT x FROM u WHERE rowid IN (1, 2)"),
            "Select\n"
            "  Project: u.x\n"
            "    Rowid Lookup: u (u.rowid IN (1, 2))\n");
}

TEST_F(Explain, IndexScans) {
  EXPECT_EQ(explained("SELECT b FROM t WHERE a = 5"),
            "Select\n"
            "  Project: t.b\n"
            "    Index Scan: t USING INDEX ta (t.a = 5)\n");
  EXPECT_EQ(explained("SELECT a FROM t WHERE a > 5"),
            "Select\n"
            "  Project: t.a\n"
            "    Index Scan: t USING COVERING INDEX ta (t.a > 5)\n");
  EXPECT_EQ(explained("SELECT a FROM t WHERE b = 'it''s' AND c < 2.0"),
            "Select\n"
            "  Project: t.a\n"
            "    Index Scan: t USING INDEX tb (t.b = 'it''s' AND t.c < 2.0)\n");
  EXPECT_EQ(explained("SELECT a FROM t WHERE (b, c) > ('x', 1)"),
            "Select\n"
            "  Project: t.a\n"
            "    Filter: (t.b, t.c) > ('x', 1)\n"
            "      Index Scan: t USING INDEX tb ((t.b, t.c) >= ('x', 1))\n");
  EXPECT_EQ(explained("SELECT r FROM w WHERE p = 'a'"),
            "Select\n"
            "  Project: w.r\n"
            "    Index Scan: w USING PRIMARY KEY (w.p = 'a')\n");
  EXPECT_EQ(explained("SELECT b FROM t WHERE a IS NULL"),
            "Select\n"
            "  Project: t.b\n"
            "    Index Scan: t USING INDEX ta (t.a IS NULL)\n");
}

TEST_F(Explain, IndexUnions) {
  EXPECT_EQ(explained("SELECT c FROM t WHERE a = 1 OR b = 'x'"),
            "Select\n"
            "  Project: t.c\n"
            "    Index Union: t\n"
            "      Index Scan: t USING INDEX ta (t.a = 1)\n"
            "      Index Scan: t USING INDEX tb (t.b = 'x')\n");
}

TEST_F(Explain, RowsWithoutATable) {
  EXPECT_EQ(explained("SELECT 1 + ?, 'a'"),
            "Select\n"
            "  Project: 1 + ?1, 'a'\n"
            "    Single Row\n");
  EXPECT_EQ(explained("VALUES(1, 2), (3, 4)"),
            "Select\n"
            "  Values: 2 rows\n");
  EXPECT_EQ(explained("SELECT value FROM json_each('[1]')"),
            "Select\n"
            "  Project: json_each.value\n"
            "    Virtual Table Scan: json_each (+'[1]')\n");
}

TEST_F(Explain, ConditionsOnNoRow) {
  EXPECT_EQ(explained("SELECT x FROM u WHERE ?1 = 5"),
            "Select\n"
            "  Project: u.x\n"
            "    Gate: ?1 = 5\n"
            "      Table Scan: u\n");
}

TEST_F(Explain, Joins) {
  EXPECT_EQ(explained("SELECT x FROM u JOIN t ON t.id = u.k"),
            "Select\n"
            "  Project: u.x\n"
            "    Nested Loop Join\n"
            "      Table Scan: u\n"
            "      Rowid Lookup: t (t.id = u.k)\n");
  EXPECT_EQ(explained("SELECT u.x, v.x FROM u LEFT JOIN u AS v ON v.k = u.k AND v.x > 'b' "
                      "WHERE v.x IS NULL"),
            "Select\n"
            "  Project: u.x, v.x\n"
            "    Filter: v.x IS NULL\n"
            "      Hash Left Join: v.k = u.k\n"
            "        Table Scan: u\n"
            "        Table Scan: u AS v WHERE v.x > 'b'\n");
  EXPECT_EQ(explained("SELECT u.x, v.x FROM u LEFT JOIN u AS v ON v.k = u.k AND v.x > u.x"),
            "Select\n"
            "  Project: u.x, v.x\n"
            "    Nested Loop Left Join\n"
            "      Table Scan: u\n"
            "      Filter: v.x > u.x\n"
            "        Hash Lookup: v.k = u.k\n"
            "          Table Scan: u AS v\n");
  EXPECT_EQ(explained("SELECT u.x FROM u RIGHT JOIN w ON w.r = u.k"),
            "Select\n"
            "  Project: u.x\n"
            "    Right Join: ON w.r = u.k\n"
            "      Table Scan: u\n"
            "      Index Scan: w USING PRIMARY KEY\n");
  EXPECT_EQ(explained("SELECT u.x FROM u FULL JOIN w ON w.r > u.k"),
            "Select\n"
            "  Project: u.x\n"
            "    Full Join: ON w.r > u.k\n"
            "      Table Scan: u\n"
            "      Index Scan: w USING PRIMARY KEY\n");
}

TEST_F(Explain, Subqueries) {
  EXPECT_EQ(explained("SELECT n FROM (SELECT b AS n FROM t LIMIT 3) AS s"),
            "Select\n"
            "  Project: s.n\n"
            "    Subquery Scan: s\n"
            "      Limit: 3\n"
            "        Project: t.b\n"
            "          Index Scan: t USING COVERING INDEX tb\n");
  EXPECT_EQ(explained("SELECT x FROM u WHERE k IN (SELECT a FROM t) AND "
                      "EXISTS (SELECT 1 FROM w WHERE r = k)"),
            "Select\n"
            "  Project: u.x\n"
            "    Filter: u.k IN (subquery 1) AND EXISTS (subquery 2)\n"
            "      Table Scan: u\n"
            "      List Subquery: 1\n"
            "        Project: t.a\n"
            "          Index Scan: t USING COVERING INDEX ta\n"
            "      Exists Subquery: 2, for each outer row\n"
            "        Project: 1\n"
            "          Filter: w.r = u.k\n"
            "            Index Scan: w USING PRIMARY KEY\n"
            "        Key Set: if many ask\n"
            "          Project: w.r\n"
            "            Index Scan: w USING PRIMARY KEY\n");
  EXPECT_EQ(explained("SELECT (SELECT max(a) FROM t) + 1"),
            "Select\n"
            "  Project: (subquery 1) + 1\n"
            "    Single Row\n"
            "    Scalar Subquery: 1\n"
            "      Project: max(t.a)\n"
            "        Aggregate: max(t.a)\n"
            "          Index Scan: t USING COVERING INDEX ta BACKWARDS\n");
}

TEST_F(Explain, MaterializedSubqueries) {
  EXPECT_EQ(explained("SELECT u.x, s.n FROM u LEFT JOIN (SELECT b AS n, c FROM t LIMIT 3) AS s "
                      "ON s.c > u.k"),
            "Select\n"
            "  Project: u.x, s.n\n"
            "    Nested Loop Left Join\n"
            "      Table Scan: u\n"
            "      Filter: s.c > u.k\n"
            "        Materialize: s\n"
            "          Subquery Scan: s\n"
            "            Limit: 3\n"
            "              Project: t.b, t.c\n"
            "                Index Scan: t USING COVERING INDEX tb\n");
}

TEST_F(Explain, Groups) {
  EXPECT_EQ(explained("SELECT x, count(*), sum(DISTINCT k) FILTER (WHERE k > 0) FROM u GROUP BY x "
                      "HAVING count(*) > 1"),
            "Select\n"
            "  Project: u.x, count(*), sum(DISTINCT u.k)\n"
            "    Filter: count(*) > 1\n"
            "      Aggregate: count(*), sum(DISTINCT u.k) FILTER (WHERE u.k > 0) GROUP BY u.x\n"
            "        Table Scan: u\n");
  EXPECT_EQ(explained("SELECT a, count(*) FROM t GROUP BY a"),
            "Select\n"
            "  Project: t.a, count(*)\n"
            "    Aggregate: count(*) GROUP BY t.a, from sorted rows\n"
            "      Index Scan: t USING COVERING INDEX ta\n");
  EXPECT_EQ(explained("SELECT count(*) FROM u"),
            "Select\n"
            "  Project: count(*)\n"
            "    Count Rows: u\n");
}

TEST_F(Explain, OrdersAndLimits) {
  EXPECT_EQ(explained("SELECT x FROM u ORDER BY k DESC, x NULLS LAST LIMIT 5 OFFSET ?"),
            "Select\n"
            "  Narrow: to 1 column\n"
            "    Limit: 5 OFFSET ?1\n"
            "      Sort: BY u.k DESC, u.x NULLS LAST, for the first rows only\n"
            "        Project: u.x\n"
            "          Table Scan: u\n");
  EXPECT_EQ(explained("SELECT DISTINCT x FROM u"),
            "Select\n"
            "  Distinct\n"
            "    Project: u.x\n"
            "      Table Scan: u\n");
}

TEST_F(Explain, Windows) {
  EXPECT_EQ(explained("SELECT row_number() OVER (PARTITION BY x ORDER BY k DESC) FROM u"),
            "Select\n"
            "  Project: row_number()\n"
            "    Window: row_number() OVER (PARTITION BY u.x ORDER BY u.k DESC), sorts its rows\n"
            "      Table Scan: u\n");
}

TEST_F(Explain, Compounds) {
  EXPECT_EQ(explained("SELECT a FROM t UNION ALL SELECT k FROM u EXCEPT SELECT r FROM w"),
            "Select\n"
            "  Except\n"
            "    Union All\n"
            "      Project: t.a\n"
            "        Index Scan: t USING COVERING INDEX ta\n"
            "      Project: u.k\n"
            "        Table Scan: u\n"
            "    Project: w.r\n"
            "      Index Scan: w USING PRIMARY KEY\n");
  EXPECT_EQ(explained("SELECT k FROM u UNION SELECT 1 INTERSECT SELECT 2"),
            "Select\n"
            "  Intersect\n"
            "    Union\n"
            "      Project: u.k\n"
            "        Table Scan: u\n"
            "      Project: 1\n"
            "        Single Row\n"
            "    Project: 2\n"
            "      Single Row\n");
}

TEST_F(Explain, Recursion) {
  EXPECT_EQ(explained("WITH RECURSIVE c(i) AS (SELECT 1 UNION SELECT i + 1 FROM c WHERE i < 9 "
                      "ORDER BY 1 DESC) SELECT i FROM c"),
            "Select\n"
            "  Project: c.i\n"
            "    Subquery Scan: c\n"
            "      Recursive Union: QUEUE BY 1 DESC\n"
            "        Project: 1\n"
            "          Single Row\n"
            "        Project: c.i + 1\n"
            "          Filter: c.i < 9\n"
            "            Single Row: c\n");
}

TEST_F(Explain, Expressions) {
  EXPECT_EQ(explained("SELECT CASE x WHEN 'a' THEN 1 ELSE -k END, CAST(k AS TEXT), "
                      "coalesce(x, 'n') COLLATE NOCASE, (k + 1) * 2, k || x, x'0A', 1.5 FROM u"),
            "Select\n"
            "  Project: CASE u.x WHEN 'a' THEN 1 ELSE -u.k END, CAST(u.k AS TEXT), "
            "coalesce(u.x, 'n') COLLATE NOCASE, (u.k + 1) * 2, u.k || u.x, X'0A', 1.5\n"
            "    Table Scan: u\n");
  EXPECT_EQ(explained("SELECT 1 FROM u WHERE (k BETWEEN 1 AND 2 OR x LIKE 'a!%' ESCAPE '!') AND "
                      "NOT (k NOT IN (3, 4) AND x NOT GLOB 'b*') AND (k = 1) IS NOT TRUE"),
            "Select\n"
            "  Project: 1\n"
            "    Table Scan: u WHERE (u.k BETWEEN 1 AND 2 OR u.x LIKE 'a!%' ESCAPE '!') AND "
            "NOT (u.k NOT IN (3, 4) AND u.x NOT GLOB 'b*') AND (u.k = 1) IS NOT TRUE\n");
}

TEST_F(Explain, Changes) {
  EXPECT_EQ(explained("INSERT INTO u VALUES(1, 'a'), (2, (SELECT max(k) FROM u))"),
            "Insert: u, 2 rows\n"
            "  Scalar Subquery: 1\n"
            "    Project: max(u.k)\n"
            "      Aggregate: max(u.k)\n"
            "        Table Scan: u\n");
  EXPECT_EQ(explained("INSERT OR REPLACE INTO u SELECT a, b FROM t"),
            "Insert: u OR REPLACE\n"
            "  Project: t.a, t.b\n"
            "    Table Scan: t\n");
  EXPECT_EQ(explained("INSERT INTO t DEFAULT VALUES"), "Insert: t DEFAULT VALUES\n");
  EXPECT_EQ(explained("UPDATE t SET c = 2 WHERE a = 5"),
            "Update: t\n"
            "  Index Scan: t USING COVERING INDEX ta (t.a = 5)\n");
  EXPECT_EQ(explained("DELETE FROM t WHERE id = 5 RETURNING (SELECT x FROM u WHERE k = t.a)"),
            "Delete: t\n"
            "  Rowid Lookup: t (t.id = 5)\n"
            "  Scalar Subquery: 2, for each outer row\n"
            "    Project: u.x\n"
            "      Table Scan: u WHERE u.k = t.a\n");
  EXPECT_EQ(explained("DELETE FROM u"),
            "Delete: u, all rows, at once if nothing hangs on them\n"
            "  Table Scan: u\n");
}

TEST_F(Explain, Triggers) {
  ASSERT_TRUE(
      db_.execute("CREATE TRIGGER after_u AFTER INSERT ON u WHEN new.k > 5 BEGIN"
                  "  DELETE FROM t WHERE id = new.k;"
                  "  INSERT INTO u VALUES(new.k - 1, 'again');"
                  "END;"
                  "CREATE TRIGGER of_k BEFORE UPDATE OF k ON u BEGIN SELECT old.x; END;"
                  "CREATE VIEW v AS SELECT k FROM u;"
                  "CREATE TRIGGER on_v INSTEAD OF DELETE ON v BEGIN SELECT old.k; END;"));
  EXPECT_EQ(explained("INSERT INTO u VALUES(7, 'x')"),
            "Insert: u, 1 row\n"
            "  Trigger: after_u AFTER INSERT WHEN new.k > 5\n"
            "    Delete: t\n"
            "      Rowid Lookup: t (t.id = new.k)\n"
            "    Insert: u, 1 row\n"
            "      Trigger: after_u AFTER INSERT WHEN new.k > 5 (as above)\n");
  EXPECT_EQ(explained("UPDATE u SET x = 'y'"),
            "Update: u\n"
            "  Table Scan: u\n");
  EXPECT_EQ(explained("UPDATE u SET k = 1"),
            "Update: u\n"
            "  Table Scan: u\n"
            "  Trigger: of_k BEFORE UPDATE\n"
            "    Select\n"
            "      Project: old.x\n"
            "        Single Row\n");
  EXPECT_EQ(explained("DELETE FROM v WHERE k = 1"),
            "Delete: v\n"
            "  Project: u.k\n"
            "    Table Scan: u WHERE u.k = 1\n"
            "  Trigger: on_v INSTEAD OF DELETE\n"
            "    Select\n"
            "      Project: old.k\n"
            "        Single Row\n");
}

// Costs are the reference's, which tests/sql/plans.sql compares by the plans that they lead to:
// here only that they are there, and where rows are known.
TEST_F(Explain, EstimatesWhereThePlannerKnows) {
  auto statement = db_.prepare("EXPLAIN SELECT b FROM t WHERE id = 5");
  ASSERT_TRUE(statement);
  std::map<std::string, std::pair<int64_t, bool>> estimates;
  while (statement->step().value_or(false)) {
    estimates[std::string(statement->column(2).as_text())] = {
        statement->column(4).is_null() ? -1 : statement->column(4).as_integer(),
        statement->column(5).is_null()};
  }
  EXPECT_EQ(estimates["Select"], std::make_pair(int64_t{-1}, true));
  EXPECT_EQ(estimates["Project"], std::make_pair(int64_t{1}, false));
  EXPECT_EQ(estimates["Rowid Lookup"], std::make_pair(int64_t{1}, false));
}

TEST_F(Explain, SeesTheNewestSchema) {
  auto statement = db_.prepare("EXPLAIN SELECT x FROM u WHERE k = 1");
  ASSERT_TRUE(statement);
  EXPECT_EQ(tests::tree(*statement),
            "Select\n"
            "  Project: u.x\n"
            "    Table Scan: u WHERE u.k = 1\n");
  ASSERT_TRUE(db_.execute("CREATE INDEX uk ON u(k)"));
  EXPECT_EQ(tests::tree(*statement),
            "Select\n"
            "  Project: u.x\n"
            "    Index Scan: u USING INDEX uk (u.k = 1)\n");
}

}  // namespace
}  // namespace tern
