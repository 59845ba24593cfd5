/* Aggregates: their memory, what is called when, and errors in each part. */
#include "tests/abi/suite.h"

typedef struct Total {
  sqlite3_int64 sum;
  int rows;
} Total;

static void total_step(sqlite3_context* context, int count, sqlite3_value** values) {
  Total* const total = sqlite3_aggregate_context(context, sizeof *total);
  if (!total) return;
  if (count > 0) total->sum += sqlite3_value_int64(values[0]);
  ++total->rows;
}

/* Asking for 0 bytes finds out whether there was a row. */
static void total_end(sqlite3_context* context) {
  const Total* const total = sqlite3_aggregate_context(context, 0);
  if (!total) {
    sqlite3_result_text(context, "no row", -1, SQLITE_STATIC);
    return;
  }
  char* const text = sqlite3_mprintf("%lld in %d", total->sum, total->rows);
  sqlite3_result_text(context, text, -1, sqlite3_free);
}

static sqlite3* open_with_total(void) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "total_of", -1, SQLITE_UTF8, NULL, NULL, total_step, total_end);
  must(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES(1, 'x'), (2, 'y'), (3, 'x'), (NULL, 'z')");
  return db;
}

TEST(callbacks, aggregate_rows) {
  sqlite3* const db = open_with_total();
  note_rows("all", db, "SELECT total_of(a) FROM t");
  note_rows("no argument", db, "SELECT total_of() FROM t");
  note_rows("star", db, "SELECT total_of(*) FROM t");
  note_rows("two arguments", db, "SELECT total_of(a, b) FROM t");
  note_rows("no table", db, "SELECT total_of(5)");
  note_rows("groups", db, "SELECT b, total_of(a) FROM t GROUP BY b ORDER BY b");
  note_rows("having", db, "SELECT b FROM t GROUP BY b HAVING total_of(a) = '4 in 2'");
  note_rows("distinct", db, "SELECT total_of(DISTINCT b) FROM t");
  note_rows("filter", db, "SELECT total_of(a) FILTER (WHERE b = 'x') FROM t");
  note_rows("two at once", db, "SELECT total_of(a), total_of(a * 10) FROM t");
  note_rows("within another", db, "SELECT total_of(total_of(a)) FROM t");
  close_noted(db);
}

TEST(callbacks, aggregate_no_rows) {
  sqlite3* const db = open_with_total();
  note_rows("none", db, "SELECT total_of(a) FROM t WHERE a > 9");
  note_rows("none in groups", db, "SELECT total_of(a) FROM t WHERE a > 9 GROUP BY b");
  note_rows("all filtered", db, "SELECT total_of(a) FILTER (WHERE 0) FROM t");
  note_rows("some groups filtered", db,
            "SELECT b, total_of(a) FILTER (WHERE a > 1) FROM t GROUP BY b ORDER BY b");
  note_rows("limit 0", db, "SELECT total_of(a) FROM t LIMIT 0");
  close_noted(db);
}

TEST(callbacks, aggregate_places) {
  sqlite3* const db = open_with_total();
  note_rows("subquery", db, "SELECT (SELECT total_of(a) FROM t WHERE b = 'x')");
  note_rows("of the outer query", db, "SELECT (SELECT total_of(t.a)) FROM t");
  note_rows("distinct function", db, "SELECT count(DISTINCT total_of(a)) FROM t");
  note_rows("in where", db, "SELECT 1 FROM t WHERE total_of(a)");
  note_rows("in order by", db, "SELECT b FROM t GROUP BY b ORDER BY total_of(a) DESC, b");
  note_rows("as a window function", db, "SELECT total_of(a) OVER () FROM t");
  note_rows("in check", db, "CREATE TABLE c(a CHECK(total_of(a)))");
  note_rows("distinct with two", db, "SELECT total_of(DISTINCT a, b) FROM t");
  close_noted(db);
}

TEST(callbacks, aggregate_statement_runs_again) {
  sqlite3* const db = open_with_total();
  sqlite3_stmt* const statement = prepared(db, "SELECT total_of(a) FROM t WHERE a >= ?");
  for (int i = 1; i < 6; i += 2) {
    sqlite3_bind_int(statement, 1, i);
    note_code("step", sqlite3_step(statement));
    note_value("total", sqlite3_column_value(statement, 0));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

static int is_zero(const unsigned char* bytes, int size) {
  for (int i = 0; i < size; ++i) {
    if (bytes[i] != 0) return 0;
  }
  return 1;
}

/* The first call says the size; what later ones say does not count. */
static void sizes_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const int row = sqlite3_value_int(values[0]);
  unsigned char* const memory = sqlite3_aggregate_context(context, row == 1 ? 64 : 8 * row);
  if (row == 1) note("zeroed", "%s", is_zero(memory, 64) ? "yes" : "no");
  if (row == 1) memset(memory, 'm', 64);
  note("row", "%d, the same: %s, kept: %s", row,
       memory == sqlite3_aggregate_context(context, 0) ? "yes" : "no",
       memory[63] == 'm' ? "yes" : "no");
}

static void sizes_end(sqlite3_context* context) {
  const unsigned char* const memory = sqlite3_aggregate_context(context, 1);
  note("final", "%s", memory && memory[63] == 'm' ? "kept" : "lost");
  sqlite3_result_int(context, 1);
}

TEST(callbacks, aggregate_context_size) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "sizes", 1, SQLITE_UTF8, NULL, NULL, sizes_step, sizes_end);
  note_rows("rows", db, "SELECT sizes(column1) FROM (VALUES(1), (2), (3))");
  close_noted(db);
}

static void no_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  (void)values;
}

