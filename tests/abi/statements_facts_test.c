/* What a statement says of itself: read only, explain, busy, counts, connection, neighbours. */
#include "tests/abi/suite.h"

static void note_readonly(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = NULL;
  const int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code != SQLITE_OK) {
    note_error(sql, db);
    return;
  }
  note(sql, "%d", sqlite3_stmt_readonly(statement));
  sqlite3_finalize(statement);
}

TEST(statements, readonly_data) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TEMP TABLE m(a); CREATE VIEW v AS SELECT 1 AS a;"
       "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN SELECT 1; END");
  note_readonly(db, "SELECT 1");
  note_readonly(db, "SELECT * FROM t");
  note_readonly(db, "VALUES(1)");
  note_readonly(db, "WITH c AS (SELECT 1) SELECT * FROM c");
  note_readonly(db, "INSERT INTO t VALUES(1)");
  note_readonly(db, "INSERT INTO t SELECT 1 WHERE 0");
  note_readonly(db, "INSERT INTO m VALUES(1)");
  note_readonly(db, "INSERT INTO v VALUES(1)");
  note_readonly(db, "UPDATE t SET a = 1 WHERE 0");
  note_readonly(db, "DELETE FROM t");
  note_readonly(db, "INSERT INTO t VALUES(1) RETURNING a");
  note_readonly(db, "WITH c AS (SELECT 1) INSERT INTO t SELECT * FROM c");
  note("no statement", "%d", sqlite3_stmt_readonly(NULL));
  close_noted(db);
}

TEST(statements, readonly_schema) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); CREATE INDEX n ON t(a)");
  note_readonly(db, "CREATE TABLE u(a)");
  note_readonly(db, "CREATE TABLE IF NOT EXISTS t(a)");
  note_readonly(db, "CREATE TEMP TABLE u(a)");
  note_readonly(db, "CREATE INDEX i ON t(a)");
  note_readonly(db, "CREATE VIEW v AS SELECT 1");
  note_readonly(db, "DROP TABLE t");
  note_readonly(db, "DROP TABLE IF EXISTS missing");
  note_readonly(db, "ALTER TABLE t RENAME TO u");
  note_readonly(db, "ALTER TABLE t ADD COLUMN b");
  note_readonly(db, "VACUUM");
  note_readonly(db, "ANALYZE");
  note_readonly(db, "REINDEX");
  close_noted(db);
}

TEST(statements, readonly_transactions) {
  sqlite3* db = open_memory();
  note_readonly(db, "BEGIN");
  note_readonly(db, "BEGIN DEFERRED");
  note_readonly(db, "BEGIN IMMEDIATE");
  note_readonly(db, "BEGIN EXCLUSIVE");
  note_readonly(db, "COMMIT");
  note_readonly(db, "END");
  note_readonly(db, "ROLLBACK");
  note_readonly(db, "SAVEPOINT s");
  note_readonly(db, "RELEASE s");
  note_readonly(db, "ROLLBACK TO s");
  note_readonly(db, "ATTACH ':memory:' AS x");
  note_readonly(db, "DETACH x");
  close_noted(db);
}

TEST(statements, readonly_pragmas) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_readonly(db, "PRAGMA user_version");
  note_readonly(db, "PRAGMA user_version = 3");
  note_readonly(db, "PRAGMA application_id = 3");
  note_readonly(db, "PRAGMA journal_mode");
  note_readonly(db, "PRAGMA journal_mode = MEMORY");
  note_readonly(db, "PRAGMA foreign_keys");
  note_readonly(db, "PRAGMA foreign_keys = 1");
  note_readonly(db, "PRAGMA table_info(t)");
  note_readonly(db, "PRAGMA integrity_check");
  note_readonly(db, "PRAGMA wal_checkpoint");
  note_readonly(db, "PRAGMA incremental_vacuum");
  close_noted(db);
}

/* EXPLAIN answers as the statement behind it would. */
TEST(statements, readonly_explain) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_readonly(db, "EXPLAIN SELECT 1");
  note_readonly(db, "EXPLAIN INSERT INTO t VALUES(1)");
  note_readonly(db, "EXPLAIN QUERY PLAN SELECT 1");
  note_readonly(db, "EXPLAIN QUERY PLAN DELETE FROM t");
  close_noted(db);
}

