#pragma once

#include <cstdint>
#include <string_view>

#include "sqlite3.h"

// Memory of the C interface: what programs get to free with sqlite3_free(), and what counts in
// sqlite3_memory_used(). All of it comes from the program's allocator if it set one. memory.cc
// has also sqlite3_soft_heap_limit(), _limit64(), sqlite3_hard_heap_limit64() and
// sqlite3_release_memory().

namespace tern::abi {

/// What SQLITE_CONFIG_MALLOC and SQLITE_CONFIG_GETMALLOC set and get. Without xMalloc: the
/// library's own, of malloc().
void set_memory_methods(const sqlite3_mem_methods& methods);
sqlite3_mem_methods memory_methods();

/// SQLITE_CONFIG_MEMSTATUS: whether memory is counted (as it is at first), and limits are kept.
void set_memory_is_counted(bool it_is);

/// For sqlite3_initialize(), before anything is allocated, and for sqlite3_shutdown(). The latter
/// forgets the limits, too.
int start_memory();
void end_memory();

/// The counters behind sqlite3_status().
struct MemoryCounter {
  int64_t now = 0;
  int64_t highest = 0;
};
/// Of SQLITE_STATUS_MEMORY_USED, _MALLOC_COUNT, _MALLOC_SIZE (only the highest); else zeros.
/// `reset` makes what is the highest from now on.
MemoryCounter memory_counter(int operation, bool reset);

/// `text` with a NUL behind, for sqlite3_free(). Null where memory ran out.
char* allocated_text(std::string_view text);

}  // namespace tern::abi
