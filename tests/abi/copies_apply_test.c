/* Applying changesets: clean changes, each kind of conflict, and each answer to it.
**
** A changeset of one row asks its questions in a definite order; so most here have one row. */
#include "tests/abi/suite.h"

typedef struct Changes {
  int size;
  void* bytes;
} Changes;

/* From copies_changes_test.c. */
Changes changes_made(const char* before, const char* sql);
Changes patches_made(const char* before, const char* sql);
int answer_noted(void* answer, int conflict, sqlite3_changeset_iter* iterator);

static const char kTable[] =
    "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);"
    "INSERT INTO t VALUES(1,'one',10),(2,'two',20),(3,'three',30);";

static const int kAnswers[] = {SQLITE_CHANGESET_OMIT, SQLITE_CHANGESET_REPLACE,
                               SQLITE_CHANGESET_ABORT};
static const char* const kAnswerNames[] = {"omit", "replace", "abort"};

/* Applies to a database made by `target`, with one answer for all, and prints the table. */
static void apply_to(const char* target, Changes changes, int answer, const char* query) {
  sqlite3* db = open_memory();
  must(db, target);
  note_code("apply",
            sqlite3changeset_apply(db, changes.size, changes.bytes, NULL, answer_noted, &answer));
  note_rows("rows", db, query);
  if (!sqlite3_get_autocommit(db)) note("autocommit", "off");
  sqlite3_close(db);
}

static const char kQuery[] = "SELECT * FROM t ORDER BY 1";

static void with_each_answer(const char* target, Changes changes) {
  for (size_t i = 0; i < 3; ++i) {
    note("answer", "%s", kAnswerNames[i]);
    apply_to(target, changes, kAnswers[i], kQuery);
  }
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, clean) {
  Changes changes = changes_made(kTable,
                                 "INSERT INTO t VALUES(4,'four',40); DELETE FROM t WHERE id=2;"
                                 "UPDATE t SET b=NULL WHERE id=3; UPDATE t SET id=9 WHERE id=1");
  apply_to(kTable, changes, SQLITE_CHANGESET_ABORT, kQuery);
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, clean_patchset) {
  Changes changes = patches_made(kTable,
                                 "INSERT INTO t VALUES(4,'four',40); DELETE FROM t WHERE id=2;"
                                 "UPDATE t SET b=NULL WHERE id=3; UPDATE t SET id=9 WHERE id=1");
  apply_to(kTable, changes, SQLITE_CHANGESET_ABORT, kQuery);
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, nothing) {
  apply_to(kTable, (Changes){0, NULL}, SQLITE_CHANGESET_ABORT, kQuery);
}

TEST(copies_apply, values_of_each_type) {
  static const char target[] = "CREATE TABLE t(k PRIMARY KEY, i, r, s, b, n, z)";
  Changes changes = changes_made(
      target, "INSERT INTO t VALUES(x'01', -9223372036854775808, 1.25, 'text', x'00', NULL, '')");
  apply_to(target, changes, SQLITE_CHANGESET_ABORT, kQuery);
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, composite_key_without_rowid) {
  static const char target[] =
      "CREATE TABLE t(a, b, v, PRIMARY KEY(b, a)) WITHOUT ROWID;"
      "INSERT INTO t VALUES(1,1,'x'),(1,2,'y'),(2,1,'z')";
  Changes changes = changes_made(target, "DELETE FROM t WHERE v='x'; UPDATE t SET v='Y' WHERE b=2");
  apply_to(target, changes, SQLITE_CHANGESET_ABORT, "SELECT * FROM t ORDER BY a, b");
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, update_finds_other_data) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'eins',5)",
                   changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1"));
}

/* Columns the update leaves alone may differ. */
TEST(copies_apply, update_looks_at_its_columns_only) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',5)",
                   changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1"));
}

TEST(copies_apply, update_finds_no_row) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)",
                   changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1"));
}

TEST(copies_apply, delete_finds_other_data) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',5)",
                   changes_made(kTable, "DELETE FROM t WHERE id=1"));
}

