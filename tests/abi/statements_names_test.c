/* Names of result columns: sqlite3_column_name and what a column says of where it comes from. */
#include "tests/abi/suite.h"

static void note_names(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  note_text("sql", sql);
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    note_text("name", sqlite3_column_name(statement, i));
  }
  sqlite3_finalize(statement);
}

TEST(statements, name_of_columns) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, B, \"c d\", [e]); CREATE TABLE u(a)");
  note_names(db, "SELECT * FROM t");
  note_names(db, "SELECT a, b, B, \"c d\", t.a, main.t.A FROM t");
  note_names(db, "SELECT t.*, * FROM t");
  note_names(db, "SELECT * FROM t JOIN u USING(a)");
  note_names(db, "SELECT * FROM u, u AS v");
  note_names(db, "SELECT rowid, oid, _ROWID_ FROM t");
  close_noted(db);
}

TEST(statements, name_of_expressions) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  note_names(db, "SELECT 1, 'x', NULL, x'00', -1, 1.50");
  note_names(db, "SELECT a+b,  a  +  b , (a), ( a ), a||'x' FROM t");
  note_names(db, "SELECT count(*), max( a ), CASE a WHEN 1 THEN 2 END FROM t");
  note_names(db, "SELECT (SELECT a FROM t), EXISTS (SELECT 1), a IN (1, 2) FROM t");
  note_names(db, "SELECT ?, ?2, :n, CAST(a AS TEXT), a COLLATE nocase FROM t");
  note_names(db, "SELECT a /* why */ + 1 FROM t");
  note_names(db, "SELECT \"missing\" FROM t");
  close_noted(db);
}

TEST(statements, name_of_aliases) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_names(db,
             "SELECT a AS x, a y, a AS \"two words\", a AS 'quoted', a AS [b], a AS `t` FROM t");
  note_names(db, "SELECT a AS a, a AS A FROM t");
  note_names(db, "SELECT 1 AS \xc3\xa9");
  note_names(db, "SELECT 1 AS \"say \"\"it\"\"\"");
  close_noted(db);
}

TEST(statements, name_through_subqueries) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a, b); CREATE VIEW v(x, y) AS SELECT a, b FROM t;"
       "CREATE VIEW w AS SELECT a AS z, b, a+b FROM t");
  note_names(db, "SELECT * FROM (SELECT a, b AS q, a+1 FROM t)");
  note_names(db, "SELECT * FROM v");
  note_names(db, "SELECT * FROM w");
  note_names(db, "WITH c(m) AS (SELECT a FROM t) SELECT * FROM c");
  note_names(db, "SELECT a FROM t UNION SELECT b AS z FROM t");
  note_names(db, "VALUES(1, 'x')");
  note_names(db, "SELECT * FROM (VALUES(1, 'x'))");
  close_noted(db);
}

TEST(statements, name_of_other_statements) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  note_names(db, "INSERT INTO t VALUES(1, 2) RETURNING *, a + 1, b AS bee");
  note_names(db, "PRAGMA table_info(t)");
  note_names(db, "PRAGMA user_version");
  note_names(db, "PRAGMA database_list");
  note_names(db, "PRAGMA foreign_key_list(t)");
  note_names(db, "EXPLAIN SELECT 1");
  note_names(db, "EXPLAIN QUERY PLAN SELECT 1");
  close_noted(db);
}

