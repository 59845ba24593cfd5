#include "daemon/operation/thread_memory.h"

#include <malloc.h>

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TERN_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TERN_SANITIZER
#endif
#ifdef TERN_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

// All forms that there are, so that all memory comes from malloc.
// Source: C++ standard, "Storage allocation and deallocation".

namespace {

// No constructor, so that a use is one instruction.
thread_local constinit int64_t thread_bytes = 0;

#ifndef TERN_SANITIZER

void* count(void* memory) {
  if (memory) thread_bytes += static_cast<int64_t>(malloc_usable_size(memory));
  return memory;
}

void* counted(void* memory) {
  if (!memory) throw std::bad_alloc();
  return count(memory);
}

void give_back(void* memory) {
  if (!memory) return;
  thread_bytes -= static_cast<int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

void* aligned(size_t size, std::align_val_t alignment) {
  void* memory = nullptr;
  const auto bytes = static_cast<size_t>(alignment);
  const size_t least = bytes < sizeof(void*) ? sizeof(void*) : bytes;
  return posix_memalign(&memory, least, size) == 0 ? memory : nullptr;
}

#else

// A sanitizer has operators of its own, and tells what they do.
// Source: LLVM, sanitizer/allocator_interface.h.
void taken(const volatile void*, size_t size) { thread_bytes += static_cast<int64_t>(size); }
void given_back(const volatile void* memory) {
  thread_bytes -= static_cast<int64_t>(__sanitizer_get_allocated_size(memory));
}
[[maybe_unused]] const int is_told = __sanitizer_install_malloc_and_free_hooks(taken, given_back);

#endif

}  // namespace

#ifndef TERN_SANITIZER

void* operator new(size_t size) { return counted(std::malloc(size > 0 ? size : 1)); }
void* operator new[](size_t size) { return counted(std::malloc(size > 0 ? size : 1)); }
void* operator new(size_t size, std::align_val_t alignment) {
  return counted(aligned(size, alignment));
}
void* operator new[](size_t size, std::align_val_t alignment) {
  return counted(aligned(size, alignment));
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return count(std::malloc(size > 0 ? size : 1));
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return count(std::malloc(size > 0 ? size : 1));
}
void* operator new(size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return count(aligned(size, alignment));
}
void* operator new[](size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return count(aligned(size, alignment));
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  give_back(memory);
}
void operator delete(void* memory, size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { give_back(memory); }

#endif

namespace tern::daemon {

int64_t thread_memory() { return thread_bytes; }

}  // namespace tern::daemon
