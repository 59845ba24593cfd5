/* Statements that meet a changed schema: the second form is made anew, the first one says
** SQLITE_SCHEMA. */
#include "tests/abi/suite.h"

static void note_row(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  note_code("step", code);
  if (code != SQLITE_ROW) return;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    note_value(sqlite3_column_name(statement, i), sqlite3_column_value(statement, i));
  }
}

static sqlite3* open_table(void) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 'one'), (2, 'two')");
  return db;
}

TEST(statements, schema_columns_added) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t WHERE a = ?");
  sqlite3_bind_int(statement, 1, 2);
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "ALTER TABLE t ADD COLUMN c DEFAULT 'new'");
  note("count before step", "%d", sqlite3_column_count(statement));
  note_row(statement);
  note("count", "%d, data %d", sqlite3_column_count(statement), sqlite3_data_count(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, schema_columns_dropped) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  sqlite3_stmt* named = prepared(db, "SELECT a, b FROM t");
  must(db, "ALTER TABLE t DROP COLUMN b");
  note_row(statement);
  note_row(named);
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(named));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, schema_table_dropped_and_back) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  must(db, "DROP TABLE t");
  note_row(statement);
  note_error("error", db);
  note_code("reset", sqlite3_reset(statement));
  must(db, "CREATE TABLE t(z); INSERT INTO t VALUES('back')");
  note_row(statement);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(statements, schema_first_form) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare(db, "SELECT * FROM t", -1, &statement, NULL));
  must(db, "ALTER TABLE t ADD COLUMN c");
  note_row(statement);
  note("count", "%d", sqlite3_column_count(statement));
  note_code("reset", sqlite3_reset(statement));
  note_error("error", db);
  note_row(statement);
  note_code("finalize", sqlite3_finalize(statement));
  note_error("error", db);
  close_noted(db);
}

/* Other things than tables make a first form statement stale as well. */
TEST(statements, schema_first_form_other_changes) {
  sqlite3* db = open_table();
  const char* const changes[] = {"CREATE INDEX i ON t(a)",    "CREATE TABLE u(a)",
                                 "CREATE VIEW v AS SELECT 1", "ANALYZE",
                                 "PRAGMA user_version = 7",   "INSERT INTO t VALUES(3, 'three')"};
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; ++i) {
    sqlite3_stmt* statement = NULL;
    sqlite3_prepare(db, "SELECT a FROM t WHERE a = 1", -1, &statement, NULL);
    must(db, changes[i]);
    note_code(changes[i], sqlite3_step(statement));
    note_code("finalize", sqlite3_finalize(statement));
  }
  close_noted(db);
}

TEST(statements, schema_insert_after_change) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(?, ?)");
  sqlite3_bind_int(statement, 1, 3);
  must(db,
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET b = 'by trigger' WHERE a = new.a; "
       "END");
  note_code("step", sqlite3_step(statement));
  sqlite3_reset(statement);
  note_rows("row", db, "SELECT a, b FROM t WHERE a = 3");
  must(db, "ALTER TABLE t ADD COLUMN c");
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* A running statement is not disturbed by a new table; it finds it when it starts over. */
TEST(statements, schema_change_while_running) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(statement);
  note_rows("create", db, "CREATE TABLE u(x)");
  note_rows("index", db, "CREATE INDEX i ON t(a)");
  note_rows("drop other", db, "DROP TABLE u");
  note_row(statement);
  note_row(statement);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(statements, schema_view_replaced) {
  sqlite3* db = open_table();
  must(db, "CREATE VIEW v AS SELECT a FROM t WHERE a = 1");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM v");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "DROP VIEW v; CREATE VIEW v AS SELECT b AS label FROM t WHERE a = 2");
  note_row(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A temporary table of the same name takes the place of the other. */
TEST(statements, schema_temp_table_hides) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "CREATE TEMP TABLE t(temporary); INSERT INTO temp.t VALUES('hidden')");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "DROP TABLE temp.t");
  note_row(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, schema_attach_and_detach) {
  sqlite3* db = open_table();
  must(db, "ATTACH ':memory:' AS side; CREATE TABLE side.s(x); INSERT INTO s VALUES('there')");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM side.s");
  note_row(statement);
  note_rows("detach while running", db, "DETACH side");
  sqlite3_reset(statement);
  note_rows("detach", db, "DETACH side");
  note_row(statement);
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static void answer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, (const char*)sqlite3_user_data(context), -1, SQLITE_STATIC);
}

