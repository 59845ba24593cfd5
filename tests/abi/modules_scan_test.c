/* Reading from virtual tables. */
#include "tests/abi/modules_table.h"

TEST(modules, scan_all_rows) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)", .noted = kScan};
  modules_fill(&spec, 2, 3);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  note_rows("rows", db, "SELECT rowid, * FROM v");
  note_rows("rowid names", db, "SELECT _rowid_, oid FROM v WHERE a = 20");
  note_rows("count", db, "SELECT count(*), sum(a), group_concat(b) FROM v");
  note_rows("none", db, "SELECT * FROM v WHERE a > 1000");
  spec.rows.count = 0;
  note_rows("empty", db, "SELECT * FROM v");
  note_rows("empty, counted", db, "SELECT count(*), max(a) FROM v");
  close_noted(db);
}

TEST(modules, scan_ends_early) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)", .noted = kScan};
  modules_fill(&spec, 2, 5);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM v");
  note("prepared", "nothing is open");
  note_code("step", sqlite3_step(statement));
  note_code("reset", sqlite3_reset(statement));
  note_code("step", sqlite3_step(statement));
  note_value("from the start", sqlite3_column_value(statement, 0));
  note_code("finalize", sqlite3_finalize(statement));
  note_rows("limit", db, "SELECT a FROM v LIMIT 2");
  note_rows("limit 0", db, "SELECT a FROM v LIMIT 0");
  close_noted(db);
}

TEST(modules, scan_gives_each_type) {
  Spec spec = {.schema = "CREATE TABLE x(a INTEGER, b, c)"};
  sqlite3* const db = modules_open(&modules_full, &spec);
  must(db, "INSERT INTO v VALUES(1, 2.5, 'text'), (x'00ff', NULL, ''), (x'', 'a' || char(0), 'z')");
  note_rows("rows", db, "SELECT a, b, c, typeof(a), length(b) FROM v ORDER BY rowid");
  note_rows("order", db, "SELECT a FROM v ORDER BY a DESC, b");
  note_rows("distinct", db, "SELECT DISTINCT typeof(a) FROM v ORDER BY 1");
  close_noted(db);
}

TEST(modules, scan_two_cursors_of_a_table) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)"};
  modules_fill(&spec, 2, 3);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  note_rows("self join", db, "SELECT l.rowid, r.rowid FROM v l, v r WHERE l.a < r.a ORDER BY 1, 2");
  sqlite3_stmt* const one = prepared(db, "SELECT a FROM v");
  sqlite3_stmt* const two = prepared(db, "SELECT a FROM v");
  sqlite3_step(one);
  sqlite3_step(one);
  sqlite3_step(two);
  note_value("one", sqlite3_column_value(one, 0));
  note_value("two", sqlite3_column_value(two, 0));
  sqlite3_finalize(one);
  sqlite3_finalize(two);
  close_noted(db);
}

TEST(modules, scan_beside_ordinary_tables) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)"};
  modules_fill(&spec, 2, 4);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  must(db, "CREATE TABLE t(k, w); INSERT INTO t VALUES(20, 'twenty'), (40, 'forty'), (50, 'none')");
  note_rows("join", db, "SELECT w, b FROM t JOIN v ON a = k ORDER BY k");
  note_rows("left join", db, "SELECT w, b FROM t LEFT JOIN v ON a = k ORDER BY k");
  note_rows("right join", db, "SELECT w, b FROM t RIGHT JOIN v ON a = k ORDER BY a");
  note_rows("in", db, "SELECT w FROM t WHERE k IN (SELECT a FROM v) ORDER BY k");
  note_rows("exists", db, "SELECT w FROM t WHERE NOT EXISTS (SELECT 1 FROM v WHERE a = k)");
  note_rows("union", db, "SELECT k FROM t UNION SELECT a FROM v ORDER BY 1");
  note_rows("insert", db, "INSERT INTO t SELECT a, b FROM v; SELECT count(*) FROM t");
  note_rows("view", db, "CREATE VIEW w AS SELECT a * 2 AS d FROM v; SELECT sum(d) FROM w");
  note_rows("create as", db,
            "CREATE TABLE n AS SELECT * FROM v; SELECT sql FROM sqlite_schema "
            "WHERE name = 'n'");
  note_rows("cte", db, "WITH c AS (SELECT a FROM v WHERE a > 10) SELECT max(a), min(a) FROM c");
  note_rows("window", db, "SELECT a, sum(a) OVER (ORDER BY a) FROM v");
  close_noted(db);
}

