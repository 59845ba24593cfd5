/* What functions answer: each way to set a result, edges of their arguments, and destructors. */
#include <float.h>
#include <uchar.h>

#include "tests/abi/suite.h"

static sqlite3* open_with(const char* name,
                          void (*function)(sqlite3_context*, int, sqlite3_value**)) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, name, -1, SQLITE_UTF8, NULL, function, NULL, NULL);
  return db;
}

static int destroyed_count = 0;
static void destroyed(void* data) {
  (void)data;
  ++destroyed_count;
}

/* Each FUNCTION is a body that sets a result; `n` is its first argument. */
#define FUNCTION(name, ...)                                                       \
  static void name(sqlite3_context* context, int count, sqlite3_value** values) { \
    const int n = count > 0 ? sqlite3_value_int(values[0]) : 0;                   \
    switch (n) {                                                                  \
      __VA_ARGS__                                                                 \
      default:                                                                    \
        return;                                                                   \
    }                                                                             \
  }
#define CASE(n, ...) \
  case n:            \
    __VA_ARGS__;     \
    return;

static void show(sqlite3* db, const char* what, int n) {
  char* const sql = sqlite3_mprintf("SELECT typeof(f(%d)), f(%d)", n, n);
  note_rows(what, db, sql);
  sqlite3_free(sql);
}

static volatile double zero = 0.0;

/* clang-format off */
FUNCTION(numbers,
  CASE(1, sqlite3_result_int(context, INT32_MAX))
  CASE(2, sqlite3_result_int(context, INT32_MIN))
  CASE(3, sqlite3_result_int64(context, INT64_MAX))
  CASE(4, sqlite3_result_int64(context, INT64_MIN))
  CASE(5, sqlite3_result_double(context, 0.1))
  CASE(6, sqlite3_result_double(context, DBL_MAX))
  CASE(7, sqlite3_result_double(context, 1 / zero))
  CASE(8, sqlite3_result_double(context, zero / zero))
  CASE(9, sqlite3_result_double(context, 3.0))
  CASE(10, sqlite3_result_null(context))
  CASE(11, sqlite3_result_double(context, -0.0)))
/* clang-format on */

TEST(callbacks, result_numbers) {
  sqlite3* const db = open_with("f", numbers);
  show(db, "no result", 0);
  show(db, "greatest int", 1);
  show(db, "least int", 2);
  show(db, "greatest int64", 3);
  show(db, "least int64", 4);
  show(db, "double", 5);
  show(db, "greatest double", 6);
  show(db, "infinity", 7);
  show(db, "not a number", 8);
  show(db, "whole double", 9);
  show(db, "null", 10);
  show(db, "minus zero", 11);
  close_noted(db);
}

/* clang-format off */
FUNCTION(texts,
  CASE(1, sqlite3_result_text(context, "whole", -1, SQLITE_STATIC))
  CASE(2, sqlite3_result_text(context, "partly", 4, SQLITE_STATIC))
  CASE(3, sqlite3_result_text(context, "", 0, SQLITE_STATIC))
  CASE(4, sqlite3_result_text(context, NULL, 5, SQLITE_STATIC))
  CASE(5, sqlite3_result_text(context, "a\0b", 3, SQLITE_TRANSIENT))
  CASE(6, sqlite3_result_text(context, "\xc3\xa9", -1, SQLITE_TRANSIENT))
  CASE(7, sqlite3_result_text64(context, "sized", 5, SQLITE_STATIC, SQLITE_UTF8))
  CASE(8, sqlite3_result_text64(context, (const char*)u"wide", 8, SQLITE_STATIC, SQLITE_UTF16))
  CASE(9, sqlite3_result_text64(context, "l\0e\0", 4, SQLITE_TRANSIENT, SQLITE_UTF16LE))
  CASE(10, sqlite3_result_text64(context, "\0b\0e", 4, SQLITE_TRANSIENT, SQLITE_UTF16BE))
  CASE(11, sqlite3_result_text64(context, NULL, 4, SQLITE_TRANSIENT, SQLITE_UTF8))
  CASE(12, sqlite3_result_text(context, "transient", 5, SQLITE_TRANSIENT)))

