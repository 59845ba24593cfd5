/* The hook before each change of a row, and what it may look at. */
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "tests/abi/suite.h"

static const char* operation_name(int operation) {
  return operation == SQLITE_INSERT ? "insert" : operation == SQLITE_UPDATE ? "update" : "delete";
}

static int is_rowid_table = 1;

static void put_rowids(int operation, sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  if (!is_rowid_table) return;
  if (operation != SQLITE_INSERT) note("old rowid", "%lld", (long long)old_rowid);
  if (operation != SQLITE_DELETE) note("new rowid", "%lld", (long long)new_rowid);
}

static void put_columns(sqlite3* db, int operation) {
  const int count = sqlite3_preupdate_count(db);
  for (int i = 0; i < count; ++i) {
    sqlite3_value* value = NULL;
    if (operation != SQLITE_INSERT && sqlite3_preupdate_old(db, i, &value) == SQLITE_OK) {
      note_value("old", value);
    }
    if (operation != SQLITE_DELETE && sqlite3_preupdate_new(db, i, &value) == SQLITE_OK) {
      note_value("new", value);
    }
  }
}

static void on_change(void* data, sqlite3* db, int operation, const char* schema, const char* table,
                      sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  (void)data;
  note("before", "%s %s.%s, %d columns, depth %d", operation_name(operation), schema, table,
       sqlite3_preupdate_count(db), sqlite3_preupdate_depth(db));
  put_rowids(operation, old_rowid, new_rowid);
  put_columns(db, operation);
}

static sqlite3* open_hooked(const char* sql) {
  sqlite3* const db = open_memory();
  must(db, sql);
  sqlite3_preupdate_hook(db, on_change, NULL);
  return db;
}

/* Names the statement, for what follows. */
static void run(sqlite3* db, const char* sql) {
  note("sql", "%s", sql);
  note_rows("row", db, sql);
}

TEST(callbacks, preupdate_insert_update_delete) {
  sqlite3* const db = open_hooked("CREATE TABLE t(a, b DEFAULT 'd', c INTEGER PRIMARY KEY)");
  run(db, "INSERT INTO t(a, c) VALUES(1.5, 10)");
  run(db, "INSERT INTO t VALUES(x'0102', NULL, NULL)");
  run(db, "UPDATE t SET b = 'new' WHERE c = 10");
  run(db, "UPDATE t SET c = 20 WHERE c = 10");
  run(db, "DELETE FROM t WHERE c = 20");
  run(db, "UPDATE t SET a = a WHERE 0");
  run(db, "DELETE FROM t");
  close_noted(db);
}

TEST(callbacks, preupdate_affinity) {
  sqlite3* const db =
      open_hooked("CREATE TABLE t(i INTEGER, r REAL, x TEXT); INSERT INTO t VALUES('1', 2, 3)");
  run(db, "INSERT INTO t VALUES('7', 7, 7)");
  run(db, "UPDATE t SET r = '8' WHERE i = 1");
  close_noted(db);
}

/* The row was written before the column was there: its old value is not the default. */
TEST(callbacks, preupdate_added_column) {
  sqlite3* const db = open_hooked(
      "CREATE TABLE t(a); INSERT INTO t VALUES(1); ALTER TABLE t ADD COLUMN n DEFAULT 'added'");
  run(db, "UPDATE t SET a = 2");
  run(db, "DELETE FROM t");
  close_noted(db);
}

TEST(callbacks, preupdate_replace) {
  sqlite3* const db = open_hooked(
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE); INSERT INTO t VALUES(1, 'x'), (2, 'y')");
  run(db, "REPLACE INTO t VALUES(1, 'z')");
  run(db, "REPLACE INTO t VALUES(9, 'y')");
  run(db, "INSERT OR IGNORE INTO t VALUES(9, 'i')");
  run(db, "INSERT INTO t VALUES(9, 'i')");
  run(db, "UPDATE OR REPLACE t SET b = 'z' WHERE a = 9");
  run(db, "INSERT INTO t VALUES(9, 'u') ON CONFLICT(a) DO UPDATE SET b = 'up'");
  run(db, "SELECT a, b FROM t ORDER BY a");
  close_noted(db);
}

