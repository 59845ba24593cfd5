/* Names that are URIs: their parts, their parameters and what is wrong with them. */
#include <sys/stat.h>
#include <uchar.h>

#include "tests/abi/suite.h"

enum { kUri = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI };

static const char* existing(const char* name) {
  const char* const path = scratch(name);
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1)");
  sqlite3_close(db);
  return path;
}

/* Opens <before><path><after>, e.g. "file:" "/x/a.db" "?mode=ro". */
static sqlite3* open_uri(const char* before, const char* path, const char* after, int flags) {
  char* const uri = sqlite3_mprintf("%s%s%s", before, path, after);
  sqlite3* db = NULL;
  char what[64];
  snprintf(what, sizeof what, "%s...%s", before, after);
  note_code(what, sqlite3_open_v2(uri, &db, flags, NULL));
  sqlite3_free(uri);
  if (sqlite3_errcode(db) != SQLITE_OK) note_error("error", db);
  return db;
}

/* What a connection may do, said in three lines. */
static void note_use(sqlite3* db) {
  note("read only", "%d", sqlite3_db_readonly(db, "main"));
  note_rows("read", db, "SELECT count(*) > 0 FROM t");
  note_rows("write", db, "INSERT INTO t VALUES (2)");
}

static void try_uri(const char* before, const char* path, const char* after, int flags) {
  sqlite3* const db = open_uri(before, path, after, flags);
  if (sqlite3_errcode(db) == SQLITE_OK) note_use(db);
  close_noted(db);
}

TEST(library, uri_authority) {
  const char* const path = existing("uri_authority.db");
  const char* const starts[] = {
      "file:", "file://", "file://localhost", "file://other",      "file://LOCALHOST",
      "FILE:", "file:/",  "file://localhos",  "file://local%68ost"};
  for (size_t i = 0; i < sizeof starts / sizeof starts[0]; ++i) {
    sqlite3* const db = open_uri(starts[i], path, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI);
    if (sqlite3_errcode(db) == SQLITE_OK) note_rows("read", db, "SELECT count(*) FROM t");
    close_noted(db);
  }
}

TEST(library, uri_escapes) {
  const char* const path = existing("uri a%b?c#d.db");
  char* const folder = sqlite3_mprintf("%.*s", (int)(strrchr(path, '/') - path), path);
  const char* const names[] = {"/uri%20a%25b%3fc%23d.db", "/uri a%25b%3Fc%23d.db#part?mode=ro",
                               "/uri%20a%25b%3fc%23d.db?mode=ro#x&mode=rw"};
  for (size_t i = 0; i < 3; ++i) {
    sqlite3* const db =
        open_uri("file:", folder, names[i], SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI);
    note("same name", "%d", strcmp(sqlite3_db_filename(db, "main"), path) == 0);
    note_use(db);
    close_noted(db);
  }
  sqlite3_free(folder);
}

TEST(library, uri_mode) {
  const char* const path = existing("uri_mode.db");
  const char* const modes[] = {"?mode=ro",   "?mode=rw",     "?mode=rwc",       "?mode=memory",
                               "?mode=none", "?mode=",       "?mode=RO",        "?mode",
                               "?MODE=ro",   "?%6dode=r%6f", "?mode=rw&mode=ro"};
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; ++i)
    try_uri("file:", path, modes[i], kUri);
}

TEST(library, uri_mode_beyond_the_flags) {
  const char* const path = existing("uri_mode_flags.db");
  const int read = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  const int write = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI;
  try_uri("file:", path, "?mode=ro", read);
  try_uri("file:", path, "?mode=rw", read);
  try_uri("file:", path, "?mode=rwc", read);
  try_uri("file:", path, "?mode=rwc", write);
  try_uri("file:", path, "?mode=memory", read);
}

TEST(library, uri_mode_of_a_missing_file) {
  const char* const path = scratch("uri_missing.db");
  const char* const modes[] = {"?mode=ro", "?mode=rw", "?mode=rwc"};
  for (size_t i = 0; i < 3; ++i) {
    close_noted(open_uri("file:", path, modes[i], kUri));
    struct stat status;
    note("file", "%s", stat(path, &status) == 0 ? "there" : "missing");
  }
}

TEST(library, uri_cache) {
  const char* const path = existing("uri_cache.db");
  const char* const caches[] = {"?cache=shared", "?cache=private", "?cache=none", "?cache="};
  for (size_t i = 0; i < 4; ++i) try_uri("file:", path, caches[i], kUri);
}

TEST(library, uri_vfs) {
  const char* const path = existing("uri_vfs.db");
  try_uri("file:", path, "?vfs=unix", kUri);
  try_uri("file:", path, "?vfs=unix-none", kUri);
  try_uri("file:", path, "?vfs=nosuch", kUri);
  try_uri("file:", path, "?vfs=", kUri);
  char* const uri = sqlite3_mprintf("file:%s?vfs=unix", path);
  sqlite3* db = NULL;
  note_code("uri wins", sqlite3_open_v2(uri, &db, kUri, "nosuch"));
  close_noted(db);
  sqlite3_free(uri);
}

TEST(library, uri_immutable) {
  const char* const path = existing("uri_immutable.db");
  try_uri("file:", path, "?immutable=1", kUri);
  try_uri("file:", path, "?immutable=0", kUri);
  try_uri("file:", path, "?immutable=yes", kUri);
}

