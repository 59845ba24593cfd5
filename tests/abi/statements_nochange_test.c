/* sqlite3_value_nochange: a virtual table whose columns can be left out of an UPDATE. */
#include "tests/abi/suite.h"

/* One row with the columns a, b and c. */
typedef struct {
  sqlite3_vtab_cursor base;
  int at_end;
} Cursor;

static int table_connect(sqlite3* db, void* data, int count, const char* const* words,
                         sqlite3_vtab** table, char** error) {
  (void)data, (void)count, (void)words, (void)error;
  *table = sqlite3_malloc(sizeof(sqlite3_vtab));
  if (!*table) return SQLITE_NOMEM;
  memset(*table, 0, sizeof **table);
  return sqlite3_declare_vtab(db, "CREATE TABLE x(a, b, c)");
}

static int table_disconnect(sqlite3_vtab* table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int table_best_index(sqlite3_vtab* table, sqlite3_index_info* plan) {
  (void)table;
  plan->estimatedCost = 1;
  return SQLITE_OK;
}

static int table_open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
  (void)table;
  Cursor* const made = sqlite3_malloc(sizeof(Cursor));
  if (!made) return SQLITE_NOMEM;
  memset(made, 0, sizeof *made);
  *cursor = &made->base;
  return SQLITE_OK;
}

static int table_close(sqlite3_vtab_cursor* cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int table_filter(sqlite3_vtab_cursor* cursor, int number, const char* text, int count,
                        sqlite3_value** values) {
  (void)number, (void)text, (void)count, (void)values;
  ((Cursor*)cursor)->at_end = 0;
  return SQLITE_OK;
}

static int table_next(sqlite3_vtab_cursor* cursor) {
  ((Cursor*)cursor)->at_end = 1;
  return SQLITE_OK;
}

static int table_eof(sqlite3_vtab_cursor* cursor) { return ((Cursor*)cursor)->at_end; }

/* What nobody will look at is not computed: then there is no result, which is "no change". */
static int table_column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  (void)cursor;
  const int unchanged = sqlite3_vtab_nochange(context);
  if (!unchanged) sqlite3_result_int(context, 10 + column);
  return SQLITE_OK;
}

static int table_rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* rowid) {
  (void)cursor;
  *rowid = 1;
  return SQLITE_OK;
}

static int table_update(sqlite3_vtab* table, int count, sqlite3_value** values,
                        sqlite3_int64* rowid) {
  (void)table;
  (void)rowid;
  for (int i = 0; i < count; ++i) {
    note("argument", "%d type %d no change %d", i, sqlite3_value_type(values[i]),
         sqlite3_value_nochange(values[i]));
  }
  return SQLITE_OK;
}

static const sqlite3_module kModule = {
    .iVersion = 1,
    .xCreate = table_connect,
    .xConnect = table_connect,
    .xBestIndex = table_best_index,
    .xDisconnect = table_disconnect,
    .xDestroy = table_disconnect,
    .xOpen = table_open,
    .xClose = table_close,
    .xFilter = table_filter,
    .xNext = table_next,
    .xEof = table_eof,
    .xColumn = table_column,
    .xRowid = table_rowid,
    .xUpdate = table_update,
};

TEST(statements, value_nochange) {
  sqlite3* db = open_memory();
  note_code("module", sqlite3_create_module(db, "one_row", &kModule, NULL));
  must(db, "CREATE VIRTUAL TABLE v USING one_row");
  note_rows("row", db, "SELECT * FROM v");
  note_rows("update one", db, "UPDATE v SET b = 5");
  note_rows("update to null", db, "UPDATE v SET a = NULL, c = c");
  note_rows("insert", db, "INSERT INTO v VALUES(1, 2, NULL)");
  note_rows("delete", db, "DELETE FROM v");
  close_noted(db);
}
