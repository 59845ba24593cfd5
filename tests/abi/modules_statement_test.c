/* What else statements do with virtual tables: rename, alter, shadow tables, authorizer. */
#include "tests/abi/modules_table.h"

TEST(modules, rename_table) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kRename};
  modules_fill(&spec, 1, 1);
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("rename", db, "ALTER TABLE v RENAME TO w");
  note_rows("read", db, "SELECT a FROM w");
  note_rows("old name", db, "SELECT a FROM v");
  note_rows("schema", db, "SELECT name, tbl_name, sql FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, rename_fails) {
  Spec spec = {.schema = "CREATE TABLE x(a)",
               .failing = "xRename",
               .fail_code = SQLITE_ERROR,
               .fail_text = "keep the name"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("message", db, "ALTER TABLE v RENAME TO w");
  spec.fail_text = NULL;
  note_rows("no message", db, "ALTER TABLE v RENAME TO w");
  note_rows("schema", db, "SELECT name FROM sqlite_schema");
  close_noted(db);
}

TEST(modules, rename_is_rolled_back) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("rename", db, "BEGIN; ALTER TABLE v RENAME TO w; SELECT count(*) FROM w; ROLLBACK");
  note_rows("old name", db, "SELECT count(*) FROM v");
  note_rows("new name", db, "SELECT count(*) FROM w");
  close_noted(db);
}

TEST(modules, alter_what_cannot_be_altered) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("add column", db, "ALTER TABLE v ADD COLUMN b");
  note_rows("drop column", db, "ALTER TABLE v DROP COLUMN a");
  note_rows("rename column", db, "ALTER TABLE v RENAME COLUMN a TO b");
  note_rows("index", db, "CREATE INDEX i ON v(a)");
  note_rows("trigger", db, "CREATE TRIGGER t AFTER INSERT ON v BEGIN SELECT 1; END");
  note_rows("foreign key", db,
            "CREATE TABLE child(x REFERENCES v(a)); INSERT INTO child VALUES(1)");
  sqlite3_blob* blob = NULL;
  note_code("blob_open", sqlite3_blob_open(db, "main", "v", "a", 1, 0, &blob));
  note_error("error", db);
  close_noted(db);
}

