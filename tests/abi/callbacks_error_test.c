/* Errors that functions raise, and what statement, connection and transaction say afterwards. */
#include <uchar.h>

#include "tests/abi/suite.h"

static int disarmed = 0;

static void fail(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  switch (disarmed ? 0 : sqlite3_value_int(values[0])) {
    case 1:
      sqlite3_result_error(context, "whole text", -1);
      break;
    case 2:
      sqlite3_result_error(context, "part of it", 4);
      break;
    case 3:
      sqlite3_result_error(context, "", -1);
      break;
    case 4:
      sqlite3_result_error16(context, u"wide \u00e9", -1);
      break;
    case 5:
      sqlite3_result_error16(context, u"wide part", 8);
      break;
    case 6:
      sqlite3_result_error_toobig(context);
      break;
    case 7:
      sqlite3_result_error_nomem(context);
      break;
    default:
      sqlite3_result_int(context, 0);
  }
}

TEST(callbacks, error_texts) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fail", 1, SQLITE_UTF8, NULL, fail, NULL, NULL);
  note_rows("whole", db, "SELECT fail(1)");
  note_rows("part", db, "SELECT fail(2)");
  note_rows("empty", db, "SELECT fail(3)");
  note_rows("wide", db, "SELECT fail(4)");
  note_rows("wide part", db, "SELECT fail(5)");
  note_rows("toobig", db, "SELECT fail(6)");
  note_rows("nomem", db, "SELECT fail(7)");
  note_rows("none", db, "SELECT fail(0)");
  note_error("in the end", db);
  close_noted(db);
}

static void fail_code(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_error_code(context, sqlite3_value_int(values[0]));
}

TEST(callbacks, error_codes) {
  static const int codes[] = {
      SQLITE_ERROR,    SQLITE_INTERNAL,      SQLITE_PERM,     SQLITE_ABORT,
      SQLITE_BUSY,     SQLITE_LOCKED,        SQLITE_READONLY, SQLITE_INTERRUPT,
      SQLITE_CORRUPT,  SQLITE_NOTFOUND,      SQLITE_FULL,     SQLITE_CANTOPEN,
      SQLITE_TOOBIG,   SQLITE_CONSTRAINT,    SQLITE_MISMATCH, SQLITE_MISUSE,
      SQLITE_AUTH,     SQLITE_RANGE,         SQLITE_NOTADB,   SQLITE_CONSTRAINT_FUNCTION,
      SQLITE_PROTOCOL, SQLITE_NOTICE,        SQLITE_WARNING,  SQLITE_CONSTRAINT_UNIQUE,
      SQLITE_IOERR,    SQLITE_ABORT_ROLLBACK};
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "code", 1, SQLITE_UTF8, NULL, fail_code, NULL, NULL);
  sqlite3_stmt* const statement = prepared(db, "SELECT code(?)");
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; ++i) {
    sqlite3_bind_int(statement, 1, codes[i]);
    const int code = sqlite3_step(statement);
    note_code("step", code);
    note_error("error", db);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A code before or after the text: the text stays only if the code comes last. */
static void mix(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  switch (sqlite3_value_int(values[0])) {
    case 1:
      sqlite3_result_error(context, "text, code", -1);
      sqlite3_result_error_code(context, SQLITE_CONSTRAINT_CHECK);
      break;
    case 2:
      sqlite3_result_error_code(context, SQLITE_CONSTRAINT_CHECK);
      sqlite3_result_error(context, "code, text", -1);
      break;
    case 3:
      sqlite3_result_int(context, 3);
      sqlite3_result_error(context, "int, error", -1);
      break;
    case 4:
      sqlite3_result_error(context, "first", -1);
      sqlite3_result_error(context, "second", -1);
      break;
    default:
      sqlite3_result_text(context, "a text", -1, SQLITE_STATIC);
      sqlite3_result_error_code(context, SQLITE_MISMATCH);
  }
}

TEST(callbacks, error_text_and_code) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "mix", 1, SQLITE_UTF8, NULL, mix, NULL, NULL);
  note_rows("text, code", db, "SELECT mix(1)");
  note_rows("code, text", db, "SELECT mix(2)");
  note_rows("int, error", db, "SELECT mix(3)");
  note_rows("two errors", db, "SELECT mix(4)");
  note_rows("result, code", db, "SELECT mix(5)");
  close_noted(db);
}

