/* What changes the table of modules_table.h, and its transactions. */
#include "tests/abi/modules_methods.h"

static Row* find_row(Spec* spec, sqlite3_value* key) {
  const Cell wanted = modules_cell(key);
  for (int i = 0; i < spec->rows.count; ++i) {
    Row* const row = &spec->rows.rows[i];
    const Cell have = {.type = SQLITE_INTEGER, .integer = row->rowid};
    if (modules_compare(spec->without_rowid ? &row->cells[0] : &have, &wanted) == 0) return row;
  }
  return NULL;
}

static void remove_row(Spec* spec, Row* row) {
  Row* const end = spec->rows.rows + spec->rows.count--;
  memmove(row, row + 1, (size_t)(end - row - 1) * sizeof *row);
}

/* Sets the cells of `row`; those that did not change stay. */
static void assign(Row* row, int count, sqlite3_value** values) {
  for (int i = 2; i < count && i - 2 < kCells; ++i) {
    if (!sqlite3_value_nochange(values[i])) row->cells[i - 2] = modules_cell(values[i]);
  }
}

static sqlite3_int64 free_rowid(const Spec* spec) {
  sqlite3_int64 last = 0;
  for (int i = 0; i < spec->rows.count; ++i) {
    if (spec->rows.rows[i].rowid > last) last = spec->rows.rows[i].rowid;
  }
  return last + 1;
}

/* The row that stands where the new one shall be, if it is not the one that is changed. */
static Row* in_the_way(Spec* spec, const Row* changed, sqlite3_value** values) {
  sqlite3_value* const key = values[spec->without_rowid ? 2 : 1];
  if (sqlite3_value_type(key) == SQLITE_NULL) return NULL;
  Row* const row = find_row(spec, key);
  return row == changed ? NULL : row;
}

static int change(Table* table, int count, sqlite3_value** values, sqlite3_int64* answer) {
  Spec* const spec = table->spec;
  Row* old = sqlite3_value_type(values[0]) == SQLITE_NULL ? NULL : find_row(spec, values[0]);
  if (count == 1) {
    if (old) remove_row(spec, old);
    return SQLITE_OK;
  }
  Row row = {0};
  if (old) row = *old;
  Row* const other = in_the_way(spec, old, values);
  if (other) {
    if (!spec->replaces || sqlite3_vtab_on_conflict(table->db) != SQLITE_REPLACE)
      return SQLITE_CONSTRAINT;
    remove_row(spec, other);
    if (old) old = find_row(spec, values[0]);
  }
  if (old) remove_row(spec, old);
  row.rowid = sqlite3_value_type(values[1]) == SQLITE_NULL ? free_rowid(spec)
                                                           : sqlite3_value_int64(values[1]);
  assign(&row, count, values);
  if (spec->rows.count == kRows) return SQLITE_FULL;
  spec->rows.rows[spec->rows.count++] = row;
  *answer = row.rowid;
  return SQLITE_OK;
}

int modules_update(sqlite3_vtab* base, int count, sqlite3_value** values, sqlite3_int64* answer) {
  Spec* const spec = modules_spec(base);
  char line[256] = "";
  for (int i = 0; i < count; ++i) {
    modules_put(line, sizeof line, i ? ", " : "");
    if (i > 0 && sqlite3_value_nochange(values[i])) {
      modules_put(line, sizeof line, "same");
    } else {
      modules_put_value(line, sizeof line, values[i]);
    }
  }
  METHOD(kWrite, "xUpdate", "%s", line);
  if (modules_fails(base, "xUpdate")) return spec->fail_code;
  return change((Table*)base, count, values, answer);
}

static int transact(sqlite3_vtab* base, const char* method) {
  Spec* const spec = modules_spec(base);
  METHOD(kTransaction, method, "%s", ((Table*)base)->name);
  if (modules_fails(base, method)) return spec->fail_code;
  return SQLITE_OK;
}

/* Savepoints that are open already are not told of: they stand at what is here now. */
int modules_begin(sqlite3_vtab* base) {
  Spec* const spec = modules_spec(base);
  spec->at_begin = spec->rows;
  for (int i = 0; i < kSavepoints; ++i) spec->at_savepoint[i] = spec->rows;
  return transact(base, "xBegin");
}

int modules_sync(sqlite3_vtab* base) { return transact(base, "xSync"); }
int modules_commit(sqlite3_vtab* base) { return transact(base, "xCommit"); }

int modules_rollback(sqlite3_vtab* base) {
  modules_spec(base)->rows = modules_spec(base)->at_begin;
  return transact(base, "xRollback");
}

static int savepoint_call(sqlite3_vtab* base, const char* method, int number) {
  const Spec* const spec = modules_spec(base);
  METHOD(kTransaction, method, "%d", number);
  return modules_fails(base, method) ? spec->fail_code : SQLITE_OK;
}

int modules_savepoint(sqlite3_vtab* base, int number) {
  Spec* const spec = modules_spec(base);
  if (number >= 0 && number < kSavepoints) spec->at_savepoint[number] = spec->rows;
  return savepoint_call(base, "xSavepoint", number);
}

int modules_release(sqlite3_vtab* base, int number) {
  return savepoint_call(base, "xRelease", number);
}

int modules_rollback_to(sqlite3_vtab* base, int number) {
  Spec* const spec = modules_spec(base);
  /* Below 0 it is the savepoint that began the transaction. */
  if (number < kSavepoints) spec->rows = number < 0 ? spec->at_begin : spec->at_savepoint[number];
  return savepoint_call(base, "xRollbackTo", number);
}
