/* Collations: registration, encodings, replacement, destructors, use in indexes and orders. */
#include <uchar.h>

#include "tests/abi/suite.h"

static int compare_bytes(int left_size, const void* left, int right_size, const void* right) {
  const int size = left_size < right_size ? left_size : right_size;
  const int order = memcmp(left, right, (size_t)size);
  return order != 0 ? order : left_size - right_size;
}

/* Orders backwards. */
static int reverse(void* data, int left_size, const void* left, int right_size, const void* right) {
  (void)data;
  return compare_bytes(right_size, right, left_size, left);
}

static int forward(void* data, int left_size, const void* left, int right_size, const void* right) {
  (void)data;
  return compare_bytes(left_size, left, right_size, right);
}

/* By length alone: different texts are equal to it. */
static int by_size(void* data, int left_size, const void* left, int right_size, const void* right) {
  (void)data;
  (void)left;
  (void)right;
  return left_size - right_size;
}

static int show(void* data, int left_size, const void* left, int right_size, const void* right) {
  note_text("called", data);
  note_bytes("left", left, left_size);
  note_bytes("right", right, right_size);
  return 0;
}

static sqlite3* open_with_words(void) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('b'), ('a'), ('ccc'), ('Dd'), (5), (NULL)");
  return db;
}

TEST(callbacks, collation_orders) {
  sqlite3* const db = open_with_words();
  note_code("create", sqlite3_create_collation(db, "rev", SQLITE_UTF8, NULL, reverse));
  note_rows("order", db, "SELECT a FROM t ORDER BY a COLLATE rev");
  note_rows("descending", db, "SELECT a FROM t ORDER BY a COLLATE Rev DESC");
  note_rows("compare", db, "SELECT 'a' < 'b' COLLATE rev, 'a' COLLATE \"rev\" > 'b', 'a' < 'b'");
  note_rows("between", db, "SELECT 'b' COLLATE rev BETWEEN 'c' AND 'a'");
  note_rows("min and max", db,
            "SELECT min(a COLLATE rev), max(a COLLATE rev) FROM t WHERE a > 'A'");
  note_rows("scalar max", db, "SELECT max('a' COLLATE rev, 'b'), min('a' COLLATE rev, 'b')");
  close_noted(db);
}

TEST(callbacks, collation_equal_texts) {
  sqlite3* const db = open_with_words();
  sqlite3_create_collation(db, "size", SQLITE_UTF8, NULL, by_size);
  note_rows("equal", db, "SELECT 'a' = 'b' COLLATE size, 'a' IN ('x' COLLATE size, 'yy')");
  note_rows("in", db, "SELECT 'a' COLLATE size IN ('yy', 'x')");
  note_rows("case", db, "SELECT CASE 'ab' COLLATE size WHEN 'xy' THEN 'same' ELSE 'other' END");
  note_rows("groups", db, "SELECT count(*) FROM t GROUP BY a COLLATE size ORDER BY 1");
  note_rows("distinct", db, "SELECT count(DISTINCT a COLLATE size) FROM t");
  note_rows("like does not use it", db, "SELECT 'a' COLLATE size LIKE 'b'");
  note_rows("nullif", db, "SELECT nullif('a' COLLATE size, 'b')");
  close_noted(db);
}

TEST(callbacks, collation_of_columns) {
  sqlite3* const db = open_memory();
  sqlite3_create_collation(db, "size", SQLITE_UTF8, NULL, by_size);
  must(db, "CREATE TABLE t(a COLLATE size UNIQUE, b)");
  note_rows("unique", db, "INSERT INTO t VALUES('aa', 'b'); INSERT INTO t VALUES('xx', 'c')");
  note_rows("replace", db, "REPLACE INTO t VALUES('xx', 'c'); SELECT a FROM t");
  note_rows("lookup", db, "SELECT a FROM t WHERE a = '11'");
  note_rows("left side decides", db, "SELECT a = 'yy', 'yy' = a, a = 'yy' COLLATE binary FROM t");
  note_rows("expression has none", db, "SELECT a || '' = 'yy' FROM t");
  note_rows("through a view", db, "CREATE VIEW v AS SELECT a AS x FROM t; SELECT x = '00' FROM v");
  note_rows("list", db, "SELECT name FROM pragma_collation_list ORDER BY name");
  close_noted(db);
}

