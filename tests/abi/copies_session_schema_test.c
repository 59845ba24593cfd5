/* Session objects: schema changes, differences between tables, statistics, and blob handles. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changeset_of(sqlite3_session* session);
void note_changes(const char* what, Changes changes);

static sqlite3* opened(const char* sql) {
  sqlite3* db = open_memory();
  must(db, sql);
  return db;
}

static sqlite3_session* session_on(sqlite3* db, const char* name) {
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  sqlite3session_attach(session, name);
  return session;
}

static void note_session(const char* what, sqlite3_session* session) {
  const Changes changes = changeset_of(session);
  note("bytes", "%s", changes.bytes ? "yes" : "none");
  if (changes.bytes) note_changes(what, changes);
  sqlite3_free(changes.bytes);
}

static void end(sqlite3* db, sqlite3_session* session) {
  sqlite3session_delete(session);
  close_noted(db);
}

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES(1,'one'),(2,'two');";

TEST(copies_session_schema, added_column) {
  sqlite3* db = opened(kTable);
  sqlite3_session* session = session_on(db, NULL);
  must(db, "UPDATE t SET a='x' WHERE id=1; ALTER TABLE t ADD COLUMN b");
  note_session("changes", session);
  note_rows("write", db, "UPDATE t SET b=1 WHERE id=2");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, added_column_before_any_change) {
  sqlite3* db = opened(kTable);
  sqlite3_session* session = session_on(db, NULL);
  must(db, "ALTER TABLE t ADD COLUMN b; UPDATE t SET a='x' WHERE id=1");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, dropped_table) {
  sqlite3* db = opened(kTable);
  must(db, "CREATE TABLE u(k PRIMARY KEY)");
  sqlite3_session* session = session_on(db, NULL);
  must(db, "UPDATE t SET a='x' WHERE id=1; INSERT INTO u VALUES(1); DROP TABLE t");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, renamed_table) {
  sqlite3* db = opened(kTable);
  sqlite3_session* session = session_on(db, NULL);
  must(db, "DELETE FROM t WHERE id=1; ALTER TABLE t RENAME TO u; DELETE FROM u WHERE id=2");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, blob_write_is_an_update) {
  sqlite3* db = opened("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)");
  must(db, "INSERT INTO t VALUES(1, x'010203', 'text'), (2, 'old', 5)");
  sqlite3_session* session = session_on(db, NULL);
  sqlite3_blob* blob = NULL;
  note_code("open", sqlite3_blob_open(db, "main", "t", "a", 1, 1, &blob));
  note("empty", "%d", sqlite3session_isempty(session) != 0);
  note_code("write", sqlite3_blob_write(blob, "\xff", 1, 1));
  note_code("reopen", sqlite3_blob_reopen(blob, 2));
  note_code("write", sqlite3_blob_write(blob, "new", 3, 0));
  note_code("close", sqlite3_blob_close(blob));
  note_session("changes", session);
  end(db, session);
}

/* Rows about a whole table have a NULL index, which a key must not have. */
/* Gathered anew by ANALYZE. */
TEST(copies_session_schema, statistics_of_analyze) {
  sqlite3* db = opened(kTable);
  must(db, "CREATE INDEX by_a ON t(a); ANALYZE");
  sqlite3_session* session = session_on(db, NULL);
  must(db, "INSERT INTO t VALUES(77, 'seven'); ANALYZE");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, statistics) {
  sqlite3* db = opened(kTable);
  must(db, "CREATE INDEX by_a ON t(a); ANALYZE; DELETE FROM sqlite_stat1");
  sqlite3_session* session = session_on(db, NULL);
  must(db, "INSERT INTO sqlite_stat1 VALUES('t', 'by_a', '9 1'), ('u', NULL, '4')");
  note_session("changes", session);
  must(db, "UPDATE sqlite_stat1 SET stat='5' WHERE tbl='u'");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, truncation_is_recorded_row_by_row) {
  sqlite3* db = opened(kTable);
  must(db, "CREATE TABLE u(k PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO u VALUES('a',1),('b',2)");
  sqlite3_session* session = session_on(db, NULL);
  must(db, "DELETE FROM t; DELETE FROM u");
  note_session("changes", session);
  end(db, session);
}

