/* What a file system may answer itself: its own opcodes, pragmas, busy handler and libraries. */
#include "tests/abi/modules_shim.h"

TEST(modules, control_opcodes_of_the_shim) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("opcodes.db"));
  shim.notes_control = true;
  int value = 41;
  note_code("100", sqlite3_file_control(db, "main", 100, &value));
  note("value", "%d", value);
  note_code("101", sqlite3_file_control(db, NULL, 101, NULL));
  note_error("error", db);
  shim.failing = kFileControl;
  shim.fail_code = SQLITE_IOERR;
  note_code("failing", sqlite3_file_control(db, "main", 100, &value));
  shim.failing = kNoCall;
  sqlite3_file* file = NULL;
  note_code("file", sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file));
  note("the shim's", "%d", file == shim.main_file);
  sqlite3_vfs* vfs = NULL;
  note_code("vfs", sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, &vfs));
  note("the shim", "%d", vfs == &shim.base);
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, control_pragmas_of_the_shim) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("pragmas.db"));
  shim.notes_control = true;
  note_rows("text", db, "PRAGMA shim_text");
  note_rows("argument", db, "PRAGMA shim_text = 5");
  note_rows("in parentheses", db, "PRAGMA main.shim_text('a word')");
  note_rows("name", db, "PRAGMA shim_text(name)");
  note_rows("negative", db, "PRAGMA shim_text = -7.5");
  note_rows("error", db, "PRAGMA shim_error = why");
  note_rows("code", db, "PRAGMA shim_code");
  note_rows("silent", db, "PRAGMA shim_silent; SELECT 'went on'");
  note_rows("unknown", db, "PRAGMA shim_unknown = 1; SELECT 'went on'");
  sqlite3_stmt* const statement = prepared(db, "PRAGMA shim_text = once");
  note("columns", "%d %s", sqlite3_column_count(statement), sqlite3_column_name(statement, 0));
  note_code("step", sqlite3_step(statement));
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
  modules_shim_end(&shim);
}

static int note_busy(void* data, int count) {
  note("busy handler", "%s %d", (const char*)data, count);
  return count < 1;
}

TEST(modules, control_busy_handler) {
  static char data[] = "of the connection";
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("handler.db"));
  must(db, "CREATE TABLE t(x)");
  note("told", "%d", shim.busy != NULL);
  sqlite3_busy_handler(db, note_busy, data);
  note("again", "%d", shim.busy(shim.busy_data) != 0);
  note("again", "%d", shim.busy(shim.busy_data) != 0);
  sqlite3_busy_handler(db, NULL, NULL);
  note("none", "%d", shim.busy(shim.busy_data) != 0);
  close_noted(db);
  modules_shim_end(&shim);
}

/* A library that exists in no file: whatever is opened has one entry point. */

static void say_loaded(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, "from no file", -1, SQLITE_STATIC);
}

static int entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)error;
  (void)api;
  return sqlite3_create_function(db, "loaded", 0, SQLITE_UTF8, NULL, say_loaded, NULL, NULL);
}

static char library[] = "library";

static void* library_open(sqlite3_vfs* vfs, const char* name) {
  (void)vfs;
  note("xDlOpen", "%s", name);
  return strcmp(name, "made_up") == 0 ? library : NULL;
}

static void library_error(sqlite3_vfs* vfs, int size, char* text) {
  (void)vfs;
  sqlite3_snprintf(size, text, "no such thing");
}

static void (*library_symbol(sqlite3_vfs* vfs, void* handle, const char* name))(void) {
  (void)vfs;
  note("xDlSym", "%s of the library %d", name, handle == library);
  return strcmp(name, "made_up_entry") == 0 ? (void (*)(void))entry : NULL;
}

static void library_close(sqlite3_vfs* vfs, void* handle) {
  (void)vfs;
  note("xDlClose", "%d", handle == library);
}

static void load(sqlite3* db, const char* name, const char* entry_name) {
  char* message = NULL;
  note_code(name, sqlite3_load_extension(db, name, entry_name, &message));
  note_text("message", message);
  sqlite3_free(message);
}

TEST(modules, vfs_loads_libraries) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  shim.base.xDlOpen = library_open;
  shim.base.xDlError = library_error;
  shim.base.xDlSym = library_symbol;
  shim.base.xDlClose = library_close;
  sqlite3* const db = modules_shim_open(&shim, scratch("libraries.db"));
  sqlite3_enable_load_extension(db, 1);
  load(db, "missing", NULL);
  load(db, "made_up", "other_entry");
  load(db, "made_up", "made_up_entry");
  note_rows("call", db, "SELECT loaded()");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_cannot_load_libraries) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  shim.base.xDlOpen = NULL;
  shim.base.xDlError = NULL;
  shim.base.xDlSym = NULL;
  shim.base.xDlClose = NULL;
  sqlite3* const db = modules_shim_open(&shim, scratch("no_libraries.db"));
  note_rows("rows", db, "SELECT 1");
  close_noted(db);
  modules_shim_end(&shim);
}

TEST(modules, vfs_names_of_files) {
  Shim shim;
  modules_shim_begin(&shim, "shim", 3);
  sqlite3* const db = modules_shim_open(&shim, scratch("names.db"));
  must(db, "CREATE TABLE t(x)");
  const char* const name = sqlite3_db_filename(db, "main");
  const char* const journal = sqlite3_filename_journal(name);
  const char* const log = sqlite3_filename_wal(name);
  note("journal", "%s", journal + strlen(journal) - strlen("names.db-journal"));
  note("log", "%s", log + strlen(log) - strlen("names.db-wal"));
  note("of the journal", "%d", sqlite3_database_file_object(journal) == shim.main_file);
  note("of the log", "%d", sqlite3_database_file_object(log) == shim.main_file);
  note("back", "%d", strcmp(sqlite3_filename_database(log), name) == 0);
  close_noted(db);
  modules_shim_end(&shim);
}
