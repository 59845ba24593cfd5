/* Reading, writing and moving a blob handle. */
#include "tests/abi/suite.h"

static sqlite3* notes(void) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE notes(id INTEGER PRIMARY KEY, body BLOB, n);"
       "INSERT INTO notes VALUES(1, x'0102030405', NULL), (2, x'0a0b', 1), (3, 'text', 2.5),"
       "(4, NULL, 0), (5, 17, 0), (6, 1.5, 0), (7, x'', 0);");
  return db;
}

static sqlite3_blob* opened(sqlite3* db, sqlite3_int64 row, int write) {
  sqlite3_blob* blob = NULL;
  note_code("open", sqlite3_blob_open(db, "main", "notes", "body", row, write, &blob));
  return blob;
}

static void note_read(const char* what, sqlite3_blob* blob, int size, int offset) {
  unsigned char content[16];
  memset(content, 0xee, sizeof content);
  note_code(what, sqlite3_blob_read(blob, content, size, offset));
  note_bytes(what, content, size >= 0 && size <= 16 ? size : 4);
}

TEST(copies_blob, read_in_parts) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 0);
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  note_read("all", blob, 5, 0);
  note_read("middle", blob, 2, 1);
  note_read("last", blob, 1, 4);
  note_read("first again", blob, 1, 0);
  note_read("none", blob, 0, 0);
  note_read("none at the end", blob, 0, 5);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

TEST(copies_blob, read_out_of_range) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 0);
  note_read("too long", blob, 6, 0);
  note_error("db", db);
  note_read("beyond", blob, 1, 5);
  note_read("none beyond", blob, 0, 6);
  note_read("before", blob, 1, -1);
  note_read("negative size", blob, -1, 0);
  note_read("sum overflows", blob, 1, INT32_MAX);
  note_read("both overflow", blob, INT32_MAX, INT32_MAX);
  note_read("still good", blob, 2, 0);
  note_error("db", db);
  note_code("close", sqlite3_blob_close(blob));
  note_error("db", db);
  close_noted(db);
}

TEST(copies_blob, write_in_parts) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "\xa1\xa2", 2, 0));
  note_code("write", sqlite3_blob_write(blob, "\xa5", 1, 4));
  note_code("write nothing", sqlite3_blob_write(blob, "", 0, 5));
  note_read("handle", blob, 5, 0);
  note_rows("sql", db, "SELECT body FROM notes WHERE id=1");
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob, write_out_of_range) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 1);
  note_code("too long", sqlite3_blob_write(blob, "abcdef", 6, 0));
  note_error("db", db);
  note_code("beyond", sqlite3_blob_write(blob, "a", 1, 5));
  note_code("before", sqlite3_blob_write(blob, "a", 1, -1));
  note_code("negative", sqlite3_blob_write(blob, "a", -1, 0));
  note_code("overflow", sqlite3_blob_write(blob, "a", 1, INT32_MAX));
  note_code("good", sqlite3_blob_write(blob, "a", 1, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob, write_to_a_reading_handle) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 0);
  note_code("write", sqlite3_blob_write(blob, "a", 1, 0));
  note_error("db", db);
  note_code("write nothing", sqlite3_blob_write(blob, "", 0, 0));
  note_code("out of range", sqlite3_blob_write(blob, "a", 1, 9));
  note_read("read", blob, 1, 0);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

TEST(copies_blob, text_stays_text) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 3, 1);
  note_code("write", sqlite3_blob_write(blob, "n", 1, 2));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT body, typeof(body) FROM notes WHERE id=3");
  close_noted(db);
}

TEST(copies_blob, two_handles_on_one_value) {
  sqlite3* db = notes();
  sqlite3_blob* reader = opened(db, 1, 0);
  sqlite3_blob* writer = opened(db, 1, 1);
  note_code("write", sqlite3_blob_write(writer, "\xff", 1, 1));
  note_read("reader", reader, 5, 0);
  note_code("write", sqlite3_blob_write(writer, "\xfe", 1, 2));
  note_read("reader", reader, 5, 0);
  note_code("close writer", sqlite3_blob_close(writer));
  note_read("reader", reader, 5, 0);
  note_code("close reader", sqlite3_blob_close(reader));
  close_noted(db);
}

