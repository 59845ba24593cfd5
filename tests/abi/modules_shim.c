#include "tests/abi/modules_shim.h"

typedef struct ShimFile {
  sqlite3_file base;
  Shim* shim;
  int kind;
} ShimFile;

/* The real file lies behind ours: szOsFile has room for both. */
static sqlite3_file* real_of(sqlite3_file* base) { return (sqlite3_file*)((ShimFile*)base + 1); }

static bool counted_failure(Shim* shim, Call call, int kind) {
  ++shim->counts[call];
  return shim->failing == call && (shim->failing_kind == 0 || (shim->failing_kind & kind) != 0);
}

/* Returns from the method if it has to fail. */
#define COUNT(base, call)                                                                         \
  do {                                                                                            \
    Shim* const counting = ((ShimFile*)(base))->shim;                                             \
    if (counted_failure(counting, (call), ((ShimFile*)(base))->kind)) return counting->fail_code; \
  } while (0)

#define REAL(base) real_of(base)->pMethods

static int close_file(sqlite3_file* base) {
  Shim* const shim = ((ShimFile*)base)->shim;
  ++shim->counts[kClose];
  if (shim->main_file == base) shim->main_file = NULL;
  return REAL(base)->xClose(real_of(base));
}

static int read_file(sqlite3_file* base, void* bytes, int size, sqlite3_int64 at) {
  COUNT(base, kRead);
  return REAL(base)->xRead(real_of(base), bytes, size, at);
}

static int write_file(sqlite3_file* base, const void* bytes, int size, sqlite3_int64 at) {
  COUNT(base, kWrite);
  return REAL(base)->xWrite(real_of(base), bytes, size, at);
}

static int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  COUNT(base, kTruncate);
  return REAL(base)->xTruncate(real_of(base), size);
}

static int sync_file(sqlite3_file* base, int flags) {
  COUNT(base, kSync);
  return REAL(base)->xSync(real_of(base), flags);
}

static int file_size(sqlite3_file* base, sqlite3_int64* size) {
  COUNT(base, kFileSize);
  return REAL(base)->xFileSize(real_of(base), size);
}

static int lock_file(sqlite3_file* base, int level) {
  COUNT(base, kLock);
  return REAL(base)->xLock(real_of(base), level);
}

static int unlock_file(sqlite3_file* base, int level) {
  COUNT(base, kUnlock);
  return REAL(base)->xUnlock(real_of(base), level);
}

static int check_reserved_lock(sqlite3_file* base, int* answer) {
  COUNT(base, kCheckReservedLock);
  return REAL(base)->xCheckReservedLock(real_of(base), answer);
}

/* "shim_text" answers, "shim_error" fails, others are unknown here. */
static int pragma(Shim* shim, char** words) {
  if (strncmp(words[1], "shim_", 5) != 0) return SQLITE_NOTFOUND;
  if (shim->notes_control) note("pragma", "%s(%s)", words[1], words[2] ? words[2] : "<null>");
  if (strcmp(words[1], "shim_unknown") == 0) return SQLITE_NOTFOUND;
  if (strcmp(words[1], "shim_silent") == 0) return SQLITE_OK;
  if (strcmp(words[1], "shim_code") == 0) return SQLITE_READONLY;
  words[0] = sqlite3_mprintf("the shim says %s", words[2] ? words[2] : "nothing");
  return strcmp(words[1], "shim_error") == 0 ? SQLITE_ERROR : SQLITE_OK;
}