TEST(statements, name_out_of_range) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 1 AS a");
  note_text("-1", sqlite3_column_name(statement, -1));
  note_text("0", sqlite3_column_name(statement, 0));
  note_text("1", sqlite3_column_name(statement, 1));
  note_text16("0", sqlite3_column_name16(statement, 0));
  note_text16("1", sqlite3_column_name16(statement, 1));
  sqlite3_finalize(statement);
  statement = prepared(db, "BEGIN");
  note_text("none", sqlite3_column_name(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, name_in_utf16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 1 AS \"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
  note_text16("utf16", sqlite3_column_name16(statement, 0));
  note_text("utf8", sqlite3_column_name(statement, 0));
  note_text16("utf16 again", sqlite3_column_name16(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A name stays where it is while rows are read. */
TEST(statements, name_stays_while_stepping) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 'value' AS label UNION ALL SELECT 'more'");
  const char* const name = sqlite3_column_name(statement, 0);
  sqlite3_step(statement);
  sqlite3_column_text(statement, 0);
  note_text("on a row", name);
  sqlite3_reset(statement);
  note_text("reset", name);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, name_pragmas) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  must(db, "PRAGMA full_column_names = 1; PRAGMA short_column_names = 0");
  note_names(db, "SELECT a, x.a, x.a AS y FROM t AS x");
  note_names(db, "SELECT * FROM t");
  must(db, "PRAGMA full_column_names = 0");
  note_names(db, "SELECT a, x.a, 1+1 FROM t AS x");
  close_noted(db);
}

static void note_origin(sqlite3_stmt* statement, int column) {
  const char* const database = sqlite3_column_database_name(statement, column);
  const char* const table = sqlite3_column_table_name(statement, column);
  const char* const origin = sqlite3_column_origin_name(statement, column);
  const char* const type = sqlite3_column_decltype(statement, column);
  note(sqlite3_column_name(statement, column), "%s . %s . %s is %s", database ? database : "-",
       table ? table : "-", origin ? origin : "-", type ? type : "-");
}

static void note_origins(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  note_text("sql", sql);
  for (int i = 0; i < sqlite3_column_count(statement); ++i) note_origin(statement, i);
  sqlite3_finalize(statement);
}

static sqlite3* open_with_tables(void) {
  sqlite3* db = open_memory();
  must(db,
       "ATTACH ':memory:' AS side;"
       "CREATE TABLE t(id INTEGER PRIMARY KEY, Label VARCHAR(10), bare, two  words DECIMAL( 5,2 ));"
       "CREATE TABLE side.s(a date); CREATE TEMP TABLE m(a blob);"
       "CREATE VIEW v AS SELECT id, label AS lab, bare || 1 AS e FROM t;"
       "CREATE TABLE g(a INT, b TEXT AS (a) STORED)");
  return db;
}

TEST(statements, origin_of_columns) {
  sqlite3* db = open_with_tables();
  note_origins(db, "SELECT * FROM t");
  note_origins(db, "SELECT LABEL AS x, q.id FROM t AS q");
  note_origins(db, "SELECT s.a, m.a FROM s, m");
  note_origins(db, "SELECT * FROM g");
  note_origins(db, "SELECT * FROM sqlite_schema");
  close_noted(db);
}

TEST(statements, origin_of_rowids) {
  sqlite3* db = open_with_tables();
  note_origins(db, "SELECT rowid, oid, id FROM t");
  note_origins(db, "SELECT rowid, _rowid_ FROM s");
  close_noted(db);
}

TEST(statements, origin_of_expressions) {
  sqlite3* db = open_with_tables();
  note_origins(db, "SELECT id + 1, 1, NULL, ?, (label), +label, CAST(id AS TEXT) FROM t");
  note_origins(db, "SELECT max(id), count(*), label COLLATE nocase FROM t");
  note_origins(db, "SELECT (SELECT label FROM t), (SELECT 1)");
  close_noted(db);
}

TEST(statements, origin_through_subqueries) {
  sqlite3* db = open_with_tables();
  note_origins(db, "SELECT * FROM v");
  note_origins(db, "SELECT * FROM (SELECT label AS z, id FROM t)");
  note_origins(db, "WITH c(m, n) AS (SELECT label, id * 2 FROM t) SELECT * FROM c");
  note_origins(db, "SELECT label FROM t UNION SELECT bare FROM t");
  note_origins(db, "SELECT x.label, y.label FROM t AS x LEFT JOIN t AS y USING(id)");
  note_origins(db, "SELECT * FROM (SELECT * FROM (SELECT label FROM t))");
  close_noted(db);
}

TEST(statements, origin_of_other_statements) {
  sqlite3* db = open_with_tables();
  note_origins(db, "INSERT INTO t(label) VALUES('x') RETURNING id, label, id + 1");
  note_origins(db, "PRAGMA table_info(t)");
  note_origins(db, "SELECT key, value FROM json_each('[1]')");
  note_origins(db, "VALUES(1)");
  close_noted(db);
}

TEST(statements, origin_out_of_range) {
  sqlite3* db = open_with_tables();
  sqlite3_stmt* statement = prepared(db, "SELECT label FROM t");
  const int columns[] = {-1, 1};
  for (int i = 0; i < 2; ++i) {
    note_text("database", sqlite3_column_database_name(statement, columns[i]));
    note_text("table", sqlite3_column_table_name(statement, columns[i]));
    note_text("origin", sqlite3_column_origin_name(statement, columns[i]));
    note_text("decltype", sqlite3_column_decltype(statement, columns[i]));
    note_text16("decltype16", sqlite3_column_decltype16(statement, columns[i]));
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, origin_in_utf16) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE \"\xc3\xa9\"(\"\xe2\x82\xac\" \"\xf0\x9f\x98\x80\")");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM \"\xc3\xa9\"");
  note_text16("database", sqlite3_column_database_name16(statement, 0));
  note_text16("table", sqlite3_column_table_name16(statement, 0));
  note_text16("origin", sqlite3_column_origin_name16(statement, 0));
  note_text16("decltype", sqlite3_column_decltype16(statement, 0));
  note_text("decltype", sqlite3_column_decltype(statement, 0));
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT 1");
  note_text16("no table", sqlite3_column_table_name16(statement, 0));
  note_text16("no type", sqlite3_column_decltype16(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, decltype_spellings) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a unsigned  big   int, b \"quoted type\", c varchar ( 10 , 2 ), d INT NOT "
       "NULL, e TEXT DEFAULT 'x', f NUMERIC(-1), g double precision, h generated always as (a),"
       " i /* c */ TEXT, j 'str')");
  note_origins(db, "SELECT * FROM t");
  must(db, "CREATE TABLE c AS SELECT a, d, e, a + 1 AS p, 'x' AS q FROM t");
  note_origins(db, "SELECT * FROM c");
  must(db, "CREATE TABLE s(a INT, b ANY, c REAL) STRICT");
  note_origins(db, "SELECT * FROM s");
  close_noted(db);
}

/* All names are made anew with the statement. */
TEST(statements, names_after_schema_change) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a INT, b TEXT)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  must(db, "DROP TABLE t; CREATE TABLE t(c BLOB)");
  note_origin(statement, 0);
  note("columns", "%d", sqlite3_column_count(statement));
  sqlite3_step(statement);
  note_origin(statement, 0);
  note("columns", "%d", sqlite3_column_count(statement));
  sqlite3_reset(statement);
  must(db, "ALTER TABLE t RENAME COLUMN c TO d");
  sqlite3_step(statement);
  note_origin(statement, 0);
  sqlite3_finalize(statement);
  close_noted(db);
}
