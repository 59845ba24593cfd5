/* Modules and their tables: how they come, and how they go. */
#include "tests/abi/modules_table.h"

static void note_gone(void* data) { note("destructor", "%s", (const char*)data); }

TEST(modules, create_passes_the_words_of_the_statement) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)", .noted = kLife};
  sqlite3* const db = open_memory();
  note_code("create_module", sqlite3_create_module(db, "noting", &modules_full, &spec));
  note_rows("plain", db, "CREATE VIRTUAL TABLE v USING noting");
  note_rows("empty", db, "CREATE VIRTUAL TABLE w USING noting()");
  note_rows(
      "words", db,
      "CREATE VIRTUAL TABLE \"x y\" USING NOTING( one , 'two, 2'  ,three = (3, 4), \"q\" int)");
  note_rows("temp", db, "CREATE VIRTUAL TABLE temp.t USING noting(1,,2)");
  note_rows("attached", db,
            "ATTACH ':memory:' AS other; CREATE VIRTUAL TABLE other.o USING noting(z)");
  note_rows("schema", db, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema");
  spec.noted = 0; /* Which table goes first is left open. */
  close_noted(db);
}

TEST(modules, create_only_if_it_does_not_exist) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("first", db, "CREATE VIRTUAL TABLE IF NOT EXISTS v USING noting");
  note_rows("second", db, "CREATE VIRTUAL TABLE IF NOT EXISTS v USING noting");
  note_rows("third", db, "CREATE VIRTUAL TABLE v USING noting");
  note_rows("drop", db, "DROP TABLE v");
  note_rows("drop again", db, "DROP TABLE v");
  note_rows("drop if exists", db, "DROP TABLE IF EXISTS v");
  close_noted(db);
}

