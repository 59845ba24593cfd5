/* Connections that share a cache: which of them may go on while others read and write. */
#include "tests/abi/suite.h"

enum { kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SHAREDCACHE };

typedef struct Pair {
  sqlite3* one;
  sqlite3* two;
} Pair;

/* Two connections to one file with three tables: t has the rows 1 to 6, u and v have one each. */
static Pair open_filled(const char* name, const char* first) {
  Pair pair = {NULL, NULL};
  const char* const path = scratch(name);
  sqlite3_open_v2(path, &pair.one, kFlags, NULL);
  sqlite3_open_v2(path, &pair.two, kFlags, NULL);
  must(pair.one, first);
  must(pair.one,
       "CREATE TABLE t(a INTEGER PRIMARY KEY, b); CREATE TABLE u(a, b); CREATE TABLE v(a);"
       "INSERT INTO t VALUES (1,'x'),(2,'x'),(3,'x'),(4,'x'),(5,'x'),(6,'x');"
       "INSERT INTO u VALUES (1, 'y'); INSERT INTO v VALUES (1)");
  return pair;
}

static void close_pair(Pair pair) {
  close_noted(pair.one);
  close_noted(pair.two);
}

static void run_noted(const char* what, sqlite3* db, const char* sql) {
  note_code(what, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_error(what, db);
}

static void step_noted(const char* what, sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    note(what, "%lld", (long long)sqlite3_column_int64(statement, 0));
  } else {
    note_code(what, code);
  }
}

/* A view of other tables moves on with each commit; what a reader has read stays locked. */
static void read_while_others_write(const char* name, const char* first) {
  const Pair pair = open_filled(name, first);
  sqlite3_stmt* const rows = prepared(pair.two, "SELECT a FROM t ORDER BY a");
  for (int i = 0; i < 3; ++i) {
    step_noted("row", rows);
    run_noted("other table", pair.one,
              "WITH n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n WHERE x<200)"
              "INSERT INTO u SELECT x, randomblob(500) FROM n");
    run_noted("shrink", pair.one, "DELETE FROM u WHERE a > 1");
    run_noted("same table", pair.one, "UPDATE t SET b='z'");
    if (i == 1) note_rows("sees", pair.two, "SELECT count(*) FROM u");
  }
  while (sqlite3_step(rows) == SQLITE_ROW)
    note("more", "%lld", (long long)sqlite3_column_int64(rows, 0));
  note_code("finalize", sqlite3_finalize(rows));
  run_noted("same table", pair.one, "UPDATE t SET b='z'");
  note_rows("check", pair.two, "PRAGMA integrity_check");
  close_pair(pair);
}

TEST(library, shared_reads_while_others_write) {
  read_while_others_write("shared_while.db", "PRAGMA user_version=1");
}

TEST(library, shared_reads_while_pages_move) {
  read_while_others_write("shared_moving.db", "PRAGMA auto_vacuum=FULL");
}

TEST(library, shared_reads_then_writes) {
  const Pair pair = open_filled("shared_then.db", "PRAGMA user_version=1");
  must(pair.two, "BEGIN");
  note_rows("read", pair.two, "SELECT count(*) FROM t");
  run_noted("other table", pair.one, "INSERT INTO u VALUES (2, 'y')");
  note_rows("read", pair.two, "SELECT count(*) FROM u");
  run_noted("third table", pair.two, "INSERT INTO v SELECT a FROM u");
  run_noted("meanwhile", pair.one, "INSERT INTO t VALUES (7, 'x')");
  run_noted("commit", pair.two, "COMMIT");
  note_rows("written", pair.one, "SELECT a FROM v ORDER BY a");
  close_pair(pair);
}

