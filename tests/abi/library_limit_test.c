/* sqlite3_limit: each limit read, set and clamped, and the error when it is exceeded. */
#include "tests/abi/suite.h"

static const char* const kNames[] = {"length",       "sql length", "column",        "expr depth",
                                     "compound",     "vdbe op",    "function arg",  "attached",
                                     "like pattern", "variable",   "trigger depth", "workers"};
enum { kLimitCount = sizeof kNames / sizeof kNames[0] };

TEST(library, limit_values) {
  sqlite3* const db = open_memory();
  for (int id = 0; id < kLimitCount; ++id) {
    note(kNames[id], "first %d", sqlite3_limit(db, id, -1));
    note(kNames[id], "set to 50: %d", sqlite3_limit(db, id, 50));
    note(kNames[id], "now %d", sqlite3_limit(db, id, -1));
    note(kNames[id], "set to 2147483647: %d", sqlite3_limit(db, id, 2147483647));
    note(kNames[id], "now %d", sqlite3_limit(db, id, -2147483647));
  }
  close_noted(db);
}

TEST(library, limit_zero) {
  for (int id = 0; id < kLimitCount; ++id) {
    sqlite3* const db = open_memory();
    sqlite3_limit(db, id, 0);
    note(kNames[id], "%d", sqlite3_limit(db, id, -1));
    sqlite3_close(db);
  }
}

TEST(library, limit_unknown) {
  sqlite3* const db = open_memory();
  const int ids[] = {-1, kLimitCount, 100, -2147483647};
  for (size_t i = 0; i < 4; ++i) {
    note("id", "%d: %d %d", ids[i], sqlite3_limit(db, ids[i], -1), sqlite3_limit(db, ids[i], 5));
  }
  note_error("error", db);
  close_noted(db);
}

TEST(library, limit_belongs_to_the_connection) {
  sqlite3* const one = open_memory();
  sqlite3* const two = open_memory();
  sqlite3_limit(one, SQLITE_LIMIT_COLUMN, 3);
  note("one and two", "%d %d", sqlite3_limit(one, SQLITE_LIMIT_COLUMN, -1),
       sqlite3_limit(two, SQLITE_LIMIT_COLUMN, -1));
  close_noted(one);
  close_noted(two);
}

TEST(library, limit_length) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1000);
  note_rows("blob at it", db, "SELECT length(zeroblob(1000))");
  note_rows("blob above", db, "SELECT length(zeroblob(1001))");
  note_rows("text above", db, "SELECT length(printf('%.*c', 1001, 'x'))");
  note_rows("joined", db, "SELECT length(hex(zeroblob(400)) || hex(zeroblob(400)))");
  note_rows("row", db, "INSERT INTO t VALUES (zeroblob(999))");
  sqlite3_stmt* const statement = prepared(db, "SELECT ?1");
  note_code("zeroblob", sqlite3_bind_zeroblob64(statement, 1, 1001));
  char text[1200];
  memset(text, 'x', sizeof text);
  note_code("text at it", sqlite3_bind_text(statement, 1, text, 1000, SQLITE_STATIC));
  note_code("text above", sqlite3_bind_text(statement, 1, text, 1001, SQLITE_STATIC));
  note_error("text above", db);
  note_code("blob above", sqlite3_bind_blob(statement, 1, text, 1001, SQLITE_STATIC));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(library, limit_sql_length) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 30);
  note_rows("30", db, "SELECT 1, 2, 3, 4, 5, 6, 7, 8;");
  note_rows("31", db, "SELECT 1, 2, 3, 4, 5, 6, 7, 88;");
  sqlite3_stmt* statement = NULL;
  const char* const sql = "SELECT 1                               ";
  note_code("39", sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
  note_code("of which 8", sqlite3_prepare_v2(db, sql, 8, &statement, NULL));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(library, limit_columns) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE s(a)");
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 6);
  note_rows("table", db, "CREATE TABLE t(a, b, c, d, e, f)");
  note_rows("table", db, "CREATE TABLE u(a, b, c, d, e, f, g)");
  note_rows("result", db, "SELECT 1, 2, 3, 4, 5, 6");
  note_rows("result", db, "SELECT 1, 2, 3, 4, 5, 6, 7");
  note_rows("index", db, "CREATE INDEX i ON t(a, b, c, d, e, f, a)");
  note_rows("group", db, "SELECT 1 FROM t GROUP BY a, b, c, d, e, f, a");
  note_rows("order", db, "SELECT 1 FROM t ORDER BY a, b, c, d, e, f, a");
  note_rows("set", db, "UPDATE t SET a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, a = 2");
  note_rows("values", db, "INSERT INTO t VALUES (1, 2, 3, 4, 5, 6, 7)");
  note_rows("view", db, "CREATE VIEW v AS SELECT a, b, c, d, e, f, 1 FROM t");
  note_rows("view", db, "SELECT * FROM v");
  note_rows("add column", db, "ALTER TABLE t ADD COLUMN g; SELECT count(*) FROM t");
  note_rows("join", db, "SELECT * FROM s, s AS t");
  close_noted(db);
}

