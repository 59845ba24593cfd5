/* Opening a blob handle: which database, table, column, row and value, and every refusal. */
#include "tests/abi/suite.h"

static const char kNotes[] =
    "CREATE TABLE notes(id INTEGER PRIMARY KEY, body BLOB, tag TEXT, n);"
    "INSERT INTO notes VALUES(1, x'0102030405', 'hello', NULL);"
    "INSERT INTO notes VALUES(2, x'', '', 12.5);"
    "INSERT INTO notes VALUES(-3, 'a text', x'ff', 7);";

static sqlite3* notes(void) {
  sqlite3* db = open_memory();
  must(db, kNotes);
  return db;
}

/* Opens, prints the code, and the content if there is any. */
static void note_open(sqlite3* db, const char* schema, const char* table, const char* column,
                      sqlite3_int64 row, int write) {
  sqlite3_blob* blob = (sqlite3_blob*)(void*)db; /* Anything but NULL. */
  char what[128];
  snprintf(what, sizeof what, "%s.%s.%s %lld%s", schema, table, column, (long long)row,
           write ? " write" : "");
  if (sqlite3_blob_open(db, schema, table, column, row, write, &blob) != SQLITE_OK) {
    note_error(what, db);
    if (blob) note(what, "%s", "handle not cleared");
    sqlite3_blob_close(blob);
    return;
  }
  char content[64] = "";
  const int size = sqlite3_blob_bytes(blob);
  note_code(what, sqlite3_blob_read(blob, content, size < 64 ? size : 64, 0));
  note_bytes(what, content, size);
  note_code(what, sqlite3_blob_close(blob));
}

TEST(copies_blob_open, rows_and_columns) {
  sqlite3* db = notes();
  note_open(db, "main", "notes", "body", 1, 0);
  note_open(db, "main", "notes", "body", 2, 0);
  note_open(db, "main", "notes", "body", -3, 1);
  note_open(db, "main", "notes", "tag", 1, 1);
  note_open(db, "main", "notes", "tag", 2, 0);
  note_open(db, "MAIN", "Notes", "BODY", 1, 1);
  note_error("db", db);
  close_noted(db);
}

TEST(copies_blob_open, no_such_thing) {
  sqlite3* db = notes();
  note_open(db, "other", "notes", "body", 1, 0);
  note_open(db, "temp", "notes", "body", 1, 0);
  note_open(db, "main", "note", "body", 1, 0);
  note_open(db, "main", "notes", "bodies", 1, 0);
  note_open(db, "main", "notes", "", 1, 0);
  note_open(db, "main", "notes", "rowid", 1, 0);
  note_open(db, "main", "notes", "body", 9, 0);
  note_open(db, "main", "notes", "body", INT64_MAX, 1);
  note_open(db, "main", "notes", "body", INT64_MIN, 0);
  close_noted(db);
}

TEST(copies_blob_open, values_that_are_no_bytes) {
  sqlite3* db = notes();
  note_open(db, "main", "notes", "n", 1, 0);
  note_open(db, "main", "notes", "n", 2, 0);
  note_open(db, "main", "notes", "n", -3, 0);
  note_open(db, "main", "notes", "n", -3, 1);
  note_open(db, "main", "notes", "id", 1, 0);
  note_open(db, "main", "notes", "id", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, error_is_forgotten_by_success) {
  sqlite3* db = notes();
  note_open(db, "main", "notes", "body", 9, 0);
  note_open(db, "main", "notes", "body", 1, 0);
  note_error("db", db);
  close_noted(db);
}

/* 3.40 compares flags with 0 only. */
TEST(copies_blob_open, any_flag_means_write) {
  sqlite3* db = notes();
  const int flags[] = {0, 1, 2, -1};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; ++i) {
    sqlite3_blob* blob = NULL;
    note_code("open", sqlite3_blob_open(db, "main", "notes", "body", 1, flags[i], &blob));
    note_code("write", sqlite3_blob_write(blob, "z", 1, 0));
    sqlite3_blob_close(blob);
  }
  close_noted(db);
}

TEST(copies_blob_open, views_and_tables_of_other_kinds) {
  sqlite3* db = notes();
  must(db, "CREATE VIEW v AS SELECT body FROM notes");
  must(db, "CREATE TABLE w(k TEXT PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO w VALUES('a', x'01')");
  must(db, "CREATE VIRTUAL TABLE f USING dbstat(main)");
  note_open(db, "main", "v", "body", 1, 0);
  note_open(db, "main", "w", "b", 1, 0);
  note_open(db, "main", "w", "b", 1, 1);
  note_open(db, "main", "f", "path", 1, 0);
  note_open(db, "main", "sqlite_schema", "sql", 2, 0);
  close_noted(db);
}

/* Only those that are stored: 3.40 miscounts the fields behind a virtual one. */
TEST(copies_blob_open, generated_columns) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE g(id INTEGER PRIMARY KEY, b BLOB, s AS (b || 's') STORED);"
       "INSERT INTO g(id, b) VALUES(1, x'4142')");
  note_open(db, "main", "g", "b", 1, 0);
  note_open(db, "main", "g", "b", 1, 1);
  note_open(db, "main", "g", "s", 1, 0);
  close_noted(db);
}

