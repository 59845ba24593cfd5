/* Flags of functions, and what a schema may do with which: views, triggers, constraints, indexes.
 */
#include "tests/abi/suite.h"

static int calls = 0;

static void count_call(sqlite3_context* context, int count, sqlite3_value** values) {
  ++calls;
  if (count > 0) sqlite3_result_value(context, values[0]);
}

static void add(sqlite3* db, const char* name, int flags) {
  sqlite3_create_function(db, name, -1, SQLITE_UTF8 | flags, NULL, count_call, NULL, NULL);
}

static sqlite3* open_with_functions(void) {
  sqlite3* const db = open_memory();
  add(db, "plain", 0);
  add(db, "fixed", SQLITE_DETERMINISTIC);
  add(db, "direct", SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC);
  add(db, "innocuous", SQLITE_INNOCUOUS | SQLITE_DETERMINISTIC);
  return db;
}

static const char* const kFunctions[] = {"plain", "fixed", "direct", "innocuous"};

/* Runs `format`, whose %s are the name of the function, for each function in a new database. */
static void for_each(const char* format, int trusted) {
  for (int i = 0; i < 4; ++i) {
    sqlite3* const db = open_with_functions();
    must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, trusted, NULL);
    const char* const f = kFunctions[i];
    char* const sql = sqlite3_mprintf(format, f, f);
    note_rows(f, db, sql);
    sqlite3_free(sql);
    sqlite3_close(db);
  }
}

TEST(callbacks, flags_direct_use) {
  for_each("SELECT %s(a) FROM t", 1);
  for_each("SELECT %s(a) FROM t", 0);
}

TEST(callbacks, flags_view_trusted) {
  for_each("CREATE VIEW v AS SELECT %s(a) FROM t; SELECT * FROM v", 1);
}

TEST(callbacks, flags_view_untrusted) {
  for_each("CREATE VIEW v AS SELECT %s(a) FROM t; SELECT * FROM v", 0);
}

TEST(callbacks, flags_temp_view) {
  for_each("CREATE TEMP VIEW v AS SELECT %s(a) FROM t; SELECT * FROM v", 1);
  for_each("CREATE TEMP VIEW v AS SELECT %s(a) FROM t; SELECT * FROM v", 0);
}

#define kTrigger(kind)                                                        \
  "CREATE TABLE log(a); CREATE " kind                                         \
  " TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log SELECT %s(new.a); END;" \
  "INSERT INTO t VALUES(5); SELECT * FROM log"

TEST(callbacks, flags_trigger_trusted) { for_each(kTrigger(""), 1); }

TEST(callbacks, flags_trigger_untrusted) { for_each(kTrigger(""), 0); }

TEST(callbacks, flags_temp_trigger) {
  for_each(kTrigger("TEMP"), 1);
  for_each(kTrigger("TEMP"), 0);
}

#define kCheck \
  "CREATE TABLE c(a CHECK(%s(a) > 0)); INSERT INTO c VALUES(1); INSERT INTO c VALUES(0)"

TEST(callbacks, flags_check_trusted) { for_each(kCheck, 1); }

TEST(callbacks, flags_check_untrusted) { for_each(kCheck, 0); }

/* What is not deterministic is not checked here, whatever else its flags say. */
TEST(callbacks, flags_check_not_deterministic) {
  sqlite3* const db = open_memory();
  add(db, "f", SQLITE_DIRECTONLY);
  note_rows("check", db, "CREATE TABLE c(a CHECK(f(a) > 0)); INSERT INTO c VALUES(1)");
  note_rows("default", db, "CREATE TABLE d(a, b DEFAULT (f(7))); INSERT INTO d(a) VALUES(1)");
  note_rows("view", db, "CREATE VIEW v AS SELECT f(1); SELECT * FROM v");
  note_rows("generated", db, "CREATE TABLE g(a, b AS (f(a)))");
  note_rows("index", db, "CREATE INDEX i ON c(f(a))");
  close_noted(db);
}

#define kDefault "CREATE TABLE d(a, b DEFAULT (%s(7))); INSERT INTO d(a) VALUES(1); SELECT * FROM d"

TEST(callbacks, flags_default_trusted) { for_each(kDefault, 1); }

TEST(callbacks, flags_default_untrusted) { for_each(kDefault, 0); }

#define kGenerated "CREATE TABLE g(a, b AS (%s(a))); INSERT INTO g VALUES(3); SELECT * FROM g"

TEST(callbacks, flags_generated_trusted) { for_each(kGenerated, 1); }

TEST(callbacks, flags_generated_untrusted) { for_each(kGenerated, 0); }

#define kIndex \
  "CREATE INDEX i ON t(%s(a)); INSERT INTO t VALUES(2); SELECT a FROM t WHERE %s(a) = 2"

TEST(callbacks, flags_index_trusted) { for_each(kIndex, 1); }

TEST(callbacks, flags_index_untrusted) { for_each(kIndex, 0); }

