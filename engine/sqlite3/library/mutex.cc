#include "engine/sqlite3/library/mutex.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

// The library's own mutexes as methods, and the functions that go through the program's methods if
// it set any. Static mutexes are there before main() and stay.

namespace tern::abi {
namespace {

constexpr size_t kStaticMutexes = SQLITE_MUTEX_STATIC_VFS3 - SQLITE_MUTEX_STATIC_MAIN + 1;

template <size_t... kIndex>
constexpr std::array<sqlite3_mutex, kStaticMutexes> make_static_mutexes(
    std::index_sequence<kIndex...>) {
  return {sqlite3_mutex(SQLITE_MUTEX_STATIC_MAIN + static_cast<int>(kIndex))...};
}

constinit std::array<sqlite3_mutex, kStaticMutexes> static_mutexes =
    make_static_mutexes(std::make_index_sequence<kStaticMutexes>{});
constinit sqlite3_mutex no_mutex(sqlite3_mutex::kNoMutex);
constinit std::atomic<bool> mutexes_exclude = true;

int mutex_init() { return SQLITE_OK; }
int mutex_end() { return SQLITE_OK; }

sqlite3_mutex* allocate_mutex(int kind) {
  if (kind == SQLITE_MUTEX_FAST || kind == SQLITE_MUTEX_RECURSIVE) {
    void* const bytes = sqlite3_malloc(sizeof(sqlite3_mutex));
    return bytes ? new (bytes) sqlite3_mutex(kind) : nullptr;
  }
  const auto at = static_cast<size_t>(kind - SQLITE_MUTEX_STATIC_MAIN);
  return kind >= SQLITE_MUTEX_STATIC_MAIN && at < kStaticMutexes ? &static_mutexes[at] : nullptr;
}

void free_mutex(sqlite3_mutex* mutex) {
  if (mutex->kind != SQLITE_MUTEX_FAST && mutex->kind != SQLITE_MUTEX_RECURSIVE) return;
  std::destroy_at(mutex);
  sqlite3_free(mutex);
}

void enter_mutex(sqlite3_mutex* mutex) { mutex->enter(); }
int try_mutex(sqlite3_mutex* mutex) { return mutex->try_enter() ? SQLITE_OK : SQLITE_BUSY; }
void leave_mutex(sqlite3_mutex* mutex) { mutex->leave(); }

constexpr sqlite3_mutex_methods kOwnMutexes = {mutex_init,  mutex_end,   allocate_mutex,
                                               free_mutex,  enter_mutex, try_mutex,
                                               leave_mutex, nullptr,     nullptr};

// Set while the library is not in use: sqlite3_config() sees to that.
constinit sqlite3_mutex_methods current_mutexes = kOwnMutexes;
constinit bool mutexes_are_own = true;

}  // namespace

constinit bool mutexes_are_plain = true;

void set_mutexes_exclude(bool they_do) { mutexes_exclude = they_do; }

void set_mutex_methods(const sqlite3_mutex_methods& methods) {
  mutexes_are_own = !methods.xMutexAlloc || methods.xMutexAlloc == allocate_mutex;
  current_mutexes = methods.xMutexAlloc ? methods : kOwnMutexes;
  mutexes_are_plain = current_mutexes.xMutexAlloc == allocate_mutex &&
                      current_mutexes.xMutexEnter == enter_mutex &&
                      current_mutexes.xMutexLeave == leave_mutex;
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
