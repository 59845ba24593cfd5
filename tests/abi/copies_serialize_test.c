/* sqlite3_serialize: what the bytes are, for which databases, and when there are none. */
#include "tests/abi/suite.h"

static const char kFruit[] =
    "CREATE TABLE fruit(id INTEGER PRIMARY KEY, name TEXT);"
    "INSERT INTO fruit VALUES(1,'apple'),(2,'pear'),(3,'plum');";

static sqlite3* fruit(void) {
  sqlite3* db = open_memory();
  must(db, kFruit);
  return db;
}

static const char* yes(int truth) { return truth ? "yes" : "no"; }

static sqlite3_int64 number(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = prepared(db, sql);
  sqlite3_step(statement);
  const sqlite3_int64 result = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return result;
}

/* Prints the rows of an image, through a connection of its own. Frees the image. */
static void note_image(const char* what, unsigned char* image, sqlite3_int64 size,
                       const char* query) {
  sqlite3* db = open_memory();
  const unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE;
  note_code(what, sqlite3_deserialize(db, "main", image, size, size, flags));
  note_rows(what, db, query);
  sqlite3_close(db);
}

static void note_serialized(const char* what, sqlite3* db, const char* schema, const char* query) {
  sqlite3_int64 size = -7;
  unsigned char* image = sqlite3_serialize(db, schema, &size, 0);
  if (image) {
    note_image(what, image, size, query);
  } else {
    note(what, "none, size %lld", (long long)size);
  }
}

TEST(copies_serialize, memory_database) {
  sqlite3* db = fruit();
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  note("image", "%s", image ? "yes" : "none");
  note("size is pages times page size", "%s",
       yes(size == number(db, "PRAGMA page_count") * number(db, "PRAGMA page_size")));
  note_bytes("head", image, 20);
  note_error("db", db);
  note_image("image", image, size, "SELECT * FROM fruit ORDER BY id");
  close_noted(db);
}

TEST(copies_serialize, size_is_optional) {
  sqlite3* db = fruit();
  unsigned char* image = sqlite3_serialize(db, "main", NULL, 0);
  note_bytes("head", image, 16);
  sqlite3_free(image);
  close_noted(db);
}

/* A database nothing was ever written to has no bytes to show. */
TEST(copies_serialize, empty_database) {
  sqlite3* db = open_memory();
  sqlite3_int64 size = -7;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  note("never written", "%s, size %lld", image ? "yes" : "none", (long long)size);
  sqlite3_free(image);
  must(db, "CREATE TABLE t(x); DROP TABLE t");
  note_serialized("emptied", db, "main",
                  "SELECT count(*) FROM sqlite_schema; PRAGMA integrity_check");
  close_noted(db);
}