TEST(modules, create_without_the_module) {
  sqlite3* const db = open_memory();
  note_rows("unknown", db, "CREATE VIRTUAL TABLE v USING missing");
  note_rows("schema", db, "SELECT count(*) FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, create_fails_with_and_without_a_message) {
  Spec spec = {.schema = "CREATE TABLE x(a)",
               .noted = kLife,
               .failing = "xCreate",
               .fail_code = SQLITE_ERROR,
               .fail_text = "not today"};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("message", db, "CREATE VIRTUAL TABLE v USING noting");
  spec.fail_text = NULL;
  note_rows("no message", db, "CREATE VIRTUAL TABLE v USING noting");
  spec.fail_code = SQLITE_BUSY;
  note_rows("busy", db, "CREATE VIRTUAL TABLE v USING noting");
  spec.failing = NULL;
  note_rows("well", db, "CREATE VIRTUAL TABLE v USING noting; SELECT name FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, create_and_declare_nothing) {
  Spec spec = {.noted = kLife};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting");
  close_noted(db);
}

TEST(modules, destructor_runs_at_close_after_the_tables_go) {
  static char name[] = "one";
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3* const db = open_memory();
  note_code("noting", sqlite3_create_module(db, "noting", &modules_full, &spec));
  note_code("create_module_v2",
            sqlite3_create_module_v2(db, "one", &modules_full, name, note_gone));
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  close_noted(db);
}

TEST(modules, destructor_runs_when_replaced_and_when_removed) {
  static char first[] = "first";
  static char second[] = "second";
  sqlite3* const db = open_memory();
  note_code("first", sqlite3_create_module_v2(db, "m", &modules_full, first, note_gone));
  note_code("second", sqlite3_create_module_v2(db, "M", &modules_full, second, note_gone));
  note_code("removed", sqlite3_create_module_v2(db, "m", NULL, NULL, NULL));
  note_code("removed again", sqlite3_create_module_v2(db, "m", NULL, NULL, NULL));
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING m");
  close_noted(db);
}

TEST(modules, destructor_waits_for_the_last_table) {
  static char name[] = "held";
  Spec spec = {.schema = "CREATE TABLE x(a)", .label = "spec", .noted = kLife};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  note_code("replace", sqlite3_create_module_v2(db, "noting", &modules_full, name, note_gone));
  modules_fill(&spec, 1, 1);
  note_rows("old table", db, "SELECT * FROM v");
  note_rows("drop", db, "DROP TABLE v");
  note_code("remove", sqlite3_create_module(db, "noting", NULL, NULL));
  close_noted(db);
}

TEST(modules, drop_modules_keeps_the_named) {
  static char names[][4] = {"m1", "m2", "m3"};
  sqlite3* const db = open_memory();
  for (int i = 0; i < 3; ++i)
    sqlite3_create_module_v2(db, names[i], &modules_full, names[i], note_gone);
  const char* keep[] = {"m2", "nothing", NULL};
  note_code("drop_modules", sqlite3_drop_modules(db, keep));
  note_rows("m1", db, "CREATE VIRTUAL TABLE v USING m1");
  note("before", "close");
  close_noted(db);
}

TEST(modules, drop_modules_all) {
  static char name[] = "m1";
  sqlite3* const db = open_memory();
  sqlite3_create_module_v2(db, name, &modules_full, name, note_gone);
  note_code("all", sqlite3_drop_modules(db, NULL));
  note_code("none left", sqlite3_drop_modules(db, NULL));
  note_rows("m1", db, "CREATE VIRTUAL TABLE v USING m1");
  close_noted(db);
}

TEST(modules, connect_when_a_file_is_opened_again) {
  const char* const path = scratch("connect.db");
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  for (int i = 0; i < 2; ++i) {
    sqlite3* db = NULL;
    note_code("open", sqlite3_open(path, &db));
    sqlite3_create_module(db, "noting", &modules_full, &spec);
    if (i == 0) note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting(word)");
    note_rows("unrelated", db, "SELECT 1");
    note_rows("use", db, "SELECT * FROM v");
    note_rows("use again", db, "SELECT * FROM v");
    close_noted(db);
  }
}

TEST(modules, connect_fails) {
  const char* const path = scratch("connect_fails.db");
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  sqlite3_close(db);
  note_code("open", sqlite3_open(path, &db));
  note_rows("no module", db, "SELECT * FROM v");
  note_rows("no module to drop", db, "DROP TABLE v");
  note_rows("schema", db, "SELECT name, sql FROM sqlite_schema");
  spec.failing = "xConnect";
  spec.fail_code = SQLITE_ERROR;
  spec.fail_text = "out of order";
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("failing", db, "SELECT * FROM v");
  spec.fail_text = NULL;
  note_rows("without a message", db, "SELECT * FROM v");
  spec.failing = NULL;
  note_rows("drop", db, "DROP TABLE v; SELECT name FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, drop_destroys) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3* const db = modules_open(&modules_full, &spec);
  spec.failing = "xDestroy";
  spec.fail_code = SQLITE_ERROR;
  spec.fail_text = "still needed";
  note_rows("failing", db, "DROP TABLE v");
  spec.failing = NULL;
  note_rows("schema", db, "SELECT name FROM sqlite_schema");
  note_rows("well", db, "DROP TABLE v");
  note_rows("gone", db, "SELECT * FROM v");
  close_noted(db);
}

TEST(modules, drop_while_a_statement_reads) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife | kScan};
  modules_fill(&spec, 1, 3);
  sqlite3* const db = modules_open(&modules_full, &spec);
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM v");
  note_code("step", sqlite3_step(reader));
  note_rows("drop", db, "DROP TABLE v");
  note_code("next step", sqlite3_step(reader));
  note_code("reset", sqlite3_reset(reader));
  note_rows("drop", db, "DROP TABLE v");
  note_code("step without a table", sqlite3_step(reader));
  note_error("error", db);
  sqlite3_finalize(reader);
  close_noted(db);
}

TEST(modules, detach_disconnects) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  must(db, "ATTACH ':memory:' AS other");
  note_rows("create", db, "CREATE VIRTUAL TABLE other.o USING noting");
  note_rows("detach", db, "DETACH other");
  note_rows("gone", db, "SELECT * FROM other.o");
  close_noted(db);
}

TEST(modules, create_is_rolled_back) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("begin", db, "BEGIN; CREATE VIRTUAL TABLE v USING noting; SELECT count(*) FROM v");
  note_rows("rollback", db, "ROLLBACK; SELECT * FROM v");
  note_rows("drop undone", db,
            "CREATE VIRTUAL TABLE v USING noting; BEGIN; DROP TABLE v; ROLLBACK;"
            "SELECT count(*) FROM v; SELECT name FROM sqlite_schema");
  close_noted(db);
}
