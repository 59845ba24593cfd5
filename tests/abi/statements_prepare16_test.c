/* sqlite3_prepare16 and its versions: lengths are bytes, tails point into the UTF-16 text. */
#include <uchar.h>

#include "tests/abi/suite.h"

static void show_prepare(sqlite3* db, const char16_t* sql, int size) {
  sqlite3_stmt* statement = NULL;
  const void* tail = NULL;
  const int code = sqlite3_prepare16_v2(db, sql, size, &statement, &tail);
  note_code("prepare", code);
  note("statement", "%s", statement ? "yes" : "no");
  if (code != SQLITE_OK) {
    note_error("error", db);
    return;
  }
  note("tail at byte", "%d", (int)((const char*)tail - (const char*)sql));
  note_text("sql", sqlite3_sql(statement));
  note_code("finalize", sqlite3_finalize(statement));
}

TEST(statements, prepare16_one) {
  sqlite3* db = open_memory();
  show_prepare(db, u"SELECT 1", -1);
  show_prepare(db, u"SELECT 1; SELECT 2", -1);
  show_prepare(db, u"", -1);
  show_prepare(db, u" -- nothing", -1);
  show_prepare(db, u";", -1);
  close_noted(db);
}

TEST(statements, prepare16_length_in_bytes) {
  sqlite3* db = open_memory();
  const int sizes[] = {0, 16, 18, 20, 22, 38, 40, -1};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    note("size", "%d", sizes[i]);
    show_prepare(db, u"SELECT 12; SELECT 3", sizes[i]);
  }
  note("size", "%d", 8);
  show_prepare(db, u"SELECT 12; SELECT 3", 8);
  close_noted(db);
}

/* One, two, three and four bytes in UTF-8; the last is two units in UTF-16. */
TEST(statements, prepare16_tail_after_wide_characters) {
  sqlite3* db = open_memory();
  const char16_t* const sql = u"SELECT 'a\u00e9\u20ac\U0001f600'; SELECT 2";
  show_prepare(db, sql, -1);
  sqlite3_stmt* statement = NULL;
  const void* tail = NULL;
  note_code("prepare", sqlite3_prepare16_v2(db, sql, -1, &statement, &tail));
  note_text16("tail", tail);
  note_code("step", sqlite3_step(statement));
  note_text("text", (const char*)sqlite3_column_text(statement, 0));
  note_text16("name", sqlite3_column_name16(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, prepare16_nul_inside) {
  sqlite3* db = open_memory();
  static const char16_t kSql[] = u"SELECT 1\0; SELECT 2";
  show_prepare(db, kSql, (int)sizeof kSql);
  show_prepare(db, kSql, (int)sizeof kSql - 2);
  close_noted(db);
}

TEST(statements, prepare16_errors) {
  sqlite3* db = open_memory();
  show_prepare(db, u"SELEC 1", -1);
  show_prepare(db, u"SELECT missing", -1);
  show_prepare(db, u"SELECT \u00e9\u20ac", -1);
  show_prepare(db, u"SELECT 'open", -1);
  close_noted(db);
}

TEST(statements, prepare16_misuse) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = NULL;
  note_code("no connection", sqlite3_prepare16_v2(NULL, u"SELECT 1", -1, &statement, NULL));
  note_code("no text", sqlite3_prepare16_v2(db, NULL, -1, &statement, NULL));
  note_code("v1, no text", sqlite3_prepare16(db, NULL, -1, &statement, NULL));
  note_code("v3, no text", sqlite3_prepare16_v3(db, NULL, -1, 0, &statement, NULL));
  note("statement", "%s", statement ? "yes" : "no");
  close_noted(db);
}

TEST(statements, prepare16_failure_clears_out) {
  sqlite3* db = open_memory();
  sqlite3_stmt* first = prepared(db, "SELECT 1");
  sqlite3_stmt* out = first;
  note_code("prepare", sqlite3_prepare16_v2(db, u"SELECT missing", -1, &out, NULL));
  note("out", "%s", out ? "kept" : "null");
  sqlite3_finalize(first);
  close_noted(db);
}

static void show_row(sqlite3_stmt* statement) {
  note_code("step", sqlite3_step(statement));
  note_value("value", sqlite3_column_value(statement, 0));
  note_code("finalize", sqlite3_finalize(statement));
}

TEST(statements, prepare16_versions) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = NULL;
  const void* tail = NULL;
  note_code("v1", sqlite3_prepare16(db, u"SELECT 'v1';x", -1, &statement, &tail));
  note_text16("tail", tail);
  show_row(statement);
  note_code("v3", sqlite3_prepare16_v3(db, u"SELECT 'v3';x", -1, SQLITE_PREPARE_PERSISTENT,
                                       &statement, &tail));
  note_text16("tail", tail);
  show_row(statement);
  must(db, "CREATE VIRTUAL TABLE v USING dbstat(main)");
  note_code("no vtab", sqlite3_prepare16_v3(db, u"SELECT * FROM v", -1, SQLITE_PREPARE_NO_VTAB,
                                            &statement, &tail));
  close_noted(db);
}

/* The first form hides the reason until reset, in UTF-16 as in UTF-8. */
TEST(statements, prepare16_first_form_hides_codes) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1)");
  sqlite3_stmt* statement = NULL;
  note_code("v1", sqlite3_prepare16(db, u"INSERT INTO t VALUES(1)", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  note_code("v2", sqlite3_prepare16_v2(db, u"INSERT INTO t VALUES(1)", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(statements, prepare16_walks_a_script) {
  sqlite3* db = open_memory();
  const void* at = u"CREATE TABLE t(\u00e9); INSERT INTO t VALUES('\U0001f600'); SELECT * FROM t;";
  while (*(const char16_t*)at) {
    sqlite3_stmt* statement = NULL;
    const void* tail = NULL;
    note_code("prepare", sqlite3_prepare16_v2(db, at, -1, &statement, &tail));
    note_text16("tail", tail);
    note_code("step", sqlite3_step(statement));
    note_text16("name", sqlite3_column_name16(statement, 0));
    note_text16("text", sqlite3_column_text16(statement, 0));
    sqlite3_finalize(statement);
    at = tail;
  }
  close_noted(db);
}
