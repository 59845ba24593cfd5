/* The column functions: what a value reads as when asked for as another type, and in what order
** one may ask. Types are only asked for before any conversion; afterwards they are undefined. */
#include "tests/abi/suite.h"

/* One row with one column, made anew for each question. */
static sqlite3_stmt* one_value(sqlite3* db, const char* expression) {
  char* const sql = sqlite3_mprintf("SELECT %s", expression);
  sqlite3_stmt* statement = prepared(db, sql);
  sqlite3_free(sql);
  sqlite3_step(statement);
  return statement;
}

static void note_numbers(sqlite3* db, const char* expression) {
  sqlite3_stmt* statement = one_value(db, expression);
  note(expression, "type %d int %d int64 %lld double %.17g", sqlite3_column_type(statement, 0),
       sqlite3_column_int(statement, 0), (long long)sqlite3_column_int64(statement, 0),
       sqlite3_column_double(statement, 0));
  note("type still", "%d", sqlite3_column_type(statement, 0));
  sqlite3_finalize(statement);
}

TEST(statements, column_numbers_of_integers) {
  sqlite3* db = open_memory();
  note_numbers(db, "0");
  note_numbers(db, "-7");
  note_numbers(db, "2147483647");
  note_numbers(db, "2147483648");
  note_numbers(db, "-2147483649");
  note_numbers(db, "9223372036854775807");
  note_numbers(db, "-9223372036854775807 - 1");
  note_numbers(db, "9223372036854775808");
  close_noted(db);
}

TEST(statements, column_numbers_of_reals) {
  sqlite3* db = open_memory();
  const char* const texts[] = {"0.0",
                               "-0.0",
                               "1.5",
                               "-1.9",
                               "1e10",
                               "1e18",
                               "1e19",
                               "-1e19",
                               "1e22",
                               "1e999",
                               "-1e999",
                               "4294967296.5",
                               "5e-324",
                               "9.2233720368547758e18",
                               "-9.2233720368547758e18",
                               "nullif(1.0, 1.0)"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) note_numbers(db, texts[i]);
  close_noted(db);
}

TEST(statements, column_numbers_of_texts) {
  sqlite3* db = open_memory();
  const char* const texts[] = {
      "''",
      "'12'",
      "'  12  '",
      "'12abc'",
      "'abc'",

      "'+5'",
      "'1.5'",
      "'.5'",
      "'5.'",
      "'1e3'",
      "'1e'",
      "'0x10'",
      "'1e999'",
      "'99999999999'",
      "'9223372036854775807'",
      "'9223372036854775808'",
      "'-9223372036854775809'",
      "'1_000'",
      "'inf'",
      "char(9, 10, 55)",
      "'7' || char(0) || '8'",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) note_numbers(db, texts[i]);
  close_noted(db);
}

TEST(statements, column_numbers_of_others) {
  sqlite3* db = open_memory();
  note_numbers(db, "NULL");
  note_numbers(db, "x''");
  note_numbers(db, "x'3132'");
  note_numbers(db, "x'312e35'");
  note_numbers(db, "x'31003233'");
  note_numbers(db, "x'ff'");
  note_numbers(db, "zeroblob(4)");
  close_noted(db);
}

static void note_strings(sqlite3* db, const char* expression) {
  note_text("value", expression);
  sqlite3_stmt* statement = one_value(db, expression);
  note_text("text", (const char*)sqlite3_column_text(statement, 0));
  note("bytes", "%d", sqlite3_column_bytes(statement, 0));
  sqlite3_finalize(statement);
  statement = one_value(db, expression);
  note_text16("text16", sqlite3_column_text16(statement, 0));
  note("bytes16", "%d", sqlite3_column_bytes16(statement, 0));
  sqlite3_finalize(statement);
  statement = one_value(db, expression);
  const void* const blob = sqlite3_column_blob(statement, 0);
  note_bytes("blob", blob, sqlite3_column_bytes(statement, 0));
  sqlite3_finalize(statement);
}