static int file_control(sqlite3_file* base, int op, void* argument) {
  COUNT(base, kFileControl);
  Shim* const shim = ((ShimFile*)base)->shim;
  if (op == SQLITE_FCNTL_PRAGMA) {
    const int code = pragma(shim, argument);
    if (code != SQLITE_NOTFOUND) return code;
  }
  if (op == SQLITE_FCNTL_SYNC) ++shim->syncs;
  if (op == SQLITE_FCNTL_COMMIT_PHASETWO) ++shim->commits;
  if (op == SQLITE_FCNTL_BUSYHANDLER) {
    memcpy(&shim->busy, (void**)argument, sizeof shim->busy);
    shim->busy_data = ((void**)argument)[1];
  }
  if (op >= 100 && shim->notes_control) note("control", "%d", op);
  if (op == 100) *(int*)argument += 1;
  if (op >= 100) return op == 100 ? SQLITE_OK : SQLITE_FULL;
  const int code = REAL(base)->xFileControl(real_of(base), op, argument);
  if (op == SQLITE_FCNTL_VFSNAME && code == SQLITE_OK)
    *(char**)argument = sqlite3_mprintf("%s/%z", shim->base.zName, *(char**)argument);
  return code;
}

static int sector_size(sqlite3_file* base) { return REAL(base)->xSectorSize(real_of(base)); }

static int device_characteristics(sqlite3_file* base) {
  return REAL(base)->xDeviceCharacteristics(real_of(base));
}

static int shm_map(sqlite3_file* base, int region, int size, int extend, void volatile** answer) {
  COUNT(base, kShmMap);
  return REAL(base)->xShmMap(real_of(base), region, size, extend, answer);
}

static int shm_lock(sqlite3_file* base, int at, int count, int flags) {
  COUNT(base, kShmLock);
  return REAL(base)->xShmLock(real_of(base), at, count, flags);
}

static void shm_barrier(sqlite3_file* base) {
  ++((ShimFile*)base)->shim->counts[kShmBarrier];
  REAL(base)->xShmBarrier(real_of(base));
}

static int shm_unmap(sqlite3_file* base, int remove) {
  COUNT(base, kShmUnmap);
  return REAL(base)->xShmUnmap(real_of(base), remove);
}

static int fetch(sqlite3_file* base, sqlite3_int64 at, int size, void** answer) {
  COUNT(base, kFetch);
  return REAL(base)->xFetch(real_of(base), at, size, answer);
}

static int unfetch(sqlite3_file* base, sqlite3_int64 at, void* bytes) {
  COUNT(base, kUnfetch);
  return REAL(base)->xUnfetch(real_of(base), at, bytes);
}

#define METHODS(version)   \
  {(version),              \
   close_file,             \
   read_file,              \
   write_file,             \
   truncate_file,          \
   sync_file,              \
   file_size,              \
   lock_file,              \
   unlock_file,            \
   check_reserved_lock,    \
   file_control,           \
   sector_size,            \
   device_characteristics, \
   shm_map,                \
   shm_lock,               \
   shm_barrier,            \
   shm_unmap,              \
   fetch,                  \
   unfetch}

static const sqlite3_io_methods kMethods[] = {METHODS(1), METHODS(2), METHODS(3)};

const char* modules_kind(int flags) {
  static const struct {
    int flag;
    const char* name;
  } kKinds[] = {
      {SQLITE_OPEN_MAIN_DB, "main-db"},           {SQLITE_OPEN_TEMP_DB, "temp-db"},
      {SQLITE_OPEN_TRANSIENT_DB, "transient-db"}, {SQLITE_OPEN_MAIN_JOURNAL, "main-journal"},
      {SQLITE_OPEN_TEMP_JOURNAL, "temp-journal"}, {SQLITE_OPEN_SUBJOURNAL, "subjournal"},
      {SQLITE_OPEN_SUPER_JOURNAL, "super"},       {SQLITE_OPEN_WAL, "wal"},
  };
  for (size_t i = 0; i < sizeof kKinds / sizeof *kKinds; ++i) {
    if (flags & kKinds[i].flag) return kKinds[i].name;
  }
  return "?";
}

