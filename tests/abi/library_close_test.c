/* Closing: refused, put off, and what happens to what was still open. */
#include <sys/stat.h>

#include "tests/abi/suite.h"

static void gone(void* name) { note("destroyed", "%s", (const char*)name); }

static void answer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, 42);
}

static int compare(void* name, int a_size, const void* a, int b_size, const void* b) {
  (void)name;
  const int order = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));
  return order ? order : a_size - b_size;
}

/* What belongs to the connection says so when it goes. */
static void add_witnesses(sqlite3* db) {
  sqlite3_create_function_v2(db, "answer", 0, SQLITE_UTF8, "function", answer, NULL, NULL, gone);
  sqlite3_create_collation_v2(db, "mine", SQLITE_UTF8, "collation", compare, gone);
}

static const char* file_with_rows(const char* name) {
  const char* const path = scratch(name);
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (x'0102'), (x'0304')");
  sqlite3_close(db);
  return path;
}

TEST(library, close_null) {
  note_code("close", sqlite3_close(NULL));
  note_code("close_v2", sqlite3_close_v2(NULL));
}

TEST(library, close_destroys_what_was_registered) {
  sqlite3* const db = open_memory();
  add_witnesses(db);
  note_code("close", sqlite3_close(db));
}

TEST(library, close_refused_with_a_statement) {
  sqlite3* const db = open_memory();
  add_witnesses(db);
  sqlite3_stmt* const statement = prepared(db, "SELECT 1");
  note_code("close", sqlite3_close(db));
  note_error("error", db);
  note_code("step", sqlite3_step(statement));
  note_code("close", sqlite3_close(db));
  note_code("finalize", sqlite3_finalize(statement));
  note_code("close", sqlite3_close(db));
}

TEST(library, close_refused_with_a_blob) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (x'0102')");
  sqlite3_blob* blob = NULL;
  note_code("blob", sqlite3_blob_open(db, "main", "t", "a", 1, 0, &blob));
  note_code("close", sqlite3_close(db));
  note_error("error", db);
  note_code("blob close", sqlite3_blob_close(blob));
  note_code("close", sqlite3_close(db));
}

TEST(library, close_refused_with_a_backup) {
  sqlite3* const from = open_memory();
  sqlite3* const to = open_memory();
  must(from, "CREATE TABLE t(a)");
  sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("close source", sqlite3_close(from));
  note_error("error", from);
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_code("close source", sqlite3_close(from));
  note_code("close target", sqlite3_close(to));
}

static int close_within(void* db, int count, char** values, char** names) {
  (void)count;
  (void)names;
  note("row", "%s", values[0]);
  note_code("close within", sqlite3_close(db));
  return 0;
}

TEST(library, close_refused_within_a_callback) {
  sqlite3* const db = open_memory();
  note_code("exec", sqlite3_exec(db, "SELECT 1 UNION SELECT 2", close_within, db, NULL));
  note_error("error", db);
  close_noted(db);
}

TEST(library, close_all_statements_first) {
  sqlite3* const db = open_memory();
  for (int i = 0; i < 3; ++i) prepared(db, "SELECT 1");
  int count = 0;
  for (sqlite3_stmt* at; (at = sqlite3_next_stmt(db, NULL)) != NULL; ++count) sqlite3_finalize(at);
  note("finalized", "%d", count);
  close_noted(db);
}

TEST(library, close_v2_waits_for_statements) {
  sqlite3* const db = open_memory();
  add_witnesses(db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)");
  sqlite3_stmt* const one = prepared(db, "SELECT a + answer() FROM t");
  sqlite3_stmt* const two = prepared(db, "INSERT INTO t VALUES (3)");
  note_code("step", sqlite3_step(one));
  note_code("close_v2", sqlite3_close_v2(db));
  note_code("step", sqlite3_step(one));
  note("value", "%d", sqlite3_column_int(one, 0));
  note_code("insert", sqlite3_step(two));
  note_code("finalize", sqlite3_finalize(two));
  note_code("reset", sqlite3_reset(one));
  int count = 0;
  while (sqlite3_step(one) == SQLITE_ROW) ++count;
  note("rows", "%d", count);
  note_code("finalize", sqlite3_finalize(one));
}