TEST(copies_apply, delete_finds_no_row) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)",
                   changes_made(kTable, "DELETE FROM t WHERE id=1"));
}

TEST(copies_apply, insert_finds_a_row) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(4,'vier',4)",
                   changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)"));
}

TEST(copies_apply, insert_finds_the_same_row) {
  with_each_answer(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(4,'four',40)",
      changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)"));
}

TEST(copies_apply, types_matter_in_comparisons) {
  with_each_answer(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one','10')",
      changes_made(kTable, "UPDATE t SET b=11 WHERE id=1"));
}

TEST(copies_apply, patchset_finds_other_data) {
  static const char target[] =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'eins',5)";
  with_each_answer(target, patches_made(kTable, "UPDATE t SET a='uno' WHERE id=1"));
  with_each_answer(target, patches_made(kTable, "DELETE FROM t WHERE id=1"));
}

TEST(copies_apply, patchset_finds_no_row) {
  static const char target[] = "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)";
  with_each_answer(target, patches_made(kTable, "UPDATE t SET a='uno' WHERE id=1"));
  with_each_answer(target, patches_made(kTable, "DELETE FROM t WHERE id=1"));
}

TEST(copies_apply, insert_breaks_unique) {
  with_each_answer(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE, b); INSERT INTO t VALUES(7,'four',7)",
      changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)"));
}

TEST(copies_apply, insert_breaks_not_null) {
  with_each_answer("CREATE TABLE t(id INTEGER PRIMARY KEY, a NOT NULL, b)",
                   changes_made(kTable, "INSERT INTO t VALUES(4,NULL,40)"));
}

TEST(copies_apply, update_breaks_check) {
  with_each_answer(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b CHECK(b<50)); INSERT INTO t VALUES(1,'one',10)",
      changes_made(kTable, "UPDATE t SET b=51 WHERE id=1"));
}

/* Found at first by its key, then refused for another column. */
TEST(copies_apply, replaced_insert_breaks_check) {
  with_each_answer(
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b CHECK(b<50)); INSERT INTO t VALUES(4,'vier',1)",
      changes_made(kTable, "INSERT INTO t VALUES(4,'four',51)"));
}

/* A refused change is tried again once the others of its table are done. */
TEST(copies_apply, refused_changes_are_tried_again) {
  static const char target[] =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE); INSERT INTO t VALUES(1,'a'),(2,'b')";
  Changes changes = changes_made(target,
                                 "DELETE FROM t WHERE id=1; INSERT INTO t VALUES(9,'a');"
                                 "UPDATE t SET u='c' WHERE id=2; INSERT INTO t VALUES(8,'b')");
  apply_to(target, changes, SQLITE_CHANGESET_ABORT, kQuery);
  sqlite3_free(changes.bytes);
}

static const char kFamily[] =
    "PRAGMA foreign_keys=ON; CREATE TABLE p(k INTEGER PRIMARY KEY);"
    "CREATE TABLE t(k INTEGER PRIMARY KEY, p REFERENCES p);"
    "INSERT INTO p VALUES(1),(2); INSERT INTO t VALUES(10, 1);";

TEST(copies_apply, insert_leaves_a_key_without_parent) {
  static const char target[] =
      "PRAGMA foreign_keys=ON; CREATE TABLE p(k INTEGER PRIMARY KEY);"
      "CREATE TABLE t(k INTEGER PRIMARY KEY, p REFERENCES p);";
  with_each_answer(target, changes_made(kFamily, "INSERT INTO t VALUES(11, 2), (12, 1)"));
}

TEST(copies_apply, delete_leaves_a_key_without_parent) {
  static const char before[] = "CREATE TABLE p(k INTEGER PRIMARY KEY); INSERT INTO p VALUES(1),(2)";
  with_each_answer(kFamily, changes_made(before, "DELETE FROM p WHERE k=1"));
}

