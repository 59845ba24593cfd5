/* Authorizers that deny and ignore, that are wrong, and when they are asked. */
#include "tests/abi/suite.h"

/* What is answered to one action; everything else is allowed. */
typedef struct Rule {
  int action;
  const char* first;
  const char* second;
  int answer;
  int asked;
} Rule;

static int is_same(const char* wanted, const char* given) {
  return !wanted || (given && strcmp(wanted, given) == 0);
}

static int judge(void* data, int action, const char* first, const char* second, const char* schema,
                 const char* inner) {
  (void)schema;
  (void)inner;
  Rule* const rule = data;
  ++rule->asked;
  if (rule->action != action) return SQLITE_OK;
  return is_same(rule->first, first) && is_same(rule->second, second) ? rule->answer : SQLITE_OK;
}

static sqlite3* open_tables(void) {
  sqlite3* const db = open_memory();
  must(db,
       "CREATE TABLE t(a, b DEFAULT 'default'); INSERT INTO t VALUES(1, 2), (3, 4);"
       "CREATE TABLE u(x INTEGER PRIMARY KEY, y); INSERT INTO u VALUES(1, 'one');"
       "CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t(a);"
       "CREATE TRIGGER r AFTER INSERT ON u BEGIN UPDATE t SET b = 'by trigger'; END");
  return db;
}

static void with_rule(Rule rule, const char* what, const char* sql) {
  sqlite3* const db = open_tables();
  sqlite3_set_authorizer(db, judge, &rule);
  note_rows(what, db, sql);
  sqlite3_set_authorizer(db, NULL, NULL);
  sqlite3_close(db);
}

/* Runs a statement with the action denied and with it ignored, then looks at what there is. */
static void both(int action, const char* first, const char* second, const char* sql) {
  note("sql", "%s", sql);
  for (int answer = SQLITE_DENY; answer <= SQLITE_IGNORE; ++answer) {
    Rule rule = {action, first, second, answer, 0};
    sqlite3* const db = open_tables();
    sqlite3_set_authorizer(db, judge, &rule);
    note_rows(answer == SQLITE_DENY ? "deny" : "ignore", db, sql);
    sqlite3_set_authorizer(db, NULL, NULL);
    note_rows("t", db, "SELECT a, b FROM t ORDER BY rowid");
    note_rows("schema", db,
              "SELECT group_concat(name) FROM"
              " (SELECT name FROM sqlite_schema UNION ALL SELECT name FROM sqlite_temp_schema"
              " ORDER BY name)");
    sqlite3_close(db);
  }
}

TEST(callbacks, deny_read) {
  const Rule deny = {SQLITE_READ, "t", "b", SQLITE_DENY, 0};
  with_rule(deny, "column", "SELECT a, b FROM t");
  with_rule(deny, "other column", "SELECT a FROM t");
  with_rule(deny, "in where", "SELECT a FROM t WHERE b = 2");
  with_rule(deny, "star", "SELECT * FROM t");
  with_rule(deny, "insert", "INSERT INTO t VALUES(5, 6)");
  with_rule(deny, "update of it", "UPDATE t SET b = 1");
  with_rule(deny, "attached", "ATTACH ':memory:' AS x; CREATE TABLE x.t(b); SELECT b FROM x.t");
  const Rule deny_table = {SQLITE_READ, "t", NULL, SQLITE_DENY, 0};
  with_rule(deny_table, "count", "SELECT count(*) FROM t");
  with_rule(deny_table, "rowid", "SELECT rowid FROM t");
}

TEST(callbacks, ignore_read) {
  const Rule ignore = {SQLITE_READ, "t", "b", SQLITE_IGNORE, 0};
  with_rule(ignore, "column", "SELECT a, b FROM t");
  with_rule(ignore, "star", "SELECT * FROM t");
  with_rule(ignore, "in where", "SELECT a FROM t WHERE b IS NULL");
  with_rule(ignore, "expression", "SELECT coalesce(b, 'nothing') FROM t");
  with_rule(ignore, "update from it", "UPDATE t SET a = b; SELECT a FROM t");
  const Rule rowid = {SQLITE_READ, "u", "x", SQLITE_IGNORE, 0};
  with_rule(rowid, "primary key", "SELECT x, rowid, y FROM u");
}

