/* ORDER BY, DISTINCT, LIMIT, IN, collations and right-hand values, as xBestIndex may learn of them.
 */
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

TEST(modules, plan_order_is_asked_for) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v ORDER BY a");
  ask(db, &spec, "SELECT a FROM v ORDER BY b DESC, a");
  ask(db, &spec, "SELECT a FROM v ORDER BY rowid DESC");
  ask(db, &spec, "SELECT a FROM v ORDER BY -a");
  ask(db, &spec, "SELECT a FROM v ORDER BY a COLLATE nocase");
  close_noted(db);
}

static int consume_order(sqlite3_index_info* info) {
  info->orderByConsumed = info->nOrderBy > 0;
  return SQLITE_OK;
}

TEST(modules, plan_order_is_consumed) {
  Spec spec = {.plan = consume_order};
  sqlite3* const db = open_planned(&spec, 3);
  ask(db, &spec, "SELECT a FROM v ORDER BY a DESC");
  ask(db, &spec, "SELECT a FROM v ORDER BY a DESC LIMIT 1");
  spec.plan = NULL;
  ask(db, &spec, "SELECT a FROM v ORDER BY a DESC");
  close_noted(db);
}

TEST(modules, plan_order_of_a_join_is_consumed) {
  Spec spec = {.plan = consume_order};
  sqlite3* const db = open_planned(&spec, 3);
  must(db, "CREATE TABLE t(k INTEGER PRIMARY KEY); INSERT INTO t VALUES(1), (2)");
  ask(db, &spec, "SELECT a, k FROM v CROSS JOIN t ORDER BY a DESC");
  ask(db, &spec, "SELECT a, k FROM t CROSS JOIN v WHERE k = 2 ORDER BY a DESC");
  ask(db, &spec, "SELECT a, k FROM t CROSS JOIN v ORDER BY a DESC, k");
  ask(db, &spec, "SELECT a, count(*) FROM v GROUP BY a");
  ask(db, &spec, "SELECT max(a), b FROM v");
  ask(db, &spec, "SELECT a, sum(b) OVER (ORDER BY a DESC) FROM v");
  close_noted(db);
}

static int note_distinct(sqlite3_index_info* info) {
  note("distinct", "%d of %d terms", sqlite3_vtab_distinct(info), info->nOrderBy);
  return SQLITE_OK;
}

TEST(modules, plan_distinct) {
  Spec spec = {.plan = note_distinct};
  sqlite3* const db = open_planned(&spec, 2);
  ask(db, &spec, "SELECT a FROM v");
  ask(db, &spec, "SELECT a FROM v ORDER BY a");
  ask(db, &spec, "SELECT a, count(*) FROM v GROUP BY a");
  ask(db, &spec, "SELECT DISTINCT a FROM v");
  ask(db, &spec, "SELECT DISTINCT a FROM v ORDER BY a");
  close_noted(db);
}

static void put_rhs(char* line, size_t size, sqlite3_index_info* info, int at) {
  sqlite3_value* value = NULL;
  const int code = sqlite3_vtab_rhs_value(info, at, &value);
  if (code == SQLITE_OK) {
    modules_put_value(line, size, value);
  } else {
    modules_put(line, size, "%s%s", code == SQLITE_NOTFOUND ? "not found" : "failed",
                value ? " but set" : "");
  }
}

static int note_right_sides(sqlite3_index_info* info) {
  for (int column = -1; column < 3; ++column) {
    for (int op = 0; op < 80; ++op) {
      const int at = modules_constraint(info, column, op);
      if (at < 0 || op == SQLITE_INDEX_CONSTRAINT_LIMIT || op == SQLITE_INDEX_CONSTRAINT_OFFSET)
        continue;
      char line[64] = "";
      put_rhs(line, sizeof line, info, at);
      note("right side", "%s%s: %s", modules_column(column), modules_operator(op), line);
    }
  }
  return SQLITE_OK;
}

TEST(modules, plan_right_hand_values) {
  Spec spec = {.plan = note_right_sides};
  sqlite3* const db = open_planned(&spec, 1);
  ask(db, &spec, "SELECT a FROM v WHERE a = 5");
  ask(db, &spec, "SELECT a FROM v WHERE a = 'text' AND b > 2.5");
  ask(db, &spec, "SELECT a FROM v WHERE a = -5 AND b < NULL");
  ask(db, &spec, "SELECT a FROM v WHERE a IS NULL");
  ask(db, &spec, "SELECT a FROM v WHERE a = abs(5) AND b = (SELECT 1)");
  ask(db, &spec, "SELECT a FROM v WHERE b LIKE '%1'");
  close_noted(db);
}

static int note_bad_right_sides(sqlite3_index_info* info) {
  sqlite3_value* value = NULL;
  note_code("below", sqlite3_vtab_rhs_value(info, -1, &value));
  note_code("above", sqlite3_vtab_rhs_value(info, info->nConstraint, &value));
  note("value", "%d", value != NULL);
  return SQLITE_OK;
}

TEST(modules, plan_right_hand_values_out_of_range) {
  Spec spec = {.plan = note_bad_right_sides};
  sqlite3* const db = open_planned(&spec, 1);
  ask(db, &spec, "SELECT a FROM v WHERE a = 10");
  close_noted(db);
}

