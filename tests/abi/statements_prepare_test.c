/* sqlite3_prepare, _v2 and _v3: which text they take, where they stop, what they refuse. */
#include "tests/abi/suite.h"

static void show_tail(const char* sql, const char* tail) {
  note("tail at", "%d", (int)(tail - sql));
}

static void show_prepare(sqlite3* db, const char* sql, int size) {
  sqlite3_stmt* statement = NULL;
  const char* tail = NULL;
  const int code = sqlite3_prepare_v2(db, sql, size, &statement, &tail);
  note_code("prepare", code);
  note("statement", "%s", statement ? "yes" : "no");
  if (code != SQLITE_OK) {
    note_error("error", db);
    return;
  }
  show_tail(sql, tail);
  note_text("sql", sqlite3_sql(statement));
  note_code("finalize", sqlite3_finalize(statement));
}

TEST(statements, prepare_one) {
  sqlite3* db = open_memory();
  show_prepare(db, "SELECT 1", -1);
  show_prepare(db, "SELECT 1;", -1);
  show_prepare(db, "  \t\nSELECT 1 ; ", -1);
  close_noted(db);
}

/* As a shell does it: one statement after the other, following the tail. */
TEST(statements, prepare_walks_a_script) {
  sqlite3* db = open_memory();
  const char* const script =
      "CREATE TABLE t(a); -- first\n;; /* between */ INSERT INTO t VALUES(';');\nSELECT a FROM t";
  const char* at = script;
  while (*at) {
    sqlite3_stmt* statement = NULL;
    const char* tail = NULL;
    note_code("prepare", sqlite3_prepare_v2(db, at, -1, &statement, &tail));
    note_text("sql", sqlite3_sql(statement));
    show_tail(script, tail);
    if (statement) note_code("step", sqlite3_step(statement));
    sqlite3_finalize(statement);
    at = tail;
  }
  close_noted(db);
}

TEST(statements, prepare_semicolon_in_trigger) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  show_prepare(
      db, "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 1; END; SELECT 2", -1);
  close_noted(db);
}

TEST(statements, prepare_nothing) {
  sqlite3* db = open_memory();
  const char* const texts[] = {"", " \n ", ";", " ; SELECT 1", "-- a", "/* a */", "/* open", "-"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    note_text("text", texts[i]);
    show_prepare(db, texts[i], -1);
  }
  close_noted(db);
}

TEST(statements, prepare_comments) {
  sqlite3* db = open_memory();
  show_prepare(db, "-- head\nSELECT /* in */ 1 -- tail\n; -- rest", -1);
  show_prepare(db, "/* head */ SELECT 1 /* never closed ; SELECT 2", -1);
  close_noted(db);
}

TEST(statements, prepare_byte_order_mark) {
  sqlite3* db = open_memory();
  show_prepare(db, "\xef\xbb\xbfSELECT 1", -1);
  close_noted(db);
}

TEST(statements, prepare_length) {
  sqlite3* db = open_memory();
  const char* const sql = "SELECT 12; SELECT 3";
  const int lengths[] = {0, 8, 9, 10, 11, 19, 20, -1, -7};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; ++i) {
    note("length", "%d", lengths[i]);
    show_prepare(db, sql, lengths[i]);
  }
  note("length", "%d", 4);
  show_prepare(db, sql, 4);
  close_noted(db);
}

/* The text is not terminated at all: only the length says where it ends. */
TEST(statements, prepare_length_without_nul) {
  sqlite3* db = open_memory();
  char* const sql = malloc(8);
  if (!sql) return;
  memcpy(sql, "SELECT 1", 8);
  show_prepare(db, sql, 8);
  free(sql);
  close_noted(db);
}

TEST(statements, prepare_nul_inside) {
  sqlite3* db = open_memory();
  static const char kSql[] = "SELECT 1\0; SELECT 2";
  show_prepare(db, kSql, (int)sizeof kSql);
  show_prepare(db, kSql, (int)sizeof kSql - 1);
  static const char kString[] = "SELECT 'a\0b'";
  show_prepare(db, kString, (int)sizeof kString - 1);
  close_noted(db);
}

