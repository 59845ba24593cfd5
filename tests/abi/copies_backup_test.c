/* Online backup: what is copied, in how many steps, and what the source may do meanwhile.
**
** Numbers of pages are printed as relations only: how many pages a database takes is its own
** affair, but what the counters say about each other is promised. */
#include "tests/abi/suite.h"

static sqlite3* opened(const char* path, const char* sql) {
  sqlite3* db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) note_error("open", db);
  must(db, sql);
  return db;
}

static int number(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  sqlite3_step(statement);
  const int result = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return result;
}

static const char* yes(int truth) { return truth ? "yes" : "no"; }

/* The code of one step, and how many pages it says are done, out of all. */
static void note_step(sqlite3_backup* backup, int pages) {
  note_code("step", sqlite3_backup_step(backup, pages));
  const int all = sqlite3_backup_pagecount(backup);
  const int left = sqlite3_backup_remaining(backup);
  if (left > 0) note("done", "%d", all - left);
  if (left == 0) note("done", "%s", all > 0 ? "all" : "nothing");
}

static const char kFruit[] =
    "CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT);"
    "INSERT INTO fruit VALUES(1,'apple'),(2,'pear'),(3,'plum');";

/* Seven pages or more: each of these tables has a root of its own. */
static const char kSix[] =
    "CREATE TABLE t1(x); CREATE TABLE t2(x); CREATE TABLE t3(x);"
    "CREATE TABLE t4(x); CREATE TABLE t5(x); CREATE TABLE t6(x);"
    "INSERT INTO t1 VALUES('one'); INSERT INTO t6 VALUES('six');";

static void copy_noted(sqlite3* to, const char* to_name, sqlite3* from, const char* from_name) {
  sqlite3_backup* backup = sqlite3_backup_init(to, to_name, from, from_name);
  if (!backup) {
    note_error("init", to);
    return;
  }
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
}

