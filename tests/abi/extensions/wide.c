/* An extension that uses much of the interface, as real ones do. */
#include <sqlite3ext.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
SQLITE_EXTENSION_INIT1

typedef struct Hooks {
  int commits, rollbacks, changes;
} Hooks;

static void quote(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const char* const text = (const char*)sqlite3_value_text(values[0]);
  char* const made = sqlite3_mprintf("%Q %w %5d|%-4s|%lld", text, text ? text : "none", 42, "ab",
                                     (sqlite3_int64)1 << 40);
  if (!made) {
    sqlite3_result_error_nomem(context);
    return;
  }
  sqlite3_result_text(context, made, -1, sqlite3_free);
}

static void describe(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_str* const text = sqlite3_str_new(sqlite3_context_db_handle(context));
  sqlite3_str_appendf(text, "type %d, numeric type %d, %d bytes", sqlite3_value_type(values[0]),
                      sqlite3_value_numeric_type(values[0]), sqlite3_value_bytes(values[0]));
  sqlite3_str_append(text, "...", 1);
  sqlite3_result_text(context, sqlite3_str_finish(text), -1, sqlite3_free);
}

/* The first value of the first row. */
static void query(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3* const db = sqlite3_context_db_handle(context);
  sqlite3_stmt* statement = NULL;
  const char* const sql = (const char*)sqlite3_value_text(values[0]);
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
    sqlite3_result_error(context, sqlite3_errmsg(db), -1);
    return;
  }
  if (sqlite3_step(statement) == SQLITE_ROW)
    sqlite3_result_value(context, sqlite3_column_value(statement, 0));
  sqlite3_finalize(statement);
}

/* How often it was called with this constant. */
static void calls(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  int* number = sqlite3_get_auxdata(context, 0);
  const int next = number ? *number + 1 : 1;
  if (!number) {
    number = sqlite3_malloc((int)sizeof *number);
    if (!number) return;
    sqlite3_set_auxdata(context, 0, number, sqlite3_free);
    number = sqlite3_get_auxdata(context, 0);
  }
  if (number) *number = next;
  sqlite3_result_int(context, next);
}

static void text(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  char line[128];
  sqlite3_snprintf((int)sizeof line, line, "glob %d like %d same %d complete %d %d",
                   sqlite3_strglob("a*", "abc"), sqlite3_strlike("A%", "abc", 0),
                   sqlite3_stricmp("AbC", "aBc"), sqlite3_complete("SELECT 1;"),
                   sqlite3_complete("SELECT 1"));
  sqlite3_result_text(context, line, -1, SQLITE_TRANSIENT);
}

static void sum_step(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_int64* const sum = sqlite3_aggregate_context(context, (int)sizeof *sum);
  if (sum) *sum += sqlite3_value_int64(values[0]);
}

static void sum_inverse(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  sqlite3_int64* const sum = sqlite3_aggregate_context(context, (int)sizeof *sum);
  if (sum) *sum -= sqlite3_value_int64(values[0]);
}

static void sum_value(sqlite3_context* context) {
  const sqlite3_int64* const sum = sqlite3_aggregate_context(context, 0);
  if (sum) sqlite3_result_int64(context, *sum);
}

static int reverse(void* data, int left_size, const void* left, int right_size, const void* right) {
  (void)data;
  const int size = left_size < right_size ? left_size : right_size;
  const int order = memcmp(right, left, (size_t)size);
  return order != 0 ? order : right_size - left_size;
}

static int count_commit(void* data) {
  ++((Hooks*)data)->commits;
  return 0;
}

static void count_rollback(void* data) { ++((Hooks*)data)->rollbacks; }

static void count_change(void* data, int operation, const char* database, const char* table,
                         sqlite3_int64 rowid) {
  (void)operation;
  (void)database;
  (void)table;
  (void)rowid;
  ++((Hooks*)data)->changes;
}

static void say_hooks(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  const Hooks* const hooks = sqlite3_user_data(context);
  char* const made =
      sqlite3_mprintf("commits %s, rollbacks %d, changes %d", hooks->commits > 0 ? "some" : "none",
                      hooks->rollbacks, hooks->changes);
  sqlite3_result_text(context, made, -1, sqlite3_free);
}

/* The places of the table of routines that hold nothing. */
static void say_missing(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  sqlite3_str* const line = sqlite3_str_new(NULL);
  const size_t total = sizeof *sqlite3_api / sizeof(void*);
  for (size_t i = 0; i < total; ++i) {
    uintptr_t routine;
    memcpy(&routine, (const char*)sqlite3_api + i * sizeof(void*), sizeof routine);
    if (!routine) sqlite3_str_appendf(line, "%d ", (int)i);
  }
  sqlite3_str_appendf(line, "of %d", (int)total);
  sqlite3_result_text(context, sqlite3_str_finish(line), -1, sqlite3_free);
}

