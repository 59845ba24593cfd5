/* Online backup: handles closed or changed under an open backup, and files that are no databases.
 */
#include "tests/abi/suite.h"

static const char kFruit[] =
    "CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT);"
    "INSERT INTO fruit VALUES(1,'apple'),(2,'pear'),(3,'plum');";

static sqlite3* opened(const char* path) {
  sqlite3* db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) note_error("open", db);
  return db;
}

static sqlite3* fruit_in_memory(void) {
  sqlite3* db = open_memory();
  must(db, kFruit);
  return db;
}

static const char* file_of_words(const char* name) {
  const char* const path = scratch(name);
  FILE* file = fopen(path, "w");
  for (int i = 0; i < 500; ++i) fputs("This is no database. ", file);
  fclose(file);
  return path;
}

TEST(copies_backup_handle, close_of_a_source_in_use) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("close before a step", sqlite3_close(from));
  note_error("from", from);
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("close halfway", sqlite3_close(from));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("close after the last", sqlite3_close(from));
  note_code("finish", sqlite3_backup_finish(backup));
  close_noted(from);
  close_noted(to);
}

TEST(copies_backup_handle, close_v2_of_a_source_in_use) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("close_v2", sqlite3_close_v2(from));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
}

TEST(copies_backup_handle, detach_of_a_source_in_use) {
  sqlite3* from = open_memory();
  must(from, "ATTACH ':memory:' AS store; CREATE TABLE store.s(x); INSERT INTO s VALUES(5)");
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "store");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("detach", sqlite3_exec(from, "DETACH store", NULL, NULL, NULL));
  note_error("from", from);
  note_code("finish", sqlite3_backup_finish(backup));
  note_code("detach", sqlite3_exec(from, "DETACH store", NULL, NULL, NULL));
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, vacuum_of_a_source_in_use) {
  sqlite3* from = opened(scratch("backup-vacuum.db"));
  must(from, kFruit);
  must(from,
       "CREATE TABLE filler(x); INSERT INTO filler VALUES(zeroblob(60000)); DROP TABLE filler");
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 4));
  note_code("vacuum", sqlite3_exec(from, "VACUUM", NULL, NULL, NULL));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT count(*) FROM fruit; PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, schema_change_of_a_source_in_use) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  must(from, "CREATE INDEX by_name ON fruit(name); ALTER TABLE fruit RENAME TO produce");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY name");
  note_rows("to", to, "SELECT name FROM produce ORDER BY name; PRAGMA integrity_check");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, source_read_while_in_use) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  sqlite3_stmt* reader = prepared(from, "SELECT name FROM fruit ORDER BY id");
  note_code("row", sqlite3_step(reader));
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("row", sqlite3_step(reader));
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("row", sqlite3_step(reader));
  note_code("finish", sqlite3_backup_finish(backup));
  note_code("end", sqlite3_step(reader));
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, source_is_no_database) {
  sqlite3* from = opened(file_of_words("backup-words.db"));
  sqlite3* to = fruit_in_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note("handle", "%s", backup ? "yes" : "none");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_error("from", from);
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, destination_is_no_database) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = opened(file_of_words("backup-onto-words.db"));
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note("handle", "%s", backup ? "yes" : "none");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  note_rows("to", to, "SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(from);
}

/* An attached database may not speak another encoding than the main one. */
TEST(copies_backup_handle, encoding_of_an_attached_destination) {
  sqlite3* from = open_memory();
  must(from, "PRAGMA encoding='UTF-16be'; CREATE TABLE t(x); INSERT INTO t VALUES('a')");
  sqlite3* to = fruit_in_memory();
  must(to, "ATTACH ':memory:' AS copy");
  sqlite3_backup* backup = sqlite3_backup_init(to, "copy", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("to", to, "SELECT * FROM copy.t");
  close_noted(to);
  close_noted(from);
}

TEST(copies_backup_handle, finish_forgives_a_lock_that_went_away) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  must(from, "BEGIN IMMEDIATE");
  note_code("step", sqlite3_backup_step(backup, 1));
  must(from, "COMMIT");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to", to);
  close_noted(to);
  close_noted(from);
}

/* A step is silent on both handles; finish tells the destination. */
TEST(copies_backup_handle, errors_of_steps_reach_the_handle_at_finish) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  must(to, "PRAGMA page_size=1024; CREATE TABLE t(x)");
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_error("from after the step", from);
  note_code("finish", sqlite3_backup_finish(backup));
  note_error("to after finish", to);
  note_error("from after finish", from);
  close_noted(to);
  close_noted(from);
}

/* Hooks and limits of the destination know nothing of copied pages. */
static void count_update(void* context, int operation, const char* database, const char* table,
                         sqlite3_int64 rowid) {
  (void)operation;
  (void)database;
  (void)table;
  (void)rowid;
  ++*(int*)context;
}

static int count_commit(void* context) { return ++*(int*)context, 0; }

TEST(copies_backup_handle, hooks_of_the_destination) {
  sqlite3* from = fruit_in_memory();
  sqlite3* to = open_memory();
  int updates = 0;
  int commits = 0;
  sqlite3_update_hook(to, count_update, &updates);
  sqlite3_commit_hook(to, count_commit, &commits);
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note("calls", "updates %d, commits %d", updates, commits);
  note("autocommit", "%d", sqlite3_get_autocommit(to));
  close_noted(to);
  close_noted(from);
}
