/* Statements and transactions: autocommit, what waits for running statements, what aborts them. */
#include "tests/abi/suite.h"

static sqlite3* open_rows(void) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES(1), (2), (3)");
  return db;
}

static void note_row(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  note_code("step", code);
  if (code == SQLITE_ROW) note_value("row", sqlite3_column_value(statement, 0));
}

static void note_autocommit(const char* what, sqlite3* db) {
  note(what, "autocommit %d", sqlite3_get_autocommit(db));
}

TEST(statements, autocommit_follows_sql) {
  sqlite3* db = open_rows();
  const char* const texts[] = {"BEGIN",         "COMMIT",    "SAVEPOINT s",     "SAVEPOINT inner",
                               "RELEASE inner", "RELEASE s", "BEGIN IMMEDIATE", "SAVEPOINT s",
                               "ROLLBACK TO s", "ROLLBACK",  "BEGIN",           "END"};
  note_autocommit("fresh", db);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    must(db, texts[i]);
    note_autocommit(texts[i], db);
  }
  close_noted(db);
}

/* Which errors end the transaction is told by autocommit, as every wrapper asks it. */
TEST(statements, autocommit_after_errors) {
  sqlite3* db = open_rows();
  const char* const texts[] = {"INSERT INTO t VALUES(1)",
                               "INSERT OR ABORT INTO t VALUES(1)",
                               "INSERT OR FAIL INTO t VALUES(1)",
                               "INSERT OR IGNORE INTO t VALUES(1)",
                               "INSERT OR REPLACE INTO t VALUES(1)",
                               "INSERT OR ROLLBACK INTO t VALUES(1)",
                               "SELECT missing",
                               "COMMIT; COMMIT"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    if (sqlite3_get_autocommit(db)) must(db, "BEGIN");
    note_rows(texts[i], db, texts[i]);
    note_autocommit("after", db);
  }
  close_noted(db);
}

static void ask_autocommit(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, sqlite3_get_autocommit(sqlite3_context_db_handle(context)));
}

TEST(statements, autocommit_inside_a_statement) {
  sqlite3* db = open_rows();
  sqlite3_create_function(db, "ask", 0, SQLITE_UTF8, NULL, ask_autocommit, NULL, NULL);
  note_rows("select", db, "SELECT ask()");
  note_rows("insert", db, "INSERT INTO t VALUES(100 + ask()) RETURNING a");
  must(db, "BEGIN");
  note_rows("in a transaction", db, "SELECT ask()");
  must(db, "COMMIT");
  close_noted(db);
}

TEST(statements, commit_while_reading) {
  sqlite3* db = open_rows();
  must(db, "BEGIN; INSERT INTO t VALUES(4)");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("commit", db, "COMMIT");
  note_autocommit("after", db);
  note_row(reader);
  sqlite3_finalize(reader);
  note_rows("count", db, "SELECT count(*) FROM t");
  close_noted(db);
}

/* The rows of RETURNING are still to be read: the writing statement counts as running. */
TEST(statements, commit_while_writing) {
  sqlite3* db = open_rows();
  must(db, "BEGIN");
  sqlite3_stmt* writer = prepared(db, "UPDATE t SET a = a + 10 RETURNING a");
  note_code("step", sqlite3_step(writer));
  note_rows("commit", db, "COMMIT");
  note_autocommit("after", db);
  note_code("reset", sqlite3_reset(writer));
  note_rows("commit", db, "COMMIT");
  note_autocommit("after", db);
  sqlite3_finalize(writer);
  note_rows("rows", db, "SELECT a FROM t ORDER BY a");
  close_noted(db);
}

TEST(statements, rollback_while_reading) {
  sqlite3* db = open_rows();
  must(db, "BEGIN; INSERT INTO t VALUES(4)");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("rollback", db, "ROLLBACK");
  note_autocommit("after", db);
  note_row(reader);
  note_code("reset", sqlite3_reset(reader));
  note_row(reader);
  sqlite3_finalize(reader);
  close_noted(db);
}