TEST(copies_blob_open, indexed_columns) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a BLOB, u BLOB UNIQUE, p TEXT PRIMARY KEY, i BLOB, e BLOB, w BLOB, f BLOB);"
       "CREATE INDEX by_i ON t(a, i); CREATE INDEX by_f ON t(f) WHERE w IS NOT NULL;"
       "INSERT INTO t VALUES(x'01', x'02', 'p', x'03', x'04', x'05', x'06')");
  const char* const columns[] = {"a", "u", "p", "i", "e", "w", "f"};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; ++i) {
    note_open(db, "main", "t", columns[i], 1, 0);
    note_open(db, "main", "t", columns[i], 1, 1);
  }
  must(db, "DROP INDEX by_i");
  note_open(db, "main", "t", "i", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, expression_index) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a BLOB); CREATE INDEX by_length ON t(length(a));"
       "INSERT INTO t VALUES(x'01')");
  note_open(db, "main", "t", "a", 1, 0);
  note_open(db, "main", "t", "a", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, foreign_keys) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE parent(k TEXT PRIMARY KEY, x TEXT);"
       "CREATE TABLE child(id INTEGER PRIMARY KEY, k TEXT REFERENCES parent, x TEXT);"
       "INSERT INTO parent VALUES('key', 'px'); INSERT INTO child VALUES(1, 'key', 'cx')");
  note_open(db, "main", "child", "k", 1, 1);
  must(db, "PRAGMA foreign_keys=ON");
  note_open(db, "main", "child", "k", 1, 1);
  note_open(db, "main", "child", "k", 1, 0);
  note_open(db, "main", "child", "x", 1, 1);
  note_open(db, "main", "parent", "k", 1, 1);
  note_open(db, "main", "parent", "x", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, attached_and_temp) {
  sqlite3* db = notes();
  must(db,
       "ATTACH ':memory:' AS store; CREATE TABLE store.t(b); INSERT INTO store.t VALUES(x'aa')");
  must(db, "CREATE TEMP TABLE t(b); INSERT INTO temp.t VALUES(x'bb')");
  note_open(db, "store", "t", "b", 1, 1);
  note_open(db, "temp", "t", "b", 1, 1);
  note_open(db, "main", "t", "b", 1, 0);
  note_open(db, "store", "notes", "body", 1, 0);
  close_noted(db);
}

/* The bytes of a text are those of the database's encoding. */
TEST(copies_blob_open, text_in_utf16) {
  sqlite3* db = open_memory();
  must(db, "PRAGMA encoding='UTF-16le'; CREATE TABLE t(x); INSERT INTO t VALUES('ab')");
  note_open(db, "main", "t", "x", 1, 1);
  sqlite3_blob* blob = NULL;
  sqlite3_blob_open(db, "main", "t", "x", 1, 1, &blob);
  note_code("write", sqlite3_blob_write(blob, "c", 1, 2));
  sqlite3_blob_close(blob);
  note_rows("text", db, "SELECT x FROM t");
  close_noted(db);
}

/* The default of a column that was added later is not stored in old rows. */
TEST(copies_blob_open, added_column) {
  sqlite3* db = notes();
  must(db, "ALTER TABLE notes ADD COLUMN late TEXT DEFAULT 'late'");
  note_rows("value", db, "SELECT late FROM notes WHERE id=1");
  note_open(db, "main", "notes", "late", 1, 0);
  must(db, "UPDATE notes SET late=late WHERE id=1");
  note_open(db, "main", "notes", "late", 1, 0);
  close_noted(db);
}

TEST(copies_blob_open, integer_primary_key_is_no_index) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, b); INSERT INTO t VALUES(5, x'010203')");
  note_open(db, "main", "t", "b", 5, 1);
  note_open(db, "main", "t", "b", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, read_only_database) {
  const char* const path = scratch("blob-readonly.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, kNotes);
  close_noted(db);
  note_code("open", sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
  note_open(db, "main", "notes", "body", 1, 0);
  note_open(db, "main", "notes", "body", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, query_only) {
  sqlite3* db = notes();
  must(db, "PRAGMA query_only=ON");
  note_open(db, "main", "notes", "body", 1, 0);
  note_open(db, "main", "notes", "body", 1, 1);
  close_noted(db);
}

TEST(copies_blob_open, null_handles) {
  char byte = 0;
  note_code("close", sqlite3_blob_close(NULL));
  note("bytes", "%d", sqlite3_blob_bytes(NULL));
  note_code("read", sqlite3_blob_read(NULL, &byte, 1, 0));
  note_code("write", sqlite3_blob_write(NULL, &byte, 1, 0));
  note_code("reopen", sqlite3_blob_reopen(NULL, 1));
}

static int deny_column(void* context, int action, const char* a, const char* b, const char* c,
                       const char* d) {
  (void)c;
  (void)d;
  ++*(int*)context;
  return action == SQLITE_READ && strcmp(a, "notes") == 0 && strcmp(b, "body") == 0 ? SQLITE_DENY
                                                                                    : SQLITE_OK;
}

TEST(copies_blob_open, authorizer_is_not_asked) {
  sqlite3* db = notes();
  int calls = 0;
  sqlite3_set_authorizer(db, deny_column, &calls);
  note_open(db, "main", "notes", "body", 1, 1);
  note("calls", "%d", calls);
  close_noted(db);
}
