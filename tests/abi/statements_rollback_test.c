/* Statements that read while what they read is rolled back: they go on on what is there then. */
#include "tests/abi/suite.h"

static sqlite3* open_filled(const char* file) {
  sqlite3* db = NULL;
  sqlite3_open(file, &db);
  must(db,
       "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); CREATE INDEX t_a ON t(a);"
       "CREATE TABLE w(k PRIMARY KEY, v) WITHOUT ROWID; CREATE TABLE u(x UNIQUE);"
       "INSERT INTO t VALUES(10, 1, 'one'), (20, 2, 'two'), (30, 3, 'three'), (40, 4, 'four');"
       "INSERT INTO w VALUES('a', 1), ('c', 3), ('e', 5), ('g', 7); INSERT INTO u VALUES(1)");
  return db;
}

static const char kChanges[] =
    "INSERT INTO t VALUES(5, 0, 'zero'), (25, 2.5, 'between'), (50, 5, 'five'), (60, 6, 'six');"
    "DELETE FROM t WHERE id = 30; UPDATE t SET b = 'new', a = a + 100 WHERE id = 20;"
    "INSERT INTO w VALUES('b', 2), ('f', 6), ('z', 9); DELETE FROM w WHERE k = 'e';"
    "UPDATE w SET v = 33 WHERE k = 'a'";

static const char* const kQueries[] = {
    "SELECT id, a, b FROM t ORDER BY id",
    "SELECT id, a, b FROM t ORDER BY id DESC",
    "SELECT id FROM t WHERE id > 6 ORDER BY id",
    "SELECT a, b FROM t WHERE a > 0 ORDER BY a",
    "SELECT a FROM t INDEXED BY t_a WHERE a >= 0 ORDER BY a DESC",
    "SELECT k, v FROM w ORDER BY k",
    "SELECT k FROM w WHERE k > 'a' ORDER BY k DESC",
    "SELECT id, b FROM t WHERE id IN (5, 10, 20, 25, 30, 40, 50) ORDER BY id",
    "SELECT b FROM t ORDER BY b || ''",
    "SELECT x.id, y.k FROM t AS x CROSS JOIN w AS y WHERE y.v = x.a ORDER BY x.id",
    "SELECT id, (SELECT group_concat(k) FROM w WHERE v <= a) FROM t ORDER BY id",
    "SELECT id FROM t UNION ALL SELECT v FROM w",
    "SELECT id FROM t LIMIT 3 OFFSET 1",
};

static void note_stepped(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code != SQLITE_ROW) {
    note_code("step", code);
    return;
  }
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    note_value("row", sqlite3_column_value(statement, i));
  }
}

/* `undo` comes after each number of rows in turn. */
static void note_undone(sqlite3* db, const char* begin, const char* undo, const char* end) {
  for (size_t i = 0; i < sizeof kQueries / sizeof kQueries[0]; ++i) {
    for (int rows = 1; rows <= 6; ++rows) {
      must(db, begin);
      must(db, kChanges);
      sqlite3_stmt* const reader = prepared(db, kQueries[i]);
      note("query", "%s: %d", kQueries[i], rows);
      for (int row = 0; row < rows; ++row) note_stepped(reader);
      sqlite3_exec(db, undo, NULL, NULL, NULL);
      for (int row = 0; row < 4; ++row) note_stepped(reader);
      note_code("reset", sqlite3_reset(reader));
      sqlite3_finalize(reader);
      if (end) must(db, end);
    }
  }
  note_rows("check", db, "PRAGMA integrity_check; SELECT count(*) FROM t; SELECT sum(v) FROM w");
}

TEST(statements, readers_go_on_after_rollback) {
  sqlite3* const db = open_filled(":memory:");
  note_undone(db, "BEGIN", "ROLLBACK", NULL);
  close_noted(db);
}

TEST(statements, readers_go_on_after_rollback_of_a_file) {
  sqlite3* const db = open_filled(scratch("undone.db"));
  note_undone(db, "BEGIN", "ROLLBACK", NULL);
  close_noted(db);
}

