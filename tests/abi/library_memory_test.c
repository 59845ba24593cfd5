/* Memory: allocation functions, statistics of which only relations are told, and limits. */
#include "tests/abi/suite.h"

TEST(library, memory_malloc_sizes) {
  const int sizes[] = {-1, 0, 1, 7, 8, 1000, 100000};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    void* const bytes = sqlite3_malloc(sizes[i]);
    note("malloc", "%d: %s, room enough %d", sizes[i], bytes ? "bytes" : "null",
         bytes && (sqlite3_int64)sqlite3_msize(bytes) >= sizes[i]);
    if (bytes) memset(bytes, 1, (size_t)sizes[i]);
    sqlite3_free(bytes);
  }
}

TEST(library, memory_malloc64_sizes) {
  const sqlite3_uint64 sizes[] = {0, 1, 5000, 0x7fffffff, 0x100000000, UINT64_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    void* const bytes = sqlite3_malloc64(sizes[i]);
    note("malloc64", "%llu: %s", (unsigned long long)sizes[i], bytes ? "bytes" : "null");
    sqlite3_free(bytes);
  }
}

TEST(library, memory_alignment) {
  int all = 1;
  for (int size = 1; size < 200; ++size) {
    void* const bytes = sqlite3_malloc(size);
    if ((uintptr_t)bytes % 8 != 0) all = 0;
    sqlite3_free(bytes);
  }
  note("aligned to 8", "%d", all);
}

TEST(library, memory_realloc_keeps_bytes) {
  char* text = sqlite3_malloc(8);
  memcpy(text, "content", 8);
  text = sqlite3_realloc(text, 20000);
  note_text("larger", text);
  note("room enough", "%d", sqlite3_msize(text) >= 20000);
  text = sqlite3_realloc(text, 8);
  note_text("smaller", text);
  text = sqlite3_realloc64(text, 500);
  note_text("larger", text);
  sqlite3_free(text);
}

TEST(library, memory_realloc_edges) {
  void* bytes = sqlite3_realloc(NULL, 10);
  note("of null", "%s", bytes ? "bytes" : "null");
  note("to 0", "%s", sqlite3_realloc(bytes, 0) ? "bytes" : "null");
  bytes = sqlite3_malloc(10);
  note("to -1", "%s", sqlite3_realloc(bytes, -1) ? "bytes" : "null");
  bytes = sqlite3_realloc64(NULL, 10);
  note("of null", "%s", bytes ? "bytes" : "null");
  note("to 0", "%s", sqlite3_realloc64(bytes, 0) ? "bytes" : "null");
  note("null to 0", "%s", sqlite3_realloc(NULL, 0) ? "bytes" : "null");
  note("null to -1", "%s", sqlite3_realloc(NULL, -1) ? "bytes" : "null");
}

/* Too much is refused and leaves what was there. */
TEST(library, memory_realloc_too_much) {
  char* const text = sqlite3_malloc(8);
  memcpy(text, "content", 8);
  note("too much", "%s", sqlite3_realloc64(text, (sqlite3_uint64)1 << 40) ? "bytes" : "null");
  note_text("kept", text);
  sqlite3_free(text);
}

TEST(library, memory_null) {
  sqlite3_free(NULL);
  note("msize", "%llu", (unsigned long long)sqlite3_msize(NULL));
}

TEST(library, memory_used_follows) {
  const sqlite3_int64 before = sqlite3_memory_used();
  void* const bytes = sqlite3_malloc(100000);
  const sqlite3_int64 during = sqlite3_memory_used();
  sqlite3_free(bytes);
  note("more", "%d", during - before >= 100000);
  note("as before", "%d", sqlite3_memory_used() == before);
}

TEST(library, memory_highwater) {
  sqlite3_memory_highwater(1);
  const sqlite3_int64 used = sqlite3_memory_used();
  note("reset to what is used", "%d", sqlite3_memory_highwater(0) == used);
  sqlite3_free(sqlite3_malloc(300000));
  note("remembers", "%d", sqlite3_memory_highwater(0) >= used + 300000);
  note("before the reset", "%d", sqlite3_memory_highwater(1) >= used + 300000);
  note("after the reset", "%d", sqlite3_memory_highwater(0) == sqlite3_memory_used());
}