/* An immutable file is read without locks: another's write lock does not disturb. */
TEST(library, uri_locks) {
  const char* const path = existing("uri_locks.db");
  sqlite3* writer = NULL;
  sqlite3_open(path, &writer);
  must(writer, "BEGIN EXCLUSIVE");
  const char* const names[] = {"", "?immutable=1", "?nolock=1", "?psow=0"};
  for (size_t i = 0; i < 4; ++i) {
    sqlite3* const db = open_uri("file:", path, names[i], kUri);
    note_rows("read", db, "SELECT count(*) FROM t");
    close_noted(db);
  }
  must(writer, "ROLLBACK");
  close_noted(writer);
}

TEST(library, uri_memory_names) {
  const char* const names[] = {"file::memory:", "file:?mode=memory", "file:name?mode=memory",
                               "file:", "file::memory:?cache=private"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    sqlite3* db = NULL;
    note_code(names[i], sqlite3_open_v2(names[i], &db, kUri, NULL));
    note_text("file name", sqlite3_db_filename(db, "main"));
    note_rows("use", db, "CREATE TABLE t(a); SELECT count(*) FROM t");
    close_noted(db);
  }
}

TEST(library, uri_shared_memory) {
  const char* const names[] = {"file::memory:?cache=shared", "file:one?mode=memory&cache=shared",
                               "file:/two?vfs=memdb"};
  for (size_t i = 0; i < 3; ++i) {
    sqlite3* one = NULL;
    sqlite3* two = NULL;
    note_code(names[i], sqlite3_open_v2(names[i], &one, kUri, NULL));
    must(one, "CREATE TABLE t(a); INSERT INTO t VALUES (5)");
    note_code("again", sqlite3_open_v2(names[i], &two, kUri, NULL));
    note_rows("seen", two, "SELECT a FROM t");
    close_noted(one);
    note_rows("kept", two, "SELECT a FROM t");
    close_noted(two);
    note_code("later", sqlite3_open_v2(names[i], &two, kUri, NULL));
    note_rows("gone", two, "SELECT a FROM t");
    close_noted(two);
  }
}

TEST(library, uri_shared_memory_names_differ) {
  sqlite3* one = NULL;
  sqlite3* two = NULL;
  sqlite3_open_v2("file:first?mode=memory&cache=shared", &one, kUri, NULL);
  sqlite3_open_v2("file:second?mode=memory&cache=shared", &two, kUri, NULL);
  must(one, "CREATE TABLE t(a)");
  note_rows("two", two, "SELECT a FROM t");
  must(two, "ATTACH 'file:first?mode=memory&cache=shared' AS other");
  note_rows("attached", two, "SELECT count(*) FROM other.t");
  close_noted(one);
  close_noted(two);
}

TEST(library, uri_attach) {
  const char* const path = existing("uri_attach.db");
  sqlite3* db = NULL;
  sqlite3_open_v2(":memory:", &db, kUri, NULL);
  char* const sql = sqlite3_mprintf("ATTACH 'file:%q?mode=ro&color=red' AS a", path);
  note_code("attach", sqlite3_exec(db, sql, NULL, NULL, NULL));
  note("read only", "%d %d", sqlite3_db_readonly(db, "a"), sqlite3_db_readonly(db, "main"));
  note_text("color", sqlite3_uri_parameter(sqlite3_db_filename(db, "a"), "color"));
  note_rows("read", db, "SELECT a FROM a.t");
  note_rows("write", db, "INSERT INTO a.t VALUES (2)");
  note_rows("bad mode", db, "ATTACH 'file:x?mode=none' AS b");
  note_rows("bad cache", db, "ATTACH 'file:x?cache=none' AS b");
  note_rows("bad host", db, "ATTACH 'file://host/x' AS b");
  note_rows("no vfs", db, "ATTACH 'file:x?vfs=nosuch' AS b");
  close_noted(db);
  sqlite3_free(sql);
}

/* What was allowed to the connection limits what it attaches. */
TEST(library, uri_attach_to_a_read_only_connection) {
  const char* const path = existing("uri_attach_ro.db");
  const char* const other = existing("uri_attach_other.db");
  sqlite3* db = NULL;
  sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  char* const sql = sqlite3_mprintf("ATTACH 'file:%q?mode=rw' AS a", other);
  note_code("attach", sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_error("attach", db);
  sqlite3_free(sql);
  char* const plain = sqlite3_mprintf("ATTACH %Q AS a", other);
  note_code("attach", sqlite3_exec(db, plain, NULL, NULL, NULL));
  note_rows("write", db, "INSERT INTO a.t VALUES (2)");
  close_noted(db);
  sqlite3_free(plain);
}

TEST(library, uri_in_utf16) {
  sqlite3* db = NULL;
  note_code("memory", sqlite3_open16(u"file:\u00e9?mode=memory&cache=private", &db));
  note_rows("encoding", db, "PRAGMA encoding");
  close_noted(db);
  note_code("bad mode", sqlite3_open16(u"file:x?mode=\u00e9", &db));
  note_error("bad mode", db);
  note_text16("bad mode", sqlite3_errmsg16(db));
  close_noted(db);
}
