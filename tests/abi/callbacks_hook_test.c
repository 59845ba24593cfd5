/* The hooks of commits, rollbacks and changed rows. */
#include "tests/abi/suite.h"

static int commit_answer = 0;

static int on_commit(void* data) {
  note_text("commit hook", data);
  return commit_answer;
}

static void on_rollback(void* data) { note_text("rollback hook", data); }

static const char* operation_name(int operation) {
  return operation == SQLITE_INSERT ? "insert" : operation == SQLITE_UPDATE ? "update" : "delete";
}

static void on_update(void* data, int operation, const char* schema, const char* table,
                      sqlite3_int64 rowid) {
  (void)data;
  note("update hook", "%s %s.%s %lld", operation_name(operation), schema, table, (long long)rowid);
}

static char kOne[] = "one";
static char kTwo[] = "two";

static sqlite3* open_with_commit_hooks(void) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE)");
  commit_answer = 0;
  note_text("was", sqlite3_commit_hook(db, on_commit, kOne));
  note_text("was", sqlite3_rollback_hook(db, on_rollback, kOne));
  return db;
}

TEST(callbacks, hook_commit) {
  sqlite3* const db = open_with_commit_hooks();
  note_rows("autocommit", db, "INSERT INTO t VALUES(1)");
  note("begin", "transaction");
  note_rows("transaction", db, "BEGIN; INSERT INTO t VALUES(2); INSERT INTO t VALUES(3)");
  note_rows("commit", db, "COMMIT");
  note("savepoint", "outermost");
  note_rows("savepoint", db, "SAVEPOINT s; INSERT INTO t VALUES(4); RELEASE s");
  note("nothing changes", "in these");
  note_rows("select", db, "SELECT count(*) FROM t");
  note_rows("empty", db, "BEGIN; COMMIT; BEGIN; SELECT 1 FROM t WHERE 0; COMMIT");
  note("writes", "no row");
  note_rows("no row", db, "DELETE FROM t WHERE a = 99");
  note_rows("immediate", db, "BEGIN IMMEDIATE; COMMIT");
  note_rows("ddl", db, "CREATE TABLE u(a)");
  close_noted(db);
}

TEST(callbacks, hook_commit_refuses) {
  sqlite3* const db = open_with_commit_hooks();
  commit_answer = 1;
  note_rows("autocommit", db, "INSERT INTO t VALUES(1)");
  note_rows("transaction", db, "BEGIN; INSERT INTO t VALUES(2); COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT count(*) FROM t");
  commit_answer = -7;
  note_rows("savepoint", db, "SAVEPOINT s; INSERT INTO t VALUES(3); RELEASE s");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  commit_answer = 0;
  note_rows("allowed", db, "INSERT INTO t VALUES(4); SELECT a FROM t");
  close_noted(db);
}

TEST(callbacks, hook_commit_replaced) {
  sqlite3* const db = open_with_commit_hooks();
  note_text("was", sqlite3_commit_hook(db, on_commit, kTwo));
  note_rows("second", db, "INSERT INTO t VALUES(1)");
  note_text("was", sqlite3_commit_hook(db, NULL, NULL));
  note_rows("none", db, "INSERT INTO t VALUES(2)");
  note_text("was", sqlite3_commit_hook(db, NULL, NULL));
  close_noted(db);
}

TEST(callbacks, hook_rollback) {
  sqlite3* const db = open_with_commit_hooks();
  sqlite3_commit_hook(db, NULL, NULL);
  note_rows("rollback", db, "BEGIN; INSERT INTO t VALUES(1); ROLLBACK");
  note("empty", "transaction");
  note_rows("empty", db, "BEGIN; ROLLBACK");
  note("failed statement", "autocommit");
  must(db, "INSERT INTO t VALUES(1)");
  note_rows("failed", db, "INSERT INTO t VALUES(1)");
  note("failed statement", "in a transaction");
  note_rows("failed", db, "BEGIN; INSERT INTO t VALUES(2); INSERT INTO t VALUES(1)");
  note_rows("to a savepoint", db, "SAVEPOINT s; INSERT INTO t VALUES(3); ROLLBACK TO s; RELEASE s");
  note("or rollback", "in a transaction");
  note_rows("or rollback", db, "INSERT OR ROLLBACK INTO t VALUES(1)");
  note_rows("rows", db, "SELECT a FROM t");
  note_text("was", sqlite3_rollback_hook(db, NULL, NULL));
  note_rows("none", db, "BEGIN; INSERT INTO t VALUES(1)");
  close_noted(db);
}

TEST(callbacks, hook_rollback_at_close) {
  sqlite3* const db = open_with_commit_hooks();
  note_rows("insert", db, "BEGIN; INSERT INTO t VALUES(1)");
  close_noted(db);
}

static sqlite3* open_with_update_hook(const char* sql) {
  sqlite3* const db = open_memory();
  must(db, sql);
  sqlite3_update_hook(db, on_update, NULL);
  return db;
}

TEST(callbacks, hook_update) {
  sqlite3* const db = open_with_update_hook("CREATE TABLE t(a, b INTEGER PRIMARY KEY)");
  note_rows("insert", db, "INSERT INTO t VALUES('x', 5), ('y', -7)");
  note_rows("update", db, "UPDATE t SET a = a");
  note_rows("update of the rowid", db, "UPDATE t SET b = 50 WHERE b = 5");
  note_rows("no row", db, "UPDATE t SET a = 1 WHERE 0; DELETE FROM t WHERE 0");
  note_rows("delete", db, "DELETE FROM t WHERE b = 50");
  note_rows("undone all the same", db, "BEGIN; INSERT INTO t VALUES('z', 1); ROLLBACK");
  note("truncating", "is not told row by row");
  note_rows("delete all", db, "DELETE FROM t");
  close_noted(db);
}