TEST(library, memory_status) {
  int current = -1;
  int high = -1;
  sqlite3_int64 current64 = -1;
  sqlite3_int64 high64 = -1;
  void* const bytes = sqlite3_malloc(50000);
  note_code("status", sqlite3_status(SQLITE_STATUS_MEMORY_USED, &current, &high, 0));
  note_code("status64", sqlite3_status64(SQLITE_STATUS_MEMORY_USED, &current64, &high64, 0));
  note("same", "%d %d", current == current64, high == high64);
  note("as memory_used", "%d", current64 == sqlite3_memory_used());
  note("as highwater", "%d", high64 == sqlite3_memory_highwater(0));
  note("order", "%d", current >= 50000 && high >= current);
  sqlite3_free(bytes);
}

TEST(library, memory_status_of_largest_request) {
  int current = -1;
  int high = -1;
  sqlite3_status(SQLITE_STATUS_MALLOC_SIZE, &current, &high, 1);
  sqlite3_free(sqlite3_malloc(70000));
  note_code("size", sqlite3_status(SQLITE_STATUS_MALLOC_SIZE, &current, &high, 0));
  note("size", "%d", high == 70000);
  sqlite3_status(SQLITE_STATUS_MALLOC_COUNT, &current, &high, 0);
  void* const bytes = sqlite3_malloc(1);
  int later = -1;
  note_code("count", sqlite3_status(SQLITE_STATUS_MALLOC_COUNT, &later, &high, 0));
  note("one more", "%d", later - current);
  sqlite3_free(bytes);
}

TEST(library, memory_status_codes) {
  const int operations[] = {SQLITE_STATUS_PAGECACHE_USED,
                            SQLITE_STATUS_PAGECACHE_OVERFLOW,
                            SQLITE_STATUS_SCRATCH_USED,
                            SQLITE_STATUS_SCRATCH_OVERFLOW,
                            SQLITE_STATUS_PARSER_STACK,
                            SQLITE_STATUS_PAGECACHE_SIZE,
                            SQLITE_STATUS_SCRATCH_SIZE,
                            -1,
                            10,
                            1000};
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; ++i) {
    int current = -7;
    int high = -7;
    sqlite3_int64 current64 = -7;
    sqlite3_int64 high64 = -7;
    note("operation", "%d", operations[i]);
    note_code("status", sqlite3_status(operations[i], &current, &high, 0));
    note_code("status64", sqlite3_status64(operations[i], &current64, &high64, 0));
    note("written", "%d %d", current != -7 && current64 != -7, high != -7 && high64 != -7);
  }
}