static sqlite3* two_tables(const char* there, const char* here) {
  sqlite3* db = open_memory();
  must(db, "ATTACH ':memory:' AS there");
  must(db, there);
  must(db, here);
  return db;
}

static const char kThere[] =
    "CREATE TABLE there.t(id INTEGER PRIMARY KEY, a, b);"
    "INSERT INTO there.t VALUES(1,'same',1),(2,'a',2),(3,'gone',3);";
static const char kHere[] =
    "CREATE TABLE main.t(id INTEGER PRIMARY KEY, a, b);"
    "INSERT INTO main.t VALUES(1,'same',1),(2,'b',2),(4,'new',4);";

static void note_diff(sqlite3_session* session, const char* from, const char* name) {
  char* message = NULL;
  note_code("diff", sqlite3session_diff(session, from, name, &message));
  note_text("message", message);
  sqlite3_free(message);
}

TEST(copies_session_schema, diff) {
  sqlite3* db = two_tables(kThere, kHere);
  sqlite3_session* session = session_on(db, "t");
  note_diff(session, "there", "t");
  note_session("changes", session);
  note_rows("untouched", db, "SELECT count(*) FROM main.t; SELECT count(*) FROM there.t");
  must(db, "DELETE FROM main.t WHERE id=4");
  note_session("and recorded", session);
  end(db, session);
}

TEST(copies_session_schema, diff_of_nulls_and_types) {
  sqlite3* db =
      two_tables("CREATE TABLE there.t(k PRIMARY KEY, v)", "CREATE TABLE main.t(k PRIMARY KEY, v)");
  must(db, "INSERT INTO there.t VALUES(1,NULL),(2,2),(3,NULL),(NULL,'there'),(4,1)");
  must(db, "INSERT INTO main.t VALUES(1,NULL),(2,NULL),(3,3),(NULL,'here'),(4,1.0)");
  sqlite3_session* session = session_on(db, "t");
  note_diff(session, "there", "t");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, diff_of_keys_only) {
  sqlite3* db = two_tables("CREATE TABLE there.t(a, b, PRIMARY KEY(a, b)) WITHOUT ROWID",
                           "CREATE TABLE main.t(a, b, PRIMARY KEY(a, b)) WITHOUT ROWID");
  must(db, "INSERT INTO there.t VALUES(1,1),(1,2); INSERT INTO main.t VALUES(1,2),(2,2)");
  sqlite3_session* session = session_on(db, "t");
  note_diff(session, "there", "t");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, diff_with_missing_tables) {
  sqlite3* db = two_tables(kThere, kHere);
  must(db,
       "CREATE TABLE main.only_here(k PRIMARY KEY); CREATE TABLE there.only_there(k PRIMARY KEY)");
  sqlite3_session* session = session_on(db, NULL);
  note_diff(session, "there", "nothing");
  note_diff(session, "there", "only_there");
  note_diff(session, "there", "only_here");
  note_diff(session, "nowhere", "t");
  note_code("no message asked", sqlite3session_diff(session, "there", "only_here", NULL));
  note_session("changes", session);
  end(db, session);
}

static void note_diff_of(const char* there, const char* here) {
  sqlite3* db = two_tables(there, here);
  sqlite3_session* session = session_on(db, "t");
  note_diff(session, "there", "t");
  note_session("changes", session);
  end(db, session);
}

TEST(copies_session_schema, diff_of_incompatible_tables) {
  note_diff_of("CREATE TABLE there.t(k PRIMARY KEY, b)", "CREATE TABLE main.t(k PRIMARY KEY, a)");
  note_diff_of("CREATE TABLE there.t(k PRIMARY KEY)", "CREATE TABLE main.t(k PRIMARY KEY, a)");
  note_diff_of("CREATE TABLE there.t(k, a PRIMARY KEY)", "CREATE TABLE main.t(k PRIMARY KEY, a)");
  note_diff_of("CREATE TABLE there.t(k, a)", "CREATE TABLE main.t(k, a)");
}
