/* What connections make of files that fail. How often a method is called is left to the engine: so
** each call of it fails for a while. */
#include "tests/abi/modules_shim.h"

typedef struct Failure {
  Call call;
  int kind;
  int code;
} Failure;

static sqlite3* open_filled(Shim* shim, const char* path) {
  modules_shim_begin(shim, "shim", 3);
  sqlite3* const db = modules_shim_open(shim, path);
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1), (2)");
  return db;
}

static void fail(Shim* shim, Failure failure) {
  shim->failing = failure.call;
  shim->failing_kind = failure.kind;
  shim->fail_code = failure.code;
}

static void note_write_failure(const char* name, Failure failure) {
  Shim shim;
  sqlite3* const db = open_filled(&shim, scratch(name));
  fail(&shim, failure);
  note_rows("insert", db, "INSERT INTO t VALUES(3)");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  fail(&shim, (Failure){0});
  note_rows("rows", db, "SELECT count(*) FROM t");
  note_rows("insert", db, "INSERT INTO t VALUES(4); SELECT count(*) FROM t");
  note_rows("check", db, "PRAGMA integrity_check");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_write_fails) {
  note_write_failure("w1.db", (Failure){kWrite, SQLITE_OPEN_MAIN_DB, SQLITE_IOERR_WRITE});
}

TEST(modules, io_write_of_the_journal_fails) {
  note_write_failure("w2.db", (Failure){kWrite, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_IOERR_WRITE});
}

TEST(modules, io_disk_is_full) {
  note_write_failure("w3.db", (Failure){kWrite, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_FULL});
}

TEST(modules, io_sync_fails) {
  note_write_failure("w4.db", (Failure){kSync, SQLITE_OPEN_MAIN_DB, SQLITE_IOERR_FSYNC});
}

TEST(modules, io_open_of_the_journal_fails) {
  note_write_failure("w5.db", (Failure){kOpen, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_CANTOPEN});
}

TEST(modules, io_lock_is_busy) {
  note_write_failure("w6.db", (Failure){kLock, SQLITE_OPEN_MAIN_DB, SQLITE_BUSY});
}

TEST(modules, io_lock_fails) {
  note_write_failure("w7.db", (Failure){kLock, SQLITE_OPEN_MAIN_DB, SQLITE_IOERR_LOCK});
}

static int count_busy(void* data, int count) {
  ++*(int*)data;
  return count < 2;
}

TEST(modules, io_lock_is_busy_and_handled) {
  Shim shim;
  sqlite3* const db = open_filled(&shim, scratch("busy.db"));
  int calls = 0;
  sqlite3_busy_handler(db, count_busy, &calls);
  fail(&shim, (Failure){kLock, SQLITE_OPEN_MAIN_DB, SQLITE_BUSY});
  note_rows("read", db, "SELECT count(*) FROM t");
  note("handler", "%d", calls);
  fail(&shim, (Failure){0});
  note_rows("read", db, "SELECT count(*) FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

static void note_read_failure(const char* name, Failure failure) {
  const char* const path = scratch(name);
  Shim shim;
  sqlite3* db = open_filled(&shim, path);
  sqlite3_close(db);
  db = modules_shim_open(&shim, path);
  fail(&shim, failure);
  note_rows("read", db, "SELECT x FROM t ORDER BY x");
  fail(&shim, (Failure){0});
  note_rows("again", db, "SELECT x FROM t ORDER BY x");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_read_fails) {
  note_read_failure("r1.db", (Failure){kRead, SQLITE_OPEN_MAIN_DB, SQLITE_IOERR_READ});
}

TEST(modules, io_read_finds_bad_bytes) {
  note_read_failure("r2.db", (Failure){kRead, SQLITE_OPEN_MAIN_DB, SQLITE_CORRUPT});
}

TEST(modules, io_size_fails) {
  note_read_failure("r3.db", (Failure){kFileSize, SQLITE_OPEN_MAIN_DB, SQLITE_IOERR_FSTAT});
}

static void note_open_failure(const char* what, Shim* shim, Failure failure) {
  fail(shim, failure);
  sqlite3* db = NULL;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  note_code(what, sqlite3_open_v2(scratch("open.db"), &db, flags, "shim"));
  note_error("error", db);
  note("system errno", "%d", sqlite3_system_errno(db) == 1234);
  note_code("close", sqlite3_close(db));
  fail(shim, (Failure){0});
}

TEST(modules, io_open_fails) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  note_open_failure("cannot open", &shim, (Failure){kOpen, 0, SQLITE_CANTOPEN});
  note_open_failure("other code", &shim, (Failure){kOpen, 0, SQLITE_PERM});
  note_open_failure("no path", &shim, (Failure){kFullPathname, 0, SQLITE_CANTOPEN_FULLPATH});
  modules_shim_end(&shim);
}

TEST(modules, io_open_for_reading) {
  const char* const path = scratch("reading.db");
  Shim shim;
  sqlite3* db = open_filled(&shim, path);
  sqlite3_close(db);
  shim.notes_opens = SQLITE_OPEN_MAIN_DB;
  note_code("open", sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, "shim"));
  note_rows("read", db, "SELECT x FROM t");
  note_rows("write", db, "INSERT INTO t VALUES(1)");
  note("readonly", "%d", sqlite3_db_readonly(db, "main"));
  close_noted(db);
  note("all closed", "%d", shim.counts[kClose] == shim.counts[kOpen]);
  modules_shim_end(&shim);
}