TEST(statements, isexplain) {
  sqlite3* db = open_memory();
  const char* const texts[] = {"SELECT 1", "EXPLAIN SELECT 1", "EXPLAIN QUERY PLAN SELECT 1"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_stmt* statement = prepared(db, texts[i]);
    note(texts[i], "%d", sqlite3_stmt_isexplain(statement));
    sqlite3_finalize(statement);
  }
  note("no statement", "%d", sqlite3_stmt_isexplain(NULL));
  close_noted(db);
}

TEST(statements, busy_while_running) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "VALUES(1), (2)");
  note("fresh", "%d", sqlite3_stmt_busy(statement));
  sqlite3_step(statement);
  note("on a row", "%d", sqlite3_stmt_busy(statement));
  sqlite3_step(statement);
  sqlite3_step(statement);
  note("done", "%d", sqlite3_stmt_busy(statement));
  sqlite3_step(statement);
  note("on a row", "%d", sqlite3_stmt_busy(statement));
  sqlite3_reset(statement);
  note("reset", "%d", sqlite3_stmt_busy(statement));
  sqlite3_finalize(statement);
  note("no statement", "%d", sqlite3_stmt_busy(NULL));
  close_noted(db);
}

TEST(statements, busy_after_error) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT abs(-9223372036854775807 - 1)");
  sqlite3_step(statement);
  note("failed", "%d", sqlite3_stmt_busy(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void note_counts(const char* what, sqlite3_stmt* statement) {
  note(what, "%d columns, %d with data", sqlite3_column_count(statement),
       sqlite3_data_count(statement));
}

TEST(statements, data_count_follows_step) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT 1, 2, 3");
  note_counts("fresh", statement);
  sqlite3_step(statement);
  note_counts("on a row", statement);
  sqlite3_step(statement);
  note_counts("done", statement);
  sqlite3_reset(statement);
  note_counts("reset", statement);
  sqlite3_step(statement);
  sqlite3_reset(statement);
  note_counts("reset on a row", statement);
  sqlite3_finalize(statement);
  note_counts("no statement", NULL);
  close_noted(db);
}

TEST(statements, column_count_of_kinds) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  const char* const texts[] = {
      "SELECT * FROM t",
      "SELECT *, 1 FROM t",
      "VALUES(1, 2, 3)",
      "INSERT INTO t VALUES(1, 2)",
      "INSERT INTO t VALUES(1, 2) RETURNING *",
      "DELETE FROM t RETURNING a",
      "CREATE TABLE u(a)",
      "BEGIN",
      "PRAGMA user_version",
      "PRAGMA user_version = 1",
      "PRAGMA table_info(t)",
      "PRAGMA database_list",
      "PRAGMA foreign_keys = 1",
      "PRAGMA no_such_pragma",
      "EXPLAIN SELECT 1",
      "EXPLAIN QUERY PLAN SELECT 1",
      "EXPLAIN INSERT INTO t VALUES(1, 2)",
      "ATTACH '' AS x",
      "VACUUM",
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    sqlite3_stmt* statement = prepared(db, texts[i]);
    note(texts[i], "%d", sqlite3_column_count(statement));
    sqlite3_finalize(statement);
  }
  close_noted(db);
}

TEST(statements, db_handle) {
  sqlite3* one = open_memory();
  sqlite3* two = open_memory();
  sqlite3_stmt* statement = prepared(two, "SELECT 1");
  note("first", "%d", sqlite3_db_handle(statement) == one);
  note("second", "%d", sqlite3_db_handle(statement) == two);
  note("no statement", "%s", sqlite3_db_handle(NULL) ? "a handle" : "null");
  sqlite3_finalize(statement);
  close_noted(one);
  close_noted(two);
}

/* In which order they come is open; that each comes once is not. */
TEST(statements, next_stmt_visits_each_once) {
  sqlite3* db = open_memory();
  note("none", "%s", sqlite3_next_stmt(db, NULL) ? "some" : "null");
  sqlite3_stmt* made[3];
  int visits[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) made[i] = prepared(db, "SELECT 1");
  for (sqlite3_stmt* at = sqlite3_next_stmt(db, NULL); at; at = sqlite3_next_stmt(db, at)) {
    for (int i = 0; i < 3; ++i) visits[i] += at == made[i];
  }
  note("visits", "%d %d %d", visits[0], visits[1], visits[2]);
  sqlite3_finalize(made[1]);
  int count = 0;
  for (sqlite3_stmt* at = sqlite3_next_stmt(db, NULL); at; at = sqlite3_next_stmt(db, at)) ++count;
  note("left", "%d", count);
  sqlite3_finalize(made[0]);
  sqlite3_finalize(made[2]);
  close_noted(db);
}

