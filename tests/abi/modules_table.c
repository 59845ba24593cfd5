#include <stdarg.h>

#include "tests/abi/modules_methods.h"

void modules_put(char* line, size_t size, const char* format, ...) {
  const size_t used = strlen(line);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line + used, size - used, format, arguments);
  va_end(arguments);
}

const char* modules_labelled(const Spec* spec, const char* method) {
  static char text[64];
  snprintf(text, sizeof text, "%s%s%s", spec->label ? spec->label : "", spec->label ? "." : "",
           method);
  return text;
}

const char* modules_column(int column) {
  static const char* const kNames[] = {"rowid", "a", "b", "c", "d", "e", "f"};
  return column >= -1 && column < kCells ? kNames[column + 1] : "?";
}

void modules_put_value(char* line, size_t size, sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      modules_put(line, size, "%lld", (long long)sqlite3_value_int64(value));
      break;
    case SQLITE_FLOAT:
      modules_put(line, size, "%.15g", sqlite3_value_double(value));
      break;
    case SQLITE_TEXT:
      modules_put(line, size, "'%s'", (const char*)sqlite3_value_text(value));
      break;
    case SQLITE_BLOB:
      modules_put(line, size, "blob of %d", sqlite3_value_bytes(value));
      break;
    default:
      modules_put(line, size, "null");
  }
}

Cell modules_cell(sqlite3_value* value) {
  Cell cell = {.type = sqlite3_value_type(value)};
  if (cell.type == SQLITE_INTEGER) cell.integer = sqlite3_value_int64(value);
  if (cell.type == SQLITE_FLOAT) cell.real = sqlite3_value_double(value);
  if (cell.type == SQLITE_TEXT || cell.type == SQLITE_BLOB) {
    const void* const bytes = sqlite3_value_blob(value);
    cell.size = sqlite3_value_bytes(value);
    if (cell.size > (int)sizeof cell.bytes) cell.size = (int)sizeof cell.bytes;
    if (cell.size > 0) memcpy(cell.bytes, bytes, (size_t)cell.size);
  }
  return cell;
}

int modules_compare(const Cell* left, const Cell* right) {
  if (left->type != right->type) return left->type < right->type ? -1 : 1;
  if (left->type == SQLITE_TEXT) return strcmp(left->bytes, right->bytes);
  return left->integer < right->integer ? -1 : left->integer > right->integer;
}

/* Whether `spec` says that `method` modules_fails. */
bool modules_fails(sqlite3_vtab* base, const char* method) {
  const Spec* const spec = ((Table*)base)->spec;
  if (!spec->failing || strcmp(spec->failing, method) != 0) return false;
  if (spec->fail_text) {
    sqlite3_free(base->zErrMsg);
    base->zErrMsg = sqlite3_mprintf("%s", spec->fail_text);
  }
  return true;
}

Spec* modules_spec(sqlite3_vtab* base) { return ((Table*)base)->spec; }

static int connect_table(sqlite3* db, Spec* spec, const char* name, sqlite3_vtab** made,
                         char** error) {
  if (spec->config[0]) {
    const int code = sqlite3_vtab_config(db, spec->config[0], spec->config[1]);
    if (code != SQLITE_OK) note_code("vtab_config", code);
  }
  if (spec->schema) {
    const int code = sqlite3_declare_vtab(db, spec->schema);
    /* The connection is not always told what was wrong. */
    if (code != SQLITE_OK && sqlite3_errcode(db) != SQLITE_OK)
      *error = sqlite3_mprintf("declare_vtab: %s", sqlite3_errmsg(db));
    if (code != SQLITE_OK) return code;
  }
  Table* const table = calloc(1, sizeof *table);
  if (!table) return SQLITE_NOMEM;
  table->spec = spec;
  table->db = db;
  snprintf(table->name, sizeof table->name, "%s", name);
  *made = &table->base;
  return SQLITE_OK;
}

