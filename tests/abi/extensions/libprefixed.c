/* Its entry point is named after its file, without "lib". */
#include <sqlite3ext.h>
#include <stddef.h>
SQLITE_EXTENSION_INIT1

static void say(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_result_text(context, "prefixed", -1, SQLITE_STATIC);
}

int sqlite3_prefixed_init(sqlite3* db, char** error, const sqlite3_api_routines* api);
int sqlite3_prefixed_init(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  return sqlite3_create_function(db, "prefixed_says", 0, SQLITE_UTF8, NULL, say, NULL, NULL);
}
