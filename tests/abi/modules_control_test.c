/* sqlite3_file_control, of the default file system and of the shim. */
#include <unistd.h>

#include "tests/abi/modules_shim.h"

static sqlite3* open_file(const char* path) {
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(path, &db));
  return db;
}

TEST(modules, control_file_pointer) {
  sqlite3* const db = open_file(scratch("pointer.db"));
  must(db, "CREATE TABLE t(x); CREATE TEMP TABLE u(x)");
  sqlite3_file* file = NULL;
  sqlite3_file* same = NULL;
  note_code("main", sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file));
  note("file", "%d", file && file->pMethods && file->pMethods->iVersion >= 1);
  note_code("null", sqlite3_file_control(db, NULL, SQLITE_FCNTL_FILE_POINTER, &same));
  note("same", "%d", file == same);
  sqlite3_int64 size = 0;
  note_code("size", file->pMethods->xFileSize(file, &size));
  note("whole pages", "%d", size > 0 && size % 512 == 0);
  note_code("temp", sqlite3_file_control(db, "temp", SQLITE_FCNTL_FILE_POINTER, &file));
  note("other", "%d", file != same);
  note_code("unknown", sqlite3_file_control(db, "nothing", SQLITE_FCNTL_FILE_POINTER, &file));
  close_noted(db);
}

TEST(modules, control_vfs_and_journal_pointers) {
  sqlite3* const db = open_file(scratch("vfs.db"));
  must(db, "CREATE TABLE t(x)");
  sqlite3_vfs* vfs = NULL;
  note_code("vfs", sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, &vfs));
  note("default", "%d", vfs == sqlite3_vfs_find(NULL));
  sqlite3_file* journal = NULL;
  note_code("journal", sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal));
  note("closed", "%d", journal && journal->pMethods == NULL);
  must(db, "BEGIN; INSERT INTO t VALUES(1)");
  note_code("journal", sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal));
  note("open", "%d", journal && journal->pMethods != NULL);
  must(db, "ROLLBACK");
  close_noted(db);
}

static void note_name(const char* what, sqlite3* db) {
  char* name = NULL;
  note_code(what, sqlite3_file_control(db, "main", SQLITE_FCNTL_VFSNAME, &name));
  note_text("name", name);
  sqlite3_free(name);
}

TEST(modules, control_vfs_name) {
  Shim shim;
  sqlite3* db = open_file(scratch("name.db"));
  note_name("plain", db);
  close_noted(db);
  modules_shim_begin(&shim, "shim", 3);
  db = modules_shim_open(&shim, scratch("name.db"));
  note_name("shim", db);
  close_noted(db);
  modules_shim_end(&shim);
  db = open_memory();
  note_name("memory", db);
  close_noted(db);
  sqlite3_open_v2("file:/shared?vfs=memdb", &db,
                  SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL);
  char* name = NULL; /* In brackets follow an address and a size. */
  note_code("memdb", sqlite3_file_control(db, "main", SQLITE_FCNTL_VFSNAME, &name));
  note("name", "%.5s", name ? name : "none");
  sqlite3_free(name);
  close_noted(db);
}

TEST(modules, control_chunk_size) {
  sqlite3* const db = open_file(scratch("chunk.db"));
  int chunk = 65536;
  note_code("chunk", sqlite3_file_control(db, "main", SQLITE_FCNTL_CHUNK_SIZE, &chunk));
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(zeroblob(70000))");
  sqlite3_file* file = NULL;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_int64 size = 0;
  file->pMethods->xFileSize(file, &size);
  note("whole chunks", "%d", size > 0 && size % 65536 == 0);
  note_rows("check", db, "PRAGMA integrity_check");
  close_noted(db);
}

TEST(modules, control_size_hint) {
  sqlite3* const db = open_file(scratch("hint.db"));
  must(db, "CREATE TABLE t(x)");
  sqlite3_int64 size = 100000;
  note_code("hint", sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_HINT, &size));
  note_rows("check", db, "PRAGMA integrity_check");
  close_noted(db);
}

static void note_flag(sqlite3* db, const char* what, int op, int value) {
  note_code(what, sqlite3_file_control(db, "main", op, &value));
  note("value", "%d", value);
}