TEST(statements, prepare_without_tail) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT 1; not sql", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, prepare_syntax_errors) {
  sqlite3* db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
  must(db, "CREATE TABLE t(a)");
  const char* const texts[] = {
      "SELEC 1",           "SELECT",
      "SELECT 'open",      "SELECT \"a",
      "SELECT #",          "SELECT 1 1 FROM",
      "SELECT x'0'",       "CREATE TABLE t",
      "INSERT INTO t",     "SELECT * FROM t WHERE",
      "SELECT 1e",         "SELECT 12a",
      "DROP TABLE t t",    "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;",
      "SELECT (1",         "SELECT 1)",
      "UPDATE t SET a = ", "SELECT ?0",
      "SELECT ?101",       "SELECT :",
      "SELECT ?1a",        "SELECT @",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    note_text("text", texts[i]);
    show_prepare(db, texts[i], -1);
  }
  close_noted(db);
}

TEST(statements, prepare_unknown_names) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  const char* const texts[] = {
      "SELECT * FROM missing",
      "SELECT missing FROM t",
      "SELECT t.missing FROM t",
      "SELECT a FROM missing.t",
      "SELECT missing(a) FROM t",
      "SELECT abs(a, b) FROM t",
      "SELECT a FROM t ORDER BY a COLLATE missing",
      "SELECT a FROM t, t AS u",
      "SELECT sum(a) FROM t WHERE sum(a) > 1",
      "INSERT INTO t VALUES(1)",
      "INSERT INTO t(a) VALUES(1, 2)",
      "INSERT INTO t(a, missing) VALUES(1, 2)",
      "CREATE TABLE t(a)",
      "CREATE INDEX i ON t(missing)",
      "DROP TABLE missing",
      "DROP INDEX missing",
      "DROP VIEW t",
      "CREATE TABLE sqlite_mine(a)",
      "DELETE FROM sqlite_schema",
      "SELECT 1 UNION SELECT 1, 2",
      "SELECT 1 ORDER BY 2",
      "SELECT * ",
      "SELECT (SELECT 1, 2)",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    note_text("text", texts[i]);
    show_prepare(db, texts[i], -1);
  }
  close_noted(db);
}

/* The out parameter is set to NULL by a failure, whatever it was before. */
TEST(statements, prepare_failure_clears_out) {
  sqlite3* db = open_memory();
  sqlite3_stmt* first = prepared(db, "SELECT 1");
  sqlite3_stmt* out = first;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT missing", -1, &out, NULL));
  note("out", "%s", out ? "kept" : "null");
  out = first;
  note_code("empty", sqlite3_prepare_v2(db, "", -1, &out, NULL));
  note("out", "%s", out ? "kept" : "null");
  sqlite3_finalize(first);
  close_noted(db);
}

TEST(statements, prepare_misuse) {
  sqlite3* db = open_memory();
  sqlite3_stmt* first = prepared(db, "SELECT 1");
  sqlite3_stmt* out = first;
  note_code("no connection", sqlite3_prepare_v2(NULL, "SELECT 1", -1, &out, NULL));
  note("out", "%s", out ? "kept" : "null");
  out = first;
  note_code("no text", sqlite3_prepare_v2(db, NULL, -1, &out, NULL));
  note("out", "%s", out ? "kept" : "null");
  note_code("v1, no connection", sqlite3_prepare(NULL, "SELECT 1", -1, &out, NULL));
  note_code("v3, no text", sqlite3_prepare_v3(db, NULL, -1, 0, &out, NULL));
  sqlite3_finalize(first);
  close_noted(db);
}

TEST(statements, prepare_too_long) {
  sqlite3* db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 12);
  show_prepare(db, "SELECT 12345", -1);
  show_prepare(db, "SELECT 123456", -1);
  show_prepare(db, "SELECT 12345", 12);
  show_prepare(db, "SELECT 123456", 13);
  close_noted(db);
}

