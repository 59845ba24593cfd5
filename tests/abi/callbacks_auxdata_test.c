/* Data that a function keeps with an argument, and pointers passed through SQL. */
#include "tests/abi/suite.h"

static int made = 0;
static int destroyed_count = 0;

static void destroy(void* data) {
  ++destroyed_count;
  sqlite3_free(data);
}

/* Keeps a copy of its first argument with it, as regexp does with its pattern. */
static void remember(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  char* data = sqlite3_get_auxdata(context, 0);
  if (!data) {
    ++made;
    data = sqlite3_mprintf("%s", sqlite3_value_text(values[0]));
    sqlite3_set_auxdata(context, 0, data, destroy);
    /* It may be thrown away at once. */
    data = sqlite3_get_auxdata(context, 0);
  }
  sqlite3_result_text(context, data ? data : "not kept", -1, SQLITE_TRANSIENT);
}

static sqlite3* open_with_remember(void) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "remember", -1, SQLITE_UTF8, NULL, remember, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES('x'), ('y'), ('z')");
  made = 0;
  destroyed_count = 0;
  return db;
}

static void counts(void) { note("made and destroyed", "%d %d", made, destroyed_count); }

TEST(callbacks, auxdata_of_a_constant) {
  sqlite3* const db = open_with_remember();
  note_rows("literal", db, "SELECT remember('p', a) FROM t");
  counts();
  note_rows("two calls", db, "SELECT remember('p', a), remember('q', a) FROM t");
  counts();
  close_noted(db);
}

TEST(callbacks, auxdata_of_a_parameter) {
  sqlite3* const db = open_with_remember();
  sqlite3_stmt* const statement = prepared(db, "SELECT remember(?, a) FROM t");
  sqlite3_bind_text(statement, 1, "one", -1, SQLITE_STATIC);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    note_value("row", sqlite3_column_value(statement, 0));
  }
  note("made", "%d", made);
  sqlite3_reset(statement);
  counts();
  sqlite3_bind_text(statement, 1, "two", -1, SQLITE_STATIC);
  sqlite3_step(statement);
  note_value("row", sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
  counts();
  close_noted(db);
}

TEST(callbacks, auxdata_of_a_column) {
  sqlite3* const db = open_with_remember();
  note_rows("column", db, "SELECT remember(a) FROM t ORDER BY rowid");
  counts();
  note_rows("expression", db, "SELECT remember(a || '!') FROM t ORDER BY rowid");
  counts();
  close_noted(db);
}

static void replace(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)values;
  const int at = count > 1 ? 1 : 0;
  sqlite3_set_auxdata(context, at, sqlite3_mprintf("first"), destroy);
  note("after the first", "%d", destroyed_count);
  sqlite3_set_auxdata(context, at, sqlite3_mprintf("second"), destroy);
  note("after the second", "%d", destroyed_count);
  note_text("now", sqlite3_get_auxdata(context, at));
  note_text("another argument", sqlite3_get_auxdata(context, 5));
  sqlite3_set_auxdata(context, at, NULL, NULL);
  note("after null", "%d", destroyed_count);
  note_text("now", sqlite3_get_auxdata(context, at));
  static char fixed[] = "without destructor";
  sqlite3_set_auxdata(context, at, fixed, NULL);
  note_text("now", sqlite3_get_auxdata(context, at));
}

TEST(callbacks, auxdata_replaced) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "replace_data", -1, SQLITE_UTF8, NULL, replace, NULL, NULL);
  destroyed_count = 0;
  note_rows("first argument", db, "SELECT replace_data('x')");
  note("destroyed", "%d", destroyed_count);
  destroyed_count = 0;
  note_rows("second argument", db, "SELECT replace_data('x', 'y')");
  note("destroyed", "%d", destroyed_count);
  close_noted(db);
}

static void fail_with_data(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_set_auxdata(context, 0, sqlite3_mprintf("x"), destroy);
  sqlite3_result_error(context, "failed", -1);
}

TEST(callbacks, auxdata_after_an_error) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "f", -1, SQLITE_UTF8, NULL, fail_with_data, NULL, NULL);
  destroyed_count = 0;
  note_rows("fails", db, "SELECT f(1)");
  note("destroyed", "%d", destroyed_count);
  close_noted(db);
}

/* The statement is run again, and a trigger has its own calls. */
TEST(callbacks, auxdata_in_a_trigger) {
  sqlite3* const db = open_with_remember();
  must(db,
       "CREATE TABLE log(a);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES(remember('p', 1)); END");
  note_rows("insert", db, "INSERT INTO t VALUES('1'), ('2')");
  note_rows("log", db, "SELECT a FROM log");
  note("each is destroyed", "%s", made == destroyed_count ? "yes" : "no");
  close_noted(db);
}

typedef struct Thing {
  const char* name;
} Thing;

