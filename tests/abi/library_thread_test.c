/* Threads: several with one connection, several with one file, and what each may do. */
#include <pthread.h>

#include "tests/abi/suite.h"

enum { kThreads = 3, kRounds = 100 };

typedef struct Worker {
  sqlite3* db;
  const char* path;
  int number;
  int failures;
} Worker;

/* Runs `work` in every thread at once and returns how often something failed. */
static int run_all(void* (*work)(void*), sqlite3* db, const char* path) {
  pthread_t threads[kThreads];
  Worker workers[kThreads];
  for (int i = 0; i < kThreads; ++i) {
    workers[i] = (Worker){db, path, i, 0};
    pthread_create(&threads[i], NULL, work, &workers[i]);
  }
  int failures = 0;
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], NULL);
    failures += workers[i].failures;
  }
  return failures;
}

static void* insert_by_exec(void* argument) {
  Worker* const worker = argument;
  for (int i = 0; i < kRounds; ++i) {
    char sql[80];
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%d)", worker->number * 1000 + i);
    worker->failures += sqlite3_exec(worker->db, sql, NULL, NULL, NULL) != SQLITE_OK;
  }
  return NULL;
}

TEST(library, thread_one_connection) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE)");
  note("failures", "%d", run_all(insert_by_exec, db, NULL));
  note_rows("rows", db, "SELECT count(*), min(a), max(a), sum(a) FROM t; PRAGMA integrity_check");
  note("changes", "%d", sqlite3_total_changes(db));
  close_noted(db);
}

static void* insert_prepared(void* argument) {
  Worker* const worker = argument;
  sqlite3_stmt* statement = NULL;
  sqlite3_prepare_v2(worker->db, "INSERT INTO t VALUES (?1)", -1, &statement, NULL);
  for (int i = 0; i < kRounds; ++i) {
    sqlite3_bind_int(statement, 1, worker->number * 1000 + i);
    worker->failures += sqlite3_step(statement) != SQLITE_DONE;
    worker->failures += sqlite3_reset(statement) != SQLITE_OK;
  }
  sqlite3_finalize(statement);
  return NULL;
}

TEST(library, thread_own_statements) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE)");
  note("failures", "%d", run_all(insert_prepared, db, NULL));
  note_rows("rows", db, "SELECT count(*), sum(a) FROM t");
  close_noted(db);
}

/* With the connection's mutex held, several calls belong together. */
static void* insert_and_look(void* argument) {
  Worker* const worker = argument;
  for (int i = 0; i < kRounds; ++i) {
    const int value = worker->number * 1000 + i;
    char sql[80];
    snprintf(sql, sizeof sql, "INSERT INTO t(id, a) VALUES (%d, 0)", value);
    sqlite3_mutex_enter(sqlite3_db_mutex(worker->db));
    sqlite3_exec(worker->db, sql, NULL, NULL, NULL);
    worker->failures += sqlite3_last_insert_rowid(worker->db) != value;
    worker->failures += sqlite3_changes(worker->db) != 1;
    snprintf(sql, sizeof sql, "no such column: n%d", value);
    char query[80];
    snprintf(query, sizeof query, "SELECT n%d", value);
    sqlite3_exec(worker->db, query, NULL, NULL, NULL);
    worker->failures += strcmp(sqlite3_errmsg(worker->db), sql) != 0;
    sqlite3_mutex_leave(sqlite3_db_mutex(worker->db));
  }
  return NULL;
}

TEST(library, thread_calls_that_belong_together) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
  note("failures", "%d", run_all(insert_and_look, db, NULL));
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
}

static void* read_all(void* argument) {
  Worker* const worker = argument;
  for (int i = 0; i < 20; ++i) {
    sqlite3_stmt* statement = NULL;
    sqlite3_prepare_v2(worker->db, "SELECT a FROM t ORDER BY a", -1, &statement, NULL);
    int expected = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      worker->failures += sqlite3_column_int(statement, 0) != expected++;
    }
    worker->failures += expected != 50;
    sqlite3_finalize(statement);
  }
  return NULL;
}

