#pragma once

#include <atomic>
#include <cstdint>

namespace tern {

/// How much memory the process wants to use at most. What it is about is the heap of the whole
/// process, and so is this. Units: bytes; 0: no limit. Threads: any.
class HeapLimits {
 public:
  int64_t soft() const { return soft_.load(std::memory_order_relaxed); }
  int64_t hard() const { return hard_.load(std::memory_order_relaxed); }
  /// At most the hard one.
  void set_soft(int64_t bytes);
  /// Takes the soft one along.
  void set_hard(int64_t bytes);
  void reset();
  /// Would `bytes` in one piece be more than the hard limit allows?
  bool refuses(uint64_t bytes) const {
    const int64_t most = hard();
    return most > 0 && bytes > static_cast<uint64_t>(most);
  }

 private:
  std::atomic<int64_t> soft_ = 0;
  std::atomic<int64_t> hard_ = 0;
};

HeapLimits& heap_limits();

}  // namespace tern
