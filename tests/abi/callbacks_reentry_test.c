/* Functions that call back into the connection that is calling them. */
#include "tests/abi/suite.h"

/* Runs its argument and answers the code. */
static void run(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3* const db = sqlite3_context_db_handle(context);
  (void)count;
  const char* const sql = (const char*)sqlite3_value_text(values[0]);
  const int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
  note_code("inner", code);
  if (code != SQLITE_OK) note_text("inner", sqlite3_errmsg(db));
  sqlite3_result_int(context, code);
}

/* As run, but hands the error on. */
static void run_strictly(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3* const db = sqlite3_context_db_handle(context);
  (void)count;
  char* error = NULL;
  const char* const sql = (const char*)sqlite3_value_text(values[0]);
  const int code = sqlite3_exec(db, sql, NULL, NULL, &error);
  if (code == SQLITE_OK) return;
  sqlite3_result_error(context, error, -1);
  sqlite3_result_error_code(context, code);
  sqlite3_free(error);
}

/* The first value that a query gives. */
static void query(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3* const db = sqlite3_context_db_handle(context);
  (void)count;
  sqlite3_stmt* const statement = prepared(db, (const char*)sqlite3_value_text(values[0]));
  if (sqlite3_step(statement) == SQLITE_ROW) {
    sqlite3_result_value(context, sqlite3_column_value(statement, 0));
  }
  sqlite3_finalize(statement);
}

static sqlite3* open_with_run(void) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "run", 1, SQLITE_UTF8, NULL, run, NULL, NULL);
  sqlite3_create_function(db, "strictly", 1, SQLITE_UTF8, NULL, run_strictly, NULL, NULL);
  sqlite3_create_function(db, "query", 1, SQLITE_UTF8, NULL, query, NULL, NULL);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3); CREATE TABLE u(b UNIQUE)");
  return db;
}

TEST(callbacks, reentry_queries) {
  sqlite3* const db = open_with_run();
  note_rows("query", db, "SELECT a, query('SELECT sum(a) FROM t') FROM t ORDER BY a");
  note_rows("query in a query", db, "SELECT query('SELECT query(''SELECT max(a) FROM t'')')");
  note_rows("in where", db, "SELECT a FROM t WHERE a = query('SELECT 2')");
  note_rows("in insert", db, "INSERT INTO u SELECT query('SELECT count(*) FROM t') + a FROM t");
  note_rows("rows", db, "SELECT b FROM u ORDER BY b");
  note_rows("in update", db, "UPDATE t SET a = query('SELECT 10') + a; SELECT a FROM t ORDER BY a");
  close_noted(db);
}

TEST(callbacks, reentry_changes) {
  sqlite3* const db = open_with_run();
  note_rows("insert", db,
            "SELECT a, run('INSERT INTO u VALUES(' || a || ')') FROM t ORDER BY rowid");
  note_rows("rows", db, "SELECT b FROM u ORDER BY b");
  note("last rowid", "%lld", (long long)sqlite3_last_insert_rowid(db));
  note("changes", "%d, %d", sqlite3_changes(db), sqlite3_total_changes(db));
  note_rows("fails", db, "SELECT run('INSERT INTO u VALUES(1)')");
  note_error("afterwards", db);
  note_rows("handed on", db, "SELECT strictly('INSERT INTO u VALUES(1)')");
  note_rows("syntax", db, "SELECT strictly('INSERT INTO nothing VALUES(1)')");
  note_rows("create", db, "SELECT run('CREATE TABLE made(a)'); SELECT count(*) FROM made");
  close_noted(db);
}

TEST(callbacks, reentry_changes_within_a_change) {
  sqlite3* const db = open_with_run();
  note_rows("insert", db, "INSERT INTO t SELECT run('INSERT INTO u VALUES(7)')");
  note_rows("rows", db, "SELECT count(*) FROM u");
  note("changes", "%d, %d", sqlite3_changes(db), sqlite3_total_changes(db));
  note_rows("fails", db, "INSERT INTO t SELECT strictly('INSERT INTO u VALUES(7)')");
  note_rows("rows", db, "SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM u)");
  close_noted(db);
}

/* What the outer statement holds open is not given up. */
TEST(callbacks, reentry_refused_while_reading) {
  sqlite3* const db = open_with_run();
  note_rows("drop", db, "SELECT run('DROP TABLE t') FROM t LIMIT 1");
  note_rows("drop another", db, "SELECT run('DROP TABLE u') FROM t LIMIT 1");
  note_rows("vacuum", db, "SELECT run('VACUUM') FROM t LIMIT 1");
  note_rows("attach", db, "SELECT run('ATTACH '':memory:'' AS aux') FROM t LIMIT 1");
  note_rows("detach", db, "SELECT run('DETACH aux') FROM t LIMIT 1");
  note_rows("journal mode", db, "SELECT query('PRAGMA journal_mode')");
  note_rows("tables", db, "SELECT name FROM sqlite_schema ORDER BY name");
  close_noted(db);
}