FUNCTION(wide_texts,
  CASE(1, sqlite3_result_text16(context, u"whole \u20ac", -1, SQLITE_STATIC))
  CASE(2, sqlite3_result_text16(context, u"partly", 8, SQLITE_TRANSIENT))
  CASE(3, sqlite3_result_text16(context, u"odd", 5, SQLITE_TRANSIENT))
  CASE(4, sqlite3_result_text16(context, NULL, 4, SQLITE_STATIC))
  CASE(5, sqlite3_result_text16(context, u"", 0, SQLITE_STATIC))
  CASE(6, sqlite3_result_text16le(context, "l\0\x12\x04", 4, SQLITE_TRANSIENT))
  CASE(7, sqlite3_result_text16be(context, "\0b\x04\x12", 4, SQLITE_TRANSIENT))
  CASE(8, sqlite3_result_text16(context, u"\U0001F600", -1, SQLITE_STATIC))
  CASE(9, sqlite3_result_text16le(context, "x\0\0", -1, SQLITE_TRANSIENT))
  CASE(10, sqlite3_result_text16(context, "\xff\xfe" "m\0", 4, SQLITE_TRANSIENT))
  CASE(11, sqlite3_result_text16(context, "\xfe\xff" "\0m", 4, SQLITE_TRANSIENT)))

FUNCTION(blobs,
  CASE(1, sqlite3_result_blob(context, "\0\1\2", 3, SQLITE_STATIC))
  CASE(2, sqlite3_result_blob(context, "\0\1\2", 0, SQLITE_STATIC))
  CASE(3, sqlite3_result_blob(context, NULL, 3, SQLITE_STATIC))
  CASE(4, sqlite3_result_blob64(context, "\xff\xfe", 2, SQLITE_TRANSIENT))
  CASE(5, sqlite3_result_blob64(context, NULL, 0, SQLITE_TRANSIENT))
  CASE(6, sqlite3_result_zeroblob(context, 4))
  CASE(7, sqlite3_result_zeroblob(context, 0))
  CASE(8, sqlite3_result_zeroblob(context, -3))
  CASE(9, note_code("zeroblob64", sqlite3_result_zeroblob64(context, 2)))
  CASE(10, note_code("zeroblob64", sqlite3_result_zeroblob64(context, 5000000000ULL)))
  CASE(11, sqlite3_result_value(context, values[1]))
  CASE(12, sqlite3_result_zeroblob(context, 30))
  CASE(13, sqlite3_result_zeroblob(context, 31))
  CASE(14, note_code("zeroblob64", sqlite3_result_zeroblob64(context, 31))))
/* clang-format on */

TEST(callbacks, result_texts) {
  sqlite3* const db = open_with("f", texts);
  show(db, "whole", 1);
  show(db, "partly", 2);
  show(db, "empty", 3);
  show(db, "no text", 4);
  show(db, "with a zero byte", 5);
  show(db, "not ascii", 6);
  show(db, "64", 7);
  show(db, "64 utf16", 8);
  show(db, "64 utf16le", 9);
  show(db, "64 utf16be", 10);
  show(db, "64 no text", 11);
  show(db, "transient", 12);
  close_noted(db);
}

TEST(callbacks, result_wide_texts) {
  sqlite3* const db = open_with("f", wide_texts);
  show(db, "whole", 1);
  show(db, "partly", 2);
  show(db, "odd size", 3);
  show(db, "no text", 4);
  show(db, "empty", 5);
  show(db, "le", 6);
  show(db, "be", 7);
  show(db, "two units", 8);
  show(db, "le to its end", 9);
  show(db, "mark le", 10);
  show(db, "mark be", 11);
  close_noted(db);
}

TEST(callbacks, result_texts_in_a_wide_database) {
  sqlite3* const db = open_with("f", texts);
  must(db, "PRAGMA encoding = 'UTF-16be'");
  show(db, "whole", 1);
  show(db, "zero byte", 5);
  show(db, "not ascii", 6);
  show(db, "64 utf16", 8);
  show(db, "64 utf16le", 9);
  note_rows("concatenated", db, "SELECT f(1) || f(6) || f(10), length(f(6)), hex(f(6))");
  close_noted(db);
}

TEST(callbacks, result_blobs) {
  sqlite3* const db = open_with("f", blobs);
  show(db, "three", 1);
  show(db, "none", 2);
  show(db, "no blob", 3);
  show(db, "64", 4);
  show(db, "64 no blob", 5);
  show(db, "zeroblob", 6);
  show(db, "empty zeroblob", 7);
  show(db, "negative zeroblob", 8);
  note_rows("zeroblob64", db, "SELECT f(9)");
  note_rows("zeroblob64 too large", db, "SELECT f(10)");
  note_rows("zeroblob is used", db,
            "SELECT length(f(6)), hex(f(6)), f(6) || 'x', f(6) = x'00000000'");
  close_noted(db);
}

TEST(callbacks, result_value) {
  sqlite3* const db = open_with("f", blobs);
  note_rows("values", db, "SELECT f(11, 1), f(11, 2.5), f(11, 't'), f(11, x'00'), f(11, NULL)");
  note_rows("zeroblob", db, "SELECT f(11, zeroblob(2)), typeof(f(11, zeroblob(2)))");
  note_rows("column", db, "SELECT f(11, column1) FROM (VALUES('a'), (7))");
  note_rows("of another function", db, "SELECT f(11, upper('x') || 'y')");
  close_noted(db);
}

