/* How many rows were changed, and the rowid of the last insert. */
#include "tests/abi/suite.h"

static void note_changes(const char* what, sqlite3* db) {
  note(what, "%d of %d, %lld of %lld", sqlite3_changes(db), sqlite3_total_changes(db),
       (long long)sqlite3_changes64(db), (long long)sqlite3_total_changes64(db));
}

static void run_and_note(sqlite3* db, const char* sql) {
  note_rows(sql, db, sql);
  note_changes("changes", db);
}

static sqlite3* open_rows(void) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE, b); INSERT INTO t VALUES(1, 1), (2, 1), (3, 1)");
  return db;
}

TEST(statements, changes_of_kinds) {
  sqlite3* db = open_memory();
  note_changes("fresh", db);
  must(db, "CREATE TABLE t(a UNIQUE, b)");
  note_changes("create", db);
  run_and_note(db, "INSERT INTO t VALUES(1, 1), (2, 1), (3, 1)");
  run_and_note(db, "UPDATE t SET b = 2 WHERE a > 1");
  run_and_note(db, "UPDATE t SET b = b");
  run_and_note(db, "UPDATE t SET b = 0 WHERE a > 100");
  run_and_note(db, "INSERT INTO t SELECT a + 10, b FROM t");
  run_and_note(db, "DELETE FROM t WHERE a = 1");
  run_and_note(db, "DELETE FROM t");
  run_and_note(db, "DELETE FROM t");
  close_noted(db);
}

/* Only INSERT, UPDATE and DELETE set the count; all else leaves it. */
TEST(statements, changes_left_alone) {
  sqlite3* db = open_rows();
  const char* const texts[] = {"SELECT count(*) FROM t",
                               "BEGIN",
                               "COMMIT",
                               "SAVEPOINT s",
                               "RELEASE s",
                               "CREATE TABLE u(a)",
                               "CREATE INDEX i ON t(b)",
                               "PRAGMA user_version = 5",
                               "ALTER TABLE t ADD COLUMN c",
                               "DROP TABLE u",
                               "EXPLAIN QUERY PLAN DELETE FROM t"};
  note_changes("inserted", db);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; ++i) {
    must(db, texts[i]);
    note_changes(texts[i], db);
  }
  close_noted(db);
}

TEST(statements, changes_of_conflicts) {
  sqlite3* db = open_rows();
  run_and_note(db, "INSERT OR IGNORE INTO t VALUES(1, 5), (4, 5)");
  run_and_note(db, "INSERT OR IGNORE INTO t VALUES(1, 5)");
  run_and_note(db, "INSERT OR REPLACE INTO t VALUES(1, 6)");
  run_and_note(db, "REPLACE INTO t VALUES(1, 7), (9, 7)");
  run_and_note(db, "UPDATE OR REPLACE t SET a = 1 WHERE a = 2");
  run_and_note(db, "INSERT INTO t VALUES(1, 8) ON CONFLICT DO NOTHING");
  run_and_note(db, "INSERT INTO t VALUES(1, 8) ON CONFLICT(a) DO UPDATE SET b = 9");
  close_noted(db);
}

TEST(statements, changes_of_failures) {
  sqlite3* db = open_rows();
  run_and_note(db, "INSERT INTO t VALUES(10, 1), (1, 1)");
  run_and_note(db, "INSERT OR FAIL INTO t VALUES(10, 1), (11, 1), (1, 1)");
  run_and_note(db, "UPDATE t SET b = 3 WHERE a = 1");
  run_and_note(db, "SELECT missing");
  run_and_note(db, "UPDATE t SET a = 5");
  close_noted(db);
}

TEST(statements, changes_of_triggers) {
  sqlite3* db = open_rows();
  must(db,
       "CREATE TABLE log(a, n);"
       "CREATE TRIGGER r AFTER UPDATE ON t BEGIN"
       " INSERT INTO log VALUES(new.a, NULL), (new.a, NULL);"
       " UPDATE log SET n = changes() WHERE n IS NULL; END");
  run_and_note(db, "UPDATE t SET b = 5 WHERE a <= 2");
  note_rows("log", db, "SELECT a, n FROM log ORDER BY rowid");
  note_rows("sql", db, "SELECT changes(), total_changes()");
  close_noted(db);
}

