/*
** The C interface of Tern, which is that of SQLite 3.40.1: the same names, types and values, so
** that programs made for one run on the other.
**
** What holds unless a comment says otherwise:
** - An int that a function returns is a result code: SQLITE_OK, or what went wrong.
** - Texts are UTF-8 and end with a zero; functions whose name ends in 16 take and give UTF-16 in
**   the byte order of the machine. Sizes are bytes. A size below 0 means "up to the zero".
** - `schema` is "main", "temp" or the name that ATTACH gave; NULL is main.
** - Pointers that are handed out belong to the library and live until the next call for the same
**   object. What the caller has to free is said to be "of sqlite3_malloc()".
** - A connection and what belongs to it may be used by several threads, one after the other; calls
**   wait for each other if the connection has a mutex.
*/
#ifndef SQLITE3_H
#define SQLITE3_H
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- How names are declared. A program may define these before. ---- */

#ifndef SQLITE_EXTERN
#define SQLITE_EXTERN extern
#endif
#ifndef SQLITE_API
#define SQLITE_API
#endif
#ifndef SQLITE_CDECL
#define SQLITE_CDECL
#endif
#ifndef SQLITE_APICALL
#define SQLITE_APICALL
#endif
#ifndef SQLITE_STDCALL
#define SQLITE_STDCALL SQLITE_APICALL
#endif
#ifndef SQLITE_CALLBACK
#define SQLITE_CALLBACK
#endif
#ifndef SQLITE_SYSAPI
#define SQLITE_SYSAPI
#endif
#define SQLITE_DEPRECATED
#define SQLITE_EXPERIMENTAL

/* ---- Version: of the interface, and of the library that runs ---- */

#ifdef SQLITE_VERSION
#undef SQLITE_VERSION
#endif
#ifdef SQLITE_VERSION_NUMBER
#undef SQLITE_VERSION_NUMBER
#endif
#define SQLITE_VERSION "3.40.1"
#define SQLITE_VERSION_NUMBER 3040001
#define SQLITE_SOURCE_ID \
  "2022-12-28 14:03:47 df5c253c0b3dd24916e4ec7cf77d3db5294cc9fd45ae7b9c5e82ad8197f3alt1"

SQLITE_API SQLITE_EXTERN const char sqlite3_version[];
SQLITE_API const char *sqlite3_libversion(void);
SQLITE_API const char *sqlite3_sourceid(void);
SQLITE_API int sqlite3_libversion_number(void);

/* Options the library was built with, with or without "SQLITE_" before the name. used: 1 or 0.
** get: NULL behind the last. */
#ifndef SQLITE_OMIT_COMPILEOPTION_DIAGS
SQLITE_API int sqlite3_compileoption_used(const char *name);
SQLITE_API const char *sqlite3_compileoption_get(int index);
#else
#define sqlite3_compileoption_used(X) 0
#define sqlite3_compileoption_get(X) ((void *)0)
#endif

/* Not 0: the library has mutexes, whether they are used or not. */
SQLITE_API int sqlite3_threadsafe(void);

/* ---- Types ---- */

#ifdef SQLITE_INT64_TYPE
typedef SQLITE_INT64_TYPE sqlite_int64;
#ifdef SQLITE_UINT64_TYPE
typedef SQLITE_UINT64_TYPE sqlite_uint64;
#else
typedef unsigned SQLITE_INT64_TYPE sqlite_uint64;
#endif
#elif defined(_MSC_VER) || defined(__BORLANDC__)
typedef __int64 sqlite_int64;
typedef unsigned __int64 sqlite_uint64;
#else
typedef long long int sqlite_int64;
typedef unsigned long long int sqlite_uint64;
#endif
typedef sqlite_int64 sqlite3_int64;
typedef sqlite_uint64 sqlite3_uint64;

#ifdef SQLITE_OMIT_FLOATING_POINT
#define double sqlite3_int64
#endif

typedef struct sqlite3 sqlite3;                 /* a connection */
typedef struct sqlite3_stmt sqlite3_stmt;       /* a prepared statement */
typedef struct sqlite3_value sqlite3_value;     /* a value of any SQL type */
typedef struct sqlite3_context sqlite3_context; /* a call of a function in SQL */
typedef struct sqlite3_blob sqlite3_blob;       /* a blob or text that is read in pieces */
typedef struct sqlite3_backup sqlite3_backup;   /* a copy under way */
typedef struct sqlite3_mutex sqlite3_mutex;
typedef struct sqlite3_str sqlite3_str; /* a text that is put together */
typedef struct sqlite3_vfs sqlite3_vfs; /* a file system */
typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_io_methods sqlite3_io_methods;
typedef struct sqlite3_vtab sqlite3_vtab; /* a virtual table */
typedef struct sqlite3_vtab_cursor sqlite3_vtab_cursor;
typedef struct sqlite3_module sqlite3_module;
typedef struct sqlite3_index_info sqlite3_index_info;
typedef struct sqlite3_mem_methods sqlite3_mem_methods;
typedef struct sqlite3_mutex_methods sqlite3_mutex_methods;
typedef struct sqlite3_pcache sqlite3_pcache;
typedef struct sqlite3_pcache_page sqlite3_pcache_page;
typedef struct sqlite3_pcache_methods2 sqlite3_pcache_methods2;
typedef struct sqlite3_pcache_methods sqlite3_pcache_methods;
typedef struct sqlite3_api_routines sqlite3_api_routines; /* sqlite3ext.h */

/* The name of a database file as file systems get it: its URI's parameters are behind it. */
typedef const char *sqlite3_filename;

/* Gets a row: context, number of columns, values (NULL for NULL), names. Not 0 stops. */
typedef int (*sqlite3_callback)(void *, int, char **, char **);

/* Frees what was lent. STATIC: it stays as it is; TRANSIENT: a copy is made at once. */
typedef void (*sqlite3_destructor_type)(void *);
#define SQLITE_STATIC ((sqlite3_destructor_type)0)
#define SQLITE_TRANSIENT ((sqlite3_destructor_type) - 1)

/* ---- Result codes ---- */

#define SQLITE_OK 0
#define SQLITE_ERROR 1       /* what has no code of its own */
#define SQLITE_INTERNAL 2    /* a fault of the library's own */
#define SQLITE_PERM 3        /* the file may not be opened so */
#define SQLITE_ABORT 4       /* a callback stopped it, or a ROLLBACK */
#define SQLITE_BUSY 5        /* another connection holds the database */
#define SQLITE_LOCKED 6      /* the same connection, or its shared cache, holds the table */
#define SQLITE_NOMEM 7       /* memory ran out */
#define SQLITE_READONLY 8    /* the database cannot be written */
#define SQLITE_INTERRUPT 9   /* sqlite3_interrupt(), or a progress handler */
#define SQLITE_IOERR 10      /* reading or writing failed */
#define SQLITE_CORRUPT 11    /* the file is damaged */
#define SQLITE_NOTFOUND 12   /* an operation that nobody knows */
#define SQLITE_FULL 13       /* no room is left, on disk or in the file format */
#define SQLITE_CANTOPEN 14   /* the file could not be opened */
#define SQLITE_PROTOCOL 15   /* locks of the WAL could not be had */
#define SQLITE_EMPTY 16      /* not used */
#define SQLITE_SCHEMA 17     /* the schema changed under a statement */
#define SQLITE_TOOBIG 18     /* beyond SQLITE_LIMIT_LENGTH */
#define SQLITE_CONSTRAINT 19 /* a row breaks a constraint */
#define SQLITE_MISMATCH 20   /* a value of the wrong type */
#define SQLITE_MISUSE 21     /* the call makes no sense at this point */
#define SQLITE_NOLFS 22      /* the system has no files this large */
#define SQLITE_AUTH 23       /* the authorizer said no */
#define SQLITE_FORMAT 24     /* not used */
#define SQLITE_RANGE 25      /* no such parameter or column */
#define SQLITE_NOTADB 26     /* the file is no database */
#define SQLITE_NOTICE 27     /* for the log only */
#define SQLITE_WARNING 28    /* for the log only */
#define SQLITE_ROW 100       /* sqlite3_step(): a row is there */
#define SQLITE_DONE 101      /* sqlite3_step(): nothing is left to do */

/* Extended codes: the primary one is in the low 8 bits. */
#define SQLITE_OK_LOAD_PERMANENTLY (SQLITE_OK | (1 << 8)) /* an extension is to stay loaded */
#define SQLITE_OK_SYMLINK (SQLITE_OK | (2 << 8))          /* xFullPathname: a link was followed */
#define SQLITE_ERROR_MISSING_COLLSEQ (SQLITE_ERROR | (1 << 8))
#define SQLITE_ERROR_RETRY (SQLITE_ERROR | (2 << 8))
#define SQLITE_ERROR_SNAPSHOT (SQLITE_ERROR | (3 << 8))
#define SQLITE_ABORT_ROLLBACK (SQLITE_ABORT | (2 << 8))
#define SQLITE_BUSY_RECOVERY (SQLITE_BUSY | (1 << 8))
#define SQLITE_BUSY_SNAPSHOT (SQLITE_BUSY | (2 << 8))
#define SQLITE_BUSY_TIMEOUT (SQLITE_BUSY | (3 << 8))
#define SQLITE_LOCKED_SHAREDCACHE (SQLITE_LOCKED | (1 << 8))
#define SQLITE_LOCKED_VTAB (SQLITE_LOCKED | (2 << 8))
#define SQLITE_READONLY_RECOVERY (SQLITE_READONLY | (1 << 8))
#define SQLITE_READONLY_CANTLOCK (SQLITE_READONLY | (2 << 8))
#define SQLITE_READONLY_ROLLBACK (SQLITE_READONLY | (3 << 8))
#define SQLITE_READONLY_DBMOVED (SQLITE_READONLY | (4 << 8))
#define SQLITE_READONLY_CANTINIT (SQLITE_READONLY | (5 << 8))
#define SQLITE_READONLY_DIRECTORY (SQLITE_READONLY | (6 << 8))
#define SQLITE_IOERR_READ (SQLITE_IOERR | (1 << 8))
#define SQLITE_IOERR_SHORT_READ (SQLITE_IOERR | (2 << 8))
#define SQLITE_IOERR_WRITE (SQLITE_IOERR | (3 << 8))
#define SQLITE_IOERR_FSYNC (SQLITE_IOERR | (4 << 8))
#define SQLITE_IOERR_DIR_FSYNC (SQLITE_IOERR | (5 << 8))
#define SQLITE_IOERR_TRUNCATE (SQLITE_IOERR | (6 << 8))
#define SQLITE_IOERR_FSTAT (SQLITE_IOERR | (7 << 8))
#define SQLITE_IOERR_UNLOCK (SQLITE_IOERR | (8 << 8))
#define SQLITE_IOERR_RDLOCK (SQLITE_IOERR | (9 << 8))
#define SQLITE_IOERR_DELETE (SQLITE_IOERR | (10 << 8))
#define SQLITE_IOERR_BLOCKED (SQLITE_IOERR | (11 << 8))
#define SQLITE_IOERR_NOMEM (SQLITE_IOERR | (12 << 8))
#define SQLITE_IOERR_ACCESS (SQLITE_IOERR | (13 << 8))
#define SQLITE_IOERR_CHECKRESERVEDLOCK (SQLITE_IOERR | (14 << 8))
#define SQLITE_IOERR_LOCK (SQLITE_IOERR | (15 << 8))
#define SQLITE_IOERR_CLOSE (SQLITE_IOERR | (16 << 8))
#define SQLITE_IOERR_DIR_CLOSE (SQLITE_IOERR | (17 << 8))
#define SQLITE_IOERR_SHMOPEN (SQLITE_IOERR | (18 << 8))
#define SQLITE_IOERR_SHMSIZE (SQLITE_IOERR | (19 << 8))
#define SQLITE_IOERR_SHMLOCK (SQLITE_IOERR | (20 << 8))
#define SQLITE_IOERR_SHMMAP (SQLITE_IOERR | (21 << 8))
#define SQLITE_IOERR_SEEK (SQLITE_IOERR | (22 << 8))
#define SQLITE_IOERR_DELETE_NOENT (SQLITE_IOERR | (23 << 8))
#define SQLITE_IOERR_MMAP (SQLITE_IOERR | (24 << 8))
#define SQLITE_IOERR_GETTEMPPATH (SQLITE_IOERR | (25 << 8))
#define SQLITE_IOERR_CONVPATH (SQLITE_IOERR | (26 << 8))
#define SQLITE_IOERR_VNODE (SQLITE_IOERR | (27 << 8))
#define SQLITE_IOERR_AUTH (SQLITE_IOERR | (28 << 8))
#define SQLITE_IOERR_BEGIN_ATOMIC (SQLITE_IOERR | (29 << 8))
#define SQLITE_IOERR_COMMIT_ATOMIC (SQLITE_IOERR | (30 << 8))
#define SQLITE_IOERR_ROLLBACK_ATOMIC (SQLITE_IOERR | (31 << 8))
#define SQLITE_IOERR_DATA (SQLITE_IOERR | (32 << 8))
#define SQLITE_IOERR_CORRUPTFS (SQLITE_IOERR | (33 << 8))
#define SQLITE_CORRUPT_VTAB (SQLITE_CORRUPT | (1 << 8))
#define SQLITE_CORRUPT_SEQUENCE (SQLITE_CORRUPT | (2 << 8))
#define SQLITE_CORRUPT_INDEX (SQLITE_CORRUPT | (3 << 8))
#define SQLITE_CANTOPEN_NOTEMPDIR (SQLITE_CANTOPEN | (1 << 8))
#define SQLITE_CANTOPEN_ISDIR (SQLITE_CANTOPEN | (2 << 8))
#define SQLITE_CANTOPEN_FULLPATH (SQLITE_CANTOPEN | (3 << 8))
#define SQLITE_CANTOPEN_CONVPATH (SQLITE_CANTOPEN | (4 << 8))
#define SQLITE_CANTOPEN_DIRTYWAL (SQLITE_CANTOPEN | (5 << 8))
#define SQLITE_CANTOPEN_SYMLINK (SQLITE_CANTOPEN | (6 << 8))
#define SQLITE_CONSTRAINT_CHECK (SQLITE_CONSTRAINT | (1 << 8))
#define SQLITE_CONSTRAINT_COMMITHOOK (SQLITE_CONSTRAINT | (2 << 8))
#define SQLITE_CONSTRAINT_FOREIGNKEY (SQLITE_CONSTRAINT | (3 << 8))
#define SQLITE_CONSTRAINT_FUNCTION (SQLITE_CONSTRAINT | (4 << 8))
#define SQLITE_CONSTRAINT_NOTNULL (SQLITE_CONSTRAINT | (5 << 8))
#define SQLITE_CONSTRAINT_PRIMARYKEY (SQLITE_CONSTRAINT | (6 << 8))
#define SQLITE_CONSTRAINT_TRIGGER (SQLITE_CONSTRAINT | (7 << 8))
#define SQLITE_CONSTRAINT_UNIQUE (SQLITE_CONSTRAINT | (8 << 8))
#define SQLITE_CONSTRAINT_VTAB (SQLITE_CONSTRAINT | (9 << 8))
#define SQLITE_CONSTRAINT_ROWID (SQLITE_CONSTRAINT | (10 << 8))
#define SQLITE_CONSTRAINT_PINNED (SQLITE_CONSTRAINT | (11 << 8))
#define SQLITE_CONSTRAINT_DATATYPE (SQLITE_CONSTRAINT | (12 << 8))
#define SQLITE_AUTH_USER (SQLITE_AUTH | (1 << 8))
#define SQLITE_NOTICE_RECOVER_WAL (SQLITE_NOTICE | (1 << 8))
#define SQLITE_NOTICE_RECOVER_ROLLBACK (SQLITE_NOTICE | (2 << 8))
#define SQLITE_WARNING_AUTOINDEX (SQLITE_WARNING | (1 << 8))

