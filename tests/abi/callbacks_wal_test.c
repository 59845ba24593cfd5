/* The hook of commits to a log, checkpoints, and how many pages autovacuum takes. */
#include "tests/abi/suite.h"

static int wal_answer = 0;

static int on_wal(void* data, sqlite3* db, const char* schema, int pages) {
  (void)db;
  note("wal hook", "%s, %s, %s", data ? (const char*)data : "-", schema,
       pages > 0 ? "some pages" : "no pages");
  return wal_answer;
}

static sqlite3* open_wal(const char* name) {
  sqlite3* db = NULL;
  sqlite3_open(scratch(name), &db);
  note_rows("mode", db, "PRAGMA journal_mode = wal");
  must(db, "CREATE TABLE t(a)");
  wal_answer = 0;
  return db;
}

static char kData[] = "data";

TEST(callbacks, wal_hook) {
  sqlite3* const db = open_wal("wal-hook.db");
  note("was", "%s", sqlite3_wal_hook(db, on_wal, kData) == kData ? "mine" : "another's");
  note_rows("autocommit", db, "INSERT INTO t VALUES(1)");
  note_rows("transaction", db, "BEGIN; INSERT INTO t VALUES(2); INSERT INTO t VALUES(3)");
  note("commit", "now");
  note_rows("commit", db, "COMMIT");
  note_rows("rollback", db, "BEGIN; INSERT INTO t VALUES(4); ROLLBACK");
  note_rows("read only", db, "SELECT count(*) FROM t");
  note_rows("no row", db, "DELETE FROM t WHERE a = 99");
  note("was", "%s", sqlite3_wal_hook(db, NULL, NULL) == kData ? "mine" : "another's");
  note_rows("without", db, "INSERT INTO t VALUES(5)");
  close_noted(db);
}

/* The commit stands, whatever the hook answers. */
TEST(callbacks, wal_hook_fails) {
  sqlite3* const db = open_wal("wal-fails.db");
  sqlite3_wal_hook(db, on_wal, NULL);
  wal_answer = SQLITE_ERROR;
  note_rows("autocommit", db, "INSERT INTO t VALUES(1)");
  wal_answer = SQLITE_FULL;
  note_rows("transaction", db, "BEGIN; INSERT INTO t VALUES(2); COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  wal_answer = SQLITE_OK;
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
}

TEST(callbacks, wal_hook_of_attached) {
  sqlite3* const db = open_wal("wal-main.db");
  char* const sql = sqlite3_mprintf("ATTACH %Q AS other", scratch("wal-other.db"));
  must(db, sql);
  sqlite3_free(sql);
  note_rows("mode", db, "PRAGMA other.journal_mode = wal");
  sqlite3_wal_hook(db, on_wal, kData);
  note_rows("create", db, "CREATE TABLE other.o(a)");
  note_rows("one", db, "INSERT INTO o VALUES(1)");
  note_rows("both", db, "BEGIN; INSERT INTO o VALUES(2); INSERT INTO t VALUES(2); COMMIT");
  close_noted(db);
}

TEST(callbacks, wal_hook_without_wal) {
  sqlite3* const db = open_memory();
  sqlite3_wal_hook(db, on_wal, kData);
  note_rows("insert", db, "CREATE TABLE t(a); INSERT INTO t VALUES(1)");
  close_noted(db);
}

/* Checkpointing by itself is a hook, too: the two displace each other. */
TEST(callbacks, wal_autocheckpoint) {
  sqlite3* const db = open_wal("wal-auto.db");
  sqlite3_wal_hook(db, on_wal, kData);
  note_code("autocheckpoint", sqlite3_wal_autocheckpoint(db, 1));
  note_rows("pragma", db, "PRAGMA wal_autocheckpoint");
  note_rows("no hook", db, "INSERT INTO t VALUES(1)");
  int in_log = -5;
  int moved = -5;
  note_code("look",
            sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved));
  note("all were moved", "%s", in_log == moved ? "yes" : "no");
  note_code("off", sqlite3_wal_autocheckpoint(db, 0));
  note_rows("pragma", db, "PRAGMA wal_autocheckpoint");
  note_code("negative", sqlite3_wal_autocheckpoint(db, -7));
  note_rows("pragma", db, "PRAGMA wal_autocheckpoint");
  note_rows("pragma sets it", db, "PRAGMA wal_autocheckpoint = 77");
  note("was set by us", "%s", sqlite3_wal_hook(db, NULL, NULL) == kData ? "yes" : "no");
  note_rows("pragma after", db, "PRAGMA wal_autocheckpoint");
  close_noted(db);
}