TEST(statements, readers_go_on_after_rollback_of_a_log) {
  sqlite3* const db = open_filled(scratch("undone_wal.db"));
  note_rows("mode", db, "PRAGMA journal_mode = WAL");
  note_undone(db, "BEGIN", "ROLLBACK", NULL);
  close_noted(db);
}

TEST(statements, readers_go_on_after_rollback_to_a_savepoint) {
  sqlite3* const db = open_filled(":memory:");
  note_undone(db, "BEGIN; SAVEPOINT s", "ROLLBACK TO s", "COMMIT");
  close_noted(db);
}

TEST(statements, readers_go_on_after_or_rollback) {
  sqlite3* const db = open_filled(":memory:");
  note_undone(db, "BEGIN", "INSERT OR ROLLBACK INTO u VALUES(2), (1)", NULL);
  close_noted(db);
}

/* A statement that fails by itself takes nothing from those that read. */
TEST(statements, readers_go_on_after_a_failure_in_autocommit) {
  sqlite3* const db = open_filled(scratch("failed.db"));
  sqlite3_stmt* const reader = prepared(db, kQueries[0]);
  note_stepped(reader);
  note_rows("insert", db, "INSERT INTO u VALUES(2), (1)");
  note_stepped(reader);
  note_rows("update", db, "UPDATE t SET id = 10, b = 'gone' WHERE id >= 20");
  note_stepped(reader);
  note_rows("create", db, "CREATE UNIQUE INDEX none ON t(id > 0)");
  note_stepped(reader);
  note_stepped(reader);
  note_rows("rows", db, "SELECT x FROM u; SELECT id, b FROM t");
  sqlite3_finalize(reader);
  close_noted(db);
}

/* What was spilled to the file is taken back from under the reader. */
TEST(statements, readers_go_on_after_rollback_of_what_was_spilled) {
  static const char* const modes[] = {"DELETE", "TRUNCATE", "PERSIST", "MEMORY", "WAL"};
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; ++i) {
    sqlite3* const db = open_filled(scratch(modes[i]));
    char* const sql = sqlite3_mprintf("PRAGMA journal_mode = %s; PRAGMA cache_size = 10", modes[i]);
    note_rows("mode", db, sql);
    sqlite3_free(sql);
    must(db,
         "CREATE TABLE big(id INTEGER PRIMARY KEY, n, filler); WITH RECURSIVE i(n) AS (SELECT 1 "
         "UNION ALL SELECT n + 1 FROM i WHERE n < 300) INSERT INTO big SELECT n, n, "
         "zeroblob(2000) FROM i");
    must(db, "BEGIN; DELETE FROM big WHERE id % 3 = 0; UPDATE big SET n = -n");
    sqlite3_stmt* const reader = prepared(db, "SELECT id, n, length(filler) FROM big ORDER BY id");
    for (int row = 0; row < 4; ++row) note_stepped(reader);
    note_rows("rollback", db, "ROLLBACK");
    for (int row = 0; row < 4; ++row) note_stepped(reader);
    note_rows("write", db, "UPDATE big SET n = 0 WHERE id = 12");
    int left = 0;
    while (sqlite3_step(reader) == SQLITE_ROW) ++left;
    note("left", "%d", left);
    note_code("finalize", sqlite3_finalize(reader));
    note_rows("rows", db, "SELECT count(*), sum(n) FROM big; PRAGMA integrity_check");
    close_noted(db);
  }
}

/* The lock goes as far down as the reader needs it, and all of it with the reader. */
TEST(statements, reader_after_rollback_lets_others_write) {
  sqlite3* const db = open_filled(scratch("shared.db"));
  sqlite3* other = NULL;
  sqlite3_open(scratch("shared.db"), &other);
  must(db, "BEGIN; UPDATE t SET b = 'mine'");
  sqlite3_stmt* const reader = prepared(db, "SELECT b FROM t ORDER BY id");
  note_stepped(reader);
  note_rows("rollback", db, "ROLLBACK");
  note("state", "%d", sqlite3_txn_state(db, "main"));
  note_rows("other", other, "UPDATE t SET b = 'theirs'");
  note_stepped(reader);
  note_code("finalize", sqlite3_finalize(reader));
  note("state", "%d", sqlite3_txn_state(db, "main"));
  note_rows("other", other, "UPDATE t SET b = 'theirs'");
  note_rows("rows", db, "SELECT DISTINCT b FROM t");
  close_noted(db);
  close_noted(other);
}