static void thing_gone(void* data) { note_text("gone", ((Thing*)data)->name); }

static void show_pointer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const Thing* const thing = sqlite3_value_pointer(values[0], "thing");
  note_text("thing", thing ? thing->name : NULL);
  note_text("as another", sqlite3_value_pointer(values[0], "other"));
  sqlite3_result_int(context, sqlite3_value_type(values[0]));
}

static Thing made_thing = {"made"};

static void make_pointer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_pointer(context, &made_thing, "thing", thing_gone);
}

static sqlite3* open_with_pointers(void) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "show", 1, SQLITE_UTF8, NULL, show_pointer, NULL, NULL);
  sqlite3_create_function(db, "make", 0, SQLITE_UTF8, NULL, make_pointer, NULL, NULL);
  return db;
}

TEST(callbacks, pointer_bound) {
  sqlite3* const db = open_with_pointers();
  Thing first = {"first"};
  Thing second = {"second"};
  sqlite3_stmt* const statement = prepared(db, "SELECT show(?1), ?1, typeof(?1), ?1 IS NULL");
  char type[] = "thing";
  note_code("bind", sqlite3_bind_pointer(statement, 1, &first, type, thing_gone));
  note_code("step", sqlite3_step(statement));
  for (int i = 0; i < 4; ++i) note_value("column", sqlite3_column_value(statement, i));
  note_code("reset", sqlite3_reset(statement));
  note_code("bind another", sqlite3_bind_pointer(statement, 1, &second, "thing", thing_gone));
  sqlite3_step(statement);
  sqlite3_reset(statement);
  note_code("clear", sqlite3_clear_bindings(statement));
  note_code("bind without destructor",
            sqlite3_bind_pointer(statement, 1, &first, "other type", NULL));
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, pointer_gone_at_finalize) {
  sqlite3* const db = open_with_pointers();
  Thing thing = {"bound"};
  sqlite3_stmt* const statement = prepared(db, "SELECT ?");
  sqlite3_bind_pointer(statement, 1, &thing, "thing", thing_gone);
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(callbacks, pointer_bind_refused) {
  sqlite3* const db = open_with_pointers();
  Thing thing = {"refused"};
  sqlite3_stmt* const statement = prepared(db, "SELECT ?");
  note_code("index 0", sqlite3_bind_pointer(statement, 0, &thing, "thing", thing_gone));
  note_error("index 0", db);
  note_code("index 2", sqlite3_bind_pointer(statement, 2, &thing, "thing", thing_gone));
  note_code("no destructor", sqlite3_bind_pointer(statement, 2, &thing, "thing", NULL));
  sqlite3_step(statement);
  note_code("running", sqlite3_bind_pointer(statement, 1, &thing, "thing", thing_gone));
  sqlite3_finalize(statement);
  note_code("no statement", sqlite3_bind_pointer(NULL, 1, &thing, "thing", thing_gone));
  close_noted(db);
}

TEST(callbacks, pointer_null_and_no_type) {
  sqlite3* const db = open_with_pointers();
  Thing thing = {"typeless"};
  sqlite3_stmt* const statement = prepared(db, "SELECT show(?)");
  note_code("no pointer", sqlite3_bind_pointer(statement, 1, NULL, "thing", NULL));
  sqlite3_step(statement);
  sqlite3_reset(statement);
  note_code("no type", sqlite3_bind_pointer(statement, 1, &thing, NULL, thing_gone));
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, pointer_from_a_function) {
  sqlite3* const db = open_with_pointers();
  note_rows("passed on", db, "SELECT show(make())");
  note_rows("to SQL it is null", db, "SELECT make(); SELECT typeof(make()); SELECT make() IS NULL");
  note_rows("plain values", db, "SELECT show(NULL), show('thing'), show(1)");
  close_noted(db);
}

TEST(callbacks, pointer_is_not_stored) {
  sqlite3* const db = open_with_pointers();
  Thing thing = {"for a table"};
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* const statement = prepared(db, "INSERT INTO t VALUES(?)");
  sqlite3_bind_pointer(statement, 1, &thing, "thing", thing_gone);
  note_code("insert", sqlite3_step(statement));
  sqlite3_finalize(statement);
  note_rows("stored", db, "SELECT show(a), a FROM t");
  close_noted(db);
}

static sqlite3_value* kept = NULL;
static void keep(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)context;
  (void)count;
  kept = sqlite3_value_dup(values[0]);
}

TEST(callbacks, pointer_is_not_copied) {
  sqlite3* const db = open_with_pointers();
  sqlite3_create_function(db, "keep", 1, SQLITE_UTF8, NULL, keep, NULL, NULL);
  note_rows("keep", db, "SELECT keep(make())");
  note("in the copy", "%s", sqlite3_value_pointer(kept, "thing") ? "a pointer" : "none");
  note_value("copy", kept);
  sqlite3_value_free(kept);
  close_noted(db);
}