TEST(modules, pragmas_of_a_virtual_table) {
  Spec spec = {.schema = "CREATE TABLE x(a PRIMARY KEY, b HIDDEN) WITHOUT ROWID"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("table_info", db, "PRAGMA table_info(v)");
  note_rows("table_xinfo", db, "PRAGMA table_xinfo(v)");
  note_rows("table_list", db, "PRAGMA table_list(v)");
  note_rows("module_list", db, "SELECT name FROM pragma_module_list WHERE name = 'noting'");
  note_rows("integrity", db, "PRAGMA integrity_check");
  note_rows("analyze", db, "ANALYZE v; ANALYZE; SELECT count(*) FROM sqlite_schema");
  note_rows("vacuum", db, "VACUUM; SELECT name FROM sqlite_schema ORDER BY 1");
  close_noted(db);
}

static void note_metadata(sqlite3* db, const char* table, const char* column) {
  const char* type = NULL;
  const char* collation = NULL;
  int not_null = 0;
  int key = 0;
  int automatic = 0;
  const int code = sqlite3_table_column_metadata(db, NULL, table, column, &type, &collation,
                                                 &not_null, &key, &automatic);
  note_code(column ? column : "<null>", code);
  note("type", "%s %s %d %d %d", type ? type : "none", collation ? collation : "none", not_null,
       key, automatic);
}

TEST(modules, metadata_of_a_virtual_tables_column) {
  Spec spec = {.schema = "CREATE TABLE x(a INTEGER NOT NULL, b TEXT COLLATE nocase)"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_metadata(db, "v", "a");
  note_metadata(db, "v", "b");
  note_metadata(db, "v", "rowid");
  note_metadata(db, "v", "z");
  close_noted(db);
}

TEST(modules, metadata_of_a_table_without_rowid) {
  Spec spec = {.schema = "CREATE TABLE x(a TEXT PRIMARY KEY, b TEXT HIDDEN) WITHOUT ROWID"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_metadata(db, "v", "a");
  note_metadata(db, "v", "b");
  note_metadata(db, "v", "rowid");
  note_metadata(db, "v", NULL);
  close_noted(db);
}

TEST(modules, metadata_of_an_eponymous_table) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3_module module = modules_full;
  module.xCreate = NULL;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "alone", &module, &spec);
  note_metadata(db, "alone", "a");
  note_rows("used", db, "SELECT count(*) FROM alone");
  note_metadata(db, "alone", "a");
  sqlite3_create_module(db, "alone", NULL, NULL);
  close_noted(db);
}

TEST(modules, metadata_of_a_table_without_its_module) {
  Spec spec = {.schema = "CREATE TABLE x(a INTEGER, b TEXT)"};
  const char* const path = scratch("metadata.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  close_noted(db);
  sqlite3_open(path, &db);
  note_metadata(db, "v", "a");
  note_metadata(db, "v", NULL);
  note_rows("without its module", db, "SELECT a FROM v");
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("with it", db, "SELECT a FROM v");
  note_metadata(db, "v", "a");
  note_metadata(db, "v", "rowid");
  note_rows("list", db, "PRAGMA table_list(v)");
  close_noted(db);
}

static int note_action(void* data, int action, const char* one, const char* two, const char* three,
                       const char* inner) {
  (void)data;
  (void)inner;
  if (action == SQLITE_CREATE_VTABLE || action == SQLITE_DROP_VTABLE) {
    note(action == SQLITE_CREATE_VTABLE ? "create" : "drop", "%s %s %s", one, two ? two : "<null>",
         three ? three : "<null>");
  }
  return SQLITE_OK;
}

static int deny_virtual(void* data, int action, const char* one, const char* two, const char* three,
                        const char* inner) {
  (void)one;
  (void)two;
  (void)three;
  (void)inner;
  return action == *(const int*)data ? SQLITE_DENY : SQLITE_OK;
}

TEST(modules, authorizer_of_create_and_drop) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  int denied = SQLITE_CREATE_VTABLE;
  sqlite3_set_authorizer(db, note_action, NULL);
  note_rows("allowed", db, "CREATE VIRTUAL TABLE w USING noting; DROP TABLE w");
  sqlite3_set_authorizer(db, deny_virtual, &denied);
  note_rows("create", db, "CREATE VIRTUAL TABLE w USING noting");
  denied = SQLITE_DROP_VTABLE;
  note_rows("drop", db, "DROP TABLE v");
  denied = SQLITE_READ;
  note_rows("read", db, "SELECT a FROM v");
  sqlite3_set_authorizer(db, NULL, NULL);
  close_noted(db);
}

static int is_shadow(const char* name) { return sqlite3_stricmp(name, "data") == 0; }

static sqlite3* open_shadowed(Spec* spec, sqlite3_module* module) {
  spec->schema = "CREATE TABLE x(a)";
  *module = modules_full;
  module->iVersion = 3;
  module->xShadowName = is_shadow;
  sqlite3* const db = modules_open(module, spec);
  must(db, "CREATE TABLE v_data(x); CREATE TABLE v_other(x); CREATE TABLE w_data(x)");
  return db;
}

TEST(modules, shadow_tables_are_ordinary_at_first) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_shadowed(&spec, &module);
  note_rows("insert", db, "INSERT INTO v_data VALUES(1); SELECT x FROM v_data");
  note_rows(
      "list", db,
      "SELECT name, type FROM pragma_table_list WHERE name LIKE '_\\__%' ESCAPE '\\' ORDER BY 1");
  note_rows("drop", db, "DROP TABLE v_data");
  close_noted(db);
}

TEST(modules, shadow_tables_of_a_defensive_connection) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_shadowed(&spec, &module);
  note_code("defensive", sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL));
  note_rows("insert", db, "INSERT INTO v_data VALUES(1)");
  note_rows("update", db, "UPDATE v_data SET x = 1");
  note_rows("delete", db, "DELETE FROM v_data");
  note_rows("other", db, "INSERT INTO v_other VALUES(1); INSERT INTO w_data VALUES(1)");
  note_rows("read", db, "SELECT count(*) FROM v_data");
  note_rows("index", db, "CREATE INDEX i ON v_data(x)");
  note_rows("trigger", db, "CREATE TRIGGER t AFTER INSERT ON v_data BEGIN SELECT 1; END");
  note_rows("alter", db, "ALTER TABLE v_data ADD COLUMN y");
  note_rows("rename", db, "ALTER TABLE v_data RENAME TO z");
  note_rows("drop", db, "DROP TABLE v_data");
  note_rows("rename to a name that is free", db, "ALTER TABLE w_data RENAME TO v_data2");
  close_noted(db);
}

TEST(modules, shadow_names_are_reserved_by_a_defensive_connection) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_shadowed(&spec, &module);
  must(db, "DROP TABLE v_data");
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  note_rows("create", db, "CREATE TABLE v_data(x)");
  note_rows("create as", db, "CREATE TABLE v_data AS SELECT 1");
  note_rows("rename", db, "ALTER TABLE v_other RENAME TO v_data");
  note_rows("other", db, "CREATE TABLE v_free(x)");
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  note_rows("not defensive", db, "CREATE TABLE v_data(x)");
  close_noted(db);
}
