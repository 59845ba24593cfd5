/* Files that cannot be opened, or not for writing, or are no databases. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/abi/suite.h"

/* Root may write everything, so what depends on permissions runs as nobody. */
static const uid_t kNobody = 65534;
static int was_root = 0;

static void become_nobody(const char* path) {
  was_root = getuid() == 0;
  if (!was_root) return;
  char folder[300];
  snprintf(folder, sizeof folder, "%s", path);
  *strrchr(folder, '/') = 0;
  if (chmod(folder, 0777) != 0 || setresuid(kNobody, kNobody, 0) != 0) note("nobody", "failed");
}

static void become_root_again(void) {
  if (was_root && setresuid(0, 0, 0) != 0) note("root", "failed");
}

static const char* existing(const char* name) {
  const char* const path = scratch(name);
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  sqlite3_close(db);
  return path;
}

static const char* written(const char* name, const void* bytes, size_t size) {
  const char* const path = scratch(name);
  FILE* const file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, size, file) != size) note("file", "not written");
  if (file) fclose(file);
  return path;
}

static sqlite3* open_noted(const char* what, const char* path, int flags) {
  sqlite3* db = NULL;
  note_code(what, sqlite3_open_v2(path, &db, flags, NULL));
  note_error(what, db);
  return db;
}

