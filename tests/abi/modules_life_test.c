/* When tables of modules go, come again, and hear of it: beside what creates and drops them. */
#include "tests/abi/modules_table.h"

static sqlite3* open_noting(Spec* spec, unsigned noted) {
  spec->schema = "CREATE TABLE x(a)";
  modules_fill(spec, 1, 2);
  sqlite3* const db = modules_open(&modules_full, spec);
  spec->noted = noted;
  return db;
}

TEST(modules, life_create_takes_part_in_the_transaction) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kTransaction);
  note_rows("alone", db, "CREATE VIRTUAL TABLE w USING noting");
  note_rows("rolled back", db, "BEGIN; CREATE VIRTUAL TABLE x USING noting; ROLLBACK");
  note_rows("committed", db, "BEGIN; CREATE VIRTUAL TABLE x USING noting");
  note_rows("committed", db, "COMMIT");
  note_rows("dropped at once", db, "BEGIN; CREATE VIRTUAL TABLE y USING noting; DROP TABLE y");
  note_rows("dropped at once", db, "COMMIT");
  note_rows("the others", db, "DROP TABLE x; DROP TABLE w; DROP TABLE v");
  close_noted(db);
}

TEST(modules, life_drop_is_undone) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kTransaction);
  note_rows("drop", db, "BEGIN; DROP TABLE v");
  note_rows("read", db, "SELECT * FROM v");
  note_rows("undo", db, "ROLLBACK");
  note_rows("read", db, "SELECT * FROM v");
  note_rows("again", db, "DROP TABLE v");
  close_noted(db);
}

TEST(modules, life_rename) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kTransaction | kRename);
  note_rows("view", db, "CREATE VIEW s AS SELECT a FROM v");
  note_rows("rename", db, "ALTER TABLE v RENAME TO w");
  note_rows("view", db, "SELECT sql FROM sqlite_schema WHERE name = 's'; SELECT * FROM s");
  note_rows("read", db, "SELECT * FROM w");
  note_rows("in a transaction", db, "BEGIN; ALTER TABLE w RENAME TO u");
  note_rows("undone", db, "ROLLBACK");
  note_rows("read", db, "SELECT * FROM w");
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM w");
  note_code("step", sqlite3_step(reader));
  note_rows("while it is read", db, "ALTER TABLE w RENAME TO \"x y\"");
  note_code("step", sqlite3_step(reader));
  note_code("step", sqlite3_step(reader));
  sqlite3_finalize(reader);
  note_rows("read", db, "SELECT * FROM \"x y\"");
  note_rows("to a table that is there", db, "ALTER TABLE \"x y\" RENAME TO s");
  note_rows("same", db, "ALTER TABLE \"x y\" RENAME TO \"X Y\"; SELECT name FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, life_rename_without_a_method) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3_module module = modules_full;
  module.xRename = NULL;
  sqlite3* const db = modules_open(&module, &spec);
  spec.noted = kLife;
  note_rows("rename", db, "ALTER TABLE v RENAME TO w");
  note_rows("read", db, "SELECT * FROM w");
  note_rows("columns", db, "ALTER TABLE w RENAME COLUMN a TO b");
  note_rows("add", db, "ALTER TABLE w ADD COLUMN b");
  note_rows("drop", db, "ALTER TABLE w DROP COLUMN a");
  close_noted(db);
}

TEST(modules, life_create_needs_a_method_to_drop) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3_module module = modules_full;
  module.xDestroy = NULL;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &module, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting");
  close_noted(db);
}

TEST(modules, life_close_is_refused) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kScan);
  sqlite3_stmt* const idle = prepared(db, "SELECT a FROM v");
  note_code("close", sqlite3_close(db));
  note_code("step", sqlite3_step(idle));
  note_code("close", sqlite3_close(db));
  note_rows("read", db, "SELECT a FROM v");
  note_code("step", sqlite3_step(idle));
  note_code("reset", sqlite3_reset(idle));
  note_code("step", sqlite3_step(idle));
  note_code("finalize", sqlite3_finalize(idle));
  close_noted(db);
}

TEST(modules, life_close_v2_waits) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kScan);
  sqlite3_stmt* const idle = prepared(db, "SELECT a FROM v");
  note_code("step", sqlite3_step(idle));
  note_code("close", sqlite3_close_v2(db));
  note_code("step", sqlite3_step(idle));
  note_code("finalize", sqlite3_finalize(idle));
}

TEST(modules, life_detach_while_a_statement_is_prepared) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kScan);
  must(db, "ATTACH ':memory:' AS other; CREATE VIRTUAL TABLE other.o USING noting");
  sqlite3_stmt* const idle = prepared(db, "SELECT a FROM other.o");
  note_code("step", sqlite3_step(idle));
  note_rows("in use", db, "DETACH other");
  note_code("reset", sqlite3_reset(idle));
  note_rows("detach", db, "DETACH other");
  note_code("step", sqlite3_step(idle));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(idle));
  note_rows("main", db, "SELECT a FROM v");
  close_noted(db);
}

