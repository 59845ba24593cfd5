/* The progress handler, and sqlite3_interrupt called from it and from functions. */
#include "tests/abi/suite.h"

static int calls = 0;

/* Answers what its data says. */
static int progress(void* data) {
  ++calls;
  return *(int*)data;
}

static int interrupting(void* data) {
  ++calls;
  sqlite3_interrupt(data);
  return 0;
}

static const char* const kLong =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " SELECT count(*) FROM n";

static const char* const kLongInsert =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " INSERT INTO t SELECT i FROM n";

static void run(const char* what, sqlite3* db, const char* sql) {
  calls = 0;
  note_rows(what, db, sql);
  note("called", "%s", calls > 0 ? "yes" : "no");
}

TEST(callbacks, progress_lets_go_on) {
  sqlite3* const db = open_memory();
  int answer = 0;
  sqlite3_progress_handler(db, 100, progress, &answer);
  run("long", db, kLong);
  sqlite3_progress_handler(db, 1000000000, progress, &answer);
  run("seldom", db, kLong);
  sqlite3_progress_handler(db, 0, progress, &answer);
  run("never", db, kLong);
  sqlite3_progress_handler(db, -5, progress, &answer);
  run("negative", db, kLong);
  sqlite3_progress_handler(db, 100, NULL, NULL);
  run("removed", db, kLong);
  close_noted(db);
}

TEST(callbacks, progress_stops) {
  sqlite3* const db = open_memory();
  int answer = 1;
  sqlite3_progress_handler(db, 100, progress, &answer);
  sqlite3_stmt* const statement = prepared(db, kLong);
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  note_code("reset", sqlite3_reset(statement));
  answer = 0;
  note_code("step again", sqlite3_step(statement));
  note_value("count", sqlite3_column_value(statement, 0));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(callbacks, progress_is_called_more_often_for_less) {
  sqlite3* const db = open_memory();
  int answer = 0;
  sqlite3_progress_handler(db, 1000, progress, &answer);
  calls = 0;
  must(db, kLong);
  const int seldom = calls;
  sqlite3_progress_handler(db, 10, progress, &answer);
  calls = 0;
  must(db, kLong);
  note("a smaller number", "%s", calls > seldom ? "calls more often" : "does not call more often");
  close_noted(db);
}

/* A stopped change takes the whole transaction with it, a stopped query does not. */
TEST(callbacks, progress_stops_within_a_transaction) {
  sqlite3* const db = open_memory();
  int answer = 0;
  must(db, "CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES('before')");
  sqlite3_progress_handler(db, 100, progress, &answer);
  answer = 1;
  run("query", db, kLong);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  run("change", db, kLongInsert);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  answer = 0;
  run("rows", db, "SELECT count(*) FROM t");
  note_rows("commit", db, "COMMIT");
  close_noted(db);
}

TEST(callbacks, progress_stops_a_change_of_its_own) {
  sqlite3* const db = open_memory();
  int answer = 1;
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('before')");
  sqlite3_progress_handler(db, 100, progress, &answer);
  run("change", db, kLongInsert);
  answer = 0;
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(callbacks, progress_interrupts) {
  sqlite3* const db = open_memory();
  sqlite3_progress_handler(db, 100, interrupting, db);
  run("long", db, kLong);
  sqlite3_progress_handler(db, 0, NULL, NULL);
  run("afterwards", db, kLong);
  close_noted(db);
}

static void interrupt(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_interrupt(sqlite3_context_db_handle(context));
  sqlite3_result_int(context, 1);
}

TEST(callbacks, progress_interrupted_by_a_function) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "interrupt", 0, SQLITE_UTF8, NULL, interrupt, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  char* const sql = sqlite3_mprintf("SELECT interrupt(), (%s)", kLong);
  note_rows("select", db, sql);
  sqlite3_free(sql);
  note_rows("next statement", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(callbacks, progress_interrupt_with_nothing_running) {
  sqlite3* const db = open_memory();
  sqlite3_interrupt(db);
  note_rows("next statement", db, "SELECT 1");
  close_noted(db);
}

/* Interrupting between two rows stops the statement at its next step. */
TEST(callbacks, progress_interrupt_between_steps) {
  sqlite3* const db = open_memory();
  sqlite3_stmt* const statement = prepared(db, "SELECT column1 FROM (VALUES(1), (2), (3))");
  note_code("step", sqlite3_step(statement));
  sqlite3_interrupt(db);
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  note_rows("another", db, "SELECT 5");
  sqlite3_finalize(statement);
  close_noted(db);
}