/* The counts are those of pages, which an engine may choose: only their relation is printed. */
static void checkpoint(sqlite3* db, const char* what, const char* schema, int mode) {
  int in_log = -5;
  int moved = -5;
  note_code(what, sqlite3_wal_checkpoint_v2(db, schema, mode, &in_log, &moved));
  const char* const log = in_log > 0 ? "some" : in_log == 0 ? "none" : in_log == -1 ? "-1" : "?";
  const char* const part = moved == in_log ? "all" : moved < in_log ? "fewer" : "more";
  note("pages", "%s in the log, %s moved", log, part);
}

TEST(callbacks, wal_checkpoint_modes) {
  static const struct {
    const char* name;
    int mode;
  } modes[] = {{"passive", SQLITE_CHECKPOINT_PASSIVE},
               {"full", SQLITE_CHECKPOINT_FULL},
               {"restart", SQLITE_CHECKPOINT_RESTART},
               {"truncate", SQLITE_CHECKPOINT_TRUNCATE}};
  sqlite3* const db = open_wal("wal-modes.db");
  for (int i = 0; i < 4; ++i) {
    must(db, "INSERT INTO t VALUES(1)");
    checkpoint(db, modes[i].name, "main", modes[i].mode);
    checkpoint(db, "again", "main", modes[i].mode);
  }
  must(db, "INSERT INTO t VALUES(1)");
  note_code("old function", sqlite3_wal_checkpoint(db, "main"));
  note_code("no counts", sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL));
  note_rows("pragma", db, "PRAGMA wal_checkpoint(TRUNCATE)");
  close_noted(db);
}

TEST(callbacks, wal_checkpoint_refused) {
  sqlite3* const db = open_wal("wal-refused.db");
  checkpoint(db, "mode -1", "main", -1);
  checkpoint(db, "mode 4", "main", 4);
  checkpoint(db, "unknown database", "nothing", SQLITE_CHECKPOINT_PASSIVE);
  note_error("unknown database", db);
  note_code("old function", sqlite3_wal_checkpoint(db, "nothing"));
  checkpoint(db, "temp", "temp", SQLITE_CHECKPOINT_PASSIVE);
  checkpoint(db, "all", NULL, SQLITE_CHECKPOINT_PASSIVE);
  note_error("all", db);
  checkpoint(db, "empty name", "", SQLITE_CHECKPOINT_PASSIVE);
  checkpoint(db, "upper case", "MAIN", SQLITE_CHECKPOINT_PASSIVE);
  must(db, "BEGIN; INSERT INTO t VALUES(1)");
  checkpoint(db, "within a transaction", "main", SQLITE_CHECKPOINT_PASSIVE);
  note_error("within a transaction", db);
  must(db, "COMMIT");
  close_noted(db);
}

TEST(callbacks, wal_checkpoint_without_wal) {
  sqlite3* const db = open_memory();
  checkpoint(db, "memory", "main", SQLITE_CHECKPOINT_FULL);
  checkpoint(db, "all", NULL, SQLITE_CHECKPOINT_TRUNCATE);
  note_code("old function", sqlite3_wal_checkpoint(db, NULL));
  note_rows("pragma", db, "PRAGMA wal_checkpoint");
  close_noted(db);
}

TEST(callbacks, wal_checkpoint_is_in_the_way) {
  sqlite3* const db = open_wal("wal-busy.db");
  must(db, "INSERT INTO t VALUES(1)");
  sqlite3* reader = NULL;
  sqlite3_open(scratch("wal-busy.db"), &reader);
  note_rows("reader", reader, "BEGIN; SELECT count(*) FROM t");
  must(db, "INSERT INTO t VALUES(2)");
  checkpoint(db, "passive", "main", SQLITE_CHECKPOINT_PASSIVE);
  checkpoint(db, "full", "main", SQLITE_CHECKPOINT_FULL);
  note_error("full", db);
  checkpoint(db, "restart", "main", SQLITE_CHECKPOINT_RESTART);
  checkpoint(db, "truncate", "main", SQLITE_CHECKPOINT_TRUNCATE);
  note_rows("reader ends", reader, "COMMIT");
  checkpoint(db, "full", "main", SQLITE_CHECKPOINT_FULL);
  checkpoint(db, "truncate", "main", SQLITE_CHECKPOINT_TRUNCATE);
  close_noted(reader);
  close_noted(db);
}

