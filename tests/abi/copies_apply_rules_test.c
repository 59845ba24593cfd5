/* Applying changesets: what a handler may do, filters, other schemas, transactions, flags, streams.
 */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changeset_of(sqlite3_session* session);
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);
int answer_noted(void* answer, int conflict, sqlite3_changeset_iter* iterator);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10),(2,'two',20);";
static const char kQuery[] = "SELECT * FROM t ORDER BY 1";

static int kOmit = SQLITE_CHANGESET_OMIT;
static int kReplace = SQLITE_CHANGESET_REPLACE;
static int kAbort = SQLITE_CHANGESET_ABORT;

static sqlite3* opened(const char* sql) {
  sqlite3* db = open_memory();
  must(db, sql);
  return db;
}

static void apply_noted(sqlite3* db, Changes changes, int* answer, int flags) {
  note_code("apply", sqlite3changeset_apply_v2(db, changes.size, changes.bytes, NULL, answer_noted,
                                               answer, NULL, NULL, flags));
}

/* Prints what each call answers inside a handler: for foreign keys only their count may be asked.
 */
static int probe(void* context, int conflict, sqlite3_changeset_iter* iterator) {
  sqlite3_value* value = NULL;
  note("conflict", "%d", conflict);
  if (conflict != SQLITE_CHANGESET_FOREIGN_KEY) {
    note_code("conflict -1", sqlite3changeset_conflict(iterator, -1, &value));
    note_code("conflict 1", sqlite3changeset_conflict(iterator, 1, &value));
    note_value("conflict 1", value);
    note_code("conflict 3", sqlite3changeset_conflict(iterator, 3, &value));
  }
  int count = -1;
  note_code("fk_conflicts", sqlite3changeset_fk_conflicts(iterator, &count));
  if (conflict == SQLITE_CHANGESET_FOREIGN_KEY) note("count", "%d", count);
  return *(int*)context;
}

static void note_probe(const char* target, const char* sql) {
  sqlite3* db = opened(target);
  Changes changes = changes_made(kTable, sql);
  note_code("apply", sqlite3changeset_apply(db, changes.size, changes.bytes, NULL, probe, &kOmit));
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, handler_with_a_row) {
  note_probe("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'eins',5)",
             "UPDATE t SET a='uno' WHERE id=1");
}

TEST(copies_apply_rules, handler_of_foreign_keys) {
  note_probe(
      "PRAGMA foreign_keys=ON; CREATE TABLE p(k PRIMARY KEY);"
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a REFERENCES p, b)",
      "INSERT INTO t VALUES(5, 'nobody', 5)");
}

static int merge_by_sql(void* context, int conflict, sqlite3_changeset_iter* iterator) {
  (void)conflict;
  sqlite3_value* value = NULL;
  sqlite3changeset_new(iterator, 1, &value);
  sqlite3* db = context;
  sqlite3_stmt* merge = prepared(db, "UPDATE t SET a = a || '+' || ?1 WHERE id=4");
  sqlite3_bind_value(merge, 1, value);
  note_code("merge", sqlite3_step(merge));
  sqlite3_finalize(merge);
  return SQLITE_CHANGESET_OMIT;
}

TEST(copies_apply_rules, handler_writes_by_itself) {
  sqlite3* db =
      opened("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(4,'vier',4)");
  Changes changes = changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)");
  note_code("apply",
            sqlite3changeset_apply(db, changes.size, changes.bytes, NULL, merge_by_sql, db));
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

static int filter(void* context, const char* table) {
  note_text("filter", table);
  note("same context", "%d", context == (void*)&kOmit);
  return strcmp(table, "u") != 0;
}

TEST(copies_apply_rules, filter) {
  static const char both[] = "CREATE TABLE t(k PRIMARY KEY); CREATE TABLE u(k PRIMARY KEY)";
  sqlite3* db = opened(both);
  Changes changes = changes_made(
      both, "INSERT INTO u VALUES(1); INSERT INTO t VALUES(2); INSERT INTO t VALUES(3)");
  note_code("apply",
            sqlite3changeset_apply(db, changes.size, changes.bytes, filter, answer_noted, &kOmit));
  note_rows("t", db, "SELECT * FROM t ORDER BY k");
  note_rows("u", db, "SELECT * FROM u");
  sqlite3_free(changes.bytes);
  close_noted(db);
}

