#include "engine/io/fork_count.h"

#include <pthread.h>

#include <atomic>

namespace tern::io {
namespace {

std::atomic<uint32_t> count{0};

void count_fork() { count.fetch_add(1, std::memory_order_relaxed); }

const int registered = ::pthread_atfork(nullptr, nullptr, count_fork);

}  // namespace

uint32_t fork_count() {
  static_cast<void>(registered);
  return count.load(std::memory_order_relaxed);
}

}  // namespace tern::io
