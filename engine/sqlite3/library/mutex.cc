#include "engine/sqlite3/library/mutex.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <new>
#include <utility>

// Mutexes of pthread_mutex_t, and the functions that go through the program's methods if it set
// any. Static mutexes are there before main() and stay.

namespace tern::abi {
namespace {

constexpr size_t kStaticMutexes = SQLITE_MUTEX_STATIC_VFS3 - SQLITE_MUTEX_STATIC_MAIN + 1;

template <size_t... kIndex>
constexpr std::array<sqlite3_mutex, kStaticMutexes> make_static_mutexes(
    std::index_sequence<kIndex...>) {
  return {sqlite3_mutex{PTHREAD_MUTEX_INITIALIZER,
                        SQLITE_MUTEX_STATIC_MAIN + static_cast<int>(kIndex)}...};
}

constinit std::array<sqlite3_mutex, kStaticMutexes> static_mutexes =
    make_static_mutexes(std::make_index_sequence<kStaticMutexes>{});
constinit sqlite3_mutex no_mutex{PTHREAD_MUTEX_INITIALIZER, kNoMutex};
constinit std::atomic<bool> mutexes_exclude = true;

int mutex_init() { return SQLITE_OK; }
int mutex_end() { return SQLITE_OK; }

sqlite3_mutex* allocate_mutex(int kind) {
  if (kind == SQLITE_MUTEX_FAST || kind == SQLITE_MUTEX_RECURSIVE) {
    void* const bytes = sqlite3_malloc(sizeof(sqlite3_mutex));
    if (!bytes) return nullptr;
    auto* const made = new (bytes) sqlite3_mutex;
    made->kind = kind;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    const bool may_repeat = kind == SQLITE_MUTEX_RECURSIVE;
    pthread_mutexattr_settype(&attributes,
                              may_repeat ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
    pthread_mutex_init(&made->mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return made;
  }
  const auto at = static_cast<size_t>(kind - SQLITE_MUTEX_STATIC_MAIN);
  return kind >= SQLITE_MUTEX_STATIC_MAIN && at < kStaticMutexes ? &static_mutexes[at] : nullptr;
}

void free_mutex(sqlite3_mutex* mutex) {
  if (mutex->kind != SQLITE_MUTEX_FAST && mutex->kind != SQLITE_MUTEX_RECURSIVE) return;
  pthread_mutex_destroy(&mutex->mutex);
  sqlite3_free(mutex);
}

void enter_mutex(sqlite3_mutex* mutex) {
  if (mutex->kind != kNoMutex) pthread_mutex_lock(&mutex->mutex);
}

int try_mutex(sqlite3_mutex* mutex) {
  if (mutex->kind == kNoMutex) return SQLITE_OK;
  return pthread_mutex_trylock(&mutex->mutex) == 0 ? SQLITE_OK : SQLITE_BUSY;
}

void leave_mutex(sqlite3_mutex* mutex) {
  if (mutex->kind != kNoMutex) pthread_mutex_unlock(&mutex->mutex);
}

constexpr sqlite3_mutex_methods kOwnMutexes = {mutex_init,  mutex_end,   allocate_mutex,
                                               free_mutex,  enter_mutex, try_mutex,
                                               leave_mutex, nullptr,     nullptr};

// Set while the library is not in use: sqlite3_config() sees to that.
constinit sqlite3_mutex_methods current_mutexes = kOwnMutexes;
constinit bool mutexes_are_own = true;

}  // namespace

void set_mutexes_exclude(bool they_do) { mutexes_exclude = they_do; }

void set_mutex_methods(const sqlite3_mutex_methods& methods) {
  mutexes_are_own = !methods.xMutexAlloc || methods.xMutexAlloc == allocate_mutex;
  current_mutexes = methods.xMutexAlloc ? methods : kOwnMutexes;
}

sqlite3_mutex_methods mutex_methods() { return current_mutexes; }

int start_mutexes() {
  return current_mutexes.xMutexInit ? current_mutexes.xMutexInit() : SQLITE_OK;
}

void end_mutexes() {
  if (current_mutexes.xMutexEnd) current_mutexes.xMutexEnd();
}

}  // namespace tern::abi

using tern::abi::current_mutexes;

sqlite3_mutex* sqlite3_mutex_alloc(int kind) {
  if (kind <= SQLITE_MUTEX_RECURSIVE && sqlite3_initialize() != SQLITE_OK) return nullptr;
  if (tern::abi::mutexes_are_own && !tern::abi::mutexes_exclude) return &tern::abi::no_mutex;
  return current_mutexes.xMutexAlloc(kind);
}

void sqlite3_mutex_free(sqlite3_mutex* mutex) {
  if (mutex) current_mutexes.xMutexFree(mutex);
}

void sqlite3_mutex_enter(sqlite3_mutex* mutex) {
  if (mutex) current_mutexes.xMutexEnter(mutex);
}

int sqlite3_mutex_try(sqlite3_mutex* mutex) {
  return mutex ? current_mutexes.xMutexTry(mutex) : SQLITE_OK;
}

void sqlite3_mutex_leave(sqlite3_mutex* mutex) {
  if (mutex) current_mutexes.xMutexLeave(mutex);
}