TEST(callbacks, preupdate_triggers) {
  sqlite3* const db = open_hooked(
      "CREATE TABLE t(a); CREATE TABLE u(b); CREATE TABLE w(c);"
      "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES(new.a); END;"
      "CREATE TRIGGER s BEFORE INSERT ON u BEGIN INSERT INTO w VALUES(new.b); END");
  run(db, "INSERT INTO t VALUES(1)");
  close_noted(db);
}

TEST(callbacks, preupdate_foreign_keys) {
  sqlite3* const db = open_hooked(
      "PRAGMA foreign_keys = ON; CREATE TABLE p(id INTEGER PRIMARY KEY);"
      "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL);"
      "INSERT INTO p VALUES(1), (2); INSERT INTO c VALUES(1), (2)");
  run(db, "DELETE FROM p WHERE id = 1");
  run(db, "UPDATE p SET id = 3 WHERE id = 2");
  close_noted(db);
}

TEST(callbacks, preupdate_without_rowid) {
  sqlite3* const db = open_hooked("CREATE TABLE w(b, a, c, PRIMARY KEY(a)) WITHOUT ROWID");
  is_rowid_table = 0;
  run(db, "INSERT INTO w VALUES('b', 1, 'c')");
  run(db, "UPDATE w SET c = 'changed'");
  run(db, "UPDATE w SET a = 2");
  run(db, "REPLACE INTO w VALUES('r', 2, 'r')");
  run(db, "DELETE FROM w");
  is_rowid_table = 1;
  close_noted(db);
}

TEST(callbacks, preupdate_schemas_and_ddl) {
  sqlite3* const db = open_hooked(
      "CREATE TEMP TABLE m(a); ATTACH ':memory:' AS aux; CREATE TABLE aux.t(a);"
      "CREATE TABLE s(a INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE \"A b\"(x)");
  run(db, "INSERT INTO m VALUES(1)");
  run(db, "INSERT INTO aux.t VALUES(1)");
  run(db, "INSERT INTO s DEFAULT VALUES");
  run(db, "INSERT INTO \"a B\" VALUES(1)");
  run(db, "CREATE TABLE n(a)");
  run(db, "CREATE TABLE filled AS SELECT 1 AS x");
  run(db, "DROP TABLE n");
  close_noted(db);
}

TEST(callbacks, preupdate_generated_columns) {
  sqlite3* const db = open_hooked("CREATE TABLE g(a, v AS (a + 1), s AS (a + 2) STORED, z)");
  run(db, "INSERT INTO g VALUES(10, 'z')");
  run(db, "UPDATE g SET a = 20");
  run(db, "DELETE FROM g WHERE a = 20");
  close_noted(db);
}

static void try_all(void* data, sqlite3* db, int operation, const char* schema, const char* table,
                    sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  (void)data;
  (void)schema;
  (void)table;
  (void)old_rowid;
  (void)new_rowid;
  sqlite3_value* value = NULL;
  note("before", "%s", operation_name(operation));
  note_code("old 0", sqlite3_preupdate_old(db, 0, &value));
  note_code("new 0", sqlite3_preupdate_new(db, 0, &value));
  note_code("old -1", sqlite3_preupdate_old(db, -1, &value));
  note_code("new -1", sqlite3_preupdate_new(db, -1, &value));
  note_code("old beyond", sqlite3_preupdate_old(db, 2, &value));
  note_code("new beyond", sqlite3_preupdate_new(db, 2, &value));
  note("blobwrite", "%d", sqlite3_preupdate_blobwrite(db));
}

TEST(callbacks, preupdate_out_of_range) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  sqlite3_preupdate_hook(db, try_all, NULL);
  run(db, "INSERT INTO t VALUES(1, 2)");
  run(db, "UPDATE t SET a = 2");
  run(db, "DELETE FROM t");
  close_noted(db);
}

