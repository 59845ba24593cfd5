/* Savepoints as virtual tables see them. */
#include "tests/abi/modules_table.h"

static sqlite3* open_transacted(Spec* spec, const sqlite3_module* module) {
  spec->schema = "CREATE TABLE x(a)";
  return modules_open(module, spec);
}

static void run(sqlite3* db, const char* sql) {
  note("sql", "%s", sql);
  note_rows("row", db, sql);
}

TEST(modules, savepoint_inside_a_transaction) {
  Spec spec = {.noted = kTransaction};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN");
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "SAVEPOINT s");
  run(db, "INSERT INTO v VALUES(2)");
  run(db, "SAVEPOINT t");
  run(db, "INSERT INTO v VALUES(3)");
  run(db, "ROLLBACK TO t");
  run(db, "SELECT a FROM v");
  run(db, "RELEASE t");
  run(db, "ROLLBACK TO s");
  run(db, "SELECT a FROM v");
  run(db, "RELEASE s");
  run(db, "COMMIT");
  close_noted(db);
}

TEST(modules, savepoint_outside_of_a_transaction) {
  Spec spec = {.noted = kTransaction};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "SAVEPOINT s");
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "RELEASE s");
  run(db, "SELECT a FROM v");
  run(db, "SAVEPOINT s");
  run(db, "INSERT INTO v VALUES(2)");
  run(db, "ROLLBACK TO s");
  run(db, "SELECT a FROM v");
  run(db, "RELEASE s");
  run(db, "SELECT a FROM v");
  close_noted(db);
}

TEST(modules, savepoint_before_the_first_write) {
  Spec spec = {.noted = kTransaction};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN; SAVEPOINT s; SAVEPOINT t");
  run(db, "INSERT INTO v VALUES(1)");
  run(db, "ROLLBACK TO s");
  run(db, "SELECT count(*) FROM v");
  run(db, "ROLLBACK");
  close_noted(db);
}

TEST(modules, savepoint_fails) {
  Spec spec = {.noted = kTransaction, .fail_code = SQLITE_ERROR, .fail_text = "too deep"};
  sqlite3* const db = open_transacted(&spec, &modules_full);
  run(db, "BEGIN; INSERT INTO v VALUES(1)");
  spec.failing = "xSavepoint";
  run(db, "SAVEPOINT s");
  spec.failing = NULL;
  run(db, "ROLLBACK");
  run(db, "SELECT count(*) FROM v");
  close_noted(db);
}

TEST(modules, savepoint_is_not_told_to_version_1) {
  Spec spec = {.noted = kTransaction};
  sqlite3_module module = modules_full;
  module.iVersion = 1;
  sqlite3* const db = open_transacted(&spec, &module);
  run(db, "BEGIN; INSERT INTO v VALUES(1)");
  run(db, "SAVEPOINT s; INSERT INTO v VALUES(2); ROLLBACK TO s; RELEASE s");
  run(db, "COMMIT");
  run(db, "SELECT a FROM v");
  close_noted(db);
}