static void note_onto(const char* target, const char* sql) {
  sqlite3* db = opened(target);
  Changes changes = changes_made(kTable, sql);
  apply_noted(db, changes, &kAbort, 0);
  note_rows("rows", db, "SELECT * FROM t ORDER BY 1");
  sqlite3_free(changes.bytes);
  close_noted(db);
}

/* No table like it: its changes are passed over without a word. */
TEST(copies_apply_rules, incompatible_tables) {
  static const char sql[] = "INSERT INTO t VALUES(4,'four',40)";
  sqlite3* db = open_memory();
  Changes changes = changes_made(kTable, sql);
  apply_noted(db, changes, &kAbort, 0);
  sqlite3_free(changes.bytes);
  close_noted(db);
  note_onto("CREATE TABLE t(id INTEGER PRIMARY KEY, a)", sql);
  note_onto("CREATE TABLE t(id, a PRIMARY KEY, b)", sql);
  note_onto("CREATE TABLE t(id, a, b)", sql);
  note_onto("CREATE TABLE t(id, a, b, PRIMARY KEY(id, a))", sql);
}

TEST(copies_apply_rules, other_names_and_more_columns) {
  static const char sql[] = "INSERT INTO t VALUES(4,'four',40); DELETE FROM t WHERE id=1";
  note_onto("CREATE TABLE t(nr INTEGER PRIMARY KEY, x, y); INSERT INTO t VALUES(1,'one',10)", sql);
  note_onto(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b, c DEFAULT 'c', d);"
      "INSERT INTO t VALUES(1,'one',10,'x','y')",
      sql);
  note_onto("CREATE TABLE T(ID INTEGER PRIMARY KEY, A, B); INSERT INTO t VALUES(1,'one',10)", sql);
}

TEST(copies_apply_rules, main_database_only) {
  sqlite3* db =
      opened("ATTACH ':memory:' AS store; CREATE TABLE store.t(id INTEGER PRIMARY KEY, a, b)");
  Changes changes = changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)");
  apply_noted(db, changes, &kAbort, 0);
  note_rows("store", db, "SELECT count(*) FROM store.t");
  must(db, kTable);
  apply_noted(db, changes, &kAbort, 0);
  note_rows("main", db, "SELECT count(*) FROM main.t; SELECT count(*) FROM store.t");
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, inside_a_transaction) {
  sqlite3* db = opened(kTable);
  Changes good = changes_made(kTable, "DELETE FROM t WHERE id=1");
  must(db, "BEGIN; UPDATE t SET b=0 WHERE id=2");
  apply_noted(db, good, &kAbort, 0);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  apply_noted(db, good, &kAbort, 0);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("inside", db, kQuery);
  must(db, "ROLLBACK");
  note_rows("after", db, kQuery);
  sqlite3_free(good.bytes);
  close_noted(db);
}

