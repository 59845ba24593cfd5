/* Loadable extensions. The folder of the compiled extensions/ is in TERN_ABI_EXTENSIONS. */
#include "tests/abi/suite.h"

static const char* extension(const char* name) {
  static char path[4096];
  const char* const folder = getenv("TERN_ABI_EXTENSIONS");
  snprintf(path, sizeof path, "%s/%s", folder ? folder : "TERN_ABI_EXTENSIONS is not set", name);
  return path;
}

/* Prints a message with the folder left out. */
static void note_message(const char* what, const char* text) {
  char rest[512] = "";
  const char* const folder = extension("");
  const char* const at = text ? strstr(text, folder) : NULL;
  if (at) {
    snprintf(rest, sizeof rest, "%.*s%s", (int)(at - text), text, at + strlen(folder));
    note_text(what, rest);
  } else {
    note_text(what, text);
  }
}

static void load(sqlite3* db, const char* name, const char* entry) {
  char* message = NULL;
  note_code(name, sqlite3_load_extension(db, extension(name), entry, &message));
  note_message("message", message);
  sqlite3_free(message);
}

static sqlite3* open_enabled(void) {
  sqlite3* const db = open_memory();
  note_code("enable", sqlite3_enable_load_extension(db, 1));
  return db;
}

/* As the reference is built, C may load and SQL may not. */
TEST(modules, load_extension_at_first) {
  sqlite3* const db = open_memory();
  load(db, "wide.so", NULL);
  note_rows("SQL", db, "SELECT load_extension('anything')");
  note_rows("SQL with entry", db, "SELECT load_extension('anything', 'entry')");
  int on = -1;
  note_code("config", sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, -1, &on));
  note("on", "%d", on);
  close_noted(db);
}

static void call_from_sql(sqlite3* db, const char* what, const char* name, const char* entry) {
  sqlite3_stmt* const statement =
      prepared(db, entry ? "SELECT load_extension(?1, ?2)" : "SELECT load_extension(?1)");
  sqlite3_bind_text(statement, 1, extension(name), -1, SQLITE_TRANSIENT);
  if (entry) sqlite3_bind_text(statement, 2, entry, -1, SQLITE_STATIC);
  const int code = sqlite3_step(statement);
  note_code(what, code);
  if (code == SQLITE_ROW) note_value("answer", sqlite3_column_value(statement, 0));
  if (code != SQLITE_ROW) note_message("message", sqlite3_errmsg(db));
  sqlite3_finalize(statement);
}

TEST(modules, load_extension_enabled_and_disabled) {
  sqlite3* const db = open_enabled();
  int on = -1;
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, -1, &on);
  note("on", "%d", on);
  load(db, "wide.so", NULL);
  call_from_sql(db, "SQL", "entries.so", "first_entry");
  call_from_sql(db, "again: its functions are in use", "wide.so", NULL);
  note_code("disable", sqlite3_enable_load_extension(db, 0));
  load(db, "wide.so", NULL);
  note_rows("still there", db, "SELECT ext_quote('it''s')");
  close_noted(db);
}

TEST(modules, load_extension_enabled_for_c_only) {
  sqlite3* const db = open_memory();
  int on = -1;
  note_code("config", sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, &on));
  note("on", "%d", on);
  load(db, "wide.so", NULL);
  call_from_sql(db, "SQL", "wide.so", NULL);
  note_code("config", sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL));
  load(db, "wide.so", NULL);
  close_noted(db);
}

TEST(modules, load_extension_from_sql) {
  sqlite3* const db = open_enabled();
  call_from_sql(db, "file", "wide.so", NULL);
  call_from_sql(db, "entry", "entries.so", "first_entry");
  call_from_sql(db, "bad entry", "entries.so", "third_entry");
  note_rows("functions", db, "SELECT first_says(), ext_quote(1)");
  note_rows("count", db, "SELECT load_extension()");
  sqlite3_stmt* const statement = prepared(db, "SELECT load_extension(NULL)");
  note("null is an error", "%d", sqlite3_step(statement) != SQLITE_ROW);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, load_extension_that_is_missing) {
  sqlite3* const db = open_enabled();
  char* message = NULL;
  note_code("code", sqlite3_load_extension(db, extension("missing.so"), NULL, &message));
  note("message names the file", "%d", message && strstr(message, "missing.so") != NULL);
  sqlite3_free(message);
  note_code("without a message", sqlite3_load_extension(db, extension("missing"), NULL, NULL));
  note_code("a folder", sqlite3_load_extension(db, extension("."), NULL, NULL));
  close_noted(db);
}

TEST(modules, load_extension_that_is_no_library) {
  const char* const path = scratch("no_library.so");
  FILE* const file = fopen(path, "w");
  fputs("text", file);
  fclose(file);
  sqlite3* const db = open_enabled();
  char* message = NULL;
  note_code("code", sqlite3_load_extension(db, path, NULL, &message));
  note("message", "%d", message != NULL);
  sqlite3_free(message);
  close_noted(db);
}

