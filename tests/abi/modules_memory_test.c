/* Databases in a file system that is the program's own, with nothing of the default one. */
#include "tests/abi/modules_memory.h"

static sqlite3* open_there(const char* name, int flags) {
  sqlite3* db = NULL;
  note_code("open", sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_URI, "own"));
  return db;
}

enum { kCreate = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };

TEST(modules, own_files_keep_a_database) {
  modules_memory_begin("own");
  sqlite3* db = open_there("a.db", kCreate);
  note_rows("create", db,
            "CREATE TABLE t(x PRIMARY KEY, y);"
            "INSERT INTO t VALUES(1, 'one'), (2, 'two')");
  note_text("name", sqlite3_db_filename(db, "main"));
  note("whole pages", "%d", modules_memory_size("/a.db") % 512 == 0);
  note("no journal", "%lld", (long long)modules_memory_size("/a.db-journal"));
  close_noted(db);
  db = open_there("a.db", SQLITE_OPEN_READWRITE);
  note_rows("rows", db, "SELECT * FROM t ORDER BY x");
  note_rows("update", db, "UPDATE t SET y = upper(y); SELECT y FROM t ORDER BY x");
  note_rows("vacuum", db, "VACUUM; PRAGMA integrity_check");
  close_noted(db);
  modules_memory_end();
}

TEST(modules, own_files_that_are_not_there) {
  modules_memory_begin("own");
  sqlite3* const db = open_there("missing.db", SQLITE_OPEN_READWRITE);
  note_error("error", db);
  sqlite3_close(db);
  note("not made", "%lld", (long long)modules_memory_size("/missing.db"));
  modules_memory_end();
}

TEST(modules, own_files_with_a_name_that_is_too_long) {
  modules_memory_begin("own");
  char name[200];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  sqlite3* const db = open_there(name, kCreate);
  note_error("error", db);
  sqlite3_close(db);
  modules_memory_end();
}

TEST(modules, own_files_of_journal_modes) {
  static const char* const kModes[] = {"delete", "truncate", "persist", "memory", "off", "wal"};
  modules_memory_begin("own");
  sqlite3* const db = open_there("modes.db", kCreate);
  must(db, "CREATE TABLE t(x)");
  for (int i = 0; i < 6; ++i) {
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA journal_mode = %s", kModes[i]);
    note_rows("mode", db, sql);
    note_rows("work", db, "INSERT INTO t VALUES(1); SELECT count(*) FROM t");
    const sqlite3_int64 size = modules_memory_size("/modes.db-journal");
    note("journal", "%s", size < 0 ? "none" : size == 0 ? "empty" : "there");
  }
  close_noted(db);
  modules_memory_end();
}

TEST(modules, own_files_are_locked) {
  modules_memory_begin("own");
  sqlite3* const one = open_there("locked.db", kCreate);
  sqlite3* const two = open_there("locked.db", kCreate);
  must(one, "CREATE TABLE t(x)");
  note_rows("begin", one, "BEGIN IMMEDIATE; INSERT INTO t VALUES(1)");
  note_rows("read", two, "SELECT count(*) FROM t");
  note_rows("write", two, "INSERT INTO t VALUES(2)");
  int level = -1;
  sqlite3_file_control(one, "main", SQLITE_FCNTL_LOCKSTATE, &level);
  note("level", "%d", level);
  note_rows("reader", two, "BEGIN; SELECT count(*) FROM t");
  note_rows("commit", one, "COMMIT");
  note("autocommit", "%d", sqlite3_get_autocommit(one));
  note_rows("reader ends", two, "COMMIT");
  note_rows("commit", one, "COMMIT");
  note_rows("write", two, "INSERT INTO t VALUES(2); SELECT count(*) FROM t");
  close_noted(one);
  close_noted(two);
  modules_memory_end();
}

TEST(modules, own_files_are_full) {
  modules_memory_begin("own");
  sqlite3* const db = open_there("full.db", kCreate);
  must(db, "PRAGMA page_size = 1024; CREATE TABLE t(x); INSERT INTO t VALUES('kept')");
  modules_memory_limit(modules_memory_size("/full.db") + 8192);
  note_rows("too much", db, "INSERT INTO t VALUES(zeroblob(20000))");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT x FROM t");
  modules_memory_limit(0);
  note_rows("well", db, "INSERT INTO t VALUES(zeroblob(20000)); SELECT count(*) FROM t");
  note_rows("check", db, "PRAGMA integrity_check");
  close_noted(db);
  modules_memory_end();
}

TEST(modules, own_files_are_spoilt) {
  modules_memory_begin("own");
  sqlite3* db = open_there("spoilt.db", kCreate);
  must(db, "CREATE TABLE t(x)");
  sqlite3_close(db);
  modules_memory_spoil("/spoilt.db", 0, 'X');
  db = open_there("spoilt.db", kCreate);
  note_rows("no database", db, "SELECT * FROM t");
  sqlite3_close(db);
  modules_memory_end();
}

TEST(modules, own_files_of_a_transaction_over_two) {
  modules_memory_begin("own");
  sqlite3* const db = open_there("one.db", kCreate);
  note_rows("attach", db, "ATTACH 'two.db' AS two; CREATE TABLE main.t(x); CREATE TABLE two.u(x)");
  note("made in the same file system", "%d", modules_memory_size("/two.db") > 0);
  note_rows("both", db,
            "BEGIN; INSERT INTO t VALUES(1); INSERT INTO u VALUES(2); COMMIT;"
            "SELECT * FROM t, u");
  note_rows("undone", db, "BEGIN; DELETE FROM t; DELETE FROM u; ROLLBACK; SELECT * FROM t, u");
  close_noted(db);
  modules_memory_end();
}

TEST(modules, own_files_with_a_clock_of_version_1) {
  modules_memory_begin("own");
  sqlite3* const db = open_there("clock.db", kCreate);
  note_rows("now", db, "SELECT datetime('now')");
  note_rows("temporary", db, "CREATE TEMP TABLE t AS SELECT 1 AS x; SELECT x FROM t");
  close_noted(db);
  modules_memory_end();
}

TEST(modules, own_files_are_copied) {
  modules_memory_begin("own");
  sqlite3* const source = open_memory();
  must(source, "CREATE TABLE t(x); INSERT INTO t VALUES('copied')");
  sqlite3* const target = open_there("copy.db", kCreate);
  sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("rows", target, "SELECT x FROM t");
  sqlite3_close(source);
  close_noted(target);
  modules_memory_end();
}
