/* What xBestIndex is asked: constraints of one table, in every form of WHERE. */
#include "tests/abi/modules_table.h"

static sqlite3* open_asked(Spec* spec, int rows) {
  spec->schema = "CREATE TABLE x(a, b, c)";
  modules_fill(spec, 3, rows);
  return modules_open(&modules_read_only, spec);
}

static void ask(sqlite3* db, Spec* spec, const char* where) {
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT rowid FROM v WHERE %s ORDER BY +rowid", where);
  note("sql", "%s", where);
  spec->asked[0] = '\0';
  note_rows("row", db, sql);
}

TEST(modules, constraint_of_each_comparison) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 3);
  ask(db, &spec, "a = 20");
  ask(db, &spec, "a == 20 AND b = 'row 2'");
  ask(db, &spec, "a > 10");
  ask(db, &spec, "a >= 20 AND a < 30");
  ask(db, &spec, "a <= 10");
  ask(db, &spec, "a BETWEEN 10 AND 20");
  ask(db, &spec, "20 = a");
  ask(db, &spec, "20 < a");
  ask(db, &spec, "a <> 20");
  close_noted(db);
}

TEST(modules, constraint_of_nulls) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 2);
  ask(db, &spec, "a IS NULL");
  ask(db, &spec, "a IS NOT NULL");
  ask(db, &spec, "a NOTNULL");
  ask(db, &spec, "a IS 20");
  ask(db, &spec, "a IS NOT 20");
  ask(db, &spec, "a = NULL");
  close_noted(db);
}

TEST(modules, constraint_of_patterns) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 2);
  ask(db, &spec, "b LIKE '%2'");
  ask(db, &spec, "b GLOB '*2'");
  ask(db, &spec, "b NOT LIKE '%2'");
  ask(db, &spec, "'row 2' LIKE b");
  close_noted(db);
}

TEST(modules, constraint_of_the_rowid) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 3);
  ask(db, &spec, "rowid = 2");
  ask(db, &spec, "oid > 1 AND _rowid_ <= 2");
  ask(db, &spec, "rowid IN (3)");
  close_noted(db);
}

TEST(modules, constraint_of_none) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 3);
  ask(db, &spec, "a + 1 = 21");
  ask(db, &spec, "+a = 20");
  ask(db, &spec, "a = b");
  ask(db, &spec, "abs(a) > 10");
  ask(db, &spec, "1");
  close_noted(db);
}

TEST(modules, constraint_of_alternatives) {
  Spec spec = {.plan = modules_take_all};
  sqlite3* const db = open_asked(&spec, 4);
  ask(db, &spec, "a = 20 OR b = 'row 3'");
  ask(db, &spec, "a > 30 OR (a = 10 AND b = 'row 1') OR rowid = 2");
  ask(db, &spec, "NOT (a = 20 OR b = 'row 3')");
  ask(db, &spec, "(a, b) = (20, 'row 2')");
  ask(db, &spec, "(a, b) > (20, 'row 2')");
  close_noted(db);
}

/* Each is asked about alone, as if rows were looked up by it, until one is of no use. */
TEST(modules, constraint_of_each_alternative) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 4);
  ask(db, &spec, "a = 20 OR b = 'row 3'");
  ask(db, &spec, "c = 5 AND (a > 30 OR (a = 10 AND b = 'row 1') OR rowid = 2)");
  ask(db, &spec, "a = 20 OR b || 'x' = 'row 3'");
  spec.plan = modules_take_all;
  ask(db, &spec, "a = 20 OR b = 'row 3'");
  ask(db, &spec, "c = 5 AND (a > 30 OR (a = 10 AND b = 'row 1') OR rowid = 2)");
  close_noted(db);
}

/* What a term says as it stands comes first, then what is made of terms. */
TEST(modules, constraint_order) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_asked(&spec, 3);
  must(db, "CREATE TABLE t(k, w); INSERT INTO t VALUES(20, 'row 2'), (10, 'other')");
  ask(db, &spec, "b <> 'x' AND a BETWEEN 10 AND 30 AND c = 5 AND b > 'a'");
  note_rows("joined", db,
            "SELECT v.rowid FROM t CROSS JOIN v ON t.k = v.a AND t.w = v.b WHERE v.c > 5");
  close_noted(db);
}