TEST(statements, prepare_limits) {
  sqlite3* db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 3);
  show_prepare(db, "SELECT 1, 2, 3, 4", -1);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 2);
  show_prepare(db, "SELECT 1 UNION SELECT 2 UNION SELECT 3", -1);
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 5);
  show_prepare(db, "SELECT ?6", -1);
  show_prepare(db, "SELECT ?5, ?", -1);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 3);
  show_prepare(db, "SELECT 1+2+3+4+5", -1);
  close_noted(db);
}

/* Length and tail are the same matter in all three forms. */
TEST(statements, prepare_first_and_third_form) {
  sqlite3* db = open_memory();
  const char* const sql = "SELECT 12; SELECT 3";
  const int lengths[] = {-1, 0, 9, 11};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; ++i) {
    sqlite3_stmt* statement = NULL;
    const char* tail = NULL;
    note_code("v1", sqlite3_prepare(db, sql, lengths[i], &statement, &tail));
    show_tail(sql, tail);
    note_text("sql", sqlite3_sql(statement));
    sqlite3_finalize(statement);
    note_code("v3", sqlite3_prepare_v3(db, sql, lengths[i], 0, &statement, &tail));
    show_tail(sql, tail);
    note_text("sql", sqlite3_sql(statement));
    sqlite3_finalize(statement);
  }
  sqlite3_stmt* statement = NULL;
  note_code("v1 wrong", sqlite3_prepare(db, "SELECT missing", -1, &statement, NULL));
  note_error("error", db);
  note_code("v3 wrong", sqlite3_prepare_v3(db, "SELECT missing", -1, 0, &statement, NULL));
  note_error("error", db);
  close_noted(db);
}

TEST(statements, prepare_v3_flags) {
  sqlite3* db = open_memory();
  const unsigned flags[] = {0, SQLITE_PREPARE_PERSISTENT, SQLITE_PREPARE_NORMALIZE,
                            SQLITE_PREPARE_PERSISTENT | SQLITE_PREPARE_NO_VTAB};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; ++i) {
    sqlite3_stmt* statement = NULL;
    const char* const sql = "SELECT ?; SELECT";
    const char* tail = NULL;
    note_code("prepare", sqlite3_prepare_v3(db, sql, -1, flags[i], &statement, &tail));
    show_tail(sql, tail);
    note_code("step", sqlite3_step(statement));
    note_code("finalize", sqlite3_finalize(statement));
  }
  close_noted(db);
}

static void prepare_no_vtab(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = NULL;
  note_code(sql, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_NO_VTAB, &statement, NULL));
  if (!statement) note_error("error", db);
  sqlite3_finalize(statement);
}

TEST(statements, prepare_v3_no_vtab) {
  sqlite3* db = open_memory();
  must(db, "CREATE VIRTUAL TABLE v USING dbstat(main); CREATE TABLE t(a)");
  prepare_no_vtab(db, "SELECT * FROM t");
  prepare_no_vtab(db, "SELECT * FROM v");
  prepare_no_vtab(db, "INSERT INTO v(name) VALUES('a')");
  prepare_no_vtab(db, "SELECT * FROM json_each('[]')");
  prepare_no_vtab(db, "SELECT * FROM pragma_table_info('t')");
  note_rows("allowed again", db, "SELECT count(*) > 0 FROM v");
  close_noted(db);
}

static void prepare_in_function(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_stmt* statement = NULL;
  sqlite3* const db = sqlite3_context_db_handle(context);
  const char* const sql = (const char*)sqlite3_value_text(values[0]);
  const int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code != SQLITE_OK) {
    sqlite3_result_error(context, sqlite3_errmsg(db), -1);
  } else {
    sqlite3_step(statement);
    sqlite3_result_value(context, sqlite3_column_value(statement, 0));
  }
  sqlite3_finalize(statement);
}

TEST(statements, prepare_inside_a_function) {
  sqlite3* db = open_memory();
  sqlite3_create_function(db, "run", 1, SQLITE_UTF8, NULL, prepare_in_function, NULL, NULL);
  note_rows("one", db, "SELECT run('SELECT 40 + 2')");
  note_rows("nested", db, "SELECT run('SELECT run(''SELECT 7'')')");
  note_rows("wrong", db, "SELECT run('SELECT missing')");
  note_rows("after", db, "SELECT 1");
  close_noted(db);
}