TEST(statements, changes_of_foreign_keys) {
  sqlite3* db = open_memory();
  must(db,
       "PRAGMA foreign_keys = ON; CREATE TABLE p(id INTEGER PRIMARY KEY);"
       "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);"
       "INSERT INTO p VALUES(1), (2); INSERT INTO c VALUES(1), (1), (2)");
  note_changes("before", db);
  run_and_note(db, "DELETE FROM p WHERE id = 1");
  run_and_note(db, "UPDATE p SET id = 3");
  close_noted(db);
}

TEST(statements, changes_of_views) {
  sqlite3* db = open_rows();
  must(db,
       "CREATE VIEW v AS SELECT a FROM t;"
       "CREATE TRIGGER i INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(new.a, 0); END;"
       "CREATE TRIGGER d INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.a; END");
  run_and_note(db, "INSERT INTO v VALUES(7), (8)");
  run_and_note(db, "DELETE FROM v WHERE a < 3");
  close_noted(db);
}

/* A rollback takes the rows back, not the counts. */
TEST(statements, changes_after_rollback) {
  sqlite3* db = open_rows();
  must(db, "BEGIN");
  run_and_note(db, "DELETE FROM t");
  must(db, "ROLLBACK");
  note_changes("rolled back", db);
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(statements, changes_of_tables_made_from_rows) {
  sqlite3* db = open_rows();
  must(db, "UPDATE t SET b = 2 WHERE a = 1");
  note_changes("before", db);
  must(db, "CREATE TABLE u AS SELECT * FROM t");
  note_rows("rows", db, "SELECT count(*) FROM u");
  must(db, "CREATE TABLE w(k PRIMARY KEY) WITHOUT ROWID");
  run_and_note(db, "INSERT INTO w SELECT a FROM t");
  run_and_note(db, "DELETE FROM w");
  close_noted(db);
}

static void ask_changes(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3* const db = sqlite3_context_db_handle(context);
  note("inside", "%d", sqlite3_changes(db));
  sqlite3_result_value(context, values[0]);
}

/* While a statement runs the count is still that of the one before. */
TEST(statements, changes_inside_a_statement) {
  sqlite3* db = open_rows();
  must(db, "UPDATE t SET b = 0 WHERE a = 1");
  sqlite3_create_function(db, "ask", 1, SQLITE_UTF8, NULL, ask_changes, NULL, NULL);
  run_and_note(db, "UPDATE t SET b = ask(a) WHERE a > 1");
  close_noted(db);
}

TEST(statements, changes_per_connection) {
  const char* const path = scratch("statements-changes.db");
  sqlite3* one = NULL;
  sqlite3* two = NULL;
  sqlite3_open(path, &one);
  sqlite3_open(path, &two);
  must(one, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2)");
  must(two, "DELETE FROM t WHERE a = 1; INSERT INTO t VALUES(7)");
  note_changes("one", one);
  note_changes("two", two);
  note("rowids", "%lld %lld", (long long)sqlite3_last_insert_rowid(one),
       (long long)sqlite3_last_insert_rowid(two));
  close_noted(one);
  close_noted(two);
}

static void note_rowid(const char* what, sqlite3* db) {
  note(what, "%lld", (long long)sqlite3_last_insert_rowid(db));
}

static void run_and_note_rowid(sqlite3* db, const char* sql) {
  note_rows(sql, db, sql);
  note_rowid("rowid", db);
}

TEST(statements, rowid_of_inserts) {
  sqlite3* db = open_memory();
  note_rowid("fresh", db);
  must(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE)");
  run_and_note_rowid(db, "INSERT INTO t(a) VALUES('x')");
  run_and_note_rowid(db, "INSERT INTO t VALUES(10, 'y'), (5, 'z')");
  run_and_note_rowid(db, "INSERT INTO t(a) VALUES('w')");
  run_and_note_rowid(db, "INSERT INTO t VALUES(-7, 'v')");
  run_and_note_rowid(db, "INSERT INTO t SELECT id + 100, a || a FROM t ORDER BY id");
  run_and_note_rowid(db, "UPDATE t SET id = 500 WHERE id = 1");
  run_and_note_rowid(db, "DELETE FROM t WHERE id = 500");
  run_and_note_rowid(db, "INSERT INTO t VALUES(9223372036854775807, 'max')");
  close_noted(db);
}

TEST(statements, rowid_of_conflicts) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE); INSERT INTO t VALUES(3, 'x')");
  run_and_note_rowid(db, "INSERT INTO t VALUES(9, 'x')");
  run_and_note_rowid(db, "INSERT OR FAIL INTO t VALUES(20, 'y'), (21, 'x')");
  run_and_note_rowid(db, "INSERT OR IGNORE INTO t VALUES(30, 'x')");
  run_and_note_rowid(db, "REPLACE INTO t VALUES(40, 'x')");
  run_and_note_rowid(db, "INSERT INTO t VALUES(50, 'x') ON CONFLICT(a) DO UPDATE SET a = 'z'");
  run_and_note_rowid(db, "INSERT INTO t VALUES(60, 'p'), (61, 'p')");
  close_noted(db);
}

