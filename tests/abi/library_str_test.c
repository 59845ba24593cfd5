/* Strings that grow: sqlite3_str. */
#include <stdarg.h>

#include "tests/abi/suite.h"

/* Text of no bytes may be NULL or empty. */
static const char* filled(const char* text) { return text && text[0] ? text : NULL; }

static void note_str(const char* what, sqlite3_str* str) {
  note_code(what, sqlite3_str_errcode(str));
  note(what, "%d bytes", sqlite3_str_length(str));
  note_text(what, filled(sqlite3_str_value(str)));
}

static void finish_noted(sqlite3_str* str) {
  char* const text = sqlite3_str_finish(str);
  note_text("finished", filled(text));
  sqlite3_free(text);
}

TEST(library, str_empty) {
  sqlite3_str* str = sqlite3_str_new(NULL);
  note_str("empty", str);
  note("finished", "%s", sqlite3_str_finish(str) ? "some" : "null");
  str = sqlite3_str_new(NULL);
  sqlite3_str_appendall(str, "");
  sqlite3_str_append(str, "unused", 0);
  sqlite3_str_appendchar(str, 0, 'x');
  sqlite3_str_appendf(str, "");
  note_str("nothing appended", str);
  finish_noted(str);
}

TEST(library, str_appends) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  sqlite3_str_append(str, "abcdef", 3);
  note_str("append", str);
  sqlite3_str_appendall(str, "-all");
  note_str("appendall", str);
  sqlite3_str_appendchar(str, 4, '*');
  note_str("appendchar", str);
  sqlite3_str_appendf(str, "%d %q", 42, "it's");
  note_str("appendf", str);
  finish_noted(str);
}

static void append_formatted(sqlite3_str* str, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  sqlite3_str_vappendf(str, format, arguments);
  va_end(arguments);
}

TEST(library, str_vappendf) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  append_formatted(str, "%s=%d", "a", 1);
  append_formatted(str, ", %Q=%.2f", "b", 2.0);
  note_str("vappendf", str);
  finish_noted(str);
}

TEST(library, str_bytes_with_zeros) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  sqlite3_str_append(str, "a", 1);
  sqlite3_str_appendchar(str, 2, '\0');
  sqlite3_str_appendall(str, "b");
  note("length", "%d", sqlite3_str_length(str));
  note_bytes("bytes", sqlite3_str_value(str), sqlite3_str_length(str) + 1);
  finish_noted(str);
}

TEST(library, str_reset) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  sqlite3_str_appendall(str, "gone");
  sqlite3_str_reset(str);
  note_str("reset", str);
  sqlite3_str_appendall(str, "new");
  note_str("again", str);
  sqlite3_str_reset(str);
  finish_noted(str);
}

TEST(library, str_grows) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  for (int i = 0; i < 2000; ++i) sqlite3_str_appendf(str, "%05d", i);
  note("length", "%d", sqlite3_str_length(str));
  char* const text = sqlite3_str_finish(str);
  note("length", "%d", (int)strlen(text));
  note_text("end", text + 9990);
  sqlite3_free(text);
}

TEST(library, str_of_null) {
  note_code("errcode", sqlite3_str_errcode(NULL));
  note("length", "%d", sqlite3_str_length(NULL));
  note_text("value", sqlite3_str_value(NULL));
  note_text("finish", sqlite3_str_finish(NULL));
}

/* The limit of the connection is the limit of the string; the error stays. */
TEST(library, str_limit_of_a_connection) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 100);
  sqlite3_str* const str = sqlite3_str_new(db);
  sqlite3_str_appendchar(str, 90, 'x');
  note_code("90", sqlite3_str_errcode(str));
  sqlite3_str_appendchar(str, 20, 'y');
  note_code("110", sqlite3_str_errcode(str));
  note("length", "%d", sqlite3_str_length(str));
  note("value", "%s", sqlite3_str_value(str) ? "some" : "null");
  sqlite3_str_appendall(str, "more");
  note_code("more", sqlite3_str_errcode(str));
  note("finish", "%s", sqlite3_str_finish(str) ? "some" : "null");
  close_noted(db);
}

TEST(library, str_reset_after_an_error) {
  sqlite3* const db = open_memory();
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 50);
  sqlite3_str* const str = sqlite3_str_new(db);
  sqlite3_str_appendf(str, "%200s", "x");
  note_code("too long", sqlite3_str_errcode(str));
  sqlite3_str_reset(str);
  note_code("reset", sqlite3_str_errcode(str));
  sqlite3_str_appendall(str, "fits");
  note_str("fits", str);
  finish_noted(str);
  close_noted(db);
}

TEST(library, str_freed_arguments) {
  sqlite3_str* const str = sqlite3_str_new(NULL);
  sqlite3_str_appendf(str, "%z-%z", sqlite3_mprintf("one"), sqlite3_mprintf("two"));
  finish_noted(str);
}

TEST(library, str_builds_a_statement) {
  sqlite3* const db = open_memory();
  sqlite3_str* const str = sqlite3_str_new(db);
  sqlite3_str_appendall(str, "SELECT ");
  const char* const values[] = {"a", "b'c", "d"};
  for (int i = 0; i < 3; ++i) sqlite3_str_appendf(str, "%s%Q", i > 0 ? ", " : "", values[i]);
  char* const sql = sqlite3_str_finish(str);
  note_rows(sql, db, sql);
  sqlite3_free(sql);
  close_noted(db);
}
