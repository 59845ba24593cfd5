/* Mutexes of every type, and the one of a connection. */
#include <pthread.h>

#include "tests/abi/suite.h"

typedef struct Attempt {
  sqlite3_mutex* mutex;
  int code;
} Attempt;

static void* try_mutex(void* argument) {
  Attempt* const attempt = argument;
  attempt->code = sqlite3_mutex_try(attempt->mutex);
  if (attempt->code == SQLITE_OK) sqlite3_mutex_leave(attempt->mutex);
  return NULL;
}

/* What another thread gets that tries to enter. */
static int tried_elsewhere(sqlite3_mutex* mutex) {
  Attempt attempt = {mutex, -1};
  pthread_t thread;
  pthread_create(&thread, NULL, try_mutex, &attempt);
  pthread_join(thread, NULL);
  return attempt.code;
}

TEST(library, mutex_fast) {
  sqlite3_mutex* const mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_FAST);
  note("mutex", "%s", mutex ? "there" : "null");
  sqlite3_mutex_enter(mutex);
  note_code("elsewhere, entered", tried_elsewhere(mutex));
  sqlite3_mutex_leave(mutex);
  note_code("elsewhere, left", tried_elsewhere(mutex));
  note_code("try", sqlite3_mutex_try(mutex));
  note_code("elsewhere, tried", tried_elsewhere(mutex));
  sqlite3_mutex_leave(mutex);
  sqlite3_mutex_free(mutex);
}

TEST(library, mutex_recursive) {
  sqlite3_mutex* const mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE);
  sqlite3_mutex_enter(mutex);
  sqlite3_mutex_enter(mutex);
  note_code("try", sqlite3_mutex_try(mutex));
  for (int entered = 3; entered > 0; --entered) {
    note_code("elsewhere", tried_elsewhere(mutex));
    sqlite3_mutex_leave(mutex);
  }
  note_code("elsewhere, left", tried_elsewhere(mutex));
  sqlite3_mutex_free(mutex);
}

TEST(library, mutex_dynamic_are_different) {
  const int types[] = {SQLITE_MUTEX_FAST, SQLITE_MUTEX_RECURSIVE};
  for (size_t i = 0; i < 2; ++i) {
    sqlite3_mutex* const one = sqlite3_mutex_alloc(types[i]);
    sqlite3_mutex* const two = sqlite3_mutex_alloc(types[i]);
    note("different", "%d", one != two);
    sqlite3_mutex_free(one);
    sqlite3_mutex_free(two);
  }
}

TEST(library, mutex_static) {
  const int types[] = {
      SQLITE_MUTEX_STATIC_MAIN, SQLITE_MUTEX_STATIC_MEM,  SQLITE_MUTEX_STATIC_OPEN,
      SQLITE_MUTEX_STATIC_PRNG, SQLITE_MUTEX_STATIC_LRU,  SQLITE_MUTEX_STATIC_PMEM,
      SQLITE_MUTEX_STATIC_APP1, SQLITE_MUTEX_STATIC_APP2, SQLITE_MUTEX_STATIC_APP3,
      SQLITE_MUTEX_STATIC_VFS1, SQLITE_MUTEX_STATIC_VFS2, SQLITE_MUTEX_STATIC_VFS3};
  enum { kCount = sizeof types / sizeof types[0] };
  sqlite3_mutex* mutexes[kCount];
  for (int i = 0; i < kCount; ++i) {
    mutexes[i] = sqlite3_mutex_alloc(types[i]);
    note("type", "%d: same again %d", types[i], sqlite3_mutex_alloc(types[i]) == mutexes[i]);
  }
  int different = 1;
  for (int i = 0; i < kCount; ++i) {
    for (int j = 0; j < i; ++j) different &= mutexes[i] != mutexes[j];
  }
  note("all different", "%d", different);
}

TEST(library, mutex_for_applications) {
  const int types[] = {SQLITE_MUTEX_STATIC_APP1, SQLITE_MUTEX_STATIC_APP2, SQLITE_MUTEX_STATIC_APP3,
                       SQLITE_MUTEX_STATIC_VFS3};
  for (size_t i = 0; i < 4; ++i) {
    sqlite3_mutex* const mutex = sqlite3_mutex_alloc(types[i]);
    sqlite3_mutex_enter(mutex);
    note_code("elsewhere, entered", tried_elsewhere(mutex));
    sqlite3_mutex_leave(mutex);
    note_code("elsewhere, left", tried_elsewhere(mutex));
  }
}

TEST(library, mutex_null) {
  sqlite3_mutex_enter(NULL);
  note_code("try", sqlite3_mutex_try(NULL));
  sqlite3_mutex_leave(NULL);
  sqlite3_mutex_free(NULL);
}

/* A program may hold a connection for several calls, and then reads what only it changed. */
TEST(library, mutex_of_a_connection) {
  sqlite3* const db = open_memory();
  sqlite3_mutex* const mutex = sqlite3_db_mutex(db);
  note("same again", "%d", sqlite3_db_mutex(db) == mutex);
  sqlite3_mutex_enter(mutex);
  note_rows("used while held", db, "SELECT 1");
  note_code("elsewhere, held", tried_elsewhere(mutex));
  sqlite3_mutex_leave(mutex);
  note_code("elsewhere, left", tried_elsewhere(mutex));
  close_noted(db);
}

static void note_own_mutex(sqlite3_context* context, int count, sqlite3_value** values) {
  (void)count;
  (void)values;
  note_code("elsewhere, in a function",
            tried_elsewhere(sqlite3_db_mutex(sqlite3_context_db_handle(context))));
}

TEST(library, mutex_held_in_callbacks) {
  sqlite3* const db = open_memory();
  sqlite3_create_function(db, "look", 0, SQLITE_UTF8, NULL, note_own_mutex, NULL, NULL);
  must(db, "SELECT look()");
  note_code("elsewhere, after", tried_elsewhere(sqlite3_db_mutex(db)));
  close_noted(db);
}

/* Four threads count under one mutex: nothing is lost. */
typedef struct Counter {
  sqlite3_mutex* mutex;
  int value;
} Counter;

static void* count_up(void* argument) {
  Counter* const counter = argument;
  for (int i = 0; i < 1000; ++i) {
    sqlite3_mutex_enter(counter->mutex);
    ++counter->value;
    sqlite3_mutex_leave(counter->mutex);
  }
  return NULL;
}

TEST(library, mutex_excludes) {
  const int types[] = {SQLITE_MUTEX_FAST, SQLITE_MUTEX_RECURSIVE};
  for (size_t i = 0; i < 2; ++i) {
    Counter counter = {sqlite3_mutex_alloc(types[i]), 0};
    pthread_t threads[4];
    for (int j = 0; j < 4; ++j) pthread_create(&threads[j], NULL, count_up, &counter);
    for (int j = 0; j < 4; ++j) pthread_join(threads[j], NULL);
    note("counted", "%d", counter.value);
    sqlite3_mutex_free(counter.mutex);
  }
}
