#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <utility>

namespace tern::daemon::agent {

/// How many replicas sync at the same time. Where more want to, those with the smaller priority
/// number come first, and among equals who came first.
/// Threads: any.
class RoundSlots {
 public:
  explicit RoundSlots(uint32_t slots) : free_(slots) {}

  /// A place, held while this object lives, or until it is given up.
  class Slot {
   public:
    explicit Slot(RoundSlots* slots) : slots_(slots) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() { give_up(); }
    /// For who waits for a server that does not move: others may go.
    void give_up();

   private:
    RoundSlots* slots_;
  };

  Slot take(uint32_t priority);
  size_t waiting() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t free_;
  uint64_t numbers_ = 0;
  std::set<std::pair<uint32_t, uint64_t>> waiting_;  // priority, number
};

}  // namespace tern::daemon::agent
