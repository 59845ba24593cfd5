/* Several entry points, none of which is found without its name. */
#include <sqlite3ext.h>
#include <stddef.h>
SQLITE_EXTENSION_INIT1

typedef int Entry(sqlite3* db, char** error, const sqlite3_api_routines* api);
Entry first_entry, second_entry, failing_entry, silent_entry, counting_entry;

static int loads = 0;

static void say(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, sqlite3_user_data(context), -1, SQLITE_STATIC);
}

static void say_loads(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, loads);
}

int first_entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  static char data[] = "first";
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  return sqlite3_create_function(db, "first_says", 0, SQLITE_UTF8, data, say, NULL, NULL);
}

int second_entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  static char data[] = "second";
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  return sqlite3_create_function(db, "second_says", 0, SQLITE_UTF8, data, say, NULL, NULL);
}

int failing_entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)db;
  SQLITE_EXTENSION_INIT2(api)
  *error = sqlite3_mprintf("cannot work with %s", "this");
  return SQLITE_BUSY;
}

int silent_entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)db;
  (void)error;
  SQLITE_EXTENSION_INIT2(api)
  return SQLITE_ERROR;
}

int counting_entry(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  ++loads;
  return sqlite3_create_function(db, "loads", 0, SQLITE_UTF8, NULL, say_loads, NULL, NULL);
}
