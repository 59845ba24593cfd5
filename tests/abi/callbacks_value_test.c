/* Arguments as functions see them: types, conversions, encodings, copies. */
#include "tests/abi/suite.h"

static sqlite3* open_with(const char* name,
                          void (*function)(sqlite3_context*, int, sqlite3_value**)) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, name, -1, SQLITE_UTF8, NULL, function, NULL, NULL);
  return db;
}

static const char* type_name(int type) {
  static const char* const names[] = {"?", "integer", "float", "text", "blob", "null"};
  return names[type];
}

static void show_numbers(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  sqlite3_value* const v = values[0];
  const char* const type = type_name(sqlite3_value_type(v));
  const int narrow = sqlite3_value_int(v);
  const sqlite3_int64 wide = sqlite3_value_int64(v);
  note("number", "%s, int %d, int64 %lld, double %.17g, numeric %s", type, narrow, (long long)wide,
       sqlite3_value_double(v), type_name(sqlite3_value_numeric_type(v)));
}

static const char* const kValues[] = {
    "0",
    "7",
    "-7",
    "4294967297",
    "9223372036854775807",
    "-9223372036854775808",
    "2.5",
    "-2.5",
    "1e19",
    "-1e19",
    "'12'",
    "' 12 '",
    "'12abc'",
    "'2.75'",
    "'1e2'",
    "'0x10'",
    "'9223372036854775808'",
    "'abc'",
    "''",
    "x'3132'",
    "x'00'",
    "x''",
    "NULL",
    "zeroblob(2)",
};

