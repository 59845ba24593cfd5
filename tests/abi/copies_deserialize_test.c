/* sqlite3_deserialize: who owns the bytes, how far they grow, and when they are refused. */
#include "tests/abi/suite.h"

typedef struct Image {
  unsigned char* bytes;
  sqlite3_int64 size;
} Image;

static Image image_of(const char* sql) {
  sqlite3* db = open_memory();
  must(db, sql);
  Image image;
  image.bytes = sqlite3_serialize(db, "main", &image.size, 0);
  sqlite3_close(db);
  return image;
}

static Image fruit(void) {
  return image_of(
      "CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT);"
      "INSERT INTO fruit VALUES(1,'apple'),(2,'pear'),(3,'plum');");
}

enum {
  kOwned = SQLITE_DESERIALIZE_FREEONCLOSE,
  kGrowing = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE,
};

static void load(sqlite3* db, const char* schema, Image image, unsigned flags) {
  note_code("deserialize",
            sqlite3_deserialize(db, schema, image.bytes, image.size, image.size, flags));
}

static const char kGrow[] = "INSERT INTO fruit VALUES(10, zeroblob(50000))";

TEST(copies_deserialize, owned_and_growing) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kGrowing);
  must(db, kGrow);
  must(db, "CREATE TABLE more(x); INSERT INTO more VALUES(1)");
  note_rows("rows", db, "SELECT id, length(name) FROM fruit ORDER BY id");
  note_rows("integrity", db, "PRAGMA integrity_check");
  close_noted(db);
}

TEST(copies_deserialize, owned_and_fixed) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kOwned);
  note_rows("grow", db, kGrow);
  note_rows("update", db, "UPDATE fruit SET name='fig' WHERE id=1");
  note_rows("rows", db, "SELECT * FROM fruit ORDER BY id; PRAGMA integrity_check");
  close_noted(db);
}

TEST(copies_deserialize, borrowed_buffer_is_written_in_place) {
  Image image = fruit();
  sqlite3* db = open_memory();
  load(db, "main", image, 0);
  must(db, "UPDATE fruit SET name='cherry' WHERE id=1; PRAGMA user_version=77");
  note_rows("rows", db, "SELECT name FROM fruit WHERE id=1");
  note_bytes("user version", image.bytes + 60, 4);
  note_rows("grow", db, kGrow);
  close_noted(db);
  sqlite3* again = open_memory();
  load(again, "main", image, kOwned);
  note_rows("again", again, "SELECT name FROM fruit WHERE id=1");
  close_noted(again);
}

TEST(copies_deserialize, buffer_larger_than_the_image) {
  const Image image = fruit();
  const sqlite3_int64 room = image.size + 40 * 4096;
  unsigned char* buffer = malloc((size_t)room);
  memcpy(buffer, image.bytes, (size_t)image.size);
  sqlite3_free(image.bytes);
  sqlite3* db = open_memory();
  note_code("deserialize", sqlite3_deserialize(db, "main", buffer, image.size, room, 0));
  note_rows("grow", db, kGrow);
  note_rows("rows", db, "SELECT length(name) FROM fruit ORDER BY id");
  note_rows("too far", db, "INSERT INTO fruit VALUES(11, zeroblob(500000))");
  note_rows("rows", db, "SELECT count(*) FROM fruit; PRAGMA integrity_check");
  close_noted(db);
  free(buffer);
}

TEST(copies_deserialize, read_only) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kOwned | SQLITE_DESERIALIZE_READONLY);
  note_rows("rows", db, "SELECT count(*) FROM fruit");
  note_rows("update", db, "UPDATE fruit SET name='fig' WHERE id=1");
  note_rows("create", db, "CREATE TABLE t(x)");
  note_rows("temp", db, "CREATE TEMP TABLE t(x); INSERT INTO t VALUES(1); SELECT x FROM t");
  close_noted(db);
}

static sqlite3_int64 limited(sqlite3* db, sqlite3_int64 limit) {
  note_code("limit", sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit));
  return limit;
}

