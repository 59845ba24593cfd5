/* sqlite3_db_status: codes, and those relations between numbers that a program may count on. */
#include "tests/abi/suite.h"

static int current_of(sqlite3* db, int operation) {
  int current = -1;
  int high = -1;
  sqlite3_db_status(db, operation, &current, &high, 0);
  return current;
}

TEST(library, dbstatus_codes) {
  sqlite3* const db = open_memory();
  for (int operation = -1; operation <= SQLITE_DBSTATUS_MAX + 1; ++operation) {
    int current = -7;
    int high = -7;
    char what[16];
    snprintf(what, sizeof what, "%d", operation);
    note_code(what, sqlite3_db_status(db, operation, &current, &high, 0));
    note(what, "%d %d", current != -7, high != -7);
  }
  note_error("error", db);
  close_noted(db);
}

TEST(library, dbstatus_reset) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  int current = -1;
  int high = -1;
  for (int operation = 0; operation <= SQLITE_DBSTATUS_MAX; ++operation) {
    char what[16];
    snprintf(what, sizeof what, "%d", operation);
    note_code(what, sqlite3_db_status(db, operation, &current, &high, 1));
  }
  const int counters[] = {SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS,
                          SQLITE_DBSTATUS_CACHE_WRITE, SQLITE_DBSTATUS_CACHE_SPILL};
  for (size_t i = 0; i < 4; ++i) {
    sqlite3_db_status(db, counters[i], &current, &high, 0);
    note("counter", "%d %d", current, high);
  }
  close_noted(db);
}

TEST(library, dbstatus_deferred_keys) {
  sqlite3* const db = open_memory();
  must(db,
       "PRAGMA foreign_keys=1; CREATE TABLE p(a PRIMARY KEY);"
       "CREATE TABLE c(a REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
  note("none", "%d", current_of(db, SQLITE_DBSTATUS_DEFERRED_FKS));
  must(db, "BEGIN; INSERT INTO c VALUES (1)");
  note("violated", "%d", current_of(db, SQLITE_DBSTATUS_DEFERRED_FKS) > 0);
  must(db, "INSERT INTO p VALUES (1)");
  note("repaired", "%d", current_of(db, SQLITE_DBSTATUS_DEFERRED_FKS));
  must(db, "COMMIT");
  note("after", "%d", current_of(db, SQLITE_DBSTATUS_DEFERRED_FKS));
  close_noted(db);
}

TEST(library, dbstatus_statements) {
  sqlite3* const db = open_memory();
  note("none", "%d", current_of(db, SQLITE_DBSTATUS_STMT_USED));
  sqlite3_stmt* const statement = prepared(db, "SELECT 1, 2, 3");
  note("one", "%d", current_of(db, SQLITE_DBSTATUS_STMT_USED) > 0);
  sqlite3_finalize(statement);
  note("none", "%d", current_of(db, SQLITE_DBSTATUS_STMT_USED));
  close_noted(db);
}

TEST(library, dbstatus_schema_grows) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  const int one = current_of(db, SQLITE_DBSTATUS_SCHEMA_USED);
  must(db, "CREATE TABLE u(a, b, c, d); CREATE INDEX i ON u(a); CREATE TABLE v(a)");
  note("grows", "%d", one > 0 && current_of(db, SQLITE_DBSTATUS_SCHEMA_USED) > one);
  close_noted(db);
}

TEST(library, dbstatus_cache) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("dbstatus.db"), &db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  note("used", "%d", current_of(db, SQLITE_DBSTATUS_CACHE_USED) > 0);
  note("shared", "%d",
       current_of(db, SQLITE_DBSTATUS_CACHE_USED_SHARED) ==
           current_of(db, SQLITE_DBSTATUS_CACHE_USED));
  note("written", "%d", current_of(db, SQLITE_DBSTATUS_CACHE_WRITE) > 0);
  close_noted(db);
}

/* Dirty pages go to the file before the commit, and the commit still decides. */
TEST(library, cacheflush_in_a_transaction) {
  const char* const path = scratch("cacheflush.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE t(a)");
  note_code("no transaction", sqlite3_db_cacheflush(db));
  must(db, "BEGIN; INSERT INTO t VALUES (1)");
  note_code("in a transaction", sqlite3_db_cacheflush(db));
  note_rows("seen", db, "SELECT a FROM t");
  must(db, "ROLLBACK");
  note_rows("rolled back", db, "SELECT count(*) FROM t");
  must(db, "BEGIN; INSERT INTO t VALUES (2)");
  note_code("in a transaction", sqlite3_db_cacheflush(db));
  must(db, "COMMIT");
  note_rows("committed", db, "SELECT a FROM t");
  close_noted(db);
}

static int busy(void* calls, int count) {
  ++*(int*)calls;
  return count < 2;
}

TEST(library, cacheflush_with_a_reader) {
  const char* const path = scratch("cacheflush_reader.db");
  sqlite3* db = NULL;
  sqlite3* reader = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  sqlite3_open(path, &reader);
  must(reader, "BEGIN; SELECT * FROM t");
  int calls = 0;
  sqlite3_busy_handler(db, busy, &calls);
  must(db, "BEGIN; INSERT INTO t VALUES (1)");
  note_code("flush", sqlite3_db_cacheflush(db));
  note("handler called", "%d", calls > 0);
  must(reader, "COMMIT");
  note_code("flush", sqlite3_db_cacheflush(db));
  must(db, "COMMIT");
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(reader);
  close_noted(db);
}

TEST(library, cacheflush_of_memory_and_wal) {
  sqlite3* db = open_memory();
  must(db, "BEGIN; CREATE TABLE t(a)");
  note_code("memory", sqlite3_db_cacheflush(db));
  close_noted(db);
  sqlite3_open(scratch("cacheflush_wal.db"), &db);
  must(db, "PRAGMA journal_mode=WAL; CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES (1)");
  note_code("wal", sqlite3_db_cacheflush(db));
  must(db, "ROLLBACK");
  note_rows("rolled back", db, "SELECT count(*) FROM t");
  close_noted(db);
}
