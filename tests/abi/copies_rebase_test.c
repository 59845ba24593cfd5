/* Rebasing: local changes are made to follow remote ones that were applied with conflicts. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
void note_changes(const char* what, Changes changes);
int answer_noted(void* answer, int conflict, sqlite3_changeset_iter* iterator);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10),(2,'two',20);";

/* Applies the remote change where the local one was made; gives what the rebaser has to know. */
static Changes applied(const char* local, const char* remote, int answer) {
  sqlite3* db = open_memory();
  must(db, kTable);
  must(db, local);
  Changes changes = changes_made(kTable, remote);
  Changes rebase = {0, NULL};
  note_code("apply", sqlite3changeset_apply_v2(db, changes.size, changes.bytes, NULL, answer_noted,
                                               &answer, &rebase.bytes, &rebase.size, 0));
  note_rows("rows", db, "SELECT * FROM t ORDER BY id");
  sqlite3_free(changes.bytes);
  sqlite3_close(db);
  return rebase;
}

static void note_rebased(sqlite3_rebaser* rebaser, Changes changes) {
  Changes out = {-1, NULL};
  const int code =
      sqlite3rebaser_rebase(rebaser, changes.size, changes.bytes, &out.size, &out.bytes);
  note_code("rebase", code);
  if (code == SQLITE_OK) note_changes("rebased", out);
  if (code != SQLITE_OK) note("cleared", "%d", out.size == 0 && !out.bytes);
  sqlite3_free(out.bytes);
  sqlite3_free(changes.bytes);
}

static void configure(sqlite3_rebaser* rebaser, Changes rebase) {
  note_code("configure", sqlite3rebaser_configure(rebaser, rebase.size, rebase.bytes));
  sqlite3_free(rebase.bytes);
}

static void rebase_over(const char* local, const char* remote, int answer) {
  note("remote wins", "%s", answer == SQLITE_CHANGESET_REPLACE ? "yes" : "no");
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  configure(rebaser, applied(local, remote, answer));
  note_rebased(rebaser, changes_made(kTable, local));
  sqlite3rebaser_delete(rebaser);
}

static void rebase_both_ways(const char* local, const char* remote) {
  rebase_over(local, remote, SQLITE_CHANGESET_OMIT);
  rebase_over(local, remote, SQLITE_CHANGESET_REPLACE);
}

TEST(copies_rebase, insert_over_insert) {
  rebase_both_ways("INSERT INTO t VALUES(3,'local',1)", "INSERT INTO t VALUES(3,'remote',1)");
}

TEST(copies_rebase, update_over_update) {
  rebase_both_ways("UPDATE t SET a='local' WHERE id=1", "UPDATE t SET a='remote' WHERE id=1");
}

TEST(copies_rebase, update_over_update_of_more) {
  rebase_both_ways("UPDATE t SET a='local', b=11 WHERE id=1", "UPDATE t SET a='remote' WHERE id=1");
  rebase_both_ways("UPDATE t SET a='local' WHERE id=1", "UPDATE t SET a='remote', b=12 WHERE id=1");
}

TEST(copies_rebase, delete_over_update) {
  rebase_over("DELETE FROM t WHERE id=1", "UPDATE t SET a='remote' WHERE id=1",
              SQLITE_CHANGESET_OMIT);
}

TEST(copies_rebase, delete_over_delete) {
  rebase_over("DELETE FROM t WHERE id=1", "DELETE FROM t WHERE id=1", SQLITE_CHANGESET_OMIT);
}

TEST(copies_rebase, update_over_delete) {
  rebase_both_ways("UPDATE t SET a='local' WHERE id=1", "DELETE FROM t WHERE id=1");
}

TEST(copies_rebase, other_rows_pass) {
  rebase_over("UPDATE t SET a='local' WHERE id=1; INSERT INTO t VALUES(9,'new',9)",
              "UPDATE t SET a='remote' WHERE id=1", SQLITE_CHANGESET_REPLACE);
}