TEST(copies_deserialize, size_limit) {
  sqlite3* db = open_memory();
  const Image image = fruit();
  load(db, "main", image, kGrowing);
  const sqlite3_int64 before = limited(db, -1);
  note("limit is above the image", "%d", before > image.size);
  note("set", "%d", limited(db, image.size + 20000) == image.size + 20000);
  note("asked", "%d", limited(db, -1) == image.size + 20000);
  note_rows("grow", db, kGrow);
  note_rows("a little", db, "INSERT INTO fruit VALUES(11, zeroblob(9000))");
  note_rows("rows", db, "SELECT id, length(name) FROM fruit ORDER BY id");
  note("not below what is there", "%d", limited(db, 100) > image.size);
  note_rows("update", db, "UPDATE fruit SET name='fig' WHERE id=1");
  note_rows("integrity", db, "PRAGMA integrity_check");
  close_noted(db);
}

TEST(copies_deserialize, into_an_attached_database) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE here(x); ATTACH ':memory:' AS Store; CREATE TABLE store.gone(x)");
  load(db, "store", fruit(), kGrowing);
  note_rows("tables", db, "SELECT name FROM store.sqlite_schema");
  note_rows("main", db, "SELECT name FROM main.sqlite_schema");
  must(db, "INSERT INTO store.fruit VALUES(4,'fig')");
  note_rows("rows", db, "SELECT count(*) FROM fruit");
  note_rows("detach", db, "DETACH store");
  close_noted(db);
}

TEST(copies_deserialize, unknown_and_temp) {
  sqlite3* db = open_memory();
  must(db, "CREATE TEMP TABLE t(x)");
  load(db, "nowhere", fruit(), kGrowing);
  note_error("unknown", db);
  load(db, "temp", fruit(), kGrowing);
  note_error("temp", db);
  note_rows("temp", db, "SELECT name FROM sqlite_temp_schema");
  close_noted(db);
}

/* While the old database is read or copied nothing is tried: the manual promises SQLITE_BUSY, but
** 3.40 closes the database under its users. */
TEST(copies_deserialize, after_use) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE t(x); INSERT INTO t VALUES(1),(2); CREATE TABLE u(x)");
  sqlite3_stmt* reader = prepared(db, "SELECT x FROM t");
  note_code("row", sqlite3_step(reader));
  note_code("reset", sqlite3_reset(reader));
  sqlite3* to = open_memory();
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", db, "main");
  note_code("step", sqlite3_backup_step(backup, 1));
  note_code("finish", sqlite3_backup_finish(backup));
  load(db, "main", fruit(), kGrowing);
  note_rows("rows", db, "SELECT count(*) FROM fruit");
  note_code("old statement", sqlite3_step(reader));
  note_error("db", db);
  sqlite3_finalize(reader);
  close_noted(to);
  close_noted(db);
}

TEST(copies_deserialize, image_is_backed_up_both_ways) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kGrowing);
  sqlite3* to = open_memory();
  load(to, "main", image_of("CREATE TABLE old(x)"), kGrowing);
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", db, "main");
  note_code("step", sqlite3_backup_step(backup, -1));
  note_code("finish", sqlite3_backup_finish(backup));
  note_rows("copy", to, "SELECT name FROM sqlite_schema; SELECT count(*) FROM fruit");
  close_noted(to);
  close_noted(db);
}

TEST(copies_deserialize, inside_a_transaction_of_another_schema) {
  sqlite3* db = open_memory();
  must(db, "ATTACH ':memory:' AS store; CREATE TABLE t(x); BEGIN; INSERT INTO t VALUES(1)");
  load(db, "store", fruit(), kGrowing);
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  note_rows("rows", db, "SELECT count(*) FROM store.fruit; SELECT x FROM t");
  note_rows("end", db, "ROLLBACK");
  close_noted(db);
}

