#pragma once

#include <liburing.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/result.h"

namespace tern::io {

/// A file as rings know it: `serial` is never used again, where a descriptor is.
struct RingFile {
  int descriptor = -1;
  uint64_t serial = 0;
};

/// A read, write or sync on its way through a Ring. Lifetime: stays where it is until it is done.
struct RingOperation {
  enum class Kind : uint8_t { Read, Write, SyncData, SyncFull };
  Kind kind = Kind::Read;
  RingFile file;
  std::span<iovec> pieces;  // what is left to move
  uint64_t at = 0;
  size_t done_bytes = 0;
  int error = 0;          // as errno
  void* owner = nullptr;  // of whoever waits for it
};

/// One io_uring: a queue of operations that the kernel works on all at once.
/// Threads: one at a time, but for forget().
class Ring {
 public:
  struct Counts {
    uint64_t operations = 0;
    uint64_t submissions = 0;  // system calls that handed over operations
    uint32_t in_flight_max = 0;
  };

  /// Errors: CantOpen with the kernel's reason.
  static Result<std::unique_ptr<Ring>> open(unsigned entries);
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  /// Queues the operation (or what is left of it). What a full queue holds is handed over at once.
  void push(RingOperation& operation);
  /// Queues a read of 8 bytes whose completion only says that `descriptor` can be read.
  void push_wake(int descriptor, uint64_t* out);
  /// Hands over what is queued and, if `waits`, waits for a completion; at most `wait_ms`, if >= 0.
  Status submit(bool waits, int64_t wait_ms = -1);
  /// Calls `finished(operation)` for each operation that came to its end; nullptr for a wake.
  template <class Finished>
  void reap(Finished finished);

  /// All of them, with many in flight. The result is in each.
  void run(std::span<RingOperation> operations);
  /// No more operations should be queued before some are reaped.
  bool is_full() const { return in_flight_ >= entries_ * kInFlightPerEntry; }

  /// The file is about to be closed. Threads: any.
  void forget(uint64_t serial);
  const Counts& counts() const { return counts_; }

 private:
  static constexpr unsigned kFileSlots = 64;
  // Operations in flight, as against handed over at once.
  static constexpr unsigned kInFlightPerEntry = 8;
  Ring() = default;
  io_uring_sqe* take_entry();
  int slot_of(const RingFile& file);
  static bool absorb(RingOperation& operation, int result);

  io_uring ring_{};
  unsigned entries_ = 0;
  bool is_open_ = false;
  uint32_t in_flight_ = 0;
  Counts counts_;
  // Files that the kernel has looked up already, by serial. Guarded by files_mutex_.
  std::mutex files_mutex_;
  std::unordered_map<uint64_t, int> slots_;
  std::vector<int> free_slots_;
};

template <class Finished>
void Ring::reap(Finished finished) {
  io_uring_cqe* entry = nullptr;
  while (io_uring_peek_cqe(&ring_, &entry) == 0 && entry) {
    auto* const operation = static_cast<RingOperation*>(io_uring_cqe_get_data(entry));
    const int result = entry->res;
    io_uring_cqe_seen(&ring_, entry);
    if (operation) --in_flight_;
    if (operation && !absorb(*operation, result)) {
      push(*operation);
    } else {
      finished(operation);
    }
  }
}

}  // namespace tern::io