TEST(modules, control_persistent_log) {
  const char* const path = scratch("persist.db");
  char log[512];
  snprintf(log, sizeof log, "%s-wal", path);
  sqlite3* db = open_file(path);
  note_flag(db, "ask", SQLITE_FCNTL_PERSIST_WAL, -1);
  note_flag(db, "set", SQLITE_FCNTL_PERSIST_WAL, 1);
  note_flag(db, "ask", SQLITE_FCNTL_PERSIST_WAL, -1);
  must(db, "PRAGMA journal_mode = wal; CREATE TABLE t(x)");
  close_noted(db);
  note("log stays", "%d", access(log, F_OK) == 0);
  db = open_file(path);
  note_flag(db, "not kept", SQLITE_FCNTL_PERSIST_WAL, -1);
  note_flag(db, "clear", SQLITE_FCNTL_PERSIST_WAL, 0);
  note_rows("write", db, "INSERT INTO t VALUES(1)");
  close_noted(db);
  note("log stays", "%d", access(log, F_OK) == 0);
}

TEST(modules, control_powersafe_overwrite) {
  const char* const path = scratch("powersafe.db");
  sqlite3* db = open_file(path);
  note_flag(db, "ask", SQLITE_FCNTL_POWERSAFE_OVERWRITE, -1);
  note_flag(db, "clear", SQLITE_FCNTL_POWERSAFE_OVERWRITE, 0);
  note_flag(db, "ask", SQLITE_FCNTL_POWERSAFE_OVERWRITE, -1);
  close_noted(db);
  char uri[512];
  snprintf(uri, sizeof uri, "file:%s?psow=0", path);
  sqlite3_open_v2(uri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL);
  note_flag(db, "by URI", SQLITE_FCNTL_POWERSAFE_OVERWRITE, -1);
  close_noted(db);
}

TEST(modules, control_file_has_moved) {
  const char* const path = scratch("moved.db");
  sqlite3* const db = open_file(path);
  must(db, "CREATE TABLE t(x)");
  note_flag(db, "not moved", SQLITE_FCNTL_HAS_MOVED, -5);
  rename(path, scratch("moved_away.db"));
  note_flag(db, "moved", SQLITE_FCNTL_HAS_MOVED, -5);
  note_rows("read", db, "SELECT count(*) FROM t");
  note_rows("write", db, "INSERT INTO t VALUES(1)");
  close_noted(db);
}

static unsigned data_version(sqlite3* db) {
  unsigned version = 0;
  note_code("data version", sqlite3_file_control(db, NULL, SQLITE_FCNTL_DATA_VERSION, &version));
  return version;
}

TEST(modules, control_data_version) {
  const char* const path = scratch("version.db");
  sqlite3* const db = open_file(path);
  sqlite3* const other = open_file(path);
  must(db, "CREATE TABLE t(x)");
  const unsigned first = data_version(db);
  note("by reading", "%d", data_version(db) != first);
  must(db, "INSERT INTO t VALUES(1)");
  const unsigned second = data_version(db);
  note("by itself", "%d", second != first);
  must(other, "INSERT INTO t VALUES(1)");
  note_rows("read", db, "SELECT count(*) FROM t");
  note("by another", "%d", data_version(db) != second);
  close_noted(db);
  close_noted(other);
}

TEST(modules, control_lock_state) {
  sqlite3* const db = open_file(scratch("state.db"));
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  note_flag(db, "none", SQLITE_FCNTL_LOCKSTATE, -1);
  must(db, "BEGIN");
  note_flag(db, "deferred", SQLITE_FCNTL_LOCKSTATE, -1);
  note_rows("read", db, "SELECT count(*) FROM t");
  note_flag(db, "shared", SQLITE_FCNTL_LOCKSTATE, -1);
  note_rows("write", db, "INSERT INTO t VALUES(2)");
  note_flag(db, "reserved", SQLITE_FCNTL_LOCKSTATE, -1);
  must(db, "COMMIT");
  note_flag(db, "none", SQLITE_FCNTL_LOCKSTATE, -1);
  must(db, "BEGIN EXCLUSIVE");
  note_flag(db, "exclusive", SQLITE_FCNTL_LOCKSTATE, -1);
  must(db, "ROLLBACK; PRAGMA locking_mode = exclusive; UPDATE t SET x = 0");
  note_flag(db, "kept", SQLITE_FCNTL_LOCKSTATE, -1);
  close_noted(db);
}

