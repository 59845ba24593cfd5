/* Collations that are asked for when they are needed. */
#include <uchar.h>

#include "tests/abi/suite.h"

static int asked = 0;

static int reverse(void* data, int left_size, const void* left, int right_size, const void* right) {
  (void)data;
  const int size = left_size < right_size ? left_size : right_size;
  const int order = memcmp(right, left, (size_t)size);
  return order != 0 ? order : right_size - left_size;
}

static const char* encoding_name(int encoding) {
  static const char* const names[] = {"?", "utf8", "utf16le", "utf16be"};
  return names[encoding & 3];
}

static void give(void* data, sqlite3* db, int encoding, const char* name) {
  note("asked", "%s for %s, %s", data ? (const char*)data : "no data", name,
       encoding_name(encoding));
  note_code("create", sqlite3_create_collation(db, name, SQLITE_UTF8, NULL, reverse));
}

static void give16(void* data, sqlite3* db, int encoding, const void* name) {
  (void)data;
  note_text16("asked", name);
  note("for", "%s", encoding_name(encoding));
  note_code("create", sqlite3_create_collation16(db, name, SQLITE_UTF16, NULL, reverse));
}

static void give_nothing(void* data, sqlite3* db, int encoding, const char* name) {
  (void)data;
  (void)db;
  (void)encoding;
  (void)name;
  ++asked;
}

TEST(callbacks, needed_collation_is_given) {
  sqlite3* const db = open_memory();
  note_code("register", sqlite3_collation_needed(db, "data", give));
  note_rows("first use", db, "SELECT 'a' < 'b' COLLATE Lang");
  note_rows("second use", db, "SELECT 'a' < 'b' COLLATE lang");
  note_rows("another", db, "SELECT column1 FROM (VALUES('a'), ('b')) ORDER BY 1 COLLATE other");
  note_rows("builtin", db, "SELECT 'a' = 'A' COLLATE nocase");
  close_noted(db);
}

TEST(callbacks, needed_collation_in_utf16) {
  sqlite3* const db = open_memory();
  note_code("register", sqlite3_collation_needed16(db, NULL, give16));
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE l\xc3\xa4ng");
  close_noted(db);
}

TEST(callbacks, needed_collation_in_a_wide_database) {
  sqlite3* db = open_memory();
  must(db, "PRAGMA encoding = 'UTF-16le'");
  sqlite3_collation_needed(db, NULL, give);
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE lang");
  sqlite3_close(db);
  db = open_memory();
  must(db, "PRAGMA encoding = 'UTF-16be'");
  sqlite3_collation_needed16(db, NULL, give16);
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE lang");
  close_noted(db);
}

TEST(callbacks, needed_collation_is_not_given) {
  sqlite3* const db = open_memory();
  sqlite3_collation_needed(db, NULL, give_nothing);
  asked = 0;
  note_rows("compare", db, "SELECT 'a' < 'b' COLLATE lang");
  note("asked", "%s", asked > 0 ? "yes" : "no");
  asked = 0;
  note_rows("order", db, "SELECT 1 ORDER BY 'a' COLLATE lang");
  note("asked", "%s", asked > 0 ? "yes" : "no");
  close_noted(db);
}

/* The last registration counts, whichever of the two functions made it. */
TEST(callbacks, needed_callback_is_replaced) {
  sqlite3* const db = open_memory();
  sqlite3_collation_needed(db, NULL, give);
  note_code("16", sqlite3_collation_needed16(db, NULL, give16));
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE one");
  note_code("8", sqlite3_collation_needed(db, "again", give));
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE two");
  note_code("none", sqlite3_collation_needed(db, NULL, NULL));
  note_rows("use", db, "SELECT 'a' < 'b' COLLATE three");
  close_noted(db);
}

TEST(callbacks, needed_collation_of_a_schema) {
  const char* const path = scratch("needed.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  sqlite3_create_collation(db, "lang", SQLITE_UTF8, NULL, reverse);
  must(db,
       "CREATE TABLE t(a COLLATE lang); CREATE INDEX i ON t(a); INSERT INTO t VALUES('a'), ('b')");
  sqlite3_close(db);
  sqlite3_open(path, &db);
  note_rows("without", db, "SELECT a FROM t ORDER BY a");
  note_rows("order is not needed", db, "SELECT a FROM t ORDER BY rowid");
  sqlite3_collation_needed(db, NULL, give);
  note_rows("with", db, "SELECT a FROM t ORDER BY a");
  note_rows("insert", db, "INSERT INTO t VALUES('c'); SELECT a FROM t WHERE a < 'b'");
  close_noted(db);
}

/* A deleted collation is asked for again. */
TEST(callbacks, needed_collation_after_deletion) {
  sqlite3* const db = open_memory();
  sqlite3_collation_needed(db, NULL, give);
  sqlite3_stmt* const statement = prepared(db, "SELECT 'a' < 'b' COLLATE lang");
  note_code("step", sqlite3_step(statement));
  sqlite3_reset(statement);
  note_code("delete", sqlite3_create_collation(db, "lang", SQLITE_UTF8, NULL, NULL));
  note_code("step", sqlite3_step(statement));
  note_value("row", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}
