/* db_config options that take something else than a switch, and loading of extensions. */
#include "tests/abi/suite.h"

TEST(library, dbconfig_main_name) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_code("config", sqlite3_db_config(db, SQLITE_DBCONFIG_MAINDBNAME, "house"));
  note_text("name", sqlite3_db_name(db, 0));
  note_rows("house", db, "SELECT count(*) FROM house.t");
  note_rows("main", db, "SELECT count(*) FROM main.t");
  note_rows("nosuch", db, "SELECT count(*) FROM nosuch.t");
  note_rows("list", db, "SELECT seq, name FROM pragma_database_list");
  note("read only", "%d %d", sqlite3_db_readonly(db, "house"), sqlite3_db_readonly(db, "main"));
  note_text("file", sqlite3_db_filename(db, "house"));
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM t");
  note_text("column", sqlite3_column_database_name(statement, 0));
  sqlite3_finalize(statement);
  close_noted(db);
}

static void show_schema(void* data, int operation, const char* schema, const char* table,
                        sqlite3_int64 rowid) {
  (void)data;
  note("update", "%d %s.%s %lld", operation, schema, table, (long long)rowid);
}

TEST(library, dbconfig_main_name_in_statements) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); ATTACH ':memory:' AS other");
  sqlite3_stmt* const before = prepared(db, "SELECT a FROM main.t");
  sqlite3_db_config(db, SQLITE_DBCONFIG_MAINDBNAME, "house");
  sqlite3_update_hook(db, show_schema, NULL);
  note_rows("insert", db, "INSERT INTO house.t VALUES(1); INSERT INTO main.t VALUES(2)");
  note_rows("column", db, "SELECT house.t.a, main.t.a FROM t ORDER BY house.t.a");
  note_rows("table", db,
            "CREATE TABLE house.u(b); CREATE INDEX house.i ON u(b); DROP INDEX house.i");
  note_rows("pragma", db, "PRAGMA house.user_version = 7; PRAGMA main.user_version");
  note_rows("attach", db, "ATTACH ':memory:' AS house");
  note_rows("detach", db, "DETACH house");
  note_code("before", sqlite3_step(before));
  sqlite3_finalize(before);
  close_noted(db);
}

/* The name is not copied: the caller's bytes are the name. */
TEST(library, dbconfig_main_name_is_borrowed) {
  char name[] = "first";
  sqlite3* const db = open_memory();
  sqlite3_db_config(db, SQLITE_DBCONFIG_MAINDBNAME, name);
  note("same pointer", "%d", sqlite3_db_name(db, 0) == name);
  note_code("again", sqlite3_db_config(db, SQLITE_DBCONFIG_MAINDBNAME, "second"));
  note_text("name", sqlite3_db_name(db, 0));
  close_noted(db);
}

TEST(library, dbconfig_lookaside) {
  sqlite3* const db = open_memory();
  note_code("off", sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0));
  note_code("own", sqlite3_db_config(db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 128, 100));
  note_rows("works", db, "SELECT 1");
  close_noted(db);
}

TEST(library, dbconfig_load_extension) {
  sqlite3* const db = open_memory();
  char* text = NULL;
  note_code("off", sqlite3_load_extension(db, "/no/such/extension", NULL, &text));
  note("text", "%s", text ? "some" : "none");
  sqlite3_free(text);
  int now = -1;
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1, &now);
  note("now", "%d", now);
  text = NULL;
  note_code("function", sqlite3_load_extension(db, "/no/such/extension", NULL, &text));
  note("text", "%s", text ? "some" : "none");
  sqlite3_free(text);
  note_rows("sql", db, "SELECT load_extension('/no/such/extension')");
  close_noted(db);
}

TEST(library, dbconfig_enable_load_extension_function) {
  sqlite3* const db = open_memory();
  note_code("enable", sqlite3_enable_load_extension(db, 1));
  int now = -1;
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, -1, &now);
  note("now", "%d", now);
  note_code("sql", sqlite3_exec(db, "SELECT load_extension('/no/such/extension')", 0, 0, 0));
  note("authorized", "%d", strcmp(sqlite3_errmsg(db), "not authorized") != 0);
  note_code("disable", sqlite3_enable_load_extension(db, 0));
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, -1, &now);
  note("now", "%d", now);
  note_rows("sql", db, "SELECT load_extension('/no/such/extension')");
  close_noted(db);
}

/* The flag shows triggers' steps in query plans; only that there are more of them is told. */
TEST(library, dbconfig_trigger_plans) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TABLE u(a);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM u WHERE a = new.a; END");
  int rows[2] = {0, 0};
  for (int on = 0; on <= 1; ++on) {
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRIGGER_EQP, on, NULL);
    sqlite3_stmt* const plan = prepared(db, "EXPLAIN QUERY PLAN INSERT INTO t VALUES (1)");
    while (sqlite3_step(plan) == SQLITE_ROW) ++rows[on];
    sqlite3_finalize(plan);
  }
  note("more with triggers", "%d", rows[1] > rows[0]);
  close_noted(db);
}
