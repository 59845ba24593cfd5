/* Codes and their texts. */
#include "tests/abi/suite.h"

TEST(library, error_text_of_plain_codes) {
  for (int code = -1; code <= 30; ++code) {
    char what[16];
    snprintf(what, sizeof what, "%d", code);
    note_text(what, sqlite3_errstr(code));
  }
  const int others[] = {99, SQLITE_ROW, SQLITE_DONE, 102, 255, 256, -100, 0x7fffffff};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; ++i) {
    char what[16];
    snprintf(what, sizeof what, "%d", others[i]);
    note_text(what, sqlite3_errstr(others[i]));
  }
}

TEST(library, error_text_of_extended_codes) {
  for (int plain = 1; plain <= 28; ++plain) {
    for (int extension = 1; extension <= 33; ++extension) {
      const int code = plain | extension << 8;
      if (strcmp(sqlite3_errstr(code), sqlite3_errstr(plain)) == 0) continue;
      char what[16];
      snprintf(what, sizeof what, "%d", code);
      note_text(what, sqlite3_errstr(code));
    }
  }
  note_text("abort rollback", sqlite3_errstr(SQLITE_ABORT_ROLLBACK));
  note_text("cannot open folder", sqlite3_errstr(SQLITE_CANTOPEN_ISDIR));
  note_text("read", sqlite3_errstr(SQLITE_IOERR_READ));
  note_text("permanently", sqlite3_errstr(SQLITE_OK_LOAD_PERMANENTLY));
}

TEST(library, error_text_is_static) {
  const char* const text = sqlite3_errstr(SQLITE_BUSY);
  sqlite3_errstr(SQLITE_FULL);
  note_text("kept", text);
  note("same pointer", "%d", sqlite3_errstr(SQLITE_BUSY) == text);
}

static void note_failure(const char* what, sqlite3* db, const char* sql) {
  note_code(what, sqlite3_exec(db, sql, NULL, NULL, NULL));
  note_code("errcode", sqlite3_errcode(db));
  note_code("extended", sqlite3_extended_errcode(db));
}

TEST(library, error_extended_codes_on_and_off) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a PRIMARY KEY, b NOT NULL); INSERT INTO t VALUES (1, 1)");
  const char* const sql = "INSERT INTO t VALUES (1, 1)";
  note_failure("off", db, sql);
  note_code("on", sqlite3_extended_result_codes(db, 1));
  note_failure("on", db, sql);
  note_failure("not null", db, "INSERT INTO t VALUES (2, NULL)");
  note_code("off", sqlite3_extended_result_codes(db, 0));
  note_code("errcode", sqlite3_errcode(db));
  note_failure("off", db, sql);
  note_code("on", sqlite3_extended_result_codes(db, -1));
  note_failure("on", db, sql);
  close_noted(db);
}

/* A change of the switch speaks of the last error anew. */
TEST(library, error_switch_after_the_failure) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1)");
  sqlite3_stmt* const statement = prepared(db, "INSERT INTO t VALUES (1)");
  note_code("step", sqlite3_step(statement));
  note_code("errcode", sqlite3_errcode(db));
  sqlite3_extended_result_codes(db, 1);
  note_code("errcode", sqlite3_errcode(db));
  note_code("reset", sqlite3_reset(statement));
  note_code("step", sqlite3_step(statement));
  note_code("finalize", sqlite3_finalize(statement));
  close_noted(db);
}

TEST(library, error_of_no_connection) {
  note_code("errcode", sqlite3_errcode(NULL));
  note_code("extended", sqlite3_extended_errcode(NULL));
  note_text("text", sqlite3_errmsg(NULL));
  note_text16("text16", sqlite3_errmsg16(NULL));
  note("errno", "%d", sqlite3_system_errno(NULL));
  note("offset", "%d", sqlite3_error_offset(NULL));
}

TEST(library, error_system_errno_without_failure) {
  sqlite3* const db = open_memory();
  note("fresh", "%d", sqlite3_system_errno(db));
  note_rows("syntax", db, "SELEC");
  note("after a syntax error", "%d", sqlite3_system_errno(db));
  close_noted(db);
}

TEST(library, error_stays_until_the_next_call) {
  sqlite3* const db = open_memory();
  note_rows("bad", db, "SELECT nosuch");
  note_error("kept", db);
  note("offset", "%d", sqlite3_error_offset(db));
  sqlite3_get_autocommit(db);
  sqlite3_db_name(db, 0);
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, -1);
  note_error("kept", db);
  must(db, "SELECT 1");
  note_error("replaced", db);
  note("offset", "%d", sqlite3_error_offset(db));
  close_noted(db);
}