TEST(copies_apply, order_of_tables_does_not_break_foreign_keys) {
  Changes changes = changes_made(
      "CREATE TABLE p(k INTEGER PRIMARY KEY); CREATE TABLE t(k INTEGER PRIMARY KEY, p)",
      "INSERT INTO t VALUES(11, 3); INSERT INTO p VALUES(3)");
  apply_to(kFamily, changes, SQLITE_CHANGESET_ABORT, "SELECT * FROM t ORDER BY k");
  sqlite3_free(changes.bytes);
}

/* Actions of foreign keys run, and are in the changeset as well: there they find nothing to do. */
TEST(copies_apply, cascades_run) {
  static const char target[] =
      "PRAGMA foreign_keys=ON; CREATE TABLE p(k INTEGER PRIMARY KEY);"
      "CREATE TABLE t(k INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
      "INSERT INTO p VALUES(1),(2); INSERT INTO t VALUES(10, 1),(11, 2);";
  Changes changes = changes_made(target, "DELETE FROM p WHERE k=1");
  apply_to(target, changes, SQLITE_CHANGESET_OMIT, kQuery);
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, unknown_answers) {
  const int answers[] = {3, -1, 99};
  Changes changes = changes_made(kTable, "INSERT INTO t VALUES(4,'four',40)");
  for (size_t i = 0; i < sizeof answers / sizeof answers[0]; ++i) {
    apply_to("CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(4,'vier',4)",
             changes, answers[i], kQuery);
  }
  sqlite3_free(changes.bytes);
}

TEST(copies_apply, triggers_run) {
  Changes changes = changes_made(kTable, "UPDATE t SET a='uno' WHERE id=1");
  static const char target[] =
      "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES(1,'one',10);"
      "CREATE TABLE log(x); CREATE TRIGGER tr AFTER UPDATE ON t BEGIN"
      " INSERT INTO log VALUES(old.a || ' ' || new.a); END";
  apply_to(target, changes, SQLITE_CHANGESET_ABORT, "SELECT * FROM log");
  sqlite3_free(changes.bytes);
}

/* Statistics of a whole table travel with an empty blob for the index, and arrive as NULL. */
TEST(copies_apply, statistics_in_the_way) {
  static const char before[] =
      "CREATE TABLE x(a); ANALYZE;"
      "INSERT INTO sqlite_stat1 VALUES('y', 'i', '1 1'), ('z', NULL, '7'), ('w', NULL, '2')";
  static const char target[] =
      "CREATE TABLE x(a); ANALYZE;"
      "INSERT INTO sqlite_stat1 VALUES('x', NULL, '9'), ('y', 'i', '1 1'), ('z', NULL, '8')";
  static const char* const kChanges[] = {"INSERT INTO sqlite_stat1 VALUES('x', NULL, '4')",
                                         "UPDATE sqlite_stat1 SET stat = '5 1' WHERE tbl = 'y'",
                                         "UPDATE sqlite_stat1 SET stat = '6' WHERE tbl = 'z'",
                                         "DELETE FROM sqlite_stat1 WHERE tbl = 'z'",
                                         "DELETE FROM sqlite_stat1 WHERE tbl = 'w'"};
  static const char query[] = "SELECT * FROM sqlite_stat1 ORDER BY 1, 2";
  for (size_t i = 0; i < sizeof kChanges / sizeof kChanges[0]; ++i) {
    Changes changes = changes_made(before, kChanges[i]);
    note("change", "%s", kChanges[i]);
    for (size_t j = 0; j < 3; ++j) {
      note("answer", "%s", kAnswerNames[j]);
      apply_to(target, changes, kAnswers[j], query);
    }
    sqlite3_free(changes.bytes);
  }
}

TEST(copies_apply, statistics) {
  static const char target[] = "CREATE TABLE x(a); ANALYZE";
  Changes changes = changes_made(target, "INSERT INTO sqlite_stat1 VALUES('x', NULL, '4')");
  apply_to(target, changes, SQLITE_CHANGESET_ABORT, "SELECT * FROM sqlite_stat1");
  sqlite3_free(changes.bytes);
}
