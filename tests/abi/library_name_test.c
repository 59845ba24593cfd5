/* File names of a connection, the parameters that came with them, and schema names. */
#include "tests/abi/suite.h"

enum { kUri = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI };

/* The part of a path that is the same in every run. */
static const char* last_part(const char* path) {
  const char* const slash = path ? strrchr(path, '/') : NULL;
  return slash ? slash + 1 : path;
}

static sqlite3* open_with(const char* parameters) {
  char* const uri = sqlite3_mprintf("file:%s?%s", scratch("name.db"), parameters);
  sqlite3* db = NULL;
  note_code("open", sqlite3_open_v2(uri, &db, kUri, NULL));
  sqlite3_free(uri);
  return db;
}

TEST(library, name_of_the_files) {
  sqlite3* const db = open_with("x=y");
  const char* const name = sqlite3_db_filename(db, "main");
  note("full path", "%d", name[0] == '/');
  note_text("database", last_part(name));
  note_text("database", last_part(sqlite3_filename_database(name)));
  note_text("journal", last_part(sqlite3_filename_journal(name)));
  note_text("wal", last_part(sqlite3_filename_wal(name)));
  note("same pointer", "%d", sqlite3_db_filename(db, "main") == name);
  close_noted(db);
}

TEST(library, name_by_schema) {
  sqlite3* const db = open_with("");
  const char* const schemas[] = {NULL, "main", "MAIN", "temp", "a", "nosuch", ""};
  char* const sql =
      sqlite3_mprintf("ATTACH %Q AS A; ATTACH ':memory:' AS b; CREATE TEMP TABLE w(x)",
                      scratch("name_attached.db"));
  must(db, sql);
  sqlite3_free(sql);
  for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; ++i) {
    note_text(schemas[i] ? schemas[i] : "null", last_part(sqlite3_db_filename(db, schemas[i])));
  }
  note_text("b", sqlite3_db_filename(db, "b"));
  close_noted(db);
}

TEST(library, name_db_name) {
  sqlite3* const db = open_memory();
  must(db, "ATTACH ':memory:' AS one; ATTACH ':memory:' AS Two");
  for (int i = -1; i < 5; ++i) {
    char what[16];
    snprintf(what, sizeof what, "%d", i);
    note_text(what, sqlite3_db_name(db, i));
  }
  must(db, "DETACH one");
  note_text("2", sqlite3_db_name(db, 2));
  note_text("3", sqlite3_db_name(db, 3));
  close_noted(db);
}

TEST(library, name_db_readonly) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  char* const sql = sqlite3_mprintf("ATTACH 'file:%s?mode=rwc' AS a", scratch("name_ro.db"));
  note_code("attach", sqlite3_exec(db, sql, NULL, NULL, NULL));
  sqlite3_free(sql);
  const char* const schemas[] = {NULL, "main", "temp", "a", "nosuch", ""};
  for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; ++i) {
    note(schemas[i] ? schemas[i] : "null", "%d", sqlite3_db_readonly(db, schemas[i]));
  }
  must(db, "PRAGMA query_only=1");
  note("query only", "%d", sqlite3_db_readonly(db, "main"));
  close_noted(db);
}

TEST(library, name_uri_parameter) {
  sqlite3* const db = open_with("a=1&b=&c&d=x%20y%26z&a=2&A=3&e=%00f&=g&h=i=j");
  const char* const name = sqlite3_db_filename(db, "main");
  const char* const keys[] = {"a", "b", "c", "d", "A", "e", "f", "h", "nosuch", ""};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) {
    note_text(keys[i], sqlite3_uri_parameter(name, keys[i]));
  }
  close_noted(db);
}

TEST(library, name_uri_key) {
  sqlite3* const db = open_with("first=1&second=&third&mode=rwc&first=2");
  const char* const name = sqlite3_db_filename(db, "main");
  for (int i = -1; i < 6; ++i) note_text("key", sqlite3_uri_key(name, i));
  close_noted(db);
}