static void note_open(const Shim* shim, const char* name, int flags) {
  const char* const slash = strrchr(name, '/');
  note("xOpen", "%s as %s%s%s%s%s", slash ? slash + 1 : name, modules_kind(flags),
       flags & SQLITE_OPEN_READWRITE ? " readwrite" : "",
       flags & SQLITE_OPEN_READONLY ? " readonly" : "", flags & SQLITE_OPEN_CREATE ? " create" : "",
       flags & SQLITE_OPEN_DELETEONCLOSE ? " deleteonclose" : "");
  if (flags & SQLITE_OPEN_MAIN_DB) {
    const char* const word = sqlite3_uri_parameter(name, "word");
    if (word) note("word", "%s", word);
  }
  if (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL))
    note("its database's file", "%d", sqlite3_database_file_object(name) == shim->main_file);
}

static int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags,
                     int* answer) {
  Shim* const shim = (Shim*)vfs;
  ShimFile* const file = (ShimFile*)base;
  file->base.pMethods = NULL;
  file->shim = shim;
  file->kind = flags;
  if (name && (shim->notes_opens & flags) != 0) note_open(shim, name, flags);
  if (counted_failure(shim, kOpen, flags)) return shim->fail_code;
  const int code = shim->real->xOpen(shim->real, name, real_of(base), flags, answer);
  /* A file that could not be opened is not closed. */
  if (code == SQLITE_OK) file->base.pMethods = &kMethods[shim->version - 1];
  if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB)) shim->main_file = base;
  return code;
}

static int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  Shim* const shim = (Shim*)vfs;
  if (counted_failure(shim, kDelete, 0)) return shim->fail_code;
  return shim->real->xDelete(shim->real, name, sync_folder);
}

static int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  Shim* const shim = (Shim*)vfs;
  if (counted_failure(shim, kAccess, 0)) return shim->fail_code;
  return shim->real->xAccess(shim->real, name, flags, answer);
}

static int full_pathname(sqlite3_vfs* vfs, const char* name, int size, char* answer) {
  Shim* const shim = (Shim*)vfs;
  if (counted_failure(shim, kFullPathname, 0)) return shim->fail_code;
  return shim->real->xFullPathname(shim->real, name, size, answer);
}

/* 2001-02-03 04:05:06, in milliseconds of the Julian day. */
static int current_time_int64(sqlite3_vfs* vfs, sqlite3_int64* answer) {
  (void)vfs;
  *answer = 211847933106000;
  return SQLITE_OK;
}

static int current_time(sqlite3_vfs* vfs, double* answer) {
  sqlite3_int64 time = 0;
  const int code = current_time_int64(vfs, &time);
  *answer = (double)time / 86400000.0;
  return code;
}

static int last_error(sqlite3_vfs* vfs, int size, char* text) {
  (void)vfs;
  (void)size;
  (void)text;
  return 1234;
}

void modules_shim_begin(Shim* shim, const char* name, int version) {
  memset(shim, 0, sizeof *shim);
  shim->real = sqlite3_vfs_find(NULL);
  shim->base = *shim->real;
  shim->base.pNext = NULL;
  shim->base.zName = name;
  shim->base.szOsFile = (int)sizeof(ShimFile) + shim->real->szOsFile;
  shim->base.xOpen = open_file;
  shim->base.xDelete = delete_file;
  shim->base.xAccess = access_file;
  shim->base.xFullPathname = full_pathname;
  shim->base.xGetLastError = last_error;
  shim->base.xCurrentTime = current_time;
  shim->base.xCurrentTimeInt64 = current_time_int64;
  shim->version = version;
  note_code("register", sqlite3_vfs_register(&shim->base, 0));
}

void modules_shim_end(Shim* shim) { note_code("unregister", sqlite3_vfs_unregister(&shim->base)); }

sqlite3* modules_shim_open(const Shim* shim, const char* path) {
  sqlite3* db = NULL;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  note_code("open", sqlite3_open_v2(path, &db, flags, shim->base.zName));
  return db;
}
