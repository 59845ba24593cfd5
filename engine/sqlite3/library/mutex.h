#pragma once

#include <pthread.h>

#include "sqlite3.h"

/// A mutex of the library's own kind. Programs may bring theirs (SQLITE_CONFIG_MUTEX), which are
/// something else behind the same pointer: only mutex.cc looks inside.
struct sqlite3_mutex {
  pthread_mutex_t mutex;
  int kind = SQLITE_MUTEX_RECURSIVE;  // SQLITE_MUTEX_*; kNoMutex: entering it does nothing
};

namespace tern::abi {

constexpr int kNoMutex = -1;

/// Whether sqlite3_mutex_alloc() gives mutexes that exclude (as it does at first) or, for
/// SQLITE_CONFIG_SINGLETHREAD, one that does nothing.
void set_mutexes_exclude(bool they_do);

/// What SQLITE_CONFIG_MUTEX and SQLITE_CONFIG_GETMUTEX set and get. Without xMutexAlloc: the
/// library's own.
void set_mutex_methods(const sqlite3_mutex_methods& methods);
sqlite3_mutex_methods mutex_methods();

/// For sqlite3_initialize(), first of all, and for sqlite3_shutdown(), at last.
int start_mutexes();
void end_mutexes();

/// Holds a mutex of the C interface as long as it stands; null: holds nothing.
class Hold {
 public:
  explicit Hold(sqlite3_mutex* mutex) : mutex_(mutex) { sqlite3_mutex_enter(mutex_); }
  ~Hold() { sqlite3_mutex_leave(mutex_); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  sqlite3_mutex* mutex_;
};

}  // namespace tern::abi
