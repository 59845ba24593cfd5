/* Functions that are replaced and deleted, and when their data is given back. */
#include "tests/abi/suite.h"

static void say(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, sqlite3_user_data(context), -1, SQLITE_STATIC);
}

static void end_say(sqlite3_context* context) { say(context, 0, NULL); }

static int is_closing = 0;
static int destroyed_count = 0;

static void destroyed(void* data) {
  ++destroyed_count;
  if (!is_closing) note_text("destroyed", data);
}

/* Which function goes first is not for a program to know. */
static void close_counted(sqlite3* db) {
  is_closing = 1;
  destroyed_count = 0;
  note_code("close", sqlite3_close(db));
  note("destroyed at close", "%d", destroyed_count);
  is_closing = 0;
}

static int add(sqlite3* db, const char* name, int arguments, int flags, void* data) {
  return sqlite3_create_function_v2(db, name, arguments, flags, data, say, NULL, NULL, destroyed);
}

static int drop(sqlite3* db, const char* name, int arguments) {
  return sqlite3_create_function(db, name, arguments, SQLITE_UTF8, NULL, NULL, NULL, NULL);
}

TEST(callbacks, redefine_destroys_the_old) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "first");
  note_code("replace", add(db, "f", 0, SQLITE_UTF8, "second"));
  note_rows("now", db, "SELECT f()");
  note_code("other count", add(db, "f", 1, SQLITE_UTF8, "one argument"));
  note_code("without data", add(db, "g", 0, SQLITE_UTF8, NULL));
  note_code("replace without destructor",
            sqlite3_create_function(db, "f", 0, SQLITE_UTF8, "third", say, NULL, NULL));
  note_code("replace g", add(db, "g", 0, SQLITE_UTF8, "g"));
  note_code("delete g", drop(db, "g", 0));
  close_counted(db);
}

TEST(callbacks, redefine_same_data_twice) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "shared");
  add(db, "g", 0, SQLITE_UTF8, "shared");
  note("closing", "two registrations");
  close_counted(db);
}

TEST(callbacks, redefine_any_encoding_destroys_once) {
  sqlite3* const db = open_memory();
  note_code("any", add(db, "f", 0, SQLITE_ANY, "any"));
  note_code("utf8", add(db, "f", 0, SQLITE_UTF8, "utf8"));
  note_rows("utf8", db, "SELECT f()");
  note_code("utf16le", add(db, "f", 0, SQLITE_UTF16LE, "utf16le"));
  note_code("utf16be", add(db, "f", 0, SQLITE_UTF16BE, "utf16be"));
  note_code("any again", add(db, "f", 0, SQLITE_ANY, "any again"));
  close_counted(db);
}

TEST(callbacks, redefine_destroys_after_failure) {
  sqlite3* const db = open_memory();
  note_code("bad count", add(db, "f", 1000, SQLITE_UTF8, "bad count"));
  note_code("no name", add(db, NULL, 0, SQLITE_UTF8, "no name"));
  note_code("step only", sqlite3_create_function_v2(db, "f", 0, SQLITE_UTF8, "step only", NULL, say,
                                                    NULL, destroyed));
  note_code("window without inverse",
            sqlite3_create_window_function(db, "f", 0, SQLITE_UTF8, "no inverse", say, end_say,
                                           end_say, NULL, destroyed));
  note_code("window without value",
            sqlite3_create_window_function(db, "f", 0, SQLITE_UTF8, "no value", say, end_say, NULL,
                                           say, destroyed));
  close_counted(db);
}

TEST(callbacks, redefine_by_aggregate) {
  sqlite3* const db = open_memory();
  add(db, "f", 1, SQLITE_UTF8, "scalar");
  note_rows("scalar", db, "SELECT f(column1) FROM (VALUES(1), (2))");
  note_code("aggregate", sqlite3_create_function_v2(db, "f", 1, SQLITE_UTF8, "aggregate", NULL, say,
                                                    end_say, destroyed));
  note_rows("aggregate", db, "SELECT f(column1) FROM (VALUES(1), (2))");
  note_code("scalar", add(db, "f", 1, SQLITE_UTF8, "scalar again"));
  note_rows("scalar", db, "SELECT f(column1) FROM (VALUES(1), (2))");
  close_counted(db);
}

TEST(callbacks, redefine_delete) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "none");
  add(db, "f", 1, SQLITE_UTF8, "one");
  note_code("delete one", drop(db, "f", 1));
  note_rows("none is left", db, "SELECT f()");
  note_rows("one is gone", db, "SELECT f(1)");
  note_code("delete again", drop(db, "f", 1));
  note_code("delete what never was", drop(db, "never", 1));
  note_code("with data", sqlite3_create_function_v2(db, "f", 0, SQLITE_UTF8, "of the deletion",
                                                    NULL, NULL, NULL, destroyed));
  note_rows("deleted", db, "SELECT f()");
  note_code("back", add(db, "f", 0, SQLITE_UTF8, "back"));
  note_rows("back", db, "SELECT f()");
  close_counted(db);
}

