/* Statements on databases in files: what is found out only when a statement is prepared or run. */
#include "tests/abi/suite.h"

static sqlite3* open_file(const char* path, int flags) {
  sqlite3* db = NULL;
  note_code("open", sqlite3_open_v2(path, &db, flags, NULL));
  return db;
}

static const int kReadWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

TEST(statements, file_not_a_database) {
  const char* const path = scratch("statements-text.db");
  FILE* file = fopen(path, "w");
  if (!file) return;
  for (int i = 0; i < 100; ++i) fputs("This is no database at all. ", file);
  fclose(file);
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT * FROM t", -1, &statement, NULL));
  note_error("error", db);
  note_code("without a table", sqlite3_prepare_v2(db, "SELECT 1", -1, &statement, NULL));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

/* The schema cannot be read while another connection holds the file alone. */
TEST(statements, file_locked_at_prepare) {
  const char* const path = scratch("statements-locked.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a); BEGIN EXCLUSIVE");
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT * FROM t", -1, &statement, NULL));
  note_error("error", db);
  note_rows("without a table", db, "SELECT 1, upper('a') WHERE 'b' = 'B' COLLATE nocase");
  note_rows("a column", db, "SELECT nosuch");
  must(owner, "COMMIT");
  note_code("again", sqlite3_prepare_v2(db, "SELECT * FROM t", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
  close_noted(owner);
}

/* Outside of a transaction, a statement that met SQLITE_BUSY may simply be stepped again. */
TEST(statements, file_busy_then_stepped_again) {
  const char* const path = scratch("statements-busy.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a)");
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "INSERT INTO t VALUES(1)", -1, &statement, NULL));
  must(owner, "BEGIN IMMEDIATE");
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_code("step", sqlite3_step(statement));
  must(owner, "COMMIT");
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  sqlite3_finalize(statement);
  note_rows("row", db, "SELECT * FROM t");
  close_noted(db);
  close_noted(owner);
}

TEST(statements, file_busy_first_form) {
  const char* const path = scratch("statements-busy1.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a)");
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare(db, "INSERT INTO t VALUES(1)", -1, &statement, NULL));
  must(owner, "BEGIN IMMEDIATE");
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  must(owner, "COMMIT");
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
  close_noted(owner);
}

TEST(statements, file_busy_in_a_transaction) {
  const char* const path = scratch("statements-busy2.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a)");
  sqlite3* db = open_file(path, kReadWrite);
  must(db, "BEGIN; SELECT * FROM t");
  must(owner, "BEGIN IMMEDIATE");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1)");
  note_code("step", sqlite3_step(statement));
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_code("reset", sqlite3_reset(statement));
  must(owner, "ROLLBACK");
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  must(db, "COMMIT");
  close_noted(db);
  close_noted(owner);
}

TEST(statements, file_read_only) {
  const char* const path = scratch("statements-readonly.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a)");
  close_noted(owner);
  sqlite3* db = open_file(path, SQLITE_OPEN_READONLY);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "INSERT INTO t VALUES(1)", -1, &statement, NULL));
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("create", db, "CREATE TABLE u(a)");
  note_rows("temporary", db, "CREATE TEMP TABLE u(a); INSERT INTO u VALUES(1); SELECT * FROM u");
  close_noted(db);
}

/* Another connection changed the schema: found out by step, and the statement is made anew. */
TEST(statements, file_schema_changed_elsewhere) {
  const char* const path = scratch("statements-schema.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t WHERE a = ?");
  sqlite3_stmt* legacy = NULL;
  sqlite3_prepare(db, "SELECT * FROM t", -1, &legacy, NULL);
  sqlite3_bind_int(statement, 1, 1);
  must(owner, "ALTER TABLE t ADD COLUMN b DEFAULT 'new'");
  note("columns before", "%d", sqlite3_column_count(statement));
  note_code("legacy step", sqlite3_step(legacy));
  note_code("legacy finalize", sqlite3_finalize(legacy));
  note_code("step", sqlite3_step(statement));
  note("columns after", "%d", sqlite3_column_count(statement));
  note_text("b", (const char*)sqlite3_column_text(statement, 1));
  sqlite3_reset(statement);
  must(owner, "DROP TABLE t");
  note_code("step", sqlite3_step(statement));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
  close_noted(owner);
}

/* A statement that runs keeps its view of the data; the schema cannot change under it. */
TEST(statements, file_running_reader_blocks_commit) {
  const char* const path = scratch("statements-reader.db");
  sqlite3* owner = open_file(path, kReadWrite);
  must(owner, "CREATE TABLE t(a); INSERT INTO t VALUES(1),(2)");
  sqlite3* db = open_file(path, kReadWrite);
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY a");
  note_code("step", sqlite3_step(statement));
  note_rows("insert", owner, "INSERT INTO t VALUES(3)");
  note_code("step", sqlite3_step(statement));
  note_code("step", sqlite3_step(statement));
  note_rows("insert", owner, "INSERT INTO t VALUES(3)");
  sqlite3_finalize(statement);
  close_noted(db);
  close_noted(owner);
}