static const char* const kSee = "SELECT '\xc3\xa9' = 'x' COLLATE see";

static void check_encoding(const char* pragma, const int* encodings, int count) {
  static char* const names[] = {"", "utf8", "utf16le", "utf16be"};
  sqlite3* const db = open_memory();
  must(db, pragma);
  note("database", "%s", pragma);
  for (int i = 0; i < count; ++i) {
    sqlite3_create_collation(db, "see", encodings[i], names[encodings[i]], show);
  }
  note_rows("equal", db, kSee);
  sqlite3_close(db);
}

TEST(callbacks, collation_encodings) {
  const int all[] = {SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE};
  check_encoding("PRAGMA encoding = 'UTF-8'", all, 3);
  check_encoding("PRAGMA encoding = 'UTF-8'", all + 1, 1);
  check_encoding("PRAGMA encoding = 'UTF-8'", all + 2, 1);
  check_encoding("PRAGMA encoding = 'UTF-16le'", all, 3);
  check_encoding("PRAGMA encoding = 'UTF-16le'", all, 1);
  check_encoding("PRAGMA encoding = 'UTF-16be'", all, 3);
  check_encoding("PRAGMA encoding = 'UTF-16be'", all, 2);
}

TEST(callbacks, collation_native_and_aligned) {
  sqlite3* db = open_memory();
  note_code("utf16", sqlite3_create_collation(db, "see", SQLITE_UTF16, "utf16", show));
  note_rows("utf16", db, kSee);
  sqlite3_close(db);
  db = open_memory();
  note_code("aligned", sqlite3_create_collation(db, "see", SQLITE_UTF16_ALIGNED, "aligned", show));
  note_rows("aligned", db, kSee);
  close_noted(db);
}

TEST(callbacks, collation_named_in_utf16) {
  sqlite3* const db = open_with_words();
  note_code("create", sqlite3_create_collation16(db, u"r\u00fcck", SQLITE_UTF8, NULL, reverse));
  note_rows("order", db,
            "SELECT a FROM t ORDER BY a COLLATE r\xc3\xbc"
            "ck LIMIT 3");
  note_code("bad encoding", sqlite3_create_collation16(db, u"x", 77, NULL, reverse));
  note_code("delete", sqlite3_create_collation16(db, u"r\u00fcck", SQLITE_UTF8, NULL, NULL));
  note_rows("deleted", db,
            "SELECT a FROM t ORDER BY a COLLATE r\xc3\xbc"
            "ck");
  close_noted(db);
}

static void destroyed(void* data) { note_text("destroyed", data); }

TEST(callbacks, collation_misuse) {
  sqlite3* const db = open_memory();
  note_code("any", sqlite3_create_collation_v2(db, "c", SQLITE_ANY, "any", forward, destroyed));
  note_code("zero", sqlite3_create_collation_v2(db, "c", 0, "zero", forward, destroyed));
  note_code("unknown", sqlite3_create_collation_v2(db, "c", 9, "nine", forward, destroyed));
  note_code("delete what is not there", sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, NULL));
  note_rows("none", db, "SELECT 'a' = 'b' COLLATE c");
  note_rows("none in a table", db, "CREATE TABLE t(a COLLATE c)");
  note_rows("insert", db, "INSERT INTO t VALUES('x'); SELECT a FROM t");
  note_rows("compare", db, "SELECT a FROM t WHERE a = 'x'");
  note_rows("index", db, "CREATE INDEX i ON t(a)");
  close_noted(db);
}

TEST(callbacks, collation_destructors) {
  sqlite3* const db = open_memory();
  note_code("create", sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "one", forward, destroyed));
  note_code("replace",
            sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "two", reverse, destroyed));
  note_code("other encoding",
            sqlite3_create_collation_v2(db, "c", SQLITE_UTF16LE, "wide", reverse, destroyed));
  note_code("v1", sqlite3_create_collation(db, "c", SQLITE_UTF8, "three", forward));
  note_code("null data",
            sqlite3_create_collation_v2(db, "d", SQLITE_UTF8, NULL, forward, destroyed));
  note_code("delete d", sqlite3_create_collation(db, "d", SQLITE_UTF8, NULL, NULL));
  close_noted(db);
}

TEST(callbacks, collation_deleted_with_data) {
  sqlite3* const db = open_memory();
  note_code("create", sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "one", forward, destroyed));
  note_code("delete", sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "gone", NULL, destroyed));
  note_rows("deleted", db, "SELECT 'a' = 'b' COLLATE c");
  close_noted(db);
}