static void note_failure(const char* method, const char* text, const char* sql) {
  Spec spec = {.schema = "CREATE TABLE x(a, b)",
               .failing = method,
               .fail_code = SQLITE_ERROR,
               .fail_text = text};
  modules_fill(&spec, 2, 2);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  note_rows(method, db, sql);
  spec.fail_code = SQLITE_IOERR_READ;
  note_rows("extended code", db, sql);
  spec.failing = NULL;
  note_rows("well again", db, "SELECT count(*) FROM v");
  sqlite3_close(db);
}

TEST(modules, scan_fails_in_open) {
  note_failure("xOpen", "no cursor", "SELECT a FROM v");
  note_failure("xOpen", NULL, "SELECT a FROM v");
}

TEST(modules, scan_fails_in_filter) {
  note_failure("xFilter", "no start", "SELECT a FROM v");
  note_failure("xFilter", NULL, "SELECT a FROM v");
}

TEST(modules, scan_fails_in_next) {
  note_failure("xNext", "no next", "SELECT a FROM v");
  note_failure("xNext", NULL, "SELECT a FROM v");
}

TEST(modules, scan_fails_in_column) {
  note_failure("xColumn", "no value", "SELECT a FROM v");
  note_failure("xColumn", NULL, "SELECT a FROM v");
}

TEST(modules, scan_fails_in_rowid) {
  note_failure("xRowid", "no number", "SELECT rowid FROM v");
  note_failure("xRowid", NULL, "SELECT rowid FROM v");
}

TEST(modules, scan_fails_in_best_index) {
  note_failure("xBestIndex", "no plan", "SELECT a FROM v");
  note_failure("xBestIndex", NULL, "SELECT a FROM v");
}

static int fail_column(sqlite3_vtab_cursor* base, sqlite3_context* context, int column) {
  (void)base;
  if (column == 0) sqlite3_result_error(context, "bad cell", -1);
  if (column == 1) sqlite3_result_error_code(context, SQLITE_CONSTRAINT);
  if (column == 2) sqlite3_result_error_toobig(context);
  return SQLITE_OK;
}

TEST(modules, scan_column_answers_an_error) {
  Spec spec = {.schema = "CREATE TABLE x(a, b, c)"};
  sqlite3_module module = modules_read_only;
  module.xColumn = fail_column;
  modules_fill(&spec, 3, 1);
  sqlite3* const db = modules_open(&module, &spec);
  note_rows("text", db, "SELECT a FROM v");
  note_rows("code", db, "SELECT b FROM v");
  note_rows("too big", db, "SELECT c FROM v");
  note_rows("not asked for", db, "SELECT 1 FROM v");
  close_noted(db);
}

TEST(modules, scan_error_keeps_the_statement_usable) {
  Spec spec = {.schema = "CREATE TABLE x(a)", .fail_code = SQLITE_BUSY, .fail_text = "wait"};
  modules_fill(&spec, 1, 2);
  sqlite3* const db = modules_open(&modules_read_only, &spec);
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM v");
  note_code("first", sqlite3_step(statement));
  spec.failing = "xNext";
  note_code("second", sqlite3_step(statement));
  note_error("error", db);
  note_code("reset", sqlite3_reset(statement));
  spec.failing = NULL;
  note_code("again", sqlite3_step(statement));
  note_code("again", sqlite3_step(statement));
  note_code("again", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

static int value_of_number(sqlite3_vtab_cursor* base, sqlite3_context* context, int column) {
  (void)base;
  static const char kText[] = "pointed at";
  if (column == 0) sqlite3_result_zeroblob(context, 4);
  if (column == 1) sqlite3_result_text16(context, u"wide", 4 * 2, SQLITE_STATIC);
  if (column == 2) sqlite3_result_pointer(context, (void*)(uintptr_t)kText, "kind", NULL);
  return SQLITE_OK;
}

static void read_pointer(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  const char* const text = sqlite3_value_pointer(values[0], "kind");
  sqlite3_result_text(context, text ? text : "no pointer", -1, SQLITE_STATIC);
}

TEST(modules, scan_column_answers_other_kinds) {
  Spec spec = {.schema = "CREATE TABLE x(a, b, c)"};
  sqlite3_module module = modules_read_only;
  module.xColumn = value_of_number;
  modules_fill(&spec, 3, 1);
  sqlite3* const db = modules_open(&module, &spec);
  sqlite3_create_function(db, "pointer", 1, SQLITE_UTF8, NULL, read_pointer, NULL, NULL);
  note_rows("zeroblob and UTF-16", db, "SELECT a, b FROM v");
  note_rows("pointer", db, "SELECT c, typeof(c), pointer(c) FROM v");
  close_noted(db);
}
