/* Columns of virtual tables whose values need not have the affinity that they are declared with. */
#include "tests/abi/modules_table.h"

static void put_integer(Cell* cell, sqlite3_int64 value) {
  cell->type = SQLITE_INTEGER;
  cell->integer = value;
}

static void put_real(Cell* cell, double value) {
  cell->type = SQLITE_FLOAT;
  cell->real = value;
}

static void put_text(Cell* cell, const char* text) {
  cell->type = SQLITE_TEXT;
  cell->size = snprintf(cell->bytes, sizeof cell->bytes, "%s", text);
}

/* Each column has the same values: 10, 10.0, '10', '9', 9.5, NULL. */
static sqlite3* open_mixed(Spec* spec) {
  spec->schema = "CREATE TABLE x(t TEXT, i INTEGER, r REAL, n NUMERIC, o)";
  spec->rows.count = 6;
  for (int i = 0; i < 6; ++i) spec->rows.rows[i].rowid = i + 1;
  for (int column = 0; column < 5; ++column) {
    put_integer(&spec->rows.rows[0].cells[column], 10);
    put_real(&spec->rows.rows[1].cells[column], 10.0);
    put_text(&spec->rows.rows[2].cells[column], "10");
    put_text(&spec->rows.rows[3].cells[column], "9");
    put_real(&spec->rows.rows[4].cells[column], 9.5);
    spec->rows.rows[5].cells[column].type = SQLITE_NULL;
  }
  return modules_open(&modules_read_only, spec);
}

/* For which rows the condition, in which `@` is the column, is true, for each column. */
static void note_condition(sqlite3* db, const char* condition) {
  static const char columns[] = "tirno";
  char line[128] = "";
  for (const char* column = columns; *column; ++column) {
    char sql[256];
    char* end = sql + snprintf(sql, sizeof sql, "SELECT group_concat(rowid, '') FROM v WHERE ");
    for (const char* c = condition; *c; ++c) *end++ = *c == '@' ? *column : *c;
    *end = '\0';
    sqlite3_stmt* const statement = prepared(db, sql);
    if (!statement) return;
    sqlite3_step(statement);
    const char* const rows = (const char*)sqlite3_column_text(statement, 0);
    modules_put(line, sizeof line, " %c:%s", *column, rows ? rows : "-");
    sqlite3_finalize(statement);
  }
  note(condition, "%s", line);
}

TEST(modules, affinity_of_values_is_not_applied) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  note_rows("types", db, "SELECT typeof(t), typeof(i), typeof(r), typeof(n), typeof(o) FROM v");
  note_rows("real", db, "SELECT r, r / 4, r || '' FROM v");
  note_rows("order", db, "SELECT rowid FROM v ORDER BY t; SELECT rowid FROM v ORDER BY r");
  note_rows("groups", db, "SELECT count(*) FROM v GROUP BY t; SELECT count(*) FROM v GROUP BY i");
  note_rows("extremes", db, "SELECT min(t), max(t), min(i), max(i) FROM v");
  close_noted(db);
}

TEST(modules, affinity_in_comparisons_with_constants) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  static const char* const operators[] = {"=", "<>", "<", "<=", ">", ">=", "IS", "IS NOT"};
  static const char* const values[] = {"9", "10", "9.0", "'10'", "'9'", "10.5", "x'3130'"};
  for (int i = 0; i < 8; ++i) {
    for (int j = 0; j < 7; ++j) {
      char condition[64];
      snprintf(condition, sizeof condition, "@ %s %s", operators[i], values[j]);
      note_condition(db, condition);
      snprintf(condition, sizeof condition, "%s %s @", values[j], operators[i]);
      note_condition(db, condition);
    }
  }
  close_noted(db);
}

TEST(modules, affinity_in_comparisons_with_columns) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  static const char* const conditions[] = {
      "@ < t",       "@ < i",          "@ < r",         "@ < n",
      "@ < o",       "@ = t",          "@ = i",         "@ = o",
      "@ = +t",      "@ < +t",         "+@ < +t",       "@ < CAST(i AS TEXT)",
      "@ < t || ''", "@ < (SELECT 9)", "@ < length(o)", "CAST(@ AS TEXT) < 9"};
  for (int i = 0; i < 16; ++i) note_condition(db, conditions[i]);
  close_noted(db);
}

TEST(modules, affinity_in_other_comparisons) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  static const char* const conditions[] = {"@ BETWEEN 9 AND 11",
                                           "@ BETWEEN '9' AND 9.7",
                                           "9 BETWEEN @ AND 11",
                                           "@ NOT BETWEEN 9 AND 10",
                                           "@ IN (9, 10)",
                                           "@ IN ('10')",
                                           "@ IN ('10', 9.5)",
                                           "@ NOT IN (9, 10)",
                                           "@ IN (SELECT 10)",
                                           "@ IN (SELECT '10' UNION SELECT 9)",
                                           "10 IN (SELECT @ FROM v)",
                                           "'10' IN (SELECT @ FROM v)",
                                           "CASE @ WHEN 10 THEN 1 END",
                                           "CASE @ WHEN '9' THEN 1 WHEN 10 THEN 0 ELSE 1 END",
                                           "(@, 1) < (9, 0)",
                                           "(@, 1) = (10, 1)",
                                           "(rowid, @) < (6, 9)",
                                           "(@, 1) IN (SELECT 10, 1)",
                                           "@ < 9 OR @ = 10",
                                           "@ = 10 OR @ = '9'",
                                           "NOT @ < 9",
                                           "@ COLLATE nocase < 9",
                                           "@ < 9 COLLATE nocase",
                                           "nullif(@, 10) IS NULL",
                                           "max(@, 9) = 9",
                                           "(SELECT @) < 9"};
  for (int i = 0; i < 26; ++i) note_condition(db, conditions[i]);
  close_noted(db);
}