static void for_each_value(sqlite3* db) {
  for (size_t i = 0; i < sizeof kValues / sizeof kValues[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT 1 WHERE f(%s)", kValues[i]);
    note("of", "%s", kValues[i]);
    note_rows("row", db, sql);
    sqlite3_free(sql);
  }
}

TEST(callbacks, value_as_number) {
  sqlite3* const db = open_with("f", show_numbers);
  for_each_value(db);
  close_noted(db);
}

static void show_text(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  note_text("text", (const char*)sqlite3_value_text(values[0]));
  note("bytes", "%d", sqlite3_value_bytes(values[0]));
}

TEST(callbacks, value_as_text) {
  sqlite3* const db = open_with("f", show_text);
  for_each_value(db);
  close_noted(db);
}

static void show_blob(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  const void* const blob = sqlite3_value_blob(values[0]);
  note_bytes("blob", blob, sqlite3_value_bytes(values[0]));
}

TEST(callbacks, value_as_blob) {
  sqlite3* const db = open_with("f", show_blob);
  for_each_value(db);
  close_noted(db);
}

static void show_text16(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  note_text16("text16", sqlite3_value_text16(values[0]));
  note("bytes16", "%d", sqlite3_value_bytes16(values[0]));
}

static void show_orders(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  const void* text = sqlite3_value_text16le(values[0]);
  note_bytes("le", text, sqlite3_value_bytes16(values[0]));
  text = sqlite3_value_text16be(values[1]);
  note_bytes("be", text, text ? 2 * (int)sqlite3_value_int(values[2]) : 0);
}

TEST(callbacks, value_as_wide_text) {
  sqlite3* const db = open_with("f", show_text16);
  note_rows("text", db, "SELECT f('a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80')");
  note_rows("number", db, "SELECT f(12.5)");
  note_rows("blob", db, "SELECT f(x'61006200')");
  note_rows("odd blob", db, "SELECT f(x'610062')");
  note_rows("empty", db, "SELECT f('')");
  note_rows("null", db, "SELECT f(NULL)");
  note_rows("bytes that are no utf8", db, "SELECT f(CAST(x'61ff62c3' AS TEXT))");
  sqlite3_create_function(db, "f", -1, SQLITE_UTF8, NULL, show_orders, NULL, NULL);
  note_rows("orders", db, "SELECT f('a\xc3\xa9', 'a\xc3\xa9', 2)");
  note_rows("null", db, "SELECT f(NULL, NULL, 0)");
  close_noted(db);
}

/* Asked for in one form, then in another, then in the first again. */
static void show_changes(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  sqlite3_value* const v = values[0];
  note_text("utf8", (const char*)sqlite3_value_text(v));
  note("bytes", "%d", sqlite3_value_bytes(v));
  note_text16("utf16", sqlite3_value_text16(v));
  note("bytes16", "%d", sqlite3_value_bytes16(v));
  note_text("utf8", (const char*)sqlite3_value_text(v));
  note("bytes", "%d", sqlite3_value_bytes(v));
  note("type", "%s", type_name(sqlite3_value_type(v)));
}

TEST(callbacks, value_changes_its_encoding) {
  sqlite3* db = open_with("f", show_changes);
  note_rows("text", db,
            "SELECT f('gr\xc3\xbc\xc3\x9f"
            "e')");
  note_rows("integer", db, "SELECT f(-120)");
  sqlite3_close(db);
  db = open_with("f", show_changes);
  must(db, "PRAGMA encoding = 'UTF-16'");
  note_rows("wide database", db,
            "SELECT f('gr\xc3\xbc\xc3\x9f"
            "e')");
  close_noted(db);
}

/* What a function does to its argument is not seen by the next one. */
TEST(callbacks, value_of_a_column_stays) {
  sqlite3* const db = open_with("f", show_changes);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(5)");
  note_rows("row", db, "SELECT f(a), a, typeof(a) FROM t");
  note_rows("stored", db, "SELECT typeof(a) FROM t");
  close_noted(db);
}

static void encoding(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_value_text(values[0]);
  sqlite3_result_int(context, sqlite3_value_encoding(values[0]));
}

TEST(callbacks, value_encoding_after_text) {
  sqlite3* db = open_with("f", encoding);
  note_rows("utf8", db, "SELECT f('text'), f(12)");
  sqlite3_close(db);
  db = open_with("f", encoding);
  must(db, "PRAGMA encoding = 'UTF-16le'");
  note_rows("utf16le", db, "SELECT f('text'), f(12)");
  close_noted(db);
}

static void from_bind(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_int(context, sqlite3_value_frombind(values[0]));
}

TEST(callbacks, value_frombind) {
  sqlite3* const db = open_with("f", from_bind);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  sqlite3_stmt* const statement =
      prepared(db, "SELECT f(?1), f(1), f('x'), f(?1 + 1), f(a), f(NULL), f(?2) FROM t");
  sqlite3_bind_text(statement, 1, "12", -1, SQLITE_STATIC);
  note_code("step", sqlite3_step(statement));
  for (int i = 0; i < 7; ++i) note_value("from bind", sqlite3_column_value(statement, i));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void no_change(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_int(context, sqlite3_value_nochange(values[0]));
}

TEST(callbacks, value_nochange_outside_of_virtual_tables) {
  sqlite3* const db = open_with("f", no_change);
  must(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 2)");
  note_rows("select", db, "SELECT f(1), f(NULL), f(a) FROM t");
  must(db,
       "CREATE TRIGGER r BEFORE UPDATE ON t BEGIN INSERT INTO t VALUES(f(new.a), f(old.b)); END");
  note_rows("trigger", db, "UPDATE t SET a = 5; SELECT a, b FROM t ORDER BY rowid");
  close_noted(db);
}

static sqlite3_value* kept = NULL;

static void keep(sqlite3_context* context, int count, sqlite3_value** values) {
  if (count == 0) {
    sqlite3_result_value(context, kept);
    return;
  }
  sqlite3_value_free(kept);
  kept = sqlite3_value_dup(values[0]);
}

TEST(callbacks, value_dup_outlives_the_statement) {
  sqlite3* db = open_with("keep", keep);
  static const char* const values[] = {"'a text'", "x'0102'",     "42",         "2.5",
                                       "NULL",     "zeroblob(3)", "'a' || 'b'", "''"};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; ++i) {
    char* const sql = sqlite3_mprintf("SELECT keep(%s)", values[i]);
    note_rows(values[i], db, sql);
    sqlite3_free(sql);
    note_value("kept", kept);
    note_rows("given back", db, "SELECT keep(), typeof(keep())");
  }
  sqlite3_close(db);
  note_value("after close", kept);
  sqlite3_value_free(kept);
  kept = NULL;
}

TEST(callbacks, value_dup_keeps) {
  sqlite3* const db = open_with("keep", keep);
  sqlite3_create_function(db, "from_bind", 1, SQLITE_UTF8, NULL, from_bind, NULL, NULL);
  note_rows("json", db, "SELECT keep(json('[1]'))");
  note("subtype", "%u", sqlite3_value_subtype(kept));
  sqlite3_stmt* const statement = prepared(db, "SELECT keep(?)");
  sqlite3_bind_int(statement, 1, 9);
  sqlite3_step(statement);
  note("from bind", "%d", sqlite3_value_frombind(kept));
  sqlite3_finalize(statement);
  sqlite3_value* const copy = sqlite3_value_dup(kept);
  sqlite3_value_free(kept);
  kept = NULL;
  note_value("a copy of the copy", copy);
  sqlite3_value_free(copy);
  note("dup of null", "%s", sqlite3_value_dup(NULL) ? "a value" : "none");
  sqlite3_value_free(NULL);
  close_noted(db);
}

/* A copy may be changed by conversions; a statement can be given it. */
TEST(callbacks, value_dup_bound_and_converted) {
  sqlite3* const db = open_with("keep", keep);
  note_rows("keep", db, "SELECT keep('123')");
  note_text16("utf16", sqlite3_value_text16(kept));
  note("int", "%d", sqlite3_value_int(kept));
  sqlite3_stmt* const statement = prepared(db, "SELECT ?, typeof(?1)");
  note_code("bind", sqlite3_bind_value(statement, 1, kept));
  sqlite3_value_free(kept);
  kept = NULL;
  note_code("step", sqlite3_step(statement));
  note_value("bound", sqlite3_column_value(statement, 0));
  note_value("type", sqlite3_column_value(statement, 1));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void show_arguments(sqlite3_context* context, int count, sqlite3_value** values) {
  note("arguments", "%d", count);
  for (int i = 0; i < count; ++i) note_value("argument", values[i]);
  sqlite3_result_int(context, count);
}

TEST(callbacks, value_with_affinity) {
  sqlite3* const db = open_with("f", show_arguments);
  must(db,
       "CREATE TABLE t(i INTEGER, r REAL, t TEXT, b BLOB, n NUMERIC);"
       "INSERT INTO t VALUES('1', '2', 3, 4, '5.5')");
  note_rows("columns", db, "SELECT f(i, r, t, b, n) FROM t");
  note_rows("casts", db, "SELECT f(CAST('7x' AS INT), CAST(1 AS TEXT), CAST('a' AS BLOB))");
  note_rows("rowid", db, "SELECT f(rowid, t.rowid + 1) FROM t");
  note_rows("comparisons", db, "SELECT f(1 < 2, 1 IS NULL, NULL = 1, TRUE)");
  note_rows("subquery", db, "SELECT f((SELECT 1 WHERE 0), (SELECT max(i) FROM t))");
  close_noted(db);
}
