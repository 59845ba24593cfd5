#include "engine/io/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <boost/context/detail/fcontext.hpp>
#include <utility>

#include "engine/base/assert.h"

// The switch itself is Boost.Context's, by its low-level interface: a fiber of ours never ends, it
// waits for the next body, so there is nothing to unwind when its stack goes.

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TERN_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define TERN_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define TERN_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define TERN_TSAN 1
#endif

#if defined(TERN_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(TERN_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace tern::io {
namespace {

namespace context = boost::context::detail;

void leave([[maybe_unused]] void** fake, [[maybe_unused]] const void* bottom,
           [[maybe_unused]] size_t size) {
#if defined(TERN_ASAN)
  __sanitizer_start_switch_fiber(fake, bottom, size);
#endif
}

void arrive([[maybe_unused]] void* fake, [[maybe_unused]] const void** bottom,
            [[maybe_unused]] size_t* size) {
#if defined(TERN_ASAN)
  __sanitizer_finish_switch_fiber(fake, bottom, size);
#endif
}

// From now on the thread is `thread`; gives back what it was.
#if defined(__clang__)
__attribute__((no_sanitize("thread"), always_inline))
#endif
inline void*
become([[maybe_unused]] void* thread) {
#if defined(TERN_TSAN)
  void* const before = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(thread, 0);
  return before;
#else
  return nullptr;
#endif
}

size_t page_size() { return static_cast<size_t>(::sysconf(_SC_PAGESIZE)); }

}  // namespace

struct Fiber::Switch {
  static void enter(context::transfer_t from) {
    Fiber* const fiber = static_cast<Fiber*>(from.data);
    arrive(nullptr, &fiber->outside_bottom_, &fiber->outside_size_);
    fiber->outside_ = from.fctx;
    fiber->live();
  }
};

Fiber* Fiber::make(size_t stack_bytes) {
  const size_t page = page_size();
  const size_t size = (stack_bytes + page - 1) / page * page + page;
  void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  if (::mprotect(memory, page, PROT_NONE) != 0) {
    ::munmap(memory, size);
    return nullptr;
  }
  Fiber* const fiber = new Fiber();
  fiber->stack_ = static_cast<std::byte*>(memory);
  fiber->size_ = size;
  fiber->inside_ = context::make_fcontext(fiber->stack_ + size, size - page, &Switch::enter);
#if defined(TERN_TSAN)
  fiber->inside_thread_ = __tsan_create_fiber(0);
#endif
  return fiber;
}

Fiber::~Fiber() {
  ASSERT(!has_body());
#if defined(TERN_TSAN)
  __tsan_destroy_fiber(inside_thread_);
#endif
#if defined(TERN_ASAN)
  __asan_unpoison_memory_region(stack_ + page_size(), size_ - page_size());
#endif
  ::munmap(stack_, size_);
}

void Fiber::resume() {
  leave(&outside_fake_, stack_ + page_size(), size_ - page_size());
  outside_thread_ = become(inside_thread_);
  inside_ = context::jump_fcontext(inside_, this).fctx;
  arrive(outside_fake_, nullptr, nullptr);
}

void Fiber::yield() {
  leave(&inside_fake_, outside_bottom_, outside_size_);
  become(outside_thread_);
  outside_ = context::jump_fcontext(outside_, nullptr).fctx;
  arrive(inside_fake_, &outside_bottom_, &outside_size_);
}

void Fiber::live() {
  while (true) {
    if (body_) body_->run();
    body_ = nullptr;
    yield();
  }
}

}  // namespace tern::io
