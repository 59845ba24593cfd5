/* Parameters of a statement: how many, their names, their numbers. */
#include "tests/abi/suite.h"

static void note_parameters(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  note(sql, "%d", sqlite3_bind_parameter_count(statement));
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
    const char* const name = sqlite3_bind_parameter_name(statement, i);
    note_text("name", name);
    if (name) note("index", "%d", sqlite3_bind_parameter_index(statement, name));
  }
  sqlite3_finalize(statement);
}

TEST(statements, parameters_plain) {
  sqlite3* db = open_memory();
  note_parameters(db, "SELECT 1");
  note_parameters(db, "SELECT ?, ?, ?");
  note_parameters(db, "SELECT ?2");
  note_parameters(db, "SELECT ?3, ?, ?1");
  note_parameters(db, "SELECT ?1, ?1");
  note_parameters(db, "SELECT ?007");
  close_noted(db);
}

TEST(statements, parameters_named) {
  sqlite3* db = open_memory();
  note_parameters(db, "SELECT :a, @a, $a");
  note_parameters(db, "SELECT :a, :b, :a");
  note_parameters(db, "SELECT :a, :A");
  note_parameters(db, "SELECT :a1_b, :1, $x::y, $x(1), @\xc3\xa9");
  close_noted(db);
}

TEST(statements, parameters_mixed) {
  sqlite3* db = open_memory();
  note_parameters(db, "SELECT :a, ?, ?5, :b, ?");
  note_parameters(db, "SELECT ?1, :a");
  note_parameters(db, "SELECT :a, ?1");
  note_parameters(db, "SELECT ?2, :a, ?1");
  close_noted(db);
}

TEST(statements, parameters_everywhere) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a, b)");
  note_parameters(db, "INSERT INTO t VALUES(?, :b)");
  note_parameters(db, "UPDATE t SET a = :a WHERE b = :b RETURNING :c");
  note_parameters(db, "SELECT * FROM t WHERE a IN (?, ?) ORDER BY ? LIMIT ? OFFSET ?");
  note_parameters(db, "WITH c AS (SELECT ?) SELECT * FROM c, (SELECT :x)");
  note_parameters(db, "ATTACH ? AS ?");
  note_parameters(db, "SELECT '?' || \":a\", 1 -- ? :b");
  note_parameters(db, "SELECT 1 WHERE 0 AND :never");
  close_noted(db);
}

TEST(statements, parameters_refused) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_rows("view", db, "CREATE VIEW v AS SELECT ?");
  note_rows("trigger", db, "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT ?; END");
  note_rows("default", db, "CREATE TABLE d(a DEFAULT (?))");
  note_rows("check", db, "CREATE TABLE d(a CHECK (a > ?))");
  note_rows("index", db, "CREATE INDEX i ON t(a + ?)");
  note_rows("partial index", db, "CREATE INDEX i ON t(a) WHERE a > :x");
  note_rows("table name", db, "SELECT * FROM ?");
  note_rows("pragma", db, "PRAGMA user_version = ?");
  close_noted(db);
}

TEST(statements, parameter_index) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT :abc, @abc, ?7, ?");
  const char* const names[] = {":abc", "@abc", "$abc", "abc", ":ABC", ":ab",
                               "?7",   "?8",   "7",    "?",   ""};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    note(names[i], "%d", sqlite3_bind_parameter_index(statement, names[i]));
  }
  note("null name", "%d", sqlite3_bind_parameter_index(statement, NULL));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, parameter_name_out_of_range) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT :a, ?, ?5");
  const int indexes[] = {-1, 0, 1, 2, 3, 4, 5, 6};
  for (size_t i = 0; i < sizeof indexes / sizeof indexes[0]; ++i) {
    note_text("name", sqlite3_bind_parameter_name(statement, indexes[i]));
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, parameters_without_a_statement) {
  note("count", "%d", sqlite3_bind_parameter_count(NULL));
  note_text("name", sqlite3_bind_parameter_name(NULL, 1));
  note("index", "%d", sqlite3_bind_parameter_index(NULL, ":a"));
}

TEST(statements, parameters_after_schema_change) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "SELECT a, :x, ?5, quote(@y) FROM t");
  must(db, "ALTER TABLE t ADD COLUMN b; INSERT INTO t VALUES(1, 2)");
  sqlite3_bind_int(statement, sqlite3_bind_parameter_index(statement, "@y"), 9);
  sqlite3_step(statement);
  note("count", "%d", sqlite3_bind_parameter_count(statement));
  note_text("name", sqlite3_bind_parameter_name(statement, 1));
  note("index", "%d", sqlite3_bind_parameter_index(statement, "@y"));
  note_value("value", sqlite3_column_value(statement, 3));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* One name is one parameter: bound once, seen everywhere. */
TEST(statements, parameter_used_twice) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT :a, ?1, :a + :b");
  sqlite3_bind_int(statement, 1, 10);
  sqlite3_bind_int(statement, 2, 5);
  sqlite3_step(statement);
  for (int i = 0; i < 3; ++i) note_value("value", sqlite3_column_value(statement, i));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, parameter_affinity) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(i INT, t TEXT); INSERT INTO t VALUES(5, '5')");
  sqlite3_stmt* statement = prepared(db, "SELECT i = ?1, t = ?1, '5' = ?1, 5 = ?1 FROM t");
  for (int kind = 0; kind < 2; ++kind) {
    if (kind == 0) sqlite3_bind_int(statement, 1, 5);
    if (kind == 1) sqlite3_bind_text(statement, 1, "5", -1, SQLITE_STATIC);
    sqlite3_step(statement);
    note(kind ? "text" : "integer", "%d %d %d %d", sqlite3_column_int(statement, 0),
         sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 2),
         sqlite3_column_int(statement, 3));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(statements, parameter_in_limit) {
  sqlite3* db = open_memory();
  sqlite3_stmt* statement = prepared(db, "SELECT column1 FROM (VALUES(1), (2), (3)) LIMIT ?");
  const char* const limits[] = {"2", "0", "-1", "1.0", "'2'", "1.5", "x", NULL};
  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; ++i) {
    sqlite3_bind_text(statement, 1, limits[i], -1, SQLITE_STATIC);
    int rows = 0, code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) ++rows;
    note_text("limit", limits[i]);
    note("rows", "%d", rows);
    note_code("end", code);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}