TEST(callbacks, deny_select) {
  const Rule deny = {SQLITE_SELECT, NULL, NULL, SQLITE_DENY, 0};
  const Rule ignore = {SQLITE_SELECT, NULL, NULL, SQLITE_IGNORE, 0};
  with_rule(deny, "select", "SELECT 1");
  with_rule(deny, "subquery", "UPDATE t SET a = (SELECT 1)");
  with_rule(ignore, "ignored", "SELECT a FROM t");
}

TEST(callbacks, deny_insert) { both(SQLITE_INSERT, "t", NULL, "INSERT INTO t VALUES(5, 6)"); }

TEST(callbacks, deny_update) { both(SQLITE_UPDATE, "t", "b", "UPDATE t SET a = 10, b = 20"); }

TEST(callbacks, deny_delete) {
  both(SQLITE_DELETE, "t", NULL, "DELETE FROM t WHERE a = 1");
  both(SQLITE_DELETE, "t", NULL, "DELETE FROM t");
}

TEST(callbacks, deny_in_trigger) {
  both(SQLITE_UPDATE, "t", "b", "INSERT INTO u VALUES(9, 'nine')");
}

TEST(callbacks, deny_function) {
  const Rule deny = {SQLITE_FUNCTION, NULL, "upper", SQLITE_DENY, 0};
  const Rule ignore = {SQLITE_FUNCTION, NULL, "upper", SQLITE_IGNORE, 0};
  with_rule(deny, "denied", "SELECT upper('x')");
  with_rule(deny, "other", "SELECT lower('X')");
  with_rule(ignore, "ignored", "SELECT upper('x'), lower('X')");
  const Rule aggregate = {SQLITE_FUNCTION, NULL, "sum", SQLITE_IGNORE, 0};
  with_rule(aggregate, "ignored aggregate", "SELECT sum(a) FROM t");
}

TEST(callbacks, deny_schema_changes) {
  both(SQLITE_CREATE_TABLE, "n", NULL, "CREATE TABLE n(a)");
  both(SQLITE_CREATE_INDEX, "n", NULL, "CREATE INDEX n ON t(b)");
  both(SQLITE_CREATE_VIEW, "n", NULL, "CREATE VIEW n AS SELECT 1");
  both(SQLITE_CREATE_TRIGGER, "n", NULL, "CREATE TRIGGER n AFTER DELETE ON t BEGIN SELECT 1; END");
  both(SQLITE_DROP_TABLE, "u", NULL, "DROP TABLE u");
  both(SQLITE_DROP_INDEX, "i", NULL, "DROP INDEX i");
  both(SQLITE_DROP_VIEW, "v", NULL, "DROP VIEW v");
  both(SQLITE_DROP_TRIGGER, "r", NULL, "DROP TRIGGER r");
  both(SQLITE_ALTER_TABLE, NULL, "t", "ALTER TABLE t ADD COLUMN c");
}

TEST(callbacks, deny_schema_table) {
  both(SQLITE_INSERT, "sqlite_master", NULL, "CREATE TABLE n(a)");
  both(SQLITE_DELETE, "sqlite_master", NULL, "DROP TABLE u");
}

TEST(callbacks, deny_transaction) {
  const Rule begin = {SQLITE_TRANSACTION, "BEGIN", NULL, SQLITE_DENY, 0};
  const Rule commit = {SQLITE_TRANSACTION, "COMMIT", NULL, SQLITE_IGNORE, 0};
  const Rule savepoint = {SQLITE_SAVEPOINT, "BEGIN", "s", SQLITE_DENY, 0};
  with_rule(begin, "begin", "BEGIN");
  with_rule(commit, "commit ignored", "BEGIN; COMMIT; BEGIN");
  with_rule(savepoint, "savepoint", "SAVEPOINT s");
  with_rule(savepoint, "other savepoint", "SAVEPOINT p; RELEASE p; RELEASE s");
}

