/* File systems: the list of them, and connections that use one by its name. */
#include "tests/abi/modules_shim.h"

static void note_found(const char* name) {
  const sqlite3_vfs* const found = sqlite3_vfs_find(name);
  note(name ? name : "default", "%s", found ? found->zName : "none");
}

TEST(modules, vfs_find) {
  note_found(NULL);
  note_found("unix");
  note_found("unix-none");
  note_found("unix-dotfile");
  note_found("unix-excl");
  note_found("memdb");
  note_found("UNIX");
  note_found("");
  note_found("missing");
}

TEST(modules, vfs_default_has_what_it_needs) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(NULL);
  note("version", "%d", vfs->iVersion);
  note("sizes", "%d %d", vfs->szOsFile > 0, vfs->mxPathname >= 512);
  note("files", "%d %d %d %d", vfs->xOpen != NULL, vfs->xDelete != NULL, vfs->xAccess != NULL,
       vfs->xFullPathname != NULL);
  note("libraries", "%d %d %d %d", vfs->xDlOpen != NULL, vfs->xDlError != NULL, vfs->xDlSym != NULL,
       vfs->xDlClose != NULL);
  note("others", "%d %d %d %d %d", vfs->xRandomness != NULL, vfs->xSleep != NULL,
       vfs->xCurrentTime != NULL, vfs->xGetLastError != NULL, vfs->xCurrentTimeInt64 != NULL);
}

TEST(modules, vfs_default_called_directly) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(NULL);
  const char* const path = scratch("direct.txt");
  int there = -1;
  note_code("access", vfs->xAccess(vfs, path, SQLITE_ACCESS_EXISTS, &there));
  note("there", "%d", there);
  note_code("delete", vfs->xDelete(vfs, path, 0) & 0xff);
  sqlite3_file* const file = sqlite3_malloc(vfs->szOsFile);
  memset(file, 0, (size_t)vfs->szOsFile);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_JOURNAL;
  int opened = 0;
  note_code("open", vfs->xOpen(vfs, path, file, flags, &opened));
  note("flags", "%d", (opened & SQLITE_OPEN_READWRITE) != 0);
  note("methods", "%d", file->pMethods->iVersion);
  note_code("write", file->pMethods->xWrite(file, "hello", 5, 3));
  char bytes[12] = "xxxxxxxxxxx";
  note_code("read", file->pMethods->xRead(file, bytes, 5, 3));
  note_bytes("read", bytes, 5);
  note("short read", "%d", file->pMethods->xRead(file, bytes, 10, 3) == SQLITE_IOERR_SHORT_READ);
  note_bytes("the rest is 0", bytes, 10);
  sqlite3_int64 size = 0;
  note_code("size", file->pMethods->xFileSize(file, &size));
  note("size", "%lld", (long long)size);
  note_code("truncate", file->pMethods->xTruncate(file, 4));
  file->pMethods->xFileSize(file, &size);
  note("size", "%lld", (long long)size);
  note_code("sync", file->pMethods->xSync(file, SQLITE_SYNC_NORMAL));
  note_code("close", file->pMethods->xClose(file));
  sqlite3_free(file);
  vfs->xAccess(vfs, path, SQLITE_ACCESS_READWRITE, &there);
  note("there", "%d", there);
  note_code("delete", vfs->xDelete(vfs, path, 1));
}

TEST(modules, vfs_default_time_and_paths) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(NULL);
  double days = 0;
  sqlite3_int64 milliseconds = 0;
  note_code("time", vfs->xCurrentTime(vfs, &days));
  note_code("time", vfs->xCurrentTimeInt64(vfs, &milliseconds));
  note("after 2020", "%d %d", days > 2458849.5, milliseconds > 212444596800000);
  char path[4096] = "";
  note_code("absolute", vfs->xFullPathname(vfs, "/tmp/../tmp/./file", (int)sizeof path, path));
  note_text("path", path);
  note_code("relative", vfs->xFullPathname(vfs, "file", (int)sizeof path, path));
  note("path", "%d", path[0] == '/' && strstr(path, "/file") != NULL);
  char bytes[8] = {0};
  note("random", "%d", vfs->xRandomness(vfs, 8, bytes));
  note("slept", "%d", vfs->xSleep(vfs, 1) >= 1);
}

