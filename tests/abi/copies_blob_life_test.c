/* Blob handles over time: what makes them expire, and how they take part in transactions. */
#include "tests/abi/suite.h"

static const char kNotes[] =
    "CREATE TABLE notes(id INTEGER PRIMARY KEY, body BLOB, n UNIQUE);"
    "INSERT INTO notes VALUES(1, x'0102030405', 10), (2, x'0a0b', 20);"
    "CREATE TABLE other(id INTEGER PRIMARY KEY, body BLOB); INSERT INTO other VALUES(1, x'77');";

static sqlite3* opened(const char* path) {
  sqlite3* db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) note_error("open", db);
  return db;
}

static sqlite3* notes(void) {
  sqlite3* db = open_memory();
  must(db, kNotes);
  return db;
}

static sqlite3_blob* blob_of(sqlite3* db, sqlite3_int64 row, int write) {
  sqlite3_blob* blob = NULL;
  note_code("blob", sqlite3_blob_open(db, "main", "notes", "body", row, write, &blob));
  return blob;
}

static void note_use(sqlite3_blob* blob) {
  unsigned char content[5] = {0};
  const int size = sqlite3_blob_bytes(blob);
  const int code = sqlite3_blob_read(blob, content, size > 0 ? size : 1, 0);
  note_code("read", code);
  if (code == SQLITE_OK) note_bytes("read", content, size);
  note_code("write", sqlite3_blob_write(blob, "\xff", 1, 0));
}

