/* sqlite3_value_*: what the arguments of a function tell, and copies of values. */
#include <uchar.h>

#include "tests/abi/suite.h"

typedef void (*Function)(sqlite3_context*, int, sqlite3_value**);

static sqlite3* open_with(const char* name, Function function) {
  sqlite3* db = open_memory();
  note_code("create",
            sqlite3_create_function(db, name, 1, SQLITE_UTF8, NULL, function, NULL, NULL));
  return db;
}

static void show_types(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note("type", "%d", sqlite3_value_type(values[0]));
  note("numeric type", "%d", sqlite3_value_numeric_type(values[0]));
  sqlite3_result_value(context, values[0]);
}

/* The numeric type of a text that is a number becomes that of the number, and so does its value. */
TEST(statements, value_numeric_type) {
  sqlite3* db = open_with("f", show_types);
  const char* const texts[] = {"1",      "1.5",   "NULL",   "x'31'",   "'12'",
                               "'12.0'", "'1e2'", "'abc'",  "'12abc'", "' 12 '",
                               "'0x10'", "''",    "'1.5 '", "x''",     "'99999999999999999999'"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT f(%s)", texts[i]);
    note_rows(texts[i], db, sql);
    sqlite3_free(sql);
  }
  close_noted(db);
}

static void show_numbers(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note("numbers", "%d %lld %.17g", sqlite3_value_int(values[0]),
       (long long)sqlite3_value_int64(values[0]), sqlite3_value_double(values[0]));
  sqlite3_result_int(context, sqlite3_value_type(values[0]));
}

TEST(statements, value_numbers) {
  sqlite3* db = open_with("f", show_numbers);
  const char* const texts[] = {"1",          "-2147483649", "9223372036854775807",
                               "1.9",        "-1e20",       "NULL",
                               "'12x'",      "'1.5'",       "'x'",
                               "x'3239'",    "1e999",       "'1e999'",
                               "zeroblob(2)"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT f(%s)", texts[i]);
    note_rows(texts[i], db, sql);
    sqlite3_free(sql);
  }
  close_noted(db);
}

static void show_texts(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note_text("text", (const char*)sqlite3_value_text(values[0]));
  note("bytes", "%d", sqlite3_value_bytes(values[0]));
  note_text16("text16", sqlite3_value_text16(values[0]));
  note("bytes16", "%d", sqlite3_value_bytes16(values[0]));
  note_text("text", (const char*)sqlite3_value_text(values[0]));
  sqlite3_result_null(context);
}

TEST(statements, value_texts) {
  sqlite3* db = open_with("f", show_texts);
  const char* const texts[] = {"7", "-1.5", "NULL", "''", "'a\xc3\xa9\xf0\x9f\x98\x80'", "x'6162'"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT f(%s)", texts[i]);
    note_rows("returned", db, sql);
    sqlite3_free(sql);
  }
  close_noted(db);
}

static void show_orders(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const void* text = sqlite3_value_text16be(values[0]);
  note_bytes("be", text, sqlite3_value_bytes16(values[0]));
  text = sqlite3_value_text16le(values[0]);
  note_bytes("le", text, sqlite3_value_bytes16(values[0]));
  text = sqlite3_value_text16be(values[0]);
  note_bytes("be", text, 2);
  note_text16("native", sqlite3_value_text16(values[0]));
  note_text("utf8", (const char*)sqlite3_value_text(values[0]));
  sqlite3_result_null(context);
}

TEST(statements, value_byte_orders) {
  sqlite3* db = open_with("f", show_orders);
  note_rows("text", db, "SELECT f('a\xe2\x82\xac\xf0\x9f\x98\x80')");
  note_rows("number", db, "SELECT f(12)");
  note_rows("real", db, "SELECT f(1.5)");
  close_noted(db);
}

static void show_blob(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const void* const blob = sqlite3_value_blob(values[0]);
  note_bytes("blob", blob, sqlite3_value_bytes(values[0]));
  sqlite3_result_blob(context, blob, sqlite3_value_bytes(values[0]), SQLITE_TRANSIENT);
}

TEST(statements, value_blobs) {
  sqlite3* db = open_with("f", show_blob);
  const char* const texts[] = {"x'00ff'", "x''", "NULL", "'text'",
                               "''",      "12",  "1.5",  "zeroblob(3)"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT f(%s)", texts[i]);
    note_rows(texts[i], db, sql);
    sqlite3_free(sql);
  }
  close_noted(db);
}

static void show_encoding(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note("encoding", "%d", sqlite3_value_encoding(values[0]));
  sqlite3_value_text16(values[0]);
  note("after text16", "%d",
       sqlite3_value_encoding(values[0]) == SQLITE_UTF16LE ||
           sqlite3_value_encoding(values[0]) == SQLITE_UTF16BE);
  sqlite3_value_text(values[0]);
  note("after text", "%d", sqlite3_value_encoding(values[0]));
  sqlite3_result_null(context);
}

TEST(statements, value_encoding) {
  sqlite3* db = open_with("f", show_encoding);
  note_rows("utf8", db, "SELECT f('text')");
  close_noted(db);
}

