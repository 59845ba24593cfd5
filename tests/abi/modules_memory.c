#include "tests/abi/modules_memory.h"

enum { kFiles = 16 };

typedef struct MemoryFile {
  char name[64];
  unsigned char* bytes;
  sqlite3_int64 size;
  int opens;
  bool exists; /* false: deleted, maybe still open */
  int readers;
  const void* reserving; /* The handle that holds RESERVED or more. */
  const void* pending;   /* The handle that waits for readers to go, or writes. */
} MemoryFile;

typedef struct Handle {
  sqlite3_file base;
  MemoryFile* file;
  int level;
  bool delete_on_close;
} Handle;

static MemoryFile files[kFiles];
static sqlite3_int64 limit = 0;
static sqlite3_vfs vfs;

static MemoryFile* find(const char* name) {
  for (int i = 0; i < kFiles; ++i) {
    if (files[i].exists && strcmp(files[i].name, name) == 0) return &files[i];
  }
  return NULL;
}

static MemoryFile* create(const char* name) {
  for (int i = 0; i < kFiles; ++i) {
    MemoryFile* const file = &files[i];
    if (file->exists || file->opens > 0) continue;
    memset(file, 0, sizeof *file);
    file->exists = true;
    snprintf(file->name, sizeof file->name, "%s", name);
    return file;
  }
  return NULL;
}

static void drop_if_unused(MemoryFile* file) {
  if (file->exists || file->opens > 0) return;
  free(file->bytes);
  memset(file, 0, sizeof *file);
}

static sqlite3_int64 all_bytes(void) {
  sqlite3_int64 sum = 0;
  for (int i = 0; i < kFiles; ++i) sum += files[i].size;
  return sum;
}

static int read_file(sqlite3_file* base, void* bytes, int size, sqlite3_int64 at) {
  const MemoryFile* const file = ((Handle*)base)->file;
  sqlite3_int64 have = file->size > at ? file->size - at : 0;
  if (have > size) have = size;
  if (have > 0) memcpy(bytes, file->bytes + at, (size_t)have);
  if (have == size) return SQLITE_OK;
  memset((char*)bytes + have, 0, (size_t)(size - have)); /* As the manual demands. */
  return SQLITE_IOERR_SHORT_READ;
}

static int resize(MemoryFile* file, sqlite3_int64 size) {
  if (limit > 0 && all_bytes() - file->size + size > limit) return SQLITE_FULL;
  unsigned char* const bytes = realloc(file->bytes, (size_t)size + 1);
  if (!bytes) return SQLITE_NOMEM;
  file->bytes = bytes;
  if (size > file->size) memset(bytes + file->size, 0, (size_t)(size - file->size));
  file->size = size;
  return SQLITE_OK;
}

static int write_file(sqlite3_file* base, const void* bytes, int size, sqlite3_int64 at) {
  MemoryFile* const file = ((Handle*)base)->file;
  if (at + size > file->size) {
    const int code = resize(file, at + size);
    if (code != SQLITE_OK) return code;
  }
  memcpy(file->bytes + at, bytes, (size_t)size);
  return SQLITE_OK;
}

static int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  MemoryFile* const file = ((Handle*)base)->file;
  return size < file->size ? resize(file, size) : SQLITE_OK;
}

static int sync_file(sqlite3_file* base, int flags) {
  (void)base;
  (void)flags;
  return SQLITE_OK;
}

static int file_size(sqlite3_file* base, sqlite3_int64* size) {
  *size = ((Handle*)base)->file->size;
  return SQLITE_OK;
}

