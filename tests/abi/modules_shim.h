/* A file system that hands each call to the default one, counts it, and lets it fail on request. */
#ifndef TERN_TESTS_ABI_MODULES_SHIM_H
#define TERN_TESTS_ABI_MODULES_SHIM_H

#include <stdbool.h>

#include "tests/abi/suite.h"

typedef enum Call {
  kNoCall,
  kOpen,
  kDelete,
  kAccess,
  kFullPathname,
  kClose,
  kRead,
  kWrite,
  kTruncate,
  kSync,
  kFileSize,
  kLock,
  kUnlock,
  kCheckReservedLock,
  kFileControl,
  kShmMap,
  kShmLock,
  kShmBarrier,
  kShmUnmap,
  kFetch,
  kUnfetch,
  kCalls
} Call;

typedef struct Shim {
  sqlite3_vfs base;
  sqlite3_vfs* real;
  int version; /* Of the methods of files: 1, 2 or 3. */
  int counts[kCalls];
  Call failing;            /* Each such call fails, */
  int failing_kind;        /* if the file was opened as this, e.g. SQLITE_OPEN_MAIN_DB; 0: all */
  int fail_code;           /* with this code. */
  int notes_opens;         /* Of these kinds: name's end, flags and URI parameter "word". */
  bool notes_control;      /* Notes PRAGMA, and opcodes from 100 on. */
  sqlite3_file* main_file; /* The main database that was opened last. */
  int (*busy)(void*);      /* As SQLITE_FCNTL_BUSYHANDLER told. */
  void* busy_data;
  int syncs, commits; /* How often SQLITE_FCNTL_SYNC and _COMMIT_PHASETWO came. */
} Shim;

/* Registers it as `name`, with methods of the given version. */
void modules_shim_begin(Shim* shim, const char* name, int version);
void modules_shim_end(Shim* shim);
/* Opens the file read-write, creating it. */
sqlite3* modules_shim_open(const Shim* shim, const char* path);
/* e.g. "main-db" */
const char* modules_kind(int flags);

#endif
