/* Connections that share a cache: how they come to it, and their locks on tables. */
#include "tests/abi/suite.h"

enum { kWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };

typedef struct Pair {
  sqlite3* one;
  sqlite3* two;
} Pair;

static Pair open_pair(const char* name, int flags) {
  Pair pair = {NULL, NULL};
  sqlite3_open_v2(name, &pair.one, kWrite | flags, NULL);
  sqlite3_open_v2(name, &pair.two, kWrite | flags, NULL);
  must(pair.one,
       "CREATE TABLE IF NOT EXISTS t(a); CREATE TABLE IF NOT EXISTS u(a);"
       "INSERT INTO t VALUES (1)");
  return pair;
}

static void close_pair(Pair pair) {
  close_noted(pair.one);
  close_noted(pair.two);
}

static void run_noted(const char* what, sqlite3* db, const char* sql) {
  note_code(what, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_error(what, db);
}

/* With a shared cache a reader meets the writer's lock on the table; with files of their own it
** reads what was there before. */
static void note_sharing(const char* what, Pair pair) {
  must(pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted(what, pair.two, "SELECT a FROM t");
  must(pair.one, "ROLLBACK");
}

TEST(library, shared_by_flag) {
  const char* const path = scratch("shared_flag.db");
  const Pair shared = open_pair(path, SQLITE_OPEN_SHAREDCACHE);
  note_sharing("shared", shared);
  close_pair(shared);
  const Pair own = open_pair(path, SQLITE_OPEN_PRIVATECACHE);
  note_sharing("private", own);
  close_pair(own);
  const Pair both = open_pair(path, SQLITE_OPEN_SHAREDCACHE | SQLITE_OPEN_PRIVATECACHE);
  note_sharing("both flags", both);
  close_pair(both);
}

TEST(library, shared_by_function) {
  const char* const path = scratch("shared_function.db");
  note_code("on", sqlite3_enable_shared_cache(1));
  const Pair shared = open_pair(path, 0);
  const Pair own = open_pair(scratch("shared_private.db"), SQLITE_OPEN_PRIVATECACHE);
  note_code("off", sqlite3_enable_shared_cache(0));
  note_sharing("opened before", shared);
  note_sharing("private by flag", own);
  close_pair(shared);
  close_pair(own);
  const Pair later = open_pair(path, 0);
  note_sharing("opened later", later);
  close_pair(later);
}

TEST(library, shared_memory_by_flag) {
  sqlite3* one = NULL;
  sqlite3* two = NULL;
  sqlite3_open_v2(":memory:", &one, kWrite | SQLITE_OPEN_SHAREDCACHE, NULL);
  sqlite3_open_v2(":memory:", &two, kWrite | SQLITE_OPEN_SHAREDCACHE, NULL);
  must(one, "CREATE TABLE t(a)");
  note_rows("two", two, "SELECT count(*) FROM t");
  close_noted(one);
  close_noted(two);
}

TEST(library, shared_readers_and_writers) {
  const Pair pair = open_pair("file:rw?mode=memory&cache=shared", SQLITE_OPEN_URI);
  must(pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("read the table", pair.two, "SELECT a FROM t");
  run_noted("read another", pair.two, "SELECT a FROM u");
  run_noted("write the table", pair.two, "INSERT INTO t VALUES (3)");
  run_noted("write another", pair.two, "INSERT INTO u VALUES (3)");
  run_noted("create", pair.two, "CREATE TABLE v(a)");
  must(pair.one, "COMMIT");
  run_noted("read", pair.two, "SELECT a FROM t");
  close_pair(pair);
}

TEST(library, shared_reader_holds_off_writers) {
  const Pair pair = open_pair("file:hold?mode=memory&cache=shared", SQLITE_OPEN_URI);
  must(pair.two, "BEGIN; SELECT a FROM t");
  run_noted("write the table", pair.one, "INSERT INTO t VALUES (2)");
  run_noted("write another", pair.one, "INSERT INTO u VALUES (2)");
  run_noted("drop", pair.one, "DROP TABLE t");
  must(pair.two, "COMMIT");
  run_noted("write", pair.one, "INSERT INTO t VALUES (2)");
  close_pair(pair);
}

TEST(library, shared_schema_lock) {
  const Pair pair = open_pair("file:schema?mode=memory&cache=shared", SQLITE_OPEN_URI);
  must(pair.one, "BEGIN; CREATE TABLE v(a)");
  run_noted("read", pair.two, "SELECT a FROM t");
  run_noted("schema", pair.two, "SELECT name FROM sqlite_schema");
  must(pair.one, "ROLLBACK");
  run_noted("read", pair.two, "SELECT a FROM t");
  close_pair(pair);
}

TEST(library, shared_read_uncommitted) {
  const Pair pair = open_pair("file:dirty?mode=memory&cache=shared", SQLITE_OPEN_URI);
  must(pair.two, "PRAGMA read_uncommitted=1");
  must(pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  note_rows("dirty", pair.two, "SELECT a FROM t ORDER BY a");
  must(pair.one, "ROLLBACK");
  note_rows("rolled back", pair.two, "SELECT a FROM t ORDER BY a");
  close_pair(pair);
}

static int never(void* context, int count) {
  (void)context;
  note("handler", "%d", count);
  return 0;
}

/* Locks within the cache are not waited for. */
TEST(library, shared_locks_and_busy_handlers) {
  const Pair pair = open_pair("file:busy?mode=memory&cache=shared", SQLITE_OPEN_URI);
  sqlite3_busy_handler(pair.two, never, NULL);
  must(pair.one, "BEGIN; INSERT INTO t VALUES (2)");
  run_noted("read", pair.two, "SELECT a FROM t");
  must(pair.one, "COMMIT");
  close_pair(pair);
}
