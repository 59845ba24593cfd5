/* Stays in the process when its connection is closed, and makes itself automatic. */
#include <sqlite3ext.h>
#include <stddef.h>
SQLITE_EXTENSION_INIT1

static int loads = 0;

static void say_loads(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_int(context, loads);
}

static int begin_connection(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  (void)error;
  (void)api;
  return sqlite3_create_function(db, "automatic", 0, SQLITE_UTF8, NULL, say_loads, NULL, NULL);
}

int sqlite3_extension_init(sqlite3* db, char** error, const sqlite3_api_routines* api);
int sqlite3_extension_init(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  ++loads;
  sqlite3_create_function(db, "loads", 0, SQLITE_UTF8, NULL, say_loads, NULL, NULL);
  if (sqlite3_auto_extension((void (*)(void))begin_connection) != SQLITE_OK) return SQLITE_ERROR;
  return SQLITE_OK_LOAD_PERMANENTLY;
}