TEST(statements, column_strings_of_numbers) {
  sqlite3* db = open_memory();
  const char* const texts[] = {
      "0",      "-12",  "9223372036854775807", "1.0",   "1.5",   "-0.0",  "0.1",
      "1e15",   "1e16", "123456789.123456789", "1e100", "1.0/3", "1e999", "-1e999",
      "5e-324", "100.0"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) note_strings(db, texts[i]);
  close_noted(db);
}

TEST(statements, column_strings_of_texts) {
  sqlite3* db = open_memory();
  note_strings(db, "''");
  note_strings(db, "'abc'");
  note_strings(db, "'\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80'");
  note_strings(db, "'a' || char(0) || 'b'");
  close_noted(db);
}

TEST(statements, column_strings_of_blobs) {
  sqlite3* db = open_memory();
  note_strings(db, "x''");
  note_strings(db, "x'616263'");
  note_strings(db, "x'c3a9'");
  note_strings(db, "x'6100'");
  note_strings(db, "zeroblob(2)");
  note_strings(db, "NULL");
  close_noted(db);
}

/* The bytes of what is no text: the size of the text it would be. */
TEST(statements, column_bytes_first) {
  sqlite3* db = open_memory();
  const char* const texts[] = {"NULL",       "123", "-1.5",  "''",
                               "'\xc3\xa9'", "x''", "x'00'", "zeroblob(1000)"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_stmt* statement = one_value(db, texts[i]);
    note(texts[i], "bytes %d", sqlite3_column_bytes(statement, 0));
    sqlite3_finalize(statement);
    statement = one_value(db, texts[i]);
    note(texts[i], "bytes16 %d", sqlite3_column_bytes16(statement, 0));
    sqlite3_finalize(statement);
  }
  close_noted(db);
}

/* Each question converts the one value, as often as one likes. */
TEST(statements, column_back_and_forth) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = one_value(db,
                                      "'\xc3\xa9"
                                      "1\xf0\x9f\x98\x80'");
  for (int i = 0; i < 2; ++i) {
    note_text("text", (const char*)sqlite3_column_text(statement, 0));
    note("bytes", "%d", sqlite3_column_bytes(statement, 0));
    note_text16("text16", sqlite3_column_text16(statement, 0));
    note("bytes16", "%d", sqlite3_column_bytes16(statement, 0));
  }
  note("bytes", "%d", sqlite3_column_bytes(statement, 0));
  note_bytes("blob", sqlite3_column_blob(statement, 0), sqlite3_column_bytes(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* After the conversion to UTF-16 the bytes of the blob are those of UTF-16. */
TEST(statements, column_blob_after_text16) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = one_value(db, "'ab'");
  sqlite3_column_text16(statement, 0);
  note_bytes("blob", sqlite3_column_blob(statement, 0), 4);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, column_numbers_after_text) {
  sqlite3* db = open_memory();
  const char* const texts[] = {"123", "1.25", "'12x'", "x'3432'", "NULL"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_stmt* statement = one_value(db, texts[i]);
    note_text(texts[i], (const char*)sqlite3_column_text(statement, 0));
    note("numbers", "%d %lld %.17g", sqlite3_column_int(statement, 0),
         (long long)sqlite3_column_int64(statement, 0), sqlite3_column_double(statement, 0));
    note_text16("text16", sqlite3_column_text16(statement, 0));
    note("numbers", "%d %.17g", sqlite3_column_int(statement, 0),
         sqlite3_column_double(statement, 0));
    sqlite3_finalize(statement);
  }
  close_noted(db);
}

/* A pointer stays good while nothing is converted: text, then bytes, then text. */
TEST(statements, column_pointer_stays) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = one_value(db, "'stays', 5");
  const char* const text = (const char*)sqlite3_column_text(statement, 0);
  sqlite3_column_bytes(statement, 0);
  sqlite3_column_int(statement, 0);
  sqlite3_column_text(statement, 1);
  sqlite3_column_text(statement, 0);
  note_text("text", text);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, column_out_of_range) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = one_value(db, "5");
  const int columns[] = {-1, 1, 100};
  for (int i = 0; i < 3; ++i) {
    const int at = columns[i];
    note("numbers", "%d %lld %g", sqlite3_column_int(statement, at),
         (long long)sqlite3_column_int64(statement, at), sqlite3_column_double(statement, at));
    note_error("error", db);
    note("type and sizes", "%d %d %d", sqlite3_column_type(statement, at),
         sqlite3_column_bytes(statement, at), sqlite3_column_bytes16(statement, at));
    note_text("text", (const char*)sqlite3_column_text(statement, at));
    note_text16("text16", sqlite3_column_text16(statement, at));
    note_bytes("blob", sqlite3_column_blob(statement, at), 0);
    note_value("value", sqlite3_column_value(statement, at));
  }
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static void note_no_row(const char* what, sqlite3_stmt* statement) {
  note(what, "type %d int %d bytes %d", sqlite3_column_type(statement, 0),
       sqlite3_column_int(statement, 0), sqlite3_column_bytes(statement, 0));
  note_text(what, (const char*)sqlite3_column_text(statement, 0));
}

