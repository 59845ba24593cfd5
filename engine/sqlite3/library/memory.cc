#include "engine/sqlite3/library/memory.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "engine/base/heap_limits.h"

namespace tern::abi {
namespace {

// Larger requests are refused. Methods take an int, and may round up.
constexpr uint64_t kAllocationMax = 0x7ffffeff;

void* allocate_bytes(int size) { return std::malloc(static_cast<size_t>(size)); }
void free_bytes(void* bytes) { std::free(bytes); }
void* reallocate_bytes(void* bytes, int size) {
  return std::realloc(bytes, static_cast<size_t>(size));
}
int size_of_bytes(void* bytes) { return bytes ? static_cast<int>(malloc_usable_size(bytes)) : 0; }
int round_up(int size) { return (size + 7) & ~7; }
int init_memory(void*) { return SQLITE_OK; }
void shutdown_memory(void*) {}

constexpr sqlite3_mem_methods kOwnMemory = {allocate_bytes,  free_bytes, reallocate_bytes,
                                            size_of_bytes,   round_up,   init_memory,
                                            shutdown_memory, nullptr};

// Set while the library is not in use: sqlite3_config() sees to that.
constinit sqlite3_mem_methods current_memory = kOwnMemory;
constinit std::atomic<bool> memory_is_counted = true;

struct Counted {
  std::atomic<int64_t> now = 0;
  std::atomic<int64_t> highest = 0;

  void raise_highest(int64_t value) {
    int64_t before = highest.load(std::memory_order_relaxed);
    while (before < value && !highest.compare_exchange_weak(before, value)) {
    }
  }
};
constinit Counted memory_used;   // bytes
constinit Counted memory_count;  // allocations
constinit Counted memory_size;   // of requests, `highest` only. Units: bytes

void add_used(int64_t size) { memory_used.raise_highest(memory_used.now.fetch_add(size) + size); }

/// A request of `size` that makes `growth` bytes more: does the hard limit allow it?
bool is_allowed(int64_t size, int64_t growth) {
  memory_size.raise_highest(size);
  const int64_t limit = heap_limits().hard();
  return limit == 0 || growth <= 0 || memory_used.now.load() + growth < limit;
}

void* allocate(uint64_t size) {
  if (size == 0 || size > kAllocationMax) return nullptr;
  const int wanted = static_cast<int>(size);
  if (!memory_is_counted) return current_memory.xMalloc(wanted);
  const int rounded = current_memory.xRoundup(wanted);
  if (!is_allowed(wanted, rounded)) return nullptr;
  void* const bytes = current_memory.xMalloc(rounded);
  if (!bytes) return nullptr;
  add_used(current_memory.xSize(bytes));
  memory_count.raise_highest(memory_count.now.fetch_add(1) + 1);
  return bytes;
}

void release(void* bytes) {
  if (!bytes) return;
  if (memory_is_counted) {
    memory_used.now -= current_memory.xSize(bytes);
    memory_count.now -= 1;
  }
  current_memory.xFree(bytes);
}

void* reallocate(void* bytes, uint64_t size) {
  if (!bytes) return allocate(size);
  if (size == 0) {
    release(bytes);
    return nullptr;
  }
  if (size > kAllocationMax) return nullptr;
  const int wanted = static_cast<int>(size);
  const int before = current_memory.xSize(bytes);
  const int rounded = current_memory.xRoundup(wanted);
  if (rounded == before) return bytes;
  if (!memory_is_counted) return current_memory.xRealloc(bytes, rounded);
  if (!is_allowed(wanted, rounded - before)) return nullptr;
  void* const moved = current_memory.xRealloc(bytes, rounded);
  if (moved) add_used(current_memory.xSize(moved) - before);
  return moved;
}

Counted* counted(int operation) {
  switch (operation) {
    case SQLITE_STATUS_MEMORY_USED:
      return &memory_used;
    case SQLITE_STATUS_MALLOC_COUNT:
      return &memory_count;
    case SQLITE_STATUS_MALLOC_SIZE:
      return &memory_size;
    default:
      return nullptr;
  }
}

}  // namespace

void set_memory_methods(const sqlite3_mem_methods& methods) {
  current_memory = methods.xMalloc ? methods : kOwnMemory;
}

sqlite3_mem_methods memory_methods() { return current_memory; }

void set_memory_is_counted(bool it_is) { memory_is_counted = it_is; }

int start_memory() {
  return current_memory.xInit ? current_memory.xInit(current_memory.pAppData) : SQLITE_OK;
}

void end_memory() {
  if (current_memory.xShutdown) current_memory.xShutdown(current_memory.pAppData);
  heap_limits().reset();
}

MemoryCounter memory_counter(int operation, bool reset) {
  Counted* const found = counted(operation);
  if (!found) return {};
  const MemoryCounter answer{found->now, found->highest};
  if (reset) found->highest = answer.now;
  return answer;
}

char* allocated_text(std::string_view text) {
  auto* const made = static_cast<char*>(sqlite3_malloc64(text.size() + 1));
  if (!made) return nullptr;
  std::memcpy(made, text.data(), text.size());
  made[text.size()] = '\0';
  return made;
}

}  // namespace tern::abi

void* sqlite3_malloc(int size) {
  if (sqlite3_initialize() != SQLITE_OK || size <= 0) return nullptr;
  return tern::abi::allocate(static_cast<uint64_t>(size));
}

void* sqlite3_malloc64(sqlite3_uint64 size) {
  if (sqlite3_initialize() != SQLITE_OK) return nullptr;
  return tern::abi::allocate(size);
}

void* sqlite3_realloc(void* bytes, int size) {
  if (sqlite3_initialize() != SQLITE_OK) return nullptr;
  return tern::abi::reallocate(bytes, size < 0 ? 0 : static_cast<uint64_t>(size));
}

void* sqlite3_realloc64(void* bytes, sqlite3_uint64 size) {
  if (sqlite3_initialize() != SQLITE_OK) return nullptr;
  return tern::abi::reallocate(bytes, size);
}

void sqlite3_free(void* bytes) { tern::abi::release(bytes); }

sqlite3_uint64 sqlite3_msize(void* bytes) {
  return bytes ? static_cast<sqlite3_uint64>(tern::abi::current_memory.xSize(bytes)) : 0;
}

sqlite3_int64 sqlite3_memory_used() {
  return tern::abi::memory_counter(SQLITE_STATUS_MEMORY_USED, false).now;
}

sqlite3_int64 sqlite3_memory_highwater(int reset) {
  return tern::abi::memory_counter(SQLITE_STATUS_MEMORY_USED, reset != 0).highest;
}

// Once it told a program that much memory is in use. The limits took its place.
int sqlite3_memory_alarm(void (*)(void*, sqlite3_int64, int), void*, sqlite3_int64) {
  return SQLITE_OK;
}

sqlite3_int64 sqlite3_soft_heap_limit64(sqlite3_int64 limit) {
  if (sqlite3_initialize() != SQLITE_OK) return -1;
  const int64_t before = tern::heap_limits().soft();
  if (limit >= 0) tern::heap_limits().set_soft(limit);
  return before;
}

void sqlite3_soft_heap_limit(int limit) { sqlite3_soft_heap_limit64(limit < 0 ? 0 : limit); }

sqlite3_int64 sqlite3_hard_heap_limit64(sqlite3_int64 limit) {
  if (sqlite3_initialize() != SQLITE_OK) return -1;
  const int64_t before = tern::heap_limits().hard();
  if (limit >= 0) tern::heap_limits().set_hard(limit);
  return before;
}

// Nothing is kept that could be given back.
int sqlite3_release_memory(int) { return 0; }