/* What a trigger inserts counts inside the trigger; afterwards the value is as it was. */
TEST(statements, rowid_of_triggers) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(a); CREATE TABLE log(id INTEGER PRIMARY KEY, seen);"
       "INSERT INTO log VALUES(100, 0);"
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN"
       " INSERT INTO log(seen) VALUES(last_insert_rowid());"
       " INSERT INTO log(seen) VALUES(last_insert_rowid()); END");
  run_and_note_rowid(db, "INSERT INTO t VALUES('x')");
  note_rows("log", db, "SELECT id, seen FROM log WHERE id > 100 ORDER BY id");
  close_noted(db);
}

TEST(statements, rowid_of_other_tables) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  must(db, "CREATE TABLE w(k PRIMARY KEY) WITHOUT ROWID");
  run_and_note_rowid(db, "INSERT INTO w VALUES('x'), ('y')");
  must(db,
       "CREATE VIEW v AS SELECT a FROM t;"
       "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(new.a); END");
  run_and_note_rowid(db, "INSERT INTO v VALUES('z')");
  must(db, "CREATE TEMP TABLE m(a)");
  run_and_note_rowid(db, "INSERT INTO m VALUES('z')");
  must(db, "CREATE TABLE q(id INTEGER PRIMARY KEY AUTOINCREMENT, a)");
  run_and_note_rowid(db, "INSERT INTO q(a) VALUES(1); DELETE FROM q; INSERT INTO q(a) VALUES(2)");
  close_noted(db);
}

TEST(statements, rowid_after_rollback) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  must(db, "BEGIN; INSERT INTO t VALUES(2)");
  note_rowid("inserted", db);
  must(db, "ROLLBACK");
  note_rowid("rolled back", db);
  note_rows("sql", db, "SELECT last_insert_rowid()");
  close_noted(db);
}

TEST(statements, set_last_insert_rowid) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  const sqlite3_int64 rowids[] = {42, 0, -1, INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < sizeof rowids / sizeof rowids[0]; ++i) {
    sqlite3_set_last_insert_rowid(db, rowids[i]);
    note_rowid("set", db);
    note_rows("sql", db, "SELECT last_insert_rowid()");
  }
  run_and_note_rowid(db, "SELECT 1");
  run_and_note_rowid(db, "INSERT INTO t VALUES(1)");
  close_noted(db);
}

/* The rows of RETURNING and the rowid: set when the first row comes out. */
TEST(statements, rowid_while_returning) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* statement = prepared(db, "INSERT INTO t VALUES(1), (2) RETURNING rowid");
  while (sqlite3_step(statement) == SQLITE_ROW) {
    note_value("returned", sqlite3_column_value(statement, 0));
    note_rowid("last", db);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}