/* What is not committed is read as it is when the step begins. */
TEST(library, shared_steps_over_what_is_uncommitted) {
  const Pair pair = open_filled("shared_dirty.db", "PRAGMA user_version=1");
  must(pair.two, "PRAGMA read_uncommitted=1");
  sqlite3_stmt* const rows = prepared(pair.two, "SELECT a FROM t ORDER BY a");
  step_noted("row", rows);
  must(pair.one, "BEGIN; DELETE FROM t WHERE a=3; INSERT INTO t VALUES (10, 'n')");
  step_noted("after changes", rows);
  step_noted("deleted one is left out", rows);
  must(pair.one, "SAVEPOINT s; DELETE FROM t WHERE a=5");
  must(pair.one, "ROLLBACK TO s");
  step_noted("undone", rows);
  must(pair.one, "INSERT INTO t VALUES (11, 'n'); COMMIT");
  while (sqlite3_step(rows) == SQLITE_ROW)
    note("more", "%lld", (long long)sqlite3_column_int64(rows, 0));
  note_code("reset", sqlite3_reset(rows));
  must(pair.one, "BEGIN; CREATE INDEX i ON u(b)");
  step_noted("schema changes", rows);
  note_code("reset", sqlite3_reset(rows));
  must(pair.one, "ROLLBACK");
  must(pair.one,
       "BEGIN; UPDATE t SET b='q' WHERE a>4; INSERT INTO t(b) SELECT hex(zeroblob(300)) FROM t, t");
  note_rows("all", pair.two, "SELECT count(*), sum(length(b)), sum(b='q') FROM t");
  note_rows("writing", pair.two, "INSERT INTO u VALUES (3, 'y')");
  must(pair.one, "ROLLBACK");
  note_rows("all", pair.two, "SELECT count(*), sum(length(b)), sum(b='q') FROM t");
  sqlite3_finalize(rows);
  close_pair(pair);
}

/* A writer that found a reader in its way lets nobody begin. */
TEST(library, shared_pending_writer) {
  const Pair pair = open_filled("shared_pending.db", "PRAGMA user_version=1");
  sqlite3* three = NULL;
  sqlite3_open_v2(sqlite3_db_filename(pair.one, "main"), &three, kFlags, NULL);
  note_rows("warm", three, "SELECT count(*) FROM v");
  must(pair.two, "BEGIN; SELECT a FROM t");
  must(pair.one, "BEGIN; INSERT INTO u VALUES (2, 'y')");
  note_rows("before", three, "SELECT count(*) FROM v");
  run_noted("in the way", pair.one, "INSERT INTO t VALUES (7, 'x')");
  run_noted("begins", three, "SELECT count(*) FROM v");
  run_noted("goes on", pair.two, "SELECT count(*) FROM v");
  must(pair.two, "COMMIT");
  run_noted("begins", three, "SELECT count(*) FROM v");
  run_noted("free", pair.one, "INSERT INTO t VALUES (7, 'x')");
  must(pair.one, "COMMIT");
  close_noted(three);
  close_pair(pair);
}

TEST(library, shared_immediate_and_exclusive) {
  const Pair pair = open_filled("shared_exclusive.db", "PRAGMA user_version=1");
  run_noted("immediate", pair.one, "BEGIN IMMEDIATE");
  run_noted("another", pair.two, "BEGIN IMMEDIATE");
  run_noted("reads", pair.two, "SELECT a FROM t");
  run_noted("end", pair.one, "COMMIT");
  run_noted("exclusive", pair.one, "BEGIN EXCLUSIVE");
  run_noted("reads", pair.two, "SELECT a FROM t");
  run_noted("end", pair.one, "COMMIT");
  must(pair.two, "BEGIN; SELECT a FROM t");
  run_noted("exclusive", pair.one, "BEGIN EXCLUSIVE");
  run_noted("immediate", pair.one, "BEGIN IMMEDIATE");
  must(pair.two, "COMMIT");
  run_noted("end", pair.one, "ROLLBACK");
  close_pair(pair);
}