static int note_collations(sqlite3_index_info* info) {
  for (int column = 0; column < 3; ++column) {
    const int at = modules_constraint(info, column, SQLITE_INDEX_CONSTRAINT_EQ);
    if (at >= 0) note_text(modules_column(column), sqlite3_vtab_collation(info, at));
  }
  note_text("below", sqlite3_vtab_collation(info, -1));
  note_text("above", sqlite3_vtab_collation(info, info->nConstraint));
  return SQLITE_OK;
}

TEST(modules, plan_collations) {
  Spec spec = {.plan = note_collations};
  sqlite3* const db = open_planned(&spec, 1);
  ask(db, &spec, "SELECT a FROM v WHERE a = 10 AND b = 'row 1' AND c = 12");
  ask(db, &spec, "SELECT a FROM v WHERE a = 10 COLLATE rtrim AND b = 'ROW 1' COLLATE nocase");
  close_noted(db);
}

/* Takes LIMIT and OFFSET only if nothing else decides which rows there are. */
static int take_limit(sqlite3_index_info* info) {
  int used = 0;
  static const int kOps[] = {SQLITE_INDEX_CONSTRAINT_LIMIT, SQLITE_INDEX_CONSTRAINT_OFFSET};
  static char taken[32];
  taken[0] = '\0';
  for (int k = 0; k < 2; ++k) {
    for (int i = 0; i < info->nConstraint; ++i) {
      if (info->aConstraint[i].op != kOps[k] || !info->aConstraint[i].usable) continue;
      info->aConstraintUsage[i].argvIndex = ++used;
      modules_put(taken, sizeof taken, "%s ", modules_operator(kOps[k]));
    }
  }
  info->idxStr = sqlite3_mprintf("%s", taken);
  info->needToFreeIdxStr = 1;
  return SQLITE_OK;
}

static int all_rows(sqlite3_vtab_cursor* base, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  ((Cursor*)base)->rows = ((Table*)base->pVtab)->spec->rows;
  return SQLITE_OK;
}

TEST(modules, plan_limit_and_offset) {
  Spec spec = {.noted = kPlan | kScan, .plan = take_limit, .start = all_rows};
  sqlite3* const db = open_planned(&spec, 5);
  ask(db, &spec, "SELECT a FROM v LIMIT 2");
  ask(db, &spec, "SELECT a FROM v LIMIT 2 OFFSET 1");
  ask(db, &spec, "SELECT a FROM v LIMIT 1 + 1");
  ask(db, &spec, "SELECT a FROM v LIMIT -1");
  close_noted(db);
}

static int take_limit_unchecked(sqlite3_index_info* info) {
  const int code = take_limit(info);
  for (int i = 0; i < info->nConstraint; ++i) info->aConstraintUsage[i].omit = 1;
  return code;
}

TEST(modules, plan_offset_that_the_table_sees_to) {
  Spec spec = {.noted = kScan, .plan = take_limit_unchecked, .start = all_rows};
  sqlite3* const db = open_planned(&spec, 5);
  ask(db, &spec, "SELECT a FROM v LIMIT 2 OFFSET 1");
  ask(db, &spec, "SELECT a FROM v LIMIT '2' OFFSET (SELECT '1')");
  ask(db, &spec, "SELECT a + 1 FROM (SELECT a FROM v LIMIT 2 OFFSET 1)");
  ask(db, &spec, "SELECT a FROM v LIMIT 2 OFFSET 'x'");
  ask(db, &spec, "SELECT a FROM v LIMIT 0 OFFSET 1");
  close_noted(db);
}

TEST(modules, plan_limit_is_not_shown_where_it_would_mislead) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_planned(&spec, 5);
  ask(db, &spec, "SELECT a FROM v WHERE a + 0 > 10 LIMIT 2");
  ask(db, &spec, "SELECT DISTINCT a FROM v LIMIT 1");
  ask(db, &spec, "SELECT count(*) FROM v LIMIT 1");
  ask(db, &spec, "SELECT a FROM v GROUP BY a LIMIT 1");
  close_noted(db);
}

static int static_text(sqlite3_index_info* info) {
  info->idxNum = -7;
  info->idxStr = (char*)(uintptr_t)"";
  return SQLITE_OK;
}

TEST(modules, plan_number_and_text_arrive) {
  Spec spec = {.noted = kScan, .plan = static_text};
  sqlite3* const db = open_planned(&spec, 1);
  ask(db, &spec, "SELECT a FROM v");
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM v");
  spec.plan = NULL;
  note_code("kept from the plan", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, plan_is_made_anew_after_a_schema_change) {
  Spec spec = {.noted = kPlan};
  sqlite3* const db = open_planned(&spec, 1);
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM v WHERE a = 10");
  note_code("step", sqlite3_step(statement));
  sqlite3_reset(statement);
  spec.asked[0] = '\0';
  must(db, "CREATE TABLE t(x)");
  note_code("step", sqlite3_step(statement));
  sqlite3_finalize(statement);
  close_noted(db);
}