TEST(callbacks, wal_checkpoint_while_another_writes) {
  sqlite3* const db = open_wal("wal-writer.db");
  sqlite3* writer = NULL;
  sqlite3_open(scratch("wal-writer.db"), &writer);
  must(writer, "BEGIN IMMEDIATE; INSERT INTO t VALUES(1)");
  checkpoint(db, "passive", "main", SQLITE_CHECKPOINT_PASSIVE);
  checkpoint(db, "full", "main", SQLITE_CHECKPOINT_FULL);
  must(writer, "COMMIT");
  checkpoint(db, "full", "main", SQLITE_CHECKPOINT_FULL);
  close_noted(writer);
  close_noted(db);
}

/* A hook may checkpoint: this is what it is for. */
static int checkpointing(void* data, sqlite3* db, const char* schema, int pages) {
  (void)data;
  (void)pages;
  return sqlite3_wal_checkpoint(db, schema);
}

TEST(callbacks, wal_hook_checkpoints) {
  sqlite3* const db = open_wal("wal-hooked.db");
  sqlite3_wal_hook(db, checkpointing, NULL);
  note_rows("insert", db, "INSERT INTO t VALUES(1)");
  checkpoint(db, "look", "main", SQLITE_CHECKPOINT_PASSIVE);
  close_noted(db);
}

/* How many of the free pages autovacuum gives back. */
static unsigned vacuum_pages(void* data, const char* schema, unsigned pages, unsigned free_pages,
                             unsigned page_size) {
  const unsigned* const answer = data;
  note("autovacuum", "%s, free %s, page size %u", schema,
       free_pages == 0      ? "none"
       : free_pages < pages ? "some of all"
                            : "too many",
       page_size);
  return *answer < free_pages ? *answer : free_pages;
}

static void count_destroyed(void* data) { note("destroyed", "%u", *(unsigned*)data); }

static void show_free(sqlite3* db) {
  note_rows("free pages are left", db, "SELECT freelist_count > 0 FROM pragma_freelist_count");
}

TEST(callbacks, autovacuum_pages) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("autovacuum.db"), &db);
  must(db, "PRAGMA page_size = 4096; PRAGMA auto_vacuum = FULL; CREATE TABLE t(a)");
  unsigned none = 0;
  unsigned all = 1000000;
  note_code("none", sqlite3_autovacuum_pages(db, vacuum_pages, &none, count_destroyed));
  must(db, "INSERT INTO t VALUES(zeroblob(100000))");
  note_rows("delete", db, "DELETE FROM t");
  show_free(db);
  note_code("all", sqlite3_autovacuum_pages(db, vacuum_pages, &all, count_destroyed));
  must(db, "INSERT INTO t VALUES(zeroblob(100000))");
  note_rows("delete", db, "DELETE FROM t");
  show_free(db);
  note_code("removed", sqlite3_autovacuum_pages(db, NULL, NULL, NULL));
  must(db, "INSERT INTO t VALUES(zeroblob(100000))");
  note_rows("delete", db, "DELETE FROM t");
  show_free(db);
  note_code("again", sqlite3_autovacuum_pages(db, vacuum_pages, &none, count_destroyed));
  close_noted(db);
}

TEST(callbacks, autovacuum_pages_some) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("autovacuum-some.db"), &db);
  must(db,
       "PRAGMA page_size = 4096; PRAGMA auto_vacuum = FULL; CREATE TABLE t(a); CREATE TABLE u(a)");
  must(db, "INSERT INTO t VALUES(zeroblob(100000)); INSERT INTO u VALUES(zeroblob(50000))");
  unsigned some = 5;
  note_code("set", sqlite3_autovacuum_pages(db, vacuum_pages, &some, NULL));
  note_rows("delete", db, "DELETE FROM t");
  note_rows("free", db, "PRAGMA freelist_count; PRAGMA page_count; PRAGMA integrity_check");
  some = 1000000;
  note_rows("delete", db, "UPDATE u SET a = 'short'");
  note_rows("free", db, "PRAGMA freelist_count; PRAGMA page_count; PRAGMA integrity_check");
  close_noted(db);
}

TEST(callbacks, autovacuum_pages_when_it_is_off) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("no-autovacuum.db"), &db);
  unsigned none = 0;
  must(db, "PRAGMA auto_vacuum = NONE; CREATE TABLE t(a); INSERT INTO t VALUES(zeroblob(100000))");
  note_code("set", sqlite3_autovacuum_pages(db, vacuum_pages, &none, NULL));
  note_rows("delete", db, "DELETE FROM t");
  show_free(db);
  close_noted(db);
}
