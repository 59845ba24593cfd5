/* A file system of its own, in memory, without shared memory. */
#ifndef TERN_TESTS_ABI_MODULES_MEMORY_H
#define TERN_TESTS_ABI_MODULES_MEMORY_H

#include <stdbool.h>

#include "tests/abi/suite.h"

void modules_memory_begin(const char* name);
/* Removes the files as well. */
void modules_memory_end(void);
/* Size of the file, or -1 if there is none. */
sqlite3_int64 modules_memory_size(const char* name);
/* Writes over a byte of a file. */
void modules_memory_spoil(const char* name, sqlite3_int64 at, unsigned char value);
/* How much all files together may hold; more is SQLITE_FULL. */
void modules_memory_limit(sqlite3_int64 size);

#endif