/* The order of tables is that of the changeset: the first is changed before the second fails. */
static void abort_halfway(int flags) {
  static const char both[] = "CREATE TABLE t(k PRIMARY KEY); CREATE TABLE u(k PRIMARY KEY)";
  sqlite3* db = opened(both);
  must(db, "INSERT INTO u VALUES(1)");
  Changes changes = changes_made(both, "INSERT INTO t VALUES(1); INSERT INTO u VALUES(1)");
  apply_noted(db, changes, &kAbort, flags);
  note_rows("t", db, kQuery);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  must(db, "BEGIN; DELETE FROM t");
  apply_noted(db, changes, &kAbort, flags);
  note_rows("t inside", db, kQuery);
  must(db, "ROLLBACK");
  note_rows("t after", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, abort_halfway) { abort_halfway(0); }
TEST(copies_apply_rules, abort_halfway_without_savepoint) {
  abort_halfway(SQLITE_CHANGESETAPPLY_NOSAVEPOINT);
}

TEST(copies_apply_rules, inverted) {
  static const char sql[] =
      "DELETE FROM t WHERE id=2; INSERT INTO t VALUES(3,3,3); UPDATE t SET b=NULL WHERE id=1";
  sqlite3* db = opened(kTable);
  must(db, sql);
  Changes changes = changes_made(kTable, sql);
  apply_noted(db, changes, &kAbort, SQLITE_CHANGESETAPPLY_INVERT);
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, inverted_conflict) {
  sqlite3* db = opened(kTable);
  Changes changes = changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1");
  apply_noted(db, changes, &kReplace, SQLITE_CHANGESETAPPLY_INVERT);
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, inverted_patchset) {
  sqlite3* db = opened(kTable);
  Changes changes = patches_made(kTable, "DELETE FROM t WHERE id=2");
  apply_noted(db, changes, &kAbort, SQLITE_CHANGESETAPPLY_INVERT);
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, damaged) {
  sqlite3* db = opened(kTable);
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  ((unsigned char*)changes.bytes)[7] = 0x55; /* The operation. */
  apply_noted(db, changes, &kAbort, 0);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, counts_and_sessions) {
  sqlite3* db = opened(kTable);
  sqlite3_session* session = NULL;
  sqlite3session_create(db, "main", &session);
  sqlite3session_attach(session, NULL);
  Changes changes =
      changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1; DELETE FROM t WHERE id=2");
  const int before = sqlite3_total_changes(db);
  apply_noted(db, changes, &kAbort, 0);
  note("changes", "%d", sqlite3_total_changes(db) - before);
  sqlite3_free(changes.bytes);
  changes = changeset_of(session);
  note_changes("recorded", changes);
  sqlite3_free(changes.bytes);
  sqlite3session_delete(session);
  close_noted(db);
}

TEST(copies_apply_rules, deferral_of_foreign_keys_ends) {
  sqlite3* db = opened(kTable);
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  must(db, "BEGIN");
  apply_noted(db, changes, &kAbort, 0);
  note_rows("deferred", db, "PRAGMA defer_foreign_keys; COMMIT");
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_apply_rules, read_only_target) {
  const char* const path = scratch("apply-readonly.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, kTable);
  close_noted(db);
  sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2");
  apply_noted(db, changes, &kAbort, 0);
  note_rows("rows", db, "SELECT count(*) FROM t");
  sqlite3_free(changes.bytes);
  close_noted(db);
}

typedef struct Source {
  const char* bytes;
  int size;
  int at;
  int fail_at; /* Where reading fails; -1: nowhere. */
} Source;

static int pump(void* context, void* bytes, int* size) {
  Source* const source = context;
  if (source->fail_at >= 0 && source->at >= source->fail_at) return SQLITE_IOERR;
  int count = source->size - source->at;
  if (count > 3) count = 3;
  if (count > *size) count = *size;
  memcpy(bytes, source->bytes + source->at, (size_t)count);
  source->at += count;
  *size = count;
  return SQLITE_OK;
}

TEST(copies_apply_rules, streamed) {
  Changes changes = changes_made(kTable, "DELETE FROM t WHERE id=2; INSERT INTO t VALUES(3,3,3)");
  for (int fails = 0; fails <= 1; ++fails) {
    sqlite3* db = opened(kTable);
    Source source = {changes.bytes, changes.size, 0, fails ? changes.size - 4 : -1};
    note_code("apply", sqlite3changeset_apply_strm(db, pump, &source, NULL, answer_noted, &kAbort));
    note_rows("rows", db, kQuery);
    close_noted(db);
  }
  sqlite3_free(changes.bytes);
}

TEST(copies_apply_rules, streamed_and_inverted) {
  sqlite3* db = opened(kTable);
  Changes changes = changes_made("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)",
                                 "INSERT INTO t VALUES(1,'one',10),(2,'other',20)");
  Source source = {changes.bytes, changes.size, 0, -1};
  void* rebase = NULL;
  int size = -1;
  note_code("apply", sqlite3changeset_apply_v2_strm(db, pump, &source, NULL, answer_noted, &kOmit,
                                                    &rebase, &size, SQLITE_CHANGESETAPPLY_INVERT));
  note("rebase", "%s", rebase && size > 0 ? "some" : "none");
  sqlite3_free(rebase);
  note_rows("rows", db, kQuery);
  sqlite3_free(changes.bytes);
  close_noted(db);
}
