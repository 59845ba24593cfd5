/* What a connection tells after a statement failed: code, message, place. */
#include <uchar.h>

#include "tests/abi/suite.h"

static void note_offset(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = NULL;
  sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  note_text("sql", sql);
  note_text("message", sqlite3_errmsg(db));
  note("offset", "%d", sqlite3_error_offset(db));
  sqlite3_finalize(statement);
}

TEST(statements, error_offset_of_syntax) {
  sqlite3* db = open_memory();
  note_offset(db, "SELEC 1");
  note_offset(db, "SELECT 1 + + FROM");
  note_offset(db, "SELECT 1,\n  2,\n  FROM t");
  note_offset(db, "SELECT");
  note_offset(db, "SELECT 'open");
  note_offset(db, "SELECT 1 #");
  note_offset(db, "SELECT 1)");
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
  note_offset(db, "SELECT ?0");
  note_offset(db, "SELECT 1, ?101");
  close_noted(db);
}

TEST(statements, error_offset_of_names) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  note_offset(db, "SELECT a, missing FROM t");
  note_offset(db, "SELECT a FROM t WHERE t.missing = 1");
  note_offset(db, "SELECT * FROM missing");
  note_offset(db, "SELECT missing(a) FROM t");
  note_offset(db, "SELECT abs(a, b) FROM t");
  note_offset(db, "SELECT a FROM t AS x, t AS y");
  note_offset(db, "SELECT a FROM t ORDER BY a COLLATE missing");
  note_offset(db, "UPDATE t SET a = 1, missing = 2");
  note_offset(db, "INSERT INTO t(a, missing) VALUES(1, 2)");
  note_offset(db, "INSERT INTO t VALUES(1)");
  close_noted(db);
}

/* Bytes of UTF-8, also where the statement came as UTF-16. */
TEST(statements, error_offset_counts_bytes) {
  sqlite3* db = open_memory();
  note_offset(db, "SELECT '\xc3\xa9\xe2\x82\xac', missing");
  sqlite3_stmt* statement = NULL;
  note_code("utf16",
            sqlite3_prepare16_v2(db, u"SELECT '\u00e9\u20ac', missing", -1, &statement, NULL));
  note("offset", "%d", sqlite3_error_offset(db));
  close_noted(db);
}

TEST(statements, error_offset_none) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  note("no error", "%d", sqlite3_error_offset(db));
  note("no connection", "%d", sqlite3_error_offset(NULL));
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1)");
  note_code("step", sqlite3_step(statement));
  note("constraint", "%d", sqlite3_error_offset(db));
  sqlite3_finalize(statement);
  note_offset(db, "SELECT missing");
  note_offset(db, "SELECT 1");
  close_noted(db);
}

TEST(statements, errmsg_without_a_connection) {
  note_text("message", sqlite3_errmsg(NULL));
  note_text16("message16", sqlite3_errmsg16(NULL));
  note_code("code", sqlite3_errcode(NULL));
  note_code("extended", sqlite3_extended_errcode(NULL));
}

TEST(statements, errmsg_in_utf16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = NULL;
  note_text16("fresh", sqlite3_errmsg16(db));
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT * FROM \"\xc3\xa9\xf0\x9f\x98\x80\"", -1,
                                          &statement, NULL));
  note_text16("utf16", sqlite3_errmsg16(db));
  note_text("utf8", sqlite3_errmsg(db));
  note_text16("utf16", sqlite3_errmsg16(db));
  close_noted(db);
}

/* The error of the last call: a failure stays until the next call on this connection. */
TEST(statements, errmsg_follows_calls) {
  sqlite3* db = open_memory();
  note_error("fresh", db);
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  note_error("after exec", db);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT missing", -1, &statement, NULL));
  note_error("failed", db);
  statement = prepared(db, "INSERT INTO t VALUES(?)");
  note_error("prepared", db);
  sqlite3_bind_int(statement, 1, 1);
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  note_code("reset", sqlite3_reset(statement));
  note_error("reset", db);
  note_code("bind", sqlite3_bind_int(statement, 1, 2));
  note_code("step", sqlite3_step(statement));
  note_code("done", sqlite3_errcode(db));
  note_code("finalize", sqlite3_finalize(statement));
  note_error("finalize", db);
  close_noted(db);
}

TEST(statements, errcode_of_rows) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 1");
  sqlite3_step(statement);
  note_error("row", db);
  sqlite3_step(statement);
  note_error("done", db);
  sqlite3_reset(statement);
  note_error("reset", db);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, errcode_plain_and_extended) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  note_rows("plain", db, "INSERT INTO t VALUES(1)");
  sqlite3_extended_result_codes(db, 1);
  note_rows("extended", db, "INSERT INTO t VALUES(1)");
  sqlite3_extended_result_codes(db, 0);
  note_rows("plain", db, "INSERT INTO t VALUES(1)");
  close_noted(db);
}

/* Two connections do not share their errors. */
TEST(statements, errmsg_of_two_connections) {
  sqlite3* one = open_memory();
  sqlite3* two = open_memory();
  note_offset(one, "SELECT one");
  note_offset(two, "SELECT two");
  note_error("one", one);
  note_error("two", two);
  close_noted(one);
  close_noted(two);
}

/* The statement that failed is finalized, and another one was used in between. */
TEST(statements, errmsg_after_another_statement) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  sqlite3_stmt* failing = prepared(db, "INSERT INTO t VALUES(1)");
  sqlite3_stmt* working = prepared(db, "SELECT a FROM t");
  note_code("fails", sqlite3_step(failing));
  note_code("works", sqlite3_step(working));
  note_code("code", sqlite3_errcode(db));
  note_code("reset of the failed", sqlite3_reset(failing));
  note_error("error", db);
  note_code("reset of the other", sqlite3_reset(working));
  note_error("error", db);
  sqlite3_finalize(failing);
  sqlite3_finalize(working);
  close_noted(db);
}

static void fail(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const char* const text = (const char*)sqlite3_value_text(values[0]);
  sqlite3_result_error(context, text, -1);
  if (sqlite3_value_int(values[1])) {
    sqlite3_result_error_code(context, sqlite3_value_int(values[1]));
  }
}

TEST(statements, error_from_a_function) {
  sqlite3* db = open_memory();
  sqlite3_create_function(db, "fail", 2, SQLITE_UTF8, NULL, fail, NULL, NULL);
  note_rows("text", db, "SELECT fail('own words', 0)");
  note_rows("code", db, "SELECT fail('own words', 19)");
  note_rows("extended", db, "SELECT fail('own words', 19 + 5 * 256)");
  note_rows("unknown code", db, "SELECT fail('own words', 99)");
  note_rows("wide", db, "SELECT fail('\xc3\xa9%d%s', 0)");
  close_noted(db);
}