static int begin_life(const char* method, sqlite3* db, Spec* spec, int count,
                      const char* const* words, sqlite3_vtab** made, char** error) {
  char line[256] = "";
  for (int i = 0; i < count; ++i) modules_put(line, sizeof line, "%s[%s]", i ? " " : "", words[i]);
  METHOD(kLife, method, "%s", line);
  if (spec->failing && strcmp(spec->failing, method) == 0) {
    if (spec->fail_text) *error = sqlite3_mprintf("%s", spec->fail_text);
    return spec->fail_code;
  }
  return connect_table(db, spec, words[2], made, error);
}

static int create(sqlite3* db, void* data, int count, const char* const* words, sqlite3_vtab** made,
                  char** error) {
  return begin_life("xCreate", db, data, count, words, made, error);
}

static int connect(sqlite3* db, void* data, int count, const char* const* words,
                   sqlite3_vtab** made, char** error) {
  return begin_life("xConnect", db, data, count, words, made, error);
}

static int end_life(sqlite3_vtab* base, const char* method) {
  Spec* const spec = modules_spec(base);
  METHOD(kLife, method, "%s", ((Table*)base)->name);
  if (modules_fails(base, method)) return spec->fail_code;
  sqlite3_free(base->zErrMsg);
  free(base);
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab* base) { return end_life(base, "xDisconnect"); }
static int destroy(sqlite3_vtab* base) { return end_life(base, "xDestroy"); }

static int rename_table(sqlite3_vtab* base, const char* name) {
  Spec* const spec = modules_spec(base);
  METHOD(kRename, "xRename", "%s to %s", ((Table*)base)->name, name);
  if (modules_fails(base, "xRename")) return spec->fail_code;
  snprintf(((Table*)base)->name, sizeof((Table*)base)->name, "%s", name);
  return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab* base, sqlite3_vtab_cursor** made) {
  const Spec* const spec = modules_spec(base);
  METHOD(kScan, "xOpen", "%s", ((Table*)base)->name);
  if (modules_fails(base, "xOpen")) return spec->fail_code;
  Cursor* const cursor = calloc(1, sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  *made = &cursor->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor* base) {
  const Spec* const spec = modules_spec(base->pVtab);
  METHOD(kScan, "xClose", "%s", ((Table*)base->pVtab)->name);
  free(base);
  return SQLITE_OK;
}

/* Whether the row meets one term of idxStr, e.g. "b>=". */
static bool meets(const Row* row, const char* term, sqlite3_value* value) {
  const Cell right = modules_cell(value);
  Cell left = {.type = SQLITE_INTEGER, .integer = row->rowid};
  if (*term != 'r') left = row->cells[*term - 'a'];
  const char* const op = strpbrk(term, "=<>");
  const int order = modules_compare(&left, &right);
  if (left.type == SQLITE_NULL || right.type == SQLITE_NULL) return false;
  if (*op == '=') return order == 0;
  return (op[1] == '=' && order == 0) || (*op == '<' ? order < 0 : order > 0);
}

static bool meets_all(const Row* row, const char* terms, sqlite3_value** values) {
  for (int i = 0; terms && *terms; ++i) {
    if (!meets(row, terms, values[i])) return false;
    const char* const space = strchr(terms, ' ');
    terms = space ? space + 1 : NULL;
  }
  return true;
}

static int filter(sqlite3_vtab_cursor* base, int number, const char* terms, int count,
                  sqlite3_value** values) {
  const Spec* const spec = modules_spec(base->pVtab);
  Cursor* const cursor = (Cursor*)base;
  char line[256] = "";
  for (int i = 0; i < count; ++i) {
    modules_put(line, sizeof line, i ? ", " : "");
    modules_put_value(line, sizeof line, values[i]);
  }
  METHOD(kScan, "xFilter", "%d \"%s\" (%s)", number, terms ? terms : "<null>", line);
  if (modules_fails(base->pVtab, "xFilter")) return spec->fail_code;
  cursor->at = 0;
  cursor->rows.count = 0;
  if (spec->start) return spec->start(base, count, values);
  for (int i = 0; i < spec->rows.count; ++i) {
    const Row* const row = &spec->rows.rows[i];
    if (meets_all(row, terms, values)) cursor->rows.rows[cursor->rows.count++] = *row;
  }
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor* base) {
  if (modules_fails(base->pVtab, "xNext")) return modules_spec(base->pVtab)->fail_code;
  ++((Cursor*)base)->at;
  return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor* base) {
  return ((Cursor*)base)->at >= ((Cursor*)base)->rows.count;
}

static int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* answer) {
  if (modules_fails(base->pVtab, "xRowid")) return modules_spec(base->pVtab)->fail_code;
  *answer = ((Cursor*)base)->rows.rows[((Cursor*)base)->at].rowid;
  return SQLITE_OK;
}