TEST(library, thread_readers_of_one_connection) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n"
       " WHERE i < 49) INSERT INTO t SELECT i FROM n");
  note("failures", "%d", run_all(read_all, db, NULL));
  close_noted(db);
}

static void* insert_own_connection(void* argument) {
  Worker* const worker = argument;
  sqlite3* db = NULL;
  worker->failures += sqlite3_open(worker->path, &db) != SQLITE_OK;
  sqlite3_busy_timeout(db, 60000);
  worker->failures += sqlite3_exec(db, "PRAGMA synchronous=OFF", 0, 0, 0) != SQLITE_OK;
  for (int i = 0; i < 20; ++i) {
    char sql[120];
    snprintf(sql, sizeof sql, "BEGIN IMMEDIATE; INSERT INTO t VALUES (%d); COMMIT",
             worker->number * 1000 + i);
    worker->failures += sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
  }
  worker->failures += sqlite3_close(db) != SQLITE_OK;
  return NULL;
}

static void share_a_file(const char* name, const char* setup) {
  const char* const path = scratch(name);
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, setup);
  note("failures", "%d", run_all(insert_own_connection, NULL, path));
  note_rows("rows", db, "SELECT count(*), sum(a) FROM t; PRAGMA integrity_check");
  close_noted(db);
}

TEST(library, thread_connections_to_one_file) {
  share_a_file("threads.db", "CREATE TABLE t(a UNIQUE)");
}

TEST(library, thread_connections_to_one_wal_file) {
  share_a_file("threads_wal.db", "PRAGMA journal_mode=WAL; CREATE TABLE t(a UNIQUE)");
}

/* Connections without a mutex, each in its own thread. */
static void* work_alone(void* argument) {
  Worker* const worker = argument;
  sqlite3* db = NULL;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  worker->failures += sqlite3_open_v2(":memory:", &db, flags, NULL) != SQLITE_OK;
  worker->failures += sqlite3_exec(db, "CREATE TABLE t(a UNIQUE)", 0, 0, 0) != SQLITE_OK;
  Worker inner = {db, NULL, 0, 0};
  insert_prepared(&inner);
  worker->failures += inner.failures + (sqlite3_total_changes(db) != kRounds);
  worker->failures += sqlite3_close(db) != SQLITE_OK;
  return NULL;
}

TEST(library, thread_connections_without_mutex) {
  note("failures", "%d", run_all(work_alone, NULL, NULL));
}

/* Opened in one thread, used in a second, closed in the first. */
static void* use_handed_over(void* argument) {
  Worker* const worker = argument;
  worker->failures += sqlite3_exec(worker->db, "INSERT INTO t VALUES (2)", 0, 0, 0) != SQLITE_OK;
  return NULL;
}

TEST(library, thread_handed_over) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM t ORDER BY a");
  Worker worker = {db, NULL, 0, 0};
  pthread_t thread;
  pthread_create(&thread, NULL, use_handed_over, &worker);
  pthread_join(thread, NULL);
  note("failures", "%d", worker.failures);
  while (sqlite3_step(statement) == SQLITE_ROW) note_value("a", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void* allocate_much(void* argument) {
  Worker* const worker = argument;
  char* text = sqlite3_mprintf("%d", worker->number);
  for (int i = 0; i < kRounds; ++i) {
    text = sqlite3_mprintf("%z,%d", text, i);
    worker->failures += text == NULL;
    char bytes[8];
    sqlite3_randomness(8, bytes);
  }
  worker->failures += strlen(text) != 291;
  sqlite3_free(text);
  return NULL;
}

TEST(library, thread_memory) {
  const sqlite3_int64 before = sqlite3_memory_used();
  note("failures", "%d", run_all(allocate_much, NULL, NULL));
  note("all freed", "%d", sqlite3_memory_used() == before);
}
