/* What a table says of itself: declare_vtab and vtab_config. */
#include "tests/abi/modules_table.h"

TEST(modules, declare_outside_of_a_constructor) {
  sqlite3* const db = open_memory();
  note_code("declare_vtab", sqlite3_declare_vtab(db, "CREATE TABLE x(a)"));
  note_error("error", db);
  close_noted(db);
}

static void note_declared(sqlite3* db, Spec* spec, const char* schema) {
  spec->schema = schema;
  note_rows(schema, db, "CREATE VIRTUAL TABLE v USING noting");
  note_rows("columns", db, "SELECT * FROM pragma_table_xinfo('v'); DROP TABLE IF EXISTS v");
}

TEST(modules, declare_what_is_no_table) {
  Spec spec = {0};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_declared(db, &spec, "CREATE TABLE x(a");
  note_declared(db, &spec, "CREATE VIEW x AS SELECT 1");
  note_declared(db, &spec, "SELECT 1");
  note_declared(db, &spec, "");
  note_declared(db, &spec, "CREATE TABLE x(a, a)");
  close_noted(db);
}

TEST(modules, declare_columns) {
  Spec spec = {0};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_declared(db, &spec, "CREATE TABLE x(a INTEGER, b varchar(10) NOT NULL, c DEFAULT 5)");
  note_declared(db, &spec, "CREATE TABLE x(a, b HIDDEN, c TEXT HIDDEN, hidden d, e unhidden)");
  note_declared(db, &spec, "CREATE TABLE x(a INT PRIMARY KEY, b) WITHOUT ROWID");
  close_noted(db);
}

TEST(modules, declare_without_rowid_needs_a_key_if_it_can_be_written) {
  Spec spec = {.schema = "CREATE TABLE x(a, b, PRIMARY KEY(a, b)) WITHOUT ROWID"};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  sqlite3_create_module(db, "reading", &modules_read_only, &spec);
  note_rows("two columns, written", db, "CREATE VIRTUAL TABLE v USING noting");
  note_rows("two columns, read", db, "CREATE VIRTUAL TABLE w USING reading");
  spec.schema = "CREATE TABLE x(a, b) WITHOUT ROWID";
  note_rows("no key", db, "CREATE VIRTUAL TABLE u USING reading");
  close_noted(db);
}

TEST(modules, declare_types_are_seen_by_statements) {
  Spec spec = {.schema = "CREATE TABLE x(a INTEGER, b VARCHAR(10))"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  sqlite3_stmt* const statement = prepared(db, "SELECT a, b AS bee, rowid FROM v");
  for (int i = 0; i < 3; ++i) {
    note_text("name", sqlite3_column_name(statement, i));
    note_text("type", sqlite3_column_decltype(statement, i));
    note_text("table", sqlite3_column_table_name(statement, i));
    note_text("origin", sqlite3_column_origin_name(statement, i));
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, declare_affinity_is_used_by_comparisons) {
  Spec spec = {.schema = "CREATE TABLE x(a TEXT, b INTEGER)"};
  modules_fill(&spec, 2, 2);
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("kept as it is", db,
            "SELECT typeof(a), typeof(b), affinity FROM v, "
            "(SELECT 'none' AS affinity)");
  note_rows("compared as text", db, "SELECT rowid FROM v WHERE a = '10'");
  note_rows("not by number", db, "SELECT rowid FROM v WHERE a < 9");
  close_noted(db);
}

static int second_declaration;

static int connect_twice(sqlite3* db, void* data, int count, const char* const* words,
                         sqlite3_vtab** made, char** error) {
  const int code = modules_full.xConnect(db, data, count, words, made, error);
  second_declaration = sqlite3_declare_vtab(db, "CREATE TABLE x(other)");
  return code;
}

TEST(modules, declare_twice) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3_module module = modules_full;
  module.xCreate = connect_twice;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &module, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting");
  note_code("second", second_declaration);
  note_rows("columns", db, "SELECT name FROM pragma_table_info('v')");
  close_noted(db);
}

/* A constructor that runs SQL on its own connection, as those of full-text tables do. */
static int connect_with_shadow(sqlite3* db, void* data, int count, const char* const* words,
                               sqlite3_vtab** made, char** error) {
  char* const sql = sqlite3_mprintf(
      "CREATE TABLE \"%w\".\"%w_data\"(x); INSERT INTO \"%w_data\""
      " VALUES(5)",
      words[1], words[2], words[2]);
  note_code("inner sql", sqlite3_exec(db, sql, NULL, NULL, NULL));
  sqlite3_free(sql);
  return modules_full.xConnect(db, data, count, words, made, error);
}

TEST(modules, constructor_makes_tables) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3_module module = modules_full;
  module.xCreate = connect_with_shadow;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &module, &spec);
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING noting");
  note_rows("schema", db, "SELECT name FROM sqlite_schema ORDER BY 1; SELECT x FROM v_data");
  close_noted(db);
}

static int connect_through_itself(sqlite3* db, void* data, int count, const char* const* words,
                                  sqlite3_vtab** made, char** error) {
  note_rows("inner", db, "SELECT * FROM v");
  return modules_full.xConnect(db, data, count, words, made, error);
}

TEST(modules, constructor_reads_its_own_table) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  const char* const path = scratch("recursive.db");
  sqlite3_module module = modules_full;
  module.xConnect = connect_through_itself;
  for (int i = 0; i < 2; ++i) {
    sqlite3* db = NULL;
    sqlite3_open(path, &db);
    sqlite3_create_module(db, "noting", &module, &spec);
    if (i == 0) must(db, "CREATE VIRTUAL TABLE v USING noting");
    if (i == 1) note_rows("outer", db, "SELECT count(*) FROM v");
    close_noted(db);
  }
}

static void note_config(int option, int argument) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .config = {option, argument}};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("view", db, "CREATE VIEW w AS SELECT count(*) FROM v; SELECT * FROM w");
  note_rows("view, schema not trusted", db, "PRAGMA trusted_schema = 0; SELECT * FROM w");
  note_rows("directly, schema not trusted", db, "SELECT count(*) FROM v");
  close_noted(db);
}

TEST(modules, config_neither_innocuous_nor_directonly) { note_config(0, 0); }
TEST(modules, config_innocuous) { note_config(SQLITE_VTAB_INNOCUOUS, 0); }
TEST(modules, config_directonly) { note_config(SQLITE_VTAB_DIRECTONLY, 0); }
TEST(modules, config_unknown) { note_config(99, 1); }

TEST(modules, config_directonly_in_a_trigger) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .config = {SQLITE_VTAB_DIRECTONLY, 0}};
  sqlite3* const db = modules_open(&modules_full, &spec);
  must(db,
       "CREATE TABLE t(x); CREATE TRIGGER r AFTER INSERT ON t BEGIN"
       " INSERT INTO v VALUES(new.x); END");
  note_rows("through the trigger", db, "INSERT INTO t VALUES(1)");
  note_rows("directly", db, "INSERT INTO v VALUES(1); SELECT a FROM v");
  close_noted(db);
}

TEST(modules, config_outside_of_a_constructor) {
  sqlite3* const db = open_memory();
  note_code("innocuous", sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS));
  note_code("constraints", sqlite3_vtab_config(db, SQLITE_VTAB_CONSTRAINT_SUPPORT, 1));
  close_noted(db);
}
