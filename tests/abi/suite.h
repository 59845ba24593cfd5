/* The C interface, called as a program calls it. Nothing here judges: each test prints what the
** library answered, and the same program is run on two libraries, whose output has to be the same.
**
** So what is printed must be the same in every run: no addresses, times, process ids or names of
** temporary files, no memory sizes; orders that SQL leaves open are made definite by ORDER BY. */
#ifndef TERN_TESTS_ABI_SUITE_H
#define TERN_TESTS_ABI_SUITE_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TEST(area, name) { ... } is a test "area.name". Tests run in the order of their names. */
typedef struct Test {
  const char* area;
  const char* name;
  void (*run)(void);
  struct Test* next;
} Test;
void add_test(Test* test);

#define TEST(area, name)                                               \
  static void test_##area##_##name(void);                              \
  __attribute__((constructor)) static void add_##area##_##name(void) { \
    static Test test = {#area, #name, test_##area##_##name, NULL};     \
    add_test(&test);                                                   \
  }                                                                    \
  static void test_##area##_##name(void)

/* Prints a line: "<what>: " and the formatted rest. Bytes that are not printable are escaped. */
void note(const char* what, const char* format, ...) __attribute__((format(printf, 2, 3)));
/* Prints a result code by its name, e.g. "prepare: SQLITE_OK". Extended codes, too. */
void note_code(const char* what, int code);
/* Code, extended code and message of a connection. */
void note_error(const char* what, sqlite3* db);
/* NULL prints as <null>. */
void note_text(const char* what, const char* text);
void note_bytes(const char* what, const void* bytes, int size);
/* UTF-16 in the byte order of the machine, up to its 0; printed unit by unit, ASCII as it is. */
void note_text16(const char* what, const void* text);
/* A value: its type and what it holds. */
void note_value(const char* what, sqlite3_value* value);
/* Runs all of `sql` and prints every row, every error. */
void note_rows(const char* what, sqlite3* db, const char* sql);

/* A connection to a database in memory. Ends the program if there is none to be had. */
sqlite3* open_memory(void);
/* As sqlite3_exec, but ends the program if it fails. */
void must(sqlite3* db, const char* sql);
/* Prepares one statement, or ends the program. */
sqlite3_stmt* prepared(sqlite3* db, const char* sql);
/* Prints the code. */
void close_noted(sqlite3* db);
/* The path of a file in a folder of this run, which is removed at its end; as is the text. */
const char* scratch(const char* name);

#endif
