#include <gtest/gtest.h>
#include <sqlite3.h>
#include <tern/tern.h>

#include <string>

// What result columns come from, and what columns of tables are: both engines are asked.

namespace tern {
namespace {

constexpr const char* kSchema = R"(
ATTACH ':memory:' AS aux;
CREATE TABLE t(a INT PRIMARY KEY, b TEXT COLLATE NOCASE, c, d VARCHAR(10) NOT NULL,
               g INT AS (a + 1), h DOUBLE  PRECISION AS (a) STORED);
CREATE TABLE k(id INTEGER PRIMARY KEY, a BIGINT, x);
CREATE TABLE aux.u(id INTEGER PRIMARY KEY AUTOINCREMENT, z REAL);
CREATE TABLE aux.t(a BLOB, only);
CREATE TEMP TABLE w(p INT, q TEXT);
CREATE TABLE wr(a INT, b, PRIMARY KEY(b)) WITHOUT ROWID;
CREATE TABLE o(oid TEXT, rowid);
CREATE TABLE s(i INT NOT NULL, j TEXT) STRICT;
CREATE VIEW v AS SELECT a, b AS bb, c + 1 AS e, rowid AS r FROM t;
CREATE VIEW vv AS SELECT bb x, r y, e z FROM v;
CREATE VIEW vc(m, n) AS SELECT a, b FROM t UNION ALL SELECT id, x FROM k;
CREATE VIEW vn(one, two) AS SELECT id, (SELECT b FROM t) FROM k;
CREATE TEMP VIEW vt AS SELECT z, p FROM aux.u, w;
)";

constexpr const char* kQueries[] = {
    "SELECT a, b AS bb, c, a + 1, g, h, rowid, +a, (a), ((b)), b COLLATE BINARY FROM t",
    "SELECT rowid, id, oid, _rowid_, * FROM k",
    "SELECT rowid, oid, _rowid_ FROM o",
    "SELECT k.*, t.a, main.t.b FROM t, k",
    "SELECT * FROM v",
    "SELECT a, bb, e, r, v.a FROM v",
    "SELECT * FROM vv",
    "SELECT * FROM vc",
    "SELECT m FROM vc WHERE n = 1",
    "SELECT * FROM vn",
    "SELECT * FROM vt",
    "SELECT x.one, y.two FROM vn x, vn y",
    "SELECT a FROM t UNION SELECT x FROM k",
    "SELECT id FROM k UNION ALL SELECT b FROM t ORDER BY 1",
    "SELECT x FROM (SELECT a AS x FROM t UNION ALL SELECT x FROM k)",
    "SELECT y.q FROM (SELECT q FROM (SELECT p AS q FROM w UNION SELECT a FROM t)) y",
    "SELECT a FROM (SELECT a FROM t EXCEPT SELECT 1)",
    "SELECT a FROM (SELECT 1 AS a UNION SELECT a FROM t)",
    "SELECT a FROM (SELECT a FROM t INTERSECT SELECT x FROM k INTERSECT SELECT p FROM w)",
    "SELECT * FROM t JOIN k USING(a)",
    "SELECT a, t.a, k.a FROM t LEFT JOIN k USING(a)",
    "SELECT a FROM t RIGHT JOIN k USING(a)",
    "SELECT a FROM t FULL JOIN k USING(a)",
    "SELECT * FROM t FULL JOIN k USING(a)",
    "SELECT * FROM t RIGHT JOIN k USING(a)",
    "SELECT * FROM t NATURAL JOIN k",
    "SELECT * FROM k NATURAL LEFT JOIN t",
    "SELECT * FROM (t JOIN k USING(a)) JOIN aux.u",
    "SELECT * FROM (t LEFT JOIN k ON 1)",
    "SELECT n.a FROM (SELECT a FROM t JOIN k USING(a)) n",
    "SELECT a FROM (SELECT a FROM t FULL JOIN k USING(a))",
    "SELECT z, id FROM aux.u",
    "SELECT a, only FROM aux.t",
    "SELECT p FROM w",
    "SELECT (SELECT a FROM t), (SELECT a + 1 FROM t), EXISTS (SELECT a FROM t)",
    "SELECT (SELECT x FROM (SELECT b x FROM t)), (SELECT rowid FROM k), (SELECT 1)",
    "SELECT (SELECT t.a), (SELECT b FROM k WHERE k.a = t.a) FROM t",
    "SELECT (SELECT a FROM t UNION SELECT x FROM k)",
    "SELECT ((SELECT a FROM t)), -(SELECT a FROM t)",
    "SELECT q FROM (SELECT (SELECT d FROM t) AS q)",
    "WITH c AS (SELECT a, b FROM t) SELECT a, c.b FROM c",
    "WITH c(k, l) AS (SELECT a, b FROM t) SELECT d.l, d.* FROM c AS d",
    "WITH c AS (SELECT a FROM t), d AS (SELECT a AS z FROM c) SELECT z FROM d",
    "WITH c AS MATERIALIZED (SELECT a FROM t) SELECT x.a, y.a FROM c x, c y",
    "WITH RECURSIVE c(n) AS (SELECT a FROM t UNION ALL SELECT n + 1 FROM c) SELECT n FROM c",
    "WITH RECURSIVE c(n) AS (SELECT a + 1 FROM t UNION ALL SELECT n FROM c) SELECT n FROM c",
    "WITH RECURSIVE c(n) AS (SELECT a FROM t UNION ALL SELECT n FROM c) SELECT n FROM c AS e",
    "WITH RECURSIVE c(n) AS (SELECT a FROM t UNION ALL SELECT z.n FROM c z) SELECT n FROM c",
    "INSERT INTO t(a, b, d) VALUES(1, 2, 3) RETURNING a, b, rowid, a + 1, *",
    "UPDATE t SET a = 1 RETURNING *, rowid AS r",
    "UPDATE aux.t SET only = 1 RETURNING a, only AS f, (SELECT b FROM main.t)",
    "DELETE FROM k RETURNING rowid, x",
    "DELETE FROM w",
    "PRAGMA table_info(t)",
    "PRAGMA user_version",
    "EXPLAIN QUERY PLAN SELECT a FROM t",
    "VALUES(1, 2)",
    "SELECT column1 FROM (VALUES(1))",
    "SELECT max(a), a, count(*), b FROM t GROUP BY b",
    "SELECT DISTINCT a, b FROM t ORDER BY c",
    "SELECT a, sum(a) OVER () FROM t",
    "SELECT x.a FROM (SELECT * FROM (SELECT * FROM t)) AS x",
    "SELECT b FROM (SELECT 1 AS z, b FROM t ORDER BY a LIMIT 1)",
    "SELECT key, value FROM json_each('[1]')",
    "SELECT name FROM pragma_table_info('t')",
    "SELECT * FROM sqlite_master",
    "SELECT name FROM sqlite_schema",
    "SELECT name, sql FROM sqlite_temp_master",
    "SELECT name FROM temp.sqlite_master",
    "SELECT name FROM aux.sqlite_schema",
    "SELECT (VALUES(1)), CASE WHEN 1 THEN a END, CAST(a AS TEXT), likely(a) FROM t",
    "SELECT a FROM wr",
    "SELECT b FROM wr WHERE b IN (SELECT a FROM t)",
    "SELECT i, j FROM s",
    "SELECT t.a, u.a FROM t, t AS u",
    "SELECT 'a', \"a\", \"nothing\" FROM t",
    "CREATE TABLE later(x INT)",
    "BEGIN",
};

std::string text_or_none(const char* text) { return text && *text ? text : "-"; }
std::string text_or_none(std::string_view text) { return text.empty() ? "-" : std::string(text); }

class ColumnMetadataTest : public ::testing::Test {
 protected:
  ColumnMetadataTest() { sqlite3_open(":memory:", &reference_); }
  ~ColumnMetadataTest() override { sqlite3_close(reference_); }
  void SetUp() override {
    ASSERT_EQ(sqlite3_exec(reference_, kSchema, nullptr, nullptr, nullptr), SQLITE_OK);
    const Status made = tern_.execute(kSchema);
    ASSERT_TRUE(made) << made.error().message();
  }