TEST(modules, constraint_values_are_passed_in_order) {
  Spec spec = {.noted = kScan, .plan = modules_take_all};
  sqlite3* const db = open_asked(&spec, 4);
  ask(db, &spec, "b = 'row ' || 2 AND a = 2 * 10");
  ask(db, &spec, "a > 10 AND a <= 30 AND rowid < 3");
  ask(db, &spec, "a = (SELECT max(10, 20))");
  ask(db, &spec, "a = '20'");
  ask(db, &spec, "a = x'00'");
  ask(db, &spec, "a = 20.0");
  close_noted(db);
}

TEST(modules, constraint_values_are_bound) {
  Spec spec = {.noted = kScan, .plan = modules_take_all};
  sqlite3* const db = open_asked(&spec, 4);
  sqlite3_stmt* const statement = prepared(db, "SELECT rowid FROM v WHERE a = ? AND b = ?");
  for (int i = 1; i <= 2; ++i) {
    sqlite3_bind_int(statement, 1, i * 10);
    sqlite3_bind_text(statement, 2, i == 1 ? "row 1" : "other", -1, SQLITE_STATIC);
    note_code("step", sqlite3_step(statement));
    note_code("reset", sqlite3_reset(statement));
  }
  sqlite3_clear_bindings(statement);
  note_code("null", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, constraint_of_another_tables_column) {
  Spec spec = {.noted = kScan, .plan = modules_take_all};
  sqlite3* const db = open_asked(&spec, 3);
  must(db, "CREATE TABLE t(k, w); INSERT INTO t VALUES(20, 'row 2'), (10, 'other')");
  note_rows("usable", db, "SELECT v.rowid FROM t CROSS JOIN v WHERE v.a = t.k");
  note_rows("two", db, "SELECT v.rowid FROM t CROSS JOIN v ON v.a = t.k AND v.b = w");
  note_rows("left join", db, "SELECT w, v.rowid FROM t LEFT JOIN v ON v.a = t.k AND v.b = w");
  note_rows("unusable", db, "SELECT v.rowid FROM v CROSS JOIN t WHERE v.a = t.k + 0 ORDER BY 1");
  note_rows("outer", db, "SELECT w, (SELECT v.rowid FROM v WHERE v.a = t.k) FROM t WHERE k = 20");
  close_noted(db);
}

/* Says no to every plan that does not know column 0. */
static int insist_on_a(sqlite3_index_info* info) {
  const int at = modules_constraint(info, 0, SQLITE_INDEX_CONSTRAINT_EQ);
  if (at < 0 || !info->aConstraint[at].usable) return SQLITE_CONSTRAINT;
  info->aConstraintUsage[at].argvIndex = 1;
  info->idxStr = (char*)(uintptr_t)"a=";
  info->estimatedCost = 1;
  return SQLITE_OK;
}

TEST(modules, constraint_that_is_insisted_on) {
  Spec spec = {.plan = insist_on_a};
  sqlite3* const db = open_asked(&spec, 3);
  must(db, "CREATE TABLE t(k); INSERT INTO t VALUES(20), (30)");
  note_rows("given", db, "SELECT rowid FROM v WHERE a = 10");
  note_rows("missing", db, "SELECT rowid FROM v");
  note_rows("joined", db, "SELECT k, v.rowid FROM v, t WHERE a = k ORDER BY k");
  note_rows("forced the wrong way", db, "SELECT k FROM v CROSS JOIN t WHERE a = k");
  note_rows("either", db, "SELECT rowid FROM v WHERE a = 10 OR a = 30 ORDER BY 1");
  close_noted(db);
}

static int leave_a_gap(sqlite3_index_info* info) {
  if (info->nConstraint > 0) info->aConstraintUsage[0].argvIndex = 2;
  return SQLITE_OK;
}

static int take_twice(sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) info->aConstraintUsage[i].argvIndex = 1;
  return SQLITE_OK;
}