static int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int number) {
  const Spec* const spec = modules_spec(base->pVtab);
  if (modules_fails(base->pVtab, "xColumn")) return spec->fail_code;
  if (spec->keeps_unchanged && sqlite3_vtab_nochange(context)) return SQLITE_OK;
  const Cursor* const cursor = (Cursor*)base;
  const Cell* const cell = &cursor->rows.rows[cursor->at].cells[number];
  switch (cell->type) {
    case SQLITE_INTEGER:
      sqlite3_result_int64(context, cell->integer);
      break;
    case SQLITE_FLOAT:
      sqlite3_result_double(context, cell->real);
      break;
    case SQLITE_TEXT:
      sqlite3_result_text(context, cell->bytes, cell->size, SQLITE_TRANSIENT);
      break;
    case SQLITE_BLOB:
      sqlite3_result_blob(context, cell->bytes, cell->size, SQLITE_TRANSIENT);
      break;
    default:
      break; /* No answer is NULL. */
  }
  return SQLITE_OK;
}

static int find_function(sqlite3_vtab* base, int count, const char* name,
                         void (**function)(sqlite3_context*, int, sqlite3_value**),
                         void** user_data) {
  const Spec* const spec = modules_spec(base);
  return spec->find ? spec->find(name, count, function, user_data) : 0;
}

const sqlite3_module modules_full = {
    .iVersion = 2,
    .xCreate = create,
    .xConnect = connect,
    .xBestIndex = modules_best_index,
    .xDisconnect = disconnect,
    .xDestroy = destroy,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = eof,
    .xColumn = column,
    .xRowid = rowid,
    .xUpdate = modules_update,
    .xBegin = modules_begin,
    .xSync = modules_sync,
    .xCommit = modules_commit,
    .xRollback = modules_rollback,
    .xFindFunction = find_function,
    .xRename = rename_table,
    .xSavepoint = modules_savepoint,
    .xRelease = modules_release,
    .xRollbackTo = modules_rollback_to,
};

const sqlite3_module modules_read_only = {
    .iVersion = 1,
    .xCreate = create,
    .xConnect = connect,
    .xBestIndex = modules_best_index,
    .xDisconnect = disconnect,
    .xDestroy = destroy,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = eof,
    .xColumn = column,
    .xRowid = rowid,
};

void modules_fill(Spec* spec, int columns, int count) {
  for (int i = 1; i <= count; ++i) {
    Row* const row = &spec->rows.rows[spec->rows.count++];
    memset(row, 0, sizeof *row);
    row->rowid = i;
    for (int j = 0; j < columns; ++j) {
      Cell* const cell = &row->cells[j];
      cell->type = j % 2 == 0 ? SQLITE_INTEGER : SQLITE_TEXT;
      cell->integer = i * (j + 10);
      if (j % 2 == 1) cell->size = snprintf(cell->bytes, sizeof cell->bytes, "row %d", i);
    }
  }
}

sqlite3* modules_open(const sqlite3_module* module, Spec* spec) {
  const unsigned noted = spec->noted;
  spec->noted = 0;
  sqlite3* const db = open_memory();
  note_code("create_module", sqlite3_create_module(db, "noting", module, spec));
  must(db, "CREATE VIRTUAL TABLE v USING noting");
  spec->noted = noted;
  return db;
}
