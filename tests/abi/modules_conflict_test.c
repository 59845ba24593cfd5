/* Conflicts in xUpdate: what OR says, and what becomes of the statement. */
#include "tests/abi/modules_table.h"

static const char* conflict_name(int mode) {
  switch (mode) {
    case SQLITE_ROLLBACK:
      return "rollback";
    case SQLITE_IGNORE:
      return "ignore";
    case SQLITE_FAIL:
      return "fail";
    case SQLITE_ABORT:
      return "abort";
    case SQLITE_REPLACE:
      return "replace";
    default:
      return "?";
  }
}

static int note_conflict(sqlite3_vtab* base, int count, sqlite3_value** values,
                         sqlite3_int64* rowid) {
  note("on conflict", "%s", conflict_name(sqlite3_vtab_on_conflict(((Table*)base)->db)));
  return modules_full.xUpdate(base, count, values, rowid);
}

static sqlite3* open_conflicting(Spec* spec, sqlite3_module* module, int support) {
  spec->schema = "CREATE TABLE x(a)";
  if (support) {
    spec->config[0] = SQLITE_VTAB_CONSTRAINT_SUPPORT;
    spec->config[1] = 1;
    spec->replaces = true;
  }
  *module = modules_full;
  module->xUpdate = note_conflict;
  modules_fill(spec, 1, 2);
  return modules_open(module, spec);
}

static void note_conflicts(int support) {
  static const char* const kWords[] = {"",         "OR ROLLBACK ", "OR ABORT ",
                                       "OR FAIL ", "OR IGNORE ",   "OR REPLACE "};
  for (int i = 0; i < 6; ++i) {
    Spec spec = {0};
    sqlite3_module module;
    sqlite3* const db = open_conflicting(&spec, &module, support);
    char sql[128];
    snprintf(sql, sizeof sql, "INSERT %sINTO v(rowid, a) VALUES(3, 1), (2, 2), (4, 3)", kWords[i]);
    note("sql", "%s", sql);
    note_rows("in a transaction", db, "BEGIN; INSERT INTO v(rowid, a) VALUES(10, 10)");
    note_rows("insert", db, sql);
    note("autocommit", "%d", sqlite3_get_autocommit(db));
    note_rows("row", db, "SELECT rowid, a FROM v ORDER BY rowid");
    sqlite3_close(db);
  }
}

TEST(modules, conflict_with_support) { note_conflicts(1); }
TEST(modules, conflict_without_support) { note_conflicts(0); }

TEST(modules, conflict_of_an_update) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_conflicting(&spec, &module, 1);
  note_rows("abort", db, "UPDATE v SET rowid = 2 WHERE rowid = 1");
  note_rows("ignore", db, "UPDATE OR IGNORE v SET rowid = 2 WHERE rowid = 1");
  note_rows("row", db, "SELECT rowid, a FROM v ORDER BY rowid");
  note_rows("replace", db, "UPDATE OR REPLACE v SET rowid = 2 WHERE rowid = 1");
  note_rows("row", db, "SELECT rowid, a FROM v ORDER BY rowid");
  note_rows("delete", db, "DELETE FROM v");
  close_noted(db);
}

TEST(modules, conflict_with_a_message) {
  Spec spec = {.failing = "xUpdate", .fail_code = SQLITE_CONSTRAINT, .fail_text = "taken"};
  sqlite3_module module;
  sqlite3* const db = open_conflicting(&spec, &module, 1);
  note_rows("abort", db, "INSERT INTO v VALUES(1)");
  note_rows("fail", db, "INSERT OR FAIL INTO v VALUES(1)");
  note_rows("ignore", db, "INSERT OR IGNORE INTO v VALUES(1)");
  note("changes", "%d", sqlite3_changes(db));
  close_noted(db);
}

TEST(modules, conflict_of_a_trigger_is_that_of_the_statement) {
  Spec spec = {0};
  sqlite3_module module;
  sqlite3* const db = open_conflicting(&spec, &module, 1);
  must(db,
       "CREATE TABLE t(x); CREATE TRIGGER i AFTER INSERT ON t BEGIN"
       " INSERT INTO v(rowid, a) VALUES(new.x, 'new'); END");
  note_rows("plain", db, "INSERT INTO t VALUES(2)");
  note_rows("replace", db, "INSERT OR REPLACE INTO t VALUES(2)");
  note_rows("row", db, "SELECT x, (SELECT group_concat(a) FROM v WHERE rowid = 2) FROM t");
  close_noted(db);
}
