/* sqlite3_step, _reset and _finalize: what they return, and when a statement starts anew. */
#include "tests/abi/suite.h"

static sqlite3* open_two_rows(void) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE, b); INSERT INTO t VALUES(1, 'x'), (2, 'y')");
  return db;
}

static sqlite3_stmt* prepared_v1(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = NULL;
  note_code("prepare v1", sqlite3_prepare(db, sql, -1, &statement, NULL));
  return statement;
}

static void note_step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  note_code("step", code);
  if (code == SQLITE_ROW) note_value("first column", sqlite3_column_value(statement, 0));
}

TEST(statements, step_rows_then_done) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY a");
  for (int i = 0; i < 3; ++i) note_step(statement);
  note_code("reset", sqlite3_reset(statement));
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* After SQLITE_DONE the next step starts over, without a reset. */
TEST(statements, step_after_done_starts_over) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t WHERE a > 1");
  for (int i = 0; i < 5; ++i) note_step(statement);
  sqlite3_finalize(statement);
  statement = prepared_v1(db, "SELECT a FROM t WHERE a > 1");
  for (int i = 0; i < 5; ++i) note_step(statement);
  sqlite3_finalize(statement);
  statement = prepared(db, "INSERT INTO t VALUES(NULL, 'again')");
  for (int i = 0; i < 3; ++i) note_step(statement);
  sqlite3_finalize(statement);
  note_rows("count", db, "SELECT count(*) FROM t WHERE b = 'again'");
  close_noted(db);
}

TEST(statements, step_null_statement) {
  note_code("step", sqlite3_step(NULL));
  note_code("reset", sqlite3_reset(NULL));
  note_code("finalize", sqlite3_finalize(NULL));
}

TEST(statements, reset_at_every_stage) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY a");
  note_code("fresh", sqlite3_reset(statement));
  note_step(statement);
  note_code("on a row", sqlite3_reset(statement));
  note_code("again", sqlite3_reset(statement));
  note_step(statement);
  note_step(statement);
  note_step(statement);
  note_code("at the end", sqlite3_reset(statement));
  note_step(statement);
  note_code("finalize on a row", sqlite3_finalize(statement));
  note_code("finalize fresh", sqlite3_finalize(prepared(db, "SELECT 1")));
  close_noted(db);
}

TEST(statements, step_constraint_v2) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_error("after step", db);
  note_code("reset", sqlite3_reset(statement));
  note_error("after reset", db);
  note_code("reset again", sqlite3_reset(statement));
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  note_error("after finalize", db);
  close_noted(db);
}

/* The first form says only SQLITE_ERROR; the reason comes with reset or finalize. */
TEST(statements, step_constraint_v1) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared_v1(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_error("after step", db);
  note_code("reset", sqlite3_reset(statement));
  note_error("after reset", db);
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  note_error("after finalize", db);
  close_noted(db);
}

TEST(statements, step_extended_codes) {
  sqlite3* db = open_two_rows();
  sqlite3_extended_result_codes(db, 1);
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_code("reset", sqlite3_reset(statement));
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  statement = prepared_v1(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_code("finalize v1", sqlite3_finalize(statement));
  close_noted(db);
}

/* After an error the second form starts over by itself when it is stepped again. */
TEST(statements, step_again_after_error) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_step(statement);
  must(db, "DELETE FROM t WHERE a = 1");
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("rows", db, "SELECT a, b FROM t ORDER BY a");
  close_noted(db);
}

TEST(statements, step_again_after_error_v1) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared_v1(db, "INSERT INTO t VALUES(1, 'z')");
  note_step(statement);
  note_step(statement);
  must(db, "DELETE FROM t WHERE a = 1");
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("rows", db, "SELECT a, b FROM t ORDER BY a");
  close_noted(db);
}

TEST(statements, step_error_between_rows) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE n(a); INSERT INTO n VALUES(-5), (-9223372036854775807 - 1), (-7)");
  sqlite3_stmt* statement = prepared(db, "SELECT abs(a) FROM n ORDER BY rowid");
  note_step(statement);
  note_step(statement);
  note_error("error", db);
  note("data count", "%d", sqlite3_data_count(statement));
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static void show_failure(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  note_text("sql", sql);
  note_step(statement);
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
}

TEST(statements, step_kinds_of_errors) {
  sqlite3* db = open_memory();
  must(db,
       "PRAGMA foreign_keys = ON;"
       "CREATE TABLE p(id INTEGER PRIMARY KEY, n NOT NULL, c CONSTRAINT small CHECK (c < 10),"
       " u UNIQUE, r REFERENCES p(id));"
       "CREATE TABLE s(a INT) STRICT;"
       "CREATE TABLE w(k PRIMARY KEY) WITHOUT ROWID;"
       "CREATE TRIGGER stop BEFORE DELETE ON p BEGIN SELECT RAISE(ABORT, 'not now'); END;"
       "INSERT INTO p VALUES(1, 1, 1, 1, 1); INSERT INTO w VALUES(1)");
  show_failure(db, "INSERT INTO p VALUES(1, 1, 1, 2, 1)");
  show_failure(db, "INSERT INTO p VALUES(2, NULL, 1, 2, 1)");
  show_failure(db, "INSERT INTO p VALUES(2, 1, 11, 2, 1)");
  show_failure(db, "INSERT INTO p VALUES(2, 1, 1, 1, 1)");
  show_failure(db, "INSERT INTO p VALUES(2, 1, 1, 2, 9)");
  show_failure(db, "INSERT INTO p VALUES('x', 1, 1, 2, 1)");
  show_failure(db, "INSERT INTO s VALUES('x')");
  show_failure(db, "INSERT INTO w VALUES(1)");
  show_failure(db, "DELETE FROM p");
  show_failure(db, "COMMIT");
  show_failure(db, "ROLLBACK");
  show_failure(db, "RELEASE missing");
  show_failure(db, "ROLLBACK TO missing");
  show_failure(db, "SELECT json('{')");
  show_failure(db, "SELECT 'a' LIKE 'b' ESCAPE 'cc'");
  show_failure(db, "SELECT zeroblob(2000000000)");
  show_failure(db, "DETACH missing");
  show_failure(db, "ATTACH '' AS main");
  show_failure(db, "PRAGMA foreign_key_check(p)");
  close_noted(db);
}

