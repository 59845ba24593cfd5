#pragma once

#include <cstdint>
#include <mutex>

#include "engine/base/result.h"
#include "engine/io/condition.h"
#include "engine/io/vfs.h"

// The locks of a database file, as SQLite takes them.
//
//   byte 0x40000000      pending    held on the way to exclusive: no new readers
//        0x40000001      reserved   one writer prepares; readers go on
//        0x40000002..+510 shared    readers hold it shared, a committing writer exclusively
//
// A level is reached from below: Shared (the pending byte is locked for a moment, so that a waiting
// writer is not starved), Reserved, Pending, Exclusive. In WAL mode each process holds Shared for
// as long as the database is open, and nobody goes higher but to leave WAL mode or to close it
// last. Source: SQLite documentation, "File Locking And Concurrency In SQLite Version 3".

namespace tern::storage {

/// The page that it lies on is never used.
constexpr uint64_t kPendingByte = 0x40000000;

enum class LockLevel : uint8_t { None, Shared, Reserved, Pending, Exclusive };

/// The lock of one holder. Lifetime: lower to None before it goes.
struct LockHold {
  LockLevel level = LockLevel::None;
};

/// What all holders of this process together hold on the file: file locks do not tell them apart,
/// so the rules between them are kept here. Threads: may be shared.
class LockLadder {
 public:
  /// `file`: null for a database in memory. Lifetime: `file` must outlive this.
  explicit LockLadder(io::File* file) : file_(file) {}

  /// Whether other holders of this process are in the way, or are of one cache (shared_cache.h).
  enum class Others : uint8_t { InTheWay, OfOneCache };
  /// One attempt, without waiting. On Busy on the way to Exclusive the hold may be left at Pending.
  Status raise(LockHold& hold, LockLevel level, Others others = Others::InTheWay);
  /// `level`: None or Shared.
  void lower(LockHold& hold, LockLevel level);
  /// Does anybody hold Reserved or more?
  Result<bool> is_reserved();

  /// Returns after `wait_ms`, or earlier if a hold of this process was lowered.
  void wait_for_change(int64_t wait_ms);

 private:
  Status take_shared(LockHold& hold, Others others);
  Status take_reserved(LockHold& hold);
  Status take_exclusive(LockHold& hold, Others others);
  Status set(uint64_t start, uint64_t length, io::LockMode mode);

  io::File* file_;
  std::mutex mutex_;
  io::Condition changed_;
  uint32_t holder_count_ = 0;   // at Shared or above
  LockHold* writer_ = nullptr;  // at Reserved or above
};

}  // namespace tern::storage
