/* sqlite3_test_control, those operations that a program may use without harm: repeatable random
** numbers, a failing local time, and what tells of the build. All is put back. */
#include "tests/abi/suite.h"

TEST(library, testcontrol_byte_order) {
  note("byte order", "%d", sqlite3_test_control(SQLITE_TESTCTRL_BYTEORDER));
}

TEST(library, testcontrol_pending_byte) {
  note("pending byte", "%#x", (unsigned)sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, 0U));
}

TEST(library, testcontrol_is_initialized) {
  sqlite3_initialize();
  note("initialized", "%d", sqlite3_test_control(SQLITE_TESTCTRL_ISINIT) == 0);
  sqlite3_shutdown();
  note("shut down", "%d", sqlite3_test_control(SQLITE_TESTCTRL_ISINIT) == 0);
  sqlite3_initialize();
}

TEST(library, testcontrol_always_and_assert) {
  note("always", "%d %d", sqlite3_test_control(SQLITE_TESTCTRL_ALWAYS, 1),
       sqlite3_test_control(SQLITE_TESTCTRL_ALWAYS, 0));
  note("assert", "%d", sqlite3_test_control(SQLITE_TESTCTRL_ASSERT, 1));
}

TEST(library, testcontrol_unknown) {
  const int operations[] = {-1, 0, 4, 99, 1000000};
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; ++i) {
    note("operation", "%d: %d", operations[i], sqlite3_test_control(operations[i]));
  }
}

TEST(library, testcontrol_random_saved) {
  unsigned char one[16];
  unsigned char two[16];
  sqlite3_randomness(1, one);
  note("save", "%d", sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SAVE));
  sqlite3_randomness(16, one);
  note("restore", "%d", sqlite3_test_control(SQLITE_TESTCTRL_PRNG_RESTORE));
  sqlite3_randomness(16, two);
  note("same", "%d", memcmp(one, two, 16) == 0);
  sqlite3_randomness(16, two);
  note("then others", "%d", memcmp(one, two, 16) != 0);
  sqlite3_randomness(0, NULL);
}

TEST(library, testcontrol_random_seed) {
  unsigned char bytes[3][16];
  const int seeds[] = {7, 7, 8};
  for (int i = 0; i < 3; ++i) {
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, seeds[i], NULL);
    sqlite3_randomness(0, NULL);
    sqlite3_randomness(16, bytes[i]);
  }
  note("same seed", "%d", memcmp(bytes[0], bytes[1], 16) == 0);
  note("other seed", "%d", memcmp(bytes[0], bytes[2], 16) != 0);
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 0, NULL);
  sqlite3_randomness(0, NULL);
}

TEST(library, testcontrol_random_of_sql) {
  sqlite3* const db = open_memory();
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 99, NULL);
  must(db, "CREATE TABLE r(a)");
  for (int i = 0; i < 2; ++i) {
    sqlite3_randomness(0, NULL);
    must(db, "INSERT INTO r VALUES (random() || hex(randomblob(8)))");
  }
  note_rows("the same twice", db, "SELECT count(DISTINCT a) FROM r");
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 0, NULL);
  sqlite3_randomness(0, NULL);
  close_noted(db);
}

TEST(library, testcontrol_local_time_fails) {
  sqlite3* const db = open_memory();
  note("on", "%d", sqlite3_test_control(SQLITE_TESTCTRL_LOCALTIME_FAULT, 1));
  note_rows("failing", db, "SELECT datetime('2020-01-01', 'localtime')");
  note_rows("not asked", db, "SELECT datetime('2020-01-01')");
  note("off", "%d", sqlite3_test_control(SQLITE_TESTCTRL_LOCALTIME_FAULT, 0));
  note_rows("works", db, "SELECT datetime('2020-01-01', 'localtime') IS NOT NULL");
  close_noted(db);
}

/* Switching optimizations off changes no answer. */
TEST(library, testcontrol_optimizations) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a, b); CREATE INDEX i ON t(a); INSERT INTO t VALUES (1, 2), (3, 4)");
  note("off", "%d", sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, 0xffffffffU));
  note_rows("rows", db, "SELECT x.b FROM t AS x JOIN t AS y USING (a) WHERE x.a > 0 ORDER BY a");
  note("on", "%d", sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, 0U));
  note_rows("rows", db, "SELECT x.b FROM t AS x JOIN t AS y USING (a) WHERE x.a > 0 ORDER BY a");
  close_noted(db);
}

TEST(library, testcontrol_harmless_switches) {
  sqlite3* const db = open_memory();
  note("never corrupt", "%d", sqlite3_test_control(SQLITE_TESTCTRL_NEVER_CORRUPT, 1));
  note("never corrupt", "%d", sqlite3_test_control(SQLITE_TESTCTRL_NEVER_CORRUPT, 0));
  note("schema checks", "%d", sqlite3_test_control(SQLITE_TESTCTRL_EXTRA_SCHEMA_CHECKS, 1));
  note("sorter", "%d", sqlite3_test_control(SQLITE_TESTCTRL_SORTER_MMAP, db, 0));
  note("coverage", "%d", sqlite3_test_control(SQLITE_TESTCTRL_VDBE_COVERAGE, NULL, NULL));
  note("malloc hooks", "%d", sqlite3_test_control(SQLITE_TESTCTRL_BENIGN_MALLOC_HOOKS, NULL, NULL));
  note("random", "%d", sqlite3_test_control(SQLITE_TESTCTRL_PRNG_RESET));
  note("reserved", "%d", sqlite3_test_control(SQLITE_TESTCTRL_RESERVE, db, 0));
  note_rows("works", db, "SELECT 1");
  close_noted(db);
}

static int fault(int where) { return where; }

TEST(library, testcontrol_fault_callback) {
  note("set", "%d", sqlite3_test_control(SQLITE_TESTCTRL_FAULT_INSTALL, fault));
  note("unset", "%d", sqlite3_test_control(SQLITE_TESTCTRL_FAULT_INSTALL, NULL));
}