TEST(statements, column_without_a_row) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 5");
  note_no_row("fresh", statement);
  note_error("error", db);
  sqlite3_step(statement);
  note_no_row("on a row", statement);
  sqlite3_step(statement);
  note_no_row("done", statement);
  sqlite3_step(statement);
  sqlite3_reset(statement);
  note_no_row("reset", statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, column_without_a_statement) {
  note_no_row("null", NULL);
  note("numbers", "%lld %g", (long long)sqlite3_column_int64(NULL, 0),
       sqlite3_column_double(NULL, 0));
  note_bytes("blob", sqlite3_column_blob(NULL, 0), 0);
  note_text16("text16", sqlite3_column_text16(NULL, 0));
  note("bytes16", "%d", sqlite3_column_bytes16(NULL, 0));
}

/* What is stored has the type that the affinity of the column gave it. */
TEST(statements, column_types_by_affinity) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(i INT, r REAL, t TEXT, b BLOB, n NUMERIC);"
       "INSERT INTO t VALUES('12', '12', 12, '12', '12.0'), ('1.5', 1, 1.5, 1.5, '1.5'),"
       "('x', 'x', x'61', x'61', 'x'), (2.0, 9007199254740993, 2.0, 2.0, 1e3)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t ORDER BY rowid");
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int i = 0; i < 5; ++i) {
      note(sqlite3_column_name(statement, i), "%d %s", sqlite3_column_type(statement, i),
           (const char*)sqlite3_column_text(statement, i));
    }
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, column_long_values) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a, b);"
       "INSERT INTO t VALUES(printf('%.*c', 100000, 'x'), zeroblob(100000))");
  sqlite3_stmt* statement = prepared(db, "SELECT a, b FROM t");
  sqlite3_step(statement);
  note("length", "%zu", strlen((const char*)sqlite3_column_text(statement, 0)));
  note("bytes16", "%d", sqlite3_column_bytes16(statement, 0));
  note("blob", "%d", sqlite3_column_bytes(statement, 1));
  const unsigned char* const blob = sqlite3_column_blob(statement, 1);
  note("last", "%d", blob[99999]);
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A copy of a column's value outlives the row; the value itself may be bound elsewhere. */
TEST(statements, column_value_travels) {
  sqlite3* db = open_memory();
  sqlite3_stmt* from = one_value(db, "'text', x'0102', 7, 1.5, NULL, zeroblob(3)");
  sqlite3_stmt* into = prepared(db, "SELECT typeof(?1), quote(?1)");
  sqlite3_value* copies[6];
  for (int i = 0; i < 6; ++i) {
    copies[i] = sqlite3_value_dup(sqlite3_column_value(from, i));
    note_code("bind", sqlite3_bind_value(into, 1, sqlite3_column_value(from, i)));
    sqlite3_step(into);
    note("bound", "%s %s", (const char*)sqlite3_column_text(into, 0),
         (const char*)sqlite3_column_text(into, 1));
    sqlite3_reset(into);
  }
  sqlite3_finalize(into);
  sqlite3_finalize(from);
  close_noted(db);
  for (int i = 0; i < 6; ++i) {
    note_value("copy", copies[i]);
    sqlite3_value_free(copies[i]);
  }
}
