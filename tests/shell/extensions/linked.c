/* An extension that calls the library it is linked against, and not the routines that it is given.
 */
#include <sqlite3.h>
#include <stddef.h>

static void add(sqlite3_context* context, int count, sqlite3_value** values) {
  sqlite3_int64 sum = 0;
  for (int i = 0; i < count; ++i) sum += sqlite3_value_int64(values[i]);
  sqlite3_result_int64(context, sum);
}

/* How many rows a query of the same connection gives. */
static void rows_of(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_stmt* statement = NULL;
  sqlite3* const db = sqlite3_context_db_handle(context);
  const char* const sql = (const char*)sqlite3_value_text(values[0]);
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
    sqlite3_result_error(context, sqlite3_errmsg(db), -1);
    return;
  }
  int rows = 0;
  while (sqlite3_step(statement) == SQLITE_ROW) ++rows;
  sqlite3_finalize(statement);
  sqlite3_result_int(context, rows);
}

/* Of a session, which the table of routines does not know. */
static void changes_of(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3* const db = sqlite3_context_db_handle(context);
  sqlite3_session* session = NULL;
  int size = 0;
  void* changes = NULL;
  int code = sqlite3session_create(db, "main", &session);
  if (code == SQLITE_OK) code = sqlite3session_attach(session, NULL);
  if (code == SQLITE_OK) {
    code = sqlite3_exec(db, (const char*)sqlite3_value_text(values[0]), NULL, NULL, NULL);
  }
  if (code == SQLITE_OK) code = sqlite3session_changeset(session, &size, &changes);
  if (session) sqlite3session_delete(session);
  if (code == SQLITE_OK) {
    sqlite3_result_blob(context, changes, size, sqlite3_free);
  } else {
    sqlite3_result_error_code(context, code);
  }
}

int sqlite3_linked_init(sqlite3* db, char** error, const void* routines);
int sqlite3_linked_init(sqlite3* db, char** error, const void* routines) {
  (void)routines;
  int code = sqlite3_create_function(db, "linked_add", -1, SQLITE_UTF8, NULL, add, NULL, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_create_function(db, "linked_rows", 1, SQLITE_UTF8, NULL, rows_of, NULL, NULL);
  if (code == SQLITE_OK)
    code =
        sqlite3_create_function(db, "linked_changes", 1, SQLITE_UTF8, NULL, changes_of, NULL, NULL);
  if (code != SQLITE_OK) *error = sqlite3_mprintf("code %d", code);
  return code;
}