TEST(library, name_uri_boolean) {
  sqlite3* const db = open_with(
      "a=1&b=0&c=yes&d=NO&e=on&f=off&g=true&h=False&i=17&j=-3&k=maybe&l=&m=0x1&n=extra&o=007");
  const char* const name = sqlite3_db_filename(db, "main");
  for (char key = 'a'; key <= 'p'; ++key) {
    const char text[] = {key, 0};
    note(text, "%d %d", sqlite3_uri_boolean(name, text, 0), sqlite3_uri_boolean(name, text, 9));
  }
  close_noted(db);
}

TEST(library, name_uri_int64) {
  sqlite3* const db = open_with(
      "a=0&b=-1&c=9223372036854775807&d=9223372036854775808&e=0x1F&f=12x&g=&h=1.5&i=%2b7&j=%208"
      "&k=-9223372036854775808&l=1e3");
  const char* const name = sqlite3_db_filename(db, "main");
  for (char key = 'a'; key <= 'm'; ++key) {
    const char text[] = {key, 0};
    note(text, "%lld", (long long)sqlite3_uri_int64(name, text, -77));
  }
  close_noted(db);
}

TEST(library, name_no_file_name) {
  note_text("parameter", sqlite3_uri_parameter(NULL, "a"));
  note("boolean", "%d %d", sqlite3_uri_boolean(NULL, "a", 1), sqlite3_uri_boolean(NULL, "a", 0));
  note("int64", "%lld", (long long)sqlite3_uri_int64(NULL, "a", 5));
  note_text("key", sqlite3_uri_key(NULL, 0));
}

/* The three names of one file share its parameters. */
TEST(library, name_parameters_of_the_journal) {
  sqlite3* const db = open_with("size=12&flag=on");
  const char* const name = sqlite3_db_filename(db, "main");
  const char* const names[] = {sqlite3_filename_journal(name), sqlite3_filename_wal(name)};
  for (size_t i = 0; i < 2; ++i) {
    note_text("name", last_part(names[i]));
    note_text("database", last_part(sqlite3_filename_database(names[i])));
    note_text("size", sqlite3_uri_parameter(names[i], "size"));
    note("flag", "%d", sqlite3_uri_boolean(names[i], "flag", 0));
    note_text("key", sqlite3_uri_key(names[i], 1));
  }
  close_noted(db);
}

TEST(library, name_create_filename) {
  const char* parameters[] = {"k1", "v1", "k2", "", "n", "42"};
  const char* const name =
      sqlite3_create_filename("/x/data", "/x/data-j", "/x/data-w", 3, parameters);
  note_text("name", name);
  note_text("database", sqlite3_filename_database(name));
  note_text("journal", sqlite3_filename_journal(name));
  note_text("wal", sqlite3_filename_wal(name));
  note_text("k1", sqlite3_uri_parameter(name, "k1"));
  note_text("k2", sqlite3_uri_parameter(name, "k2"));
  note("n", "%lld", (long long)sqlite3_uri_int64(name, "n", 0));
  for (int i = 0; i < 4; ++i) note_text("key", sqlite3_uri_key(name, i));
  sqlite3_free_filename(name);
}

TEST(library, name_create_filename_without_parameters) {
  const char* const name = sqlite3_create_filename("d", "", "", 0, NULL);
  note_text("name", name);
  note_text("journal", sqlite3_filename_journal(name));
  note_text("wal", sqlite3_filename_wal(name));
  note_text("key", sqlite3_uri_key(name, 0));
  sqlite3_free_filename(name);
  sqlite3_free_filename(NULL);
}

TEST(library, name_in_database_list) {
  sqlite3* const db = open_with("");
  char* const sql = sqlite3_mprintf(
      "SELECT seq, name, file = %Q FROM pragma_database_list ORDER BY seq", scratch("name.db"));
  note_rows("list", db, sql);
  sqlite3_free(sql);
  close_noted(db);
}