TEST(callbacks, hook_update_schemas) {
  sqlite3* const db = open_with_update_hook(
      "CREATE TABLE \"A Table\"(a); CREATE TEMP TABLE m(a); ATTACH ':memory:' AS aux;"
      "CREATE TABLE aux.t(a)");
  note_rows("main", db, "INSERT INTO \"a table\" VALUES(1)");
  note_rows("temp", db, "INSERT INTO m VALUES(1)");
  note_rows("aux", db, "INSERT INTO aux.t VALUES(1)");
  note_rows("ddl", db, "CREATE TABLE n(a); CREATE INDEX i ON n(a); DROP TABLE n");
  close_noted(db);
}

TEST(callbacks, hook_update_conflicts) {
  sqlite3* const db = open_with_update_hook(
      "CREATE TABLE t(a INTEGER PRIMARY KEY, b UNIQUE); INSERT INTO t VALUES(1, 'x'), (2, 'y')");
  note_rows("replace the row", db, "REPLACE INTO t VALUES(1, 'z')");
  note_rows("replace another row", db, "REPLACE INTO t VALUES(9, 'y')");
  note_rows("ignore", db, "INSERT OR IGNORE INTO t VALUES(1, 'w')");
  note_rows("fails", db, "INSERT INTO t VALUES(10, 'n'), (1, 'w')");
  note_rows("upsert", db, "INSERT INTO t VALUES(1, 'u') ON CONFLICT(a) DO UPDATE SET b = 'up'");
  note_rows("upsert nothing", db, "INSERT INTO t VALUES(1, 'u') ON CONFLICT DO NOTHING");
  note_rows("update or replace", db, "UPDATE OR REPLACE t SET b = 'y' WHERE a = 1");
  note_rows("rows", db, "SELECT a, b FROM t ORDER BY a");
  close_noted(db);
}

TEST(callbacks, hook_update_recursive_triggers) {
  sqlite3* const db = open_with_update_hook(
      "PRAGMA recursive_triggers = ON; CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
      "INSERT INTO t VALUES(1, 'x')");
  note_rows("replace", db, "REPLACE INTO t VALUES(1, 'z')");
  close_noted(db);
}

TEST(callbacks, hook_update_without_rowid) {
  sqlite3* const db = open_with_update_hook("CREATE TABLE w(a PRIMARY KEY, b) WITHOUT ROWID");
  note_rows("changes", db, "INSERT INTO w VALUES(1, 2); UPDATE w SET b = 3; DELETE FROM w");
  note("changes", "%d", sqlite3_total_changes(db));
  close_noted(db);
}

TEST(callbacks, hook_update_triggers_and_foreign_keys) {
  sqlite3* const db = open_with_update_hook(
      "PRAGMA foreign_keys = ON; CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE log(a);"
      "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE ON UPDATE SET NULL);"
      "CREATE TRIGGER r AFTER INSERT ON c BEGIN INSERT INTO log VALUES(new.p); END;"
      "INSERT INTO p VALUES(1), (2); CREATE VIEW v AS SELECT id FROM p;"
      "CREATE TRIGGER iv INSTEAD OF INSERT ON v BEGIN INSERT INTO p VALUES(new.id); END");
  note_rows("trigger", db, "INSERT INTO c VALUES(1), (2)");
  note_rows("cascade", db, "DELETE FROM p WHERE id = 1");
  note_rows("set null", db, "UPDATE p SET id = 20");
  note_rows("view", db, "INSERT INTO v VALUES(30)");
  close_noted(db);
}

TEST(callbacks, hook_update_is_not_told_of_system_tables) {
  sqlite3* const db = open_with_update_hook("CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT)");
  note_rows("autoincrement", db, "INSERT INTO t DEFAULT VALUES");
  note_rows("its sequence", db, "SELECT seq FROM sqlite_sequence");
  note_rows("written by hand", db, "UPDATE sqlite_sequence SET seq = 10");
  note_rows("analyze", db, "ANALYZE");
  close_noted(db);
}

TEST(callbacks, hook_update_replaced) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note_text("was", sqlite3_update_hook(db, on_update, kOne));
  note_text("was", sqlite3_update_hook(db, on_update, kTwo));
  note_rows("insert", db, "INSERT INTO t VALUES(1)");
  note_text("was", sqlite3_update_hook(db, NULL, NULL));
  note_rows("insert", db, "INSERT INTO t VALUES(2)");
  close_noted(db);
}

/* A statement that was prepared before the hook was set tells it, too. */
TEST(callbacks, hook_update_of_a_prepared_statement) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  sqlite3_stmt* const statement = prepared(db, "INSERT INTO t VALUES(1)");
  sqlite3_update_hook(db, on_update, NULL);
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

/* In which order the three are called. */
TEST(callbacks, hook_order) {
  sqlite3* const db = open_with_commit_hooks();
  sqlite3_update_hook(db, on_update, NULL);
  note_rows("insert", db, "INSERT INTO t VALUES(1)");
  commit_answer = 1;
  note_rows("refused", db, "INSERT INTO t VALUES(2)");
  commit_answer = 0;
  close_noted(db);
}