TEST(modules, vfs_register_and_find) {
  Shim shim;
  note_found("shim");
  modules_shim_begin(&shim, "shim", 3);
  note_found("shim");
  note_found(NULL);
  note_code("again", sqlite3_vfs_register(&shim.base, 0));
  note_code("as default", sqlite3_vfs_register(&shim.base, 1));
  note_found(NULL);
  note_code("no more", sqlite3_vfs_register(shim.real, 1));
  note_found(NULL);
  modules_shim_end(&shim);
  note_found("shim");
  modules_shim_end(&shim);
  note_found(NULL);
}

TEST(modules, vfs_unregister_the_default) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3_vfs_register(&shim.base, 1);
  note_code("unregister", sqlite3_vfs_unregister(&shim.base));
  note("another is default", "%d", sqlite3_vfs_find(NULL) != NULL);
  sqlite3_vfs_register(shim.real, 1);
  note_found(NULL);
}

TEST(modules, vfs_opened_by_name) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* db = modules_shim_open(&shim, scratch("by_name.db"));
  note_rows("rows", db, "CREATE TABLE t(x); INSERT INTO t VALUES(1); SELECT x FROM t");
  note("used", "%d %d", shim.counts[kOpen] > 0, shim.counts[kWrite] > 0);
  close_noted(db);
  note("closed", "%d", shim.counts[kClose] == shim.counts[kOpen]);
  note_code("unknown", sqlite3_open_v2("x.db", &db, SQLITE_OPEN_READWRITE, "missing"));
  note_error("error", db);
  sqlite3_close(db);
  note_code("in memory", sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE, "missing"));
  sqlite3_close(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_opened_by_uri) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  shim.notes_opens = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL;
  const char* const path = scratch("by_uri.db");
  char uri[512];
  snprintf(uri, sizeof uri, "file:%s?vfs=shim&word=a%%20b", path);
  sqlite3* db = NULL;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  note_code("open", sqlite3_open_v2(uri, &db, flags, NULL));
  note_rows("create", db, "CREATE TABLE t(x)");
  close_noted(db);
  note_code("the URI wins", sqlite3_open_v2(uri, &db, flags, "memdb"));
  note_rows("read", db, "SELECT count(*) FROM t");
  close_noted(db);
  snprintf(uri, sizeof uri, "file:%s?vfs=missing", path);
  note_code("unknown", sqlite3_open_v2(uri, &db, flags, NULL));
  note_error("error", db);
  sqlite3_close(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_of_an_attached_database) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* db = NULL;
  sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI,
                  NULL);
  sqlite3_stmt* const attach = prepared(db, "ATTACH ?1 AS other");
  char uri[512];
  snprintf(uri, sizeof uri, "file:%s?vfs=shim", scratch("attached.db"));
  sqlite3_bind_text(attach, 1, uri, -1, SQLITE_STATIC);
  note_code("attach", sqlite3_step(attach));
  sqlite3_finalize(attach);
  note_rows("rows", db, "CREATE TABLE other.t(x); SELECT count(*) FROM other.t");
  note("used", "%d", shim.counts[kOpen] > 0);
  note_rows("unknown", db, "ATTACH 'file:x?vfs=missing' AS third");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_as_the_default) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3_vfs_register(&shim.base, 1);
  sqlite3* db = NULL;
  note_code("open", sqlite3_open(scratch("default.db"), &db));
  note_rows("rows", db, "CREATE TABLE t(x)");
  note("used", "%d", shim.counts[kOpen] > 0);
  sqlite3_vfs_register(shim.real, 1);
  note_rows("stays with its connection", db, "INSERT INTO t VALUES(1); SELECT x FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_gives_the_time) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("time.db"));
  note_rows("now", db, "SELECT datetime('now'), date(), julianday('now'), strftime('%s', 'now')");
  note_rows("current", db, "SELECT CURRENT_TIMESTAMP, CURRENT_DATE, CURRENT_TIME");
  note_rows("default", db,
            "CREATE TABLE t(x, y DEFAULT CURRENT_TIMESTAMP); INSERT INTO t(x) VALUES(1);"
            "SELECT y FROM t");
  close_noted(db);
  modules_shim_end(&shim);
}