TEST(statements, step_too_big) {
  sqlite3* db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100);
  show_failure(db, "SELECT zeroblob(101)");
  show_failure(db, "SELECT hex(zeroblob(60))");
  show_failure(db, "SELECT length(zeroblob(60) || zeroblob(60))");
  close_noted(db);
}

TEST(statements, step_begin_twice) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "BEGIN");
  note_step(statement);
  note_code("reset", sqlite3_reset(statement));
  note_step(statement);
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* A table that is being read cannot be dropped; the running statement goes on. */
TEST(statements, step_drop_while_reading) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_step(reader);
  sqlite3_stmt* drop = prepared(db, "DROP TABLE t");
  note_step(drop);
  note_error("error", db);
  note_code("reset", sqlite3_reset(drop));
  note_step(reader);
  sqlite3_reset(reader);
  note_step(drop);
  sqlite3_finalize(drop);
  sqlite3_finalize(reader);
  close_noted(db);
}

TEST(statements, step_two_of_the_same_text) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* one = prepared(db, "SELECT a FROM t ORDER BY a");
  sqlite3_stmt* two = prepared(db, "SELECT a FROM t ORDER BY a");
  note_step(one);
  note_step(two);
  note_step(two);
  note_step(one);
  sqlite3_reset(one);
  note_step(one);
  note_step(two);
  sqlite3_finalize(one);
  sqlite3_finalize(two);
  close_noted(db);
}

/* Rows come out while the transaction of the statement is still open. */
TEST(statements, step_returning) {
  sqlite3* db = open_two_rows();
  must(db, "INSERT INTO t VALUES(3, 'z')");
  sqlite3_stmt* statement = prepared(db, "UPDATE t SET b = b || a RETURNING b");
  note_step(statement);
  note("changes", "%d", sqlite3_changes(db));
  note_rows("already done", db, "SELECT b FROM t ORDER BY a");
  for (int i = 0; i < 3; ++i) note_step(statement);
  note("changes", "%d", sqlite3_changes(db));
  note_code("finalize", sqlite3_finalize(statement));
  statement = prepared(db, "DELETE FROM t RETURNING a");
  note_step(statement);
  note_code("finalize early", sqlite3_finalize(statement));
  note_rows("left", db, "SELECT count(*) FROM t");
  close_noted(db);
}

/* A zombie: the connection is closed for the program, its statements still work. */
TEST(statements, step_after_close_v2) {
  sqlite3* db = open_two_rows();
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY a");
  note_code("close", sqlite3_close(db));
  note_error("error", db);
  note_step(statement);
  note_code("close v2", sqlite3_close_v2(db));
  note_step(statement);
  note_code("reset", sqlite3_reset(statement));
  note_step(statement);
  note_code("finalize", sqlite3_finalize(statement));
}

static void step_into(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_stmt* const insert = sqlite3_user_data(context);
  sqlite3_bind_value(insert, 1, values[0]);
  sqlite3_result_int(context, sqlite3_step(insert));
  sqlite3_reset(insert);
}

TEST(statements, step_another_inside_a_function) {
  sqlite3* db = open_two_rows();
  must(db, "CREATE TABLE log(a)");
  sqlite3_stmt* insert = prepared(db, "INSERT INTO log VALUES(?)");
  sqlite3_create_function(db, "log_it", 1, SQLITE_UTF8, insert, step_into, NULL, NULL);
  note_rows("codes", db, "SELECT log_it(b) FROM t ORDER BY a");
  note_rows("log", db, "SELECT a FROM log ORDER BY a");
  sqlite3_finalize(insert);
  close_noted(db);
}

static void interrupt(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_interrupt(sqlite3_context_db_handle(context));
  sqlite3_result_value(context, values[0]);
}

/* An interrupted statement can be run again once it has ended. */
TEST(statements, step_interrupted) {
  sqlite3* db = open_two_rows();
  sqlite3_create_function(db, "stop", 1, SQLITE_UTF8, NULL, interrupt, NULL, NULL);
  sqlite3_stmt* statement =
      prepared(db,
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
               " SELECT count(CASE i WHEN 100 THEN stop(i) END) FROM n");
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_code("reset", sqlite3_reset(statement));
  sqlite3_finalize(statement);
  note_rows("after", db, "SELECT count(*) FROM t");
  close_noted(db);
}
