// The library as a whole: its configuration, its beginning and end.

#include "engine/sqlite3/library/library.h"

#include <atomic>
#include <cstdarg>
#include <mutex>

#include "engine/sqlite3/connections/connection.h"
#include "engine/sqlite3/library/log.h"
#include "engine/sqlite3/library/memory.h"

namespace tern::abi {
namespace {

// Before there are mutexes of the library's own, and after.
std::recursive_mutex library_mutex;
std::atomic<bool> is_library_started = false;
bool is_library_starting = false;  // guarded by library_mutex
std::atomic<bool> shares_caches = false;

int start_parts() {
  if (const int code = start_mutexes(); code != SQLITE_OK) return code;
  if (const int code = start_memory(); code != SQLITE_OK) return code;
  return sqlite3_os_init();
}

int set_threading(bool has_mutexes, bool has_full_mutexes) {
  configuration().has_mutexes = has_mutexes;
  configuration().has_full_mutexes = has_full_mutexes;
  set_mutexes_exclude(has_mutexes);
  return SQLITE_OK;
}

// Each takes what follows the operation.

int configure_memory(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_CONFIG_MALLOC:
      set_memory_methods(*va_arg(arguments, const sqlite3_mem_methods*));
      return SQLITE_OK;
    case SQLITE_CONFIG_GETMALLOC:
      *va_arg(arguments, sqlite3_mem_methods*) = memory_methods();
      return SQLITE_OK;
    case SQLITE_CONFIG_MEMSTATUS:
      set_memory_is_counted(va_arg(arguments, int) != 0);
      return SQLITE_OK;
    default:
      return SQLITE_ERROR;
  }
}

int configure_mutexes(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_CONFIG_SINGLETHREAD:
      return set_threading(false, false);
    case SQLITE_CONFIG_MULTITHREAD:
      return set_threading(true, false);
    case SQLITE_CONFIG_SERIALIZED:
      return set_threading(true, true);
    case SQLITE_CONFIG_MUTEX:
      set_mutex_methods(*va_arg(arguments, const sqlite3_mutex_methods*));
      return SQLITE_OK;
    case SQLITE_CONFIG_GETMUTEX:
      *va_arg(arguments, sqlite3_mutex_methods*) = mutex_methods();
      return SQLITE_OK;
    default:
      return SQLITE_ERROR;
  }
}

/// The engine has one cache for each file, which programs cannot replace: theirs is kept, answered
/// and never called.
int configure_cache(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_CONFIG_PCACHE2:
      configuration().cache = *va_arg(arguments, const sqlite3_pcache_methods2*);
      return SQLITE_OK;
    case SQLITE_CONFIG_GETPCACHE2:
      *va_arg(arguments, sqlite3_pcache_methods2*) =
          configuration().cache.xInit ? configuration().cache : idle_cache_methods();
      return SQLITE_OK;
    case SQLITE_CONFIG_PCACHE_HDRSZ:
      *va_arg(arguments, int*) = 0;  // pages of the engine's have no header beside them
      return SQLITE_OK;
    default:
      return SQLITE_ERROR;
  }
}

int configure_other(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_CONFIG_LOG: {
      using Log = void (*)(void*, int, const char*);
      const auto log = va_arg(arguments, Log);
      set_log(log, va_arg(arguments, void*));
      return SQLITE_OK;
    }
    case SQLITE_CONFIG_URI:
      configuration().reads_uris = va_arg(arguments, int) != 0;
      return SQLITE_OK;
    case SQLITE_CONFIG_MEMDB_MAXSIZE:
      configuration().image_size_max = va_arg(arguments, sqlite3_int64);
      return SQLITE_OK;
    // Accepted: the engine has its own ways with memory, indexes, sorters, journals and files.
    case SQLITE_CONFIG_PCACHE:
    case SQLITE_CONFIG_PAGECACHE:
    case SQLITE_CONFIG_LOOKASIDE:
    case SQLITE_CONFIG_MMAP_SIZE:
    case SQLITE_CONFIG_COVERING_INDEX_SCAN:
    case SQLITE_CONFIG_SMALL_MALLOC:
    case SQLITE_CONFIG_PMASZ:
    case SQLITE_CONFIG_STMTJRNL_SPILL:
    case SQLITE_CONFIG_SORTERREF_SIZE:
      return SQLITE_OK;
    default:
      return SQLITE_ERROR;
  }
}

int configure(int operation, va_list& arguments) {
  switch (operation) {
    case SQLITE_CONFIG_MALLOC:
    case SQLITE_CONFIG_GETMALLOC:
    case SQLITE_CONFIG_MEMSTATUS:
      return configure_memory(operation, arguments);
    case SQLITE_CONFIG_SINGLETHREAD:
    case SQLITE_CONFIG_MULTITHREAD:
    case SQLITE_CONFIG_SERIALIZED:
    case SQLITE_CONFIG_MUTEX:
    case SQLITE_CONFIG_GETMUTEX:
      return configure_mutexes(operation, arguments);
    case SQLITE_CONFIG_PCACHE2:
    case SQLITE_CONFIG_GETPCACHE2:
    case SQLITE_CONFIG_PCACHE_HDRSZ:
      return configure_cache(operation, arguments);
    default:
      return configure_other(operation, arguments);
  }
}

}  // namespace

Configuration& configuration() {
  static Configuration all;
  return all;
}

bool is_initialized() { return is_library_started; }

bool is_cache_shared_by_default() { return shares_caches; }

}  // namespace tern::abi

int sqlite3_initialize() {
  if (tern::abi::is_library_started) return SQLITE_OK;
  const std::lock_guard guard(tern::abi::library_mutex);
  // What begins may allocate, which asks for this.
  if (tern::abi::is_library_started || tern::abi::is_library_starting) return SQLITE_OK;
  tern::abi::is_library_starting = true;
  const int code = tern::abi::start_parts();
  tern::abi::is_library_starting = false;
  tern::abi::is_library_started = code == SQLITE_OK;
  return code;
}

int sqlite3_shutdown() {
  const std::lock_guard guard(tern::abi::library_mutex);
  if (!tern::abi::is_library_started) return SQLITE_OK;
  sqlite3_os_end();
  sqlite3_reset_auto_extension();
  tern::abi::is_library_started = false;
  tern::abi::end_memory();
  sqlite3_temp_directory = nullptr;
  sqlite3_data_directory = nullptr;
  tern::abi::end_mutexes();
  return SQLITE_OK;
}

// The file systems that the library has itself are always there.
int sqlite3_os_init() { return SQLITE_OK; }
int sqlite3_os_end() { return SQLITE_OK; }

int sqlite3_config(int operation, ...) {
  if (tern::abi::is_library_started) return tern::abi::misuse("sqlite3_config");
  va_list arguments;
  va_start(arguments, operation);
  const int code = tern::abi::configure(operation, arguments);
  va_end(arguments);
  return code;
}

int sqlite3_enable_shared_cache(int on) {
  tern::abi::shares_caches = on != 0;
  return SQLITE_OK;
}

// Of old: nothing belongs to a thread, and nothing has to be recovered.
void sqlite3_thread_cleanup() {}
int sqlite3_global_recover() { return SQLITE_OK; }
