/* sqlite3_config, initialize and shutdown. No connection is open here; what is changed is put
** back, so that the tests after these find the library as it was. */
#include "tests/abi/suite.h"

static void logged(void* context, int code, const char* text) {
  note((const char*)context, "%d %s", code, text);
}

TEST(library, config_after_initialize) {
  note_code("initialize", sqlite3_initialize());
  note_code("single thread", sqlite3_config(SQLITE_CONFIG_SINGLETHREAD));
  note_code("multi thread", sqlite3_config(SQLITE_CONFIG_MULTITHREAD));
  note_code("serialized", sqlite3_config(SQLITE_CONFIG_SERIALIZED));
  note_code("memory status", sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0));
  note_code("log", sqlite3_config(SQLITE_CONFIG_LOG, logged, "never"));
  note_code("uri", sqlite3_config(SQLITE_CONFIG_URI, 1));
  note_code("unknown", sqlite3_config(9999));
  sqlite3* const db = open_memory();
  note("mutex", "%s", sqlite3_db_mutex(db) ? "a mutex" : "none");
  close_noted(db);
}

TEST(library, config_initialize_repeats) {
  note_code("initialize", sqlite3_initialize());
  note_code("initialize", sqlite3_initialize());
  note_code("shutdown", sqlite3_shutdown());
  note_code("shutdown", sqlite3_shutdown());
  note_code("initialize", sqlite3_initialize());
}

TEST(library, config_opening_initializes) {
  note_code("shutdown", sqlite3_shutdown());
  sqlite3* const db = open_memory();
  note_rows("select", db, "SELECT 1");
  close_noted(db);
  note_code("config is late", sqlite3_config(SQLITE_CONFIG_SERIALIZED));
}

TEST(library, config_allocating_initializes) {
  sqlite3_shutdown();
  void* const bytes = sqlite3_malloc(10);
  note("malloc", "%s", bytes ? "bytes" : "none");
  sqlite3_free(bytes);
  note_code("config is late", sqlite3_config(SQLITE_CONFIG_SERIALIZED));
  sqlite3_shutdown();
  char* const text = sqlite3_mprintf("%d", 5);
  note_text("mprintf", text);
  sqlite3_free(text);
  sqlite3_shutdown();
  note("vfs", "%s", sqlite3_vfs_find(NULL) ? "there" : "none");
}

TEST(library, config_simple_options) {
  sqlite3_shutdown();
  note_code("serialized", sqlite3_config(SQLITE_CONFIG_SERIALIZED));
  note_code("memory status", sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1));
  note_code("uri", sqlite3_config(SQLITE_CONFIG_URI, 1));
  note_code("covering index", sqlite3_config(SQLITE_CONFIG_COVERING_INDEX_SCAN, 1));
  note_code("small malloc", sqlite3_config(SQLITE_CONFIG_SMALL_MALLOC, 0));
  note_code("lookaside", sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 40));
  note_code("sorter", sqlite3_config(SQLITE_CONFIG_PMASZ, 250U));
  note_code("journal spill", sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 64 * 1024));
  note_code("memdb", sqlite3_config(SQLITE_CONFIG_MEMDB_MAXSIZE, (sqlite3_int64)1073741824));
  const sqlite3_int64 most = 0x7fff0000;
  note_code("mmap", sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)0, most));
  note_code("page cache", sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0));
  note_code("scratch", sqlite3_config(SQLITE_CONFIG_SCRATCH, NULL, 0, 0));
  note_code("log", sqlite3_config(SQLITE_CONFIG_LOG, NULL, NULL));
  note_code("initialize", sqlite3_initialize());
}

TEST(library, config_options_without_effect) {
  sqlite3_shutdown();
  note_code("pcache", sqlite3_config(SQLITE_CONFIG_PCACHE, NULL));
  note_code("get pcache", sqlite3_config(SQLITE_CONFIG_GETPCACHE, NULL));
  note_code("heap", sqlite3_config(SQLITE_CONFIG_HEAP, NULL, 0, 0));
  note_code("sql log", sqlite3_config(SQLITE_CONFIG_SQLLOG, NULL, NULL));
  note_code("win32 heap", sqlite3_config(SQLITE_CONFIG_WIN32_HEAPSIZE, 0));
  note_code("0", sqlite3_config(0));
  note_code("12", sqlite3_config(12));
  note_code("9999", sqlite3_config(9999));
  int size = -1;
  note_code("header size", sqlite3_config(SQLITE_CONFIG_PCACHE_HDRSZ, &size));
  note("header size", "%d", size >= 0);
  note_code("initialize", sqlite3_initialize());
}

static void note_thread_mode(const char* what) {
  sqlite3* db = NULL;
  const int flags[] = {0, SQLITE_OPEN_FULLMUTEX, SQLITE_OPEN_NOMUTEX};
  const char* const names[] = {"default", "full", "none"};
  for (size_t i = 0; i < 3; ++i) {
    sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | flags[i], NULL);
    note(what, "%s: %s", names[i], sqlite3_db_mutex(db) ? "a mutex" : "no mutex");
    sqlite3_close(db);
  }
  sqlite3_mutex* const mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
  note(what, "mutex_alloc: %s", mutex ? "a mutex" : "no mutex");
  sqlite3_mutex_free(mutex);
  note(what, "threadsafe: %d", sqlite3_threadsafe());
}