  std::string of_reference(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(reference_, sql, -1, &statement, nullptr) != SQLITE_OK) {
      return std::string("error: ") + sqlite3_errmsg(reference_);
    }
    std::string out;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      out += text_or_none(sqlite3_column_database_name(statement, i)) + "|" +
             text_or_none(sqlite3_column_table_name(statement, i)) + "|" +
             text_or_none(sqlite3_column_origin_name(statement, i)) + "|" +
             text_or_none(sqlite3_column_decltype(statement, i)) + "\n";
    }
    sqlite3_finalize(statement);
    return out;
  }

  std::string of_tern(const char* sql) {
    const auto prepared = tern_.prepare(sql);
    if (!prepared) return "error: " + std::string(prepared.error().message());
    std::string out;
    for (int i = 0; i < prepared->column_count(); ++i) {
      out += text_or_none(prepared->column_database(i)) + "|" +
             text_or_none(prepared->column_table(i)) + "|" +
             text_or_none(prepared->column_origin(i)) + "|" +
             text_or_none(prepared->column_declared_type(i)) + "\n";
    }
    return out;
  }

  std::string of_reference(const char* database, const char* table, const char* column) {
    const char* type = nullptr;
    const char* collation = nullptr;
    int not_null = 0;
    int in_key = 0;
    int increments = 0;
    const int code = sqlite3_table_column_metadata(reference_, *database ? database : nullptr,
                                                   table, *column ? column : nullptr, &type,
                                                   &collation, &not_null, &in_key, &increments);
    if (code != SQLITE_OK) return std::to_string(code) + " " + sqlite3_errmsg(reference_);
    return text_or_none(type) + "|" + text_or_none(collation) + "|" + std::to_string(not_null) +
           std::to_string(in_key) + std::to_string(increments);
  }

  std::string of_tern(const char* database, const char* table, const char* column) {
    const auto found = tern_.table_column_metadata(database, table, column);
    if (!found) {
      return std::to_string(static_cast<int>(found.error().code())) + " " +
             std::string(found.error().message());
    }
    return text_or_none(found->declared_type) + "|" + text_or_none(found->collation) + "|" +
           std::to_string(found->not_null) + std::to_string(found->in_primary_key) +
           std::to_string(found->autoincrement);
  }

  sqlite3* reference_ = nullptr;
  Connection tern_ = Connection::open(":memory:").value();
};