/* ---- The library as a whole ---- */

/* What needs the library initializes it, so that few programs have to. shutdown: when no
** connection is open and no other thread is about; memory handed out is to be freed before. */
SQLITE_API int sqlite3_initialize(void);
SQLITE_API int sqlite3_shutdown(void);
/* The part of these that belongs to the operating system. */
SQLITE_API int sqlite3_os_init(void);
SQLITE_API int sqlite3_os_end(void);

/* Sets an option, only before sqlite3_initialize() or after sqlite3_shutdown() (MISUSE). */
SQLITE_API int sqlite3_config(int option, ...);

#define SQLITE_CONFIG_SINGLETHREAD 1         /* no mutexes at all */
#define SQLITE_CONFIG_MULTITHREAD 2          /* none for connections */
#define SQLITE_CONFIG_SERIALIZED 3           /* mutexes everywhere */
#define SQLITE_CONFIG_MALLOC 4               /* sqlite3_mem_methods* to use */
#define SQLITE_CONFIG_GETMALLOC 5            /* sqlite3_mem_methods* to fill */
#define SQLITE_CONFIG_SCRATCH 6              /* no effect */
#define SQLITE_CONFIG_PAGECACHE 7            /* void* memory, int size, int count */
#define SQLITE_CONFIG_HEAP 8                 /* void* memory, int size, int smallest */
#define SQLITE_CONFIG_MEMSTATUS 9            /* int: count memory */
#define SQLITE_CONFIG_MUTEX 10               /* sqlite3_mutex_methods* to use */
#define SQLITE_CONFIG_GETMUTEX 11            /* sqlite3_mutex_methods* to fill */
#define SQLITE_CONFIG_LOOKASIDE 13           /* int size, int count */
#define SQLITE_CONFIG_PCACHE 14              /* no effect */
#define SQLITE_CONFIG_GETPCACHE 15           /* no effect */
#define SQLITE_CONFIG_LOG 16                 /* void(*)(void*, int, const char*), void* */
#define SQLITE_CONFIG_URI 17                 /* int: names of files may be URIs */
#define SQLITE_CONFIG_PCACHE2 18             /* sqlite3_pcache_methods2* to use */
#define SQLITE_CONFIG_GETPCACHE2 19          /* sqlite3_pcache_methods2* to fill */
#define SQLITE_CONFIG_COVERING_INDEX_SCAN 20 /* int */
#define SQLITE_CONFIG_SQLLOG 21              /* void(*)(void*, sqlite3*, const char*, int), void* */
#define SQLITE_CONFIG_MMAP_SIZE 22           /* sqlite3_int64 default, sqlite3_int64 highest */
#define SQLITE_CONFIG_WIN32_HEAPSIZE 23      /* int */
#define SQLITE_CONFIG_PCACHE_HDRSZ 24        /* int* to fill */
#define SQLITE_CONFIG_PMASZ 25               /* unsigned int: pages */
#define SQLITE_CONFIG_STMTJRNL_SPILL 26      /* int: bytes */
#define SQLITE_CONFIG_SMALL_MALLOC 27        /* int: rather small allocations */
#define SQLITE_CONFIG_SORTERREF_SIZE 28      /* int: bytes */
#define SQLITE_CONFIG_MEMDB_MAXSIZE 29       /* sqlite3_int64: of databases in memory */

/* What SQLITE_CONFIG_LOG set hears this, too: a code and a message, which may be cut. */
SQLITE_API void sqlite3_log(int code, const char *format, ...);

/* Counters of the library: what is now, and the highest since the last reset. */
SQLITE_API int sqlite3_status(int op, int *now, int *highest, int reset);
SQLITE_API int sqlite3_status64(int op, sqlite3_int64 *now, sqlite3_int64 *highest, int reset);

#define SQLITE_STATUS_MEMORY_USED 0        /* bytes of sqlite3_malloc() */
#define SQLITE_STATUS_PAGECACHE_USED 1     /* pages of SQLITE_CONFIG_PAGECACHE */
#define SQLITE_STATUS_PAGECACHE_OVERFLOW 2 /* bytes of pages beside it */
#define SQLITE_STATUS_SCRATCH_USED 3       /* not used */
#define SQLITE_STATUS_SCRATCH_OVERFLOW 4   /* not used */
#define SQLITE_STATUS_MALLOC_SIZE 5        /* the largest request; `highest` only */
#define SQLITE_STATUS_PARSER_STACK 6       /* `highest` only */
#define SQLITE_STATUS_PAGECACHE_SIZE 7     /* the largest page; `highest` only */
#define SQLITE_STATUS_SCRATCH_SIZE 8       /* not used */
#define SQLITE_STATUS_MALLOC_COUNT 9       /* allocations that are not freed */

/* Folders for temporary files, and for names of files that are relative (Windows). Of
** sqlite3_malloc(), or NULL. To be set before any connection is opened. */
SQLITE_API SQLITE_EXTERN char *sqlite3_temp_directory;
SQLITE_API SQLITE_EXTERN char *sqlite3_data_directory;
/* On Windows only. */
SQLITE_API int sqlite3_win32_set_directory(unsigned long type, void *value);
SQLITE_API int sqlite3_win32_set_directory8(unsigned long type, const char *value);
SQLITE_API int sqlite3_win32_set_directory16(unsigned long type, const void *value);
#define SQLITE_WIN32_DATA_DIRECTORY_TYPE 1
#define SQLITE_WIN32_TEMP_DIRECTORY_TYPE 2

/* Whether connections opened from now on share a cache if they open the same file. */
SQLITE_API int sqlite3_enable_shared_cache(int on);

/* Sleeps at least so many milliseconds; answers how many. */
SQLITE_API int sqlite3_sleep(int milliseconds);
/* Fills `bytes` with random ones. Size 0 or NULL: the generator starts anew. */
SQLITE_API void sqlite3_randomness(int size, void *bytes);

/* For tests of the library; none of it is meant for programs, or stays as it is. */
SQLITE_API int sqlite3_test_control(int op, ...);

#define SQLITE_TESTCTRL_FIRST 5
#define SQLITE_TESTCTRL_PRNG_SAVE 5
#define SQLITE_TESTCTRL_PRNG_RESTORE 6
#define SQLITE_TESTCTRL_PRNG_RESET 7
#define SQLITE_TESTCTRL_BITVEC_TEST 8
#define SQLITE_TESTCTRL_FAULT_INSTALL 9
#define SQLITE_TESTCTRL_BENIGN_MALLOC_HOOKS 10
#define SQLITE_TESTCTRL_PENDING_BYTE 11
#define SQLITE_TESTCTRL_ASSERT 12
#define SQLITE_TESTCTRL_ALWAYS 13
#define SQLITE_TESTCTRL_RESERVE 14
#define SQLITE_TESTCTRL_OPTIMIZATIONS 15
#define SQLITE_TESTCTRL_ISKEYWORD 16
#define SQLITE_TESTCTRL_SCRATCHMALLOC 17
#define SQLITE_TESTCTRL_INTERNAL_FUNCTIONS 17
#define SQLITE_TESTCTRL_LOCALTIME_FAULT 18
#define SQLITE_TESTCTRL_EXPLAIN_STMT 19
#define SQLITE_TESTCTRL_ONCE_RESET_THRESHOLD 19
#define SQLITE_TESTCTRL_NEVER_CORRUPT 20
#define SQLITE_TESTCTRL_VDBE_COVERAGE 21
#define SQLITE_TESTCTRL_BYTEORDER 22
#define SQLITE_TESTCTRL_ISINIT 23
#define SQLITE_TESTCTRL_SORTER_MMAP 24
#define SQLITE_TESTCTRL_IMPOSTER 25
#define SQLITE_TESTCTRL_PARSER_COVERAGE 26
#define SQLITE_TESTCTRL_RESULT_INTREAL 27
#define SQLITE_TESTCTRL_PRNG_SEED 28
#define SQLITE_TESTCTRL_EXTRA_SCHEMA_CHECKS 29
#define SQLITE_TESTCTRL_SEEK_COUNT 30
#define SQLITE_TESTCTRL_TRACEFLAGS 31
#define SQLITE_TESTCTRL_TUNE 32
#define SQLITE_TESTCTRL_LOGEST 33
#define SQLITE_TESTCTRL_LAST 33

/* ---- Memory ---- */

/* Aligned to 8 bytes at least; NULL where memory ran out, or nothing was asked for. A realloc that
** fails leaves what was there; one to size 0 frees it. */
SQLITE_API void *sqlite3_malloc(int size);
SQLITE_API void *sqlite3_malloc64(sqlite3_uint64 size);
SQLITE_API void *sqlite3_realloc(void *bytes, int size);
SQLITE_API void *sqlite3_realloc64(void *bytes, sqlite3_uint64 size);
SQLITE_API void sqlite3_free(void *bytes);
/* The bytes there is room for; 0 of NULL. */
SQLITE_API sqlite3_uint64 sqlite3_msize(void *bytes);

/* Bytes in use, and the most that ever were, up to the last reset. */
SQLITE_API sqlite3_int64 sqlite3_memory_used(void);
SQLITE_API sqlite3_int64 sqlite3_memory_highwater(int reset);

/* Limits for what the library uses, in bytes; 0: none; below 0: only asks. Answer what they were.
** Beyond the soft one it tries to do with less, beyond the hard one allocations fail. */
SQLITE_API sqlite3_int64 sqlite3_soft_heap_limit64(sqlite3_int64 bytes);
SQLITE_API sqlite3_int64 sqlite3_hard_heap_limit64(sqlite3_int64 bytes);
/* Gives back memory that is not needed; the first answers how many bytes. */
SQLITE_API int sqlite3_release_memory(int bytes);
SQLITE_API int sqlite3_db_release_memory(sqlite3 *db);

/* An allocator of the program's. Sizes it is asked for went through xRoundup. */
struct sqlite3_mem_methods {
  void *(*xMalloc)(int size);
  void (*xFree)(void *bytes);
  void *(*xRealloc)(void *bytes, int size);
  int (*xSize)(void *bytes);
  int (*xRoundup)(int size);
  int (*xInit)(void *data); /* by sqlite3_initialize() */
  void (*xShutdown)(void *data);
  void *pAppData; /* `data` */
};

/* ---- Mutexes ---- */

/* A new mutex of a dynamic kind, or the one of a static kind. NULL where there is none. */
SQLITE_API sqlite3_mutex *sqlite3_mutex_alloc(int kind);
SQLITE_API void sqlite3_mutex_free(sqlite3_mutex *mutex); /* dynamic ones, left by everybody */
/* NULL is nothing to wait for. try: SQLITE_BUSY if another thread is in it. */
SQLITE_API void sqlite3_mutex_enter(sqlite3_mutex *mutex);
SQLITE_API int sqlite3_mutex_try(sqlite3_mutex *mutex);
SQLITE_API void sqlite3_mutex_leave(sqlite3_mutex *mutex);
#ifndef NDEBUG
/* For asserts, in builds of the library that have them. */
SQLITE_API int sqlite3_mutex_held(sqlite3_mutex *mutex);
SQLITE_API int sqlite3_mutex_notheld(sqlite3_mutex *mutex);
#endif

#define SQLITE_MUTEX_FAST 0      /* its holder must not enter it again */
#define SQLITE_MUTEX_RECURSIVE 1 /* its holder may enter it again */
#define SQLITE_MUTEX_STATIC_MAIN 2
#define SQLITE_MUTEX_STATIC_MEM 3
#define SQLITE_MUTEX_STATIC_MEM2 4
#define SQLITE_MUTEX_STATIC_OPEN 4
#define SQLITE_MUTEX_STATIC_PRNG 5
#define SQLITE_MUTEX_STATIC_LRU 6
#define SQLITE_MUTEX_STATIC_LRU2 7
#define SQLITE_MUTEX_STATIC_PMEM 7
#define SQLITE_MUTEX_STATIC_APP1 8 /* these are for programs */
#define SQLITE_MUTEX_STATIC_APP2 9
#define SQLITE_MUTEX_STATIC_APP3 10
#define SQLITE_MUTEX_STATIC_VFS1 11 /* these are for file systems */
#define SQLITE_MUTEX_STATIC_VFS2 12
#define SQLITE_MUTEX_STATIC_VFS3 13
#define SQLITE_MUTEX_STATIC_MASTER 2 /* the earlier name of MAIN */