/* Runs `sql` under an open handle on row 1 and prints what is left of it. */
static void use_after(const char* sql) {
  sqlite3* db = notes();
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_code(sql, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_use(blob);
  note_error("db", db);
  note_code("reopen row 2", sqlite3_blob_reopen(blob, 2));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("rows", db, "SELECT id, body FROM notes ORDER BY id");
  close_noted(db);
}

TEST(copies_blob_life, after_update_of_the_column) {
  use_after("UPDATE notes SET body=x'0909090909' WHERE id=1");
}
TEST(copies_blob_life, after_update_of_another_column) {
  use_after("UPDATE notes SET n=11 WHERE id=1");
}
TEST(copies_blob_life, after_update_of_another_row) {
  use_after("UPDATE notes SET body=x'0909' WHERE id=2");
}
TEST(copies_blob_life, after_update_of_another_table) {
  use_after("UPDATE other SET body=x'09' WHERE id=1");
}
TEST(copies_blob_life, after_delete) { use_after("DELETE FROM notes WHERE id=1"); }
TEST(copies_blob_life, after_delete_of_all) { use_after("DELETE FROM notes"); }
TEST(copies_blob_life, after_delete_of_another_row) { use_after("DELETE FROM notes WHERE id=2"); }
TEST(copies_blob_life, after_insert_of_another_row) {
  use_after("INSERT INTO notes VALUES(3, x'03', 30)");
}
TEST(copies_blob_life, after_replace_by_key) {
  use_after("REPLACE INTO notes VALUES(1, x'0102030405', 10)");
}
TEST(copies_blob_life, after_replace_by_unique_column) {
  use_after("REPLACE INTO notes VALUES(7, x'07', 10)");
}
TEST(copies_blob_life, after_move_of_the_row) { use_after("UPDATE notes SET id=8 WHERE id=1"); }

TEST(copies_blob_life, savepoint_under_a_writer) {
  sqlite3* db = notes();
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_rows("savepoint", db, "SAVEPOINT s");
  note_use(blob);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

TEST(copies_blob_life, rollback_to_savepoint_under_readers) {
  sqlite3* db = notes();
  must(db, "BEGIN; SAVEPOINT s");
  sqlite3_blob* a = blob_of(db, 1, 0);
  sqlite3_blob* b = blob_of(db, 2, 0);
  must(db, "UPDATE notes SET n=12 WHERE id=1; ROLLBACK TO s");
  char byte = 0;
  note_code("changed row", sqlite3_blob_read(a, &byte, 1, 0));
  note_code("other row", sqlite3_blob_read(b, &byte, 1, 0));
  note_code("reopen", sqlite3_blob_reopen(b, 1));
  note_code("close", sqlite3_blob_close(a));
  note_code("close", sqlite3_blob_close(b));
  must(db, "COMMIT");
  close_noted(db);
}

TEST(copies_blob_life, trigger_expires) {
  sqlite3* db = notes();
  must(db, "CREATE TRIGGER tr AFTER INSERT ON other BEGIN UPDATE notes SET n=n+1 WHERE id=1; END");
  sqlite3_blob* blob = blob_of(db, 1, 1);
  must(db, "INSERT INTO other VALUES(2, x'02')");
  note_use(blob);
  note_code("close", sqlite3_blob_close(blob));
  close_noted(db);
}

TEST(copies_blob_life, expired_keeps_what_was_written) {
  sqlite3* db = notes();
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  must(db, "UPDATE notes SET n=13 WHERE id=1");
  note_code("write", sqlite3_blob_write(blob, "\xdd", 1, 1));
  note("bytes", "%d", sqlite3_blob_bytes(blob));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("row", db, "SELECT body, n FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob_life, rollback_under_handles) {
  sqlite3* db = notes();
  must(db, "BEGIN");
  sqlite3_blob* writer = blob_of(db, 1, 1);
  sqlite3_blob* reader = blob_of(db, 2, 0);
  note_code("write", sqlite3_blob_write(writer, "\xee", 1, 0));
  note_code("rollback", sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL));
  note_use(writer);
  char byte = 0;
  note_code("reader", sqlite3_blob_read(reader, &byte, 1, 0));
  note_code("close writer", sqlite3_blob_close(writer));
  note_code("close reader", sqlite3_blob_close(reader));
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob_life, savepoint_takes_writes_back) {
  sqlite3* db = notes();
  must(db, "BEGIN; SAVEPOINT s");
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  must(db, "ROLLBACK TO s; COMMIT");
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob_life, commit_under_handles) {
  sqlite3* db = notes();
  must(db, "BEGIN");
  sqlite3_blob* reader = blob_of(db, 2, 0);
  note_code("commit under reader", sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
  must(db, "BEGIN");
  sqlite3_blob* writer = blob_of(db, 1, 1);
  note_code("write", sqlite3_blob_write(writer, "\xee", 1, 0));
  note_code("commit under writer", sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
  note_error("db", db);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_code("close writer", sqlite3_blob_close(writer));
  note_code("commit", sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
  note_code("close reader", sqlite3_blob_close(reader));
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob_life, writes_commit_at_close) {
  const char* const path = scratch("blob-close.db");
  sqlite3* db = opened(path);
  must(db, kNotes);
  sqlite3* other = opened(path);
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note("state after open", "%d", sqlite3_txn_state(db, "main"));
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  note_rows("other", other, "SELECT body FROM notes WHERE id=1");
  note_code("other writes", sqlite3_exec(other, "DELETE FROM other", NULL, NULL, NULL));
  note_code("close", sqlite3_blob_close(blob));
  note("state after close", "%d", sqlite3_txn_state(db, "main"));
  note_rows("other", other, "SELECT body FROM notes WHERE id=1");
  close_noted(other);
  close_noted(db);
}

TEST(copies_blob_life, last_of_two_writers_commits) {
  const char* const path = scratch("blob-two.db");
  sqlite3* db = opened(path);
  must(db, kNotes);
  sqlite3* other = opened(path);
  sqlite3_blob* a = blob_of(db, 1, 1);
  sqlite3_blob* b = blob_of(db, 2, 1);
  sqlite3_blob_write(a, "\xaa", 1, 0);
  sqlite3_blob_write(b, "\xbb", 1, 0);
  note_code("close a", sqlite3_blob_close(a));
  note_rows("other", other, "SELECT body FROM notes ORDER BY id");
  note_code("close b", sqlite3_blob_close(b));
  note_rows("other", other, "SELECT body FROM notes ORDER BY id");
  close_noted(other);
  close_noted(db);
}

static int refuse(void* context) {
  (void)context;
  return 1;
}

TEST(copies_blob_life, commit_refused_at_close) {
  sqlite3* db = notes();
  sqlite3_commit_hook(db, refuse, NULL);
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_error("db", db);
  note("state", "%d", sqlite3_txn_state(db, "main"));
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  close_noted(db);
}

TEST(copies_blob_life, commit_busy_at_close) {
  const char* const path = scratch("blob-busy.db");
  sqlite3* db = opened(path);
  must(db, kNotes);
  sqlite3* other = opened(path);
  must(other, "BEGIN; SELECT * FROM notes");
  sqlite3_blob* blob = blob_of(db, 1, 1);
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_error("db", db);
  must(other, "COMMIT");
  note_rows("row", db, "SELECT body FROM notes WHERE id=1");
  note("state", "%d", sqlite3_txn_state(db, "main"));
  close_noted(other);
  close_noted(db);
}

TEST(copies_blob_life, open_for_writing_takes_the_lock) {
  const char* const path = scratch("blob-lock.db");
  sqlite3* db = opened(path);
  must(db, kNotes);
  sqlite3* other = opened(path);
  must(other, "BEGIN IMMEDIATE");
  sqlite3_blob* blob = blob_of(db, 1, 0);
  note_code("close", sqlite3_blob_close(blob));
  blob = blob_of(db, 1, 1);
  note_error("db", db);
  must(other, "ROLLBACK");
  close_noted(other);
  close_noted(db);
}

TEST(copies_blob_life, schema_changes_under_a_handle) {
  sqlite3* db = notes();
  sqlite3_blob* blob = blob_of(db, 1, 0);
  note_rows("drop", db, "DROP TABLE notes");
  note_rows("vacuum", db, "VACUUM");
  note_rows("create", db, "CREATE TABLE late(x)");
  char byte = 0;
  note_code("read", sqlite3_blob_read(blob, &byte, 1, 0));
  note_code("reopen", sqlite3_blob_reopen(blob, 2));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("drop", db, "DROP TABLE notes; SELECT name FROM sqlite_schema ORDER BY name");
  close_noted(db);
}

TEST(copies_blob_life, connection_closed_under_a_handle) {
  sqlite3* db = notes();
  sqlite3_blob* blob = blob_of(db, 1, 0);
  close_noted(db);
  note_error("db", db);
  note_code("close_v2", sqlite3_close_v2(db));
  char byte = 0;
  note_code("read", sqlite3_blob_read(blob, &byte, 1, 0));
  note("byte", "%d", byte);
  note_code("close blob", sqlite3_blob_close(blob));
}

TEST(copies_blob_life, statement_reads_what_was_written) {
  sqlite3* db = notes();
  sqlite3_stmt* reader = prepared(db, "SELECT hex(body) FROM notes ORDER BY id");
  note_code("row", sqlite3_step(reader));
  sqlite3_blob* blob = blob_of(db, 2, 1);
  note_code("write", sqlite3_blob_write(blob, "\xee", 1, 0));
  note_code("row", sqlite3_step(reader));
  note_text("row", (const char*)sqlite3_column_text(reader, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

static void write_in_function(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_blob* blob = NULL;
  const int code = sqlite3_blob_open(sqlite3_context_db_handle(context), "main", "notes", "body",
                                     sqlite3_value_int64(values[0]), 1, &blob);
  note_code("open inside", code);
  if (code == SQLITE_OK) note_code("write inside", sqlite3_blob_write(blob, "\xcc", 1, 0));
  note_code("close inside", sqlite3_blob_close(blob));
  sqlite3_result_int(context, code);
}

TEST(copies_blob_life, inside_a_function) {
  sqlite3* db = notes();
  sqlite3_create_function(db, "scribble", 1, SQLITE_UTF8, NULL, write_in_function, NULL, NULL);
  note_rows("call", db, "SELECT scribble(2); SELECT scribble(99)");
  note_rows("row", db, "SELECT body FROM notes WHERE id=2");
  close_noted(db);
}