/* Prepared before the schema was locked. */
TEST(library, shared_schema_lock_when_stepped) {
  const Pair pair = open_filled("shared_stepped.db", "PRAGMA user_version=1");
  sqlite3_stmt* const rows = prepared(pair.two, "SELECT a FROM t");
  must(pair.one, "BEGIN; CREATE TABLE w(a)");
  step_noted("step", rows);
  note_error("step", pair.two);
  note_code("reset", sqlite3_reset(rows));
  must(pair.one, "DROP TABLE t; CREATE TABLE t(a); INSERT INTO t VALUES (77); COMMIT");
  step_noted("step", rows);
  run_noted("drop", pair.one, "DROP TABLE u");
  note_code("finalize", sqlite3_finalize(rows));
  run_noted("drop", pair.one, "DROP TABLE u");
  run_noted("gone", pair.two, "SELECT a FROM u");
  close_pair(pair);
}

TEST(library, shared_attached_by_flag) {
  const char* const path = scratch("shared_attached.db");
  Pair pair = {NULL, NULL};
  sqlite3_open_v2(":memory:", &pair.one, kFlags, NULL);
  sqlite3_open_v2(":memory:", &pair.two, kFlags, NULL);
  char* const attach = sqlite3_mprintf("ATTACH %Q AS x", path);
  must(pair.one, attach);
  must(pair.one, "CREATE TABLE x.t(a); CREATE TABLE x.u(a)");
  must(pair.two, attach);
  sqlite3_free(attach);
  must(pair.one, "BEGIN; INSERT INTO t VALUES (1)");
  run_noted("read", pair.two, "SELECT a FROM t");
  run_noted("other", pair.two, "SELECT a FROM u");
  run_noted("own", pair.two, "CREATE TABLE main.own(a)");
  must(pair.one, "COMMIT");
  run_noted("detach", pair.two, "DETACH x");
  close_pair(pair);
}

/* To others they are one connection. */
TEST(library, shared_beside_a_private_one) {
  const Pair pair = open_filled("shared_beside.db", "PRAGMA user_version=1");
  sqlite3* own = NULL;
  sqlite3_open_v2(sqlite3_db_filename(pair.one, "main"), &own,
                  SQLITE_OPEN_READWRITE | SQLITE_OPEN_PRIVATECACHE, NULL);
  must(own, "BEGIN; SELECT a FROM t");
  run_noted("reader of its own", pair.one, "INSERT INTO t VALUES (7, 'x')");
  must(own, "COMMIT");
  must(pair.two, "BEGIN; SELECT a FROM u");
  run_noted("reader of the cache", pair.one, "INSERT INTO t VALUES (7, 'x')");
  run_noted("written beside", own, "INSERT INTO v VALUES (2)");
  must(pair.two, "COMMIT");
  run_noted("written beside", own, "INSERT INTO v VALUES (2)");
  note_rows("seen", pair.one, "SELECT count(*) FROM v");
  must(own, "BEGIN IMMEDIATE");
  run_noted("busy", pair.one, "INSERT INTO t VALUES (8, 'x')");
  must(own, "COMMIT");
  close_noted(own);
  close_pair(pair);
}

TEST(library, shared_log) {
  const Pair pair = open_filled("shared_log.db", "PRAGMA journal_mode=WAL");
  must(pair.one, "BEGIN; INSERT INTO t VALUES (7, 'x')");
  run_noted("read", pair.two, "SELECT a FROM t");
  run_noted("other", pair.two, "SELECT a FROM u");
  run_noted("write", pair.two, "INSERT INTO u VALUES (2, 'y')");
  must(pair.two, "PRAGMA read_uncommitted=1");
  note_rows("dirty", pair.two, "SELECT count(*) FROM t");
  must(pair.one, "COMMIT");
  must(pair.two, "PRAGMA read_uncommitted=0; BEGIN; SELECT a FROM t");
  run_noted("read", pair.one, "UPDATE t SET b='z'");
  run_noted("other", pair.one, "UPDATE u SET b='z'");
  must(pair.two, "COMMIT");
  note_rows("seen", pair.two, "SELECT b FROM u");
  note_rows("checkpoint", pair.one, "PRAGMA wal_checkpoint(TRUNCATE)");
  close_pair(pair);
}

