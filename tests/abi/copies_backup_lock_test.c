/* Online backup: locks, refusals, page sizes and journal modes, and what the handles say. */
#include "tests/abi/suite.h"

static sqlite3* opened(const char* path, const char* sql) {
  sqlite3* db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) note_error("open", db);
  must(db, sql);
  return db;
}

static const char kFruit[] =
    "CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT);"
    "INSERT INTO fruit VALUES(1,'apple'),(2,'pear'),(3,'plum');";

static void note_refusal(sqlite3* to, const char* to_name, sqlite3* from, const char* from_name) {
  sqlite3_backup* backup = sqlite3_backup_init(to, to_name, from, from_name);
  note("handle", "%s", backup ? "yes" : "none");
  note_error("to", to);
  note_error("from", from);
  if (backup) note_code("finish", sqlite3_backup_finish(backup));
}

static void copy_noted(sqlite3* to, sqlite3* from) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (!backup) {
    note_error("init", to);
    return;
  }
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
}

TEST(copies_backup_lock, onto_itself) {
  sqlite3* db = open_memory();
  must(db, "ATTACH ':memory:' AS other");
  sqlite3_backup* backup = sqlite3_backup_init(db, "main", db, "main");
  note("handle", "%s", backup ? "yes" : "none");
  note_error("same name", db);
  backup = sqlite3_backup_init(db, "other", db, "main");
  note("handle", "%s", backup ? "yes" : "none");
  note_error("other name", db);
  close_noted(db);
}

TEST(copies_backup_lock, unknown_names) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  note_refusal(to, "main", from, "nowhere");
  note_refusal(to, "nowhere", from, "main");
  note_refusal(to, "", from, "main");
  note_refusal(to, "main", from, "main");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, destination_in_transaction) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(":memory:", "CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  must(to, "BEGIN");
  note_refusal(to, "main", from, "main");
  note_rows("read", to, "SELECT x FROM t");
  note_refusal(to, "main", from, "main");
  must(to, "COMMIT; BEGIN IMMEDIATE");
  note_refusal(to, "main", from, "main");
  must(to, "ROLLBACK");
  note_refusal(to, "main", from, "main");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, destination_being_read) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(":memory:", "CREATE TABLE t(x); INSERT INTO t VALUES(1),(2)");
  sqlite3_stmt* reader = prepared(to, "SELECT x FROM t");
  note_code("row", sqlite3_step(reader));
  note_refusal(to, "main", from, "main");
  note_code("reset", sqlite3_reset(reader));
  copy_noted(to, from);
  note_code("old statement", sqlite3_step(reader));
  note_error("to", to);
  sqlite3_finalize(reader);
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, statement_of_destination_is_renewed) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(":memory:", "CREATE TABLE fruit(other, id, name)");
  sqlite3_stmt* reader = prepared(to, "SELECT * FROM fruit ORDER BY id");
  note("columns", "%d", sqlite3_column_count(reader));
  copy_noted(to, from);
  note_code("step", sqlite3_step(reader));
  note("columns", "%d", sqlite3_column_count(reader));
  note_text("name", (const char*)sqlite3_column_text(reader, 1));
  sqlite3_finalize(reader);
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, destination_locked_by_another) {
  const char* const path = scratch("backup-busy.db");
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(path, "CREATE TABLE t(x)");
  sqlite3* other = opened(path, "BEGIN IMMEDIATE");
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step, writer", sqlite3_backup_step(backup, -1));
  must(other, "COMMIT; BEGIN; SELECT * FROM t");
  note_code("step, reader", sqlite3_backup_step(backup, -1));
  must(other, "COMMIT");
  note_code("step, free", sqlite3_backup_step(backup, 1));
  note_rows("other reads", other, "SELECT count(*) FROM t");
  note_code("step, rest", sqlite3_backup_step(backup, -1));
  note_rows("other reads", other, "SELECT count(*) FROM fruit");
  note_code("finish", sqlite3_backup_finish(backup));
  close_noted(other);
  close_noted(to);
  close_noted(from);
}

static int count_call(void* context, int calls) {
  ++*(int*)context;
  return calls < 2;
}

TEST(copies_backup_lock, busy_handlers) {
  const char* const path = scratch("backup-handler.db");
  int to_calls = 0;
  int from_calls = 0;
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = opened(path, "CREATE TABLE t(x)");
  sqlite3* other = opened(path, "BEGIN IMMEDIATE");
  sqlite3_busy_handler(to, count_call, &to_calls);
  sqlite3_busy_handler(from, count_call, &from_calls);
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note("calls", "to %d, from %d", to_calls, from_calls);
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  close_noted(other);
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, source_locked_by_another) {
  const char* const path = scratch("backup-source.db");
  sqlite3* from = opened(path, kFruit);
  sqlite3* other = opened(path, "BEGIN EXCLUSIVE");
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  must(other, "UPDATE fruit SET name='kiwi' WHERE id=1; COMMIT");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT name FROM fruit WHERE id=1");
  close_noted(to);
  close_noted(other);
  close_noted(from);
}

