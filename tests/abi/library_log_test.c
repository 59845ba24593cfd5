/* The error log: what a program writes to it, and which codes the library reports itself. The
** texts of the library's own messages are its own affair. */
#include "tests/abi/suite.h"

static void note_message(void* context, int code, const char* text) {
  note((const char*)context, "%d \"%s\"", code, text);
}

static int last_code = 0;

static void remember_code(void* context, int code, const char* text) {
  (void)context;
  last_code = text[0] ? code : -1;
}

/* How often one failure is reported is left open: only that it is, and with which code. */
static void note_logged(const char* what) {
  note(what, "logged %d", last_code);
  last_code = 0;
}

static void log_to(void (*callback)(void*, int, const char*), void* context) {
  sqlite3_shutdown();
  note_code("config", sqlite3_config(SQLITE_CONFIG_LOG, callback, context));
  sqlite3_initialize();
}

static void log_to_nobody(void) { log_to(NULL, NULL); }

TEST(library, log_formats) {
  log_to(note_message, "heard");
  sqlite3_log(SQLITE_NOTICE, "plain");
  sqlite3_log(SQLITE_WARNING, "%d %s %q %.2f", 5, "text", "it's", 1.5);
  sqlite3_log(0, "%s", "");
  sqlite3_log(-3, "minus");
  sqlite3_log(99999, "%%");
  log_to_nobody();
  sqlite3_log(SQLITE_NOTICE, "unheard");
}

static void note_length(void* context, int code, const char* text) {
  const size_t length = strlen(text);
  size_t same = 0;
  while (text[same] == 'x') ++same;
  note((const char*)context, "%d: at least 100: %d, cut: %d, as given: %d", code, length >= 100,
       length < 5000, same == length);
}

TEST(library, log_cuts_long_messages) {
  char text[5001];
  memset(text, 'x', 5000);
  text[5000] = 0;
  log_to(note_length, "length");
  sqlite3_log(1, "%s", text);
  log_to_nobody();
}

TEST(library, log_of_failures) {
  log_to(remember_code, NULL);
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE, CHECK (a > 0)); INSERT INTO t VALUES (1)");
  note_logged("success");
  const char* const statements[] = {"SELEC 1", "SELECT nosuch FROM t", "INSERT INTO t VALUES (1)",
                                    "INSERT INTO t VALUES (0)"};
  for (size_t i = 0; i < 4; ++i) {
    sqlite3_exec(db, statements[i], NULL, NULL, NULL);
    note_logged(statements[i]);
  }
  close_noted(db);
  log_to_nobody();
}

TEST(library, log_of_opening) {
  log_to(remember_code, NULL);
  sqlite3* db = NULL;
  note_code("flags", sqlite3_open_v2(":memory:", &db, 0, NULL));
  note_logged("flags");
  close_noted(db);
  note_code("missing", sqlite3_open_v2(scratch("log.db"), &db, SQLITE_OPEN_READONLY, NULL));
  note("missing", "%d", last_code & 0xff);
  close_noted(db);
  log_to_nobody();
}

TEST(library, log_of_misuse) {
  log_to(remember_code, NULL);
  note_code("step", sqlite3_step(NULL));
  note_logged("step");
  note_code("exec", sqlite3_exec(NULL, "SELECT 1", NULL, NULL, NULL));
  note_logged("exec");
  note_code("bind", sqlite3_bind_int(NULL, 1, 1));
  note_logged("bind");
  log_to_nobody();
}