/* Mutexes of the program's, for SQLITE_CONFIG_MUTEX. The last two may be NULL. */
struct sqlite3_mutex_methods {
  int (*xMutexInit)(void);
  int (*xMutexEnd)(void);
  sqlite3_mutex *(*xMutexAlloc)(int kind);
  void (*xMutexFree)(sqlite3_mutex *mutex);
  void (*xMutexEnter)(sqlite3_mutex *mutex);
  int (*xMutexTry)(sqlite3_mutex *mutex);
  void (*xMutexLeave)(sqlite3_mutex *mutex);
  int (*xMutexHeld)(sqlite3_mutex *mutex);
  int (*xMutexNotheld)(sqlite3_mutex *mutex);
};

/* ---- Connections ---- */

/* Opens a database: a file, "file:..." (a URI, where these are on), ":memory:", or "" (a temporary
** file). Also after an error *db is to be closed, unless it is NULL; it then tells the error.
** `vfs`: NULL is the default file system. Flags: READONLY, READWRITE or READWRITE | CREATE, and
** those marked below. */
SQLITE_API int sqlite3_open(const char *filename, sqlite3 **db);
SQLITE_API int sqlite3_open16(const void *filename, sqlite3 **db);
SQLITE_API int sqlite3_open_v2(const char *filename, sqlite3 **db, int flags, const char *vfs);

/* close: SQLITE_BUSY while statements, blobs or backups are left. close_v2: the connection goes
** with the last of these. Open transactions are rolled back. NULL is closed already. */
SQLITE_API int sqlite3_close(sqlite3 *db);
SQLITE_API int sqlite3_close_v2(sqlite3 *db);

#define SQLITE_OPEN_READONLY 0x00000001      /* open_v2 */
#define SQLITE_OPEN_READWRITE 0x00000002     /* open_v2 */
#define SQLITE_OPEN_CREATE 0x00000004        /* open_v2 */
#define SQLITE_OPEN_DELETEONCLOSE 0x00000008 /* xOpen */
#define SQLITE_OPEN_EXCLUSIVE 0x00000010     /* xOpen */
#define SQLITE_OPEN_AUTOPROXY 0x00000020     /* xOpen */
#define SQLITE_OPEN_URI 0x00000040           /* open_v2: the name may be a URI */
#define SQLITE_OPEN_MEMORY 0x00000080        /* open_v2: in memory */
#define SQLITE_OPEN_MAIN_DB 0x00000100       /* xOpen: what it is for */
#define SQLITE_OPEN_TEMP_DB 0x00000200       /* xOpen */
#define SQLITE_OPEN_TRANSIENT_DB 0x00000400  /* xOpen */
#define SQLITE_OPEN_MAIN_JOURNAL 0x00000800  /* xOpen */
#define SQLITE_OPEN_TEMP_JOURNAL 0x00001000  /* xOpen */
#define SQLITE_OPEN_SUBJOURNAL 0x00002000    /* xOpen */
#define SQLITE_OPEN_SUPER_JOURNAL 0x00004000 /* xOpen */
#define SQLITE_OPEN_NOMUTEX 0x00008000       /* open_v2: one thread at a time sees to that itself */
#define SQLITE_OPEN_FULLMUTEX 0x00010000     /* open_v2: calls wait for each other */
#define SQLITE_OPEN_SHAREDCACHE 0x00020000   /* open_v2 */
#define SQLITE_OPEN_PRIVATECACHE 0x00040000  /* open_v2 */
#define SQLITE_OPEN_WAL 0x00080000           /* xOpen */
#define SQLITE_OPEN_NOFOLLOW 0x01000000      /* open_v2: the file is no symbolic link */
#define SQLITE_OPEN_EXRESCODE 0x02000000     /* open_v2: extended result codes */
#define SQLITE_OPEN_MASTER_JOURNAL 0x00004000 /* the earlier name of SUPER_JOURNAL */

SQLITE_API sqlite3_mutex *sqlite3_db_mutex(sqlite3 *db); /* NULL: it has none */
/* The schema of a number: 0 main, 1 temp, then those attached; NULL behind the last. */
SQLITE_API const char *sqlite3_db_name(sqlite3 *db, int index);
/* The whole path of a database's file; "" in memory; NULL: there is no such schema. */
SQLITE_API sqlite3_filename sqlite3_db_filename(sqlite3 *db, const char *schema);
/* 1 or 0; -1: there is no such schema. */
SQLITE_API int sqlite3_db_readonly(sqlite3 *db, const char *schema);

/* What the URI of a database says. `name` comes from sqlite3_db_filename() or a file system's
** xOpen, and from nowhere else. key: NULL behind the last parameter. */
SQLITE_API const char *sqlite3_uri_parameter(sqlite3_filename name, const char *parameter);
SQLITE_API int sqlite3_uri_boolean(sqlite3_filename name, const char *parameter, int by_default);
SQLITE_API sqlite3_int64 sqlite3_uri_int64(sqlite3_filename name, const char *parameter,
                                           sqlite3_int64 by_default);
SQLITE_API const char *sqlite3_uri_key(sqlite3_filename name, int index);
/* From the name of any of the three files to the others. */
SQLITE_API const char *sqlite3_filename_database(sqlite3_filename name);
SQLITE_API const char *sqlite3_filename_journal(sqlite3_filename name);
SQLITE_API const char *sqlite3_filename_wal(sqlite3_filename name);
/* The file of a database by the name of its journal or WAL, as xOpen got it. */
SQLITE_API sqlite3_file *sqlite3_database_file_object(const char *name);
/* Makes such a name, for file systems that stand before others. `parameters`: names and values by
** turns, `count` pairs. NULL where memory ran out. */
SQLITE_API sqlite3_filename sqlite3_create_filename(const char *database, const char *journal,
                                                    const char *wal, int count,
                                                    const char **parameters);
SQLITE_API void sqlite3_free_filename(sqlite3_filename name);

/* Options of a connection. Those that take (int set, int *now): below 0 only asks; `now` may be
** NULL. */
SQLITE_API int sqlite3_db_config(sqlite3 *db, int option, ...);

#define SQLITE_DBCONFIG_MAINDBNAME 1000            /* const char*, which must stay */
#define SQLITE_DBCONFIG_LOOKASIDE 1001             /* void* memory, int size, int count */
#define SQLITE_DBCONFIG_ENABLE_FKEY 1002           /* int, int* */
#define SQLITE_DBCONFIG_ENABLE_TRIGGER 1003        /* int, int* */
#define SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER 1004 /* int, int* */
#define SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION 1005 /* int, int* */
#define SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE 1006      /* int, int* */
#define SQLITE_DBCONFIG_ENABLE_QPSG 1007           /* int, int* */
#define SQLITE_DBCONFIG_TRIGGER_EQP 1008           /* int, int* */
#define SQLITE_DBCONFIG_RESET_DATABASE 1009        /* int, int* */
#define SQLITE_DBCONFIG_DEFENSIVE 1010             /* int, int* */
#define SQLITE_DBCONFIG_WRITABLE_SCHEMA 1011       /* int, int* */
#define SQLITE_DBCONFIG_LEGACY_ALTER_TABLE 1012    /* int, int* */
#define SQLITE_DBCONFIG_DQS_DML 1013               /* int, int* */
#define SQLITE_DBCONFIG_DQS_DDL 1014               /* int, int* */
#define SQLITE_DBCONFIG_ENABLE_VIEW 1015           /* int, int* */
#define SQLITE_DBCONFIG_LEGACY_FILE_FORMAT 1016    /* int, int* */
#define SQLITE_DBCONFIG_TRUSTED_SCHEMA 1017        /* int, int* */
#define SQLITE_DBCONFIG_MAX 1017

/* Sets a limit, at most to what the library allows; below 0 only asks. Answers what it was, or -1:
** there is no such limit. */
SQLITE_API int sqlite3_limit(sqlite3 *db, int limit, int value);

#define SQLITE_LIMIT_LENGTH 0     /* of a text, blob or row: bytes */
#define SQLITE_LIMIT_SQL_LENGTH 1 /* bytes */
#define SQLITE_LIMIT_COLUMN 2
#define SQLITE_LIMIT_EXPR_DEPTH 3
#define SQLITE_LIMIT_COMPOUND_SELECT 4
#define SQLITE_LIMIT_VDBE_OP 5
#define SQLITE_LIMIT_FUNCTION_ARG 6
#define SQLITE_LIMIT_ATTACHED 7
#define SQLITE_LIMIT_LIKE_PATTERN_LENGTH 8 /* bytes */
#define SQLITE_LIMIT_VARIABLE_NUMBER 9
#define SQLITE_LIMIT_TRIGGER_DEPTH 10
#define SQLITE_LIMIT_WORKER_THREADS 11

/* Counters of a connection. */
SQLITE_API int sqlite3_db_status(sqlite3 *db, int op, int *now, int *highest, int reset);

#define SQLITE_DBSTATUS_LOOKASIDE_USED 0
#define SQLITE_DBSTATUS_CACHE_USED 1  /* bytes of all page caches */
#define SQLITE_DBSTATUS_SCHEMA_USED 2 /* bytes */
#define SQLITE_DBSTATUS_STMT_USED 3   /* bytes */
#define SQLITE_DBSTATUS_LOOKASIDE_HIT 4
#define SQLITE_DBSTATUS_LOOKASIDE_MISS_SIZE 5
#define SQLITE_DBSTATUS_LOOKASIDE_MISS_FULL 6
#define SQLITE_DBSTATUS_CACHE_HIT 7
#define SQLITE_DBSTATUS_CACHE_MISS 8
#define SQLITE_DBSTATUS_CACHE_WRITE 9
#define SQLITE_DBSTATUS_DEFERRED_FKS 10 /* 0: none is broken that COMMIT would look at */
#define SQLITE_DBSTATUS_CACHE_USED_SHARED 11
#define SQLITE_DBSTATUS_CACHE_SPILL 12 /* pages written before their time */
#define SQLITE_DBSTATUS_MAX 12

/* ---- Errors ---- */

/* Of the last call for this connection that failed. The texts live until the next call. */
SQLITE_API int sqlite3_errcode(sqlite3 *db);
SQLITE_API int sqlite3_extended_errcode(sqlite3 *db);
SQLITE_API const char *sqlite3_errmsg(sqlite3 *db);
SQLITE_API const void *sqlite3_errmsg16(sqlite3 *db);
/* What a code means, whatever connection it came from. */
SQLITE_API const char *sqlite3_errstr(int code);
/* Where in the SQL text it was, in bytes; -1: nowhere. */
SQLITE_API int sqlite3_error_offset(sqlite3 *db);
/* errno of what failed in the system. */
SQLITE_API int sqlite3_system_errno(sqlite3 *db);
/* Whether functions return extended codes. */
SQLITE_API int sqlite3_extended_result_codes(sqlite3 *db, int on);

/* ---- Statements ---- */

/* Runs all statements of a text. Each row goes to `callback` (NULL: nowhere). `error` (may be
** NULL) gets a message of sqlite3_malloc(). SQLITE_ABORT: `callback` wanted to stop. */
SQLITE_API int sqlite3_exec(sqlite3 *db, const char *sql,
                            int (*callback)(void *, int, char **, char **), void *context,
                            char **error);

/* All rows at once, as texts: names first, then row by row. To be freed with free_table(). */
SQLITE_API int sqlite3_get_table(sqlite3 *db, const char *sql, char ***table, int *rows,
                                 int *columns, char **error);
SQLITE_API void sqlite3_free_table(char **table);

/* Prepares the first statement of `sql`; `tail` (may be NULL) is set behind it. *statement is NULL
** after an error, and where there is nothing but blanks and comments. _v2 and _v3: step() returns
** what went wrong, and prepares again if the schema has changed; without them it says SQLITE_ERROR
** and reset() tells the rest. */
SQLITE_API int sqlite3_prepare(sqlite3 *db, const char *sql, int size, sqlite3_stmt **statement,
                               const char **tail);
SQLITE_API int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int size, sqlite3_stmt **statement,
                                  const char **tail);
SQLITE_API int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size, unsigned int flags,
                                  sqlite3_stmt **statement, const char **tail);
SQLITE_API int sqlite3_prepare16(sqlite3 *db, const void *sql, int size, sqlite3_stmt **statement,
                                 const void **tail);
SQLITE_API int sqlite3_prepare16_v2(sqlite3 *db, const void *sql, int size,
                                    sqlite3_stmt **statement, const void **tail);
SQLITE_API int sqlite3_prepare16_v3(sqlite3 *db, const void *sql, int size, unsigned int flags,
                                    sqlite3_stmt **statement, const void **tail);

#define SQLITE_PREPARE_PERSISTENT 0x01 /* it will be used for long */
#define SQLITE_PREPARE_NORMALIZE 0x02  /* no effect */
#define SQLITE_PREPARE_NO_VTAB 0x04    /* refuse virtual tables */

/* Runs it up to the next row (SQLITE_ROW) or the end (SQLITE_DONE). */
SQLITE_API int sqlite3_step(sqlite3_stmt *statement);
/* Back to the start; what is bound stays. Both return the error of the last run. */
SQLITE_API int sqlite3_reset(sqlite3_stmt *statement);
SQLITE_API int sqlite3_finalize(sqlite3_stmt *statement); /* NULL is SQLITE_OK */

SQLITE_API sqlite3 *sqlite3_db_handle(sqlite3_stmt *statement);
/* Walks a connection's statements; NULL begins and ends. */
SQLITE_API sqlite3_stmt *sqlite3_next_stmt(sqlite3 *db, sqlite3_stmt *statement);
SQLITE_API const char *sqlite3_sql(sqlite3_stmt *statement);
/* With what is bound set in; of sqlite3_malloc(). NULL: too long, or memory ran out. */
SQLITE_API char *sqlite3_expanded_sql(sqlite3_stmt *statement);
#ifdef SQLITE_ENABLE_NORMALIZE
SQLITE_API const char *sqlite3_normalized_sql(sqlite3_stmt *statement);
#endif
SQLITE_API int sqlite3_stmt_readonly(sqlite3_stmt *statement);  /* 1: writes no database itself */
SQLITE_API int sqlite3_stmt_isexplain(sqlite3_stmt *statement); /* 1 EXPLAIN, 2 QUERY PLAN */
SQLITE_API int sqlite3_stmt_busy(sqlite3_stmt *statement);      /* 1: between step() and reset() */