TEST(library, shared_blobs) {
  const Pair pair = open_filled("shared_blobs.db", "PRAGMA user_version=1");
  sqlite3_blob* blob = NULL;
  char bytes[2] = "";
  must(pair.two, "BEGIN; SELECT a FROM t");
  note_code("write", sqlite3_blob_open(pair.one, "main", "t", "b", 1, 1, &blob));
  note_error("write", pair.one);
  note_code("close", sqlite3_blob_close(blob));
  must(pair.two, "COMMIT");
  note_code("write", sqlite3_blob_open(pair.one, "main", "t", "b", 1, 1, &blob));
  run_noted("locked", pair.two, "SELECT a FROM t");
  note_code("bytes", sqlite3_blob_write(blob, "w", 1, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_rows("written", pair.two, "SELECT b FROM t WHERE a=1");
  note_code("read", sqlite3_blob_open(pair.two, "main", "t", "b", 2, 0, &blob));
  run_noted("locked", pair.one, "UPDATE t SET b='z'");
  note_code("bytes", sqlite3_blob_read(blob, bytes, 1, 0));
  note("bytes", "%s", bytes);
  note_code("close", sqlite3_blob_close(blob));
  close_pair(pair);
}

/* Tables that a statement reads and writes without naming them. */
TEST(library, shared_locks_of_unnamed_tables) {
  const Pair pair = open_filled("shared_unnamed.db", "PRAGMA user_version=1");
  must(pair.one,
       "CREATE TABLE log(a); CREATE TABLE n(a INTEGER PRIMARY KEY AUTOINCREMENT);"
       "CREATE VIEW w AS SELECT a FROM t;"
       "CREATE TRIGGER r AFTER INSERT ON v BEGIN INSERT INTO log VALUES (new.a); END");
  must(pair.two, "BEGIN; SELECT a FROM log");
  run_noted("by a trigger", pair.one, "INSERT INTO v VALUES (2)");
  must(pair.two, "COMMIT; BEGIN; SELECT a FROM w");
  run_noted("by a view", pair.one, "UPDATE t SET b=1");
  must(pair.two, "COMMIT; BEGIN; SELECT count(*) FROM t AS x WHERE EXISTS (SELECT 1 FROM u)");
  run_noted("in a subquery", pair.one, "UPDATE u SET b=1");
  must(pair.two, "COMMIT; BEGIN; INSERT INTO n DEFAULT VALUES");
  run_noted("table", pair.one, "SELECT a FROM n");
  run_noted("sequence", pair.one, "SELECT name FROM sqlite_sequence");
  must(pair.two,
       "COMMIT; CREATE TABLE p(a PRIMARY KEY);"
       "CREATE TABLE c(a REFERENCES p ON DELETE CASCADE ON UPDATE NO ACTION);"
       "INSERT INTO p VALUES (1); BEGIN; SELECT a FROM c");
  must(pair.one, "PRAGMA foreign_keys=1");
  run_noted("by no action", pair.one, "UPDATE p SET a = 2");
  run_noted("by an action", pair.one, "DELETE FROM p");
  must(pair.two, "COMMIT");
  close_pair(pair);
}

static void notified(void** names, int count) {
  note("notified", "%d, %s", count, (const char*)names[0]);
}

/* In autocommit mode, with two statements that read. */
TEST(library, unlock_by_the_last_of_two_readers) {
  const Pair pair = open_filled("shared_two.db", "PRAGMA user_version=1");
  sqlite3_stmt* const first = prepared(pair.one, "SELECT a FROM t");
  sqlite3_stmt* const second = prepared(pair.one, "SELECT a FROM t");
  step_noted("first", first);
  step_noted("second", second);
  run_noted("write", pair.two, "INSERT INTO t VALUES (7, 'x')");
  char name[] = "two";
  note_code("second", sqlite3_reset(second));
  note_code("notify", sqlite3_unlock_notify(pair.two, notified, name));
  note_code("first", sqlite3_reset(first));
  run_noted("write", pair.two, "INSERT INTO t VALUES (7, 'x')");
  sqlite3_finalize(first);
  sqlite3_finalize(second);
  close_pair(pair);
}