TEST(callbacks, reentry_transactions) {
  sqlite3* const db = open_with_run();
  note_rows("begin", db, "SELECT run('BEGIN') FROM t LIMIT 1");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("commit", db, "SELECT run('COMMIT') FROM t LIMIT 1");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("commit within a change", db, "BEGIN; INSERT INTO t SELECT run('COMMIT')");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("savepoint within a change", db, "INSERT INTO t SELECT run('SAVEPOINT s')");
  note_rows("end", db, "ROLLBACK");
  close_noted(db);
}

TEST(callbacks, reentry_rollback) {
  sqlite3* const db = open_with_run();
  must(db, "BEGIN; INSERT INTO t VALUES(4)");
  sqlite3_stmt* const statement =
      prepared(db, "SELECT a, CASE a WHEN 2 THEN run('ROLLBACK') END FROM t ORDER BY rowid");
  for (int i = 0; i < 3; ++i) note_code("step", sqlite3_step(statement));
  note_error("after rollback", db);
  note_code("finalize", sqlite3_finalize(statement));
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
}

static void close_it(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, sqlite3_close(sqlite3_context_db_handle(context)));
}

TEST(callbacks, reentry_close) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "close_it", 0, SQLITE_UTF8, NULL, close_it, NULL, NULL);
  note_rows("close", db, "SELECT close_it() = 5");
  note_error("afterwards", db);
  close_noted(db);
}

static void redefine(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3* const db = sqlite3_context_db_handle(context);
  (void)count;
  const char* const name = (const char*)sqlite3_value_text(values[0]);
  const int code = sqlite3_create_function(db, name, 1, SQLITE_UTF8, NULL, redefine, NULL, NULL);
  note_code("redefine", code);
  note_code("collation", sqlite3_create_collation(db, "BINARY", SQLITE_UTF8, NULL, NULL));
}

TEST(callbacks, reentry_redefines) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "redefine", 1, SQLITE_UTF8, NULL, redefine, NULL, NULL);
  note_rows("itself", db, "SELECT redefine('redefine')");
  note_rows("a new one", db, "SELECT redefine('another')");
  note_rows("a new one is there", db, "SELECT another('third')");
  close_noted(db);
}

static void state(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3* const db = sqlite3_context_db_handle(context);
  (void)count;
  (void)values;
  char* const text =
      sqlite3_mprintf("autocommit %d, changes %d, total %d, rowid %lld, txn %d",
                      sqlite3_get_autocommit(db), sqlite3_changes(db), sqlite3_total_changes(db),
                      sqlite3_last_insert_rowid(db), sqlite3_txn_state(db, "main"));
  sqlite3_result_text(context, text, -1, sqlite3_free);
}

TEST(callbacks, reentry_looks_at_the_state) {
  sqlite3* const db = open_with_run();
  sqlite3_create_function(db, "state", 0, SQLITE_UTF8, NULL, state, NULL, NULL);
  note_rows("select", db, "SELECT state()");
  note_rows("reading", db, "SELECT state() FROM t LIMIT 1");
  note_rows("writing", db, "INSERT INTO u VALUES(state())");
  note_rows("written", db, "SELECT b FROM u ORDER BY rowid");
  note_rows("transaction", db, "BEGIN; SELECT state(); COMMIT");
  close_noted(db);
}

/* A trigger's function sees the rows that its statement has inserted so far. */
TEST(callbacks, reentry_sees_changes_of_its_statement) {
  sqlite3* const db = open_with_run();
  must(db,
       "CREATE TRIGGER r AFTER INSERT ON t BEGIN"
       " INSERT INTO u VALUES('at ' || query('SELECT count(*) FROM t')); END");
  note_rows("trigger", db, "INSERT INTO t VALUES(4), (5)");
  note_rows("rows", db, "SELECT b FROM u ORDER BY rowid");
  close_noted(db);
}

static int compare_with_query(void* data, int left_size, const void* left, int right_size,
                              const void* right) {
  must(data, "SELECT count(*) FROM t");
  const int size = left_size < right_size ? left_size : right_size;
  const int order = memcmp(left, right, (size_t)size);
  return order != 0 ? order : left_size - right_size;
}

TEST(callbacks, reentry_in_a_collation) {
  sqlite3* const db = open_with_run();
  sqlite3_create_collation(db, "c", SQLITE_UTF8, db, compare_with_query);
  note_rows("order", db, "SELECT column1 FROM (VALUES('b'), ('a'), ('c')) ORDER BY 1 COLLATE c");
  close_noted(db);
}

/* exec stops when its own callback says so. */
static int stop_at_two(void* data, int count, char** values, char** names) {
  (void)count;
  int* const seen = data;
  note("exec row", "%s = %s", names[0], values[0] ? values[0] : "null");
  return ++*seen == 2;
}

TEST(callbacks, reentry_exec_is_stopped) {
  sqlite3* const db = open_with_run();
  int seen = 0;
  char* error = NULL;
  note_code("exec",
            sqlite3_exec(db, "SELECT a FROM t ORDER BY a; SELECT 9", stop_at_two, &seen, &error));
  note_text("error", error);
  sqlite3_free(error);
  note_error("connection", db);
  close_noted(db);
}
