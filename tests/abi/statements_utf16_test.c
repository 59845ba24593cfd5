/* Databases whose text is UTF-16, and text that is not well formed. */
#include <uchar.h>

#include "tests/abi/suite.h"

static sqlite3* open_encoded(const char* encoding) {
  sqlite3* db = open_memory();
  char* const sql = sqlite3_mprintf("PRAGMA encoding = '%s'", encoding);
  must(db, sql);
  sqlite3_free(sql);
  return db;
}

static const char* const kEncodings[] = {"UTF-8", "UTF-16le", "UTF-16be"};

TEST(statements, encoding_reads_the_same) {
  for (int i = 0; i < 3; ++i) {
    sqlite3* db = open_encoded(kEncodings[i]);
    note_rows("encoding", db, "PRAGMA encoding");
    must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80')");
    sqlite3_stmt* statement = prepared(db, "SELECT a, length(a), hex(a), upper(a) FROM t");
    sqlite3_step(statement);
    note("bytes", "%d", sqlite3_column_bytes(statement, 0));
    note_text16("text16", sqlite3_column_text16(statement, 0));
    note("bytes16", "%d", sqlite3_column_bytes16(statement, 0));
    for (int k = 0; k < 4; ++k) {
      note_text(sqlite3_column_name(statement, k), (const char*)sqlite3_column_text(statement, k));
    }
    sqlite3_finalize(statement);
    close_noted(db);
  }
}

TEST(statements, encoding_of_bound_texts) {
  for (int i = 0; i < 3; ++i) {
    sqlite3* db = open_encoded(kEncodings[i]);
    sqlite3_stmt* statement = prepared(db, "SELECT ?1 = ?2, ?2 = ?3, ?3 = ?4, typeof(?1), ?4");
    sqlite3_bind_text(statement, 1, "\xc3\xa9\xe2\x82\xac", -1, SQLITE_STATIC);
    sqlite3_bind_text16(statement, 2, u"\u00e9\u20ac", -1, SQLITE_STATIC);
    sqlite3_bind_text64(statement, 3, "\x00\xe9\x20\xac", 4, SQLITE_STATIC, SQLITE_UTF16BE);
    sqlite3_bind_text64(statement, 4, "\xe9\x00\xac\x20", 4, SQLITE_STATIC, SQLITE_UTF16LE);
    note_code("step", sqlite3_step(statement));
    for (int k = 0; k < 5; ++k) note_value("value", sqlite3_column_value(statement, k));
    sqlite3_finalize(statement);
    close_noted(db);
  }
}