TEST(library, file_is_a_folder) {
  const char* const path = scratch("folder.db");
  if (mkdir(path, 0755) != 0) note("mkdir", "failed");
  const int flags[] = {SQLITE_OPEN_READONLY, SQLITE_OPEN_READWRITE,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  for (size_t i = 0; i < 3; ++i) {
    sqlite3* const db = open_noted("folder", path, flags[i]);
    note_rows("used", db, "SELECT 1; SELECT * FROM sqlite_schema");
    close_noted(db);
  }
}

TEST(library, file_in_a_missing_folder) {
  sqlite3* const db =
      open_noted("open", scratch("no/such/a.db"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  note("errno", "%s", sqlite3_system_errno(db) == ENOENT ? "ENOENT" : "another");
  close_noted(db);
}

TEST(library, file_below_a_file) {
  char path[300];
  snprintf(path, sizeof path, "%s/a.db", existing("plain.db"));
  sqlite3* const db = open_noted("open", path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  note("errno", "%s", sqlite3_system_errno(db) == ENOTDIR ? "ENOTDIR" : "another");
  close_noted(db);
}

TEST(library, file_name_too_long) {
  char name[1024];
  memset(name, 'x', sizeof name);
  name[sizeof name - 1] = 0;
  sqlite3* db = open_noted("1023", scratch(name), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  close_noted(db);
  name[300] = 0;
  db = open_noted("300", scratch(name), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  close_noted(db);
}

/* The connection of a failed open answers, fails at everything and must be closed. */
TEST(library, file_failed_handle) {
  sqlite3* const db = open_noted("open", scratch("failed_handle.db"), SQLITE_OPEN_READONLY);
  sqlite3_stmt* statement = NULL;
  note_code("prepare", sqlite3_prepare_v2(db, "SELECT 1", -1, &statement, NULL));
  note("statement", "%s", statement ? "there" : "none");
  note_code("errcode", sqlite3_errcode(db));
  note_code("exec", sqlite3_exec(db, "SELECT 1", NULL, NULL, NULL));
  note_code("close", sqlite3_close(db));
  sqlite3* again = NULL;
  note_code("open", sqlite3_open_v2(scratch("failed_handle.db"), &again, SQLITE_OPEN_READONLY, 0));
  note_code("close_v2", sqlite3_close_v2(again));
}

TEST(library, file_without_write_permission) {
  const char* const path = existing("no_write.db");
  chmod(path, 0444);
  become_nobody(path);
  sqlite3* const db = open_noted("open", path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  note("read only", "%d", sqlite3_db_readonly(db, "main"));
  note_rows("read", db, "SELECT a FROM t");
  note_rows("write", db, "INSERT INTO t VALUES (2)");
  note_rows("create", db, "CREATE TABLE u(a)");
  close_noted(db);
  become_root_again();
}

TEST(library, file_without_any_permission) {
  const char* const path = existing("no_access.db");
  chmod(path, 0);
  become_nobody(path);
  sqlite3* const db = open_noted("open", path, SQLITE_OPEN_READWRITE);
  note("errno", "%s", sqlite3_system_errno(db) == EACCES ? "EACCES" : "another");
  close_noted(db);
  become_root_again();
}

TEST(library, file_in_a_folder_without_write_permission) {
  char path[300];
  const char* const folder = scratch("closed_folder");
  if (mkdir(folder, 0755) != 0) note("mkdir", "failed");
  existing("closed_folder/a.db");
  snprintf(path, sizeof path, "%s/a.db", folder);
  chmod(path, 0666);
  chmod(folder, 0555);
  become_nobody(folder);
  sqlite3* db = open_noted("there", path, SQLITE_OPEN_READWRITE);
  note_rows("read", db, "SELECT a FROM t");
  sqlite3_extended_result_codes(db, 1);
  note_rows("write", db, "INSERT INTO t VALUES (2)");
  note_rows("wal", db, "PRAGMA journal_mode=WAL");
  close_noted(db);
  snprintf(path, sizeof path, "%s/b.db", folder);
  db = open_noted("new", path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  close_noted(db);
  become_root_again();
  chmod(folder, 0755);
}

TEST(library, file_is_no_database) {
  char text[4096];
  memset(text, 'n', sizeof text);
  sqlite3* const db =
      open_noted("open", written("text.db", text, sizeof text), SQLITE_OPEN_READWRITE);
  note_rows("read", db, "SELECT * FROM sqlite_schema");
  note_rows("again", db, "CREATE TABLE t(a)");
  note_rows("without the file", db, "SELECT 1");
  close_noted(db);
}

TEST(library, file_is_short) {
  const char* const contents[] = {"", "S", "SQLite format 3"};
  for (size_t i = 0; i < 3; ++i) {
    const char* const path = written("short.db", contents[i], strlen(contents[i]));
    sqlite3* const db = open_noted("open", path, SQLITE_OPEN_READWRITE);
    note_rows("read", db, "SELECT count(*) FROM sqlite_schema");
    note_rows("write", db, "CREATE TABLE t(a)");
    close_noted(db);
  }
}

TEST(library, file_removed_while_open) {
  const char* const path = existing("removed.db");
  sqlite3* const db = open_noted("open", path, SQLITE_OPEN_READWRITE);
  note_rows("before", db, "SELECT a FROM t");
  unlink(path);
  note_rows("read", db, "SELECT a FROM t");
  sqlite3_extended_result_codes(db, 1);
  note_rows("write", db, "INSERT INTO t VALUES (2)");
  close_noted(db);
}

/* Some settings live in the file, some in the connection. */
TEST(library, file_reopened_keeps_settings_of_the_file) {
  const char* const path = scratch("settings.db");
  sqlite3* db = open_noted("open", path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  must(db,
       "PRAGMA page_size=1024; PRAGMA auto_vacuum=1; PRAGMA user_version=7;"
       "PRAGMA application_id=99; CREATE TABLE t(a); PRAGMA journal_mode=WAL;"
       "PRAGMA foreign_keys=1; PRAGMA cache_size=99");
  close_noted(db);
  db = open_noted("open", path, SQLITE_OPEN_READWRITE);
  note_rows("kept", db,
            "PRAGMA page_size; PRAGMA auto_vacuum; PRAGMA user_version; PRAGMA application_id;"
            "PRAGMA journal_mode");
  note_rows("not kept", db, "PRAGMA foreign_keys; PRAGMA cache_size");
  close_noted(db);
}
