/* The library's printf: conversions for SQL, and printing into a buffer. */
#include <stdarg.h>

#include "tests/abi/suite.h"

static void show(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char* const text = sqlite3_vmprintf(format, arguments);
  va_end(arguments);
  note("printf", "%s -> %s", format, text ? text : "<null>");
  sqlite3_free(text);
}

TEST(library, printf_sql_quotes) {
  const char* const texts[] = {"plain", "it's", "''", "", "\"name\"", "a\"b'c", "\xe2\x82\xac'"};
  const char* const formats[] = {"%q", "%Q", "%w", "'%q'", "\"%w\""};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof texts / sizeof texts[0]; ++j) show(formats[i], texts[j]);
    show(formats[i], (char*)NULL);
  }
}

TEST(library, printf_sql_widths) {
  const char* const formats[] = {"%10q|", "%-10q|", "%10Q|",  "%-10Q|", "%10w|", "%.3q|",
                                 "%.3Q|", "%.2w|",  "%!.3q|", "%!.3Q|", "%.0Q|", "%#q"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    show(formats[i], "it's");
    show(formats[i], "\xc3\xa9\xc3\xa9'\xc3\xa9");
    show(formats[i], "a\"b");
    show(formats[i], (char*)NULL);
  }
}

TEST(library, printf_sql_precision_from_an_argument) {
  show("%.*q", 3, "it's");
  show("%.*Q", 3, "it's");
  show("%.*Q", 0, "it's");
  show("%*Q|", 8, "it");
  show("%*Q|", -8, "it");
}

TEST(library, printf_sql_statement) {
  sqlite3* const db = open_memory();
  char* const sql = sqlite3_mprintf("SELECT '%q' AS \"%w\", %Q, %Q, %d, %!.15g", "it's", "a\"b",
                                    "o'clock", (char*)NULL, 7, 0.1);
  note_text("sql", sql);
  note_rows("row", db, sql);
  sqlite3_free(sql);
  close_noted(db);
}

/* %z is %s that also frees what it was given. */
TEST(library, printf_sql_freed_arguments) {
  char* text = sqlite3_mprintf("one");
  text = sqlite3_mprintf("%z, two", text);
  text = sqlite3_mprintf("%.3z|", text);
  note_text("joined", text);
  text = sqlite3_mprintf("%5z|%z|", text, (char*)NULL);
  note_text("joined", text);
  sqlite3_free(text);
}

TEST(library, printf_sql_null_format) {
  char* const text = sqlite3_mprintf("%s", (char*)NULL);
  note_text("null text", text);
  sqlite3_free(text);
}

static void show_buffer(int size, const char* format, ...) {
  char buffer[24];
  memset(buffer, '#', sizeof buffer);
  va_list arguments;
  va_start(arguments, format);
  char* const answer = sqlite3_vsnprintf(size, buffer, format, arguments);
  va_end(arguments);
  note("size", "%d, the buffer %d", size, answer == buffer);
  note_bytes("bytes", buffer, 12);
}

TEST(library, printf_sql_into_a_buffer) {
  const int sizes[] = {20, 7, 6, 5, 2, 1, 0, -1};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) show_buffer(sizes[i], "%s", "abcdef");
}

TEST(library, printf_sql_snprintf) {
  char buffer[16] = "before";
  char* const answer = sqlite3_snprintf(16, buffer, "%d-%q", 5, "it's");
  note("the buffer", "%d", answer == buffer);
  note_text("text", buffer);
  sqlite3_snprintf(8, buffer, "%s", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9");
  note_text("cut within a character", buffer);
  sqlite3_snprintf(8, buffer, "%d%.3f", 12345, 1.5);
  note_text("cut number", buffer);
  sqlite3_snprintf(8, buffer, "%.30c", 'x');
  note_text("cut characters", buffer);
  sqlite3_snprintf(8, buffer, "%20d", 5);
  note_text("cut width", buffer);
  sqlite3_snprintf(8, buffer, "");
  note_text("empty", buffer);
}

static char* through_vsnprintf(int size, char* buffer, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char* const answer = sqlite3_vsnprintf(size, buffer, format, arguments);
  va_end(arguments);
  return answer;
}

TEST(library, printf_sql_vsnprintf) {
  char buffer[16] = "";
  note("the buffer", "%d", through_vsnprintf(16, buffer, "%Q %w", "a'b", "c\"d") == buffer);
  note_text("text", buffer);
  note("the buffer", "%d", through_vsnprintf(4, buffer, "%lld", INT64_MAX) == buffer);
  note_text("cut", buffer);
}
