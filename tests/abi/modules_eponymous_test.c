/* Tables that are there without CREATE, and functions that are tables. */
#include "tests/abi/modules_table.h"

/* A start for generate-like functions: rows from the first argument to the second. The values come
** as the plan ordered them. */
static int count_up(sqlite3_vtab_cursor* base, int count, sqlite3_value** values) {
  Cursor* const cursor = (Cursor*)base;
  const sqlite3_int64 first = count > 0 ? sqlite3_value_int64(values[0]) : 1;
  const sqlite3_int64 last = count > 1 ? sqlite3_value_int64(values[1]) : first + 2;
  for (sqlite3_int64 i = first; i <= last && cursor->rows.count < kRows; ++i) {
    Row* const row = &cursor->rows.rows[cursor->rows.count++];
    row->rowid = i;
    row->cells[0] = (Cell){.type = SQLITE_INTEGER, .integer = i};
    row->cells[1] = (Cell){.type = SQLITE_INTEGER, .integer = first};
    row->cells[2] = (Cell){.type = SQLITE_INTEGER, .integer = last};
  }
  return SQLITE_OK;
}

/* Arguments are constraints of equality on the hidden columns 1 and 2. */
static int take_arguments(sqlite3_index_info* info) {
  int used = 0;
  for (int column = 1; column <= 2; ++column) {
    const int at = modules_constraint(info, column, SQLITE_INDEX_CONSTRAINT_EQ);
    if (at < 0) break;
    if (!info->aConstraint[at].usable) return SQLITE_CONSTRAINT;
    info->aConstraintUsage[at].argvIndex = ++used;
    info->aConstraintUsage[at].omit = 1;
  }
  info->idxNum = used;
  return SQLITE_OK;
}

static sqlite3* open_counting(Spec* spec, sqlite3_module* module) {
  *module = modules_read_only;
  module->xCreate = NULL;
  spec->schema = "CREATE TABLE x(value, first HIDDEN, last HIDDEN)";
  spec->plan = take_arguments;
  spec->start = count_up;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "counting", module, spec);
  return db;
}

TEST(modules, eponymous_only) {
  Spec spec = {.noted = kLife};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  note_rows("read", db, "SELECT * FROM counting");
  note_rows("case", db, "SELECT count(*) FROM COUNTING");
  note_rows("in main", db, "SELECT count(*) FROM main.counting");
  note_rows("in temp", db, "SELECT count(*) FROM temp.counting");
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING counting");
  note_rows("not in the schema", db, "SELECT count(*) FROM sqlite_schema");
  note_rows("drop", db, "DROP TABLE counting");
  note_rows("rename", db, "ALTER TABLE counting RENAME TO other");
  close_noted(db);
}

TEST(modules, eponymous_and_created) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .noted = kLife};
  modules_fill(&spec, 1, 2);
  sqlite3_module module = modules_full;
  module.xCreate = module.xConnect;
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "both", &module, &spec);
  note_rows("by its module's name", db, "SELECT * FROM both");
  note_rows("create", db, "CREATE VIRTUAL TABLE v USING both(1); SELECT * FROM v");
  note_rows("write", db, "INSERT INTO both VALUES(7); SELECT a FROM both");
  spec.noted = 0; /* Which one goes first is left open. */
  close_noted(db);
}

TEST(modules, eponymous_not_if_create_differs) {
  Spec spec = {.schema = "CREATE TABLE x(a)"};
  sqlite3* const db = open_memory();
  sqlite3_create_module(db, "noting", &modules_full, &spec);
  note_rows("read", db, "SELECT * FROM noting");
  close_noted(db);
}

TEST(modules, eponymous_is_hidden_by_a_table) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  note_rows("module", db, "SELECT value FROM counting");
  note_rows("table", db, "CREATE TABLE counting(x); SELECT * FROM counting");
  note_rows("module again", db, "DROP TABLE counting; SELECT value FROM counting");
  close_noted(db);
}

TEST(modules, eponymous_constructor_fails) {
  Spec spec = {.failing = "xConnect", .fail_code = SQLITE_ERROR, .fail_text = "no tables today"};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  note_rows("read", db, "SELECT value FROM counting");
  spec.failing = NULL;
  note_rows("again", db, "SELECT value FROM counting");
  close_noted(db);
}