/* Larger than any page: content goes to overflow pages. */
TEST(copies_blob, large) {
  enum { kSize = 200000 };
  sqlite3* db = notes();
  must(db, "INSERT INTO notes VALUES(10, zeroblob(200000), 0)");
  sqlite3_blob* blob = opened(db, 10, 1);
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  unsigned char part[1000];
  int good = 1;
  for (int at = 0; at < kSize; at += 1000) {
    memset(part, at / 1000, sizeof part);
    good = good && sqlite3_blob_write(blob, part, 1000, at) == SQLITE_OK;
  }
  note("all written", "%d", good);
  note_read("across", blob, 4, 122998);
  note_read("back", blob, 4, 998);
  note_read("end", blob, 4, kSize - 4);
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT hex(substr(body, 50999, 4)), length(body) FROM notes WHERE id=10");
  close_noted(db);
}

TEST(copies_blob, zeroblob_of_each_kind) {
  sqlite3* db = notes();
  sqlite3_stmt* insert = prepared(db, "INSERT INTO notes VALUES(?1, ?2, 0)");
  sqlite3_bind_int(insert, 1, 20);
  note_code("bind", sqlite3_bind_zeroblob(insert, 2, 6));
  note_code("insert", sqlite3_step(insert));
  sqlite3_reset(insert);
  sqlite3_bind_int(insert, 1, 21);
  note_code("bind 64", sqlite3_bind_zeroblob64(insert, 2, 3));
  note_code("insert", sqlite3_step(insert));
  sqlite3_finalize(insert);
  sqlite3_blob* blob = opened(db, 20, 1);
  note_read("zeros", blob, 6, 0);
  note_code("write", sqlite3_blob_write(blob, "word", 4, 1));
  note_code("reopen", sqlite3_blob_reopen(blob, 21));
  note_code("write", sqlite3_blob_write(blob, "abc", 3, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT body FROM notes WHERE id>=20");
  close_noted(db);
}

TEST(copies_blob, reopen) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 1);
  note_code("row 2", sqlite3_blob_reopen(blob, 2));
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  note_code("write", sqlite3_blob_write(blob, "!", 1, 1));
  note_code("row 7", sqlite3_blob_reopen(blob, 7));
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  note_code("row 3", sqlite3_blob_reopen(blob, 3));
  note_read("text", blob, 4, 0);
  note_code("row 3 again", sqlite3_blob_reopen(blob, 3));
  note_code("row 1", sqlite3_blob_reopen(blob, 1));
  note_read("row 1", blob, 5, 0);
  note_code("close", sqlite3_blob_close(blob));
  note_rows("sql", db, "SELECT body FROM notes WHERE id=2");
  close_noted(db);
}

/* A handle whose move failed is dead, even for rows that are there. */
static void fail_reopen(sqlite3_int64 row) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 1);
  note_code("reopen", sqlite3_blob_reopen(blob, row));
  note_error("db", db);
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  note_read("read", blob, 1, 0);
  note_code("write", sqlite3_blob_write(blob, "a", 1, 0));
  note_code("reopen row 1", sqlite3_blob_reopen(blob, 1));
  note_error("db", db);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

TEST(copies_blob, reopen_missing_row) { fail_reopen(99); }
TEST(copies_blob, reopen_null) { fail_reopen(4); }
TEST(copies_blob, reopen_integer) { fail_reopen(5); }
TEST(copies_blob, reopen_real) { fail_reopen(6); }

TEST(copies_blob, reopen_sees_rows_of_later) {
  sqlite3* db = notes();
  sqlite3_blob* blob = opened(db, 1, 0);
  must(db, "INSERT INTO notes VALUES(30, x'3030', 0)");
  note_code("reopen", sqlite3_blob_reopen(blob, 30));
  note_read("read", blob, 2, 0);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

/* Neither counted nor told to hooks, triggers and checks: only the bytes change. */
static void count_update(void* context, int operation, const char* database, const char* table,
                         sqlite3_int64 rowid) {
  (void)operation;
  (void)database;
  (void)table;
  (void)rowid;
  ++*(int*)context;
}

TEST(copies_blob, writes_are_no_updates) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE notes(id INTEGER PRIMARY KEY, body BLOB CHECK(body<>x'7a7a')) ;"
       "CREATE TABLE log(x); CREATE TRIGGER tr AFTER UPDATE ON notes BEGIN"
       " INSERT INTO log VALUES(new.id); END; INSERT INTO notes VALUES(1, x'0102')");
  int calls = 0;
  sqlite3_update_hook(db, count_update, &calls);
  const int before = sqlite3_total_changes(db);
  sqlite3_blob* blob = opened(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "zz", 2, 0));
  note_code("close", sqlite3_blob_close(blob));
  note("changes", "%d", sqlite3_total_changes(db) - before);
  note("hook calls", "%d", calls);
  note_rows("log", db, "SELECT count(*) FROM log; SELECT body FROM notes");
  note("last rowid", "%lld", (long long)sqlite3_last_insert_rowid(db));
  close_noted(db);
}
