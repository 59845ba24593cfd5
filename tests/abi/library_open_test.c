/* Opening a connection: names, flags, file systems by name. URIs are in library_uri_test.c. */
#include <sys/stat.h>
#include <uchar.h>
#include <unistd.h>

#include "tests/abi/suite.h"

static void note_file(const char* what, const char* path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    note(what, "missing");
  } else {
    note(what, "%s", status.st_size > 0 ? "has bytes" : "empty");
  }
}

/* Says how opening went; what was opened is closed at once. */
static void try_open(const char* what, const char* name, int flags, const char* vfs) {
  sqlite3* db = NULL;
  note_code(what, sqlite3_open_v2(name, &db, flags, vfs));
  if (!db) {
    note(what, "no handle");
    return;
  }
  note_error(what, db);
  close_noted(db);
}

static sqlite3* opened(const char* name, int flags) {
  sqlite3* db = NULL;
  note_code("open", sqlite3_open_v2(name, &db, flags, NULL));
  return db;
}

static const char* existing(const char* name) {
  const char* const path = scratch(name);
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1)");
  sqlite3_close(db);
  return path;
}

TEST(library, open_memory_is_private) {
  sqlite3* const one = open_memory();
  sqlite3* const two = open_memory();
  must(one, "CREATE TABLE t(a)");
  note_rows("one", one, "SELECT count(*) FROM t");
  note_rows("two", two, "SELECT count(*) FROM t");
  close_noted(one);
  close_noted(two);
}

TEST(library, open_without_a_name) {
  const char* const names[] = {NULL, ""};
  for (size_t i = 0; i < 2; ++i) {
    sqlite3* db = NULL;
    note_code("open", sqlite3_open(names[i], &db));
    note_rows("made", db, "CREATE TABLE t(a); INSERT INTO t VALUES (7); SELECT a FROM t");
    note_text("file name", sqlite3_db_filename(db, "main"));
    note("read only", "%d", sqlite3_db_readonly(db, "main"));
    close_noted(db);
  }
}

TEST(library, open_makes_the_file) {
  const char* const path = scratch("open_made.db");
  note_file("before", path);
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(path, &db));
  note_file("opened", path);
  note_rows("read", db, "SELECT count(*) FROM sqlite_schema");
  note_file("read", path);
  must(db, "CREATE TABLE t(a)");
  note_file("written", path);
  close_noted(db);
}

TEST(library, open_fresh_handle_state) {
  sqlite3* const db = open_memory();
  note_error("error", db);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note("changes", "%d %d", sqlite3_changes(db), sqlite3_total_changes(db));
  note("rowid", "%lld", (long long)sqlite3_last_insert_rowid(db));
  note("statement", "%s", sqlite3_next_stmt(db, NULL) ? "some" : "none");
  note("offset", "%d", sqlite3_error_offset(db));
  note_rows("pragmas", db, "PRAGMA foreign_keys; PRAGMA recursive_triggers; PRAGMA encoding");
  close_noted(db);
}

TEST(library, open16_encoding) {
  sqlite3* db = NULL;
  note_code("open16", sqlite3_open16(u":memory:", &db));
  note_rows("encoding", db, "PRAGMA encoding; SELECT hex('a\xc3\xa9'), length('a\xc3\xa9')");
  close_noted(db);
  note_code("open16", sqlite3_open16(NULL, &db));
  note_rows("encoding", db, "PRAGMA encoding");
  close_noted(db);
}

TEST(library, open16_keeps_what_a_file_has) {
  const char* const path = existing("open16_utf8.db");
  char16_t name[300];
  size_t length = 0;
  for (; path[length]; ++length) name[length] = (char16_t)path[length];
  name[length] = 0;
  sqlite3* db = NULL;
  note_code("open16", sqlite3_open16(name, &db));
  note_rows("encoding", db, "PRAGMA encoding; SELECT a FROM t");
  note("same name", "%d", strcmp(sqlite3_db_filename(db, NULL), path) == 0);
  close_noted(db);
}

TEST(library, open_name_beyond_ascii) {
  const char* const path = existing(
      "gr\xc3\xbc\xc3\x9f"
      "e \xe2\x82\xac.db");
  sqlite3* const db = opened(path, SQLITE_OPEN_READONLY);
  note("same name", "%d", strcmp(sqlite3_db_filename(db, "main"), path) == 0);
  note_rows("row", db, "SELECT a FROM t");
  close_noted(db);
}

TEST(library, open_v2_access_flags) {
  const char* const there = existing("flags.db");
  const char* const missing = scratch("flags_missing.db");
  const int flags[] = {SQLITE_OPEN_READONLY, SQLITE_OPEN_READWRITE,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  const char* const names[] = {"read only", "read write", "create"};
  for (size_t i = 0; i < 3; ++i) {
    try_open(names[i], there, flags[i], NULL);
    try_open(names[i], missing, flags[i], NULL);
    note_file(names[i], missing);
  }
}

TEST(library, open_v2_bad_access_flags) {
  const int flags[] = {0,
                       SQLITE_OPEN_CREATE,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_READWRITE,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_CREATE,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                       SQLITE_OPEN_URI | SQLITE_OPEN_MEMORY};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; ++i) {
    char what[32];
    snprintf(what, sizeof what, "flags %#x", (unsigned)flags[i]);
    try_open(what, ":memory:", flags[i], NULL);
  }
}