/* Nothing was written: the reader is not disturbed. */
TEST(statements, rollback_of_nothing_while_reading) {
  sqlite3* db = open_rows();
  must(db, "BEGIN");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("rollback", db, "ROLLBACK");
  note_row(reader);
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

/* With a schema change among what is rolled back, readers have to stop. */
TEST(statements, rollback_of_schema_while_reading) {
  sqlite3* db = open_rows();
  must(db, "BEGIN; CREATE TABLE u(x)");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("rollback", db, "ROLLBACK");
  note_row(reader);
  note_error("error", db);
  note_code("reset", sqlite3_reset(reader));
  note_row(reader);
  sqlite3_finalize(reader);
  close_noted(db);
}

TEST(statements, rollback_to_savepoint_while_reading) {
  sqlite3* db = open_rows();
  must(db, "SAVEPOINT s; INSERT INTO t VALUES(4)");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("rollback to", db, "ROLLBACK TO s");
  note_row(reader);
  note_code("finalize", sqlite3_finalize(reader));
  must(db, "RELEASE s");
  note_rows("rows", db, "SELECT a FROM t ORDER BY a");
  close_noted(db);
}

TEST(statements, savepoint_while_writing) {
  sqlite3* db = open_rows();
  sqlite3_stmt* writer = prepared(db, "UPDATE t SET a = a + 10 RETURNING a");
  note_code("step", sqlite3_step(writer));
  note_rows("savepoint", db, "SAVEPOINT s");
  note_rows("vacuum", db, "VACUUM");
  sqlite3_reset(writer);
  sqlite3_finalize(writer);
  close_noted(db);
}

TEST(statements, vacuum_needs_quiet) {
  sqlite3* db = open_rows();
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t");
  note_code("step", sqlite3_step(reader));
  note_rows("while reading", db, "VACUUM");
  sqlite3_reset(reader);
  must(db, "BEGIN");
  note_rows("in a transaction", db, "VACUUM");
  must(db, "COMMIT");
  note_rows("alone", db, "VACUUM");
  sqlite3_finalize(reader);
  close_noted(db);
}

/* Without BEGIN the changes of a statement are there for good when it is reset early. */
TEST(statements, reset_commits) {
  sqlite3* db = open_rows();
  sqlite3_stmt* writer = prepared(db, "DELETE FROM t WHERE a > 1 RETURNING a");
  note_code("step", sqlite3_step(writer));
  note_autocommit("running", db);
  note_code("reset", sqlite3_reset(writer));
  note_rows("left", db, "SELECT a FROM t");
  sqlite3_finalize(writer);
  close_noted(db);
}

/* A failing statement undoes what it did itself, and nothing else. */
TEST(statements, failing_statement_is_undone) {
  sqlite3* db = open_rows();
  must(db, "BEGIN; INSERT INTO t VALUES(10)");
  note_rows("abort", db, "INSERT INTO t VALUES(11), (12), (1), (13)");
  note_rows("rows", db, "SELECT a FROM t WHERE a >= 10 ORDER BY a");
  note_rows("fail", db, "INSERT OR FAIL INTO t VALUES(11), (12), (1), (13)");
  note_rows("rows", db, "SELECT a FROM t WHERE a >= 10 ORDER BY a");
  note_rows("rollback", db, "INSERT OR ROLLBACK INTO t VALUES(21), (1)");
  note_rows("rows", db, "SELECT a FROM t WHERE a >= 10 ORDER BY a");
  note_autocommit("after", db);
  close_noted(db);
}

/* OR ROLLBACK of data only, in one statement, lets another go on reading. */
TEST(statements, or_rollback_while_reading) {
  sqlite3* db = open_rows();
  must(db, "BEGIN; INSERT INTO t VALUES(10)");
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  note_row(reader);
  note_rows("rollback", db, "INSERT OR ROLLBACK INTO t VALUES(1)");
  note_row(reader);
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

/* The same statement before, in and after transactions: nothing has to be prepared again. */
TEST(statements, statement_across_transactions) {
  sqlite3* db = open_rows();
  sqlite3_stmt* insert = prepared(db, "INSERT INTO t VALUES(?)");
  sqlite3_stmt* count = prepared(db, "SELECT count(*) FROM t");
  const char* const around[] = {NULL, "COMMIT", "ROLLBACK", "COMMIT"};
  for (int i = 0; i < 4; ++i) {
    if (around[i]) must(db, "BEGIN");
    sqlite3_bind_int(insert, 1, 100 + i);
    note_code("insert", sqlite3_step(insert));
    sqlite3_reset(insert);
    if (around[i]) must(db, around[i]);
    note_row(count);
    sqlite3_reset(count);
  }
  sqlite3_finalize(insert);
  sqlite3_finalize(count);
  close_noted(db);
}

/* What was read already may be deleted under a running statement. */
TEST(statements, delete_while_reading) {
  sqlite3* db = open_rows();
  sqlite3_stmt* reader = prepared(db, "SELECT a FROM t ORDER BY rowid");
  for (int i = 1; i <= 3; ++i) {
    note_row(reader);
    char* const sql = sqlite3_mprintf("DELETE FROM t WHERE a = %d", i);
    must(db, sql);
    sqlite3_free(sql);
  }
  note_row(reader);
  note_row(reader);
  sqlite3_finalize(reader);
  close_noted(db);
}