TEST(copies_rebase, no_conflict_no_data) {
  const Changes rebase = applied("SELECT 1", "DELETE FROM t WHERE id=1", SQLITE_CHANGESET_ABORT);
  note("rebase data", "%s, size %d", rebase.bytes ? "some" : "none", rebase.size);
  sqlite3_free(rebase.bytes);
}

TEST(copies_rebase, abort_gives_no_data) {
  const Changes rebase =
      applied("DELETE FROM t WHERE id=1", "UPDATE t SET a='x' WHERE id=1", SQLITE_CHANGESET_ABORT);
  note("rebase data", "%s", rebase.bytes && rebase.size > 0 ? "some" : "none");
  sqlite3_free(rebase.bytes);
}

TEST(copies_rebase, patchset_gives_no_data) {
  sqlite3* db = open_memory();
  must(db, kTable);
  must(db, "INSERT INTO t VALUES(3,'here',3)");
  Changes changes = patches_made(kTable, "INSERT INTO t VALUES(3,'there',3)");
  int answer = SQLITE_CHANGESET_OMIT;
  void* rebase = NULL;
  int size = -1;
  note_code("apply", sqlite3changeset_apply_v2(db, changes.size, changes.bytes, NULL, answer_noted,
                                               &answer, &rebase, &size, 0));
  note("rebase data", "%s", rebase ? "some" : "none");
  sqlite3_free(rebase);
  sqlite3_free(changes.bytes);
  close_noted(db);
}

TEST(copies_rebase, without_configuration) {
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  note_rebased(rebaser, changes_made(kTable, "UPDATE t SET a='local' WHERE id=1"));
  note_rebased(rebaser, (Changes){0, NULL});
  sqlite3rebaser_delete(rebaser);
  sqlite3rebaser_delete(NULL);
}

/* The last one that is left out counts; one that replaced beats all that were left out. */
static void rebase_over_two(const char* local, const char* first, int first_answer,
                            const char* second, int second_answer) {
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  configure(rebaser, applied(local, first, first_answer));
  configure(rebaser, applied(local, second, second_answer));
  note_rebased(rebaser, changes_made(kTable, local));
  sqlite3rebaser_delete(rebaser);
}

TEST(copies_rebase, over_two_remote_changes) {
  static const char local[] = "UPDATE t SET a='local', b=11 WHERE id=1";
  static const char first[] = "UPDATE t SET a='first' WHERE id=1";
  static const char second[] = "UPDATE t SET a='second' WHERE id=1";
  static const char other[] = "UPDATE t SET b=12 WHERE id=1";
  rebase_over_two(local, first, SQLITE_CHANGESET_OMIT, second, SQLITE_CHANGESET_OMIT);
  rebase_over_two(local, first, SQLITE_CHANGESET_REPLACE, second, SQLITE_CHANGESET_OMIT);
  rebase_over_two(local, first, SQLITE_CHANGESET_OMIT, other, SQLITE_CHANGESET_REPLACE);
  rebase_over_two(local, first, SQLITE_CHANGESET_REPLACE, other, SQLITE_CHANGESET_REPLACE);
}

TEST(copies_rebase, several_local_changesets) {
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  configure(rebaser, applied("INSERT INTO t VALUES(3,'local',1)",
                             "INSERT INTO t VALUES(3,'remote',1)", SQLITE_CHANGESET_OMIT));
  note_rebased(rebaser, changes_made(kTable, "INSERT INTO t VALUES(3,'local',1)"));
  note_rebased(rebaser, changes_made(kTable, "DELETE FROM t WHERE id=2"));
  note_rebased(rebaser, changes_made("CREATE TABLE u(k PRIMARY KEY)", "INSERT INTO u VALUES(3)"));
  sqlite3rebaser_delete(rebaser);
}