static void run(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3* const db = sqlite3_context_db_handle(context);
  sqlite3_result_int(
      context, sqlite3_exec(db, (const char*)sqlite3_value_text(values[0]), NULL, NULL, NULL));
}

/* Whoever writes has lost what it stands on. */
TEST(statements, writer_whose_function_rolls_back) {
  static const char* const undos[] = {"ROLLBACK", "ROLLBACK TO s",
                                      "ROLLBACK; BEGIN; INSERT INTO u VALUES(7)",
                                      "INSERT OR ROLLBACK INTO u VALUES(1)"};
  static const char* const writers[] = {
      "INSERT INTO u SELECT run(%Q) + 100 + id FROM t",
      "INSERT INTO u VALUES(run(%Q) + 100)",
      "UPDATE t SET a = run(%Q) + 100",
      "UPDATE t SET b = run(%Q) WHERE id = 20 RETURNING b",
      "DELETE FROM t WHERE id = 20 AND run(%Q) >= 0",
      "INSERT INTO w SELECT id, sum(run(%Q)) FROM t GROUP BY id",
  };
  for (size_t i = 0; i < sizeof undos / sizeof undos[0]; ++i) {
    for (size_t j = 0; j < sizeof writers / sizeof writers[0]; ++j) {
      sqlite3* const db = open_filled(":memory:");
      sqlite3_create_function(db, "run", 1, SQLITE_UTF8, NULL, run, NULL, NULL);
      must(db, "BEGIN; SAVEPOINT s; INSERT INTO t VALUES(99, 99, 'mine')");
      char* const sql = sqlite3_mprintf(writers[j], undos[i]);
      note_rows(sql, db, sql);
      sqlite3_free(sql);
      note("autocommit", "%d", sqlite3_get_autocommit(db));
      note_rows("rows", db,
                "SELECT count(*), sum(a) FROM t; SELECT count(*) FROM u; PRAGMA integrity_check");
      close_noted(db);
    }
  }
}

/* The rows that RETURNING gives are there already. */
TEST(statements, rollback_while_rows_are_returned) {
  static const char* const undos[] = {"ROLLBACK", "ROLLBACK TO s"};
  for (size_t i = 0; i < sizeof undos / sizeof undos[0]; ++i) {
    sqlite3* const db = open_filled(":memory:");
    must(db, "BEGIN; SAVEPOINT s; INSERT INTO t VALUES(99, 99, 'mine')");
    sqlite3_stmt* const writer = prepared(db, "UPDATE t SET a = a + 1 RETURNING a");
    note_stepped(writer);
    note_rows(undos[i], db, undos[i]);
    for (int row = 0; row < 5; ++row) note_stepped(writer);
    note_code("finalize", sqlite3_finalize(writer));
    note("autocommit", "%d", sqlite3_get_autocommit(db));
    note_rows("rows", db, "SELECT count(*), sum(a) FROM t");
    close_noted(db);
  }
}

TEST(statements, release_while_writing) {
  sqlite3* const db = open_filled(":memory:");
  must(db, "SAVEPOINT s; SAVEPOINT inner");
  sqlite3_stmt* const writer = prepared(db, "UPDATE t SET a = a + 1 RETURNING a");
  note_stepped(writer);
  note_rows("inner", db, "RELEASE inner");
  note_rows("outer", db, "RELEASE s");
  note_rows("none", db, "RELEASE nothing");
  sqlite3_finalize(writer);
  note_rows("inner", db, "RELEASE inner; RELEASE s");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  close_noted(db);
}