typedef struct Squares {
  sqlite3_vtab_cursor base;
  int number;
} Squares;

static int squares_connect(sqlite3* db, void* data, int count, const char* const* words,
                           sqlite3_vtab** made, char** error) {
  (void)data;
  (void)count;
  (void)words;
  (void)error;
  const int code = sqlite3_declare_vtab(db, "CREATE TABLE x(n, square)");
  if (code != SQLITE_OK) return code;
  sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
  *made = sqlite3_malloc((int)sizeof **made);
  if (!*made) return SQLITE_NOMEM;
  memset(*made, 0, sizeof **made);
  return SQLITE_OK;
}

static int squares_disconnect(sqlite3_vtab* table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int squares_plan(sqlite3_vtab* table, sqlite3_index_info* info) {
  (void)table;
  info->estimatedRows = 9;
  return SQLITE_OK;
}

static int squares_open(sqlite3_vtab* table, sqlite3_vtab_cursor** made) {
  (void)table;
  Squares* const cursor = sqlite3_malloc64(sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  memset(cursor, 0, sizeof *cursor);
  *made = &cursor->base;
  return SQLITE_OK;
}

static int squares_close(sqlite3_vtab_cursor* cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int squares_filter(sqlite3_vtab_cursor* cursor, int number, const char* words, int count,
                          sqlite3_value** values) {
  (void)number;
  (void)words;
  (void)count;
  (void)values;
  ((Squares*)cursor)->number = 1;
  return SQLITE_OK;
}

static int squares_next(sqlite3_vtab_cursor* cursor) {
  ++((Squares*)cursor)->number;
  return SQLITE_OK;
}

static int squares_eof(sqlite3_vtab_cursor* cursor) { return ((Squares*)cursor)->number > 9; }

static int squares_column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  const int number = ((Squares*)cursor)->number;
  sqlite3_result_int(context, column == 0 ? number : number * number);
  return SQLITE_OK;
}

static int squares_rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
  *rowid = ((Squares*)cursor)->number;
  return SQLITE_OK;
}

static const sqlite3_module squares = {
    .xConnect = squares_connect,
    .xBestIndex = squares_plan,
    .xDisconnect = squares_disconnect,
    .xOpen = squares_open,
    .xClose = squares_close,
    .xFilter = squares_filter,
    .xNext = squares_next,
    .xEof = squares_eof,
    .xColumn = squares_column,
    .xRowid = squares_rowid,
};

static int add_hooks(sqlite3* db) {
  Hooks* const hooks = sqlite3_malloc((int)sizeof *hooks);
  if (!hooks) return SQLITE_NOMEM;
  memset(hooks, 0, sizeof *hooks);
  sqlite3_commit_hook(db, count_commit, hooks);
  sqlite3_rollback_hook(db, count_rollback, hooks);
  sqlite3_update_hook(db, count_change, hooks);
  return sqlite3_create_function_v2(db, "ext_hooks", 0, SQLITE_UTF8, hooks, say_hooks, NULL, NULL,
                                    sqlite3_free);
}

static int add_functions(sqlite3* db) {
  static const struct {
    const char* name;
    int count;
    void (*function)(sqlite3_context*, int, sqlite3_value**);
  } kFunctions[] = {
      {"ext_quote", 1, quote}, {"ext_describe", 1, describe},
      {"ext_query", 1, query}, {"ext_calls", 1, calls},
      {"ext_text", 0, text},   {"ext_missing_routines", 0, say_missing},
  };
  for (size_t i = 0; i < sizeof kFunctions / sizeof *kFunctions; ++i) {
    const int code =
        sqlite3_create_function_v2(db, kFunctions[i].name, kFunctions[i].count, SQLITE_UTF8, NULL,
                                   kFunctions[i].function, NULL, NULL, NULL);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

int sqlite3_extension_init(sqlite3* db, char** error, const sqlite3_api_routines* api);
int sqlite3_extension_init(sqlite3* db, char** error, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api)
  (void)error;
  int code = add_functions(db);
  if (code == SQLITE_OK) {
    code = sqlite3_create_window_function(db, "ext_sum", 1, SQLITE_UTF8, NULL, sum_step, sum_value,
                                          sum_value, sum_inverse, NULL);
  }
  if (code == SQLITE_OK)
    code = sqlite3_create_collation_v2(db, "ext_reverse", SQLITE_UTF8, NULL, reverse, NULL);
  if (code == SQLITE_OK) code = sqlite3_create_module_v2(db, "ext_squares", &squares, NULL, NULL);
  return code == SQLITE_OK ? add_hooks(db) : code;
}
