/* Extensions that are part of the program and run for each new connection. */
#include "tests/abi/suite.h"

static void say_hello(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, sqlite3_user_data(context), -1, SQLITE_STATIC);
}

static int first(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  static char data[] = "hello from first";
  (void)error;
  note("first", "routines %d", api != NULL);
  return sqlite3_create_function(db, "hello", 0, SQLITE_UTF8, data, say_hello, NULL, NULL);
}

static int second(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)error;
  (void)api;
  note_rows("second", db, "SELECT hello(), 'database is usable'");
  return SQLITE_OK;
}

static int failing(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)db;
  (void)api;
  *error = sqlite3_mprintf("no more connections");
  return SQLITE_BUSY;
}

static int failing_silently(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)db;
  (void)error;
  (void)api;
  return SQLITE_ERROR;
}

typedef int (*Entry)(sqlite3*, char**, const sqlite3_api_routines*);

static int add(Entry entry) { return sqlite3_auto_extension((void (*)(void))entry); }
static int cancel(Entry entry) { return sqlite3_cancel_auto_extension((void (*)(void))entry); }

static void open_and_greet(const char* what) {
  sqlite3* db = NULL;
  note_code(what, sqlite3_open(":memory:", &db));
  note("handle", "%d", db != NULL);
  note_error("error", db);
  note_rows("hello", db, "SELECT hello()");
  close_noted(db);
}

TEST(modules, auto_extension_runs_for_each_connection) {
  sqlite3* const before = open_memory();
  note_code("add", add(first));
  note_rows("open before", before, "SELECT hello()");
  sqlite3_close(before);
  open_and_greet("one");
  open_and_greet("two");
  sqlite3_reset_auto_extension();
  open_and_greet("after reset");
}

TEST(modules, auto_extension_added_twice_runs_once) {
  note_code("add", add(first));
  note_code("add", add(first));
  open_and_greet("open");
  note("cancel", "%d", cancel(first));
  note("cancel", "%d", cancel(first));
  open_and_greet("open");
}

TEST(modules, auto_extension_runs_in_order) {
  add(first);
  add(second);
  open_and_greet("open");
  note("cancel first", "%d", cancel(first));
  note("cancel unknown", "%d", cancel(failing));
  /* The error that the extension met and did not report stays the connection's. */
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(":memory:", &db));
  note_rows("usable", db, "SELECT 1");
  close_noted(db);
  note("cancel second", "%d", cancel(second));
}

TEST(modules, auto_extension_fails) {
  add(failing);
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(":memory:", &db));
  note("handle", "%d", db != NULL);
  note_error("error", db);
  note_code("exec", sqlite3_exec(db, "SELECT 1", NULL, NULL, NULL));
  note_code("close", sqlite3_close(db));
  cancel(failing);
  add(failing_silently);
  note_code("silently", sqlite3_open(":memory:", &db));
  note_error("error", db);
  note_code("close", sqlite3_close(db));
  sqlite3_reset_auto_extension();
}

TEST(modules, auto_extension_failing_ends_the_row) {
  add(failing);
  add(first);
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(":memory:", &db));
  note_code("close", sqlite3_close(db));
  sqlite3_reset_auto_extension();
  sqlite3_reset_auto_extension();
}

TEST(modules, auto_extension_runs_not_for_attached_databases) {
  sqlite3* const db = open_memory();
  add(first);
  note_rows("attach", db, "ATTACH ':memory:' AS other");
  sqlite3_close(db);
  sqlite3_reset_auto_extension();
}

static int adding(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)db;
  (void)error;
  (void)api;
  note_code("add in a callback", add(first));
  return SQLITE_OK;
}

TEST(modules, auto_extension_adds_another) {
  add(adding);
  open_and_greet("open");
  cancel(adding);
  open_and_greet("again");
  sqlite3_reset_auto_extension();
}
