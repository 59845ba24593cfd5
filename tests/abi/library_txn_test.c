/* sqlite3_txn_state. */
#include "tests/abi/suite.h"

static const char* state(sqlite3* db, const char* schema) {
  switch (sqlite3_txn_state(db, schema)) {
    case SQLITE_TXN_NONE:
      return "none";
    case SQLITE_TXN_READ:
      return "read";
    case SQLITE_TXN_WRITE:
      return "write";
    case -1:
      return "unknown";
    default:
      return "?";
  }
}

static void note_state(const char* what, sqlite3* db) {
  note(what, "%s, main %s, temp %s, autocommit %d", state(db, NULL), state(db, "main"),
       state(db, "temp"), sqlite3_get_autocommit(db));
}

static void run_noted(sqlite3* db, const char* sql) {
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  if (sqlite3_errcode(db) != SQLITE_OK) note_error(sql, db);
  note_state(sql, db);
}

TEST(library, txn_of_statements) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("txn.db"), &db);
  const char* const steps[] = {"CREATE TABLE t(a)",
                               "SELECT * FROM t",
                               "BEGIN",
                               "SELECT * FROM t",
                               "INSERT INTO t VALUES (1)",
                               "COMMIT",
                               "BEGIN",
                               "INSERT INTO t VALUES (2)",
                               "ROLLBACK",
                               "BEGIN IMMEDIATE",
                               "SELECT * FROM t",
                               "END",
                               "BEGIN EXCLUSIVE",
                               "COMMIT",
                               "BEGIN",
                               "SELECT 1",
                               "DELETE FROM t WHERE 0",
                               "ROLLBACK",
                               "PRAGMA user_version",
                               "PRAGMA user_version=3"};
  note_state("open", db);
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i) run_noted(db, steps[i]);
  close_noted(db);
}

TEST(library, txn_of_savepoints) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  const char* const steps[] = {
      "SAVEPOINT a",   "SELECT * FROM t", "SAVEPOINT b", "INSERT INTO t VALUES (1)",
      "ROLLBACK TO b", "RELEASE b",       "RELEASE a"};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i) run_noted(db, steps[i]);
  close_noted(db);
}

TEST(library, txn_schemas) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); ATTACH ':memory:' AS other; CREATE TABLE other.u(a); BEGIN;"
       "SELECT * FROM t; INSERT INTO u VALUES (1)");
  const char* const schemas[] = {"main", "MAIN", "other", "temp", "nosuch", ""};
  for (size_t i = 0; i < 6; ++i) note("state", "\"%s\": %s", schemas[i], state(db, schemas[i]));
  note("highest", "%s", state(db, NULL));
  close_noted(db);
}

TEST(library, txn_temporary_tables) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  const char* const steps[] = {"BEGIN", "CREATE TEMP TABLE w(a)", "SELECT * FROM w",
                               "INSERT INTO w VALUES (1)", "COMMIT"};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i) run_noted(db, steps[i]);
  close_noted(db);
}

TEST(library, txn_while_stepping) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)");
  sqlite3_stmt* const select = prepared(db, "SELECT a FROM t");
  note_state("prepared", db);
  note_code("step", sqlite3_step(select));
  note_state("row", db);
  must(db, "INSERT INTO t VALUES (3)");
  note_state("after a write", db);
  sqlite3_reset(select);
  note_state("reset", db);
  sqlite3_finalize(select);
  sqlite3_stmt* const insert = prepared(db, "INSERT INTO t VALUES (4) RETURNING a");
  note_code("step", sqlite3_step(insert));
  note_state("returning", db);
  note_code("step", sqlite3_step(insert));
  note_state("done", db);
  sqlite3_finalize(insert);
  close_noted(db);
}

static void note_from_inside(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  note_state((const char*)sqlite3_value_text(values[0]), sqlite3_context_db_handle(context));
}

static int commit_hook(void* db) {
  note_state("commit hook", db);
  return 0;
}

static void rollback_hook(void* db) { note_state("rollback hook", db); }

TEST(library, txn_from_callbacks) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "look", 1, SQLITE_UTF8, NULL, note_from_inside, NULL, NULL);
  sqlite3_commit_hook(db, commit_hook, db);
  sqlite3_rollback_hook(db, rollback_hook, db);
  must(db, "CREATE TABLE t(a)");
  must(db, "SELECT look('select without a table')");
  must(db, "INSERT INTO t VALUES (look('insert'))");
  must(db, "SELECT look('select') FROM t");
  must(db, "BEGIN; INSERT INTO t VALUES (1); ROLLBACK");
  close_noted(db);
}

TEST(library, txn_after_failures) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)");
  const char* const steps[] = {"INSERT INTO t VALUES (1)",
                               "BEGIN",
                               "INSERT INTO t VALUES (1)",
                               "INSERT OR ROLLBACK INTO t VALUES (1)",
                               "COMMIT",
                               "BEGIN",
                               "SELECT nosuch",
                               "BEGIN",
                               "INSERT OR FAIL INTO t VALUES (2), (1)",
                               "COMMIT"};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i) run_noted(db, steps[i]);
  close_noted(db);
}

TEST(library, txn_when_another_writes) {
  sqlite3* one = NULL;
  sqlite3* two = NULL;
  sqlite3_open(scratch("txn_two.db"), &one);
  must(one, "CREATE TABLE t(a)");
  sqlite3_open(scratch("txn_two.db"), &two);
  must(one, "BEGIN IMMEDIATE");
  run_noted(two, "BEGIN");
  run_noted(two, "SELECT * FROM t");
  run_noted(two, "INSERT INTO t VALUES (1)");
  run_noted(two, "ROLLBACK");
  run_noted(two, "BEGIN IMMEDIATE");
  must(one, "COMMIT");
  close_noted(one);
  close_noted(two);
}