TEST(modules, control_temporary_file_name) {
  sqlite3* const db = open_file(scratch("temporary.db"));
  char* name = NULL;
  note_code("name", sqlite3_file_control(db, "main", SQLITE_FCNTL_TEMPFILENAME, &name));
  note("given", "%d", name && name[0] == '/');
  note("not made", "%d", name && access(name, F_OK) != 0);
  sqlite3_free(name);
  close_noted(db);
}

TEST(modules, control_reserve_bytes) {
  sqlite3* const db = open_file(scratch("reserve.db"));
  note_flag(db, "ask", SQLITE_FCNTL_RESERVE_BYTES, -1);
  note_flag(db, "set", SQLITE_FCNTL_RESERVE_BYTES, 24);
  note_flag(db, "ask", SQLITE_FCNTL_RESERVE_BYTES, -1);
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  sqlite3_file* file = NULL;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  unsigned char reserved = 0;
  note_code("read", file->pMethods->xRead(file, &reserved, 1, 20));
  note("in the file", "%d", reserved);
  note_flag(db, "set", SQLITE_FCNTL_RESERVE_BYTES, 0);
  must(db, "VACUUM");
  file->pMethods->xRead(file, &reserved, 1, 20);
  note("after VACUUM", "%d", reserved);
  note_rows("check", db, "PRAGMA integrity_check");
  close_noted(db);
}

static void note_limit(sqlite3* db, const char* what, sqlite3_int64 limit) {
  note_code(what, sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit));
  note("limit", "%lld", (long long)limit);
}

TEST(modules, control_size_limit) {
  sqlite3* db = NULL;
  sqlite3_open_v2("file:/limited?vfs=memdb", &db,
                  SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL);
  must(db, "PRAGMA page_size = 4096; CREATE TABLE t(x)");
  note_limit(db, "set", 20000);
  note_limit(db, "ask", -1);
  note_rows("too much", db, "INSERT INTO t VALUES(zeroblob(50000))");
  note_limit(db, "below the size", 1);
  note_limit(db, "set", 1000000);
  note_rows("well", db, "INSERT INTO t VALUES(zeroblob(50000)); SELECT count(*) FROM t");
  close_noted(db);
  db = open_file(scratch("limit.db"));
  note_limit(db, "file", 20000);
  close_noted(db);
}

TEST(modules, control_of_other_kinds) {
  sqlite3* const db = open_file(scratch("kinds.db"));
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  note_flag(db, "last errno", SQLITE_FCNTL_LAST_ERRNO, 0);
  note_code("reset cache", sqlite3_file_control(db, "main", SQLITE_FCNTL_RESET_CACHE, NULL));
  note_rows("rows", db, "SELECT x FROM t");
  sqlite3_int64 mapped = -1;
  note_code("mmap size", sqlite3_file_control(db, "main", SQLITE_FCNTL_MMAP_SIZE, &mapped));
  note("mapped", "%lld", (long long)mapped);
  note_flag(db, "external reader", SQLITE_FCNTL_EXTERNAL_READER, 0);
  char* words[] = {NULL, (char*)(uintptr_t)"unknown_pragma", NULL, NULL};
  note_code("pragma", sqlite3_file_control(db, "main", SQLITE_FCNTL_PRAGMA, words));
  note_flag(db, "unknown", 9999, 3);
  note_flag(db, "negative", -3, 3);
  note_code("no database", sqlite3_file_control(db, "nothing", 9999, NULL));
  close_noted(db);
}

TEST(modules, control_of_a_memory_database) {
  sqlite3* const db = open_memory();
  note_flag(db, "lock state", SQLITE_FCNTL_LOCKSTATE, -1);
  note_flag(db, "moved", SQLITE_FCNTL_HAS_MOVED, -1);
  note_flag(db, "unknown", 9999, 3);
  sqlite3_file* file = NULL;
  note_code("file", sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file));
  note("no methods", "%d", file && !file->pMethods);
  unsigned version = 0;
  note_code("version", sqlite3_file_control(db, "main", SQLITE_FCNTL_DATA_VERSION, &version));
  close_noted(db);
}