/* Counters of a statement; answers the value before the reset. */
SQLITE_API int sqlite3_stmt_status(sqlite3_stmt *statement, int op, int reset);

#define SQLITE_STMTSTATUS_FULLSCAN_STEP 1
#define SQLITE_STMTSTATUS_SORT 2
#define SQLITE_STMTSTATUS_AUTOINDEX 3 /* rows put into automatic indexes */
#define SQLITE_STMTSTATUS_VM_STEP 4
#define SQLITE_STMTSTATUS_REPREPARE 5
#define SQLITE_STMTSTATUS_RUN 6
#define SQLITE_STMTSTATUS_FILTER_MISS 7
#define SQLITE_STMTSTATUS_FILTER_HIT 8
#define SQLITE_STMTSTATUS_MEMUSED 99 /* bytes */

/* Counters of a statement's loops, in builds that have them. Not 0: there is no such loop. */
SQLITE_API int sqlite3_stmt_scanstatus(sqlite3_stmt *statement, int loop, int op, void *out);
SQLITE_API void sqlite3_stmt_scanstatus_reset(sqlite3_stmt *statement);

#define SQLITE_SCANSTAT_NLOOP 0    /* sqlite3_int64 */
#define SQLITE_SCANSTAT_NVISIT 1   /* sqlite3_int64 */
#define SQLITE_SCANSTAT_EST 2      /* double */
#define SQLITE_SCANSTAT_NAME 3     /* const char* */
#define SQLITE_SCANSTAT_EXPLAIN 4  /* const char* */
#define SQLITE_SCANSTAT_SELECTID 5 /* int */

/* ---- Parameters of statements: the leftmost is 1 ---- */

