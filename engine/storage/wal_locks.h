#pragma once

#include <array>
#include <cstdint>
#include <mutex>

#include "engine/base/result.h"
#include "engine/io/vfs.h"

namespace tern::storage {

constexpr int kReadMarkCount = 5;

/// The lock bytes of the wal-index, in their order.
enum class WalLock : uint8_t { Write, Checkpoint, Recover, Read0 };
constexpr int index_of(WalLock lock) { return static_cast<int>(lock); }
constexpr int read_lock(int mark) { return index_of(WalLock::Read0) + mark; }

/// The locks of the wal-index, shared or exclusive, without waiting. File locks do not tell the
/// connections of one process apart, so the rules between them are kept here.
/// Threads: may be shared.
class WalLocks {
 public:
  explicit WalLocks(io::SharedMemory& shm) : shm_(shm) {}

  /// Errors: Busy; IoErrLock.
  Status lock_shared(int index);
  void unlock_shared(int index);
  /// Locks `count` bytes from `index` on: all or none. Errors: Busy; IoErrLock.
  Status lock_exclusive(int index, int count = 1);
  void unlock_exclusive(int index, int count = 1);
  /// Makes an exclusive lock a shared one, with nobody in between. Errors: IoErrLock; it is still
  /// exclusive then.
  Status downgrade(int index);

 private:
  static constexpr int kLockCount = 3 + kReadMarkCount;
  static constexpr uint64_t kFirstByte = 120;

  io::SharedMemory& shm_;
  std::mutex mutex_;
  std::array<uint32_t, kLockCount> shared_{};
  std::array<bool, kLockCount> exclusive_{};
};

}  // namespace tern::storage
