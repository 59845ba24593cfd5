/* sqlite3_sql and sqlite3_expanded_sql. */
#include <uchar.h>

#include "tests/abi/suite.h"

static void note_expanded(const char* what, sqlite3_stmt* statement) {
  char* const text = sqlite3_expanded_sql(statement);
  note_text(what, text);
  sqlite3_free(text);
}

TEST(statements, sql_keeps_the_text) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, " select  ?1 /* why */ ; select 2");
  note_text("fresh", sqlite3_sql(statement));
  sqlite3_bind_int(statement, 1, 5);
  sqlite3_step(statement);
  note_text("running", sqlite3_sql(statement));
  sqlite3_reset(statement);
  note_text("reset", sqlite3_sql(statement));
  sqlite3_finalize(statement);
  note_text("no statement", sqlite3_sql(NULL));
  note_expanded("no statement", NULL);
  close_noted(db);
}

TEST(statements, sql_survives_schema_change) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t WHERE ?1 > 0");
  sqlite3_bind_int(statement, 1, 5);
  must(db, "ALTER TABLE t ADD COLUMN b");
  sqlite3_step(statement);
  note_text("sql", sqlite3_sql(statement));
  note_expanded("expanded", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

/* The name of a table changes; the text that was prepared does not. */
TEST(statements, sql_after_rename) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  must(db, "ALTER TABLE t RENAME TO u");
  note_text("sql", sqlite3_sql(statement));
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_text("sql", sqlite3_sql(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, sql_of_first_form) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare(db, "SELECT ?; SELECT 2", -1, &statement, NULL));
  sqlite3_bind_int(statement, 1, 3);
  note_text("sql", sqlite3_sql(statement));
  note_expanded("expanded", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_unbound) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?3, :a, @b, $c, ?2");
  note_expanded("unbound", statement);
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT 1");
  note_expanded("no parameters", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_integers_and_reals) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  const sqlite3_int64 integers[] = {0, -1, 42, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < sizeof integers / sizeof integers[0]; ++i) {
    sqlite3_bind_int64(statement, 1, integers[i]);
    note_expanded("integer", statement);
  }
  const double reals[] = {0.0, -0.0, 1.0, 0.1, -2.5, 1e100, 1e-100, 123456789012345678.0, 1.0 / 3};
  for (size_t i = 0; i < sizeof reals / sizeof reals[0]; ++i) {
    sqlite3_bind_double(statement, 1, reals[i]);
    note_expanded("real", statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_infinity) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_double(statement, 1, strtod("inf", NULL));
  note_expanded("inf", statement);
  sqlite3_bind_double(statement, 1, strtod("-inf", NULL));
  note_expanded("-inf", statement);
  sqlite3_bind_double(statement, 1, strtod("nan", NULL));
  note_expanded("nan", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_texts) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  const char* const texts[] = {"", "plain", "it's", "''", "a\nb", "\xc3\xa9\xe2\x82\xac", "?1"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_bind_text(statement, 1, texts[i], -1, SQLITE_STATIC);
    note_expanded("text", statement);
  }
  sqlite3_bind_text16(statement, 1, u"\u00e9\U0001f600'", -1, SQLITE_STATIC);
  note_expanded("text16", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_texts_utf16_database) {
  sqlite3* db = open_memory();
  must(db, "PRAGMA encoding = 'UTF-16'");
  sqlite3_stmt* statement = prepared(db, "SELECT ?, '\xc3\xa9'");
  sqlite3_bind_text(statement, 1, "\xe2\x82\xac'", -1, SQLITE_STATIC);
  note_expanded("text", statement);
  sqlite3_bind_text16(statement, 1, u"\U0001f600'", -1, SQLITE_STATIC);
  note_expanded("text16", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_blobs) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_blob(statement, 1, "\x00\x7f\xff", 3, SQLITE_STATIC);
  note_expanded("blob", statement);
  sqlite3_bind_blob(statement, 1, "", 0, SQLITE_STATIC);
  note_expanded("empty", statement);
  sqlite3_bind_zeroblob(statement, 1, 5);
  note_expanded("zeroblob", statement);
  sqlite3_bind_zeroblob(statement, 1, 0);
  note_expanded("zeroblob", statement);
  sqlite3_bind_null(statement, 1);
  note_expanded("null", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_long_blob) {
  sqlite3* db = open_memory();
  static unsigned char bytes[5000];
  for (size_t i = 0; i < sizeof bytes; ++i) bytes[i] = (unsigned char)i;
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_blob(statement, 1, bytes, (int)sizeof bytes, SQLITE_STATIC);
  char* const text = sqlite3_expanded_sql(statement);
  note("length", "%zu", strlen(text));
  note("begin", "%.20s", text);
  note("end", "%s", text + strlen(text) - 9);
  sqlite3_free(text);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_pointer_and_value) {
  sqlite3* db = open_memory();
  sqlite3_stmt* source = prepared(db, "SELECT 'from a row'");
  sqlite3_step(source);
  int anything = 0;
  sqlite3_stmt* statement = prepared(db, "SELECT ?, ?");
  sqlite3_bind_pointer(statement, 1, &anything, "int", NULL);
  sqlite3_bind_value(statement, 2, sqlite3_column_value(source, 0));
  note_expanded("both", statement);
  sqlite3_finalize(statement);
  sqlite3_finalize(source);
  close_noted(db);
}

/* What looks like a parameter in a string, a name or a comment is none. */
TEST(statements, expanded_finds_parameters) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(
      db, "SELECT '?', \"?\", [?], `?` /* ? */, ?1+?1 -- ?\n, :n FROM (SELECT 1 AS \"?\")");
  sqlite3_bind_int(statement, 1, 7);
  sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":n"), "n", -1,
                    SQLITE_STATIC);
  note_expanded("expanded", statement);
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT $a::b(c), $a::b(c)");
  sqlite3_bind_int(statement, 1, 7);
  note_expanded("tcl", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_follows_bindings) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_int(statement, 1, 1);
  sqlite3_step(statement);
  note_expanded("running", statement);
  sqlite3_reset(statement);
  note_expanded("reset", statement);
  sqlite3_bind_int(statement, 1, 2);
  note_expanded("bound again", statement);
  sqlite3_clear_bindings(statement);
  note_expanded("cleared", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_too_long) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_text(statement, 1, "0123456789012345678901234567890123456789", -1, SQLITE_STATIC);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 60);
  note_expanded("within", statement);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 40);
  note_expanded("beyond", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, expanded_lives_on) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  sqlite3_bind_int(statement, 1, 1);
  char* const text = sqlite3_expanded_sql(statement);
  sqlite3_finalize(statement);
  close_noted(db);
  note_text("after close", text);
  sqlite3_free(text);
}