TEST(library, memory_soft_limit) {
  const sqlite3_int64 first = sqlite3_soft_heap_limit64(-1);
  note("first", "%lld", (long long)first);
  note("set", "%lld", (long long)sqlite3_soft_heap_limit64(50000000));
  note("query", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3_soft_heap_limit(30000000);
  note("old function", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3_soft_heap_limit(-5);
  note("negative", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3* const db = open_memory();
  note_rows("pragma", db, "PRAGMA soft_heap_limit; PRAGMA soft_heap_limit=20000000");
  note("set by pragma", "%lld", (long long)sqlite3_soft_heap_limit64(0));
  note_rows("pragma", db, "PRAGMA soft_heap_limit");
  close_noted(db);
}

/* The soft limit is a wish: what goes beyond it succeeds. */
TEST(library, memory_soft_limit_refuses_nothing) {
  sqlite3_soft_heap_limit64(1);
  void* const bytes = sqlite3_malloc(500000);
  note("malloc", "%s", bytes ? "bytes" : "null");
  sqlite3_free(bytes);
  sqlite3* const db = open_memory();
  note_rows("works", db, "CREATE TABLE t(a); INSERT INTO t VALUES (1); SELECT a FROM t");
  close_noted(db);
  sqlite3_soft_heap_limit64(0);
}

TEST(library, memory_hard_limit_and_the_soft) {
  note("first", "%lld", (long long)sqlite3_hard_heap_limit64(-1));
  note("set", "%lld", (long long)sqlite3_hard_heap_limit64(60000000));
  note("soft follows", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3_soft_heap_limit64(90000000);
  note("soft above", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3_soft_heap_limit64(40000000);
  note("soft below", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  sqlite3_soft_heap_limit64(0);
  note("soft 0", "%lld", (long long)sqlite3_soft_heap_limit64(-1));
  note("hard", "%lld", (long long)sqlite3_hard_heap_limit64(0));
  sqlite3_soft_heap_limit64(0);
  note("both off", "%lld %lld", (long long)sqlite3_soft_heap_limit64(-1),
       (long long)sqlite3_hard_heap_limit64(-1));
}

TEST(library, memory_hard_limit_refuses) {
  sqlite3* const db = open_memory();
  sqlite3_hard_heap_limit64(sqlite3_memory_used() + 4000000);
  void* const small = sqlite3_malloc(1000);
  void* const large = sqlite3_malloc(20000000);
  note("small", "%s", small ? "bytes" : "null");
  note("large", "%s", large ? "bytes" : "null");
  sqlite3_free(small);
  sqlite3_free(large);
  note_code("blob", sqlite3_exec(db, "SELECT randomblob(50000000)", NULL, NULL, NULL));
  note_error("blob", db);
  sqlite3_hard_heap_limit64(0);
  sqlite3_soft_heap_limit64(0);
  note_rows("works again", db, "SELECT length(randomblob(5000000))");
  close_noted(db);
}

TEST(library, memory_hard_limit_pragma_only_tightens) {
  sqlite3* const db = open_memory();
  note_rows("set", db, "PRAGMA hard_heap_limit=80000000");
  note_rows("lower", db, "PRAGMA hard_heap_limit=70000000");
  note_rows("higher", db, "PRAGMA hard_heap_limit=90000000");
  note_rows("off", db, "PRAGMA hard_heap_limit=0; PRAGMA hard_heap_limit");
  close_noted(db);
  note("function", "%lld", (long long)sqlite3_hard_heap_limit64(0));
  sqlite3_soft_heap_limit64(0);
}

TEST(library, memory_release) {
  sqlite3* const db = open_memory();
  must(db, "CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  note("release", "%d", sqlite3_release_memory(1000000) >= 0);
  note_code("of a connection", sqlite3_db_release_memory(db));
  sqlite3_stmt* const statement = prepared(db, "SELECT a FROM t");
  note_code("step", sqlite3_step(statement));
  note_code("while reading", sqlite3_db_release_memory(db));
  note("value", "%d", sqlite3_column_int(statement, 0));
  sqlite3_finalize(statement);
  must(db, "BEGIN; INSERT INTO t VALUES (2)");
  note_code("in a transaction", sqlite3_db_release_memory(db));
  must(db, "COMMIT");
  note_rows("rows", db, "SELECT a FROM t ORDER BY a; PRAGMA shrink_memory");
  close_noted(db);
}

static void alarm_rings(void* context, sqlite3_int64 used, int size) {
  (void)context;
  (void)used;
  (void)size;
  note("alarm", "rings");
}

TEST(library, memory_alarm_is_gone) {
  note_code("alarm", sqlite3_memory_alarm(alarm_rings, NULL, 1));
  sqlite3_free(sqlite3_malloc(10000));
  note_code("off", sqlite3_memory_alarm(NULL, NULL, 0));
}

/* What the library hands out is freed by the same function, whoever made it. */
TEST(library, memory_handed_out_has_a_size) {
  sqlite3* const db = open_memory();
  char* const text = sqlite3_mprintf("%s", "some text");
  note("mprintf", "%d", sqlite3_msize(text) >= 10);
  sqlite3_free(text);
  sqlite3_stmt* const statement = prepared(db, "SELECT ?1");
  char* const expanded = sqlite3_expanded_sql(statement);
  note("expanded", "%d", sqlite3_msize(expanded) >= strlen(expanded));
  sqlite3_free(expanded);
  sqlite3_finalize(statement);
  char* message = NULL;
  sqlite3_exec(db, "nosense", NULL, NULL, &message);
  note("message", "%d", sqlite3_msize(message) >= strlen(message));
  sqlite3_free(message);
  close_noted(db);
}
