/* Session objects: which changes they record, and how several on one row become one. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changeset_of(sqlite3_session* session);
Changes changes_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);"
    "INSERT INTO t VALUES(1,'one',10),(2,'two',20),(3,'three',30);";

static sqlite3* table(void) {
  sqlite3* db = open_memory();
  must(db, kTable);
  return db;
}

static sqlite3_session* session_on(sqlite3* db, const char* schema, const char* name) {
  sqlite3_session* session = NULL;
  note_code("create", sqlite3session_create(db, schema, &session));
  note_code("attach", sqlite3session_attach(session, name));
  return session;
}

static void note_session(const char* what, sqlite3_session* session) {
  const Changes changes = changeset_of(session);
  note_changes(what, changes);
  sqlite3_free(changes.bytes);
}

static void note_made(const char* sql) {
  const Changes changes = changes_made(kTable, sql);
  note_changes(sql, changes);
  sqlite3_free(changes.bytes);
}

static void note_made_after(const char* before, const char* sql) {
  const Changes changes = changes_made(before, sql);
  note_changes(sql, changes);
  sqlite3_free(changes.bytes);
}

TEST(copies_session, single_changes) {
  note_made("INSERT INTO t VALUES(4,'four',40)");
  note_made("UPDATE t SET a='ZWEI' WHERE id=2");
  note_made("UPDATE t SET a='drei', b=NULL WHERE id=3");
  note_made("DELETE FROM t WHERE id=1");
  note_made("DELETE FROM t");
  note_made("UPDATE t SET a=a");
}

TEST(copies_session, changes_of_one_row_are_merged) {
  note_made("INSERT INTO t VALUES(4,'x',0); UPDATE t SET b=1 WHERE id=4");
  note_made("INSERT INTO t VALUES(4,'x',0); DELETE FROM t WHERE id=4");
  note_made("UPDATE t SET a='x' WHERE id=1; UPDATE t SET b=0 WHERE id=1");
  note_made("UPDATE t SET a='x' WHERE id=1; UPDATE t SET a='one' WHERE id=1");
  note_made("UPDATE t SET a='x' WHERE id=1; DELETE FROM t WHERE id=1");
  note_made("DELETE FROM t WHERE id=1; INSERT INTO t VALUES(1,'one',11)");
  note_made("DELETE FROM t WHERE id=1; INSERT INTO t VALUES(1,'one',10)");
  note_made("DELETE FROM t WHERE id=1; INSERT INTO t VALUES(1,2,3); DELETE FROM t WHERE id=1");
}

TEST(copies_session, key_changes_are_two_changes) {
  note_made("UPDATE t SET id=9 WHERE id=1");
  note_made("UPDATE t SET id=id+1 WHERE id=3; UPDATE t SET id=3 WHERE id=4");
  note_made("UPDATE t SET id=-id");
}

TEST(copies_session, conflict_clauses) {
  note_made("REPLACE INTO t VALUES(1,'new',10)");
  note_made("REPLACE INTO t VALUES(1,'one',10)");
  note_made("INSERT OR IGNORE INTO t VALUES(1,'new',10)");
  note_made("INSERT INTO t VALUES(1,'n',1) ON CONFLICT(id) DO UPDATE SET a=excluded.a");
  note_made("UPDATE OR REPLACE t SET id=2 WHERE id=1");
}

TEST(copies_session, types_that_compare_equal_differ) {
  note_made("UPDATE t SET b=10.0 WHERE id=1");
  note_made("UPDATE t SET a=CAST(a AS BLOB) WHERE id=1");
  note_made("UPDATE t SET b='10' WHERE id=1");
}

TEST(copies_session, keys_of_many_kinds) {
  note_made_after("CREATE TABLE t(k TEXT PRIMARY KEY, v)", "INSERT INTO t VALUES('a', 1)");
  note_made_after("CREATE TABLE t(k BLOB PRIMARY KEY, v)", "INSERT INTO t VALUES(x'00', 1)");
  note_made_after("CREATE TABLE t(k REAL PRIMARY KEY, v)", "INSERT INTO t VALUES(1, 1)");
  note_made_after("CREATE TABLE t(v, k PRIMARY KEY) WITHOUT ROWID", "INSERT INTO t VALUES(1, 2)");
  note_made_after("CREATE TABLE t(a, b, v, PRIMARY KEY(b, a))", "INSERT INTO t VALUES(1, 2, 3)");
  note_made_after("CREATE TABLE t(k INTEGER PRIMARY KEY DESC, v)", "INSERT INTO t VALUES(1, 2)");
  note_made_after("CREATE TABLE t(k INTEGER PRIMARY KEY, v ANY) STRICT",
                  "INSERT INTO t VALUES(-1, 2)");
  note_made_after("CREATE TABLE t(k INTEGER PRIMARY KEY)",
                  "INSERT INTO t VALUES(9223372036854775807), (-9223372036854775808)");
}

TEST(copies_session, no_key_no_record) {
  note_made_after("CREATE TABLE t(a, b)", "INSERT INTO t VALUES(1, 2)");
  note_made_after("CREATE TABLE t(a UNIQUE NOT NULL, b)", "INSERT INTO t VALUES(1, 2)");
}

TEST(copies_session, null_in_the_key) {
  static const char before[] =
      "CREATE TABLE t(a, b, v, PRIMARY KEY(a, b));"
      "INSERT INTO t VALUES(NULL, 1, 'half'), (2, 2, 'full')";
  note_made_after(before, "INSERT INTO t VALUES(1, NULL, 3)");
  note_made_after(before, "DELETE FROM t WHERE b=1");
  note_made_after(before, "UPDATE t SET v='x' WHERE b=1");
  note_made_after(before, "UPDATE t SET a=7 WHERE b=1");
  note_made_after(before, "UPDATE t SET a=NULL WHERE b=2");
}

TEST(copies_session, key_with_collation) {
  static const char before[] =
      "CREATE TABLE t(k TEXT COLLATE NOCASE PRIMARY KEY, v); INSERT INTO t VALUES('Key', 1)";
  note_made_after(before, "UPDATE t SET v=2 WHERE k='KEY'");
}

TEST(copies_session, attach_one_table) {
  sqlite3* db = table();
  must(db, "CREATE TABLE u(a PRIMARY KEY)");
  sqlite3_session* session = session_on(db, "main", "t");
  must(db, "INSERT INTO u VALUES(1); DELETE FROM t WHERE id=1");
  note_session("changes", session);
  note_code("attach again", sqlite3session_attach(session, "t"));
  note_code("attach in capitals", sqlite3session_attach(session, "T"));
  note_code("attach later", sqlite3session_attach(session, "u"));
  must(db, "INSERT INTO u VALUES(2)");
  note_session("changes", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, attach_before_there_is_a_table) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db, "main", "later");
  note_session("no table", session);
  must(db, "CREATE TABLE later(a PRIMARY KEY, b); INSERT INTO later VALUES(1, 2)");
  note_session("table", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, attach_all) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db, "main", NULL);
  must(db, "CREATE TABLE u(a PRIMARY KEY); INSERT INTO u VALUES(1); UPDATE t SET b=0 WHERE id=1");
  must(db, "CREATE TEMP TABLE x(a PRIMARY KEY); INSERT INTO x VALUES(1)");
  note_session("changes", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, without_attach) {
  sqlite3* db = table();
  sqlite3_session* session = NULL;
  note_code("create", sqlite3session_create(db, "main", &session));
  must(db, "DELETE FROM t");
  note("empty", "%d", sqlite3session_isempty(session) != 0);
  note_session("changes", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, of_other_schemas) {
  sqlite3* db = table();
  must(db, "ATTACH ':memory:' AS store; CREATE TABLE store.t(k PRIMARY KEY)");
  must(db, "CREATE TEMP TABLE temporary(k PRIMARY KEY)");
  sqlite3_session* store = session_on(db, "store", NULL);
  sqlite3_session* temp = session_on(db, "temp", NULL);
  sqlite3_session* nowhere = session_on(db, "nowhere", NULL);
  must(db, "INSERT INTO store.t VALUES(1); INSERT INTO main.t VALUES(5, 5, 5)");
  must(db, "INSERT INTO temporary VALUES(3)");
  note_session("store", store);
  note_session("temp", temp);
  note_session("nowhere", nowhere);
  sqlite3session_delete(nowhere);
  sqlite3session_delete(store);
  sqlite3session_delete(temp);
  close_noted(db);
}

TEST(copies_session, two_at_once) {
  sqlite3* db = table();
  sqlite3_session* a = session_on(db, "main", NULL);
  must(db, "UPDATE t SET a='x' WHERE id=1");
  sqlite3_session* b = session_on(db, "main", NULL);
  must(db, "UPDATE t SET a='y' WHERE id=1");
  note_session("a", a);
  note_session("b", b);
  sqlite3session_delete(a);
  must(db, "DELETE FROM t WHERE id=2");
  note_session("b", b);
  sqlite3session_delete(b);
  must(db, "DELETE FROM t WHERE id=3");
  close_noted(db);
}

TEST(copies_session, tables_in_order_of_their_first_change) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE a(k PRIMARY KEY); CREATE TABLE b(k PRIMARY KEY)");
  sqlite3_session* session = session_on(db, "main", NULL);
  must(db, "INSERT INTO b VALUES(1); INSERT INTO a VALUES(1); INSERT INTO b VALUES(2)");
  const Changes changes = changeset_of(session);
  sqlite3_changeset_iter* iterator = NULL;
  note_code("start", sqlite3changeset_start(&iterator, changes.size, changes.bytes));
  while (sqlite3changeset_next(iterator) == SQLITE_ROW) {
    const char* name = NULL;
    int columns = 0;
    int operation = 0;
    sqlite3changeset_op(iterator, &name, &columns, &operation, NULL);
    note_text("table", name);
  }
  note_code("finalize", sqlite3changeset_finalize(iterator));
  sqlite3_free(changes.bytes);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, reading_changes_does_not_end_them) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db, "main", "t");
  must(db, "DELETE FROM t WHERE id=1");
  note_session("first", session);
  note_session("second", session);
  must(db, "DELETE FROM t WHERE id=2");
  note_session("third", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, transactions) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db, "main", "t");
  must(db, "BEGIN; UPDATE t SET a='x' WHERE id=1; DELETE FROM t WHERE id=2");
  note_session("inside", session);
  must(db, "ROLLBACK");
  note_session("rolled back", session);
  note("empty", "%d", sqlite3session_isempty(session) != 0);
  must(db, "SAVEPOINT s; UPDATE t SET a='y' WHERE id=1; ROLLBACK TO s");
  must(db, "UPDATE t SET a='z' WHERE id=3; RELEASE s");
  note_session("released", session);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_session, failed_statement) {
  sqlite3* db = table();
  sqlite3_session* session = session_on(db, "main", "t");
  note_rows("insert", db, "INSERT INTO t VALUES(7,7,7),(1,1,1)");
  note_rows("insert", db, "INSERT OR FAIL INTO t VALUES(8,8,8),(1,1,1)");
  note_session("changes", session);
  sqlite3session_delete(session);
  close_noted(db);
}
