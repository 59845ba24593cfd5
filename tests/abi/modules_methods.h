/* What the parts of the noting virtual table share. */
#ifndef TERN_TESTS_ABI_MODULES_METHODS_H
#define TERN_TESTS_ABI_MODULES_METHODS_H

#include "tests/abi/modules_table.h"

/* Notes a call of `name` if the set is noted. */
#define METHOD(set, name, ...)                                                  \
  do {                                                                          \
    if (spec->noted & (set)) note(modules_labelled(spec, (name)), __VA_ARGS__); \
  } while (0)

const char* modules_labelled(const Spec* spec, const char* method);
Spec* modules_spec(sqlite3_vtab* base);
/* Whether the spec says that `method` fails; the message is set then. */
bool modules_fails(sqlite3_vtab* base, const char* method);
Cell modules_cell(sqlite3_value* value);
int modules_compare(const Cell* left, const Cell* right);

int modules_best_index(sqlite3_vtab* base, sqlite3_index_info* info);
int modules_update(sqlite3_vtab* base, int count, sqlite3_value** values, sqlite3_int64* answer);
int modules_begin(sqlite3_vtab* base);
int modules_sync(sqlite3_vtab* base);
int modules_commit(sqlite3_vtab* base);
int modules_rollback(sqlite3_vtab* base);
int modules_savepoint(sqlite3_vtab* base, int number);
int modules_release(sqlite3_vtab* base, int number);
int modules_rollback_to(sqlite3_vtab* base, int number);

#endif