TEST(library, open_v2_read_only_writes) {
  const char* const path = existing("readonly.db");
  sqlite3* const db = opened(path, SQLITE_OPEN_READONLY);
  note("read only", "%d", sqlite3_db_readonly(db, "main"));
  note_rows("insert", db, "INSERT INTO t VALUES (2)");
  note_rows("create", db, "CREATE TABLE u(a)");
  note_rows("begin immediate", db, "BEGIN IMMEDIATE; COMMIT");
  note_rows("temporary", db, "CREATE TEMP TABLE w(a); INSERT INTO w VALUES (3); SELECT a FROM w");
  note_rows("vacuum", db, "VACUUM");
  close_noted(db);
}

TEST(library, open_v2_memory_flag) {
  const char* const path = scratch("not_made.db");
  sqlite3* const db = opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY);
  note_rows("made", db, "CREATE TABLE t(a); SELECT count(*) FROM t");
  note_text("file name", sqlite3_db_filename(db, "main"));
  note_file("file", path);
  close_noted(db);
}

TEST(library, open_v2_mutex_flags) {
  const int flags[] = {0, SQLITE_OPEN_NOMUTEX, SQLITE_OPEN_FULLMUTEX,
                       SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_FULLMUTEX};
  const char* const names[] = {"default", "no mutex", "full mutex", "both"};
  for (size_t i = 0; i < 4; ++i) {
    sqlite3* const db = opened(":memory:", SQLITE_OPEN_READWRITE | flags[i]);
    note(names[i], "%s", sqlite3_db_mutex(db) ? "a mutex" : "none");
    note_rows(names[i], db, "SELECT 1");
    close_noted(db);
  }
}

TEST(library, open_v2_extended_codes_flag) {
  sqlite3* const db = opened(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE);
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)");
  note_code("insert", sqlite3_exec(db, "INSERT INTO t VALUES (1)", NULL, NULL, NULL));
  note_error("insert", db);
  close_noted(db);
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE;
  try_open("missing", scratch("exrescode_missing.db"), flags, NULL);
}

/* Flags meant for file systems say nothing to a program's open. */
TEST(library, open_v2_vfs_flags_are_ignored) {
  const char* const path = existing("vfs_flags.db");
  const int flags[] = {SQLITE_OPEN_DELETEONCLOSE, SQLITE_OPEN_EXCLUSIVE, SQLITE_OPEN_MAIN_DB,
                       SQLITE_OPEN_TEMP_DB,       SQLITE_OPEN_WAL,       SQLITE_OPEN_SUBJOURNAL,
                       SQLITE_OPEN_MAIN_JOURNAL};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; ++i) {
    sqlite3* const db = opened(path, SQLITE_OPEN_READWRITE | flags[i]);
    note_rows("rows", db, "SELECT count(*) FROM t");
    close_noted(db);
    note_file("file", path);
  }
}

TEST(library, open_v2_follows_links) {
  const char* const path = existing("link_target.db");
  const char* const link = scratch("link.db");
  if (symlink(path, link) != 0) note("symlink", "failed");
  sqlite3* const db = opened(link, SQLITE_OPEN_READWRITE);
  note("name is the target's", "%d", strcmp(sqlite3_db_filename(db, "main"), path) == 0);
  note_rows("rows", db, "SELECT a FROM t");
  close_noted(db);
  try_open("no follow, link", link, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
  try_open("no follow, file", path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
}

TEST(library, open_v2_dangling_link) {
  const char* const path = scratch("dangling_target.db");
  const char* const link = scratch("dangling.db");
  if (symlink(path, link) != 0) note("symlink", "failed");
  try_open("read write", link, SQLITE_OPEN_READWRITE, NULL);
  try_open("create", link, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  note_file("target", path);
}

TEST(library, open_v2_vfs_names) {
  const char* const path = existing("vfs_names.db");
  const char* const names[] = {NULL,        "unix",   "unix-none", "unix-dotfile",
                               "unix-excl", "nosuch", ""};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    try_open(names[i] ? names[i] : "default", path, SQLITE_OPEN_READWRITE, names[i]);
  }
  note("nosuch", "%s", sqlite3_vfs_find("nosuch") ? "found" : "not found");
  note_text("default", sqlite3_vfs_find(NULL)->zName);
}

TEST(library, open_plain_names_are_not_decoded) {
  const char* const path = existing("a%20b?mode=ro#c.db");
  note_file("file", path);
  sqlite3* const db = opened(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI);
  note("read only", "%d", sqlite3_db_readonly(db, "main"));
  note("same name", "%d", strcmp(sqlite3_db_filename(db, "main"), path) == 0);
  note_text("parameter", sqlite3_uri_parameter(sqlite3_db_filename(db, "main"), "mode"));
  close_noted(db);
}

TEST(library, open_same_file_twice) {
  const char* const path = existing("twice.db");
  sqlite3* const one = opened(path, SQLITE_OPEN_READWRITE);
  sqlite3* const two = opened(path, SQLITE_OPEN_READWRITE);
  must(one, "INSERT INTO t VALUES (2)");
  note_rows("two", two, "SELECT a FROM t ORDER BY a");
  must(two, "CREATE TABLE u(b)");
  note_rows("one", one, "SELECT count(*) FROM u");
  close_noted(one);
  note_rows("two", two, "SELECT count(*) FROM t");
  close_noted(two);
}
