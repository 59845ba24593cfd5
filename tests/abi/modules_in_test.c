/* IN, which a table may take value by value or all at once. */
#include "tests/abi/modules_table.h"

static sqlite3* open_planned(Spec* spec, int rows) {
  spec->schema = "CREATE TABLE x(a, b, c COLLATE nocase)";
  modules_fill(spec, 3, rows);
  return modules_open(&modules_read_only, spec);
}

static void ask(sqlite3* db, Spec* spec, const char* sql) {
  note("sql", "%s", sql);
  spec->asked[0] = '\0';
  note_rows("row", db, sql);
}

static int all_rows(sqlite3_vtab_cursor* base, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  ((Cursor*)base)->rows = ((Table*)base->pVtab)->spec->rows;
  return SQLITE_OK;
}

/* IN over column 0, all values at once if that can be had. */
static int take_in(sqlite3_index_info* info) {
  const int at = modules_constraint(info, 0, SQLITE_INDEX_CONSTRAINT_EQ);
  if (at < 0 || !info->aConstraint[at].usable) return SQLITE_OK;
  const int possible = sqlite3_vtab_in(info, at, -1);
  const int taken = sqlite3_vtab_in(info, at, 1);
  info->aConstraintUsage[at].argvIndex = 1;
  info->idxNum = possible && taken ? 2 : 1;
  info->estimatedCost = 1;
  return SQLITE_OK;
}

static int by_value(const void* left, const void* right) {
  const sqlite3_int64 one = *(const sqlite3_int64*)left;
  const sqlite3_int64 other = *(const sqlite3_int64*)right;
  return one < other ? -1 : one > other;
}

/* The manual says neither in which order the values come nor whether each comes once. */
static void note_values(sqlite3_int64* values, size_t count) {
  char line[128] = "";
  qsort(values, count, sizeof *values, by_value);
  for (size_t i = 0; i < count; ++i) {
    if (i > 0 && values[i] == values[i - 1]) continue;
    modules_put(line, sizeof line, "%s%lld", i ? " " : "", (long long)values[i]);
  }
  note("values", "%s", line);
}

static int note_in(sqlite3_vtab_cursor* base, int count, sqlite3_value** values) {
  all_rows(base, count, values);
  if (count == 0) return SQLITE_OK;
  sqlite3_value* value = NULL;
  sqlite3_int64 seen[16];
  size_t number = 0;
  int code = sqlite3_vtab_in_first(values[0], &value);
  for (; code == SQLITE_OK && value && number < 16;
       code = sqlite3_vtab_in_next(values[0], &value)) {
    seen[number++] = sqlite3_value_int64(value);
  }
  note_values(seen, number);
  note_code("end", code);
  note("after the end", "%d", value != NULL);
  note_value("as a value", values[0]);
  return SQLITE_OK;
}

TEST(modules, plan_in_at_once) {
  Spec spec = {.plan = take_in, .start = note_in};
  sqlite3* const db = open_planned(&spec, 5);
  must(db, "CREATE TABLE t(k); INSERT INTO t VALUES(50), (10), (NULL), (50)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (40, 20, 40, 1000)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (SELECT k FROM t)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (SELECT k FROM t WHERE k > 100)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (SELECT k + 20 FROM t WHERE k = v.rowid * 5)");
  close_noted(db);
}

TEST(modules, plan_in_is_not_an_equality) {
  Spec spec = {.plan = take_in, .start = note_in};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v WHERE a = 20");
  close_noted(db);
}

TEST(modules, plan_in_one_by_one) {
  Spec spec = {.plan = modules_take_all};
  sqlite3* const db = open_planned(&spec, 5);
  ask(db, &spec, "SELECT a FROM v WHERE a IN (40, 20, 40, 1000) ORDER BY a");
  ask(db, &spec, "SELECT a FROM v WHERE rowid IN (4, 1) AND b IN ('row 1', 'row 4') ORDER BY a");
  ask(db, &spec, "SELECT a FROM v WHERE a NOT IN (40, 20) ORDER BY a");
  spec.noted = kScan;
  ask(db, &spec, "SELECT a FROM v WHERE a IN (20)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (SELECT 30)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN ()");
  close_noted(db);
}

static int note_in_without_asking(sqlite3_index_info* info) {
  const int at = modules_constraint(info, 0, SQLITE_INDEX_CONSTRAINT_EQ);
  if (at < 0 || !info->aConstraint[at].usable) return SQLITE_OK;
  sqlite3_vtab_in(info, at, 1);
  sqlite3_vtab_in(info, at, 0); /* On second thoughts: one by one. */
  info->aConstraintUsage[at].argvIndex = 1;
  info->estimatedCost = 1;
  return SQLITE_OK;
}

TEST(modules, plan_in_at_once_taken_back) {
  Spec spec = {.plan = note_in_without_asking, .start = note_in};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v WHERE a IN (SELECT 30)");
  close_noted(db);
}

TEST(modules, plan_in_counts_equal_values_once) {
  Spec spec = {.noted = kScan, .plan = modules_take_all};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v WHERE c IN ('x', 'X')");
  ask(db, &spec, "SELECT a FROM v WHERE c IN (12, 12.0)");
  ask(db, &spec, "SELECT a FROM v WHERE a IN ('x', 'X') ORDER BY a");
  close_noted(db);
}

/* IN over column 0, LIMIT, OFFSET and ORDER BY, all of it unchecked. */
static int take_in_and_counts(sqlite3_index_info* info) {
  static const int kOps[] = {SQLITE_INDEX_CONSTRAINT_EQ, SQLITE_INDEX_CONSTRAINT_LIMIT,
                             SQLITE_INDEX_CONSTRAINT_OFFSET};
  int used = 0;
  for (int k = 0; k < 3; ++k) {
    const int at = modules_constraint(info, 0, kOps[k]);
    if (at < 0 || !info->aConstraint[at].usable) continue;
    info->aConstraintUsage[at].argvIndex = ++used;
    info->aConstraintUsage[at].omit = 1;
  }
  info->orderByConsumed = info->nOrderBy > 0;
  info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
  info->estimatedCost = used ? 1 : 1000;
  return SQLITE_OK;
}

/* Each value of the IN is a scan with an order and an end of its own. */
TEST(modules, plan_in_one_by_one_spoils_order_and_limit) {
  Spec spec = {.noted = kScan, .plan = take_in_and_counts, .start = all_rows};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v WHERE a IN (10, 20) ORDER BY a LIMIT 3 OFFSET 1");
  ask(db, &spec, "SELECT a FROM v WHERE a IN (10, 20) ORDER BY b DESC");
  close_noted(db);
}