TEST(modules, eponymous_goes_with_its_module) {
  Spec spec = {.noted = kLife};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  note_rows("read", db, "SELECT value FROM counting");
  note_code("remove", sqlite3_create_module(db, "counting", NULL, NULL));
  note_rows("gone", db, "SELECT value FROM counting");
  close_noted(db);
}

TEST(modules, function_of_arguments) {
  Spec spec = {.noted = kScan};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  note_rows("none", db, "SELECT value FROM counting()");
  note_rows("one", db, "SELECT value FROM counting(5)");
  note_rows("two", db, "SELECT value FROM counting(5, 6)");
  note_rows("as constraints", db, "SELECT value FROM counting WHERE first = 5 AND last = 6");
  note_rows("mixed", db, "SELECT value FROM counting(5) WHERE last = 6");
  note_rows("expressions", db, "SELECT value FROM counting(2 + 3, abs(-6)) AS c WHERE c.value > 5");
  note_rows("empty", db, "SELECT value FROM counting(6, 5)");
  note_rows("three", db, "SELECT value FROM counting(5, 6, 7)");
  note_rows("hidden", db, "SELECT *, first, last FROM counting(8, 8)");
  close_noted(db);
}

TEST(modules, function_of_bound_arguments) {
  Spec spec = {.noted = kScan};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  sqlite3_stmt* const statement = prepared(db, "SELECT count(*) FROM counting(?1, ?2)");
  for (int i = 1; i <= 2; ++i) {
    sqlite3_bind_int(statement, 1, i);
    sqlite3_bind_text(statement, 2, "4", -1, SQLITE_STATIC);
    note_code("step", sqlite3_step(statement));
    note_value("count", sqlite3_column_value(statement, 0));
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(modules, function_of_another_tables_columns) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  must(db, "CREATE TABLE t(x, y); INSERT INTO t VALUES(1, 2), (7, 6), (10, 11)");
  note_rows("after the table", db, "SELECT x, value FROM t, counting(t.x, t.y) ORDER BY x, value");
  note_rows("before the table", db, "SELECT x, value FROM counting(t.x, t.y), t ORDER BY x, value");
  note_rows("left join", db,
            "SELECT x, value FROM t LEFT JOIN counting(t.x, t.y) ORDER BY x, value");
  note_rows("correlated", db,
            "SELECT x, (SELECT sum(value) FROM counting(t.x, t.y)) FROM t ORDER BY x");
  note_rows("of itself", db, "SELECT value FROM counting(counting.value)");
  note_rows("of a view", db,
            "CREATE VIEW w AS SELECT value AS n FROM counting(3, 4);"
            "SELECT sum(n) FROM w");
  close_noted(db);
}

TEST(modules, function_call_of_what_is_none) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); CREATE VIEW w AS SELECT 1");
  note_rows("table", db, "SELECT * FROM t(1)");
  note_rows("view", db, "SELECT * FROM w(1)");
  note_rows("unknown", db, "SELECT * FROM unknown(1)");
  note_rows("common table", db, "WITH c AS (SELECT 1) SELECT * FROM c(1)");
  close_noted(db);
}

TEST(modules, function_with_an_argument_that_is_not_taken) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_counting(&spec, &module);
  spec.plan = NULL;
  note_rows("checked afterwards", db, "SELECT value FROM counting(1)");
  note_rows("checked afterwards, no match", db, "SELECT value FROM counting(5)");
  close_noted(db);
}

TEST(modules, hidden_columns_of_a_table) {
  Spec spec = {.schema = "CREATE TABLE x(a, b HIDDEN, c)", .noted = kWrite};
  sqlite3* const db = modules_open(&modules_full, &spec);
  note_rows("insert", db, "INSERT INTO v VALUES(1, 3)");
  note_rows("insert named", db, "INSERT INTO v(b, a) VALUES(5, 4)");
  note_rows("too many", db, "INSERT INTO v VALUES(1, 2, 3)");
  note_rows("star", db, "SELECT * FROM v");
  note_rows("named", db, "SELECT a, b, c FROM v");
  note_rows("as a function", db, "SELECT a FROM v(5)");
  note_rows("natural join", db,
            "CREATE TABLE t(b, k); INSERT INTO t VALUES(5, 'five');"
            "SELECT count(*) FROM v NATURAL JOIN t");
  note_rows("using", db, "SELECT a, k FROM v JOIN t USING(b)");
  close_noted(db);
}