TEST(copies_backup, whole_at_once) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note("remaining before", "%d", sqlite3_backup_remaining(backup));
  note("pagecount before", "%d", sqlite3_backup_pagecount(backup));
  note_code("step", sqlite3_backup_step(backup, -1));
  note("remaining", "%d", sqlite3_backup_remaining(backup));
  note("pagecount is the source's", "%s",
       yes(sqlite3_backup_pagecount(backup) == number(from, "PRAGMA page_count")));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_error("from", from);
  note_rows("rows", to, "SELECT * FROM fruit ORDER BY id");
  note("changes of to", "%d", sqlite3_total_changes(to));
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, page_by_page) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  int steps = 1;
  int falls = 1;
  int code = sqlite3_backup_step(backup, 1);
  while (code == SQLITE_OK) {
    const int left = sqlite3_backup_remaining(backup);
    code = sqlite3_backup_step(backup, 1);
    falls = falls && sqlite3_backup_remaining(backup) == left - 1;
    ++steps;
  }
  note_code("last step", code);
  note("one page a step", "%s", yes(falls));
  note("a step for each page", "%s", yes(steps == sqlite3_backup_pagecount(backup)));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("rows", to, "SELECT x FROM t1; SELECT x FROM t6");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, step_sizes) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_step(backup, 0);
  note_step(backup, 2);
  note_step(backup, 0);
  note_step(backup, 1);
  note_step(backup, -5);
  note_step(backup, 1);
  note_step(backup, -1);
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("rows", to, "SELECT x FROM t1; SELECT x FROM t6");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, more_pages_than_there_are) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1000000));
  note("remaining", "%d", sqlite3_backup_remaining(backup));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("rows", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, empty_source) {
  sqlite3* from = open_memory();
  sqlite3* to = opened(":memory:", kFruit);
  copy_noted(to, "main", from, "main");
  note_rows("tables left", to, "SELECT count(*) FROM sqlite_schema");
  must(to, "CREATE TABLE t(x)");
  note_rows("integrity", to, "PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, replaces_all_content) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(":memory:", kSix);
  must(to, "INSERT INTO t1 VALUES(randomblob(90000))");
  copy_noted(to, "main", from, "main");
  note_rows("tables", to, "SELECT type, name FROM sqlite_schema ORDER BY name");
  note("size is the source's", "%s",
       yes(number(to, "PRAGMA page_count") == number(from, "PRAGMA page_count")));
  note_rows("integrity", to, "PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, header_values) {
  sqlite3* from = open_memory();
  must(from, "PRAGMA encoding='UTF-16le'; PRAGMA user_version=7; PRAGMA application_id=99");
  must(from, "CREATE TABLE t(x); INSERT INTO t VALUES('\xc3\xa4')");
  sqlite3* to = open_memory();
  copy_noted(to, "main", from, "main");
  note_rows("to", to, "PRAGMA encoding; PRAGMA user_version; PRAGMA application_id");
  note_rows("to", to, "SELECT x, length(x) FROM t");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, memory_to_file_and_back) {
  const char* const path = scratch("backup-file.db");
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* file = opened(path, "");
  copy_noted(file, "main", from, "main");
  close_noted(file);
  file = opened(path, "");
  note_rows("file", file, "SELECT * FROM fruit ORDER BY id");
  sqlite3* back = open_memory();
  copy_noted(back, "main", file, "main");
  close_noted(file);
  must(back, "INSERT INTO fruit VALUES(4,'fig')");
  note_rows("back", back, "SELECT group_concat(name) FROM fruit");
  close_noted(back);
  close_noted(from);
}

TEST(copies_backup, file_to_file) {
  sqlite3* from = opened(scratch("backup-from.db"), kFruit);
  sqlite3* to = opened(scratch("backup-to.db"), kSix);
  copy_noted(to, "main", from, "main");
  must(from, "DELETE FROM fruit WHERE id=2");
  copy_noted(to, "main", from, "main");
  note_rows("to", to, "SELECT * FROM fruit ORDER BY id");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, attached_both_sides) {
  sqlite3* from = open_memory();
  must(from, "ATTACH ':memory:' AS store; CREATE TABLE store.s(x); INSERT INTO s VALUES(5)");
  sqlite3* to = opened(":memory:", kFruit);
  must(to, "ATTACH ':memory:' AS copy");
  copy_noted(to, "copy", from, "store");
  note_rows("to", to, "SELECT * FROM copy.s; SELECT count(*) FROM main.fruit");
  note_rows("names", to, "PRAGMA database_list");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, temp_both_sides) {
  sqlite3* from = open_memory();
  must(from, "CREATE TEMP TABLE s(x); INSERT INTO s VALUES('scratch')");
  sqlite3* to = open_memory();
  copy_noted(to, "main", from, "temp");
  note_rows("main", to, "SELECT * FROM main.s");
  sqlite3* other = open_memory();
  copy_noted(other, "temp", to, "main");
  note_rows("temp", other, "SELECT * FROM temp.s");
  close_noted(other);
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, names_fold_case) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  must(to, "ATTACH ':memory:' AS Store");
  copy_noted(to, "sTORE", from, "MAIN");
  note_rows("to", to, "SELECT count(*) FROM store.fruit");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, same_connection_writes_meanwhile) {
  sqlite3* from = opened(scratch("backup-same.db"), kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_step(backup, 3);
  must(from, "UPDATE t1 SET x='uno'; UPDATE t6 SET x='sei'; INSERT INTO t2 VALUES('due')");
  note_step(backup, 1);
  must(from, "DELETE FROM t2; INSERT INTO t3 VALUES('tre')");
  note_step(backup, -1);
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT x FROM t1; SELECT x FROM t6; SELECT x FROM t2; SELECT x FROM t3");
  note_rows("integrity", to, "PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, memory_written_meanwhile) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 3));
  must(from, "UPDATE t1 SET x='uno'; UPDATE t6 SET x='sei'");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT x FROM t1; SELECT x FROM t6");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, same_connection_rolls_back_meanwhile) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 3));
  must(from, "BEGIN; UPDATE t1 SET x='uno'; DELETE FROM t6; ROLLBACK");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT x FROM t1; SELECT x FROM t6");
  note_rows("integrity", to, "PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, same_connection_grows_meanwhile) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 2));
  const int all = sqlite3_backup_pagecount(backup);
  const int left = sqlite3_backup_remaining(backup);
  must(from, "INSERT INTO t1 VALUES(zeroblob(50000))");
  note("counters wait for the step", "%s",
       yes(all == sqlite3_backup_pagecount(backup) && left == sqlite3_backup_remaining(backup)));
  note_code("step", sqlite3_backup_step(backup, 1));
  note("pagecount has grown", "%s", yes(sqlite3_backup_pagecount(backup) > all));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT sum(length(x)) FROM t1; PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

/* A change the library cannot follow starts the copy anew. */
TEST(copies_backup, other_connection_writes_meanwhile) {
  const char* const path = scratch("backup-other.db");
  sqlite3* from = opened(path, kSix);
  sqlite3* other = opened(path, "");
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_step(backup, 3);
  must(other, "UPDATE t1 SET x='uno'");
  note_step(backup, 1);
  must(other, "UPDATE t6 SET x='sei'");
  note_step(backup, -1);
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT x FROM t1; SELECT x FROM t6");
  close_noted(to);
  close_noted(other);
  close_noted(from);
}

TEST(copies_backup, change_after_the_last_step) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  must(from, "UPDATE fruit SET name='late' WHERE id=1");
  note_code("step after the end", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT name FROM fruit WHERE id=1");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, two_copies_of_one_source) {
  sqlite3* from = opened(scratch("backup-two.db"), kSix);
  sqlite3* a = open_memory();
  sqlite3* b = open_memory();
  sqlite3_backup* to_a = sqlite3_backup_init(a, "main", from, "main");
  sqlite3_backup* to_b = sqlite3_backup_init(b, "main", from, "main");
  note_step(to_a, 2);
  note_step(to_b, 5);
  must(from, "UPDATE t1 SET x='both'");
  note_step(to_a, -1);
  note_step(to_b, -1);
  note_code("finish a", sqlite3_backup_finish(to_a));
  note_code("finish b", sqlite3_backup_finish(to_b));
  note_rows("a", a, "SELECT x FROM t1");
  note_rows("b", b, "SELECT x FROM t1");
  close_noted(a);
  close_noted(b);
  close_noted(from);
}

TEST(copies_backup, abandoned) {
  sqlite3* from = opened(":memory:", kSix);
  sqlite3* to = opened(scratch("backup-abandoned.db"), kFruit);
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("finish without a step", sqlite3_backup_finish(backup));
  backup = sqlite3_backup_init(to, "main", from, "main");
  note_step(backup, 3);
  note_code("finish halfway", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_rows("to", to, "SELECT * FROM fruit ORDER BY id; PRAGMA integrity_check");
  must(to, "INSERT INTO fruit VALUES(4,'fig')");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup, finish_nothing) { note_code("finish", sqlite3_backup_finish(NULL)); }
