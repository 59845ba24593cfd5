/* What the authorizer is asked for each kind of statement. An engine may ask the same twice, and
** asks in an order of its own: the questions are sorted, and each is printed once. */
#include "tests/abi/suite.h"

static char* questions[400];
static int question_count = 0;

static const char* action_name(int action) {
  static const char* const names[] = {"COPY",
                                      "CREATE_INDEX",
                                      "CREATE_TABLE",
                                      "CREATE_TEMP_INDEX",
                                      "CREATE_TEMP_TABLE",
                                      "CREATE_TEMP_TRIGGER",
                                      "CREATE_TEMP_VIEW",
                                      "CREATE_TRIGGER",
                                      "CREATE_VIEW",
                                      "DELETE",
                                      "DROP_INDEX",
                                      "DROP_TABLE",
                                      "DROP_TEMP_INDEX",
                                      "DROP_TEMP_TABLE",
                                      "DROP_TEMP_TRIGGER",
                                      "DROP_TEMP_VIEW",
                                      "DROP_TRIGGER",
                                      "DROP_VIEW",
                                      "INSERT",
                                      "PRAGMA",
                                      "READ",
                                      "SELECT",
                                      "TRANSACTION",
                                      "UPDATE",
                                      "ATTACH",
                                      "DETACH",
                                      "ALTER_TABLE",
                                      "REINDEX",
                                      "ANALYZE",
                                      "CREATE_VTABLE",
                                      "DROP_VTABLE",
                                      "FUNCTION",
                                      "SAVEPOINT",
                                      "RECURSIVE"};
  return names[action];
}

static const char* shown(const char* text) { return text ? text : "-"; }

/* How DDL reads and updates the schema table is the engine's business, and so are the functions
** that ALTER calls. */
static int is_internal(int action, const char* first) {
  const int of_schema =
      first && (strcmp(first, "sqlite_master") == 0 || strcmp(first, "sqlite_temp_master") == 0);
  if (of_schema) return action == SQLITE_READ || action == SQLITE_UPDATE;
  return action == SQLITE_FUNCTION || action == SQLITE_SELECT;
}

static int collect(void* data, int action, const char* first, const char* second,
                   const char* schema, const char* inner) {
  const int* const hides_internals = data;
  if (question_count == 400) return SQLITE_OK;
  if (hides_internals && is_internal(action, first)) return SQLITE_OK;
  questions[question_count++] = sqlite3_mprintf("%s %s %s %s %s", action_name(action), shown(first),
                                                shown(second), shown(schema), shown(inner));
  return SQLITE_OK;
}

static int by_text(const void* left, const void* right) {
  return strcmp(*(char* const*)left, *(char* const*)right);
}

static void forget(void) {
  for (int i = 0; i < question_count; ++i) sqlite3_free(questions[i]);
  question_count = 0;
}

static void put_questions(void) {
  qsort(questions, (size_t)question_count, sizeof questions[0], by_text);
  for (int i = 0; i < question_count; ++i) {
    if (i == 0 || strcmp(questions[i - 1], questions[i]) != 0) note("asks", "%s", questions[i]);
  }
  forget();
}

/* Runs one statement and prints what was asked for it. */
static void ask(sqlite3* db, const char* sql) {
  note("sql", "%s", sql);
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) note_error("failed", db);
  put_questions();
}

static int hides = 1;

static void hide_internals(sqlite3* db) { sqlite3_set_authorizer(db, collect, &hides); }

static sqlite3* open_asking(void) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a, b); CREATE TABLE u(x INTEGER PRIMARY KEY, y); CREATE INDEX i ON t(a);"
       "CREATE VIEW v AS SELECT a AS va FROM t; INSERT INTO t VALUES(1, 2)");
  note_code("set", sqlite3_set_authorizer(db, collect, NULL));
  return db;
}

TEST(callbacks, authorizer_select) {
  sqlite3* const db = open_asking();
  ask(db, "SELECT 1");
  ask(db, "SELECT a FROM t WHERE b = 1");
  ask(db, "SELECT * FROM t AS other");
  ask(db, "SELECT count(*) FROM t");
  ask(db, "SELECT 1 FROM t");
  ask(db, "SELECT rowid, oid FROM t");
  ask(db, "SELECT x, rowid FROM u");
  ask(db, "SELECT a FROM t JOIN u ON t.b = u.y ORDER BY x");
  ask(db, "SELECT A FROM T");
  ask(db, "SELECT name FROM sqlite_master");
  close_noted(db);
}

