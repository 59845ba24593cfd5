/* What the library says of itself, global variables, randomness, sleep and old functions. */
#include <time.h>

#include "tests/abi/suite.h"

TEST(library, version_numbers_agree) {
  int major = 0;
  int minor = 0;
  int patch = 0;
  note("parts", "%d", sscanf(sqlite3_libversion(), "%d.%d.%d", &major, &minor, &patch));
  note("major", "%d", sqlite3_libversion_number() / 1000000);
  note("text and number", "%d",
       major * 1000000 + minor * 1000 + patch == sqlite3_libversion_number());
  note("variable", "%d", strcmp(sqlite3_version, sqlite3_libversion()) == 0);
  note("same pointer", "%d", sqlite3_libversion() == sqlite3_libversion());
}

TEST(library, version_in_sql) {
  sqlite3* const db = open_memory();
  sqlite3_stmt* const statement = prepared(db, "SELECT sqlite_version(), sqlite_source_id()");
  sqlite3_step(statement);
  const char* const version = (const char*)sqlite3_column_text(statement, 0);
  const char* const source = (const char*)sqlite3_column_text(statement, 1);
  note("version", "%d", strcmp(version, sqlite3_libversion()) == 0);
  note("source", "%d", strcmp(source, sqlite3_sourceid()) == 0);
  sqlite3_finalize(statement);
  close_noted(db);
}

TEST(library, version_source_id) {
  note("there", "%d", sqlite3_sourceid() != NULL && strlen(sqlite3_sourceid()) > 10);
}

TEST(library, version_compile_options) {
  int count = 0;
  int used = 0;
  int prefixed = 0;
  for (const char* option; (option = sqlite3_compileoption_get(count)) != NULL; ++count) {
    used += sqlite3_compileoption_used(option);
    prefixed += strncmp(option, "SQLITE_", 7) == 0;
  }
  note("some", "%d", count > 0);
  note("all used", "%d", used == count);
  note("with prefix", "%d", prefixed);
  note_text("before the first", sqlite3_compileoption_get(-1));
  note_text("after the last", sqlite3_compileoption_get(count));
  note_text("far", sqlite3_compileoption_get(1000000));
}

TEST(library, version_certain_compile_options) {
  const char* const names[] = {"THREADSAFE",   "SQLITE_THREADSAFE", "THREADSAFE=1", "threadsafe=1",
                               "THREADSAFE=0", "THREADSAF",         "NOSUCH",       "",
                               "SQLITE_"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
    note(names[i], "%d", sqlite3_compileoption_used(names[i]));
  }
  sqlite3* const db = open_memory();
  note_rows("sql", db,
            "SELECT sqlite_compileoption_used('THREADSAFE'), sqlite_compileoption_used('NOSUCH'),"
            "sqlite_compileoption_used(NULL), sqlite_compileoption_get(-1),"
            "sqlite_compileoption_get(0) IS NOT NULL");
  close_noted(db);
}

TEST(library, version_threadsafe) { note("threadsafe", "%d", sqlite3_threadsafe()); }

TEST(library, variable_temp_directory) {
  sqlite3* const db = open_memory();
  note_text("first", sqlite3_temp_directory);
  note_rows("pragma", db, "PRAGMA temp_store_directory");
  sqlite3_temp_directory = sqlite3_mprintf("%s", "/a/name");
  note_rows("pragma", db, "PRAGMA temp_store_directory");
  note_rows("not a folder", db, "PRAGMA temp_store_directory='/no/such/folder'");
  note_text("kept", sqlite3_temp_directory);
  note_rows("set", db, "PRAGMA temp_store_directory='/tmp'");
  note_text("set", sqlite3_temp_directory);
  note_rows("cleared", db, "PRAGMA temp_store_directory=''");
  note_text("cleared", sqlite3_temp_directory);
  close_noted(db);
}

TEST(library, variable_data_directory) { note_text("data", sqlite3_data_directory); }

TEST(library, randomness_differs) {
  unsigned char one[16] = {0};
  unsigned char two[16] = {0};
  sqlite3_randomness(16, one);
  sqlite3_randomness(16, two);
  note("different", "%d", memcmp(one, two, 16) != 0);
}

TEST(library, randomness_fills_exactly) {
  unsigned char bytes[64];
  int beyond = 0;
  int touched = 0;
  for (int round = 0; round < 50; ++round) {
    memset(bytes, 0x5a, sizeof bytes);
    sqlite3_randomness(40, bytes);
    for (int i = 40; i < 64; ++i) beyond |= bytes[i] != 0x5a;
    touched |= bytes[0] != 0x5a && bytes[39] != 0x5a;
  }
  note("beyond", "%d", beyond);
  note("touched", "%d", touched);
}

/* Asking for nothing starts anew; what comes then is still random. */
TEST(library, randomness_restarts) {
  unsigned char bytes[8] = {0};
  sqlite3_randomness(0, NULL);
  sqlite3_randomness(-1, NULL);
  sqlite3_randomness(8, bytes);
  note("bytes", "%d", memcmp(bytes, "\0\0\0\0\0\0\0", 8) != 0);
  sqlite3_randomness(0, bytes);
}

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

TEST(library, sleep_at_least) {
  const long long before = milliseconds();
  const int slept = sqlite3_sleep(20);
  note("slept", "%d", slept >= 20);
  note("time passed", "%d", milliseconds() - before >= 19);
  note("nothing", "%d", sqlite3_sleep(0));
}

TEST(library, old_functions) {
  note_code("recover", sqlite3_global_recover());
  sqlite3_thread_cleanup();
  note_code("shared cache on", sqlite3_enable_shared_cache(1));
  note_code("shared cache off", sqlite3_enable_shared_cache(0));
}
