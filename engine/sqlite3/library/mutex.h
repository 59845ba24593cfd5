#pragma once

#include <pthread.h>
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

#include <atomic>
#include <cstdint>

#include "sqlite3.h"

namespace tern::abi {

/// Whether no other thread is there: nobody can be waited for, and nobody waits. The thread that
/// is told so finds what it wrote before in whatever thread it starts.
inline bool is_only_thread() {
#if __has_include(<sys/single_threaded.h>)
  return __libc_single_threaded != 0;
#else
  return false;
#endif
}

}  // namespace tern::abi

/// A mutex of the library's own kind. Programs may bring theirs (SQLITE_CONFIG_MUTEX), which are
/// something else behind the same pointer: only this header and mutex.cc look inside.
///
/// Nearly every call of the C interface enters one that nobody else wants, and many are not much
/// longer than that takes: so it is one atomic exchange, here in the header, and none at all in a
/// process of one thread.
struct sqlite3_mutex {
  /// `kind_in`: SQLITE_MUTEX_*, or kNoMutex.
  constexpr explicit sqlite3_mutex(int kind_in) : kind(kind_in) {}

  void enter() {
    if (kind == kNoMutex || enters_again()) return;
    if (!takes()) wait_for_turn();
    entered();
  }
  /// False: another thread is in it, or it is one that may not be entered twice.
  bool try_enter() {
    if (kind == kNoMutex || enters_again()) return true;
    if (!takes()) return false;
    entered();
    return true;
  }
  /// Requires: this thread is in it.
  void leave() {
    if (kind == kNoMutex) return;
    if (kind == SQLITE_MUTEX_RECURSIVE) {
      if (--depth > 0) return;
      owner.store(kNobody, std::memory_order_relaxed);
    }
    if (tern::abi::is_only_thread()) return state.store(kFree, std::memory_order_relaxed);
    if (state.exchange(kFree, std::memory_order_release) == kAwaited) state.notify_one();
  }

  static constexpr int kNoMutex = -1;  // entering it does nothing
  const int kind;

 private:
  using Thread = const void*;  // what is at one place in each of them
  static constexpr Thread kNobody = nullptr;
  enum : uint32_t { kFree, kTaken, kAwaited };  // kAwaited: taken, and somebody may sleep

  static Thread this_thread() {
#if __has_builtin(__builtin_thread_pointer)
    return __builtin_thread_pointer();
#else
    return reinterpret_cast<Thread>(pthread_self());
#endif
  }
  /// False: somebody is in it.
  bool takes() {
    uint32_t was = kFree;
    if (!tern::abi::is_only_thread()) {
      return state.compare_exchange_strong(was, kTaken, std::memory_order_acquire);
    }
    if (state.load(std::memory_order_relaxed) != kFree) return false;
    state.store(kTaken, std::memory_order_relaxed);
    return true;
  }

  /// Only a thread that is in it finds itself as the owner: so no order is needed, and what is read
  /// of another thread's making is only ever unequal.
  bool enters_again() {
    if (owner.load(std::memory_order_relaxed) != this_thread()) return false;
    ++depth;
    return true;
  }
  void entered() {
    if (kind != SQLITE_MUTEX_RECURSIVE) return;
    owner.store(this_thread(), std::memory_order_relaxed);
    depth = 1;
  }
  void wait_for_turn() {
    while (state.exchange(kAwaited, std::memory_order_acquire) != kFree) {
      state.wait(kAwaited, std::memory_order_relaxed);
    }
  }

  std::atomic<uint32_t> state = kFree;
  std::atomic<Thread> owner = kNobody;  // of a recursive one
  int depth = 0;                        // how often its owner is in it
};

namespace tern::abi {

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

/// No method of the program's is called where a mutex is entered or left. Set while the library is
/// not in use.
extern bool mutexes_are_plain;

/// Holds a mutex of the C interface as long as it stands; null: holds nothing.
class Hold {
 public:
  explicit Hold(sqlite3_mutex* mutex) : mutex_(mutex) {
    if (!mutex_) return;
    mutexes_are_plain ? mutex_->enter() : sqlite3_mutex_enter(mutex_);
  }
  ~Hold() {
    if (!mutex_) return;
    mutexes_are_plain ? mutex_->leave() : sqlite3_mutex_leave(mutex_);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  sqlite3_mutex* mutex_;
};

}  // namespace tern::abi
