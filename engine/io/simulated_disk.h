#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/io/random.h"
#include "engine/io/range_locks.h"
#include "engine/io/vfs.h"

// A disk in memory that can lose power, and the processes that use it (simulated_vfs.h).
//
// What survives when the power goes:
//
// D1 What a file held at its last sync, size included.
// D2 Of the writes and truncations since then any subset, in their order; of a write any subset of
//    its 512-byte sectors. A sector is written whole or not at all, and others stay as they are.
// D3 After a sync that failed, what it should have made durable is made so by no later sync, unless
//    the same sector is written again or cut off.
// D4 Names (created, removed, renamed) as `Names` says. A sync of the folder makes all that
// happened
//    in it so far durable; a sync of a file says nothing about its name.
//
// A process that dies takes nothing with it: what it wrote stays, its locks go, and nothing it
// still does has any effect. Shared memory is gone with its last user, or when the power goes.

namespace tern::io {

constexpr uint64_t kSectorSize = 512;

/// One simulated file. Guarded by its disk's mutex.
struct SimulatedInode {
  struct Write {
    uint64_t at = 0;
    // Shared with copies of the disk. Null: a truncation to `at`.
    std::shared_ptr<const ByteVector> bytes;
    bool is_beyond_sync = false;  // D3
  };
  uint64_t number = 0;
  std::string path;  // that it was created under
  ByteVector now;
  ByteVector durable;
  std::vector<Write> unsynced;
  RangeLocks locks;

  void change(Write write);
  void sync();
  void fail_sync();
  void lose_power(Random& random);
};

class SimulatedVfs;

/// What the processes that share memory under one name have in common: a file without a name, so
/// that each process has a mapping of its own. Guarded by its disk's mutex.
struct SimulatedMemory {
  SimulatedMemory();
  ~SimulatedMemory();
  SimulatedMemory(const SimulatedMemory&) = delete;
  SimulatedMemory& operator=(const SimulatedMemory&) = delete;

  int descriptor;
  size_t region_count = 0;
  RangeLocks locks;
};

/// Threads: may be shared.
class SimulatedDisk {
 public:
  /// When is the change of a name durable that no sync of the folder followed?
  enum class Names : uint8_t {
    AtOnce,    // as if every such call were a sync
    InOrder,   // as on a file system with a journal: up to some moment
    EachAlone  // any subset of the changes
  };
  struct Options {
    Names names = Names::EachAlone;
    bool ignores_syncs = false;                    // a disk that lies
    uint64_t file_size_max = uint64_t{256} << 20;  // beyond it the disk is full
  };

  SimulatedDisk() : SimulatedDisk(Options{}) {}
  explicit SimulatedDisk(Options options) : options_(options) {}
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// The disk as it is now, unsynced writes and all, without any process.
  std::unique_ptr<SimulatedDisk> copy() const;
  /// Kills every process and makes the files what the disk might hold then.
  void lose_power(Random& random);

  /// What one file holds, as a reader sees it; empty if there is none.
  ByteVector content(const std::string& path) const;
  /// Locks that living processes hold, shared memory included.
  size_t lock_count() const;
  /// Calls so far that changed files or names, or synced.
  uint64_t change_count() const { return change_count_; }
  /// Such a call, for people: "write", the file, where and how much.
  struct Change {
    const char* call;
    const std::string& path;
    uint64_t at = 0;
    uint64_t size_bytes = 0;
  };
  /// Called before each such call.
  void set_before_change(std::function<void(const Change&)> hook) {
    before_change_ = std::move(hook);
  }

 private:
  friend class SimulatedVfs;
  friend class SimulatedFile;
  friend class SimulatedSharedMemory;
  using InodePtr = std::shared_ptr<SimulatedInode>;
  using NameTable = std::map<std::string, InodePtr>;
  /// The names that one call changed; null: removed.
  using NameChange = std::vector<std::pair<std::string, InodePtr>>;

  InodePtr find(const std::string& path) const;
  void change_names(NameChange change);
  void sync_names(const std::string& folder);

  const Options options_;
  mutable std::mutex mutex_;
  NameTable names_;
  NameTable durable_names_;
  std::vector<NameChange> unsynced_names_;
  std::map<std::string, std::shared_ptr<SimulatedMemory>> memories_;
  std::set<SimulatedVfs*> processes_;
  uint64_t inode_last_ = 0;
  uint64_t change_count_ = 0;
  std::function<void(const Change&)> before_change_;
};

}  // namespace tern::io