TEST(callbacks, authorizer_select_parts) {
  sqlite3* const db = open_asking();
  ask(db, "SELECT (SELECT max(y) FROM u) FROM t");
  ask(db, "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE y = a)");
  ask(db, "SELECT a FROM t UNION SELECT x FROM u");
  ask(db, "SELECT z FROM (SELECT a AS z FROM t)");
  ask(db, "WITH c AS (SELECT a FROM t) SELECT a FROM c");
  ask(db,
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i FROM n");
  ask(db, "SELECT va FROM v");
  ask(db, "VALUES(1)");
  close_noted(db);
}

TEST(callbacks, authorizer_functions) {
  sqlite3* const db = open_asking();
  ask(db, "SELECT ABS(1), upper('x')");
  ask(db, "SELECT 'a' LIKE 'b', 'a' GLOB 'b'");
  ask(db, "SELECT coalesce(1, 2), count(*), group_concat(a) FROM t");
  ask(db, "SELECT row_number() OVER () FROM t");
  ask(db, "SELECT CURRENT_DATE IS NULL");
  ask(db, "SELECT CAST(1 AS TEXT), 1 + 2, a IS NULL FROM t");
  ask(db, "SELECT a -> '$' FROM t");
  close_noted(db);
}

TEST(callbacks, authorizer_changes) {
  sqlite3* const db = open_asking();
  ask(db, "INSERT INTO t VALUES(1, 2)");
  ask(db, "INSERT INTO t(a) SELECT y FROM u");
  ask(db, "INSERT INTO u DEFAULT VALUES");
  ask(db, "REPLACE INTO u VALUES(1, 2)");
  ask(db, "INSERT INTO u VALUES(1, 2) ON CONFLICT(x) DO UPDATE SET y = excluded.y + 1");
  ask(db, "UPDATE t SET a = b WHERE a > 1");
  ask(db, "UPDATE u SET x = x + 1, y = 2");
  ask(db, "UPDATE t SET a = y FROM u WHERE b = x");
  ask(db, "DELETE FROM t WHERE b = 7");
  ask(db, "DELETE FROM t");
  ask(db, "INSERT INTO t VALUES(1, 2) RETURNING a");
  close_noted(db);
}

TEST(callbacks, authorizer_tables) {
  sqlite3* const db = open_asking();
  hide_internals(db);
  ask(db, "CREATE TABLE n(a)");
  ask(db, "CREATE TABLE k(a PRIMARY KEY)");
  ask(db, "CREATE TABLE IF NOT EXISTS n(a)");
  ask(db, "CREATE TEMP TABLE m(a)");
  ask(db, "CREATE TABLE copied AS SELECT a FROM t");
  ask(db, "DROP TABLE n");
  ask(db, "DROP TABLE m");
  ask(db, "DROP TABLE IF EXISTS nothing_there");
  close_noted(db);
}

TEST(callbacks, authorizer_alter) {
  sqlite3* const db = open_asking();
  hide_internals(db);
  ask(db, "ALTER TABLE u RENAME TO w");
  ask(db, "ALTER TABLE w ADD COLUMN z");
  ask(db, "ALTER TABLE w RENAME COLUMN z TO zz");
  ask(db, "ALTER TABLE w DROP COLUMN zz");
  close_noted(db);
}

TEST(callbacks, authorizer_indexes_views_triggers) {
  sqlite3* const db = open_asking();
  hide_internals(db);
  must(db, "CREATE TEMP TABLE m(a)");
  forget();
  ask(db, "CREATE INDEX j ON t(b) WHERE a > 1");
  ask(db, "CREATE INDEX temp.mj ON m(a)");
  ask(db, "DROP INDEX j");
  ask(db, "DROP INDEX mj");
  ask(db, "CREATE VIEW w AS SELECT b FROM t");
  ask(db, "CREATE TEMP VIEW tw AS SELECT b FROM t");
  ask(db, "DROP VIEW w");
  ask(db, "DROP VIEW tw");
  ask(db, "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE u SET y = new.a; END");
  ask(db, "INSERT INTO t VALUES(3, 4)");
  ask(db, "DROP TRIGGER r");
  ask(db, "CREATE TEMP TRIGGER tr AFTER DELETE ON t BEGIN SELECT old.b; END");
  ask(db, "DELETE FROM t WHERE a = 99");
  ask(db, "DROP TRIGGER tr");
  close_noted(db);
}

TEST(callbacks, authorizer_virtual_tables) {
  sqlite3* const db = open_asking();
  must(db, "SELECT value FROM json_each('[1]'); PRAGMA table_info(t)");
  forget();
  ask(db, "SELECT value FROM json_each('[1]')");
  close_noted(db);
}

TEST(callbacks, authorizer_transactions) {
  sqlite3* const db = open_asking();
  ask(db, "BEGIN");
  ask(db, "SAVEPOINT s");
  ask(db, "ROLLBACK TO s");
  ask(db, "RELEASE s");
  ask(db, "COMMIT");
  ask(db, "BEGIN IMMEDIATE");
  ask(db, "ROLLBACK");
  ask(db, "BEGIN EXCLUSIVE");
  ask(db, "END");
  close_noted(db);
}

TEST(callbacks, authorizer_pragmas_and_others) {
  sqlite3* const db = open_asking();
  ask(db, "PRAGMA user_version");
  ask(db, "PRAGMA user_version = 5");
  ask(db, "PRAGMA main.user_version");
  ask(db, "PRAGMA table_info(t)");
  ask(db, "PRAGMA no_such_pragma = 1");
  ask(db, "ATTACH ':memory:' AS aux");
  ask(db, "ATTACH ':mem' || 'ory:' AS other");
  ask(db, "DETACH aux");
  ask(db, "REINDEX");
  ask(db, "REINDEX t");
  ask(db, "EXPLAIN SELECT a FROM t");
  close_noted(db);
}

TEST(callbacks, authorizer_analyze) {
  sqlite3* const db = open_asking();
  note_code("analyze", sqlite3_exec(db, "ANALYZE t", NULL, NULL, NULL));
  int found = 0;
  for (int i = 0; i < question_count; ++i) found |= strcmp(questions[i], "ANALYZE t - main -") == 0;
  note("asked for", "%s", found ? "ANALYZE t - main -" : "something else");
  forget();
  close_noted(db);
}

TEST(callbacks, authorizer_names_the_schema) {
  sqlite3* const db = open_memory();
  must(db, "ATTACH ':memory:' AS aux; CREATE TABLE aux.t(a); CREATE TEMP TABLE t(b)");
  sqlite3_set_authorizer(db, collect, NULL);
  ask(db, "SELECT a FROM aux.t");
  ask(db, "SELECT b FROM t");
  ask(db, "INSERT INTO aux.t SELECT b FROM temp.t");
  hide_internals(db);
  ask(db, "CREATE TABLE aux.n(a)");
  ask(db, "CREATE INDEX aux.ni ON n(a)");
  ask(db, "DROP TABLE aux.n");
  close_noted(db);
}

/* The last argument is the innermost trigger or view that is at fault. */
TEST(callbacks, authorizer_names_the_innermost) {
  sqlite3* const db = open_asking();
  must(db,
       "CREATE VIEW vv AS SELECT va FROM v; CREATE TABLE log(m);"
       "CREATE TRIGGER first AFTER INSERT ON u BEGIN INSERT INTO log SELECT va FROM vv; END;"
       "CREATE TRIGGER second AFTER INSERT ON log BEGIN DELETE FROM t WHERE a = new.m; END;"
       "CREATE TRIGGER instead_of INSTEAD OF INSERT ON v BEGIN SELECT new.va; END;");
  forget();
  ask(db, "SELECT va FROM vv");
  ask(db, "INSERT INTO u VALUES(1, 2)");
  ask(db, "INSERT INTO v VALUES(1)");
  close_noted(db);
}

TEST(callbacks, authorizer_foreign_keys_and_checks) {
  sqlite3* const db = open_memory();
  must(db,
       "PRAGMA foreign_keys = ON; CREATE TABLE p(id INTEGER PRIMARY KEY);"
       "CREATE TABLE c(p REFERENCES p(id) ON DELETE CASCADE, k CHECK(length(k) < 9));"
       "CREATE TABLE g(a, b AS (abs(a)))");
  sqlite3_set_authorizer(db, collect, NULL);
  ask(db, "INSERT INTO p VALUES(1)");
  ask(db, "INSERT INTO c VALUES(1, 'k')");
  ask(db, "DELETE FROM p WHERE id = 1");
  ask(db, "SELECT b FROM g");
  close_noted(db);
}

/* The least that a virtual table needs to be created and dropped. */
static int connect_table(sqlite3* db, void* data, int count, const char* const* arguments,
                         sqlite3_vtab** table, char** error) {
  (void)data;
  (void)count;
  (void)arguments;
  (void)error;
  *table = sqlite3_malloc(sizeof **table);
  memset(*table, 0, sizeof **table);
  return sqlite3_declare_vtab(db, "CREATE TABLE x(a)");
}

static int disconnect_table(sqlite3_vtab* table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static const sqlite3_module kModule = {
    .xCreate = connect_table,
    .xConnect = connect_table,
    .xDisconnect = disconnect_table,
    .xDestroy = disconnect_table,
};

TEST(callbacks, authorizer_virtual_tables_made_and_dropped) {
  sqlite3* const db = open_asking();
  hide_internals(db);
  sqlite3_create_module(db, "stub", &kModule, NULL);
  ask(db, "CREATE VIRTUAL TABLE vt USING stub(1, 2)");
  ask(db, "DROP TABLE vt");
  close_noted(db);
}