TEST(library, limit_expression_depth) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 5);
  note_rows("shallow", db, "SELECT 1+1+1");
  note_rows("deep", db, "SELECT 1+1+1+1+1+1+1+1");
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 0);
  note_rows("zero", db, "SELECT 1+1+1+1+1+1+1+1");
  close_noted(db);
}

TEST(library, limit_compound) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 3);
  note_rows("3", db, "SELECT 1 UNION SELECT 1 UNION SELECT 1");
  note_rows("4", db, "SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1");
  note_rows("values", db, "SELECT count(*) FROM (VALUES (1), (2), (3), (4), (5))");
  close_noted(db);
}

TEST(library, limit_function_arguments) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 3);
  note_rows("3", db, "SELECT max(1, 2, 3)");
  note_rows("4", db, "SELECT max(1, 2, 3, 4)");
  close_noted(db);
}

TEST(library, limit_attached) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 2);
  note_rows("1", db, "ATTACH ':memory:' AS a");
  note_rows("2", db, "ATTACH ':memory:' AS b");
  note_rows("3", db, "ATTACH ':memory:' AS c");
  note_rows("after a detach", db, "DETACH a; ATTACH ':memory:' AS c");
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  note_rows("still there", db, "SELECT count(*) FROM b.sqlite_schema");
  close_noted(db);
}

TEST(library, limit_like_pattern) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 5);
  note_rows("5", db, "SELECT 'abcde' LIKE 'abcd%', 'abcde' GLOB 'abcd*'");
  note_rows("6", db, "SELECT 'abcdef' LIKE 'abcde%'");
  note_rows("6", db, "SELECT 'abcdef' GLOB 'abcde*'");
  note_rows("long text", db, "SELECT 'abcdefghijk' LIKE 'a%'");
  note_rows("never asked", db, "SELECT NULL LIKE 'abcdefghijk'");
  close_noted(db);
}

TEST(library, limit_variables) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 3);
  note_rows("numbered", db, "SELECT ?3 IS NULL");
  note_rows("numbered", db, "SELECT ?4");
  note_rows("zero", db, "SELECT ?0");
  note_rows("plain", db, "SELECT ?, ?, ?, ?");
  note_rows("named", db, "SELECT :a, :b, :c, :d");
  note_rows("the same name", db, "SELECT :a IS NULL, :a IS NULL, :a IS NULL, :a IS NULL");
  close_noted(db);
}

TEST(library, limit_trigger_depth) {
  sqlite3* const db = open_memory();
  must(db,
       "PRAGMA recursive_triggers=1; CREATE TABLE t(a);"
       "CREATE TRIGGER r AFTER INSERT ON t WHEN new.a > 0 BEGIN"
       " INSERT INTO t VALUES (new.a - 1); END");
  sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 5);
  note_rows("shallow", db, "INSERT INTO t VALUES (4); SELECT count(*) FROM t");
  note_rows("deep", db, "INSERT INTO t VALUES (5)");
  note_rows("undone", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, limit_workers) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 3);
  note_rows("pragma", db, "PRAGMA threads; PRAGMA threads=2");
  note("limit", "%d", sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, -1));
  note_rows("sorts", db,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 5)"
            "SELECT i FROM n ORDER BY -i");
  close_noted(db);
}

/* A statement that was prepared under a higher limit runs on. */
TEST(library, limit_of_prepared_statements) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b, c)");
  sqlite3_stmt* const statement = prepared(db, "SELECT 1, 2, 3, 4");
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 2);
  note_code("step", sqlite3_step(statement));
  note("columns", "%d", sqlite3_column_count(statement));
  sqlite3_finalize(statement);
  note_rows("wide table", db, "SELECT count(*) FROM t");
  close_noted(db);
}