/* The usual way to close a connection whose statements were forgotten. */
TEST(statements, next_stmt_finalizes_all) {
  sqlite3* db = open_memory();
  sqlite3_step(prepared(db, "VALUES(1), (2)"));
  prepared(db, "SELECT 2");
  close_noted(db);
  int count = 0;
  for (sqlite3_stmt* at; (at = sqlite3_next_stmt(db, NULL)) != NULL; ++count) sqlite3_finalize(at);
  note("finalized", "%d", count);
  close_noted(db);
}

static int status_of(sqlite3_stmt* statement, int what, int reset) {
  return sqlite3_stmt_status(statement, what, reset);
}

TEST(statements, status_counts_runs) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "VALUES(1), (2)");
  note("fresh", "%d", status_of(statement, SQLITE_STMTSTATUS_RUN, 0));
  for (int i = 0; i < 3; ++i) {
    while (sqlite3_step(statement) == SQLITE_ROW) continue;
    sqlite3_reset(statement);
  }
  note("three", "%d", status_of(statement, SQLITE_STMTSTATUS_RUN, 0));
  note("read and cleared", "%d", status_of(statement, SQLITE_STMTSTATUS_RUN, 1));
  note("cleared", "%d", status_of(statement, SQLITE_STMTSTATUS_RUN, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, status_of_a_join) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); CREATE TABLE u(a, b); INSERT INTO t VALUES(1), (2), (3), (4), (5)");
  must(db, "INSERT INTO u SELECT a, a FROM t; INSERT INTO u SELECT * FROM u");
  sqlite3_stmt* const statement = prepared(db, "SELECT b FROM t JOIN u ON t.a = u.a");
  while (sqlite3_step(statement) == SQLITE_ROW) continue;
  note("rows in a table of its own", "%d",
       status_of(statement, SQLITE_STMTSTATUS_AUTOINDEX, 0) > 0);
  note("sort", "%d", status_of(statement, SQLITE_STMTSTATUS_SORT, 0));
  note("scan", "%d", status_of(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1) > 0);
  note("cleared", "%d", status_of(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* From row to row, and again with each run. */
TEST(statements, status_scan_steps) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t VALUES(3), (1), (2)");
  static const char* const kQueries[] = {"SELECT a FROM t NOT INDEXED",
                                         "SELECT a FROM t ORDER BY a",
                                         "SELECT a FROM t WHERE a > 1", "SELECT max(a) FROM t"};
  for (int i = 0; i < 4; ++i) {
    sqlite3_stmt* const statement = prepared(db, kQueries[i]);
    for (int run = 0; run < 2; ++run) {
      while (sqlite3_step(statement) == SQLITE_ROW) continue;
      sqlite3_reset(statement);
      note(kQueries[i], "%d", status_of(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0));
    }
    sqlite3_finalize(statement);
  }
  close_noted(db);
}

TEST(statements, status_scans_and_sorts) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(3), (1), (2)");
  sqlite3_stmt* statement = prepared(db, "SELECT a FROM t ORDER BY a");
  while (sqlite3_step(statement) == SQLITE_ROW) continue;
  note("scan", "%d", status_of(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) > 0);
  note("sort", "%d", status_of(statement, SQLITE_STMTSTATUS_SORT, 0) > 0);
  note("steps", "%d", status_of(statement, SQLITE_STMTSTATUS_VM_STEP, 0) > 0);
  note("memory", "%d", status_of(statement, SQLITE_STMTSTATUS_MEMUSED, 0) > 0);
  sqlite3_finalize(statement);
  statement = prepared(db, "SELECT a FROM t WHERE rowid = 2");
  while (sqlite3_step(statement) == SQLITE_ROW) continue;
  note("lookup scans", "%d", status_of(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0));
  note("lookup sorts", "%d", status_of(statement, SQLITE_STMTSTATUS_SORT, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, status_counts_reprepares) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "SELECT * FROM t");
  sqlite3_step(statement);
  note("before", "%d", status_of(statement, SQLITE_STMTSTATUS_REPREPARE, 0));
  must(db, "ALTER TABLE t ADD COLUMN b");
  sqlite3_step(statement);
  note("after", "%d", status_of(statement, SQLITE_STMTSTATUS_REPREPARE, 0) > 0);
  sqlite3_finalize(statement);
  close_noted(db);
}
