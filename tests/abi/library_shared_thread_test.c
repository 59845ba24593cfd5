/* Connections that share a cache in several threads, which wait for each other as the manual's page
 *on sqlite3_unlock_notify()
 ** shows: by a condition that the callback signals. */
#include <pthread.h>

#include "tests/abi/suite.h"

enum { kThreads = 4, kRounds = 50 };

static const char kUri[] = "file:threads?mode=memory&cache=shared";

typedef struct Turn {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int has_come;
} Turn;

static void come(void** turns, int count) {
  for (int i = 0; i < count; ++i) {
    Turn* const turn = turns[i];
    pthread_mutex_lock(&turn->mutex);
    turn->has_come = 1;
    pthread_cond_signal(&turn->changed);
    pthread_mutex_unlock(&turn->mutex);
  }
}

static int wait_for_turn(sqlite3* db) {
  Turn turn = {.has_come = 0};
  pthread_mutex_init(&turn.mutex, NULL);
  pthread_cond_init(&turn.changed, NULL);
  const int code = sqlite3_unlock_notify(db, come, &turn);
  if (code == SQLITE_OK) {
    pthread_mutex_lock(&turn.mutex);
    while (!turn.has_come) pthread_cond_wait(&turn.changed, &turn.mutex);
    pthread_mutex_unlock(&turn.mutex);
  }
  pthread_cond_destroy(&turn.changed);
  pthread_mutex_destroy(&turn.mutex);
  return code;
}

/* Runs one statement, until nobody is in its way. */
static int run_patiently(sqlite3* db, const char* sql) {
  for (;;) {
    const int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_LOCKED) return code;
    const int waited = wait_for_turn(db);
    if (waited != SQLITE_OK) return waited;
  }
}

/* Each adds to its own table and to the common one, and reads both. */
static void* count_up(void* place) {
  const long own = (long)(intptr_t)place;
  sqlite3* db = NULL;
  sqlite3_open_v2(kUri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL);
  char* const add_own = sqlite3_mprintf("UPDATE own%ld SET n = n + 1", own);
  char* const read_own = sqlite3_mprintf("SELECT n FROM own%ld", own);
  intptr_t failures = 0;
  for (int i = 0; i < kRounds; ++i) {
    failures += run_patiently(db, "UPDATE common SET n = n + 1") != SQLITE_OK;
    failures += run_patiently(db, add_own) != SQLITE_OK;
    failures += run_patiently(db, "SELECT n FROM common") != SQLITE_OK;
    failures += run_patiently(db, read_own) != SQLITE_OK;
  }
  sqlite3_free(add_own);
  sqlite3_free(read_own);
  sqlite3_close(db);
  return (void*)failures;
}

static void* read_uncommitted(void* unused) {
  (void)unused;
  sqlite3* db = NULL;
  sqlite3_open_v2(kUri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, NULL);
  sqlite3_exec(db, "PRAGMA read_uncommitted=1", NULL, NULL, NULL);
  intptr_t failures = 0;
  for (int i = 0; i < kRounds; ++i) {
    failures += run_patiently(db, "SELECT n FROM common") != SQLITE_OK;
  }
  sqlite3_close(db);
  return (void*)failures;
}

TEST(library, unlock_among_threads) {
  sqlite3* db = NULL;
  sqlite3_open_v2(kUri, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL);
  must(db, "CREATE TABLE common(n); INSERT INTO common VALUES (0)");
  for (int i = 0; i < kThreads; ++i) {
    char* const make = sqlite3_mprintf("CREATE TABLE own%d(n); INSERT INTO own%d VALUES (0)", i, i);
    must(db, make);
    sqlite3_free(make);
  }
  pthread_t threads[kThreads + 1];
  for (int i = 0; i < kThreads; ++i) {
    pthread_create(&threads[i], NULL, count_up, (void*)(intptr_t)i);
  }
  pthread_create(&threads[kThreads], NULL, read_uncommitted, NULL);
  for (int i = 0; i <= kThreads; ++i) {
    void* failures = NULL;
    pthread_join(threads[i], &failures);
    note("failures", "%ld", (long)(intptr_t)failures);
  }
  note_rows("common", db, "SELECT n FROM common");
  note_rows("own", db, "SELECT n FROM own0 UNION ALL SELECT n FROM own3");
  close_noted(db);
}