static sqlite3* open_with_fail(void) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fail", 1, SQLITE_UTF8, NULL, fail, NULL, NULL);
  must(db, "CREATE TABLE t(a)");
  return db;
}

TEST(callbacks, error_life_of_the_statement) {
  sqlite3* const db = open_with_fail();
  sqlite3_stmt* const statement = prepared(db, "SELECT fail(column1) FROM (VALUES(0), (1), (0))");
  note_code("first", sqlite3_step(statement));
  note_code("second", sqlite3_step(statement));
  note_error("second", db);
  note("busy", "%d", sqlite3_stmt_busy(statement));
  note("data count", "%d", sqlite3_data_count(statement));
  note_code("step without reset", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_error("after reset", db);
  note_code("reset again", sqlite3_reset(statement));
  note_error("after it", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* The old interface tells the code only at the reset. */
TEST(callbacks, error_of_a_statement_of_the_old_prepare) {
  sqlite3* const db = open_with_fail();
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare(db, "SELECT fail(6)", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  note_code("errcode", sqlite3_errcode(db));
  note_code("reset", sqlite3_reset(statement));
  note_error("after reset", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(callbacks, error_undoes_the_statement) {
  sqlite3* const db = open_with_fail();
  must(db, "BEGIN; INSERT INTO t VALUES('before')");
  note_rows("insert", db, "INSERT INTO t SELECT fail(column1) FROM (VALUES(0), (0), (1))");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT a FROM t");
  note_rows("update", db, "INSERT INTO t VALUES(2); UPDATE t SET a = fail(a)");
  note_rows("rows", db, "SELECT a FROM t ORDER BY rowid");
  note_rows("or fail", db, "UPDATE OR FAIL t SET a = fail(a)");
  note_rows("or rollback", db, "UPDATE OR ROLLBACK t SET a = fail(a)");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT a FROM t ORDER BY rowid");
  must(db, "COMMIT");
  close_noted(db);
}

/* A code alone does not decide over the transaction, save for those that the engine reserves. */
TEST(callbacks, error_code_and_transaction) {
  static const int codes[] = {SQLITE_ERROR,   SQLITE_CONSTRAINT, SQLITE_ABORT,
                              SQLITE_CORRUPT, SQLITE_BUSY,       SQLITE_AUTH};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; ++i) {
    sqlite3* const db = open_memory();
    sqlite3_create_function(db, "code", 1, SQLITE_UTF8, NULL, fail_code, NULL, NULL);
    must(db, "CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES(1)");
    char* const sql = sqlite3_mprintf("INSERT INTO t VALUES(code(%d))", codes[i]);
    note_rows("insert", db, sql);
    sqlite3_free(sql);
    note("autocommit", "%d", sqlite3_get_autocommit(db));
    note_rows("rows", db, "SELECT count(*) FROM t");
    sqlite3_close(db);
  }
}

TEST(callbacks, error_in_trigger_check_and_index) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fail", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, fail, NULL,
                          NULL);
  must(db,
       "CREATE TABLE t(a); CREATE TABLE c(a CHECK(fail(a) = 0)); CREATE TABLE i(a);"
       "CREATE INDEX ii ON i(fail(a)); CREATE TABLE g(a, b AS (fail(a)));"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT fail(new.a); END");
  disarmed = 1;
  must(db, "INSERT INTO g VALUES(2)");
  disarmed = 0;
  note_rows("trigger", db, "INSERT INTO t VALUES(1)");
  note_rows("check", db, "INSERT INTO c VALUES(1)");
  note_rows("check or ignore", db, "INSERT OR IGNORE INTO c VALUES(1)");
  note_rows("index", db, "INSERT INTO i VALUES(1)");
  note_rows("generated", db, "SELECT b FROM g");
  note_rows("constant", db, "SELECT 1 WHERE 0 AND fail(1)");
  note_rows("not reached", db, "SELECT CASE WHEN 1 THEN 2 ELSE fail(1) END, coalesce(3, fail(1))");
  note_rows("counts", db, "SELECT (SELECT count(*) FROM t) + (SELECT count(*) FROM c)");
  close_noted(db);
}
