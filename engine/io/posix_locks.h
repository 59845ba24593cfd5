#pragma once

#include "engine/io/vfs.h"

// File locks of two kinds, both in conflict with the record locks that SQLite takes:
//
//   open-file-description locks   belong to a descriptor's open file; closing another descriptor of
//                                 the file does nothing to them
//   classic record locks          belong to the process: they do not keep its own descriptors from
//                                 each other, and closing any descriptor of the file drops all
//
// Where there are only classic locks, a table of this process's files keeps the rules between
// descriptors, and a descriptor stays open until nobody in the process holds a lock on its file.

namespace tern::io {

enum class LockKind : uint8_t { OpenFile, Classic };

/// What the system has, found out once.
LockKind best_lock_kind();

/// The locks of one descriptor, which it owns. Threads: may be shared.
class PosixLocks {
 public:
  PosixLocks(int descriptor, FileId id, LockKind kind);
  /// Gives all locks back and closes the descriptor, at once or when that does no harm.
  ~PosixLocks();
  PosixLocks(const PosixLocks&) = delete;
  PosixLocks& operator=(const PosixLocks&) = delete;

  /// Errors: Busy; IoErrLock, also in a child process that inherited the descriptor.
  Status set(uint64_t start, uint64_t length, LockMode mode);
  Result<bool> is_held_by_others(uint64_t start, uint64_t length);

  int descriptor() const { return descriptor_; }
  FileId id() const { return id_; }
  /// By this process from the one that opened it.
  bool is_inherited() const;

 private:
  const int descriptor_;
  const FileId id_;
  const LockKind kind_;
  const uint32_t fork_count_;
};

}  // namespace tern::io