/* Memory first asked for in the final call is zeroed, too; negative sizes give none. */
static void late_end(sqlite3_context* context) {
  note("negative", "%s", sqlite3_aggregate_context(context, -5) ? "memory" : "none");
  note("none yet", "%s", sqlite3_aggregate_context(context, 0) ? "memory" : "none");
  note("after asking for none", "%s", sqlite3_aggregate_context(context, 16) ? "memory" : "none");
}

static void fresh_end(sqlite3_context* context) {
  const unsigned char* const memory = sqlite3_aggregate_context(context, 32);
  sqlite3_result_text(context, is_zero(memory, 32) ? "zeroed" : "not zeroed", -1, SQLITE_STATIC);
}

TEST(callbacks, aggregate_context_in_final_only) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "late", 1, SQLITE_UTF8, NULL, NULL, no_step, late_end);
  sqlite3_create_function(db, "fresh", 1, SQLITE_UTF8, NULL, NULL, no_step, fresh_end);
  note_rows("late", db, "SELECT late(1)");
  note_rows("late, no rows", db, "SELECT late(1) WHERE 0");
  note_rows("fresh", db, "SELECT fresh(1)");
  note_rows("fresh, no rows", db, "SELECT fresh(1) WHERE 0");
  close_noted(db);
}

static void counted_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_aggregate_context(context, 4);
  note("count", "%d at %d", sqlite3_aggregate_count(context), sqlite3_value_int(values[0]));
}

static void counted_end(sqlite3_context* context) {
  sqlite3_result_int(context, sqlite3_aggregate_count(context));
}

TEST(callbacks, aggregate_count) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "counted", 1, SQLITE_UTF8, NULL, NULL, counted_step, counted_end);
  note_rows("rows", db, "SELECT counted(column1) FROM (VALUES(10), (20), (30))");
  note_rows("no rows", db, "SELECT counted(1) WHERE 0");
  close_noted(db);
}

static int begun = 0;
static int finals = 0;

static void fail_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  int* const used = sqlite3_aggregate_context(context, sizeof *used);
  if (!*used) ++begun;
  *used = 1;
  if (sqlite3_value_int(values[0]) == 2) sqlite3_result_error(context, "step of 2", -1);
}

static void fail_end(sqlite3_context* context) {
  ++finals;
  if (sqlite3_user_data(context)) sqlite3_result_error_code(context, SQLITE_CONSTRAINT);
}

/* How many rows come before the failure is not looked at. */
static void check_finals(const char* what, sqlite3* db, const char* sql) {
  begun = 0;
  finals = 0;
  sqlite3_exec(db, sql, NULL, NULL, NULL);
  note_error(what, db);
  note("finals", "%s", finals == begun ? "one for each begun" : "not one for each begun");
}

/* What step allocated has to be freed: final is called after a failure, too. */
TEST(callbacks, aggregate_error_in_step) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fails", 1, SQLITE_UTF8, NULL, NULL, fail_step, fail_end);
  check_finals("fails", db, "SELECT fails(column1) FROM (VALUES(1), (2), (3))");
  note("ended", "%d", finals);
  check_finals("fails in a group", db,
               "SELECT fails(column1) FROM (VALUES(1, 1), (2, 2), (3, 3)) GROUP BY column2");
  check_finals("does not fail", db, "SELECT fails(column1) FROM (VALUES(1), (3))");
  close_noted(db);
}

TEST(callbacks, aggregate_error_in_final) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fails", 1, SQLITE_UTF8, "yes", NULL, fail_step, fail_end);
  finals = 0;
  note_rows("fails", db, "SELECT fails(1)");
  note_rows("fails without rows", db, "SELECT fails(1) WHERE 0");
  note("finals", "%d", finals);
  note_rows("not asked for", db, "SELECT fails(column1) FROM (VALUES(2)) WHERE 0 GROUP BY column1");
  close_noted(db);
}

/* A statement that is reset amid its groups still ends what it has begun. */
TEST(callbacks, aggregate_reset_amid_groups) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "fails", 1, SQLITE_UTF8, NULL, NULL, fail_step, fail_end);
  must(db, "CREATE TABLE t(g, a); CREATE INDEX i ON t(g); INSERT INTO t VALUES(1,1),(2,1),(3,1)");
  begun = 0;
  finals = 0;
  sqlite3_stmt* const statement = prepared(db, "SELECT g, fails(a) FROM t GROUP BY g ORDER BY g");
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note("finals", "%s", finals == begun ? "one for each begun" : "not one for each begun");
  sqlite3_finalize(statement);
  close_noted(db);
}

/* A step keeps the values of its row only by copying them. */
static void keep_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_value** const kept = sqlite3_aggregate_context(context, sizeof *kept);
  if (*kept) return;
  *kept = sqlite3_value_dup(values[0]);
}

static void keep_end(sqlite3_context* context) {
  sqlite3_value** const kept = sqlite3_aggregate_context(context, 0);
  if (!kept) return;
  sqlite3_result_value(context, *kept);
  sqlite3_value_free(*kept);
}

TEST(callbacks, aggregate_keeps_a_value) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "first", 1, SQLITE_UTF8, NULL, NULL, keep_step, keep_end);
  note_rows("text", db, "SELECT first(column1) FROM (VALUES('a'), ('b'))");
  note_rows("blob", db, "SELECT first(column1) FROM (VALUES(x'0102'), (1))");
  note_rows("null", db, "SELECT first(column1) FROM (VALUES(NULL), (1))");
  note_rows("zeroblob", db, "SELECT first(zeroblob(3))");
  note_rows("no rows", db, "SELECT first(1) WHERE 0");
  close_noted(db);
}