static void create_answer(sqlite3* db, const char* text) {
  note_code("create", sqlite3_create_function(db, "answer", 0, SQLITE_UTF8, (void*)(intptr_t)text,
                                              answer, NULL, NULL));
}

TEST(statements, schema_function_replaced) {
  sqlite3* db = open_table();
  create_answer(db, "first");
  sqlite3_stmt* statement = prepared(db, "SELECT answer() AS f");
  note("expired", "%d", sqlite3_expired(statement));
  note_row(statement);
  create_answer(db, "refused");
  sqlite3_reset(statement);
  create_answer(db, "second");
  note("expired", "%d", sqlite3_expired(statement));
  note_row(statement);
  note("expired", "%d", sqlite3_expired(statement));
  sqlite3_reset(statement);
  note_code("delete",
            sqlite3_create_function(db, "answer", 0, SQLITE_UTF8, NULL, NULL, NULL, NULL));
  note_row(statement);
  note_error("error", db);
  sqlite3_finalize(statement);
  note("no statement", "%d", sqlite3_expired(NULL));
  close_noted(db);
}

static int backwards(void* data, int left_size, const void* left, int right_size,
                     const void* right) {
  (void)data;
  const int size = left_size < right_size ? left_size : right_size;
  const int order = memcmp(right, left, (size_t)size);
  return order ? order : right_size - left_size;
}

TEST(statements, schema_collation_appears) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = NULL;
  const char* const sql = "SELECT b FROM t ORDER BY b COLLATE backwards";
  note_code("prepare", sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
  note_error("error", db);
  note_code("create", sqlite3_create_collation(db, "backwards", SQLITE_UTF8, NULL, backwards));
  statement = prepared(db, sql);
  note_row(statement);
  note_code("while running",
            sqlite3_create_collation(db, "backwards", SQLITE_UTF8, NULL, backwards));
  sqlite3_reset(statement);
  note_code("delete", sqlite3_create_collation(db, "backwards", SQLITE_UTF8, NULL, NULL));
  note_row(statement);
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* A change that is rolled back leaves statements as they were. */
TEST(statements, schema_change_rolled_back) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t WHERE a = 1");
  must(db, "BEGIN; ALTER TABLE t ADD COLUMN c DEFAULT 'gone'");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "ROLLBACK");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "SAVEPOINT s; DROP TABLE t");
  note_row(statement);
  sqlite3_reset(statement);
  must(db, "ROLLBACK TO s");
  note_row(statement);
  sqlite3_finalize(statement);
  must(db, "RELEASE s");
  close_noted(db);
}

TEST(statements, schema_persistent_form) {
  sqlite3* db = open_table();
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v3(db, "SELECT * FROM t WHERE a = 1", -1,
                                          SQLITE_PREPARE_PERSISTENT, &statement, NULL));
  must(db, "ALTER TABLE t RENAME COLUMN b TO label");
  note_row(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

/* Statements made before and after the change see the same table. */
TEST(statements, schema_create_then_use_in_transaction) {
  sqlite3* db = open_memory();
  must(db, "BEGIN; CREATE TABLE t(a)");
  sqlite3_stmt* insert = prepared(db, "INSERT INTO t VALUES(1)");
  note_code("step", sqlite3_step(insert));
  sqlite3_reset(insert);
  must(db, "CREATE TABLE u(a)");
  note_code("step", sqlite3_step(insert));
  sqlite3_reset(insert);
  must(db, "ROLLBACK");
  note_code("step", sqlite3_step(insert));
  note_error("error", db);
  sqlite3_finalize(insert);
  close_noted(db);
}