TEST(statements, encoding_of_numbers_and_blobs) {
  sqlite3* db = open_encoded("UTF-16");
  sqlite3_stmt* statement =
      prepared(db, "SELECT 12, 1.5, x'61006200', '34', CAST(x'6100' AS TEXT)");
  sqlite3_step(statement);
  for (int i = 0; i < 5; ++i) {
    note("numbers", "%d %g", sqlite3_column_int(statement, i), sqlite3_column_double(statement, i));
    note_text16("text16", sqlite3_column_text16(statement, i));
  }
  sqlite3_reset(statement);
  sqlite3_step(statement);
  for (int i = 0; i < 5; ++i) {
    note_text("text", (const char*)sqlite3_column_text(statement, i));
    note("bytes", "%d", sqlite3_column_bytes(statement, i));
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A blob stays as it is; a text is given in the encoding of the database. */
TEST(statements, encoding_of_column_blob) {
  sqlite3* db = open_encoded("UTF-16le");
  sqlite3_stmt* statement = prepared(db, "SELECT 'ab', x'6162'");
  sqlite3_step(statement);
  note_bytes("text as blob", sqlite3_column_blob(statement, 0), 4);
  note_bytes("blob", sqlite3_column_blob(statement, 1), sqlite3_column_bytes(statement, 1));
  sqlite3_finalize(statement);
  note_rows("cast", db, "SELECT CAST('ab' AS BLOB), hex('ab'), length(CAST('ab' AS BLOB))");
  close_noted(db);
}

TEST(statements, encoding_of_names) {
  sqlite3* db = open_encoded("UTF-16");
  must(db, "CREATE TABLE \"t\xc3\xa9\"(\"c\xe2\x82\xac\" \"type\xc3\xa9\")");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM \"t\xc3\xa9\" WHERE :p\xc3\xa9 IS NULL");
  note_text("name", sqlite3_column_name(statement, 0));
  note_text16("name16", sqlite3_column_name16(statement, 0));
  note_text("decltype", sqlite3_column_decltype(statement, 0));
  note_text16("table16", sqlite3_column_table_name16(statement, 0));
  note_text("parameter", sqlite3_bind_parameter_name(statement, 1));
  note("index", "%d", sqlite3_bind_parameter_index(statement, ":p\xc3\xa9"));
  note_text("sql", sqlite3_sql(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, encoding_is_fixed_by_content) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); PRAGMA encoding = 'UTF-16'");
  note_rows("encoding", db, "PRAGMA encoding");
  note_rows("wrong, too late", db, "PRAGMA encoding = 'UTF-7'");
  close_noted(db);
  db = open_memory();
  note_rows("wrong", db, "PRAGMA encoding = 'UTF-7'");
  close_noted(db);
}

TEST(statements, encoding_of_open16) {
  sqlite3* db = NULL;
  note_code("open16", sqlite3_open16(u":memory:", &db));
  note_rows("little or big", db, "SELECT encoding LIKE 'UTF-16%' FROM pragma_encoding");
  note_rows("hex", db, "SELECT length(hex('ab'))");
  close_noted(db);
}

TEST(statements, encoding_order_of_texts) {
  for (int i = 0; i < 3; ++i) {
    sqlite3* db = open_encoded(kEncodings[i]);
    must(db,
         "CREATE TABLE t(a); CREATE INDEX i ON t(a);"
         "INSERT INTO t VALUES('\xf0\x9f\x98\x80'), ('\xef\xbc\xa1'), ('b'), ('B'), ('')");
    note_rows(kEncodings[i], db, "SELECT a FROM t ORDER BY a");
    note_rows("nocase", db, "SELECT a FROM t WHERE a = 'b' COLLATE nocase ORDER BY a");
    close_noted(db);
  }
}

static void note_bytes_of_function(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note_text("text", (const char*)sqlite3_value_text(values[0]));
  note("bytes", "%d", sqlite3_value_bytes(values[0]));
  sqlite3_result_text16(context, u"\u20ac", -1, SQLITE_STATIC);
}

TEST(statements, encoding_of_functions) {
  for (int i = 0; i < 3; ++i) {
    sqlite3* db = open_encoded(kEncodings[i]);
    sqlite3_create_function(db, "f", 1, SQLITE_UTF8, NULL, note_bytes_of_function, NULL, NULL);
    note_rows("result", db, "SELECT f('\xc3\xa9'), f('\xc3\xa9') = '\xe2\x82\xac'");
    close_noted(db);
  }
}

/* All databases of a connection have one encoding. */
TEST(statements, encoding_of_attached) {
  sqlite3* db = open_encoded("UTF-16le");
  must(db, "CREATE TABLE m(a); ATTACH ':memory:' AS side; CREATE TABLE side.s(a)");
  note_rows("side", db, "PRAGMA side.encoding");
  const char* const path = scratch("statements-utf8.db");
  sqlite3* other = NULL;
  sqlite3_open(path, &other);
  must(other, "CREATE TABLE t(a); INSERT INTO t VALUES('x')");
  close_noted(other);
  sqlite3_stmt* statement = prepared(db, "ATTACH ? AS file");
  sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC);
  note_code("attach", sqlite3_step(statement));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* Stored and read back as UTF-8, wrong bytes come back as they are. */
TEST(statements, malformed_utf8_is_kept) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(?)");
  const char* const texts[] = {"a\xff", "\xc3", "\xe2\x82", "\x80", "\xc0\x80", "\xed\xa0\x80"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_bind_text(statement, 1, texts[i], -1, SQLITE_STATIC);
    sqlite3_step(statement);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  note_rows("stored", db, "SELECT a, hex(a), typeof(a) FROM t ORDER BY rowid");
  close_noted(db);
}