TEST(copies_backup_lock, source_in_own_write_transaction) {
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = open_memory();
  must(from, "BEGIN; UPDATE fruit SET name='kiwi' WHERE id=1");
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note("pages known", "%d", sqlite3_backup_pagecount(backup));
  must(from, "COMMIT");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT name FROM fruit WHERE id=1");
  close_noted(to);
  close_noted(from);
}

/* In WAL mode the copy is of what the source's own read transaction sees. */
TEST(copies_backup_lock, source_in_own_read_transaction) {
  const char* const path = scratch("backup-snapshot.db");
  sqlite3* from = opened(path, "PRAGMA journal_mode=WAL");
  must(from, kFruit);
  sqlite3* other = opened(path, "");
  sqlite3* to = open_memory();
  must(from, "BEGIN; SELECT * FROM fruit");
  must(other, "DELETE FROM fruit WHERE id>1");
  copy_noted(to, from);
  note_rows("to", to, "SELECT count(*) FROM fruit");
  must(from, "COMMIT");
  copy_noted(to, from);
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(other);
  close_noted(from);
}

TEST(copies_backup_lock, source_lock_between_steps) {
  const char* const path = scratch("backup-between.db");
  sqlite3* from = opened(path, kFruit);
  sqlite3* other = opened(path, "");
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  note("source's state", "%d", sqlite3_txn_state(from, "main"));
  note_code("write", sqlite3_exec(other, "DELETE FROM fruit", NULL, NULL, NULL));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(other);
  close_noted(from);
}

TEST(copies_backup_lock, destination_read_only) {
  const char* const path = scratch("backup-readonly.db");
  sqlite3_close(opened(path, "CREATE TABLE t(x)"));
  sqlite3* from = opened(":memory:", kFruit);
  sqlite3* to = NULL;
  note_code("open", sqlite3_open_v2(path, &to, SQLITE_OPEN_READONLY, NULL));
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note("handle", "%s", backup ? "yes" : "none");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("again", sqlite3_backup_step(backup, 1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_rows("to", to, "SELECT name FROM sqlite_schema");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, source_read_only) {
  const char* const path = scratch("backup-readonly-source.db");
  sqlite3_close(opened(path, kFruit));
  sqlite3* from = NULL;
  note_code("open", sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY, NULL));
  sqlite3* to = open_memory();
  copy_noted(to, from);
  note("read only", "%d", sqlite3_db_readonly(to, "main"));
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, page_size_of_a_file_follows) {
  sqlite3* from = opened(":memory:", "PRAGMA page_size=1024");
  must(from, kFruit);
  sqlite3* to = opened(scratch("backup-size.db"), "CREATE TABLE t(x)");
  note_rows("before", to, "PRAGMA page_size");
  copy_noted(to, from);
  note_rows("after", to, "SELECT count(*) FROM fruit; PRAGMA page_size; PRAGMA integrity_check");
  sqlite3* large = opened(":memory:", "PRAGMA page_size=65536");
  must(large, kFruit);
  copy_noted(to, large);
  note_rows("after", to, "SELECT count(*) FROM fruit; PRAGMA page_size; PRAGMA integrity_check");
  close_noted(to);
  close_noted(large);
  close_noted(from);
}

TEST(copies_backup_lock, page_size_of_memory_is_fixed) {
  sqlite3* from = opened(":memory:", "PRAGMA page_size=1024");
  must(from, kFruit);
  sqlite3* to = opened(":memory:", "CREATE TABLE t(x)");
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_rows("tables", to, "SELECT name FROM sqlite_schema");
  sqlite3* fresh = open_memory();
  copy_noted(fresh, from);
  note_rows("fresh", fresh, "SELECT count(*) FROM fruit; PRAGMA page_size");
  close_noted(fresh);
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, page_size_of_a_wal_is_fixed) {
  sqlite3* from = opened(":memory:", "PRAGMA page_size=1024");
  must(from, kFruit);
  sqlite3* to = opened(scratch("backup-wal-size.db"), "PRAGMA journal_mode=WAL");
  must(to, "CREATE TABLE t(x)");
  copy_noted(to, from);
  note_rows("tables", to, "SELECT name FROM sqlite_schema");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_lock, wal_on_either_side) {
  const char* const path = scratch("backup-wal.db");
  sqlite3* from = opened(path, "PRAGMA journal_mode=WAL");
  must(from, kFruit);
  sqlite3* file = opened(scratch("backup-rollback.db"), "");
  copy_noted(file, from);
  note_rows("rollback", file, "SELECT count(*) FROM fruit; PRAGMA journal_mode");
  close_noted(file);
  sqlite3* memory = open_memory();
  copy_noted(memory, from);
  note_rows("memory", memory, "SELECT count(*) FROM fruit; PRAGMA journal_mode");
  must(memory, "DELETE FROM fruit WHERE id=1");
  copy_noted(from, memory);
  note_rows("wal", from, "SELECT count(*) FROM fruit; PRAGMA journal_mode");
  close_noted(memory);
  close_noted(from);
}