static sqlite3* open_eponymous(Spec* spec, sqlite3_module* module) {
  *module = modules_full;
  module->xCreate = NULL;
  spec->schema = "CREATE TABLE x(a)";
  spec->noted = kLife | kScan;
  modules_fill(spec, 1, 3);
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "only", module, spec);
  return db;
}

TEST(modules, life_module_is_removed_while_its_table_is_read) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM only");
  note_code("step", sqlite3_step(reader));
  note_code("remove", sqlite3_create_module(db, "only", NULL, NULL));
  note_rows("new", db, "SELECT a FROM only");
  note_code("step", sqlite3_step(reader));
  note_code("reset", sqlite3_reset(reader));
  note_code("step", sqlite3_step(reader));
  note_error("error", db);
  note_code("reset", sqlite3_reset(reader));
  note_rows("schema changes", db, "CREATE TABLE t(a)");
  note_code("step", sqlite3_step(reader));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

TEST(modules, life_module_is_replaced_while_its_table_is_read) {
  Spec spec = {.label = "old"};
  Spec next = {.schema = "CREATE TABLE x(a)", .label = "new", .noted = kLife | kScan};
  modules_fill(&next, 1, 1);
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM only");
  note_code("step", sqlite3_step(reader));
  note_code("replace", sqlite3_create_module(db, "only", &module, &next));
  note_rows("new", db, "SELECT a FROM only");
  note_code("step", sqlite3_step(reader));
  note_code("reset", sqlite3_reset(reader));
  note_code("step", sqlite3_step(reader));
  note_code("finalize", sqlite3_finalize(reader));
  note_rows("new", db, "SELECT a FROM only");
  spec.noted = next.noted = 0;
  close_noted(db);
}

TEST(modules, life_module_is_removed_from_a_created_table) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kScan);
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM v");
  note_code("step", sqlite3_step(reader));
  note_code("remove", sqlite3_drop_modules(db, NULL));
  note_code("step", sqlite3_step(reader));
  note_code("reset", sqlite3_reset(reader));
  note_rows("new", db, "SELECT a FROM v");
  note_rows("other", db, "CREATE VIRTUAL TABLE w USING noting");
  note_rows("drop", db, "DROP TABLE v");
  note_code("step", sqlite3_step(reader));
  note_error("error", db);
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

TEST(modules, life_eponymous_goes_at_close) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  note_rows("read", db, "SELECT count(*) FROM only");
  sqlite3_stmt* const idle = prepared(db, "SELECT 1");
  note_code("close", sqlite3_close(db));
  note_rows("read", db, "SELECT count(*) FROM only");
  sqlite3_finalize(idle);
  close_noted(db);
}

TEST(modules, life_eponymous_words) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  note_rows("read", db, "SELECT count(*) FROM ONLY");
  note_rows("info", db, "PRAGMA table_info(only)");
  note_rows("table_list", db, "PRAGMA table_list(only)");
  note_rows("create a view", db, "CREATE VIEW only AS SELECT 1 AS one; SELECT * FROM only");
  note_rows("drop it", db, "DROP VIEW only; SELECT count(*) FROM only");
  note_rows("index", db, "CREATE INDEX i ON only(a)");
  note_rows("trigger", db, "CREATE TRIGGER r AFTER INSERT ON only BEGIN SELECT 1; END");
  note_rows("alter", db, "ALTER TABLE only ADD COLUMN b");
  note_rows("drop if exists", db, "DROP TABLE IF EXISTS only");
  note_rows("analyze", db, "ANALYZE only");
  note_rows("reindex", db, "REINDEX only");
  close_noted(db);
}

TEST(modules, life_constructor_fails_to_connect_for_each_use) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  spec.failing = "xConnect";
  spec.fail_code = SQLITE_ERROR;
  spec.fail_text = "not now";
  note_rows("read", db, "SELECT * FROM only");
  note_rows("write", db, "INSERT INTO only VALUES(1)");
  note_rows("info", db, "PRAGMA table_info(only)");
  note_rows("drop", db, "DROP TABLE only");
  note_rows("alter", db, "ALTER TABLE only RENAME TO other");
  note_rows("view", db, "CREATE VIEW only AS SELECT 1 AS one; SELECT * FROM only");
  spec.fail_code = SQLITE_BUSY;
  spec.fail_text = NULL;
  note_rows("read", db, "DROP VIEW only; SELECT * FROM only");
  close_noted(db);
}

static int reads_the_schema(sqlite3* db, void* data, int count, const char* const* words,
                            sqlite3_vtab** made, char** error) {
  note_rows("inside", db, "SELECT name, sql FROM sqlite_schema");
  char* sql = sqlite3_mprintf("SELECT * FROM \"%w\"", words[2]);
  note_rows("itself", db, sql);
  sqlite3_free(sql);
  return modules_full.xConnect(db, data, count, words, made, error);
}