TEST(copies_deserialize, file_is_left_alone) {
  const char* const path = scratch("deserialize-file.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, "CREATE TABLE t(x)");
  load(db, "main", fruit(), kGrowing);
  must(db, "DELETE FROM fruit");
  note_rows("image", db, "SELECT name FROM sqlite_schema");
  close_noted(db);
  sqlite3_open(path, &db);
  note_rows("file", db, "SELECT name FROM sqlite_schema");
  close_noted(db);
}

/* The old database has another schema version than the image: by that alone 3.40 tells them apart.
 */
TEST(copies_deserialize, statements_follow) {
  sqlite3* db = open_memory();
  must(db,
       "CREATE TABLE t(x); CREATE TABLE fruit(id, name, taste); INSERT INTO fruit "
       "VALUES(0,'lemon','sour')");
  sqlite3_stmt* reader = prepared(db, "SELECT * FROM fruit ORDER BY id");
  load(db, "main", fruit(), kGrowing);
  note_code("row", sqlite3_step(reader));
  note("columns", "%d", sqlite3_column_count(reader));
  note_text("name", (const char*)sqlite3_column_text(reader, 1));
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

TEST(copies_deserialize, one_after_another) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kGrowing);
  load(db, "main", image_of("CREATE TABLE a(x); INSERT INTO a VALUES(1)"), kOwned);
  note_rows("rows", db, "SELECT name FROM sqlite_schema; SELECT x FROM a");
  load(db, "main", fruit(), kGrowing);
  note_rows("rows", db, "SELECT count(*) FROM fruit");
  close_noted(db);
}

TEST(copies_deserialize, transactions_and_journal) {
  sqlite3* db = open_memory();
  load(db, "main", fruit(), kGrowing);
  note_rows("mode", db, "PRAGMA journal_mode; PRAGMA journal_mode=WAL");
  must(db, "BEGIN; DELETE FROM fruit; SAVEPOINT s; CREATE TABLE t(x); ROLLBACK TO s");
  note_rows("inside", db, "SELECT count(*) FROM fruit");
  must(db, "ROLLBACK");
  note_rows("after", db, "SELECT count(*) FROM fruit");
  note_rows("vacuum", db, "VACUUM; PRAGMA integrity_check");
  close_noted(db);
}

/* The bytes are looked at by the first statement only. */
static void note_bad(const char* what, const void* bytes, sqlite3_int64 size) {
  unsigned char* buffer = sqlite3_malloc64((sqlite3_uint64)size);
  memcpy(buffer, bytes, (size_t)size);
  sqlite3* db = open_memory();
  note_code(what, sqlite3_deserialize(db, "main", buffer, size, size, kGrowing));
  note_rows(what, db, "SELECT count(*) FROM sqlite_schema");
  note_rows(what, db, "CREATE TABLE t(x)");
  sqlite3_close(db);
}

TEST(copies_deserialize, bad_images) {
  char words[4096];
  memset(words, 'w', sizeof words);
  note_bad("words", words, sizeof words);
  note_bad("few words", words, 50);
  const Image image = fruit();
  image.bytes[0] = 'X';
  note_bad("magic", image.bytes, image.size);
  image.bytes[0] = 'S';
  image.bytes[16] = 0x0f;
  note_bad("page size", image.bytes, image.size);
  image.bytes[16] = 0x10;
  image.bytes[100] = 0x77;
  note_bad("first page", image.bytes, image.size);
  sqlite3_free(image.bytes);
}

TEST(copies_deserialize, image_without_its_end) {
  const Image image = fruit();
  note_bad("half", image.bytes, image.size / 2);
  sqlite3_free(image.bytes);
}

TEST(copies_deserialize, nothing_is_an_empty_database) {
  sqlite3* db = open_memory();
  must(db, "CREATE TABLE gone(x)");
  note_code("deserialize", sqlite3_deserialize(db, "main", NULL, 0, 0, kGrowing));
  note_rows("schema", db, "SELECT count(*) FROM sqlite_schema");
  note_rows("create", db, "CREATE TABLE t(x); INSERT INTO t VALUES(1); SELECT x FROM t");
  close_noted(db);
}
