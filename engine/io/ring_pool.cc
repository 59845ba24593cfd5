#include "engine/io/ring_pool.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "engine/base/log.h"

namespace tern::io {
namespace {

constexpr unsigned kBatchDepth = 64;

}  // namespace

RingPool& RingPool::shared() {
  // Never destroyed: files may be closed after the end of main().
  static RingPool& pool = *new RingPool();
  return pool;
}

// After a fork the rings are the parent's: neither used nor closed here.
void RingPool::leave_to_parent() {
  const pid_t process = ::getpid();
  if (std::exchange(process_, process) == process) return;
  for (std::unique_ptr<Ring>& ring : free_) static_cast<void>(ring.release());
  free_.clear();
  all_.clear();
}

std::unique_ptr<Ring> RingPool::open(unsigned entries) {
  const std::lock_guard guard(mutex_);
  leave_to_parent();
  if (is_refused_) return nullptr;
  Result<std::unique_ptr<Ring>> opened = Ring::open(entries);
  if (!opened) {
    is_refused_ = true;
    log_line("no io_uring, files are read and written by plain calls: " +
             std::string(opened.error().message()));
    return nullptr;
  }
  all_.push_back(opened->get());
  return *std::move(opened);
}

void RingPool::close(std::unique_ptr<Ring> ring) {
  const std::lock_guard guard(mutex_);
  std::erase(all_, ring.get());
}

std::unique_ptr<Ring> RingPool::take() {
  {
    const std::lock_guard guard(mutex_);
    leave_to_parent();
    if (!free_.empty()) {
      std::unique_ptr<Ring> ring = std::move(free_.back());
      free_.pop_back();
      return ring;
    }
  }
  return open(kBatchDepth);
}

void RingPool::give_back(std::unique_ptr<Ring> ring) {
  const std::lock_guard guard(mutex_);
  free_.push_back(std::move(ring));
}

uint64_t RingPool::next_serial() {
  const std::lock_guard guard(mutex_);
  return ++serial_last_;
}

void RingPool::forget(uint64_t serial) {
  const std::lock_guard guard(mutex_);
  if (all_.empty()) return;
  leave_to_parent();
  for (Ring* const ring : all_) ring->forget(serial);
}

}  // namespace tern::io