/* clang-format off */
FUNCTION(repeated,
  CASE(1, sqlite3_result_int(context, 1); sqlite3_result_text(context, "last", -1, SQLITE_STATIC))
  CASE(2, sqlite3_result_text(context, "first", -1, SQLITE_STATIC); sqlite3_result_null(context))
  CASE(3, sqlite3_result_text(context, "a", 1, destroyed);
          note("after the first", "%d", destroyed_count);
          sqlite3_result_text(context, "b", 1, destroyed);
          note("after the second", "%d", destroyed_count))
  CASE(4, sqlite3_result_blob(context, "a", 1, destroyed); sqlite3_result_int(context, 4);
          note("after int", "%d", destroyed_count))
  CASE(5, sqlite3_result_text(context, NULL, 1, destroyed);
          note("no text", "%d", destroyed_count))
  CASE(6, sqlite3_result_text16(context, u"wide", -1, destroyed))
  CASE(7, sqlite3_result_blob64(context, "blob", 4, destroyed))
  CASE(8, sqlite3_result_text64(context, "big", 3000000000ULL, destroyed, SQLITE_UTF8);
          note("text64 too large", "%d", destroyed_count))
  CASE(9, sqlite3_result_blob64(context, "big", 3000000000ULL, destroyed);
          note("blob64 too large", "%d", destroyed_count))
  CASE(10, sqlite3_result_error(context, "failed", -1);
           sqlite3_result_text(context, "x", 1, destroyed))
  CASE(11, sqlite3_result_text(context, "a text of thirty-one characters", 31, destroyed);
           note("above the limit", "%d", destroyed_count)))
/* clang-format on */

static void check_destroyed(sqlite3* db, const char* what, const char* sql) {
  destroyed_count = 0;
  note_rows(what, db, sql);
  note("destroyed", "%d", destroyed_count);
}

TEST(callbacks, result_the_last_counts) {
  sqlite3* const db = open_with("f", repeated);
  note_rows("int, text", db, "SELECT f(1)");
  note_rows("text, null", db, "SELECT f(2)");
  close_noted(db);
}

TEST(callbacks, result_destructors) {
  sqlite3* const db = open_with("f", repeated);
  check_destroyed(db, "text twice", "SELECT f(3)");
  check_destroyed(db, "blob, int", "SELECT f(4)");
  check_destroyed(db, "no text", "SELECT f(5)");
  check_destroyed(db, "text16", "SELECT f(6)");
  check_destroyed(db, "blob64", "SELECT f(7)");
  check_destroyed(db, "each row", "SELECT f(7) FROM (VALUES(1), (2), (3))");
  check_destroyed(db, "unused", "SELECT 1 WHERE f(7) IS NULL");
  check_destroyed(db, "error, text", "SELECT f(10)");
  close_noted(db);
}

TEST(callbacks, result_destructors_when_too_large) {
  sqlite3* const db = open_with("f", repeated);
  check_destroyed(db, "text64", "SELECT f(8)");
  check_destroyed(db, "blob64", "SELECT f(9)");
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 30);
  check_destroyed(db, "limit", "SELECT f(11)");
  close_noted(db);
}

TEST(callbacks, result_within_the_length_limit) {
  sqlite3* const db = open_with("f", texts);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 5);
  note_rows("5 bytes", db, "SELECT f(1)");
  note_rows("5 of a longer one", db, "SELECT f(12)");
  note_rows("concatenated", db, "SELECT f(1) || f(1)");
  sqlite3_create_function(db, "f", -1, SQLITE_UTF8, NULL, blobs, NULL, NULL);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 30);
  note_rows("30 bytes", db, "SELECT length(f(12))");
  note_rows("zeroblob of 31", db, "SELECT f(13)");
  note_rows("zeroblob64 of 31", db, "SELECT f(14)");
  close_noted(db);
}

TEST(callbacks, result_lives_until_the_next_step) {
  sqlite3* const db = open_with("f", repeated);
  sqlite3_stmt* const statement = prepared(db, "SELECT f(7), f(7) FROM (VALUES(1), (2))");
  destroyed_count = 0;
  sqlite3_step(statement);
  note_bytes("first", sqlite3_column_blob(statement, 0), sqlite3_column_bytes(statement, 0));
  sqlite3_step(statement);
  note_bytes("second", sqlite3_column_blob(statement, 1), sqlite3_column_bytes(statement, 1));
  sqlite3_finalize(statement);
  note("in the end", "%d", destroyed_count);
  close_noted(db);
}