TEST(modules, constraint_answers_that_make_no_sense) {
  Spec spec = {.plan = leave_a_gap};
  sqlite3* const db = open_asked(&spec, 3);
  note_rows("gap", db, "SELECT rowid FROM v WHERE a = 1");
  spec.plan = take_twice;
  note_rows("twice", db, "SELECT rowid FROM v WHERE a = 1 AND b = 2");
  close_noted(db);
}

static int take_and_omit(sqlite3_index_info* info) {
  const int code = modules_take_all(info);
  for (int i = 0; i < info->nConstraint; ++i) {
    if (info->aConstraintUsage[i].argvIndex > 0) info->aConstraintUsage[i].omit = 1;
  }
  return code;
}

TEST(modules, constraint_omitted_by_the_engine) {
  Spec spec = {.noted = kScan, .plan = take_and_omit};
  sqlite3* const db = open_asked(&spec, 5);
  ask(db, &spec, "a >= 20 AND b <= 'row 3' AND c <> 24");
  note_rows("count", db, "SELECT count(*) FROM v WHERE a > 20");
  close_noted(db);
}

/* Terms that are made of several constraints. */
TEST(modules, constraint_omitted_part_by_part) {
  Spec spec = {.plan = take_and_omit};
  sqlite3* const db = open_asked(&spec, 5);
  ask(db, &spec, "a BETWEEN 20 AND 40");
  ask(db, &spec, "(a, b) = (20, 'row 2')");
  ask(db, &spec, "(a, b) > (20, 'row 2')");
  close_noted(db);
}

static int unique_scan(sqlite3_index_info* info) {
  const int code = modules_take_all(info);
  if (info->idxNum > 0) {
    info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    info->estimatedRows = 1;
  }
  return code;
}

TEST(modules, constraint_that_finds_one_row) {
  Spec spec = {.noted = kScan, .plan = unique_scan};
  sqlite3* const db = open_asked(&spec, 5);
  ask(db, &spec, "rowid = 3");
  note_rows("ordered", db, "SELECT a FROM v WHERE rowid = 3 ORDER BY a, b DESC");
  close_noted(db);
}

static int note_inputs(sqlite3_index_info* info) {
  note("colUsed", "%llx", (unsigned long long)info->colUsed);
  note("outputs", "%d %s %d %d %d", info->idxNum, info->idxStr ? "text" : "no text",
       info->needToFreeIdxStr, info->orderByConsumed, info->idxFlags);
  return SQLITE_OK;
}

TEST(modules, constraint_columns_used) {
  Spec spec = {.plan = note_inputs};
  sqlite3* const db = open_asked(&spec, 1);
  note_rows("one", db, "SELECT b FROM v");
  note_rows("by the condition too", db, "SELECT c FROM v WHERE a + 1 > 0");
  note_rows("all", db, "SELECT * FROM v");
  note_rows("none", db, "SELECT count(*) FROM v");
  note_rows("rowid", db, "SELECT rowid FROM v");
  close_noted(db);
}

static int note_estimates(sqlite3_index_info* info) {
  note("estimates", "%d", info->estimatedRows == 100 && info->estimatedCost == 1000);
  return SQLITE_OK;
}

static int note_defaults(sqlite3_vtab* base, sqlite3_index_info* info) {
  (void)base;
  note("rows", "%lld", (long long)info->estimatedRows);
  note("cost is high", "%d", info->estimatedCost > 1e9);
  return note_estimates(info);
}

TEST(modules, constraint_estimates_at_first) {
  Spec spec = {0};
  sqlite3_module module = modules_read_only;
  module.xBestIndex = note_defaults;
  spec.schema = "CREATE TABLE x(a)";
  modules_fill(&spec, 1, 2);
  sqlite3* const db = modules_open(&module, &spec);
  note_rows("rows", db, "SELECT a FROM v");
  close_noted(db);
}