TEST(modules, affinity_behind_views_and_subqueries) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  must(db, "CREATE VIEW w AS SELECT t, i, r, rowid AS id FROM v");
  note_rows("view", db, "SELECT id FROM w WHERE t < 9; SELECT id FROM w WHERE i < '9'");
  note_rows("subquery", db, "SELECT id FROM (SELECT t AS a, rowid AS id FROM v) WHERE a < 9");
  note_rows("cte", db,
            "WITH c AS (SELECT t AS a, rowid AS id FROM v) SELECT id FROM c WHERE 9 > a");
  note_rows("two levels", db,
            "SELECT id FROM (SELECT a, id FROM (SELECT t AS a, rowid AS id FROM v)) WHERE a < 9");
  note_rows("correlated", db,
            "SELECT rowid FROM v WHERE (SELECT count(*) FROM (SELECT 1) WHERE t < 9)");
  note_rows("having", db, "SELECT t FROM v GROUP BY t HAVING t < 9");
  note_rows("limited", db,
            "SELECT typeof(t), typeof(i), typeof(r) FROM (SELECT t, i, r FROM v LIMIT 4)");
  note_rows("limited, compared", db, "SELECT t FROM (SELECT t FROM v LIMIT 4) WHERE t < 9");
  note_rows("all of both", db,
            "SELECT id FROM (SELECT t AS a, rowid AS id FROM v UNION ALL "
            "SELECT t, rowid FROM v) WHERE a < 9");
  close_noted(db);
}

TEST(modules, affinity_in_joins) {
  Spec spec = {0};
  sqlite3* const db = open_mixed(&spec);
  must(db,
       "CREATE TABLE s(t TEXT, i INTEGER, r REAL, o); CREATE INDEX s_t ON s(t);"
       "CREATE INDEX s_i ON s(i); CREATE INDEX s_r ON s(r); CREATE INDEX s_o ON s(o);"
       "INSERT INTO s VALUES(10, 10, 10, 10), ('9', '9', '9', '9'), (9.5, 9.5, 9.5, 9.5),"
       "('10.0', '10.0', '10.0', '10.0')");
  static const char* const orders[] = {"v CROSS JOIN s", "s CROSS JOIN v", "s LEFT JOIN v"};
  static const char* const left[] = {"s.t", "s.i", "s.r", "s.o", "s.rowid"};
  static const char* const right[] = {"v.t", "v.i", "v.r", "v.o"};
  static const char* const operators[] = {"=", "<", ">="};
  for (int n = 0; n < 3 * 5 * 4 * 3; ++n) {
    char sql[256];
    char condition[64];
    snprintf(condition, sizeof condition, "%s %s %s", left[n / 3 % 5], operators[n % 3],
             right[n / 15 % 4]);
    snprintf(sql, sizeof sql,
             "SELECT group_concat(s.rowid || ',' || ifnull(v.rowid, 'x'), ' ') FROM %s ON %s",
             orders[n / 60], condition);
    note_rows(condition, db, sql);
  }
  note_rows("two of it", db, "SELECT a.rowid, b.rowid FROM v a, v b WHERE a.t = b.t AND a.t < 9");
  note_rows("two of it, other", db,
            "SELECT a.rowid, b.rowid FROM v a, v b WHERE a.t = b.i AND 9 > a.t");
  note_rows("using", db, "SELECT v.rowid FROM v JOIN s USING (t) WHERE t < 9");
  note_rows("exists", db, "SELECT rowid FROM v WHERE EXISTS (SELECT 1 FROM s WHERE s.o = v.t)");
  note_rows("in", db, "SELECT rowid FROM s WHERE t IN (SELECT t FROM v)");
  note_rows("in, other", db, "SELECT rowid FROM v WHERE t IN (SELECT o FROM s)");
  note_rows("equal and sorted", db, "SELECT rowid FROM v WHERE i = 10 ORDER BY i, rowid DESC");
  close_noted(db);
}

TEST(modules, affinity_of_arguments_is_not_applied) {
  Spec spec = {.plan = modules_take_all, .noted = kScan};
  sqlite3* const db = open_mixed(&spec);
  static const char* const conditions[] = {"t = 10",
                                           "t < 9",
                                           "9 > t",
                                           "i = '10'",
                                           "i < '9'",
                                           "r = 10",
                                           "r > '9'",
                                           "o = 10",
                                           "t BETWEEN 9 AND 10",
                                           "i IN ('10', '9')",
                                           "i IN (SELECT '10')",
                                           "t IN (9, 10)",
                                           "i = '10' OR i = '9'",
                                           "t = CAST(10 AS INTEGER)",
                                           "t = 5 + 5",
                                           "t IS 10",
                                           "i IN ('10')"};
  for (int i = 0; i < 17; ++i) {
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT rowid FROM v WHERE %s", conditions[i]);
    note_rows(conditions[i], db, sql);
  }
  note_rows("joined", db, "SELECT v.rowid FROM (SELECT '10' AS a) CROSS JOIN v WHERE v.i = a");
  close_noted(db);
}
