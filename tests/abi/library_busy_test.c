/* Two connections that want one file: busy handlers and timeouts. */
#include <time.h>

#include "tests/abi/suite.h"

/* A handler that notes its calls, gives up after some, and may end what it waits for. */
typedef struct Waiter {
  int calls;
  int give_up_at;
  int release_at;
  sqlite3* blocker;
} Waiter;

static int wait_noted(void* context, int count) {
  Waiter* const waiter = context;
  note("waiting", "call %d, count %d", ++waiter->calls, count);
  if (waiter->calls == waiter->release_at) must(waiter->blocker, "COMMIT");
  return waiter->calls < waiter->give_up_at;
}

typedef struct Pair {
  sqlite3* one;
  sqlite3* two;
} Pair;

/* Two connections to a new file with a table t of one row. */
static Pair open_pair(const char* name, const char* journal_mode) {
  Pair pair = {NULL, NULL};
  const char* const path = scratch(name);
  sqlite3_open(path, &pair.one);
  char* const sql = sqlite3_mprintf(
      "PRAGMA journal_mode=%s; CREATE TABLE t(a);"
      "INSERT INTO t VALUES (1)",
      journal_mode);
  must(pair.one, sql);
  sqlite3_free(sql);
  sqlite3_open(path, &pair.two);
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

TEST(library, busy_without_a_handler) {
  const Pair pair = open_pair("busy_none.db", "DELETE");
  must(pair.one, "BEGIN IMMEDIATE");
  run_noted("write", pair.two, "INSERT INTO t VALUES (2)");
  run_noted("begin", pair.two, "BEGIN IMMEDIATE");
  run_noted("read", pair.two, "SELECT a FROM t");
  must(pair.one, "COMMIT; BEGIN EXCLUSIVE");
  run_noted("read", pair.two, "SELECT a FROM t");
  must(pair.one, "COMMIT");
  close_pair(pair);
}

TEST(library, busy_handler_gives_up) {
  const Pair pair = open_pair("busy_gives_up.db", "DELETE");
  Waiter waiter = {0, 4, 0, NULL};
  must(pair.one, "BEGIN IMMEDIATE");
  note_code("set", sqlite3_busy_handler(pair.two, wait_noted, &waiter));
  run_noted("write", pair.two, "INSERT INTO t VALUES (2)");
  waiter.calls = 0;
  waiter.give_up_at = 0;
  run_noted("again", pair.two, "INSERT INTO t VALUES (2)");
  must(pair.one, "COMMIT");
  run_noted("free", pair.two, "INSERT INTO t VALUES (2)");
  close_pair(pair);
}

TEST(library, busy_handler_sees_the_end) {
  const Pair pair = open_pair("busy_ends.db", "DELETE");
  Waiter waiter = {0, 10, 3, pair.one};
  must(pair.one, "BEGIN IMMEDIATE; INSERT INTO t VALUES (7)");
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  run_noted("write", pair.two, "INSERT INTO t VALUES (8)");
  note_rows("rows", pair.two, "SELECT a FROM t ORDER BY a");
  close_pair(pair);
}

TEST(library, busy_handler_counts_each_event) {
  const Pair pair = open_pair("busy_counts.db", "DELETE");
  Waiter waiter = {0, 10, 2, pair.one};
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  for (int i = 0; i < 2; ++i) {
    waiter.calls = 0;
    must(pair.one, "BEGIN EXCLUSIVE");
    run_noted("read", pair.two, "SELECT a FROM t");
  }
  close_pair(pair);
}

TEST(library, busy_handler_of_begin) {
  const Pair pair = open_pair("busy_begin.db", "DELETE");
  Waiter waiter = {0, 2, 0, NULL};
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  must(pair.one, "BEGIN IMMEDIATE");
  run_noted("deferred", pair.two, "BEGIN; ROLLBACK");
  run_noted("immediate", pair.two, "BEGIN IMMEDIATE");
  note("autocommit", "%d", sqlite3_get_autocommit(pair.two));
  must(pair.one, "COMMIT");
  close_pair(pair);
}

/* The writer waits for readers when it commits; its transaction stays open meanwhile. */
TEST(library, busy_commit_with_a_reader) {
  const Pair pair = open_pair("busy_commit.db", "DELETE");
  Waiter waiter = {0, 3, 0, NULL};
  must(pair.two, "BEGIN; SELECT a FROM t");
  sqlite3_busy_handler(pair.one, wait_noted, &waiter);
  run_noted("begin", pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("commit", pair.one, "COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(pair.one));
  must(pair.two, "COMMIT");
  run_noted("commit", pair.one, "COMMIT");
  note_rows("rows", pair.two, "SELECT a FROM t ORDER BY a");
  close_pair(pair);
}

/* A reader that wants to write while a writer waits for it is told at once. */
TEST(library, busy_would_deadlock) {
  const Pair pair = open_pair("busy_deadlock.db", "DELETE");
  Waiter waiter = {0, 5, 0, NULL};
  must(pair.two, "BEGIN; SELECT a FROM t");
  must(pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  run_noted("upgrade", pair.two, "INSERT INTO t VALUES (3)");
  note("calls", "%d", waiter.calls);
  must(pair.two, "ROLLBACK");
  must(pair.one, "COMMIT");
  close_pair(pair);
}

TEST(library, busy_wal) {
  const Pair pair = open_pair("busy_wal.db", "WAL");
  Waiter waiter = {0, 3, 0, NULL};
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  must(pair.one, "BEGIN IMMEDIATE; INSERT INTO t VALUES (2)");
  note_rows("read", pair.two, "SELECT a FROM t");
  run_noted("write", pair.two, "INSERT INTO t VALUES (3)");
  must(pair.one, "COMMIT");
  run_noted("write", pair.two, "INSERT INTO t VALUES (3)");
  close_pair(pair);
}

/* What was read is old: waiting cannot help. */
TEST(library, busy_wal_snapshot) {
  const Pair pair = open_pair("busy_snapshot.db", "WAL");
  Waiter waiter = {0, 3, 0, NULL};
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  must(pair.two, "BEGIN; SELECT a FROM t");
  must(pair.one, "INSERT INTO t VALUES (2)");
  run_noted("write", pair.two, "INSERT INTO t VALUES (3)");
  note("calls", "%d", waiter.calls);
  note("autocommit", "%d", sqlite3_get_autocommit(pair.two));
  must(pair.two, "ROLLBACK");
  run_noted("write", pair.two, "INSERT INTO t VALUES (3)");
  close_pair(pair);
}

TEST(library, busy_handler_replaced) {
  const Pair pair = open_pair("busy_replaced.db", "DELETE");
  Waiter first = {0, 2, 0, NULL};
  Waiter second = {0, 3, 0, NULL};
  must(pair.one, "BEGIN IMMEDIATE");
  sqlite3_busy_handler(pair.two, wait_noted, &first);
  sqlite3_busy_handler(pair.two, wait_noted, &second);
  run_noted("second", pair.two, "BEGIN IMMEDIATE");
  note("calls", "%d %d", first.calls, second.calls);
  note_code("removed", sqlite3_busy_handler(pair.two, NULL, NULL));
  run_noted("none", pair.two, "BEGIN IMMEDIATE");
  note("calls", "%d %d", first.calls, second.calls);
  must(pair.one, "COMMIT");
  close_pair(pair);
}

TEST(library, busy_timeout_clears_the_handler) {
  const Pair pair = open_pair("busy_clears.db", "DELETE");
  Waiter waiter = {0, 2, 0, NULL};
  must(pair.one, "BEGIN IMMEDIATE");
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  note_code("timeout", sqlite3_busy_timeout(pair.two, 1));
  run_noted("timeout", pair.two, "BEGIN IMMEDIATE");
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  note_code("no timeout", sqlite3_busy_timeout(pair.two, 0));
  run_noted("no timeout", pair.two, "BEGIN IMMEDIATE");
  sqlite3_busy_handler(pair.two, wait_noted, &waiter);
  must(pair.two, "PRAGMA busy_timeout=1");
  run_noted("pragma", pair.two, "BEGIN IMMEDIATE");
  note("calls", "%d", waiter.calls);
  must(pair.one, "COMMIT");
  close_pair(pair);
}

TEST(library, busy_timeout_values) {
  sqlite3* const db = open_memory();
  note_rows("first", db, "PRAGMA busy_timeout");
  const int values[] = {1000, 0, -5, 2147483647};
  for (size_t i = 0; i < 4; ++i) {
    note_code("set", sqlite3_busy_timeout(db, values[i]));
    note_rows("pragma", db, "PRAGMA busy_timeout");
  }
  note_rows("pragma", db, "PRAGMA busy_timeout=77; PRAGMA busy_timeout");
  Waiter waiter = {0, 1, 0, NULL};
  sqlite3_busy_handler(db, wait_noted, &waiter);
  note_rows("handler", db, "PRAGMA busy_timeout");
  close_noted(db);
}

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

TEST(library, busy_timeout_waits) {
  const Pair pair = open_pair("busy_waits.db", "DELETE");
  must(pair.one, "BEGIN IMMEDIATE");
  sqlite3_busy_timeout(pair.two, 60);
  const long long before = milliseconds();
  run_noted("write", pair.two, "INSERT INTO t VALUES (2)");
  const long long waited = milliseconds() - before;
  note("long enough", "%d", waited >= 55);
  must(pair.one, "COMMIT");
  close_pair(pair);
}

TEST(library, busy_attached) {
  const Pair pair = open_pair("busy_attached.db", "DELETE");
  Waiter waiter = {0, 2, 0, NULL};
  sqlite3* const db = open_memory();
  char* const sql = sqlite3_mprintf("ATTACH %Q AS a", scratch("busy_attached.db"));
  must(db, sql);
  sqlite3_free(sql);
  sqlite3_busy_handler(db, wait_noted, &waiter);
  must(pair.one, "BEGIN EXCLUSIVE");
  run_noted("read", db, "SELECT a FROM a.t");
  must(pair.one, "COMMIT");
  run_noted("read", db, "SELECT a FROM a.t");
  close_noted(db);
  close_pair(pair);
}