TEST(callbacks, flags_partial_index) {
  for_each("CREATE INDEX i ON t(a) WHERE %s(a) > 1; INSERT INTO t VALUES(2)", 1);
  for_each("CREATE INDEX i ON t(a) WHERE %s(a) > 1; INSERT INTO t VALUES(2)", 0);
}

/* What a schema holds already is judged by how the function is registered when it is used. */
TEST(callbacks, flags_changed_after_the_schema) {
  sqlite3* const db = open_with_functions();
  must(db,
       "CREATE TABLE t(a CHECK(fixed(a) > 0)); CREATE INDEX i ON t(fixed(a));"
       "CREATE VIEW v AS SELECT fixed(a) AS x FROM t; INSERT INTO t VALUES(1)");
  note_rows("as it was", db, "INSERT INTO t VALUES(2); SELECT * FROM v ORDER BY x");
  add(db, "fixed", SQLITE_DIRECTONLY);
  note_rows("insert, direct only", db, "INSERT INTO t VALUES(3)");
  note_rows("view, direct only", db, "SELECT * FROM v");
  note_rows("table, direct only", db, "SELECT count(*) FROM t");
  sqlite3_create_function(db, "fixed", -1, SQLITE_UTF8, NULL, NULL, NULL, NULL);
  note_rows("insert, deleted", db, "INSERT INTO t VALUES(4)");
  note_rows("view, deleted", db, "SELECT * FROM v");
  note_rows("delete, deleted", db, "DELETE FROM t");
  note_rows("table, deleted", db, "SELECT a FROM t ORDER BY rowid");
  close_noted(db);
}

/* Another connection opens a file whose schema calls a function that it lacks. */
TEST(callbacks, flags_function_is_missing_elsewhere) {
  const char* const path = scratch("missing-function.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  add(db, "fixed", SQLITE_DETERMINISTIC);
  must(db,
       "CREATE TABLE t(a, b AS (fixed(a))); CREATE INDEX i ON t(fixed(a));"
       "INSERT INTO t VALUES(1)");
  sqlite3_close(db);
  sqlite3_open(path, &db);
  note_rows("one column", db, "SELECT a FROM t");
  note_rows("all columns", db, "SELECT * FROM t");
  note_rows("insert", db, "INSERT INTO t VALUES(2)");
  note_rows("drop the index", db, "DROP INDEX i");
  note_rows("schema", db, "SELECT name FROM sqlite_schema ORDER BY name");
  add(db, "fixed", SQLITE_DETERMINISTIC);
  note_rows("with it", db, "SELECT * FROM t");
  close_noted(db);
}

/* Whether the constant call is factored out of the loop shows only for the flag. */
TEST(callbacks, flags_deterministic_is_called_once) {
  sqlite3* const db = open_with_functions();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  calls = 0;
  note_rows("rows", db, "SELECT a, fixed(10) FROM t ORDER BY a");
  note("deterministic", "%s", calls < 3 ? "less than once per row" : "every row");
  calls = 0;
  note_rows("rows", db, "SELECT a, plain(10) FROM t ORDER BY a");
  note("not deterministic", "%d calls", calls);
  close_noted(db);
}

TEST(callbacks, flags_pragma_function_list) {
  sqlite3* const db = open_with_functions();
  note_rows("listed", db,
            "SELECT name, builtin, type, enc, narg, flags & 0x280800 FROM pragma_function_list"
            " WHERE name IN ('plain', 'fixed', 'direct', 'innocuous') ORDER BY name");
  close_noted(db);
}

static void with_subtype(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_value(context, values[0]);
  sqlite3_result_subtype(context, 42);
}

static void subtype_of(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_result_int(context, (int)sqlite3_value_subtype(values[0]));
}

TEST(callbacks, flags_subtype) {
  sqlite3* const db = open_memory();
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_SUBTYPE;
  sqlite3_create_function(db, "mark", 1, flags, NULL, with_subtype, NULL, NULL);
  sqlite3_create_function(db, "mark_of", 1, flags, NULL, subtype_of, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(mark('stored'))");
  note_rows("nested", db, "SELECT mark_of(mark('x')), mark_of(mark(1)), mark_of(mark(NULL))");
  note_rows("none", db, "SELECT mark_of('x'), mark_of(1)");
  note_rows("json", db, "SELECT mark_of(json('[1]')), mark_of('[1]'), mark_of(json_array(1))");
  note_rows("not stored", db, "SELECT mark_of(a) FROM t");
  note_rows("lost in an expression", db, "SELECT mark_of(mark('x') || '')");
  note_rows("through case", db, "SELECT mark_of(CASE WHEN 1 THEN mark('x') END)");
  note_rows("result is a plain value", db, "SELECT mark('x'), typeof(mark(5))");
  note_rows("json does not know it", db, "SELECT json_array(mark('[1]'))");
  close_noted(db);
}