TEST(library, close_v2_waits_for_a_blob) {
  sqlite3* const db = open_memory();
  add_witnesses(db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (x'0102')");
  sqlite3_blob* blob = NULL;
  note_code("blob", sqlite3_blob_open(db, "main", "t", "a", 1, 0, &blob));
  note_code("close_v2", sqlite3_close_v2(db));
  char bytes[2];
  note_code("read", sqlite3_blob_read(blob, bytes, 2, 0));
  note_bytes("bytes", bytes, 2);
  note_code("blob close", sqlite3_blob_close(blob));
}

TEST(library, close_v2_waits_for_a_backup) {
  sqlite3* const from = open_memory();
  sqlite3* const to = open_memory();
  add_witnesses(from);
  must(from, "CREATE TABLE t(a); INSERT INTO t VALUES (5)");
  sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("close_v2", sqlite3_close_v2(from));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("copied", to, "SELECT a FROM t");
  close_noted(to);
}

/* A file stays locked while a statement of a closed connection reads it. */
TEST(library, close_v2_keeps_the_lock) {
  const char* const path = file_with_rows("zombie.db");
  sqlite3* zombie = NULL;
  sqlite3* other = NULL;
  sqlite3_open(path, &zombie);
  sqlite3_open(path, &other);
  sqlite3_stmt* const statement = prepared(zombie, "SELECT a FROM t");
  note_code("step", sqlite3_step(statement));
  note_code("close_v2", sqlite3_close_v2(zombie));
  note_rows("write", other, "INSERT INTO t VALUES (1)");
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("write", other, "INSERT INTO t VALUES (1)");
  close_noted(other);
}

TEST(library, close_rolls_back) {
  const char* const path = file_with_rows("close_rollback.db");
  for (int version = 1; version <= 2; ++version) {
    sqlite3* db = NULL;
    sqlite3_open(path, &db);
    must(db, "BEGIN; DELETE FROM t");
    note_code("close", version == 1 ? sqlite3_close(db) : sqlite3_close_v2(db));
    sqlite3_open(path, &db);
    note_rows("rows", db, "SELECT count(*) FROM t");
    close_noted(db);
  }
}

static void note_rollback(void* name) { note("rolled back", "%s", (const char*)name); }

TEST(library, close_in_a_transaction_and_its_hooks) {
  sqlite3* const db = open_memory();
  sqlite3_rollback_hook(db, note_rollback, "hook");
  must(db, "CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES (1)");
  close_noted(db);
}

/* The open transaction of a closed connection ends with its last statement. */
TEST(library, close_v2_rolls_back_at_the_end) {
  const char* const path = file_with_rows("zombie_rollback.db");
  sqlite3* zombie = NULL;
  sqlite3* other = NULL;
  sqlite3_open(path, &zombie);
  sqlite3_open(path, &other);
  must(zombie, "BEGIN; DELETE FROM t");
  sqlite3_stmt* const statement = prepared(zombie, "SELECT 1");
  note_code("close_v2", sqlite3_close_v2(zombie));
  note_rows("write", other, "INSERT INTO t VALUES (1)");
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("rows", other, "INSERT INTO t VALUES (1); SELECT count(*) FROM t");
  close_noted(other);
}

static int exists(const char* path, const char* ending) {
  char full[300];
  struct stat status;
  snprintf(full, sizeof full, "%s%s", path, ending);
  return stat(full, &status) == 0;
}

TEST(library, close_last_wal_connection) {
  const char* const path = file_with_rows("close_wal.db");
  sqlite3* one = NULL;
  sqlite3* two = NULL;
  sqlite3_open(path, &one);
  must(one, "PRAGMA journal_mode=WAL; INSERT INTO t VALUES (1)");
  sqlite3_open(path, &two);
  note_rows("two", two, "SELECT count(*) FROM t");
  close_noted(one);
  note("wal", "%d %d", exists(path, "-wal"), exists(path, "-shm"));
  close_noted(two);
  note("wal", "%d %d", exists(path, "-wal"), exists(path, "-shm"));
}

TEST(library, close_removes_the_journal) {
  const char* const path = file_with_rows("close_journal.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "BEGIN; INSERT INTO t VALUES (1)");
  close_noted(db);
  note("journal", "%d", exists(path, "-journal"));
  sqlite3_open(path, &db);
  must(db, "PRAGMA journal_mode=PERSIST; INSERT INTO t VALUES (1)");
  close_noted(db);
  note("persistent journal", "%d", exists(path, "-journal"));
}
