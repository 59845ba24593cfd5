/* Window functions: what comes out, that steps and inverses match, errors in each part. How often
** an engine calls them is its own business; what a frame holds at each row is not. */
#include "tests/abi/suite.h"

typedef struct Frame {
  sqlite3_int64 sum;
  int rows;
  int used;
} Frame;

static struct {
  int inverses;
  int begun;
  int ended;
} calls;

static Frame* frame_of(sqlite3_context* context) {
  Frame* const frame = sqlite3_aggregate_context(context, sizeof *frame);
  if (!frame->used) ++calls.begun;
  frame->used = 1;
  return frame;
}

static int fails_in(sqlite3_context* context, const char* part) {
  const char* const wanted = sqlite3_user_data(context);
  if (!wanted || strcmp(wanted, part) != 0) return 0;
  sqlite3_result_error(context, part, -1);
  return 1;
}

static void window_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  Frame* const frame = frame_of(context);
  if (fails_in(context, "step")) return;
  frame->sum += sqlite3_value_int64(values[0]);
  ++frame->rows;
}

static void window_inverse(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  ++calls.inverses;
  Frame* const frame = frame_of(context);
  if (fails_in(context, "inverse")) return;
  frame->sum -= sqlite3_value_int64(values[0]);
  --frame->rows;
}

static void give(sqlite3_context* context) {
  const Frame* const frame = sqlite3_aggregate_context(context, sizeof *frame);
  char* const text = sqlite3_mprintf("%lld/%d", frame->sum, frame->rows);
  sqlite3_result_text(context, text, -1, sqlite3_free);
}

static void window_value(sqlite3_context* context) {
  if (!fails_in(context, "value")) give(context);
}

static void window_end(sqlite3_context* context) {
  const Frame* const frame = sqlite3_aggregate_context(context, sizeof *frame);
  if (frame->used) ++calls.ended;
  if (!fails_in(context, "final")) give(context);
}

static sqlite3* open_with_window(const char* fails) {
  sqlite3* const db = open_memory();
  char* text = NULL;
  if (fails) text = sqlite3_mprintf("%s", fails);
  note_code("create",
            sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, text, window_step, window_end,
                                           window_value, window_inverse, sqlite3_free));
  must(db, "CREATE TABLE t(a, g); INSERT INTO t VALUES(1,'x'),(2,'y'),(3,'x'),(4,'y'),(5,'x')");
  memset(&calls, 0, sizeof calls);
  return db;
}

static void balance(void) {
  note("each begun is ended", "%s", calls.begun == calls.ended ? "yes" : "no");
}

TEST(callbacks, window_as_aggregate) {
  sqlite3* const db = open_with_window(NULL);
  note_rows("all", db, "SELECT w(a) FROM t");
  note_rows("groups", db, "SELECT g, w(a) FROM t GROUP BY g ORDER BY g");
  note_rows("no rows", db, "SELECT w(a) FROM t WHERE 0");
  note("inverses", "%d", calls.inverses);
  balance();
  close_noted(db);
}

TEST(callbacks, window_running) {
  sqlite3* const db = open_with_window(NULL);
  note_rows("running", db, "SELECT a, w(a) OVER (ORDER BY a) FROM t ORDER BY a");
  note_rows("whole", db, "SELECT a, w(a) OVER () FROM t ORDER BY a");
  note_rows("partitions", db, "SELECT a, w(a) OVER (PARTITION BY g ORDER BY a) FROM t ORDER BY a");
  note_rows("whole partitions", db, "SELECT a, w(a) OVER (PARTITION BY g) FROM t ORDER BY a");
  balance();
  close_noted(db);
}

TEST(callbacks, window_sliding) {
  sqlite3* const db = open_with_window(NULL);
  note_rows("rows", db,
            "SELECT a, w(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t"
            " ORDER BY a");
  note("inverses", "%s", calls.inverses > 0 ? "some" : "none");
  note_rows("to the end", db,
            "SELECT a, w(a) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"
            " FROM t ORDER BY a");
  note_rows("empty frames", db,
            "SELECT a, w(a) OVER (ORDER BY a ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM t"
            " ORDER BY a");
  note_rows("range", db,
            "SELECT a, w(a) OVER (ORDER BY a RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) FROM t"
            " ORDER BY a");
  note_rows("groups", db,
            "SELECT a, w(a) OVER (ORDER BY g GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM t"
            " ORDER BY a");
  balance();
  close_noted(db);
}

