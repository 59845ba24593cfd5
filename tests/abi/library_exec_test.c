/* sqlite3_exec: its callback, its errors, its message. */
#include "tests/abi/suite.h"

typedef struct Seen {
  int calls;
  int abort_at;
} Seen;

static int note_row(void* context, int count, char** values, char** names) {
  Seen* const seen = context;
  ++seen->calls;
  for (int i = 0; i < count; ++i) note_text(names[i], values[i]);
  return seen->calls == seen->abort_at;
}

/* Runs, then prints code, calls and message. */
static void exec_noted(sqlite3* db, const char* sql, int abort_at) {
  Seen seen = {0, abort_at};
  char* message = NULL;
  note_code("exec", sqlite3_exec(db, sql, note_row, &seen, &message));
  note("calls", "%d", seen.calls);
  note_text("message", message);
  sqlite3_free(message);
}

TEST(library, exec_values) {
  sqlite3* const db = open_memory();
  exec_noted(db, "SELECT 1 AS a, 2.5 AS b, 'text' AS c, NULL AS d, x'4142' AS e, '' AS f", 0);
  exec_noted(db, "SELECT 1e300 AS a, -0.0 AS b, 9223372036854775807 AS c, x'41004200' AS d", 0);
  close_noted(db);
}

TEST(library, exec_names) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, \"b c\"); INSERT INTO t VALUES (1, 2)");
  exec_noted(db, "SELECT a, \"b c\", a+1, count(*), t.a AS x, 1 AS '' FROM t", 0);
  exec_noted(db, "SELECT * FROM t, t AS u", 0);
  close_noted(db);
}

TEST(library, exec_several_statements) {
  sqlite3* const db = open_memory();
  exec_noted(db,
             "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2); SELECT a FROM t ORDER BY a;"
             "SELECT count(*) AS n FROM t; SELECT a FROM t WHERE 0; -- the end",
             0);
  close_noted(db);
}

TEST(library, exec_nothing) {
  sqlite3* const db = open_memory();
  const char* const texts[] = {"", " ", ";", ";;;", "-- comment", "/* comment */", NULL};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) exec_noted(db, texts[i], 0);
  note_error("error", db);
  close_noted(db);
}

TEST(library, exec_without_a_callback) {
  sqlite3* const db = open_memory();
  note_code("exec", sqlite3_exec(db, "SELECT 1; SELECT 2", NULL, NULL, NULL));
  note_code("bad", sqlite3_exec(db, "SELECT nosuch", NULL, NULL, NULL));
  note_error("bad", db);
  close_noted(db);
}

TEST(library, exec_aborted_by_the_callback) {
  sqlite3* const db = open_memory();
  exec_noted(db, "CREATE TABLE t(a); SELECT 1 UNION SELECT 2 UNION SELECT 3; DROP TABLE t", 2);
  note_error("error", db);
  note_rows("not run", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(library, exec_aborted_while_writing) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  exec_noted(db, "INSERT INTO t VALUES (1), (2) RETURNING a", 1);
  note_rows("kept", db, "SELECT count(*) FROM t");
  exec_noted(db, "BEGIN; INSERT INTO t VALUES (3); SELECT 1; COMMIT", 1);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  must(db, "ROLLBACK");
  close_noted(db);
}

TEST(library, exec_stops_at_an_error) {
  sqlite3* const db = open_memory();
  exec_noted(db,
             "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1); SELECT a FROM t;"
             "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)",
             0);
  note_error("error", db);
  note_rows("rows", db, "SELECT a FROM t");
  exec_noted(db, "SELECT 1 AS one; SELEC 2; SELECT 3", 0);
  close_noted(db);
}

TEST(library, exec_extended_codes) {
  sqlite3* const db = open_memory();
  sqlite3_extended_result_codes(db, 1);
  exec_noted(db, "CREATE TABLE t(a NOT NULL); INSERT INTO t VALUES (NULL)", 0);
  close_noted(db);
}

/* A message of an earlier call is gone after a call that succeeds. */
TEST(library, exec_message_is_reset) {
  sqlite3* const db = open_memory();
  char* message = NULL;
  sqlite3_exec(db, "nonsense", NULL, NULL, &message);
  note_text("failed", message);
  sqlite3_free(message);
  message = "not touched?";
  note_code("exec", sqlite3_exec(db, "SELECT 1", NULL, NULL, &message));
  note_text("succeeded", message);
  close_noted(db);
}

TEST(library, exec_no_connection) {
  char* message = NULL;
  note_code("exec", sqlite3_exec(NULL, "SELECT 1", NULL, NULL, &message));
  note_text("message", message);
}

static int exec_within(void* context, int count, char** values, char** names) {
  (void)count;
  (void)names;
  sqlite3* const db = context;
  char* const sql = sqlite3_mprintf("INSERT INTO u VALUES (%Q)", values[0]);
  note_code("within", sqlite3_exec(db, sql, NULL, NULL, NULL));
  sqlite3_free(sql);
  return 0;
}

TEST(library, exec_within_a_callback) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2), (3); CREATE TABLE u(b)");
  note_code("outer", sqlite3_exec(db, "SELECT a FROM t ORDER BY a", exec_within, db, NULL));
  note_rows("copied", db, "SELECT b FROM u ORDER BY b");
  close_noted(db);
}

static int fail_within(void* context, int count, char** values, char** names) {
  (void)count;
  (void)values;
  (void)names;
  note_code("within", sqlite3_exec(context, "SELECT nosuch", NULL, NULL, NULL));
  return 0;
}

/* An error within the callback does not spoil the outer call. */
TEST(library, exec_failing_within_a_callback) {
  sqlite3* const db = open_memory();
  note_code("outer", sqlite3_exec(db, "SELECT 1 UNION SELECT 2", fail_within, db, NULL));
  note_error("error", db);
  close_noted(db);
}

static int change_schema(void* context, int count, char** values, char** names) {
  (void)count;
  (void)names;
  char* const sql = sqlite3_mprintf("CREATE TABLE made%s(a); DROP TABLE t", values[0]);
  char* message = NULL;
  note_code("within", sqlite3_exec(context, sql, NULL, NULL, &message));
  note_text("message", message);
  sqlite3_free(message);
  sqlite3_free(sql);
  return 0;
}

TEST(library, exec_schema_changes_in_the_callback) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  note_code("outer", sqlite3_exec(db, "SELECT a FROM t", change_schema, db, NULL));
  note_rows("tables", db, "SELECT name FROM sqlite_schema ORDER BY name");
  close_noted(db);
}

static int count_columns(void* context, int count, char** values, char** names) {
  note("row", "%d columns, values %s, names %s", count, values ? "there" : "null",
       names ? "there" : "null");
  *(int*)context += 1;
  return 0;
}

/* The old switch that calls back with names even if there is no row. */
TEST(library, exec_empty_result_callbacks) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b); PRAGMA empty_result_callbacks=1");
  int calls = 0;
  note_code("exec", sqlite3_exec(db, "SELECT a, b FROM t", count_columns, &calls, NULL));
  note("calls", "%d", calls);
  close_noted(db);
}