TEST(callbacks, redefine_delete_a_builtin) {
  sqlite3* const db = open_memory();
  note_code("delete", drop(db, "upper", 1));
  note_rows("upper", db, "SELECT upper('x')");
  note_rows("lower", db, "SELECT lower('X')");
  note_code("delete, wrong count", drop(db, "lower", 2));
  note_rows("lower stays", db, "SELECT lower('X')");
  note_rows("but its error text", db, "SELECT lower('X', 2)");
  close_counted(db);
}

/* Deleting a count of -1 shows what it hid. */
TEST(callbacks, redefine_delete_any_count) {
  sqlite3* const db = open_memory();
  add(db, "f", -1, SQLITE_UTF8, "any");
  add(db, "f", 1, SQLITE_UTF8, "one");
  drop(db, "f", 1);
  note_rows("the deleted one still hides", db, "SELECT f(1)");
  note_rows("others do not", db, "SELECT f(1, 2)");
  drop(db, "f", -1);
  note_rows("all gone", db, "SELECT f(1, 2)");
  close_counted(db);
}

TEST(callbacks, redefine_while_running) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "old");
  sqlite3_stmt* const running = prepared(db, "SELECT f() FROM (VALUES(1), (2), (3))");
  note_code("step", sqlite3_step(running));
  note_code("replace", add(db, "f", 0, SQLITE_UTF8, "refused"));
  note_error("replace", db);
  note_code("delete", drop(db, "f", 0));
  note_code("other count", add(db, "f", 1, SQLITE_UTF8, "one"));
  note_code("other name", add(db, "g", 0, SQLITE_UTF8, "g"));
  note_code("step", sqlite3_step(running));
  note_value("still", sqlite3_column_value(running, 0));
  sqlite3_reset(running);
  note_code("replace", add(db, "f", 0, SQLITE_UTF8, "new"));
  note_code("step", sqlite3_step(running));
  note_value("now", sqlite3_column_value(running, 0));
  sqlite3_finalize(running);
  close_counted(db);
}

/* Even a statement that does not call the function is in the way. */
TEST(callbacks, redefine_while_another_runs) {
  sqlite3* const db = open_memory();
  add(db, "f", 0, SQLITE_UTF8, "old");
  sqlite3_stmt* const running = prepared(db, "SELECT 1 UNION ALL SELECT 2");
  sqlite3_step(running);
  note_code("replace", add(db, "f", 0, SQLITE_UTF8, "refused"));
  note_code("deletion of what is not there", drop(db, "never", 0));
  note_code("first use of a builtin's name", add(db, "abs", 1, SQLITE_UTF8, "abs"));
  sqlite3_step(running);
  note_code("at the end", sqlite3_step(running));
  note_code("replace after the end", add(db, "f", 0, SQLITE_UTF8, "new"));
  sqlite3_finalize(running);
  close_counted(db);
}

TEST(callbacks, redefine_prepared) {
  sqlite3* const db = open_memory();
  add(db, "f", 1, SQLITE_UTF8, "old");
  sqlite3_stmt* const statement = prepared(db, "SELECT f(?1), ?1");
  sqlite3_bind_int(statement, 1, 7);
  add(db, "f", 1, SQLITE_UTF8, "new");
  note_code("step", sqlite3_step(statement));
  note_value("function", sqlite3_column_value(statement, 0));
  note_value("the binding stayed", sqlite3_column_value(statement, 1));
  sqlite3_reset(statement);
  drop(db, "f", 1);
  note_code("step without it", sqlite3_step(statement));
  note_error("step without it", db);
  note_code("reset", sqlite3_reset(statement));
  add(db, "f", 1, SQLITE_UTF8, "again");
  note_code("step with it", sqlite3_step(statement));
  note_value("function", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  close_counted(db);
}

/* A statement takes a new overload that fits better only when it is prepared again. */
TEST(callbacks, redefine_better_match) {
  sqlite3* const db = open_memory();
  add(db, "f", -1, SQLITE_UTF8, "any");
  note_rows("any", db, "SELECT f(1)");
  add(db, "f", 1, SQLITE_UTF8, "one");
  note_rows("one", db, "SELECT f(1)");
  close_counted(db);
}

TEST(callbacks, redefine_order_at_close) {
  sqlite3* db = NULL;
  sqlite3_open(":memory:", &db);
  add(db, "only", 0, SQLITE_UTF8, "only");
  sqlite3_stmt* const statement = prepared(db, "SELECT only()");
  note_code("close with a statement", sqlite3_close(db));
  note_rows("still works", db, "SELECT only()");
  note_code("close_v2 with a statement", sqlite3_close_v2(db));
  note_code("step of a zombie", sqlite3_step(statement));
  note("finalize", "the last statement takes the connection with it");
  note_code("finalize", sqlite3_finalize(statement));
}
