/* Virtual tables that are written: xUpdate and what it is given. */
#include "tests/abi/modules_table.h"

static sqlite3* open_written(Spec* spec, int rows) {
  if (!spec->schema) spec->schema = "CREATE TABLE x(a, b, c)";
  modules_fill(spec, 3, rows);
  return modules_open(&modules_full, spec);
}

static void run(sqlite3* db, const char* sql) {
  note("sql", "%s", sql);
  note_rows("row", db, sql);
  note("changes", "%d, last rowid %lld", sqlite3_changes(db),
       (long long)sqlite3_last_insert_rowid(db));
}

TEST(modules, write_insert) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 0);
  run(db, "INSERT INTO v VALUES(1, 'one', 2.5)");
  run(db, "INSERT INTO v(b) VALUES('two')");
  run(db, "INSERT INTO v(rowid, a) VALUES(40, 4)");
  run(db, "INSERT INTO v(a, rowid) VALUES(5, NULL)");
  run(db, "INSERT INTO v DEFAULT VALUES");
  run(db, "INSERT INTO v VALUES(x'00', NULL, ''), (7, 8, 9)");
  run(db, "SELECT rowid, * FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_insert_from_a_query) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 2);
  run(db, "INSERT INTO v SELECT a + 100, b, NULL FROM v ORDER BY a");
  run(db, "WITH c(n) AS (VALUES(1), (2)) INSERT INTO v(a) SELECT n FROM c");
  run(db, "INSERT INTO v SELECT 1, 2, 3 WHERE 0");
  run(db, "SELECT rowid, a FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_insert_with_a_rowid_that_is_no_integer) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 0);
  run(db, "INSERT INTO v(rowid, a) VALUES('7', 1)");
  run(db, "INSERT INTO v(rowid, a) VALUES(8.0, 1)");
  run(db, "INSERT INTO v(rowid, a) VALUES('no number', 1)");
  run(db, "SELECT rowid FROM v ORDER BY 1");
  close_noted(db);
}

TEST(modules, write_insert_keeps_values_as_they_are) {
  Spec spec = {.schema =
                   "CREATE TABLE x(a INTEGER, b TEXT, c REAL NOT NULL DEFAULT 7 CHECK(c > 9))"};
  sqlite3* const db = open_written(&spec, 0);
  run(db, "INSERT INTO v VALUES('12', 34, 5), ('x', x'41', '6')");
  run(db, "INSERT INTO v(a) VALUES(1)");
  run(db, "SELECT a, b, c FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_delete) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 5);
  run(db, "DELETE FROM v WHERE a = 20");
  run(db, "DELETE FROM v WHERE rowid = 77");
  run(db, "DELETE FROM v WHERE b IN ('row 1', 'row 5')");
  run(db, "DELETE FROM v");
  run(db, "SELECT count(*) FROM v");
  close_noted(db);
}

TEST(modules, write_update) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 3);
  run(db, "UPDATE v SET b = 'new' WHERE a = 20");
  run(db, "UPDATE v SET a = a + 1, c = NULL");
  run(db, "UPDATE v SET a = 0 WHERE rowid = 77");
  run(db, "SELECT rowid, * FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_update_changes_the_rowid) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 3);
  run(db, "UPDATE v SET rowid = 30 WHERE rowid = 3");
  run(db, "UPDATE v SET rowid = rowid + 100, a = 0 WHERE rowid = 1");
  run(db, "UPDATE v SET rowid = 2 WHERE rowid = 30");
  run(db, "SELECT rowid, a FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_update_from_another_table) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 3);
  must(db, "CREATE TABLE t(k, w); INSERT INTO t VALUES(20, 'twenty'), (30, 'thirty')");
  run(db, "UPDATE v SET b = w FROM t WHERE a = k AND k = 20");
  run(db, "UPDATE v SET b = (SELECT w FROM t WHERE k = a) WHERE a > 20");
  run(db, "UPDATE t SET w = (SELECT b FROM v WHERE a = k)");
  run(db, "SELECT w FROM t ORDER BY k");
  close_noted(db);
}

TEST(modules, write_unchanged_columns_are_told) {
  Spec spec = {.noted = kWrite, .keeps_unchanged = true};
  sqlite3* const db = open_written(&spec, 2);
  run(db, "UPDATE v SET b = 'new' WHERE rowid = 2");
  run(db, "UPDATE v SET a = a + 1, c = NULL WHERE rowid = 1");
  run(db, "UPDATE v SET a = 5, b = 6, c = 7 WHERE rowid = 1");
  run(db, "INSERT INTO v(a) VALUES(1)");
  run(db, "SELECT rowid, * FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_nochange_outside_of_update) {
  sqlite3* const db = open_memory();
  sqlite3_stmt* const statement = prepared(db, "SELECT NULL, 1");
  sqlite3_step(statement);
  for (int i = 0; i < 2; ++i)
    note("nochange", "%d", sqlite3_value_nochange(sqlite3_column_value(statement, i)));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, write_without_rowid) {
  Spec spec = {.schema = "CREATE TABLE x(a PRIMARY KEY, b, c) WITHOUT ROWID",
               .noted = kWrite,
               .without_rowid = true};
  sqlite3* const db = open_written(&spec, 2);
  note_rows("row", db, "INSERT INTO v VALUES('key', 2, 3)");
  note_rows("row", db, "UPDATE v SET b = 'new' WHERE a = 'key'");
  note_rows("row", db, "UPDATE v SET a = 'other' WHERE a = 'key'");
  note_rows("row", db, "UPDATE v SET a = 20 WHERE a = 10");
  note_rows("row", db, "DELETE FROM v WHERE a = 'other'");
  note_rows("row", db, "SELECT * FROM v");
  note_rows("row", db, "SELECT rowid FROM v");
  close_noted(db);
}

TEST(modules, write_fails) {
  Spec spec = {.failing = "xUpdate", .fail_code = SQLITE_ERROR, .fail_text = "read the manual"};
  sqlite3* const db = open_written(&spec, 2);
  run(db, "INSERT INTO v(a) VALUES(1)");
  run(db, "UPDATE v SET a = 1");
  run(db, "DELETE FROM v");
  spec.fail_text = NULL;
  run(db, "INSERT INTO v(a) VALUES(1)");
  spec.fail_code = SQLITE_READONLY;
  run(db, "DELETE FROM v");
  spec.fail_code = SQLITE_CONSTRAINT_UNIQUE;
  run(db, "INSERT INTO v(a) VALUES(1)");
  spec.fail_code = SQLITE_LOCKED_VTAB;
  run(db, "INSERT INTO v(a) VALUES(1)");
  spec.failing = NULL;
  run(db, "SELECT a FROM v");
  close_noted(db);
}

TEST(modules, write_what_can_only_be_read) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  note_rows("insert", db, "INSERT INTO v VALUES(1)");
  note_rows("update", db, "UPDATE v SET a = 1");
  note_rows("delete", db, "DELETE FROM v");
  close_noted(db);
}

TEST(modules, write_returning) {
  Spec spec = {0};
  sqlite3* const db = open_written(&spec, 1);
  note_rows("insert", db, "INSERT INTO v(a) VALUES(5) RETURNING a, b, a + 1");
  note_rows("update", db, "UPDATE v SET a = 1 RETURNING a");
  note_rows("delete", db, "DELETE FROM v RETURNING a");
  note_rows("left", db, "SELECT a FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, write_upsert) {
  Spec spec = {0};
  sqlite3* const db = open_written(&spec, 1);
  note_rows("do nothing", db, "INSERT INTO v(a) VALUES(5) ON CONFLICT DO NOTHING");
  note_rows("do update", db, "INSERT INTO v(a) VALUES(5) ON CONFLICT(a) DO UPDATE SET b = 1");
  close_noted(db);
}

static void note_change(void* data, int operation, const char* database, const char* table,
                        sqlite3_int64 rowid) {
  (void)data;
  note("update hook", "%d %s.%s %lld", operation, database, table, (long long)rowid);
}

TEST(modules, write_and_the_hooks_of_a_connection) {
  Spec spec = {0};
  sqlite3* const db = open_written(&spec, 1);
  sqlite3_update_hook(db, note_change, NULL);
  must(db, "CREATE TABLE t(x)");
  note_rows("table", db, "INSERT INTO t VALUES(1)");
  note_rows("virtual", db, "INSERT INTO v(a) VALUES(1); UPDATE v SET a = 2; DELETE FROM v");
  note("total changes", "%d", sqlite3_total_changes(db));
  close_noted(db);
}

TEST(modules, write_from_a_trigger) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 1);
  must(db,
       "CREATE TABLE t(x);"
       "CREATE TRIGGER i AFTER INSERT ON t BEGIN INSERT INTO v(a, b) VALUES(new.x, 'new'); END;"
       "CREATE TRIGGER d AFTER DELETE ON t BEGIN DELETE FROM v WHERE a = old.x; END");
  run(db, "INSERT INTO t VALUES(7)");
  run(db, "DELETE FROM t WHERE x = 7");
  run(db, "SELECT a FROM v");
  close_noted(db);
}

TEST(modules, write_through_a_view) {
  Spec spec = {.noted = kWrite};
  sqlite3* const db = open_written(&spec, 1);
  must(db,
       "CREATE VIEW w AS SELECT a FROM v;"
       "CREATE TRIGGER i INSTEAD OF INSERT ON w BEGIN INSERT INTO v(a) VALUES(new.a); END");
  run(db, "INSERT INTO w VALUES(6)");
  run(db, "SELECT a FROM w ORDER BY a");
  close_noted(db);
}