TEST(modules, load_extension_with_a_name_that_is_too_long) {
  sqlite3* const db = open_enabled();
  char* const name = malloc(20001);
  memset(name, 'x', 20000);
  name[20000] = '\0';
  char* message = NULL;
  note_code("code", sqlite3_load_extension(db, name, NULL, &message));
  note("message", "%s", message ? "there is one" : "<null>"); /* the loader's words are its own */
  sqlite3_free(message);
  free(name);
  close_noted(db);
}

TEST(modules, load_extension_adds_the_ending) {
  sqlite3* const db = open_enabled();
  load(db, "wide", NULL);
  load(db, "wide", "sqlite3_extension_init");
  close_noted(db);
}

TEST(modules, load_extension_finds_an_entry_by_the_files_name) {
  sqlite3* const db = open_enabled();
  load(db, "derived_Name9.so", NULL);
  load(db, "libprefixed.so", NULL);
  note_rows("functions", db, "SELECT derived_says(), prefixed_says()");
  close_noted(db);
}

TEST(modules, load_extension_entries) {
  sqlite3* const db = open_enabled();
  load(db, "entries.so", NULL);
  load(db, "entries.so", "third_entry");
  load(db, "entries.so", "second_entry");
  note_rows("first", db, "SELECT first_says()");
  note_rows("second", db, "SELECT second_says()");
  load(db, "entries.so", "first_entry");
  note_rows("first", db, "SELECT first_says()");
  close_noted(db);
}

TEST(modules, load_extension_whose_entry_fails) {
  sqlite3* const db = open_enabled();
  load(db, "entries.so", "failing_entry");
  note_error("error", db);
  load(db, "entries.so", "silent_entry");
  close_noted(db);
}

/* The extension counts its loads in a variable of its own. */
TEST(modules, load_extension_goes_with_the_connection) {
  for (int i = 0; i < 2; ++i) {
    sqlite3* const db = open_enabled();
    load(db, "entries.so", "counting_entry");
    load(db, "entries.so", "counting_entry");
    note_rows("loads", db, "SELECT loads()");
    close_noted(db);
  }
}

TEST(modules, load_extension_permanently) {
  for (int i = 0; i < 2; ++i) {
    sqlite3* const db = open_enabled();
    load(db, "permanent.so", NULL);
    note_rows("loads", db, "SELECT loads()");
    close_noted(db);
  }
  sqlite3* const db = open_memory();
  note_rows("made automatic by the first", db, "SELECT automatic()");
  sqlite3_reset_auto_extension();
  close_noted(db);
}

static sqlite3* open_wide(void) {
  sqlite3* const db = open_enabled();
  load(db, "wide.so", NULL);
  return db;
}

TEST(modules, loaded_functions) {
  sqlite3* const db = open_wide();
  note_rows("quote", db, "SELECT ext_quote('it''s'), ext_quote(NULL), ext_quote(5)");
  note_rows("describe", db,
            "SELECT ext_describe(1), ext_describe(2.5), ext_describe('x'),"
            " ext_describe(x'0102'), ext_describe(NULL)");
  note_rows("query", db, "SELECT ext_query('SELECT 40 + 2'), ext_query('SELECT ''text''')");
  note_rows("query fails", db, "SELECT ext_query('SELECT nothing')");
  note_rows("kept", db,
            "SELECT ext_calls('same') FROM (SELECT 1 AS x UNION "
            "ALL SELECT 2)");
  note_rows("text functions", db, "SELECT ext_text()");
  close_noted(db);
}

TEST(modules, loaded_aggregates) {
  sqlite3* const db = open_wide();
  must(db, "CREATE TABLE t(g, x); INSERT INTO t VALUES(1, 2), (1, 3), (2, 10), (2, 20)");
  note_rows("aggregate", db, "SELECT ext_sum(x) FROM t");
  note_rows("empty", db, "SELECT ext_sum(x) FROM t WHERE 0");
  note_rows("groups", db, "SELECT g, ext_sum(x) FROM t GROUP BY g ORDER BY g");
  note_rows("window", db, "SELECT x, ext_sum(x) OVER (ORDER BY x ROWS 1 PRECEDING) FROM t");
  close_noted(db);
}

TEST(modules, loaded_collation) {
  sqlite3* const db = open_wide();
  note_rows("order", db,
            "SELECT value FROM json_each('[\"b\", \"a\", \"c\"]') "
            "ORDER BY value COLLATE ext_reverse");
  note_rows("compare", db, "SELECT 'a' < 'b' COLLATE ext_reverse");
  close_noted(db);
}

TEST(modules, loaded_module) {
  sqlite3* const db = open_wide();
  note_rows("rows", db, "SELECT n, square FROM ext_squares WHERE n < 4");
  note_rows("join", db,
            "SELECT l.n, r.square FROM ext_squares l JOIN ext_squares r USING(n) "
            "WHERE n > 8");
  close_noted(db);
}

TEST(modules, loaded_hooks) {
  sqlite3* const db = open_wide();
  note_rows("none yet", db, "SELECT ext_hooks()");
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1); UPDATE t SET x = 2");
  must(db, "BEGIN; DELETE FROM t; ROLLBACK");
  note_rows("counts", db, "SELECT ext_hooks()");
  close_noted(db);
}

TEST(modules, loaded_routines_are_all_there) {
  sqlite3* const db = open_wide();
  note_rows("missing", db, "SELECT ext_missing_routines()");
  close_noted(db);
}