static int lock_file(sqlite3_file* base, int level) {
  Handle* const handle = (Handle*)base;
  MemoryFile* const file = handle->file;
  if (handle->level >= level) return SQLITE_OK;
  if (handle->level < SQLITE_LOCK_SHARED) {
    if (file->pending && file->pending != handle) return SQLITE_BUSY;
    ++file->readers;
    handle->level = SQLITE_LOCK_SHARED;
  }
  if (level == SQLITE_LOCK_SHARED) return SQLITE_OK;
  if (file->reserving && file->reserving != handle) return SQLITE_BUSY;
  file->reserving = handle;
  handle->level = SQLITE_LOCK_RESERVED;
  if (level == SQLITE_LOCK_RESERVED) return SQLITE_OK;
  file->pending = handle;
  handle->level = SQLITE_LOCK_PENDING;
  if (level == SQLITE_LOCK_PENDING) return SQLITE_OK;
  if (file->readers > 1) return SQLITE_BUSY;
  handle->level = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

static int unlock_file(sqlite3_file* base, int level) {
  Handle* const handle = (Handle*)base;
  MemoryFile* const file = handle->file;
  if (handle->level <= level) return SQLITE_OK;
  if (file->reserving == handle) file->reserving = NULL;
  if (file->pending == handle) file->pending = NULL;
  if (level == SQLITE_LOCK_NONE) --file->readers;
  handle->level = level;
  return SQLITE_OK;
}

static int check_reserved_lock(sqlite3_file* base, int* answer) {
  *answer = ((Handle*)base)->file->reserving != NULL;
  return SQLITE_OK;
}

static int file_control(sqlite3_file* base, int op, void* argument) {
  if (op == SQLITE_FCNTL_LOCKSTATE) {
    *(int*)argument = ((Handle*)base)->level;
    return SQLITE_OK;
  }
  return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file* base) {
  (void)base;
  return 512;
}

static int device_characteristics(sqlite3_file* base) {
  (void)base;
  return SQLITE_IOCAP_SAFE_APPEND;
}

static int close_file(sqlite3_file* base) {
  Handle* const handle = (Handle*)base;
  unlock_file(base, SQLITE_LOCK_NONE);
  if (handle->delete_on_close) handle->file->exists = false;
  --handle->file->opens;
  drop_if_unused(handle->file);
  return SQLITE_OK;
}

static const sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
};

static int open_file(sqlite3_vfs* self, const char* name, sqlite3_file* base, int flags,
                     int* answer) {
  (void)self;
  Handle* const handle = (Handle*)base;
  memset(handle, 0, sizeof *handle);
  MemoryFile* file = name ? find(name) : NULL;
  if (!file && (flags & SQLITE_OPEN_CREATE)) file = create(name ? name : "");
  if (!file) return SQLITE_CANTOPEN;
  ++file->opens;
  handle->file = file;
  handle->delete_on_close = !name || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  if (!name) file->exists = false; /* Nobody shall find it. */
  handle->base.pMethods = &kMethods;
  if (answer) *answer = flags;
  return SQLITE_OK;
}

static int delete_file(sqlite3_vfs* self, const char* name, int sync_folder) {
  (void)self;
  (void)sync_folder;
  MemoryFile* const file = find(name);
  if (!file) return SQLITE_IOERR_DELETE_NOENT;
  file->exists = false;
  drop_if_unused(file);
  return SQLITE_OK;
}

static int access_file(sqlite3_vfs* self, const char* name, int flags, int* answer) {
  (void)self;
  (void)flags;
  *answer = find(name) != NULL;
  return SQLITE_OK;
}

static int full_pathname(sqlite3_vfs* self, const char* name, int size, char* answer) {
  (void)self;
  snprintf(answer, (size_t)size, "%s%s", name[0] == '/' ? "" : "/", name);
  return SQLITE_OK;
}

static int randomness(sqlite3_vfs* self, int size, char* bytes) {
  (void)self;
  for (int i = 0; i < size; ++i) bytes[i] = (char)(i * 7);
  return size;
}

static int sleep_not(sqlite3_vfs* self, int microseconds) {
  (void)self;
  return microseconds;
}

/* Version 1 has no xCurrentTimeInt64. This is noon of 2000-01-01. */
static int current_time(sqlite3_vfs* self, double* answer) {
  (void)self;
  *answer = 2451545.0;
  return SQLITE_OK;
}

void modules_memory_begin(const char* name) {
  vfs = (sqlite3_vfs){.iVersion = 1,
                      .szOsFile = (int)sizeof(Handle),
                      .mxPathname = 60,
                      .zName = name,
                      .xOpen = open_file,
                      .xDelete = delete_file,
                      .xAccess = access_file,
                      .xFullPathname = full_pathname,
                      .xRandomness = randomness,
                      .xSleep = sleep_not,
                      .xCurrentTime = current_time};
  limit = 0;
  note_code("register", sqlite3_vfs_register(&vfs, 0));
}

void modules_memory_end(void) {
  note_code("unregister", sqlite3_vfs_unregister(&vfs));
  for (int i = 0; i < kFiles; ++i) {
    files[i].exists = false;
    if (files[i].opens > 0) note("still open", "%s", files[i].name);
    drop_if_unused(&files[i]);
  }
}

sqlite3_int64 modules_memory_size(const char* name) {
  const MemoryFile* const file = find(name);
  return file ? file->size : -1;
}

void modules_memory_spoil(const char* name, sqlite3_int64 at, unsigned char value) {
  MemoryFile* const file = find(name);
  if (file && at < file->size) file->bytes[at] = value;
}

void modules_memory_limit(sqlite3_int64 size) { limit = size; }
