/* Write-ahead logs through the shared memory methods of a file system. */
#include "tests/abi/modules_shim.h"

TEST(modules, shm_is_used_by_a_log) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 2);
  const char* const path = scratch("shm.db");
  sqlite3* const db = modules_shim_open(&shim, path);
  note_rows("mode", db, "PRAGMA journal_mode = wal");
  note_rows("rows", db, "CREATE TABLE t(x); INSERT INTO t VALUES(1), (2); SELECT count(*) FROM t");
  note("map", "%d", shim.counts[kShmMap] > 0);
  note("lock", "%d", shim.counts[kShmLock] > 0);
  sqlite3* const other = modules_shim_open(&shim, path);
  note_rows("other", other, "SELECT sum(x) FROM t");
  note_rows("checkpoint", db, "PRAGMA wal_checkpoint(truncate)");
  note_rows("mode back", db, "PRAGMA journal_mode = delete");
  close_noted(other);
  note_rows("mode back", db, "PRAGMA journal_mode = delete");
  note("unmap", "%d", shim.counts[kShmUnmap] > 0);
  close_noted(db);
  note("all closed", "%d", shim.counts[kClose] == shim.counts[kOpen]);
  modules_shim_end(&shim);
}

TEST(modules, shm_log_is_opened) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  const char* const path = scratch("opened.db");
  sqlite3* const db = modules_shim_open(&shim, path);
  must(db, "CREATE TABLE t(x)");
  shim.notes_opens = SQLITE_OPEN_WAL;
  note_rows("mode", db, "PRAGMA journal_mode = wal; INSERT INTO t VALUES(1)");
  shim.notes_opens = 0;
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, shm_is_missing_in_version_1) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 1);
  sqlite3* const db = modules_shim_open(&shim, scratch("version1.db"));
  note_rows("mode", db, "PRAGMA journal_mode = wal");
  note_rows("rows", db, "CREATE TABLE t(x); INSERT INTO t VALUES(1); SELECT x FROM t");
  note("map", "%d", shim.counts[kShmMap]);
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, shm_is_not_needed_by_an_exclusive_connection) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 1);
  const char* const path = scratch("exclusive.db");
  sqlite3* const db = modules_shim_open(&shim, path);
  note_rows("mode", db, "PRAGMA locking_mode = exclusive; PRAGMA journal_mode = wal");
  note_rows("rows", db, "CREATE TABLE t(x); INSERT INTO t VALUES(1); SELECT x FROM t");
  note("map", "%d", shim.counts[kShmMap]);
  sqlite3* const other = modules_shim_open(&shim, path);
  note_rows("other", other, "SELECT x FROM t");
  close_noted(other);
  note_rows("normal again", db, "PRAGMA locking_mode = normal; SELECT x FROM t");
  note_rows("mode", db, "PRAGMA journal_mode = delete");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, shm_of_version_1_cannot_open_a_log) {
  const char* const path = scratch("left.db");
  sqlite3* plain = NULL;
  sqlite3_open(path, &plain);
  note_rows("mode", plain, "PRAGMA journal_mode = wal; CREATE TABLE t(x)");
  sqlite3_close(plain);
  Shim shim;
  modules_shim_begin(&shim, "shim", 1);
  sqlite3* const db = modules_shim_open(&shim, path);
  note_rows("read", db, "SELECT count(*) FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

static void note_failing(const char* name, Call call, int code) {
  const char* const path = scratch(name);
  Shim shim;
  modules_shim_begin(&shim, "shim", 2);
  sqlite3* db = modules_shim_open(&shim, path);
  must(db, "PRAGMA journal_mode = wal; CREATE TABLE t(x)");
  sqlite3_close(db);
  db = modules_shim_open(&shim, path);
  shim.failing = call;
  shim.fail_code = code;
  note_rows("read", db, "SELECT count(*) FROM t");
  shim.failing = kNoCall;
  note_rows("again", db, "SELECT count(*) FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, shm_map_fails) { note_failing("map.db", kShmMap, SQLITE_IOERR_SHMMAP); }
TEST(modules, shm_lock_fails) { note_failing("lock.db", kShmLock, SQLITE_IOERR_SHMLOCK); }

TEST(modules, shm_log_cannot_be_written) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 2);
  sqlite3* const db = modules_shim_open(&shim, scratch("log.db"));
  must(db, "PRAGMA journal_mode = wal; CREATE TABLE t(x)");
  shim.failing = kWrite;
  shim.failing_kind = SQLITE_OPEN_WAL;
  shim.fail_code = SQLITE_FULL;
  note_rows("insert", db, "INSERT INTO t VALUES(1)");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  shim.failing = kNoCall;
  note_rows("again", db, "INSERT INTO t VALUES(2); SELECT x FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, shm_checkpoint_cannot_write_the_database) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 2);
  sqlite3* const db = modules_shim_open(&shim, scratch("checkpoint.db"));
  must(db, "PRAGMA journal_mode = wal; CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  shim.failing = kWrite;
  shim.failing_kind = SQLITE_OPEN_MAIN_DB;
  shim.fail_code = SQLITE_IOERR_WRITE;
  int log = 0;
  int done = 0;
  note_code("checkpoint", sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_FULL, &log, &done));
  note_error("error", db);
  note_rows("rows", db, "SELECT x FROM t");
  shim.failing = kNoCall;
  note_code("again", sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_FULL, &log, &done));
  note("all of it", "%d", log == done);
  close_noted(db);
  modules_shim_end(&shim);
}