TEST(callbacks, deny_pragma_attach_and_others) {
  const Rule pragma = {SQLITE_PRAGMA, "user_version", NULL, SQLITE_DENY, 0};
  const Rule silent = {SQLITE_PRAGMA, "user_version", NULL, SQLITE_IGNORE, 0};
  const Rule attach = {SQLITE_ATTACH, NULL, NULL, SQLITE_DENY, 0};
  const Rule attach_ignored = {SQLITE_ATTACH, NULL, NULL, SQLITE_IGNORE, 0};
  const Rule detach = {SQLITE_DETACH, "x", NULL, SQLITE_DENY, 0};
  const Rule recursive = {SQLITE_RECURSIVE, NULL, NULL, SQLITE_DENY, 0};
  const Rule reindex = {SQLITE_REINDEX, "i", NULL, SQLITE_DENY, 0};
  with_rule(pragma, "pragma", "PRAGMA user_version");
  with_rule(silent, "pragma ignored", "PRAGMA user_version");
  with_rule(attach, "attach", "ATTACH ':memory:' AS x");
  with_rule(attach_ignored, "attach ignored",
            "ATTACH ':memory:' AS x; SELECT 1 FROM x.sqlite_schema");
  with_rule(detach, "detach", "ATTACH ':memory:' AS x; DETACH x");
  with_rule(recursive, "recursive",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i FROM n) SELECT i FROM n");
  with_rule(reindex, "reindex", "REINDEX i");
}

/* What is neither of the three answers is an error of the program. */
TEST(callbacks, deny_wrong_answers) {
  const int answers[] = {99, -1, SQLITE_ROW};
  for (int i = 0; i < 3; ++i) {
    const Rule select = {SQLITE_SELECT, NULL, NULL, answers[i], 0};
    const Rule read = {SQLITE_READ, "t", "a", answers[i], 0};
    with_rule(select, "select", "SELECT 1");
    with_rule(read, "read", "SELECT a FROM t");
  }
}

TEST(callbacks, deny_is_asked_again) {
  sqlite3* const db = open_tables();
  Rule rule = {SQLITE_READ, "t", "b", SQLITE_OK, 0};
  sqlite3_stmt* const statement = prepared(db, "SELECT b FROM t");
  note_code("set", sqlite3_set_authorizer(db, judge, &rule));
  note_code("step", sqlite3_step(statement));
  note("asked at the first step", "%s", rule.asked > 0 ? "yes" : "no");
  rule.asked = 0;
  rule.answer = SQLITE_DENY;
  note_code("step", sqlite3_step(statement));
  sqlite3_reset(statement);
  note_code("step after reset", sqlite3_step(statement));
  note("asked", "%s", rule.asked > 0 ? "yes" : "no");
  sqlite3_reset(statement);
  must(db, "CREATE TABLE w(a)");
  note_code("step after a schema change", sqlite3_step(statement));
  note_error("step after a schema change", db);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, deny_set_while_prepared) {
  sqlite3* const db = open_tables();
  Rule rule = {SQLITE_READ, "t", "b", SQLITE_DENY, 0};
  sqlite3_stmt* const statement = prepared(db, "SELECT b FROM t");
  sqlite3_set_authorizer(db, judge, &rule);
  note_code("step", sqlite3_step(statement));
  note_error("step", db);
  sqlite3_set_authorizer(db, NULL, NULL);
  sqlite3_reset(statement);
  note_code("step without", sqlite3_step(statement));
  sqlite3_set_authorizer(db, judge, &rule);
  note_code("amid the rows", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(callbacks, deny_does_not_leak_statements) {
  sqlite3* const db = open_tables();
  Rule rule = {SQLITE_READ, "t", "b", SQLITE_DENY, 0};
  sqlite3_set_authorizer(db, judge, &rule);
  sqlite3_stmt* statement = NULL;
  const char* tail = NULL;
  const char* const sql = "SELECT b FROM t; SELECT 1";
  note_code("prepare", sqlite3_prepare_v2(db, sql, -1, &statement, &tail));
  note("statement", "%s", statement ? "there" : "none");
  note_text("tail", tail);
  close_noted(db);
}