TEST(callbacks, window_exclude_and_filter) {
  sqlite3* const db = open_with_window(NULL);
  note_rows("exclude", db,
            "SELECT a, w(a) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED"
            " FOLLOWING EXCLUDE CURRENT ROW) FROM t ORDER BY a");
  note_rows("filter", db,
            "SELECT a, w(a) FILTER (WHERE a <> 3) OVER (ORDER BY a) FROM t ORDER BY a");
  note_rows("named window", db,
            "SELECT a, w(a) OVER n, count(*) OVER n FROM t WINDOW n AS (PARTITION BY g ORDER BY a)"
            " ORDER BY a");
  note_rows("distinct", db, "SELECT w(DISTINCT a) OVER () FROM t");
  note_rows("in where", db, "SELECT a FROM t WHERE w(a) OVER () = 1");
  balance();
  close_noted(db);
}

TEST(callbacks, window_abandoned) {
  sqlite3* const db = open_with_window(NULL);
  sqlite3_stmt* const statement =
      prepared(db, "SELECT a, w(a) OVER (PARTITION BY g ORDER BY a) FROM t");
  note_code("step", sqlite3_step(statement));
  note_value("row", sqlite3_column_value(statement, 1));
  note_code("finalize", sqlite3_finalize(statement));
  balance();
  close_noted(db);
}

static void check_failure(const char* part) {
  sqlite3* const db = open_with_window(part);
  sqlite3_exec(db, "SELECT w(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
               NULL, NULL, NULL);
  note_error("window", db);
  balance();
  note_rows("as aggregate", db, "SELECT w(a) FROM t");
  balance();
  close_noted(db);
}

TEST(callbacks, window_error_in_step) { check_failure("step"); }

TEST(callbacks, window_error_in_inverse) { check_failure("inverse"); }

TEST(callbacks, window_error_in_value) { check_failure("value"); }

static void destroyed(void* data) { note_text("destroyed", data); }

static int create(sqlite3* db, const char* data) {
  char* const copy = sqlite3_mprintf("%s", data);
  const int code =
      sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, copy, window_step, window_end,
                                     window_value, window_inverse, sqlite3_free);
  return code;
}

TEST(callbacks, window_replaced_and_deleted) {
  sqlite3* const db = open_memory();
  char first[] = "first";
  sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, first, window_step, window_end,
                                 window_value, window_inverse, destroyed);
  note_code("replace", create(db, "second"));
  sqlite3_stmt* const statement = prepared(db, "SELECT w(column1) OVER () FROM (VALUES(1), (2))");
  sqlite3_step(statement);
  note_code("replace while it runs", create(db, "third"));
  note_error("replace while it runs", db);
  sqlite3_reset(statement);
  note_code("delete", sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, NULL, NULL, NULL,
                                                     NULL, NULL, NULL));
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, window_misuse) {
  sqlite3* const db = open_memory();
  note_code("no inverse", sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, NULL, window_step,
                                                         window_end, window_value, NULL, NULL));
  note_code("no final", sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, NULL, window_step,
                                                       NULL, window_value, window_inverse, NULL));
  note_code("bad count",
            sqlite3_create_window_function(db, "w", -2, SQLITE_UTF8, NULL, window_step, window_end,
                                           window_value, window_inverse, NULL));
  note_code("no name",
            sqlite3_create_window_function(db, NULL, 1, SQLITE_UTF8, NULL, window_step, window_end,
                                           window_value, window_inverse, NULL));
  note_code("plain aggregate",
            sqlite3_create_window_function(db, "w", 1, SQLITE_UTF8, NULL, window_step, window_end,
                                           NULL, NULL, NULL));
  note_rows("plain aggregate", db, "SELECT w(column1) FROM (VALUES(1), (2))");
  note_rows("plain aggregate over", db, "SELECT w(column1) OVER () FROM (VALUES(1), (2))");
  note_rows("scalar over", db, "SELECT abs(1) OVER ()");
  note_rows("scalar filter", db, "SELECT abs(1) FILTER (WHERE 1)");
  note_rows("scalar distinct", db, "SELECT abs(DISTINCT 1)");
  close_noted(db);
}

TEST(callbacks, window_kind_in_function_list) {
  sqlite3* const db = open_with_window(NULL);
  sqlite3_create_function(db, "a", 1, SQLITE_UTF8, NULL, NULL, window_step, window_end);
  note_rows("kinds", db,
            "SELECT name, type FROM pragma_function_list WHERE name IN ('w', 'a') ORDER BY name");
  close_noted(db);
}
