/* Transactions as virtual tables see them. Which statements open a savepoint of their own is
** left to the engine: where calls are noted inside a transaction, a statement writes one row. */
#include "tests/abi/modules_table.h"

static sqlite3* open_transacted(Spec* spec, const sqlite3_module* module) {
  spec->schema = "CREATE TABLE x(a)";
  return modules_open(module, spec);
}

static void run(sqlite3* db, const char* sql) {
  note("sql", "%s", sql);
  note_rows("row", db, sql);
}

TEST(modules, transaction_of_one_statement) {
  Spec spec = {.noted = kTransaction | kWrite};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "UPDATE v SET a = 2");
  run(db, "DELETE FROM v");
  run(db, "SELECT * FROM v");
  close_noted(db);
}

TEST(modules, transaction_of_many_statements) {
  Spec spec = {.noted = kTransaction | kWrite};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN");
  run(db, "SELECT count(*) FROM v");
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "INSERT INTO v VALUES(2)");
  run(db, "COMMIT");
  run(db, "BEGIN");
  run(db, "INSERT INTO v VALUES(3)");
  run(db, "ROLLBACK");
  run(db, "SELECT a FROM v");
  run(db, "BEGIN IMMEDIATE; COMMIT");
  close_noted(db);
}

TEST(modules, transaction_of_two_tables) {
  Spec one = {.schema = "CREATE TABLE x(a)", .label = "one"};
  Spec two = {.schema = "CREATE TABLE x(a)", .label = "two"};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "one", &modules_full, &one);
  sqlite3_create_module(db, "two", &modules_full, &two);
  must(db, "CREATE VIRTUAL TABLE v USING one; CREATE VIRTUAL TABLE w USING two");
  one.noted = two.noted = kTransaction;
  run(db, "BEGIN; INSERT INTO w VALUES(1); INSERT INTO v VALUES(1)");
  run(db, "COMMIT");
  run(db, "INSERT INTO w SELECT a FROM v");
  close_noted(db);
}

TEST(modules, transaction_begin_fails) {
  Spec spec = {.noted = kTransaction | kWrite,
               .failing = "xBegin",
               .fail_code = SQLITE_BUSY,
               .fail_text = "not now"};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "BEGIN");
  run(db, "INSERT INTO v VALUES(1)");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  spec.failing = NULL;
  run(db, "INSERT INTO v VALUES(2)");
  run(db, "COMMIT; SELECT a FROM v");
  close_noted(db);
}

TEST(modules, transaction_sync_fails) {
  Spec spec = {
      .noted = kTransaction, .fail_code = SQLITE_ERROR, .fail_text = "no room for the log"};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  spec.failing = "xSync";
  must(db, "CREATE TABLE t(x)");
  run(db, "BEGIN; INSERT INTO v VALUES(1); INSERT INTO t VALUES(1)");
  run(db, "COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  run(db, "ROLLBACK");
  run(db, "SELECT count(*) FROM t");
  run(db, "INSERT INTO v VALUES(1)");
  spec.failing = NULL;
  run(db, "SELECT count(*) FROM v");
  close_noted(db);
}

TEST(modules, transaction_commit_cannot_fail) {
  Spec spec = {.noted = kTransaction, .failing = "xCommit", .fail_code = SQLITE_ERROR};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "INSERT INTO v VALUES(1)");
  spec.failing = NULL;
  run(db, "SELECT a FROM v");
  close_noted(db);
}

TEST(modules, transaction_methods_are_optional) {
  Spec spec = {.noted = kTransaction | kWrite};
  sqlite3_module module = modules_full;
  module.xBegin = module.xSync = module.xCommit = module.xRollback = NULL;
  module.xSavepoint = module.xRelease = module.xRollbackTo = NULL;
  sqlite3* const db = open_transacted(&spec, &module);
  run(db, "BEGIN; INSERT INTO v VALUES(1); SAVEPOINT s; INSERT INTO v VALUES(2)");
  run(db, "ROLLBACK TO s; ROLLBACK");
  run(db, "SELECT a FROM v");
  close_noted(db);
}

static int refuse_commit(void* data) {
  (void)data;
  note("commit hook", "refuses");
  return 1;
}

TEST(modules, transaction_is_refused_by_a_hook) {
  Spec spec = {.noted = kTransaction};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  must(db, "CREATE TABLE t(x)");
  sqlite3_commit_hook(db, refuse_commit, NULL);
  run(db, "BEGIN; INSERT INTO t VALUES(1); INSERT INTO v VALUES(1)");
  run(db, "COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  sqlite3_commit_hook(db, NULL, NULL);
  run(db, "SELECT count(*) FROM v");
  close_noted(db);
}

TEST(modules, transaction_ends_with_the_connection) {
  Spec spec = {.noted = kTransaction | kLife};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN; INSERT INTO v VALUES(1)");
  close_noted(db);
  note("rows", "%d", spec.rows.count);
}

TEST(modules, transaction_failed_statement_in_autocommit) {
  Spec spec = {.noted = kTransaction, .fail_code = SQLITE_CONSTRAINT};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  spec.failing = "xUpdate";
  run(db, "INSERT INTO v VALUES(1)");
  spec.failing = NULL;
  run(db, "SELECT count(*) FROM v");
  close_noted(db);
}

/* Statement savepoints have numbers of their own, which the manual leaves open: only rows here. */
TEST(modules, transaction_failed_statement_is_undone) {
  Spec spec = {0};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  note_rows("begin", db, "BEGIN; INSERT INTO v(rowid, a) VALUES(1, 'first')");
  note_rows("fails", db, "INSERT INTO v(rowid, a) VALUES(2, 'x'), (1, 'y')");
  note_rows("row", db, "SELECT rowid, a FROM v ORDER BY rowid");
  note_rows("commit", db, "COMMIT; SELECT rowid, a FROM v ORDER BY rowid");
  close_noted(db);
}

TEST(modules, transaction_rollback_with_a_statement_in_use) {
  Spec spec = {.noted = kTransaction | kScan};
  modules_fill(&spec, 1, 3);
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN; INSERT INTO v VALUES(1)");
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM v");
  note_code("step", sqlite3_step(reader));
  run(db, "ROLLBACK");
  const int code = sqlite3_step(reader);
  note("went on or was aborted", "%d",
       code == SQLITE_ROW || code == SQLITE_ABORT_ROLLBACK || code == SQLITE_ABORT);
  sqlite3_finalize(reader);
  close_noted(db);
}