TEST(callbacks, collation_replaced_while_running) {
  sqlite3* const db = open_with_words();
  sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "old", forward, destroyed);
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM t ORDER BY a COLLATE c DESC");
  sqlite3_step(statement);
  note_value("first", sqlite3_column_value(statement, 0));
  note_code("replace",
            sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "refused", reverse, destroyed));
  note_error("replace", db);
  note_code("delete", sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, NULL));
  note_code("new one", sqlite3_create_collation(db, "other", SQLITE_UTF8, NULL, reverse));
  sqlite3_reset(statement);
  note_code("after reset",
            sqlite3_create_collation_v2(db, "c", SQLITE_UTF8, "new", reverse, destroyed));
  sqlite3_step(statement);
  note_value("first", sqlite3_column_value(statement, 0));
  sqlite3_reset(statement);
  note_code("delete", sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, NULL));
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, collation_builtin_replaced) {
  sqlite3* const db = open_with_words();
  note_code("nocase", sqlite3_create_collation(db, "NOCASE", SQLITE_UTF8, NULL, reverse));
  note_rows("order", db, "SELECT a FROM t WHERE a > 'A' ORDER BY a COLLATE nocase");
  note_rows("equal", db, "SELECT 'a' = 'A' COLLATE nocase");
  note_rows("like is not changed", db, "SELECT 'a' LIKE 'A'");
  note_rows("rtrim", db, "SELECT 'a' = 'a  ' COLLATE rtrim");
  close_noted(db);
}

TEST(callbacks, collation_in_indexes) {
  sqlite3* const db = open_with_words();
  sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, forward);
  must(db, "CREATE INDEX i ON t(a COLLATE c)");
  note_rows("order", db, "SELECT a FROM t INDEXED BY i ORDER BY a COLLATE c");
  note_rows("range", db, "SELECT a FROM t WHERE a COLLATE c > 'a' ORDER BY a COLLATE c");
  sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, reverse);
  note_rows("another order, check", db,
            "SELECT integrity_check = 'ok' FROM pragma_integrity_check LIMIT 1");
  note_rows("reindexed", db, "REINDEX c; PRAGMA integrity_check");
  note_rows("order", db, "SELECT a FROM t INDEXED BY i ORDER BY a COLLATE c");
  sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, NULL);
  note_rows("insert without it", db, "INSERT INTO t VALUES('n')");
  note_rows("select without it", db, "SELECT count(*) FROM t");
  note_rows("delete without it", db, "DELETE FROM t WHERE rowid = 1");
  note_rows("reindex without it", db, "REINDEX");
  note_rows("reindex unknown", db, "REINDEX no_such_thing");
  note_rows("drop the index", db, "DROP INDEX i; INSERT INTO t VALUES('n')");
  close_noted(db);
}

static int called = 0;
static int count_call(void* data, int left_size, const void* left, int right_size,
                      const void* right) {
  ++called;
  return forward(data, left_size, left, right_size, right);
}

TEST(callbacks, collation_is_for_text_only) {
  sqlite3* const db = open_memory();
  sqlite3_create_collation(db, "c", SQLITE_UTF8, NULL, count_call);
  called = 0;
  note_rows("numbers", db, "SELECT 1 < 2 COLLATE c, 1 = 1.0 COLLATE c");
  note_rows("blobs", db, "SELECT x'01' < x'02' COLLATE c");
  note_rows("mixed", db, "SELECT 1 < 'a' COLLATE c, 'a' < x'00' COLLATE c, NULL = 'a' COLLATE c");
  note("calls", "%d", called);
  note_rows("empty", db, "SELECT '' < 'a' COLLATE c, '' = '' COLLATE c");
  note("calls", "%s", called > 0 ? "some" : "none");
  close_noted(db);
}

TEST(callbacks, collation_text_with_zero_bytes) {
  sqlite3* const db = open_memory();
  sqlite3_create_collation(db, "see", SQLITE_UTF8, "utf8", show);
  sqlite3_stmt* const statement = prepared(db, "SELECT ? = ? COLLATE see");
  sqlite3_bind_text(statement, 1, "a\0b", 3, SQLITE_STATIC);
  sqlite3_bind_text(statement, 2, "", 0, SQLITE_STATIC);
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}