static void show_source(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note_value("value", values[0]);
  note("from bind", "%d", sqlite3_value_frombind(values[0]));
  note("no change", "%d", sqlite3_value_nochange(values[0]));
  sqlite3_result_value(context, values[0]);
}

TEST(statements, value_frombind) {
  sqlite3* db = open_with("f", show_source);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('column')");
  sqlite3_stmt* statement =
      prepared(db, "SELECT f(?1), f(:b), f(?1 || ''), f('literal'), f(a), f(NULL) FROM t");
  sqlite3_bind_text(statement, 1, "bound", -1, SQLITE_STATIC);
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void set_subtype(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_value(context, values[0]);
  sqlite3_result_subtype(context, 77);
}

static void get_subtype(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_int(context, (int)sqlite3_value_subtype(values[0]));
}

TEST(statements, value_subtype) {
  sqlite3* db = open_with("get", get_subtype);
  sqlite3_create_function(db, "put", 1, SQLITE_UTF8, NULL, set_subtype, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(put('x'))");
  note_rows("none", db, "SELECT get('x'), get(1), get(NULL)");
  note_rows("set", db, "SELECT get(put('x')), get(put(1)), get(put(NULL))");
  note_rows("json", db, "SELECT get(json('[1]')), get(json_array()), get('[1]')");
  note_rows("stored", db, "SELECT get(a) FROM t");
  close_noted(db);
}

static void show_copy(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_value* const copy = sqlite3_value_dup(values[0]);
  note_value("copy", copy);
  note("from bind", "%d", sqlite3_value_frombind(copy));
  note("subtype", "%u", sqlite3_value_subtype(copy));
  sqlite3_result_value(context, copy);
  sqlite3_value_free(copy);
}

TEST(statements, value_dup) {
  sqlite3* db = open_with("f", show_copy);
  sqlite3_create_function(db, "put", 1, SQLITE_UTF8, NULL, set_subtype, NULL, NULL);
  const char* const texts[] = {"1", "1.5", "NULL", "'text'", "x'00ff'", "zeroblob(3)", "put('x')"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT f(%s)", texts[i]);
    note_rows("returned", db, sql);
    sqlite3_free(sql);
  }
  sqlite3_value* const none = sqlite3_value_dup(NULL);
  note("of null", "%s", none ? "a value" : "null");
  sqlite3_value_free(NULL);
  close_noted(db);
}

/* A copy belongs to the program: it outlives statement and connection, and converts on its own. */
TEST(statements, value_dup_outlives_all) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 'a' || '\xc3\xa9', 12");
  sqlite3_step(statement);
  sqlite3_value* const text = sqlite3_value_dup(sqlite3_column_value(statement, 0));
  sqlite3_value* const number = sqlite3_value_dup(sqlite3_column_value(statement, 1));
  sqlite3_value* const again = sqlite3_value_dup(text);
  sqlite3_finalize(statement);
  close_noted(db);
  note_text16("text16", sqlite3_value_text16(text));
  note_text("text", (const char*)sqlite3_value_text(text));
  note_text("number", (const char*)sqlite3_value_text(number));
  sqlite3_value_free(text);
  note_value("copy of a copy", again);
  sqlite3_value_free(again);
  sqlite3_value_free(number);
}

TEST(statements, bind_value_refused) {
  sqlite3* db = open_memory();
  sqlite3_stmt* source = prepared(db, "SELECT 1, 'x', x'00', 1.5, NULL, zeroblob(2)");
  sqlite3_step(source);
  sqlite3_stmt* statement = prepared(db, "SELECT ?");
  for (int i = 0; i < 6; ++i) {
    sqlite3_value* const value = sqlite3_column_value(source, i);
    note_code("range", sqlite3_bind_value(statement, 2, value));
    sqlite3_step(statement);
    note_code("running", sqlite3_bind_value(statement, 1, value));
    sqlite3_reset(statement);
  }
  note_code("no statement", sqlite3_bind_value(NULL, 1, sqlite3_column_value(source, 0)));
  sqlite3_finalize(statement);
  sqlite3_finalize(source);
  close_noted(db);
}

/* A value whose text was read as UTF-16 is still the same text where it is bound. */
TEST(statements, bind_value_after_text16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* source = prepared(db, "SELECT 'a\xe2\x82\xac'");
  sqlite3_step(source);
  note_text16("text16", sqlite3_column_text16(source, 0));
  sqlite3_stmt* statement = prepared(db, "SELECT ?1 = 'a\xe2\x82\xac', hex(?1), ?1");
  note_code("bind", sqlite3_bind_value(statement, 1, sqlite3_column_value(source, 0)));
  sqlite3_step(statement);
  for (int i = 0; i < 3; ++i) note_value("value", sqlite3_column_value(statement, i));
  sqlite3_finalize(statement);
  sqlite3_finalize(source);
  close_noted(db);
}

static void text_of_null(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  note_text("text", (const char*)sqlite3_value_text(NULL));
  note_text16("text16", sqlite3_value_text16(NULL));
  sqlite3_result_null(context);
}

TEST(statements, value_text_without_a_value) {
  sqlite3* db = open_with("f", text_of_null);
  note_rows("null", db, "SELECT f(1)");
  close_noted(db);
}
