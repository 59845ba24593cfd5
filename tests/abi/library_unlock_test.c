/* sqlite3_unlock_notify. */
#include "tests/abi/suite.h"

enum { kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI };

static int compare_texts(const void* one, const void* two) {
  return strcmp(*(char* const*)one, *(char* const*)two);
}

/* Notes whom it was called for, in the order of their names. */
static void notified(void** names, int count) {
  qsort(names, (size_t)count, sizeof names[0], compare_texts);
  note("notified", "%d", count);
  for (int i = 0; i < count; ++i) note("of", "%s", (const char*)names[i]);
}

static void notified_otherwise(void** names, int count) {
  note("notified otherwise", "%d, %s", count, (const char*)names[0]);
}

/* Three connections to one shared cache in memory. */
typedef struct Three {
  sqlite3* a;
  sqlite3* b;
  sqlite3* c;
} Three;

static Three open_three(const char* name) {
  Three three = {NULL, NULL, NULL};
  char* const uri = sqlite3_mprintf("file:%s?mode=memory&cache=shared", name);
  sqlite3_open_v2(uri, &three.a, kFlags, NULL);
  sqlite3_open_v2(uri, &three.b, kFlags, NULL);
  sqlite3_open_v2(uri, &three.c, kFlags, NULL);
  sqlite3_free(uri);
  must(three.a, "CREATE TABLE t(x); CREATE TABLE u(x); INSERT INTO t VALUES (1)");
  return three;
}

static void close_three(Three three) {
  close_noted(three.a);
  close_noted(three.b);
  close_noted(three.c);
}

static void run_noted(const char* what, sqlite3* db, const char* sql) {
  note_code(what, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_code(what, sqlite3_extended_errcode(db));
}

TEST(library, unlock_without_shared_cache) {
  sqlite3* const db = open_memory();
  note_code("notify", sqlite3_unlock_notify(db, notified, "own"));
  note_code("cancel", sqlite3_unlock_notify(db, NULL, NULL));
  close_noted(db);
}

TEST(library, unlock_by_commit) {
  const Three three = open_three("unlock_commit");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  run_noted("commit", three.a, "COMMIT");
  run_noted("b", three.b, "SELECT x FROM t");
  run_noted("once", three.a, "INSERT INTO t VALUES (3)");
  close_three(three);
}

TEST(library, unlock_by_rollback) {
  const Three three = open_three("unlock_rollback");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  run_noted("rollback", three.a, "ROLLBACK");
  close_three(three);
}

TEST(library, unlock_by_close) {
  const Three three = open_three("unlock_close");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  close_three(three);
}

TEST(library, unlock_by_a_reader) {
  const Three three = open_three("unlock_reader");
  sqlite3_stmt* const statement = prepared(three.a, "SELECT x FROM t");
  note_code("step", sqlite3_step(statement));
  run_noted("b", three.b, "INSERT INTO t VALUES (2)");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  note_code("reset", sqlite3_reset(statement));
  note_code("finalize", sqlite3_finalize(statement));
  run_noted("b", three.b, "INSERT INTO t VALUES (2)");
  close_three(three);
}

TEST(library, unlock_when_already_free) {
  const Three three = open_three("unlock_free");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  must(three.a, "COMMIT");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  note_code("never blocked", sqlite3_unlock_notify(three.c, notified, "c"));
  close_three(three);
}

TEST(library, unlock_several_at_once) {
  const Three three = open_three("unlock_several");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  run_noted("c", three.c, "SELECT x FROM t");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  note_code("notify", sqlite3_unlock_notify(three.c, notified, "c"));
  must(three.a, "COMMIT");
  close_three(three);
}

TEST(library, unlock_replaced_and_canceled) {
  const Three three = open_three("unlock_replaced");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  run_noted("c", three.c, "SELECT x FROM t");
  note_code("first", sqlite3_unlock_notify(three.b, notified, "first"));
  note_code("second", sqlite3_unlock_notify(three.b, notified_otherwise, "second"));
  note_code("c", sqlite3_unlock_notify(three.c, notified, "c"));
  note_code("cancel", sqlite3_unlock_notify(three.c, NULL, NULL));
  must(three.a, "COMMIT");
  close_three(three);
}

TEST(library, unlock_blocked_one_closes) {
  const Three three = open_three("unlock_closes");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("b", three.b, "SELECT x FROM t");
  note_code("notify", sqlite3_unlock_notify(three.b, notified, "b"));
  close_noted(three.b);
  must(three.a, "COMMIT");
  close_noted(three.a);
  close_noted(three.c);
}

TEST(library, unlock_deadlock) {
  const Three three = open_three("unlock_deadlock");
  must(three.a, "BEGIN; INSERT INTO t VALUES (2)");
  must(three.b, "BEGIN; SELECT x FROM u");
  run_noted("a waits for b", three.a, "INSERT INTO u VALUES (2)");
  note_code("a", sqlite3_unlock_notify(three.a, notified, "a"));
  run_noted("b waits for a", three.b, "SELECT x FROM t");
  note_code("b", sqlite3_unlock_notify(three.b, notified, "b"));
  note_error("b", three.b);
  must(three.b, "ROLLBACK");
  must(three.a, "ROLLBACK");
  close_three(three);
}

/* A ring of three: each has written to one database and wants to read the next one's. */
TEST(library, unlock_deadlock_of_three) {
  const char* const names[] = {"a", "b", "c"};
  sqlite3* ring[3];
  for (int i = 0; i < 3; ++i) {
    sqlite3_open_v2(":memory:", &ring[i], kFlags, NULL);
    must(ring[i],
         "ATTACH 'file:ring0?mode=memory&cache=shared' AS d0;"
         "ATTACH 'file:ring1?mode=memory&cache=shared' AS d1;"
         "ATTACH 'file:ring2?mode=memory&cache=shared' AS d2");
  }
  must(ring[0], "CREATE TABLE d0.t0(x); CREATE TABLE d1.t1(x); CREATE TABLE d2.t2(x)");
  must(ring[0], "BEGIN; INSERT INTO t0 VALUES (1)");
  must(ring[1], "BEGIN; INSERT INTO t1 VALUES (1)");
  must(ring[2], "BEGIN; INSERT INTO t2 VALUES (1)");
  const char* const reads[] = {"SELECT x FROM t1", "SELECT x FROM t2", "SELECT x FROM t0"};
  for (int i = 0; i < 3; ++i) {
    run_noted(names[i], ring[i], reads[i]);
    void* name = NULL;
    memcpy(&name, &names[i], sizeof name);
    note_code("notify", sqlite3_unlock_notify(ring[i], notified, name));
  }
  for (int i = 2; i >= 0; --i) {
    note("ends", "%s", names[i]);
    must(ring[i], "ROLLBACK");
  }
  for (int i = 0; i < 3; ++i) close_noted(ring[i]);
}

/* Blocked by itself: there is nobody to wait for. */
TEST(library, unlock_drop_while_reading) {
  const Three three = open_three("unlock_drop");
  sqlite3_stmt* const statement = prepared(three.a, "SELECT x FROM t");
  note_code("step", sqlite3_step(statement));
  run_noted("drop", three.a, "DROP TABLE t");
  note_code("notify", sqlite3_unlock_notify(three.a, notified, "a"));
  note_code("finalize", sqlite3_finalize(statement));
  close_three(three);
}