TEST(copies_rebase, indirect_stays) {
  static const char logged[] =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10);"
      "CREATE TABLE other(x); CREATE TRIGGER tr AFTER INSERT ON other BEGIN"
      " UPDATE t SET a=new.x, b=0 WHERE id=1; END";
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  configure(rebaser, applied("UPDATE t SET a='local', b=0 WHERE id=1",
                             "UPDATE t SET a='remote' WHERE id=1", SQLITE_CHANGESET_REPLACE));
  note_rebased(rebaser, changes_made(logged, "INSERT INTO other VALUES('local')"));
  sqlite3rebaser_delete(rebaser);
}

/* What is rebased can be applied where the remote change came from. */
TEST(copies_rebase, round_trip) {
  static const char local[] =
      "UPDATE t SET a='local', b=11 WHERE id=1; INSERT INTO t VALUES(3,'local',3)";
  static const char remote[] =
      "UPDATE t SET a='remote' WHERE id=1; INSERT INTO t VALUES(3,'remote',3)";
  sqlite3* here = open_memory();
  must(here, kTable);
  must(here, local);
  sqlite3* there = open_memory();
  must(there, kTable);
  must(there, remote);
  Changes from_there = changes_made(kTable, remote);
  Changes from_here = changes_made(kTable, local);
  Changes rebase = {0, NULL};
  int omit = SQLITE_CHANGESET_OMIT;
  int abort = SQLITE_CHANGESET_ABORT;
  (void)sqlite3changeset_apply_v2(here, from_there.size, from_there.bytes, NULL, answer_noted,
                                  &omit, &rebase.bytes, &rebase.size, 0);
  sqlite3_rebaser* rebaser = NULL;
  sqlite3rebaser_create(&rebaser);
  configure(rebaser, rebase);
  Changes out = {0, NULL};
  note_code("rebase",
            sqlite3rebaser_rebase(rebaser, from_here.size, from_here.bytes, &out.size, &out.bytes));
  note_code("apply there",
            sqlite3changeset_apply(there, out.size, out.bytes, NULL, answer_noted, &abort));
  note_rows("here", here, "SELECT * FROM t ORDER BY id");
  note_rows("there", there, "SELECT * FROM t ORDER BY id");
  sqlite3rebaser_delete(rebaser);
  sqlite3_free(from_there.bytes);
  sqlite3_free(from_here.bytes);
  sqlite3_free(out.bytes);
  close_noted(here);
  close_noted(there);
}

typedef struct Stream {
  char bytes[4096];
  int size;
  int at;
  int fails;
} Stream;

static int pump(void* context, void* bytes, int* size) {
  Stream* const stream = context;
  int count = stream->size - stream->at;
  if (count > 5) count = 5;
  if (count > *size) count = *size;
  memcpy(bytes, stream->bytes + stream->at, (size_t)count);
  stream->at += count;
  *size = count;
  return SQLITE_OK;
}

static int pour(void* context, const void* bytes, int size) {
  Stream* const stream = context;
  if (stream->fails) return SQLITE_FULL;
  memcpy(stream->bytes + stream->size, bytes, (size_t)size);
  stream->size += size;
  return SQLITE_OK;
}

/* Input that fails is not tried: 3.40 takes it for the end. */
TEST(copies_rebase, streamed) {
  static const char local[] = "UPDATE t SET a='local', b=11 WHERE id=1; DELETE FROM t WHERE id=2";
  sqlite3_rebaser* rebaser = NULL;
  note_code("create", sqlite3rebaser_create(&rebaser));
  configure(rebaser,
            applied(local, "UPDATE t SET a='remote' WHERE id=1", SQLITE_CHANGESET_REPLACE));
  const Changes changes = changes_made(kTable, local);
  for (int fails = 0; fails <= 1; ++fails) {
    Stream in = {.size = changes.size};
    memcpy(in.bytes, changes.bytes, (size_t)changes.size);
    Stream out = {.fails = fails};
    const int code = sqlite3rebaser_rebase_strm(rebaser, pump, &in, pour, &out);
    note_code("rebase", code);
    if (code == SQLITE_OK) note_changes("rebased", (Changes){out.size, out.bytes});
  }
  sqlite3_free(changes.bytes);
  sqlite3rebaser_delete(rebaser);
}