TEST(callbacks, preupdate_outside_of_the_hook) {
  sqlite3* const db = open_hooked("CREATE TABLE t(a)");
  sqlite3_value* value = NULL;
  note_code("old", sqlite3_preupdate_old(db, 0, &value));
  note_code("new", sqlite3_preupdate_new(db, 0, &value));
  note("count", "%d", sqlite3_preupdate_count(db));
  note("depth", "%d", sqlite3_preupdate_depth(db));
  note("blobwrite", "%d", sqlite3_preupdate_blobwrite(db));
  close_noted(db);
}

static void on_blob(void* data, sqlite3* db, int operation, const char* schema, const char* table,
                    sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  (void)data;
  (void)new_rowid;
  sqlite3_value* value = NULL;
  note("before", "%s %s.%s %lld", operation_name(operation), schema, table, (long long)old_rowid);
  note("blobwrite", "%d", sqlite3_preupdate_blobwrite(db));
  if (sqlite3_preupdate_old(db, 1, &value) == SQLITE_OK) note_value("old", value);
}

/* Writing through a blob handle is told as a delete, with the column that is written. */
TEST(callbacks, preupdate_blob_write) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES(1, x'010203')");
  sqlite3_preupdate_hook(db, on_blob, NULL);
  sqlite3_blob* blob = NULL;
  note_code("open", sqlite3_blob_open(db, "main", "t", "b", 1, 1, &blob));
  note_code("write", sqlite3_blob_write(blob, "\xff", 1, 1));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("row", db, "SELECT b FROM t; UPDATE t SET b = 5");
  close_noted(db);
}

static char kOne[] = "one";
static char kTwo[] = "two";

static void put_data(void* data, sqlite3* db, int operation, const char* schema, const char* table,
                     sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  (void)db;
  (void)operation;
  (void)schema;
  (void)table;
  (void)old_rowid;
  (void)new_rowid;
  note_text("called", data);
}

TEST(callbacks, preupdate_replaced) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_text("was", sqlite3_preupdate_hook(db, put_data, kOne));
  note_text("was", sqlite3_preupdate_hook(db, put_data, kTwo));
  note_rows("insert", db, "INSERT INTO t VALUES(1)");
  note_text("was", sqlite3_preupdate_hook(db, NULL, NULL));
  note_rows("insert", db, "INSERT INTO t VALUES(2)");
  close_noted(db);
}

static void on_update(void* data, int operation, const char* schema, const char* table,
                      sqlite3_int64 rowid) {
  (void)data;
  note("after", "%s %s.%s %lld", operation_name(operation), schema, table, (long long)rowid);
}

TEST(callbacks, preupdate_and_update_hook) {
  sqlite3* const db = open_hooked("CREATE TABLE t(a UNIQUE)");
  sqlite3_update_hook(db, on_update, NULL);
  run(db, "INSERT INTO t VALUES(1)");
  run(db, "UPDATE t SET a = 2");
  run(db, "INSERT INTO t VALUES(2)");
  run(db, "REPLACE INTO t VALUES(2)");
  run(db, "DELETE FROM t");
  close_noted(db);
}

/* The order of columns is the table's, and values may be copied to outlive the hook. */
static sqlite3_value* kept = NULL;

static void keep_old(void* data, sqlite3* db, int operation, const char* schema, const char* table,
                     sqlite3_int64 old_rowid, sqlite3_int64 new_rowid) {
  (void)data;
  (void)operation;
  (void)schema;
  (void)table;
  (void)old_rowid;
  (void)new_rowid;
  sqlite3_value* value = NULL;
  if (sqlite3_preupdate_old(db, 0, &value) == SQLITE_OK) kept = sqlite3_value_dup(value);
}

TEST(callbacks, preupdate_value_is_kept) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('kept text')");
  sqlite3_preupdate_hook(db, keep_old, NULL);
  must(db, "DELETE FROM t");
  note_value("kept", kept);
  sqlite3_value_free(kept);
  kept = NULL;
  close_noted(db);
}