TEST(modules, io_delete_of_the_journal_fails) {
  Shim shim;
  sqlite3* const db = open_filled(&shim, scratch("delete.db"));
  fail(&shim, (Failure){kDelete, 0, SQLITE_IOERR_DELETE});
  note_rows("insert", db, "INSERT INTO t VALUES(3)");
  fail(&shim, (Failure){0});
  note_rows("rows", db, "SELECT count(*) FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_commits_are_told) {
  Shim shim;
  sqlite3* const db = open_filled(&shim, scratch("told.db"));
  note("sync and phase two", "%d %d", shim.syncs > 0, shim.commits > 0);
  const int syncs = shim.syncs;
  const int commits = shim.commits;
  note_rows("read", db, "SELECT count(*) FROM t");
  note("not by reading", "%d", syncs == shim.syncs && commits == shim.commits);
  note_rows("commit", db, "INSERT INTO t VALUES(3)");
  note("by writing", "%d %d", shim.syncs > syncs, shim.commits > commits);
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_synchronous_off_syncs_nothing) {
  Shim shim;
  sqlite3* const db = open_filled(&shim, scratch("off.db"));
  must(db, "PRAGMA synchronous = OFF");
  const int syncs = shim.counts[kSync];
  note_rows("insert", db, "INSERT INTO t VALUES(3); SELECT count(*) FROM t");
  note("syncs", "%d", shim.counts[kSync] - syncs);
  must(db, "PRAGMA synchronous = FULL; INSERT INTO t VALUES(4)");
  note("syncs when full", "%d", shim.counts[kSync] > syncs);
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_files_of_a_longer_life) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("life.db"));
  note_rows("work", db,
            "PRAGMA journal_mode = persist; CREATE TABLE t(x PRIMARY KEY, y); BEGIN;"
            "INSERT INTO t SELECT value, hex(zeroblob(50)) FROM json_each('[1,2,3,4,5,6,7,8,9]');"
            "SAVEPOINT s; DELETE FROM t WHERE x > 3; ROLLBACK TO s; COMMIT;"
            "PRAGMA journal_mode = truncate; UPDATE t SET y = NULL;"
            "PRAGMA journal_mode = delete; VACUUM; CREATE TEMP TABLE u AS SELECT * FROM t;"
            "SELECT count(*) FROM u; PRAGMA integrity_check");
  note_rows("fail halfway", db, "INSERT INTO t VALUES(10, 1), (11, 1), (1, 1)");
  note_rows("rows", db, "SELECT count(*), max(x) FROM t");
  close_noted(db);
  note("all closed", "%d", shim.counts[kClose] == shim.counts[kOpen]);
  modules_shim_end(&shim);
}

/* mmap_size is a wish: methods of version 3 may grant it, those before cannot. */
static void note_mapped(int version) {
  const char* const path = scratch(version == 3 ? "map3.db" : "map2.db");
  Shim shim;
  modules_shim_begin(&shim, "shim", version);
  sqlite3* db = modules_shim_open(&shim, path);
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES('kept')");
  sqlite3_close(db);
  db = modules_shim_open(&shim, path);
  must(db, "PRAGMA mmap_size = 1048576");
  note_rows("rows", db, "SELECT x FROM t; INSERT INTO t VALUES('more'); SELECT count(*) FROM t");
  if (version < 3) note("fetches", "%d", shim.counts[kFetch]);
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, io_methods_of_version_2_map_nothing) { note_mapped(2); }
TEST(modules, io_methods_of_version_3_may_map) { note_mapped(3); }