TEST(library, config_thread_modes) {
  sqlite3_shutdown();
  note_code("single", sqlite3_config(SQLITE_CONFIG_SINGLETHREAD));
  note_thread_mode("single");
  sqlite3_shutdown();
  note_code("multi", sqlite3_config(SQLITE_CONFIG_MULTITHREAD));
  note_thread_mode("multi");
  sqlite3_shutdown();
  note_code("serialized", sqlite3_config(SQLITE_CONFIG_SERIALIZED));
  note_thread_mode("serialized");
}

TEST(library, config_uri_off) {
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_URI, 0);
  sqlite3* db = NULL;
  note_code("not a uri", sqlite3_open("file::memory:?mode=ro/no/such", &db));
  close_noted(db);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI;
  note_code("by flag", sqlite3_open_v2("file:?mode=memory", &db, flags, NULL));
  note_rows("attach", db, "ATTACH 'file:?mode=memory' AS a; SELECT count(*) FROM a.sqlite_schema");
  close_noted(db);
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_URI, 1);
  note_code("by default", sqlite3_open("file:?mode=memory", &db));
  close_noted(db);
}

TEST(library, config_memory_status_off) {
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  void* const bytes = sqlite3_malloc(5000);
  note("used", "%lld", (long long)sqlite3_memory_used());
  sqlite3_free(bytes);
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 1);
  sqlite3_initialize();
}

static sqlite3_mem_methods default_memory;
static int allocations = 0;
static int outstanding = 0;

static void* counting_malloc(int size) {
  ++allocations;
  ++outstanding;
  return default_memory.xMalloc(size);
}

static void counting_free(void* bytes) {
  --outstanding;
  default_memory.xFree(bytes);
}

TEST(library, config_own_allocator) {
  sqlite3_shutdown();
  note_code("get", sqlite3_config(SQLITE_CONFIG_GETMALLOC, &default_memory));
  sqlite3_mem_methods counting = default_memory;
  counting.xMalloc = counting_malloc;
  counting.xFree = counting_free;
  note_code("set", sqlite3_config(SQLITE_CONFIG_MALLOC, &counting));
  void* const bytes = sqlite3_malloc(100);
  note("counted", "%d", allocations > 0);
  sqlite3_free(bytes);
  const int before = allocations;
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a)");
  note("a connection uses it", "%d", allocations > before);
  close_noted(db);
  sqlite3_shutdown();
  note("outstanding", "%d", outstanding);
  note_code("back", sqlite3_config(SQLITE_CONFIG_MALLOC, &default_memory));
  const int last = allocations;
  sqlite3_free(sqlite3_malloc(100));
  note("counted", "%d", allocations - last);
}

TEST(library, config_get_methods) {
  sqlite3_shutdown();
  sqlite3_mem_methods memory = {0};
  sqlite3_mutex_methods mutex = {0};
  sqlite3_pcache_methods2 cache = {0};
  note_code("memory", sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory));
  note("memory", "%d", memory.xMalloc && memory.xFree && memory.xRealloc && memory.xSize);
  note_code("mutex", sqlite3_config(SQLITE_CONFIG_GETMUTEX, &mutex));
  note_code("cache", sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &cache));
  note("cache", "%d", cache.xCreate && cache.xFetch && cache.xDestroy);
  note_code("initialize", sqlite3_initialize());
}

/* Meant for ports, yet callable: the functions below initialize and shutdown. */
TEST(library, config_os_init_and_end) {
  sqlite3_initialize();
  note_code("os_init", sqlite3_os_init());
  note("vfs", "%s", sqlite3_vfs_find("unix") ? "there" : "none");
  note_code("os_end", sqlite3_os_end());
  note_code("shutdown", sqlite3_shutdown());
  note_code("initialize", sqlite3_initialize());
  sqlite3* const db = open_memory();
  note_rows("works", db, "SELECT 1");
  close_noted(db);
}

static int extension(sqlite3* db, char** text, const struct sqlite3_api_routines* routines) {
  (void)db;
  (void)text;
  (void)routines;
  note("extension", "called");
  return SQLITE_OK;
}

TEST(library, config_shutdown_forgets_extensions) {
  note_code("add", sqlite3_auto_extension((void (*)(void))extension));
  close_noted(open_memory());
  note_code("shutdown", sqlite3_shutdown());
  close_noted(open_memory());
}

/* Settings survive a shutdown. */
TEST(library, config_survives_shutdown) {
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_LOG, logged, "log");
  sqlite3_initialize();
  sqlite3_log(1, "one");
  sqlite3_shutdown();
  sqlite3_initialize();
  sqlite3_log(2, "two");
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_LOG, NULL, NULL);
  sqlite3_initialize();
  sqlite3_log(3, "three");
}