TEST(modules, life_constructor_sees_its_row) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3_module module = modules_full;
  module.xCreate = reads_the_schema;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &module, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting");
  close_noted(db);
}

static int drops_a_table(sqlite3_vtab* table) {
  sqlite3* const db = ((Table*)table)->db;
  note_rows("inside", db, "DROP TABLE IF EXISTS data; SELECT name FROM sqlite_schema");
  return modules_full.xDestroy(table);
}

TEST(modules, life_destructor_drops_tables) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  sqlite3_module module = modules_full;
  module.xDestroy = drops_a_table;
  sqlite3* const db = modules_open(&module, &spec);
  must(db, "CREATE TABLE data(a); INSERT INTO data VALUES(1)");
  note_rows("drop", db, "DROP TABLE v");
  note_rows("left", db, "SELECT count(*) FROM sqlite_schema; PRAGMA integrity_check");
  close_noted(db);
}

static int renames_a_table(sqlite3_vtab* table, const char* name) {
  sqlite3* const db = ((Table*)table)->db;
  char* sql = sqlite3_mprintf("ALTER TABLE data RENAME TO \"%w_data\"", name);
  note_rows("inside", db, sql);
  sqlite3_free(sql);
  note_rows("inside", db, "SELECT name FROM sqlite_schema");
  return modules_full.xRename(table, name);
}

TEST(modules, life_rename_renames_tables) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife | kRename};
  sqlite3_module module = modules_full;
  module.xRename = renames_a_table;
  sqlite3* const db = modules_open(&module, &spec);
  must(db, "CREATE TABLE data(a); INSERT INTO data VALUES(1)");
  note_rows("rename", db, "ALTER TABLE v RENAME TO w");
  note_rows("left", db, "SELECT name, sql FROM sqlite_schema; SELECT * FROM w_data");
  note_rows("read", db, "SELECT * FROM w; PRAGMA integrity_check");
  close_noted(db);
}

TEST(modules, life_schema_is_changed_by_another) {
  const char* const path = scratch("life.db");
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* db = NULL;
  sqlite3* other = NULL;
  sqlite3_open(path, &db);
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  spec.noted = kLife;
  sqlite3_open(path, &other);
  note_rows("own change", db, "CREATE TABLE t(a); SELECT count(*) FROM v");
  must(other, "CREATE TABLE u(a)");
  note_rows("other table", db, "SELECT count(*) FROM t");
  note_rows("read", db, "SELECT count(*) FROM v");
  must(other, "INSERT INTO u VALUES(1)");
  note_rows("no change", db, "SELECT count(*) FROM v");
  sqlite3_close(other);
  close_noted(db);
}

TEST(modules, life_drop_between_two_scans) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife | kScan);
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1), (2)");
  sqlite3_stmt* const reader =
      prepared(db, "SELECT CASE WHEN x > 1 THEN (SELECT a FROM v) ELSE x END FROM t");
  note_code("step", sqlite3_step(reader));
  note_rows("drop", db, "DROP TABLE v");
  note_code("step", sqlite3_step(reader));
  note_error("error", db);
  note_code("reset", sqlite3_reset(reader));
  note_code("step", sqlite3_step(reader));
  note_error("error", db);
  sqlite3_finalize(reader);
  close_noted(db);
}

TEST(modules, life_modules_of_the_library_go) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_eponymous(&spec, &module);
  note_rows("read", db, "SELECT value FROM json_each('[1]')");
  sqlite3_create_module(db, "JSON_each", &module, &spec);
  note_rows("replaced", db, "SELECT * FROM json_each");
  note_rows("a pragma", db, "SELECT count(*) FROM pragma_table_list");
  const char* keep[] = {"json_tree", NULL};
  note_code("drop", sqlite3_drop_modules(db, keep));
  note_rows("each", db, "SELECT value FROM json_each('[1]')");
  note_rows("tree", db, "SELECT value FROM json_tree('1')");
  note_rows("only", db, "SELECT * FROM only");
  note_rows("a pragma", db, "SELECT count(*) FROM pragma_table_list");
  close_noted(db);
}

TEST(modules, life_in_a_temporary_database) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife | kRename};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE temp.v USING noting");
  note_rows("rename", db, "ALTER TABLE v RENAME TO w; SELECT sql FROM sqlite_temp_schema");
  note_rows("read", db, "SELECT * FROM temp.w");
  note_rows("drop", db, "DROP TABLE w; SELECT sql FROM sqlite_temp_schema");
  close_noted(db);
}

TEST(modules, life_drop_while_another_table_is_read) {
  Spec spec = {0};
  sqlite3* const db = open_noting(&spec, kLife);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)");
  sqlite3_stmt* const reader = prepared(db, "SELECT a FROM t");
  note_code("step", sqlite3_step(reader));
  note_rows("virtual", db, "DROP TABLE v");
  note_rows("other", db, "DROP TABLE t");
  note_code("step", sqlite3_step(reader));
  note_code("step", sqlite3_step(reader));
  sqlite3_finalize(reader);
  close_noted(db);
}