TEST(copies_serialize, file_database) {
  const char* const path = scratch("serialize-file.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, kFruit);
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  FILE* file = fopen(path, "rb");
  unsigned char* content = malloc((size_t)size + 1);
  const size_t read = fread(content, 1, (size_t)size + 1, file);
  fclose(file);
  note("same size as the file", "%s", yes((sqlite3_int64)read == size));
  note("same bytes as the file", "%s", yes(memcmp(content, image, (size_t)size) == 0));
  free(content);
  note_image("image", image, size, "SELECT count(*) FROM fruit");
  note("other pages", "%s", sqlite3_serialize(db, "main", &size, 1) ? "shared" : "none");
  close_noted(db);
}

TEST(copies_serialize, of_each_schema) {
  sqlite3* db = fruit();
  must(db, "ATTACH ':memory:' AS store; CREATE TABLE store.s(x); INSERT INTO s VALUES('attached')");
  must(db, "CREATE TEMP TABLE t(x); INSERT INTO t VALUES('temporary')");
  note_serialized("main", db, "main", "SELECT count(*) FROM fruit");
  note_serialized("Main", db, "Main", "SELECT count(*) FROM fruit");
  note_serialized("store", db, "store", "SELECT x FROM s");
  note_serialized("temp", db, "temp", "SELECT x FROM t");
  close_noted(db);
}

TEST(copies_serialize, unknown_schema) {
  sqlite3* db = fruit();
  note_serialized("unknown", db, "nowhere", "");
  note_serialized("empty name", db, "", "");
  note_error("db", db);
  close_noted(db);
}

TEST(copies_serialize, temp_before_its_first_table) {
  sqlite3* db = fruit();
  note_serialized("temp", db, "temp", "SELECT count(*) FROM sqlite_schema");
  close_noted(db);
}

TEST(copies_serialize, sees_its_own_transaction) {
  sqlite3* db = fruit();
  must(db, "BEGIN; DELETE FROM fruit WHERE id<>2");
  note_serialized("inside", db, "main", "SELECT count(*) FROM fruit");
  note("autocommit", "%d", sqlite3_get_autocommit(db));
  must(db, "ROLLBACK");
  note_serialized("after", db, "main", "SELECT count(*) FROM fruit");
  close_noted(db);
}

TEST(copies_serialize, while_read) {
  sqlite3* db = fruit();
  sqlite3_stmt* reader = prepared(db, "SELECT name FROM fruit ORDER BY id");
  note_code("row", sqlite3_step(reader));
  note_serialized("image", db, "main", "SELECT count(*) FROM fruit");
  note_code("row", sqlite3_step(reader));
  note_code("finalize", sqlite3_finalize(reader));
  close_noted(db);
}

TEST(copies_serialize, locked_by_another) {
  const char* const path = scratch("serialize-locked.db");
  sqlite3* db = NULL;
  sqlite3_open(path, &db);
  must(db, kFruit);
  sqlite3* other = NULL;
  sqlite3_open(path, &other);
  must(other, "BEGIN EXCLUSIVE");
  sqlite3_int64 size = -7;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  note("image", "%s, size %lld", image ? "yes" : "none", (long long)size);
  note_error("db", db);
  sqlite3_free(image);
  must(other, "ROLLBACK");
  close_noted(other);
  close_noted(db);
}

TEST(copies_serialize, no_copy_of_ordinary_databases) {
  sqlite3* db = fruit();
  sqlite3_int64 size = -7;
  unsigned char* image = sqlite3_serialize(db, "main", &size, SQLITE_SERIALIZE_NOCOPY);
  note("image", "%s", image ? "shared" : "none");
  note("size is told all the same", "%s",
       yes(size == number(db, "PRAGMA page_count") * number(db, "PRAGMA page_size")));
  note("no size asked", "%s",
       sqlite3_serialize(db, "main", NULL, SQLITE_SERIALIZE_NOCOPY) ? "shared" : "none");
  close_noted(db);
}

TEST(copies_serialize, no_copy_of_an_image) {
  sqlite3* db = fruit();
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  sqlite3* copy = open_memory();
  const unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE;
  note_code("deserialize", sqlite3_deserialize(copy, "main", image, size, size, flags));
  sqlite3_int64 shared_size = 0;
  unsigned char* shared = sqlite3_serialize(copy, "main", &shared_size, SQLITE_SERIALIZE_NOCOPY);
  note("same pointer", "%s", yes(shared == image));
  note("same size", "%s", yes(shared_size == size));
  must(copy, "INSERT INTO fruit VALUES(4, zeroblob(30000))");
  shared = sqlite3_serialize(copy, "main", &shared_size, SQLITE_SERIALIZE_NOCOPY);
  note("has grown", "%s", yes(shared && shared_size > size));
  unsigned char* own = sqlite3_serialize(copy, "main", &size, 0);
  note("copy is another pointer", "%s", yes(own != shared));
  note("with the same bytes", "%s",
       yes(size == shared_size && memcmp(own, shared, (size_t)size) == 0));
  sqlite3_free(own);
  close_noted(copy);
  close_noted(db);
}

/* A WAL is not part of the image: the header asks for one that an image cannot have. */
TEST(copies_serialize, wal_database) {
  sqlite3* db = NULL;
  sqlite3_open(scratch("serialize-wal.db"), &db);
  must(db, "PRAGMA journal_mode=WAL");
  must(db, kFruit);
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  note_bytes("versions", image + 18, 2);
  unsigned char* second = sqlite3_malloc64((sqlite3_uint64)size);
  memcpy(second, image, (size_t)size);
  note_image("as it is", image, size, "SELECT count(*) FROM fruit");
  second[18] = second[19] = 1;
  note_image("without wal", second, size, "SELECT count(*) FROM fruit");
  close_noted(db);
}

TEST(copies_serialize, page_size_and_encoding) {
  sqlite3* db = open_memory();
  must(db, "PRAGMA page_size=512; PRAGMA encoding='UTF-16be'; PRAGMA user_version=3");
  must(db, kFruit);
  sqlite3_int64 size = 0;
  unsigned char* image = sqlite3_serialize(db, "main", &size, 0);
  note_bytes("page size", image + 16, 2);
  note_bytes("encoding", image + 56, 4);
  note_bytes("user version", image + 60, 4);
  note_image("image", image, size,
             "SELECT name FROM fruit WHERE id=1; PRAGMA page_size; PRAGMA encoding");
  close_noted(db);
}