TEST_F(ColumnMetadataTest, ResultColumnsTellWhatTheyComeFrom) {
  for (const char* sql : kQueries) EXPECT_EQ(of_tern(sql), of_reference(sql)) << sql;
}

TEST_F(ColumnMetadataTest, TheSchemaMayChangeBetweenRuns) {
  auto query = tern_.prepare("SELECT * FROM v");
  ASSERT_TRUE(query);
  ASSERT_TRUE(tern_.execute("ALTER TABLE t RENAME COLUMN a TO aa; ALTER TABLE t RENAME TO tt"));
  ASSERT_TRUE(query->step());
  EXPECT_EQ(query->column_table(0), "tt");
  EXPECT_EQ(query->column_origin(0), "aa");
  EXPECT_EQ(query->column_database(0), "main");
}

TEST_F(ColumnMetadataTest, ColumnsOfTablesTellWhatTheyAre) {
  constexpr const char* kColumns[][3] = {
      {"", "t", "a"},
      {"main", "t", "b"},
      {"", "T", "C"},
      {"", "t", "d"},
      {"", "t", "g"},
      {"", "t", "h"},
      {"", "t", "rowid"},
      {"MAIN", "t", "OID"},
      {"", "k", "rowid"},
      {"", "k", "id"},
      {"", "k", "a"},
      {"", "u", "id"},
      {"aux", "u", "_rowid_"},
      {"aux", "t", "a"},
      {"aux", "t", "b"},
      {"main", "u", "id"},
      {"nodb", "u", "id"},
      {"", "w", "p"},
      {"temp", "w", "q"},
      {"main", "w", "q"},
      {"", "v", "a"},
      {"", "none", "x"},
      {"main", "t", "nope"},
      {"", "wr", "rowid"},
      {"", "wr", "b"},
      {"", "wr", "a"},
      {"", "s", "i"},
      {"", "o", "oid"},
      {"", "o", "rowid"},
      {"", "o", "_rowid_"},
      {"", "sqlite_master", "name"},
      {"", "sqlite_schema", "rowid"},
      {"", "sqlite_temp_master", "name"},
      {"temp", "sqlite_master", "name"},
      {"aux", "sqlite_sequence", "name"},
      {"", "json_each", "key"},
      {"", "t", ""},
      {"", "k", ""},
      {"", "v", ""},
      {"", "none", ""},
  };
  for (const auto& [database, table, column] : kColumns) {
    EXPECT_EQ(of_tern(database, table, column), of_reference(database, table, column))
        << database << "." << table << "." << column;
  }
}

}  // namespace
}  // namespace tern
