/* sqlite3_get_table and sqlite3_table_column_metadata. */
#include "tests/abi/suite.h"

static void table_noted(sqlite3* db, const char* sql) {
  char** table = NULL;
  int rows = -1;
  int columns = -1;
  char* message = NULL;
  note_code("get_table", sqlite3_get_table(db, sql, &table, &rows, &columns, &message));
  note("size", "%d x %d", rows, columns);
  for (int i = 0; table && i < (rows + 1) * columns; ++i) note_text("entry", table[i]);
  note_text("message", message);
  sqlite3_free(message);
  sqlite3_free_table(table);
}

TEST(library, table_of_rows) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (NULL, ''), (2.5, x'41')");
  table_noted(db, "SELECT a, b AS name FROM t ORDER BY rowid");
  close_noted(db);
}

TEST(library, table_without_rows) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  table_noted(db, "SELECT a, b FROM t");
  table_noted(db, "");
  table_noted(db, "INSERT INTO t VALUES (1, 2)");
  close_noted(db);
}

TEST(library, table_of_several_statements) {
  sqlite3* const db = open_memory();
  table_noted(db, "SELECT 1 AS a, 2 AS b; SELECT 3 AS c, 4 AS d");
  table_noted(db, "SELECT 1 AS a; SELECT 2 AS b, 3 AS c");
  note_error("error", db);
  close_noted(db);
}

TEST(library, table_of_a_failure) {
  sqlite3* const db = open_memory();
  table_noted(db, "SELECT nosuch");
  table_noted(db, "SELECT 1; SELECT nosuch");
  note_error("error", db);
  close_noted(db);
}

TEST(library, table_answers_not_wanted) {
  sqlite3* const db = open_memory();
  char** table = NULL;
  note_code("get", sqlite3_get_table(db, "SELECT 1 AS a", &table, NULL, NULL, NULL));
  note_text("name", table[0]);
  note_text("value", table[1]);
  sqlite3_free_table(table);
  note_code("bad", sqlite3_get_table(db, "SELECT nosuch", &table, NULL, NULL, NULL));
  note("table", "%s", table ? "some" : "null");
  close_noted(db);
}

TEST(library, table_large) {
  sqlite3* const db = open_memory();
  char** table = NULL;
  int rows = 0;
  int columns = 0;
  note_code("get", sqlite3_get_table(db,
                                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n"
                                     " WHERE i < 1000) SELECT i, i*i, 'row ' || i FROM n",
                                     &table, &rows, &columns, NULL));
  note("size", "%d x %d", rows, columns);
  note_text("last", table[3 * 1000 + 2]);
  sqlite3_free_table(table);
  close_noted(db);
}

TEST(library, table_free_null) {
  sqlite3_free_table(NULL);
  note("freed", "nothing");
}

static void metadata_noted(sqlite3* db, const char* schema, const char* table, const char* column) {
  const char* type = "unset";
  const char* collation = "unset";
  int not_null = -1;
  int primary = -1;
  int automatic = -1;
  const int code = sqlite3_table_column_metadata(db, schema, table, column, &type, &collation,
                                                 &not_null, &primary, &automatic);
  char what[64];
  snprintf(what, sizeof what, "%s.%s.%s", schema ? schema : "-", table, column ? column : "-");
  note_code(what, code);
  note_text("type", type);
  note_text("collation", collation);
  note("not null, primary, auto", "%d %d %d", not_null, primary, automatic);
  if (code != SQLITE_OK) note_error("error", db);
}

static void make_tables(sqlite3* db) {
  must(db,
       "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL COLLATE"
       " NOCASE, x, y DECIMAL(10, 5) DEFAULT 3, g INT AS (x + 1));"
       "CREATE TABLE plain(a INT, b TEXT, PRIMARY KEY (b, a));"
       "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID;"
       "CREATE VIEW v AS SELECT id FROM t; CREATE TEMP TABLE e(z BLOB)");
}

TEST(library, metadata_columns) {
  sqlite3* const db = open_memory();
  make_tables(db);
  const char* const columns[] = {"id", "name", "NAME", "x", "y", "g", "rowid", "_rowid_", "oid"};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; ++i) {
    metadata_noted(db, "main", "t", columns[i]);
  }
  close_noted(db);
}

TEST(library, metadata_other_tables) {
  sqlite3* const db = open_memory();
  make_tables(db);
  metadata_noted(db, NULL, "plain", "a");
  metadata_noted(db, NULL, "plain", "b");
  metadata_noted(db, NULL, "plain", "rowid");
  metadata_noted(db, NULL, "w", "k");
  metadata_noted(db, NULL, "w", "v");
  metadata_noted(db, NULL, "w", "rowid");
  metadata_noted(db, NULL, "e", "z");
  metadata_noted(db, "temp", "e", "z");
  metadata_noted(db, NULL, "sqlite_schema", "name");
  close_noted(db);
}

TEST(library, metadata_failures) {
  sqlite3* const db = open_memory();
  make_tables(db);
  metadata_noted(db, "main", "t", "nosuch");
  metadata_noted(db, "main", "nosuch", "a");
  metadata_noted(db, NULL, "nosuch", "a");
  metadata_noted(db, "nosuch", "t", "id");
  metadata_noted(db, "main", "e", "z");
  metadata_noted(db, NULL, "v", "id");
  close_noted(db);
}

/* Without a column the call asks whether the table is there. */
TEST(library, metadata_without_a_column) {
  sqlite3* const db = open_memory();
  make_tables(db);
  const char* const tables[] = {"t", "T", "w", "e", "nosuch", "v"};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; ++i) {
    note_code(tables[i], sqlite3_table_column_metadata(db, NULL, tables[i], NULL, 0, 0, 0, 0, 0));
  }
  note_code("main.t", sqlite3_table_column_metadata(db, "main", "t", NULL, 0, 0, 0, 0, 0));
  note_code("temp.t", sqlite3_table_column_metadata(db, "temp", "t", NULL, 0, 0, 0, 0, 0));
  note_error("error", db);
  close_noted(db);
}

TEST(library, metadata_answers_not_wanted) {
  sqlite3* const db = open_memory();
  make_tables(db);
  note_code("found", sqlite3_table_column_metadata(db, NULL, "t", "id", 0, 0, 0, 0, 0));
  note_code("not found", sqlite3_table_column_metadata(db, NULL, "t", "no", 0, 0, 0, 0, 0));
  close_noted(db);
}