/* SQLITE_RANGE: there is no such parameter; SQLITE_MISUSE: the statement is running. Texts and
** blobs are lent until they are bound anew; `destructor` frees them, also after an error.
*`encoding`
** is SQLITE_UTF8 or one of SQLITE_UTF16. */
SQLITE_API int sqlite3_bind_blob(sqlite3_stmt *statement, int parameter, const void *bytes,
                                 int size, sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_bind_blob64(sqlite3_stmt *statement, int parameter, const void *bytes,
                                   sqlite3_uint64 size, sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_bind_double(sqlite3_stmt *statement, int parameter, double value);
SQLITE_API int sqlite3_bind_int(sqlite3_stmt *statement, int parameter, int value);
SQLITE_API int sqlite3_bind_int64(sqlite3_stmt *statement, int parameter, sqlite3_int64 value);
SQLITE_API int sqlite3_bind_null(sqlite3_stmt *statement, int parameter);
SQLITE_API int sqlite3_bind_text(sqlite3_stmt *statement, int parameter, const char *text, int size,
                                 sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_bind_text16(sqlite3_stmt *statement, int parameter, const void *text,
                                   int size, sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_bind_text64(sqlite3_stmt *statement, int parameter, const char *text,
                                   sqlite3_uint64 size, sqlite3_destructor_type destructor,
                                   unsigned char encoding);
SQLITE_API int sqlite3_bind_value(sqlite3_stmt *statement, int parameter,
                                  const sqlite3_value *value);
/* A NULL that carries a pointer, for a function that asks for `type`, a text that stays. */
SQLITE_API int sqlite3_bind_pointer(sqlite3_stmt *statement, int parameter, void *pointer,
                                    const char *type, sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_bind_zeroblob(sqlite3_stmt *statement, int parameter, int size);
SQLITE_API int sqlite3_bind_zeroblob64(sqlite3_stmt *statement, int parameter, sqlite3_uint64 size);
SQLITE_API int sqlite3_clear_bindings(sqlite3_stmt *statement); /* all become NULL */

SQLITE_API int sqlite3_bind_parameter_count(sqlite3_stmt *statement); /* the highest number */
/* With its ?, :, @ or $; NULL: it has no name. */
SQLITE_API const char *sqlite3_bind_parameter_name(sqlite3_stmt *statement, int parameter);
SQLITE_API int sqlite3_bind_parameter_index(sqlite3_stmt *statement, const char *name); /* or 0 */

/* ---- Columns of results: the leftmost is 0 ---- */

#define SQLITE_INTEGER 1
#define SQLITE_FLOAT 2
#define SQLITE_BLOB 4
#define SQLITE_NULL 5
#ifdef SQLITE_TEXT
#undef SQLITE_TEXT
#else
#define SQLITE_TEXT 3
#endif
#define SQLITE3_TEXT 3

SQLITE_API int sqlite3_column_count(sqlite3_stmt *statement);
SQLITE_API int sqlite3_data_count(sqlite3_stmt *statement); /* 0: there is no row now */

/* Of the row that step() stands on, converted if need be. Pointers live until the next step(),
** reset(), finalize(), or another conversion of the same column. bytes: after text or blob. */
SQLITE_API const void *sqlite3_column_blob(sqlite3_stmt *statement, int column);
SQLITE_API double sqlite3_column_double(sqlite3_stmt *statement, int column);
SQLITE_API int sqlite3_column_int(sqlite3_stmt *statement, int column);
SQLITE_API sqlite3_int64 sqlite3_column_int64(sqlite3_stmt *statement, int column);
SQLITE_API const unsigned char *sqlite3_column_text(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_text16(sqlite3_stmt *statement, int column);
/* Only to be bound, returned, or duplicated: other calls need a protected value. */
SQLITE_API sqlite3_value *sqlite3_column_value(sqlite3_stmt *statement, int column);
SQLITE_API int sqlite3_column_bytes(sqlite3_stmt *statement, int column);
SQLITE_API int sqlite3_column_bytes16(sqlite3_stmt *statement, int column);
SQLITE_API int sqlite3_column_type(sqlite3_stmt *statement, int column); /* SQLITE_INTEGER ... */

/* Names; the last three pairs say which column of which table it is, or NULL. They live as long as
** the statement, until it is prepared anew, or the other encoding is asked for. */
SQLITE_API const char *sqlite3_column_name(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_name16(sqlite3_stmt *statement, int column);
SQLITE_API const char *sqlite3_column_decltype(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_decltype16(sqlite3_stmt *statement, int column);
SQLITE_API const char *sqlite3_column_database_name(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_database_name16(sqlite3_stmt *statement, int column);
SQLITE_API const char *sqlite3_column_table_name(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_table_name16(sqlite3_stmt *statement, int column);
SQLITE_API const char *sqlite3_column_origin_name(sqlite3_stmt *statement, int column);
SQLITE_API const void *sqlite3_column_origin_name16(sqlite3_stmt *statement, int column);

/* About a column of a table; each out pointer may be NULL. No column: is there such a table? The
** texts live until the next call for the connection. */
SQLITE_API int sqlite3_table_column_metadata(sqlite3 *db, const char *schema, const char *table,
                                             const char *column, char const **declared_type,
                                             char const **collation, int *is_not_null,
                                             int *is_primary_key, int *is_autoincrement);

/* ---- Values ---- */

/* As the columns above; of the arguments of a function, or of a value that was duplicated. */
SQLITE_API const void *sqlite3_value_blob(sqlite3_value *value);
SQLITE_API double sqlite3_value_double(sqlite3_value *value);
SQLITE_API int sqlite3_value_int(sqlite3_value *value);
SQLITE_API sqlite3_int64 sqlite3_value_int64(sqlite3_value *value);
SQLITE_API void *sqlite3_value_pointer(sqlite3_value *value, const char *type); /* NULL: no such */
SQLITE_API const unsigned char *sqlite3_value_text(sqlite3_value *value);
SQLITE_API const void *sqlite3_value_text16(sqlite3_value *value);
SQLITE_API const void *sqlite3_value_text16le(sqlite3_value *value);
SQLITE_API const void *sqlite3_value_text16be(sqlite3_value *value);
SQLITE_API int sqlite3_value_bytes(sqlite3_value *value);
SQLITE_API int sqlite3_value_bytes16(sqlite3_value *value);
SQLITE_API int sqlite3_value_type(sqlite3_value *value);
/* The type after a text that looks like a number has become one. */
SQLITE_API int sqlite3_value_numeric_type(sqlite3_value *value);
SQLITE_API int sqlite3_value_nochange(sqlite3_value *value); /* xUpdate: 1, it stays what it was */
SQLITE_API int sqlite3_value_frombind(sqlite3_value *value); /* 1: a parameter */
SQLITE_API int sqlite3_value_encoding(sqlite3_value *value);
SQLITE_API unsigned int sqlite3_value_subtype(sqlite3_value *value);

/* A copy that belongs to the caller; NULL where memory ran out. */
SQLITE_API sqlite3_value *sqlite3_value_dup(const sqlite3_value *value);
SQLITE_API void sqlite3_value_free(sqlite3_value *value);

/* ---- Functions of programs ---- */

/* `arguments`: how many; -1: any number. `flags`: an encoding, and what is below. Either `call`
** (scalar) or `step` and `final` (aggregate), and for windows `value` and `inverse`, too; all NULL
** removes the function. `destructor` (may be NULL) frees `data` when the function goes, also if
** this call fails. */
SQLITE_API int sqlite3_create_function(sqlite3 *db, const char *name, int arguments, int flags,
                                       void *data,
                                       void (*call)(sqlite3_context *, int, sqlite3_value **),
                                       void (*step)(sqlite3_context *, int, sqlite3_value **),
                                       void (*final)(sqlite3_context *));
SQLITE_API int sqlite3_create_function16(sqlite3 *db, const void *name, int arguments, int flags,
                                         void *data,
                                         void (*call)(sqlite3_context *, int, sqlite3_value **),
                                         void (*step)(sqlite3_context *, int, sqlite3_value **),
                                         void (*final)(sqlite3_context *));
SQLITE_API int sqlite3_create_function_v2(sqlite3 *db, const char *name, int arguments, int flags,
                                          void *data,
                                          void (*call)(sqlite3_context *, int, sqlite3_value **),
                                          void (*step)(sqlite3_context *, int, sqlite3_value **),
                                          void (*final)(sqlite3_context *),
                                          sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_create_window_function(
    sqlite3 *db, const char *name, int arguments, int flags, void *data,
    void (*step)(sqlite3_context *, int, sqlite3_value **), void (*final)(sqlite3_context *),
    void (*value)(sqlite3_context *), void (*inverse)(sqlite3_context *, int, sqlite3_value **),
    sqlite3_destructor_type destructor);
/* A function that virtual tables may give a meaning to, and that fails elsewhere. */
SQLITE_API int sqlite3_overload_function(sqlite3 *db, const char *name, int arguments);

#define SQLITE_UTF8 1
#define SQLITE_UTF16LE 2
#define SQLITE_UTF16BE 3
#define SQLITE_UTF16 4         /* in the byte order of the machine */
#define SQLITE_ANY 5           /* deprecated */
#define SQLITE_UTF16_ALIGNED 8 /* for collations: at even addresses */

#define SQLITE_DETERMINISTIC 0x000000800 /* the same arguments give the same result */
#define SQLITE_DIRECTONLY 0x000080000    /* not from triggers, views, the schema */
#define SQLITE_SUBTYPE 0x000100000       /* asks for subtypes */
#define SQLITE_INNOCUOUS 0x000200000     /* from an untrusted schema, too */

SQLITE_API void *sqlite3_user_data(sqlite3_context *context);
SQLITE_API sqlite3 *sqlite3_context_db_handle(sqlite3_context *context);
/* Memory of an aggregate's group, zeros at first; NULL: size 0 and there is none yet. */
SQLITE_API void *sqlite3_aggregate_context(sqlite3_context *context, int size);
/* What is kept with an argument that does not change while the statement runs. */
SQLITE_API void *sqlite3_get_auxdata(sqlite3_context *context, int argument);
SQLITE_API void sqlite3_set_auxdata(sqlite3_context *context, int argument, void *data,
                                    sqlite3_destructor_type destructor);

/* The result: the last of these calls counts. Lent as bound values are. */
SQLITE_API void sqlite3_result_blob(sqlite3_context *context, const void *bytes, int size,
                                    sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_blob64(sqlite3_context *context, const void *bytes,
                                      sqlite3_uint64 size, sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_double(sqlite3_context *context, double value);
SQLITE_API void sqlite3_result_int(sqlite3_context *context, int value);
SQLITE_API void sqlite3_result_int64(sqlite3_context *context, sqlite3_int64 value);
SQLITE_API void sqlite3_result_null(sqlite3_context *context);
SQLITE_API void sqlite3_result_text(sqlite3_context *context, const char *text, int size,
                                    sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_text64(sqlite3_context *context, const char *text,
                                      sqlite3_uint64 size, sqlite3_destructor_type destructor,
                                      unsigned char encoding);
SQLITE_API void sqlite3_result_text16(sqlite3_context *context, const void *text, int size,
                                      sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_text16le(sqlite3_context *context, const void *text, int size,
                                        sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_text16be(sqlite3_context *context, const void *text, int size,
                                        sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_value(sqlite3_context *context, sqlite3_value *value);
SQLITE_API void sqlite3_result_pointer(sqlite3_context *context, void *pointer, const char *type,
                                       sqlite3_destructor_type destructor);
SQLITE_API void sqlite3_result_zeroblob(sqlite3_context *context, int size);
SQLITE_API int sqlite3_result_zeroblob64(sqlite3_context *context, sqlite3_uint64 size);
SQLITE_API void sqlite3_result_subtype(sqlite3_context *context, unsigned int subtype);
/* The statement fails. error_code comes after error, which sets SQLITE_ERROR. */
SQLITE_API void sqlite3_result_error(sqlite3_context *context, const char *message, int size);
SQLITE_API void sqlite3_result_error16(sqlite3_context *context, const void *message, int size);
SQLITE_API void sqlite3_result_error_toobig(sqlite3_context *context);
SQLITE_API void sqlite3_result_error_nomem(sqlite3_context *context);
SQLITE_API void sqlite3_result_error_code(sqlite3_context *context, int code);

/* ---- Collations ---- */

/* `compare` gets data, size and text, size and text; below 0: the first comes first. NULL removes
** the collation. `destructor` frees `data` when it goes, but not if this call fails. */
SQLITE_API int sqlite3_create_collation(sqlite3 *db, const char *name, int encoding, void *data,
                                        int (*compare)(void *, int, const void *, int,
                                                       const void *));
SQLITE_API int sqlite3_create_collation_v2(sqlite3 *db, const char *name, int encoding, void *data,
                                           int (*compare)(void *, int, const void *, int,
                                                          const void *),
                                           sqlite3_destructor_type destructor);
SQLITE_API int sqlite3_create_collation16(sqlite3 *db, const void *name, int encoding, void *data,
                                          int (*compare)(void *, int, const void *, int,
                                                         const void *));
/* Who is asked to create collations that are missing. */
SQLITE_API int sqlite3_collation_needed(sqlite3 *db, void *data,
                                        void (*needed)(void *, sqlite3 *, int encoding,
                                                       const char *name));
SQLITE_API int sqlite3_collation_needed16(sqlite3 *db, void *data,
                                          void (*needed)(void *, sqlite3 *, int encoding,
                                                         const void *name));

/* ---- Changes and transactions ---- */

SQLITE_API sqlite3_int64 sqlite3_last_insert_rowid(sqlite3 *db);
SQLITE_API void sqlite3_set_last_insert_rowid(sqlite3 *db, sqlite3_int64 rowid);
/* Rows of the last INSERT, UPDATE or DELETE, and of all since the connection was opened. */
SQLITE_API int sqlite3_changes(sqlite3 *db);
SQLITE_API sqlite3_int64 sqlite3_changes64(sqlite3 *db);
SQLITE_API int sqlite3_total_changes(sqlite3 *db);
SQLITE_API sqlite3_int64 sqlite3_total_changes64(sqlite3 *db);

SQLITE_API int sqlite3_get_autocommit(sqlite3 *db); /* 0: within BEGIN ... COMMIT */
/* Of a schema; NULL: the highest of all. -1: there is no such schema. */
SQLITE_API int sqlite3_txn_state(sqlite3 *db, const char *schema);
#define SQLITE_TXN_NONE 0
#define SQLITE_TXN_READ 1
#define SQLITE_TXN_WRITE 2

/* Stops what runs, from any thread: SQLITE_INTERRUPT. Not while the connection is being closed. */
SQLITE_API void sqlite3_interrupt(sqlite3 *db);
/* Called each so many steps of the machine; not 0 interrupts. NULL or below 1: nobody. */
SQLITE_API void sqlite3_progress_handler(sqlite3 *db, int steps, int (*handler)(void *),
                                         void *data);

/* Called when a lock cannot be had, with how often before for the same; 0: give up (SQLITE_BUSY).
** It must not use the connection. The timeout is a handler of the library's; 0 or below: none. */
SQLITE_API int sqlite3_busy_handler(sqlite3 *db, int (*handler)(void *, int), void *data);
SQLITE_API int sqlite3_busy_timeout(sqlite3 *db, int milliseconds);
/* Called once another connection to the same shared cache is done with what was SQLITE_LOCKED.
** NULL: not any more. */
SQLITE_API int sqlite3_unlock_notify(sqlite3 *db, void (*notify)(void **data, int count),
                                     void *data);

/* Writes what was changed and is in nobody's use, in the middle of a transaction. */
SQLITE_API int sqlite3_db_cacheflush(sqlite3 *db);

/* ---- Who is told of what happens. Hooks must not use the connection ---- */

/* These return the data of the hook before. commit: not 0 makes it a rollback. */
SQLITE_API void *sqlite3_commit_hook(sqlite3 *db, int (*hook)(void *), void *data);
SQLITE_API void *sqlite3_rollback_hook(sqlite3 *db, void (*hook)(void *), void *data);
/* Hears of rows: SQLITE_INSERT ..., schema, table, rowid. Not of WITHOUT ROWID tables. */
SQLITE_API void *sqlite3_update_hook(
    sqlite3 *db, void (*hook)(void *, int, char const *, char const *, sqlite3_int64), void *data);
/* How many free pages a COMMIT in auto-vacuum mode gives back: schema, pages, free pages, bytes of
** a page. */
SQLITE_API int sqlite3_autovacuum_pages(sqlite3 *db,
                                        unsigned int (*pages)(void *, const char *, unsigned int,
                                                              unsigned int, unsigned int),
                                        void *data, sqlite3_destructor_type destructor);

#if defined(SQLITE_ENABLE_PREUPDATE_HOOK)
/* Called before each change of a row of a table, with the rowids before and after. The others are
** for use in the hook; their values live until it returns. */
SQLITE_API void *sqlite3_preupdate_hook(sqlite3 *db,
                                        void (*hook)(void *data, sqlite3 *db, int op,
                                                     char const *schema, char const *table,
                                                     sqlite3_int64 before, sqlite3_int64 after),
                                        void *data);
SQLITE_API int sqlite3_preupdate_old(sqlite3 *db, int column, sqlite3_value **value);
SQLITE_API int sqlite3_preupdate_count(sqlite3 *db); /* columns */
SQLITE_API int sqlite3_preupdate_depth(sqlite3 *db); /* of triggers; 0: the statement itself */
SQLITE_API int sqlite3_preupdate_new(sqlite3 *db, int column, sqlite3_value **value);
SQLITE_API int sqlite3_preupdate_blobwrite(sqlite3 *db); /* the column, or -1: not by a blob */
#endif

/* Asked while statements are prepared: what is to be done, two names that depend on it, schema,
** trigger or view. OK; DENY: the statement fails; IGNORE: it is left out, or NULL. */
SQLITE_API int sqlite3_set_authorizer(sqlite3 *db,
                                      int (*authorizer)(void *, int, const char *, const char *,
                                                        const char *, const char *),
                                      void *data);
#define SQLITE_DENY 1
#define SQLITE_IGNORE 2
/* What it is asked for, and the two names. */
#define SQLITE_CREATE_INDEX 1        /* index, table */
#define SQLITE_CREATE_TABLE 2        /* table */
#define SQLITE_CREATE_TEMP_INDEX 3   /* index, table */
#define SQLITE_CREATE_TEMP_TABLE 4   /* table */
#define SQLITE_CREATE_TEMP_TRIGGER 5 /* trigger, table */
#define SQLITE_CREATE_TEMP_VIEW 6    /* view */
#define SQLITE_CREATE_TRIGGER 7      /* trigger, table */
#define SQLITE_CREATE_VIEW 8         /* view */
#define SQLITE_DELETE 9              /* table */
#define SQLITE_DROP_INDEX 10         /* index, table */
#define SQLITE_DROP_TABLE 11         /* table */
#define SQLITE_DROP_TEMP_INDEX 12    /* index, table */
#define SQLITE_DROP_TEMP_TABLE 13    /* table */
#define SQLITE_DROP_TEMP_TRIGGER 14  /* trigger, table */
#define SQLITE_DROP_TEMP_VIEW 15     /* view */
#define SQLITE_DROP_TRIGGER 16       /* trigger, table */
#define SQLITE_DROP_VIEW 17          /* view */
#define SQLITE_INSERT 18             /* table */
#define SQLITE_PRAGMA 19             /* pragma, argument or - */
#define SQLITE_READ 20               /* table, column */
#define SQLITE_SELECT 21             /* nothing */
#define SQLITE_TRANSACTION 22        /* operation */
#define SQLITE_UPDATE 23             /* table, column */
#define SQLITE_ATTACH 24             /* file */
#define SQLITE_DETACH 25             /* schema */
#define SQLITE_ALTER_TABLE 26        /* schema, table */
#define SQLITE_REINDEX 27            /* index */
#define SQLITE_ANALYZE 28            /* table */
#define SQLITE_CREATE_VTABLE 29      /* table, module */
#define SQLITE_DROP_VTABLE 30        /* table, module */
#define SQLITE_FUNCTION 31           /* nothing, function */
#define SQLITE_SAVEPOINT 32          /* operation, savepoint */
#define SQLITE_COPY 0                /* not used */
#define SQLITE_RECURSIVE 33          /* nothing */

/* Hears of what `mask` says: kind, data, and two pointers that depend on the kind. */
SQLITE_API int sqlite3_trace_v2(sqlite3 *db, unsigned mask,
                                int (*callback)(unsigned, void *, void *, void *), void *data);
#define SQLITE_TRACE_STMT 0x01    /* begins: sqlite3_stmt*, const char* (SQL or a comment) */
#define SQLITE_TRACE_PROFILE 0x02 /* ended: sqlite3_stmt*, sqlite3_int64* nanoseconds */
#define SQLITE_TRACE_ROW 0x04     /* sqlite3_stmt* */
#define SQLITE_TRACE_CLOSE 0x08   /* sqlite3* */

/* ---- The write-ahead log ---- */

/* Called after a commit in WAL mode with the schema and the pages in the log; the result is that
** of the commit. autocheckpoint is a hook of the library's, of so many pages; 0: none. */
SQLITE_API void *sqlite3_wal_hook(sqlite3 *db, int (*hook)(void *, sqlite3 *, const char *, int),
                                  void *data);
SQLITE_API int sqlite3_wal_autocheckpoint(sqlite3 *db, int pages);
/* Of a schema; NULL or "": of all. The out pointers may be NULL: pages in the log, and how many of
** these are in the database by now; -1 where there is no log. */
SQLITE_API int sqlite3_wal_checkpoint(sqlite3 *db, const char *schema);
SQLITE_API int sqlite3_wal_checkpoint_v2(sqlite3 *db, const char *schema, int mode, int *log_pages,
                                         int *pages_done);
#define SQLITE_CHECKPOINT_PASSIVE 0  /* as much as can be done without waiting */
#define SQLITE_CHECKPOINT_FULL 1     /* wait for writers, and for readers of older states */
#define SQLITE_CHECKPOINT_RESTART 2  /* and until the log can be begun anew */
#define SQLITE_CHECKPOINT_TRUNCATE 3 /* and cut it to nothing */

/* States of a database in WAL mode that can be gone back to; in builds that have them. */
typedef struct sqlite3_snapshot {
  unsigned char hidden[48];
} sqlite3_snapshot;
SQLITE_API SQLITE_EXPERIMENTAL int sqlite3_snapshot_get(sqlite3 *db, const char *schema,
                                                        sqlite3_snapshot **snapshot);
SQLITE_API SQLITE_EXPERIMENTAL int sqlite3_snapshot_open(sqlite3 *db, const char *schema,
                                                         sqlite3_snapshot *snapshot);
SQLITE_API SQLITE_EXPERIMENTAL void sqlite3_snapshot_free(sqlite3_snapshot *snapshot);
/* Below 0: the first is older. */
SQLITE_API SQLITE_EXPERIMENTAL int sqlite3_snapshot_cmp(sqlite3_snapshot *a, sqlite3_snapshot *b);
SQLITE_API SQLITE_EXPERIMENTAL int sqlite3_snapshot_recover(sqlite3 *db, const char *schema);

/* ---- Blobs read and written in pieces ---- */

/* Of a row; `flags` not 0: for writing. A change of the row by others makes it SQLITE_ABORT. Its
** size stays what it is. close: also returns what a commit said; NULL is closed already. */
SQLITE_API int sqlite3_blob_open(sqlite3 *db, const char *schema, const char *table,
                                 const char *column, sqlite3_int64 rowid, int flags,
                                 sqlite3_blob **blob);
SQLITE_API int sqlite3_blob_reopen(sqlite3_blob *blob, sqlite3_int64 rowid); /* another row */
SQLITE_API int sqlite3_blob_close(sqlite3_blob *blob);
SQLITE_API int sqlite3_blob_bytes(sqlite3_blob *blob);
SQLITE_API int sqlite3_blob_read(sqlite3_blob *blob, void *out, int size, int offset);
SQLITE_API int sqlite3_blob_write(sqlite3_blob *blob, const void *bytes, int size, int offset);

/* ---- Copies of whole databases ---- */

/* Copies page by page, also while others use the source. NULL: `target` has the error. step: so
** many pages (below 0: all); SQLITE_DONE at the end; BUSY and LOCKED can be tried again. */
SQLITE_API sqlite3_backup *sqlite3_backup_init(sqlite3 *target, const char *target_schema,
                                               sqlite3 *source, const char *source_schema);
SQLITE_API int sqlite3_backup_step(sqlite3_backup *backup, int pages);
SQLITE_API int sqlite3_backup_finish(sqlite3_backup *backup);
/* As of the last step. */
SQLITE_API int sqlite3_backup_remaining(sqlite3_backup *backup);
SQLITE_API int sqlite3_backup_pagecount(sqlite3_backup *backup);

/* A database as its file would be, of sqlite3_malloc(). NOCOPY: only if it is in memory in one
** piece, which stays the database's; else NULL. `size` may be NULL, and is set in any case. */
SQLITE_API unsigned char *sqlite3_serialize(sqlite3 *db, const char *schema, sqlite3_int64 *size,
                                            unsigned int flags);
#define SQLITE_SERIALIZE_NOCOPY 0x001
/* Makes `bytes` the content of a database, which then lies in memory. They are lent until it is
** closed. */
SQLITE_API int sqlite3_deserialize(sqlite3 *db, const char *schema, unsigned char *bytes,
                                   sqlite3_int64 size, sqlite3_int64 capacity, unsigned flags);
#define SQLITE_DESERIALIZE_FREEONCLOSE 1 /* by sqlite3_free(), also after an error */
#define SQLITE_DESERIALIZE_RESIZEABLE 2  /* by sqlite3_realloc64() */
#define SQLITE_DESERIALIZE_READONLY 4

/* ---- Virtual tables ---- */

/* Methods answer result codes. Modules of version 1 end after xRename, of 2 after xRollbackTo.
** Those that may be NULL: xCreate (the table is there without CREATE), xUpdate (read only), and all
** from xBegin on. Messages go to sqlite3_vtab::zErrMsg, of sqlite3_malloc(). */
struct sqlite3_module {
  int iVersion;
  int (*xCreate)(sqlite3 *db, void *data, int count, const char *const *arguments,
                 sqlite3_vtab **table, char **error);
  int (*xConnect)(sqlite3 *db, void *data, int count, const char *const *arguments,
                  sqlite3_vtab **table, char **error);
  int (*xBestIndex)(sqlite3_vtab *table, sqlite3_index_info *question);
  int (*xDisconnect)(sqlite3_vtab *table);
  int (*xDestroy)(sqlite3_vtab *table);
  int (*xOpen)(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor);
  int (*xClose)(sqlite3_vtab_cursor *cursor);
  int (*xFilter)(sqlite3_vtab_cursor *cursor, int index, const char *index_text, int count,
                 sqlite3_value **arguments);
  int (*xNext)(sqlite3_vtab_cursor *cursor);
  int (*xEof)(sqlite3_vtab_cursor *cursor); /* 1: behind the last row */
  int (*xColumn)(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column);
  int (*xRowid)(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid);
  int (*xUpdate)(sqlite3_vtab *table, int count, sqlite3_value **values, sqlite3_int64 *rowid);
  int (*xBegin)(sqlite3_vtab *table);
  int (*xSync)(sqlite3_vtab *table);
  int (*xCommit)(sqlite3_vtab *table);
  int (*xRollback)(sqlite3_vtab *table);
  int (*xFindFunction)(sqlite3_vtab *table, int count, const char *name,
                       void (**function)(sqlite3_context *, int, sqlite3_value **), void **data);
  int (*xRename)(sqlite3_vtab *table, const char *name);
  int (*xSavepoint)(sqlite3_vtab *table, int savepoint);
  int (*xRelease)(sqlite3_vtab *table, int savepoint);
  int (*xRollbackTo)(sqlite3_vtab *table, int savepoint);
  int (*xShadowName)(const char *suffix); /* 1: a table of this ending belongs to it */
};

/* A module's own structures begin with these. */
struct sqlite3_vtab {
  const sqlite3_module *pModule;
  int nRef; /* the library's */
  char *zErrMsg;
};
struct sqlite3_vtab_cursor {
  sqlite3_vtab *pVtab;
};

/* What xBestIndex is asked, and answers. */
struct sqlite3_index_info {
  int nConstraint; /* asked: terms of WHERE that the table could look up */
  struct sqlite3_index_constraint {
    int iColumn;          /* -1: the rowid */
    unsigned char op;     /* SQLITE_INDEX_CONSTRAINT_... */
    unsigned char usable; /* 0: its right side is not known in this plan */
    int iTermOffset;      /* the library's */
  } *aConstraint;
  int nOrderBy; /* asked: the order that is wanted */
  struct sqlite3_index_orderby {
    int iColumn;
    unsigned char desc;
  } *aOrderBy;
  struct sqlite3_index_constraint_usage { /* answered: one for each constraint */
    int argvIndex;                        /* above 0: its right side is that argument of xFilter */
    unsigned char omit;                   /* not 0: the table sees to it alone */
  } *aConstraintUsage;
  int idxNum; /* answered: both go to xFilter */
  char *idxStr;
  int needToFreeIdxStr; /* not 0: idxStr is of sqlite3_malloc() */
  int orderByConsumed;  /* not 0: rows come in the order that is wanted */
  double estimatedCost;
  sqlite3_int64 estimatedRows;
  int idxFlags;           /* SQLITE_INDEX_SCAN_... */
  sqlite3_uint64 colUsed; /* asked: bits of columns; the highest: all from the 64th on */
};
#define SQLITE_INDEX_SCAN_UNIQUE 1 /* one row at most */

#define SQLITE_INDEX_CONSTRAINT_EQ 2
#define SQLITE_INDEX_CONSTRAINT_GT 4
#define SQLITE_INDEX_CONSTRAINT_LE 8
#define SQLITE_INDEX_CONSTRAINT_LT 16
#define SQLITE_INDEX_CONSTRAINT_GE 32
#define SQLITE_INDEX_CONSTRAINT_MATCH 64
#define SQLITE_INDEX_CONSTRAINT_LIKE 65
#define SQLITE_INDEX_CONSTRAINT_GLOB 66
#define SQLITE_INDEX_CONSTRAINT_REGEXP 67
#define SQLITE_INDEX_CONSTRAINT_NE 68
#define SQLITE_INDEX_CONSTRAINT_ISNOT 69
#define SQLITE_INDEX_CONSTRAINT_ISNOTNULL 70
#define SQLITE_INDEX_CONSTRAINT_ISNULL 71
#define SQLITE_INDEX_CONSTRAINT_IS 72
#define SQLITE_INDEX_CONSTRAINT_LIMIT 73
#define SQLITE_INDEX_CONSTRAINT_OFFSET 74
#define SQLITE_INDEX_CONSTRAINT_FUNCTION 150 /* up to 255: what xFindFunction answered */

/* A module and its structure have to stay. A NULL module removes it. `destructor` (may be NULL)
** frees `data` when it goes, also if this call fails. */
SQLITE_API int sqlite3_create_module(sqlite3 *db, const char *name, const sqlite3_module *module,
                                     void *data);
SQLITE_API int sqlite3_create_module_v2(sqlite3 *db, const char *name, const sqlite3_module *module,
                                        void *data, sqlite3_destructor_type destructor);
/* Removes all but those named; the list ends with NULL, and may be NULL. */
SQLITE_API int sqlite3_drop_modules(sqlite3 *db, const char **kept);

/* In xCreate and xConnect: the columns, as a CREATE TABLE; and what below says. */
SQLITE_API int sqlite3_declare_vtab(sqlite3 *db, const char *sql);
SQLITE_API int sqlite3_vtab_config(sqlite3 *db, int option, ...);
#define SQLITE_VTAB_CONSTRAINT_SUPPORT 1 /* int: it keeps ON CONFLICT */
#define SQLITE_VTAB_INNOCUOUS 2          /* it may be used in an untrusted schema */
#define SQLITE_VTAB_DIRECTONLY 3         /* it may not be used in triggers and views */

/* In xUpdate: what ON CONFLICT says: SQLITE_ROLLBACK, IGNORE, FAIL, ABORT or REPLACE. */
SQLITE_API int sqlite3_vtab_on_conflict(sqlite3 *db);
#define SQLITE_ROLLBACK 1
#define SQLITE_FAIL 3
#define SQLITE_REPLACE 5
/* In xColumn: 1, the value is not needed, for an UPDATE leaves it alone. */
SQLITE_API int sqlite3_vtab_nochange(sqlite3_context *context);

/* In xBestIndex. distinct: 0 the order as wanted, 1 groups, 2 distinct, 3 both. in: is it an IN
** that xFilter could get whole; `handle` 1: it shall, 0: not, -1: only asks. rhs_value:
** SQLITE_NOTFOUND if it is not known. */
SQLITE_API SQLITE_EXPERIMENTAL const char *sqlite3_vtab_collation(sqlite3_index_info *question,
                                                                  int constraint);
SQLITE_API int sqlite3_vtab_distinct(sqlite3_index_info *question);
SQLITE_API int sqlite3_vtab_in(sqlite3_index_info *question, int constraint, int handle);
SQLITE_API int sqlite3_vtab_rhs_value(sqlite3_index_info *question, int constraint,
                                      sqlite3_value **value);
/* In xFilter: the values of such an IN; SQLITE_DONE behind the last. */
SQLITE_API int sqlite3_vtab_in_first(sqlite3_value *list, sqlite3_value **value);
SQLITE_API int sqlite3_vtab_in_next(sqlite3_value *list, sqlite3_value **value);

/* ---- Extensions ---- */

/* Loads a shared library and calls `entry` (NULL: the usual names). Has to be allowed first. */
SQLITE_API int sqlite3_load_extension(sqlite3 *db, const char *file, const char *entry,
                                      char **error);
SQLITE_API int sqlite3_enable_load_extension(sqlite3 *db, int on); /* with the SQL function */
/* Entry points to be called for each connection that is opened; cancel: 1, it was there. */
SQLITE_API int sqlite3_auto_extension(void (*entry)(void));
SQLITE_API int sqlite3_cancel_auto_extension(void (*entry)(void));
SQLITE_API void sqlite3_reset_auto_extension(void);

/* ---- File systems ---- */

/* An open file. A file system's own structure, of szOsFile bytes, begins with this. */
struct sqlite3_file {
  const struct sqlite3_io_methods *pMethods; /* NULL: there is nothing to close */
};

/* Version 1 ends after xDeviceCharacteristics, 2 after xShmUnmap. */
struct sqlite3_io_methods {
  int iVersion;
  int (*xClose)(sqlite3_file *file);
  /* SQLITE_IOERR_SHORT_READ: the rest of `out` is zeros. */
  int (*xRead)(sqlite3_file *file, void *out, int size, sqlite3_int64 offset);
  int (*xWrite)(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset);
  int (*xTruncate)(sqlite3_file *file, sqlite3_int64 size);
  int (*xSync)(sqlite3_file *file, int flags); /* SQLITE_SYNC_... */
  int (*xFileSize)(sqlite3_file *file, sqlite3_int64 *size);
  int (*xLock)(sqlite3_file *file, int lock); /* SQLITE_LOCK_... */
  int (*xUnlock)(sqlite3_file *file, int lock);
  int (*xCheckReservedLock)(sqlite3_file *file, int *is_reserved);
  int (*xFileControl)(sqlite3_file *file, int op, void *argument); /* or SQLITE_NOTFOUND */
  int (*xSectorSize)(sqlite3_file *file);
  int (*xDeviceCharacteristics)(sqlite3_file *file); /* SQLITE_IOCAP_... */
  /* Of version 2: memory shared by all who have the database open, in regions. */
  int (*xShmMap)(sqlite3_file *file, int region, int size, int extend, void volatile **memory);
  int (*xShmLock)(sqlite3_file *file, int first, int count, int flags); /* SQLITE_SHM_... */
  void (*xShmBarrier)(sqlite3_file *file);
  int (*xShmUnmap)(sqlite3_file *file, int remove);
  /* Of version 3: a part of the file mapped into memory; *bytes NULL: read it instead. */
  int (*xFetch)(sqlite3_file *file, sqlite3_int64 offset, int size, void **bytes);
  int (*xUnfetch)(sqlite3_file *file, sqlite3_int64 offset, void *bytes);
};

typedef void (*sqlite3_syscall_ptr)(void);

/* A file system, which has to stay as long as it is registered. Version 1 ends after
** xGetLastError, 2 after xCurrentTimeInt64. */
struct sqlite3_vfs {
  int iVersion;
  int szOsFile;       /* bytes of its sqlite3_file */
  int mxPathname;     /* bytes of a path at most */
  sqlite3_vfs *pNext; /* the library's */
  const char *zName;
  void *pAppData;
  /* `name` NULL: a temporary file. `out_flags` (may be NULL): how it was opened in the end. */
  int (*xOpen)(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
               int *out_flags);
  int (*xDelete)(sqlite3_vfs *vfs, const char *name, int sync_folder);
  int (*xAccess)(sqlite3_vfs *vfs, const char *name, int flags, int *answer);
  int (*xFullPathname)(sqlite3_vfs *vfs, const char *name, int size, char *out);
  void *(*xDlOpen)(sqlite3_vfs *vfs, const char *name);
  void (*xDlError)(sqlite3_vfs *vfs, int size, char *message);
  void (*(*xDlSym)(sqlite3_vfs *vfs, void *library, const char *symbol))(void);
  void (*xDlClose)(sqlite3_vfs *vfs, void *library);
  int (*xRandomness)(sqlite3_vfs *vfs, int size, char *out); /* answers how many bytes */
  int (*xSleep)(sqlite3_vfs *vfs, int microseconds);         /* answers how long */
  int (*xCurrentTime)(sqlite3_vfs *vfs, double *julian_day);
  int (*xGetLastError)(sqlite3_vfs *vfs, int size, char *message);
  /* Of version 2. Milliseconds of the Julian day. */
  int (*xCurrentTimeInt64)(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds);
  /* Of version 3, for tests: calls of the system that can be replaced. */
  int (*xSetSystemCall)(sqlite3_vfs *vfs, const char *name, sqlite3_syscall_ptr function);
  sqlite3_syscall_ptr (*xGetSystemCall)(sqlite3_vfs *vfs, const char *name);
  const char *(*xNextSystemCall)(sqlite3_vfs *vfs, const char *name);
};

SQLITE_API sqlite3_vfs *sqlite3_vfs_find(const char *name); /* NULL: the default */
SQLITE_API int sqlite3_vfs_register(sqlite3_vfs *vfs, int make_default);
SQLITE_API int sqlite3_vfs_unregister(sqlite3_vfs *vfs);

/* xAccess */
#define SQLITE_ACCESS_EXISTS 0
#define SQLITE_ACCESS_READWRITE 1
#define SQLITE_ACCESS_READ 2

/* xDeviceCharacteristics: writes of which sizes happen as a whole or not at all, and more */
#define SQLITE_IOCAP_ATOMIC 0x00000001
#define SQLITE_IOCAP_ATOMIC512 0x00000002
#define SQLITE_IOCAP_ATOMIC1K 0x00000004
#define SQLITE_IOCAP_ATOMIC2K 0x00000008
#define SQLITE_IOCAP_ATOMIC4K 0x00000010
#define SQLITE_IOCAP_ATOMIC8K 0x00000020
#define SQLITE_IOCAP_ATOMIC16K 0x00000040
#define SQLITE_IOCAP_ATOMIC32K 0x00000080
#define SQLITE_IOCAP_ATOMIC64K 0x00000100
#define SQLITE_IOCAP_SAFE_APPEND 0x00000200 /* content comes before the size */
#define SQLITE_IOCAP_SEQUENTIAL 0x00000400  /* writes happen in their order */
#define SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN 0x00000800
#define SQLITE_IOCAP_POWERSAFE_OVERWRITE 0x00001000 /* bytes beside a write are safe */
#define SQLITE_IOCAP_IMMUTABLE 0x00002000           /* nobody can change the file */
#define SQLITE_IOCAP_BATCH_ATOMIC 0x00004000        /* it knows BEGIN_ATOMIC_WRITE */

/* xLock */
#define SQLITE_LOCK_NONE 0
#define SQLITE_LOCK_SHARED 1
#define SQLITE_LOCK_RESERVED 2
#define SQLITE_LOCK_PENDING 3
#define SQLITE_LOCK_EXCLUSIVE 4

/* xShmLock: LOCK or UNLOCK, and SHARED or EXCLUSIVE */
#define SQLITE_SHM_UNLOCK 1
#define SQLITE_SHM_LOCK 2
#define SQLITE_SHM_SHARED 4
#define SQLITE_SHM_EXCLUSIVE 8
#define SQLITE_SHM_NLOCK 8 /* how many locks there are */

/* xSync */
#define SQLITE_SYNC_NORMAL 0x00002
#define SQLITE_SYNC_FULL 0x00003
#define SQLITE_SYNC_DATAONLY 0x00010 /* the size may wait */

/* Tells or asks the file of a database. SQLITE_NOTFOUND: it does not know `op`; SQLITE_ERROR:
** there is no such schema. */
SQLITE_API int sqlite3_file_control(sqlite3 *db, const char *schema, int op, void *argument);

#define SQLITE_FCNTL_LOCKSTATE 1
#define SQLITE_FCNTL_GET_LOCKPROXYFILE 2
#define SQLITE_FCNTL_SET_LOCKPROXYFILE 3
#define SQLITE_FCNTL_LAST_ERRNO 4
#define SQLITE_FCNTL_SIZE_HINT 5    /* sqlite3_int64*: it will grow to so many bytes */
#define SQLITE_FCNTL_CHUNK_SIZE 6   /* int*: let it grow in steps of so many bytes */
#define SQLITE_FCNTL_FILE_POINTER 7 /* sqlite3_file** */
#define SQLITE_FCNTL_SYNC_OMITTED 8
#define SQLITE_FCNTL_WIN32_AV_RETRY 9
#define SQLITE_FCNTL_PERSIST_WAL 10         /* int*: keep the log at close; -1 asks */
#define SQLITE_FCNTL_OVERWRITE 11           /* the whole database will be written */
#define SQLITE_FCNTL_VFSNAME 12             /* char**, of sqlite3_malloc() */
#define SQLITE_FCNTL_POWERSAFE_OVERWRITE 13 /* int*; -1 asks */
#define SQLITE_FCNTL_PRAGMA 14              /* char**: answer, name, argument */
#define SQLITE_FCNTL_BUSYHANDLER 15         /* void**: int(*)(void*), its data */
#define SQLITE_FCNTL_TEMPFILENAME 16        /* char**, of sqlite3_malloc() */
#define SQLITE_FCNTL_MMAP_SIZE 18           /* sqlite3_int64*: below 0 asks */
#define SQLITE_FCNTL_TRACE 19               /* char*: what runs */
#define SQLITE_FCNTL_HAS_MOVED 20           /* int* */
#define SQLITE_FCNTL_SYNC 21                /* before xSync of a commit */
#define SQLITE_FCNTL_COMMIT_PHASETWO 22     /* behind it */
#define SQLITE_FCNTL_WIN32_SET_HANDLE 23
#define SQLITE_FCNTL_WAL_BLOCK 24
#define SQLITE_FCNTL_ZIPVFS 25
#define SQLITE_FCNTL_RBU 26
#define SQLITE_FCNTL_VFS_POINTER 27     /* sqlite3_vfs** */
#define SQLITE_FCNTL_JOURNAL_POINTER 28 /* sqlite3_file** of the journal or log */
#define SQLITE_FCNTL_WIN32_GET_HANDLE 29
#define SQLITE_FCNTL_PDB 30
#define SQLITE_FCNTL_BEGIN_ATOMIC_WRITE 31
#define SQLITE_FCNTL_COMMIT_ATOMIC_WRITE 32
#define SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE 33
#define SQLITE_FCNTL_LOCK_TIMEOUT 34 /* int*: milliseconds */
#define SQLITE_FCNTL_DATA_VERSION 35 /* unsigned int*: another after each change */
#define SQLITE_FCNTL_SIZE_LIMIT 36   /* sqlite3_int64*: of a database in memory */
#define SQLITE_FCNTL_CKPT_DONE 37
#define SQLITE_FCNTL_RESERVE_BYTES 38 /* int*: of each page; below 0 asks */
#define SQLITE_FCNTL_CKPT_START 39
#define SQLITE_FCNTL_EXTERNAL_READER 40 /* int*: does another process read */
#define SQLITE_FCNTL_CKSM_FILE 41
#define SQLITE_FCNTL_RESET_CACHE 42 /* forget what is cached */
/* Earlier names. */
#define SQLITE_GET_LOCKPROXYFILE SQLITE_FCNTL_GET_LOCKPROXYFILE
#define SQLITE_SET_LOCKPROXYFILE SQLITE_FCNTL_SET_LOCKPROXYFILE
#define SQLITE_LAST_ERRNO SQLITE_FCNTL_LAST_ERRNO

/* ---- Page caches of programs ---- */

struct sqlite3_pcache_page {
  void *pBuf;   /* the page */
  void *pExtra; /* what the library keeps with it; zeros at first */
};

/* For SQLITE_CONFIG_PCACHE2. xFetch with createFlag 0 only looks; 1 creates if that is easy; 2
** creates if it can be done at all. */
struct sqlite3_pcache_methods2 {
  int iVersion;
  void *pArg;
  int (*xInit)(void *data);
  void (*xShutdown)(void *data);
  sqlite3_pcache *(*xCreate)(int page_size, int extra_size, int may_discard);
  void (*xCachesize)(sqlite3_pcache *cache, int pages);
  int (*xPagecount)(sqlite3_pcache *cache);
  sqlite3_pcache_page *(*xFetch)(sqlite3_pcache *cache, unsigned key, int createFlag);
  void (*xUnpin)(sqlite3_pcache *cache, sqlite3_pcache_page *page, int discard);
  void (*xRekey)(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned from, unsigned to);
  void (*xTruncate)(sqlite3_pcache *cache, unsigned first); /* this page and all behind it go */
  void (*xDestroy)(sqlite3_pcache *cache);
  void (*xShrink)(sqlite3_pcache *cache);
};

/* The earlier form, for SQLITE_CONFIG_PCACHE. */
struct sqlite3_pcache_methods {
  void *pArg;
  int (*xInit)(void *data);
  void (*xShutdown)(void *data);
  sqlite3_pcache *(*xCreate)(int page_size, int may_discard);
  void (*xCachesize)(sqlite3_pcache *cache, int pages);
  int (*xPagecount)(sqlite3_pcache *cache);
  void *(*xFetch)(sqlite3_pcache *cache, unsigned key, int createFlag);
  void (*xUnpin)(sqlite3_pcache *cache, void *page, int discard);
  void (*xRekey)(sqlite3_pcache *cache, void *page, unsigned from, unsigned to);
  void (*xTruncate)(sqlite3_pcache *cache, unsigned first);
  void (*xDestroy)(sqlite3_pcache *cache);
};

/* ---- Texts ---- */

/* Formats as C's printf does, and %q (quotes doubled), %Q (in quotes, or NULL), %w (double quotes
** doubled), %z (a text that is freed), and the flags "," and "!". mprintf: of sqlite3_malloc().
** snprintf: at most size - 1 bytes and a zero; returns `buffer`. */
SQLITE_API char *sqlite3_mprintf(const char *format, ...);
SQLITE_API char *sqlite3_vmprintf(const char *format, va_list arguments);
SQLITE_API char *sqlite3_snprintf(int size, char *buffer, const char *format, ...);
SQLITE_API char *sqlite3_vsnprintf(int size, char *buffer, const char *format, va_list arguments);

/* A text that grows. `db` (may be NULL) limits it. finish: frees the object and gives its text, of
** sqlite3_malloc(); NULL: there was nothing, or an error, which errcode tells before. */
SQLITE_API sqlite3_str *sqlite3_str_new(sqlite3 *db);
SQLITE_API char *sqlite3_str_finish(sqlite3_str *str);
SQLITE_API void sqlite3_str_appendf(sqlite3_str *str, const char *format, ...);
SQLITE_API void sqlite3_str_vappendf(sqlite3_str *str, const char *format, va_list arguments);
SQLITE_API void sqlite3_str_append(sqlite3_str *str, const char *bytes, int size);
SQLITE_API void sqlite3_str_appendall(sqlite3_str *str, const char *text);
SQLITE_API void sqlite3_str_appendchar(sqlite3_str *str, int count, char c);
SQLITE_API void sqlite3_str_reset(sqlite3_str *str); /* to nothing; an error stays */
SQLITE_API int sqlite3_str_errcode(sqlite3_str *str);
SQLITE_API int sqlite3_str_length(sqlite3_str *str); /* bytes */
SQLITE_API char *sqlite3_str_value(sqlite3_str *str);

/* ASCII letters without case; below 0: the first comes first. strnicmp: `size` bytes at most. */
SQLITE_API int sqlite3_stricmp(const char *a, const char *b);
SQLITE_API int sqlite3_strnicmp(const char *a, const char *b, int size);
/* 0: it matches. `escape`: a character; 0: none. */
SQLITE_API int sqlite3_strglob(const char *pattern, const char *text);
SQLITE_API int sqlite3_strlike(const char *pattern, const char *text, unsigned int escape);

/* 1: the text ends where a statement does. */
SQLITE_API int sqlite3_complete(const char *sql);
SQLITE_API int sqlite3_complete16(const void *sql);

/* The keywords of SQL; *name does not end with a zero. check: 1 or 0. */
SQLITE_API int sqlite3_keyword_count(void);
SQLITE_API int sqlite3_keyword_name(int index, const char **name, int *size);
SQLITE_API int sqlite3_keyword_check(const char *word, int size);

/* ---- What programs should not use any more ---- */

#ifndef SQLITE_OMIT_DEPRECATED
SQLITE_API SQLITE_DEPRECATED int sqlite3_aggregate_count(sqlite3_context *context);
SQLITE_API SQLITE_DEPRECATED int sqlite3_expired(sqlite3_stmt *statement);
SQLITE_API SQLITE_DEPRECATED int sqlite3_transfer_bindings(sqlite3_stmt *from, sqlite3_stmt *to);
SQLITE_API SQLITE_DEPRECATED int sqlite3_global_recover(void);
SQLITE_API SQLITE_DEPRECATED void sqlite3_thread_cleanup(void);
SQLITE_API SQLITE_DEPRECATED int sqlite3_memory_alarm(void (*alarm)(void *, sqlite3_int64, int),
                                                      void *data, sqlite3_int64 limit);
#endif
SQLITE_API SQLITE_DEPRECATED void sqlite3_soft_heap_limit(int bytes);
/* The SQL text of statements that begin; and of those that ended, with nanoseconds. */
SQLITE_API SQLITE_DEPRECATED void *sqlite3_trace(sqlite3 *db,
                                                 void (*callback)(void *, const char *),
                                                 void *data);
SQLITE_API SQLITE_DEPRECATED void *sqlite3_profile(
    sqlite3 *db, void (*callback)(void *, const char *, sqlite3_uint64), void *data);
#ifdef SQLITE_ENABLE_CEROD
SQLITE_API void sqlite3_activate_cerod(const char *pass_phrase);
#endif

#ifdef SQLITE_OMIT_FLOATING_POINT
#undef double
#endif

#ifdef __cplusplus
}
#endif
#endif /* SQLITE3_H */

/* ---- Shapes of R-trees that programs define ---- */

#ifndef _SQLITE3RTREE_H_
#define _SQLITE3RTREE_H_

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sqlite3_rtree_geometry sqlite3_rtree_geometry;
typedef struct sqlite3_rtree_query_info sqlite3_rtree_query_info;
#ifdef SQLITE_RTREE_INT_ONLY
typedef sqlite3_int64 sqlite3_rtree_dbl;
#else
typedef double sqlite3_rtree_dbl;
#endif

/* A function for the right side of MATCH. `shape` says whether it meets a box. */
SQLITE_API int sqlite3_rtree_geometry_callback(sqlite3 *db, const char *name,
                                               int (*shape)(sqlite3_rtree_geometry *, int,
                                                            sqlite3_rtree_dbl *, int *),
                                               void *data);
struct sqlite3_rtree_geometry {
  void *pContext; /* `data` */
  int nParam;     /* arguments of the function in SQL */
  sqlite3_rtree_dbl *aParam;
  void *pUser;              /* the shape's own */
  void (*xDelUser)(void *); /* frees it */
};

/* The same, told more, and able to set the order in which nodes are visited. */
SQLITE_API int sqlite3_rtree_query_callback(sqlite3 *db, const char *name,
                                            int (*query)(sqlite3_rtree_query_info *), void *data,
                                            sqlite3_destructor_type destructor);
struct sqlite3_rtree_query_info {
  void *pContext; /* up to xDelUser as in sqlite3_rtree_geometry */
  int nParam;
  sqlite3_rtree_dbl *aParam;
  void *pUser;
  void (*xDelUser)(void *);
  sqlite3_rtree_dbl *aCoord; /* of the box */
  unsigned int *anQueue;     /* entries that wait, by level */
  int nCoord;
  int iLevel; /* of the box; 0: a row */
  int mxLevel;
  sqlite3_int64 iRowid;
  sqlite3_rtree_dbl rParentScore;
  int eParentWithin;
  int eWithin;              /* the answer */
  sqlite3_rtree_dbl rScore; /* the answer: low ones come first */
  sqlite3_value **apSqlParam;
};
#define NOT_WITHIN 0
#define PARTLY_WITHIN 1
#define FULLY_WITHIN 2

#ifdef __cplusplus
}
#endif
#endif /* _SQLITE3RTREE_H_ */

/* ---- Sessions: changes of tables recorded, sent, and applied elsewhere ---- */

#if !defined(__SQLITESESSION_H_) && defined(SQLITE_ENABLE_SESSION)
#define __SQLITESESSION_H_ 1

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sqlite3_session sqlite3_session;               /* records */
typedef struct sqlite3_changeset_iter sqlite3_changeset_iter; /* reads a changeset */
typedef struct sqlite3_changegroup sqlite3_changegroup;       /* joins changesets */
typedef struct sqlite3_rebaser sqlite3_rebaser; /* changes local ones by what others did first */

/* Changesets that functions make are of sqlite3_malloc(). Those that end in _strm read and write in
** pieces: input sets *size to what it gave, 0 at the end. */

/* Recording. A session goes before its connection does. attach: a table that has a PRIMARY KEY;
** NULL: all. filter (0: not this table) is asked when a table first changes. */
SQLITE_API int sqlite3session_create(sqlite3 *db, const char *schema, sqlite3_session **session);
SQLITE_API void sqlite3session_delete(sqlite3_session *session);
SQLITE_API int sqlite3session_object_config(sqlite3_session *session, int op, void *argument);
#define SQLITE_SESSION_OBJCONFIG_SIZE 1 /* int*: know changeset_size; before any attach */
/* Both: below 0 only asks; answer what is set in the end. */
SQLITE_API int sqlite3session_enable(sqlite3_session *session, int on);
SQLITE_API int sqlite3session_indirect(sqlite3_session *session, int on);
SQLITE_API int sqlite3session_attach(sqlite3_session *session, const char *table);
SQLITE_API void sqlite3session_table_filter(sqlite3_session *session,
                                            int (*filter)(void *data, const char *table),
                                            void *data);
/* What was recorded; a patchset leaves out old values that applying can do without. */
SQLITE_API int sqlite3session_changeset(sqlite3_session *session, int *size, void **changeset);
SQLITE_API int sqlite3session_patchset(sqlite3_session *session, int *size, void **patchset);
SQLITE_API int sqlite3session_changeset_strm(sqlite3_session *session,
                                             int (*output)(void *data, const void *bytes, int size),
                                             void *data);
SQLITE_API int sqlite3session_patchset_strm(sqlite3_session *session,
                                            int (*output)(void *data, const void *bytes, int size),
                                            void *data);
SQLITE_API sqlite3_int64 sqlite3session_changeset_size(sqlite3_session *session); /* at most */
/* Records what makes the table of `from_schema` that of the session. */
SQLITE_API int sqlite3session_diff(sqlite3_session *session, const char *from_schema,
                                   const char *table, char **error);
SQLITE_API int sqlite3session_isempty(sqlite3_session *session);
SQLITE_API sqlite3_int64 sqlite3session_memory_used(sqlite3_session *session); /* bytes */

/* Reading. The bytes are lent until finalize. next: SQLITE_ROW or SQLITE_DONE. Pointers live until
** the next call of next. */
SQLITE_API int sqlite3changeset_start(sqlite3_changeset_iter **iterator, int size, void *changeset);
SQLITE_API int sqlite3changeset_start_v2(sqlite3_changeset_iter **iterator, int size,
                                         void *changeset, int flags);
SQLITE_API int sqlite3changeset_start_strm(sqlite3_changeset_iter **iterator,
                                           int (*input)(void *data, void *bytes, int *size),
                                           void *data);
SQLITE_API int sqlite3changeset_start_v2_strm(sqlite3_changeset_iter **iterator,
                                              int (*input)(void *data, void *bytes, int *size),
                                              void *data, int flags);
#define SQLITE_CHANGESETSTART_INVERT 0x0002
SQLITE_API int sqlite3changeset_next(sqlite3_changeset_iter *iterator);
SQLITE_API int sqlite3changeset_op(sqlite3_changeset_iter *iterator, const char **table,
                                   int *columns, int *op, int *is_indirect);
SQLITE_API int sqlite3changeset_pk(sqlite3_changeset_iter *iterator, unsigned char **is_key,
                                   int *columns);
/* NULL: the change does not say. */
SQLITE_API int sqlite3changeset_old(sqlite3_changeset_iter *iterator, int column,
                                    sqlite3_value **value);
SQLITE_API int sqlite3changeset_new(sqlite3_changeset_iter *iterator, int column,
                                    sqlite3_value **value);
/* In a conflict handler: of the row that is in the way, and how many foreign keys are broken. */
SQLITE_API int sqlite3changeset_conflict(sqlite3_changeset_iter *iterator, int column,
                                         sqlite3_value **value);
SQLITE_API int sqlite3changeset_fk_conflicts(sqlite3_changeset_iter *iterator, int *count);
SQLITE_API int sqlite3changeset_finalize(sqlite3_changeset_iter *iterator);

/* What undoes a changeset; and one that does two, one after the other. */
SQLITE_API int sqlite3changeset_invert(int size, const void *changeset, int *out_size, void **out);
SQLITE_API int sqlite3changeset_invert_strm(int (*input)(void *data, void *bytes, int *size),
                                            void *input_data,
                                            int (*output)(void *data, const void *bytes, int size),
                                            void *output_data);
SQLITE_API int sqlite3changeset_concat(int first_size, void *first, int second_size, void *second,
                                       int *out_size, void **out);
SQLITE_API int sqlite3changeset_concat_strm(int (*first)(void *data, void *bytes, int *size),
                                            void *first_data,
                                            int (*second)(void *data, void *bytes, int *size),
                                            void *second_data,
                                            int (*output)(void *data, const void *bytes, int size),
                                            void *output_data);
SQLITE_API int sqlite3changegroup_new(sqlite3_changegroup **group);
SQLITE_API int sqlite3changegroup_add(sqlite3_changegroup *group, int size, void *changeset);
SQLITE_API int sqlite3changegroup_add_strm(sqlite3_changegroup *group,
                                           int (*input)(void *data, void *bytes, int *size),
                                           void *data);
SQLITE_API int sqlite3changegroup_output(sqlite3_changegroup *group, int *size, void **changeset);
SQLITE_API int sqlite3changegroup_output_strm(
    sqlite3_changegroup *group, int (*output)(void *data, const void *bytes, int size), void *data);
SQLITE_API void sqlite3changegroup_delete(sqlite3_changegroup *group);

/* Applying to main, all or nothing. `filter` (may be NULL): 0 leaves a table out. `conflict` gets
** why (SQLITE_CHANGESET_DATA ...) and says what to do (SQLITE_CHANGESET_OMIT ...). `rebase` (may be
** NULL) is of sqlite3_malloc(), for the rebaser. */
SQLITE_API int sqlite3changeset_apply(
    sqlite3 *db, int size, void *changeset, int (*filter)(void *data, const char *table),
    int (*conflict)(void *data, int why, sqlite3_changeset_iter *change), void *data);
SQLITE_API int sqlite3changeset_apply_v2(sqlite3 *db, int size, void *changeset,
                                         int (*filter)(void *data, const char *table),
                                         int (*conflict)(void *data, int why,
                                                         sqlite3_changeset_iter *change),
                                         void *data, void **rebase, int *rebase_size, int flags);
SQLITE_API int sqlite3changeset_apply_strm(
    sqlite3 *db, int (*input)(void *data, void *bytes, int *size), void *input_data,
    int (*filter)(void *data, const char *table),
    int (*conflict)(void *data, int why, sqlite3_changeset_iter *change), void *data);
SQLITE_API int sqlite3changeset_apply_v2_strm(
    sqlite3 *db, int (*input)(void *data, void *bytes, int *size), void *input_data,
    int (*filter)(void *data, const char *table),
    int (*conflict)(void *data, int why, sqlite3_changeset_iter *change), void *data, void **rebase,
    int *rebase_size, int flags);
#define SQLITE_CHANGESETAPPLY_NOSAVEPOINT 0x0001
#define SQLITE_CHANGESETAPPLY_INVERT 0x0002

#define SQLITE_CHANGESET_DATA 1        /* the row has other values */
#define SQLITE_CHANGESET_NOTFOUND 2    /* the row is not there */
#define SQLITE_CHANGESET_CONFLICT 3    /* a row of this key is there */
#define SQLITE_CHANGESET_CONSTRAINT 4  /* another constraint is broken */
#define SQLITE_CHANGESET_FOREIGN_KEY 5 /* foreign keys are broken at the end */

#define SQLITE_CHANGESET_OMIT 0
#define SQLITE_CHANGESET_REPLACE 1 /* for DATA and CONFLICT only */
#define SQLITE_CHANGESET_ABORT 2   /* undo all */

SQLITE_API int sqlite3rebaser_create(sqlite3_rebaser **rebaser);
SQLITE_API int sqlite3rebaser_configure(sqlite3_rebaser *rebaser, int size, const void *rebase);
SQLITE_API int sqlite3rebaser_rebase(sqlite3_rebaser *rebaser, int size, const void *changeset,
                                     int *out_size, void **out);
SQLITE_API int sqlite3rebaser_rebase_strm(sqlite3_rebaser *rebaser,
                                          int (*input)(void *data, void *bytes, int *size),
                                          void *input_data,
                                          int (*output)(void *data, const void *bytes, int size),
                                          void *output_data);
SQLITE_API void sqlite3rebaser_delete(sqlite3_rebaser *rebaser);

/* Of the library: int*, bytes of a piece; below 1 only asks. */
SQLITE_API int sqlite3session_config(int op, void *argument);
#define SQLITE_SESSION_CONFIG_STRMSIZE 1

#ifdef __cplusplus
}
#endif
#endif /* !__SQLITESESSION_H_ && SQLITE_ENABLE_SESSION */

/* ---- Full-text search: functions and tokenizers that programs add to FTS5 ---- */

#ifndef _FTS5_H
#define _FTS5_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Fts5ExtensionApi Fts5ExtensionApi;
typedef struct Fts5Context Fts5Context; /* a query that stands on a row */
typedef struct Fts5PhraseIter Fts5PhraseIter;
typedef struct Fts5Tokenizer Fts5Tokenizer; /* the program's own */
typedef struct fts5_tokenizer fts5_tokenizer;
typedef struct fts5_api fts5_api;

typedef void (*fts5_extension_function)(const Fts5ExtensionApi *api, Fts5Context *fts,
                                        sqlite3_context *context, int count,
                                        sqlite3_value **arguments);

struct Fts5PhraseIter {
  const unsigned char *a;
  const unsigned char *b;
};

/* What such a function may ask. Methods answer result codes where they do not give the answer. */
struct Fts5ExtensionApi {
  int iVersion;
  void *(*xUserData)(Fts5Context *fts);
  int (*xColumnCount)(Fts5Context *fts);
  int (*xRowCount)(Fts5Context *fts, sqlite3_int64 *rows);
  int (*xColumnTotalSize)(Fts5Context *fts, int column, sqlite3_int64 *tokens);
  int (*xTokenize)(Fts5Context *fts, const char *text, int size, void *data,
                   int (*token)(void *, int, const char *, int, int, int));
  int (*xPhraseCount)(Fts5Context *fts);
  int (*xPhraseSize)(Fts5Context *fts, int phrase);
  int (*xInstCount)(Fts5Context *fts, int *count);
  int (*xInst)(Fts5Context *fts, int index, int *phrase, int *column, int *offset);
  sqlite3_int64 (*xRowid)(Fts5Context *fts);
  int (*xColumnText)(Fts5Context *fts, int column, const char **text, int *size);
  int (*xColumnSize)(Fts5Context *fts, int column, int *tokens);
  int (*xQueryPhrase)(Fts5Context *fts, int phrase, void *data,
                      int (*row)(const Fts5ExtensionApi *, Fts5Context *, void *));
  int (*xSetAuxdata)(Fts5Context *fts, void *data, sqlite3_destructor_type destructor);
  void *(*xGetAuxdata)(Fts5Context *fts, int clear);
  int (*xPhraseFirst)(Fts5Context *fts, int phrase, Fts5PhraseIter *iterator, int *column,
                      int *offset);
  void (*xPhraseNext)(Fts5Context *fts, Fts5PhraseIter *iterator, int *column, int *offset);
  int (*xPhraseFirstColumn)(Fts5Context *fts, int phrase, Fts5PhraseIter *iterator, int *column);
  void (*xPhraseNextColumn)(Fts5Context *fts, Fts5PhraseIter *iterator, int *column);
};

struct fts5_tokenizer {
  int (*xCreate)(void *data, const char **arguments, int count, Fts5Tokenizer **tokenizer);
  void (*xDelete)(Fts5Tokenizer *tokenizer);
  /* Calls `token` for each: text, and where it begins and ends in bytes. */
  int (*xTokenize)(Fts5Tokenizer *tokenizer, void *data, int flags, const char *text, int size,
                   int (*token)(void *data, int token_flags, const char *text, int size, int begin,
                                int end));
};

#define FTS5_TOKENIZE_QUERY 0x0001 /* why it is called */
#define FTS5_TOKENIZE_PREFIX 0x0002
#define FTS5_TOKENIZE_DOCUMENT 0x0004
#define FTS5_TOKENIZE_AUX 0x0008
#define FTS5_TOKEN_COLOCATED 0x0001 /* at the place of the token before: a synonym */

struct fts5_api {
  int iVersion;
  int (*xCreateTokenizer)(fts5_api *api, const char *name, void *data, fts5_tokenizer *tokenizer,
                          sqlite3_destructor_type destructor);
  int (*xFindTokenizer)(fts5_api *api, const char *name, void **data, fts5_tokenizer *tokenizer);
  int (*xCreateFunction)(fts5_api *api, const char *name, void *data,
                         fts5_extension_function function, sqlite3_destructor_type destructor);
};

#ifdef __cplusplus
}
#endif
#endif /* _FTS5_H */
