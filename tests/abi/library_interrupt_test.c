/* sqlite3_interrupt, from callbacks and from another thread. */
#include <pthread.h>

#include "tests/abi/suite.h"

/* A query of a thousand rows that asks stop(i) for each. */
static const char* const kLongQuery =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 1000)"
    "SELECT count(*), sum(stop(i)) FROM n";

static void stop_at(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const int* const when = sqlite3_user_data(context);
  if (sqlite3_value_int(values[0]) == *when) sqlite3_interrupt(sqlite3_context_db_handle(context));
  sqlite3_result_int(context, 1);
}

/* A connection whose SQL function stop(i) interrupts at `*when`. */
static sqlite3* open_with_stop(int* when) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "stop", 1, SQLITE_UTF8, when, stop_at, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3), (4)");
  return db;
}

static void run_noted(const char* what, sqlite3* db, const char* sql) {
  note_code(what, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_error(what, db);
}

TEST(library, interrupt_nothing) {
  sqlite3* const db = open_memory();
  sqlite3_interrupt(db);
  note_rows("after", db, "SELECT 1");
  must(db, "BEGIN");
  sqlite3_interrupt(db);
  note_rows("in a transaction", db, "CREATE TABLE t(a); COMMIT; SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, interrupt_from_a_function) {
  int when = 10;
  sqlite3* const db = open_with_stop(&when);
  run_noted("query", db, kLongQuery);
  when = -1;
  note_rows("again", db, kLongQuery);
  close_noted(db);
}

TEST(library, interrupt_and_step_again) {
  int when = 10;
  sqlite3* const db = open_with_stop(&when);
  sqlite3_stmt* const statement = prepared(db, kLongQuery);
  note_code("step", sqlite3_step(statement));
  when = -1;
  note_code("step again", sqlite3_step(statement));
  note("count", "%d", sqlite3_column_int(statement, 0));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static int interrupt_at_first_row(void* db, int count, char** values, char** names) {
  (void)count;
  note(names[0], "%s", values[0]);
  sqlite3_interrupt(db);
  return 0;
}

TEST(library, interrupt_from_a_row_callback) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)");
  note_code("exec", sqlite3_exec(db, "SELECT a FROM t", interrupt_at_first_row, db, NULL));
  note_error("exec", db);
  note_rows("after", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, interrupt_between_steps) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)");
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM t");
  note_code("step", sqlite3_step(statement));
  sqlite3_interrupt(db);
  note("value still there", "%d", sqlite3_column_int(statement, 0));
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* While one statement runs, those started after the interrupt are interrupted, too. */
TEST(library, interrupt_reaches_new_statements) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3)");
  sqlite3_stmt* const one = prepared(db, "SELECT a FROM t");
  sqlite3_stmt* const two = prepared(db, "SELECT a FROM t");
  note_code("one", sqlite3_step(one));
  sqlite3_interrupt(db);
  note_code("two", sqlite3_step(two));
  note_code("two reset", sqlite3_reset(two));
  note_code("one reset", sqlite3_reset(one));
  note_code("two", sqlite3_step(two));
  sqlite3_finalize(one);
  sqlite3_finalize(two);
  close_noted(db);
}

TEST(library, interrupt_a_write_alone) {
  int when = 3;
  sqlite3* const db = open_with_stop(&when);
  run_noted("insert", db, "INSERT INTO t SELECT a + 10 FROM t WHERE stop(a)");
  note_rows("undone", db, "SELECT count(*) FROM t");
  run_noted("update", db, "UPDATE t SET a = a * 10 WHERE stop(a)");
  note_rows("undone", db, "SELECT a FROM t ORDER BY a");
  run_noted("delete", db, "DELETE FROM t WHERE stop(a)");
  note_rows("undone", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, interrupt_a_write_in_a_transaction) {
  int when = 3;
  sqlite3* const db = open_with_stop(&when);
  must(db, "BEGIN; INSERT INTO t VALUES (0)");
  run_noted("update", db, "UPDATE t SET a = a * 10 WHERE stop(a)");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("all undone", db, "SELECT count(*) FROM t");
  run_noted("commit", db, "COMMIT");
  close_noted(db);
}

TEST(library, interrupt_a_read_in_a_transaction) {
  int when = 10;
  sqlite3* const db = open_with_stop(&when);
  must(db, "BEGIN; INSERT INTO t VALUES (0)");
  run_noted("read", db, kLongQuery);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  must(db, "COMMIT");
  note_rows("kept", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, interrupt_within_a_savepoint) {
  int when = 3;
  sqlite3* const db = open_with_stop(&when);
  must(db, "SAVEPOINT s; INSERT INTO t VALUES (0)");
  run_noted("update", db, "UPDATE t SET a = a * 10 WHERE stop(a)");
  run_noted("release", db, "RELEASE s");
  note_rows("all undone", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, interrupt_within_a_trigger) {
  int when = 2;
  sqlite3* const db = open_with_stop(&when);
  must(db,
       "CREATE TABLE log(a); CREATE TEMP TRIGGER r AFTER UPDATE ON t BEGIN"
       " INSERT INTO log SELECT a FROM t WHERE stop(a); END");
  run_noted("update", db, "UPDATE t SET a = a");
  note_rows("undone", db, "SELECT count(*) FROM log");
  close_noted(db);
}

/* The other thread interrupts while a function of the query waits for it. */
typedef struct Meeting {
  sqlite3* db;
  pthread_barrier_t begun;
  pthread_barrier_t done;
} Meeting;

static void* interrupt_when_begun(void* argument) {
  Meeting* const meeting = argument;
  pthread_barrier_wait(&meeting->begun);
  sqlite3_interrupt(meeting->db);
  pthread_barrier_wait(&meeting->done);
  return NULL;
}

static void meet(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  Meeting* const meeting = sqlite3_user_data(context);
  if (sqlite3_value_int(values[0]) == 5) {
    pthread_barrier_wait(&meeting->begun);
    pthread_barrier_wait(&meeting->done);
  }
  sqlite3_result_int(context, 1);
}

TEST(library, interrupt_from_another_thread) {
  Meeting meeting = {.db = open_memory()};
  pthread_barrier_init(&meeting.begun, NULL, 2);
  pthread_barrier_init(&meeting.done, NULL, 2);
  sqlite3_create_function(meeting.db, "stop", 1, SQLITE_UTF8, &meeting, meet, NULL, NULL);
  pthread_t thread;
  pthread_create(&thread, NULL, interrupt_when_begun, &meeting);
  run_noted("query", meeting.db, kLongQuery);
  pthread_join(thread, NULL);
  note_rows("after", meeting.db, "SELECT 1");
  pthread_barrier_destroy(&meeting.begun);
  pthread_barrier_destroy(&meeting.done);
  close_noted(meeting.db);
}

TEST(library, interrupt_leaves_other_connections) {
  int when = 10;
  sqlite3* const db = open_with_stop(&when);
  sqlite3* const other = open_memory();
  sqlite3_stmt* const statement = prepared(other, "SELECT 1 UNION ALL SELECT 2");
  note_code("other", sqlite3_step(statement));
  run_noted("query", db, kLongQuery);
  note_code("other", sqlite3_step(statement));
  note_code("other", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(other);
  close_noted(db);
}
