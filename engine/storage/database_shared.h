#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/io/fork_count.h"
#include "engine/storage/database_file.h"
#include "engine/storage/file_codecs.h"
#include "engine/storage/header.h"
#include "engine/storage/lock_ladder.h"
#include "engine/storage/page_cache.h"
#include "engine/storage/page_loads.h"
#include "engine/storage/pager.h"
#include "engine/storage/shared_cache.h"
#include "engine/storage/writer_queue.h"

namespace tern::storage {

class Wal;  // wal.h

/// What the Pagers of one file work on together. Members say what guards them.
class DatabaseFile::Shared {
 public:
  Shared(io::Vfs& vfs_in, OpenOptions options_in, std::string path_in,
         std::unique_ptr<io::File> file_in);
  ~Shared();

  bool is_in_memory() const { return file == nullptr; }
  std::string wal_path() const { return path + "-wal"; }
  std::string shm_path() const { return path + "-shm"; }
  std::string journal_path() const { return path + "-journal"; }

  /// The WAL, opened if need be. `owner`: see Wal::open. Errors: Busy while somebody is leaving WAL
  /// mode; CantOpen.
  Result<std::shared_ptr<Wal>> open_wal(const void* owner);
  /// The WAL if it is open, and still of use to a new transaction.
  std::shared_ptr<Wal> wal();
  /// Is `one`, which the caller shares or null, that WAL? False also where wal() has to tell.
  bool is_open(const Wal* one) const { return one && one == open_wal_.load(); }
  /// Closes the WAL: checkpoints and deletes it if no other process uses it.
  void close_wal();
  /// Forgets the WAL, which was retired.
  void drop_wal();
  Status before_wal_reset();

  io::Vfs& vfs;
  const OpenOptions options;
  const std::string path;
  const std::unique_ptr<io::File> file;          // null: in memory
  const uint32_t fork_count = io::fork_count();  // of the process that opened it
  PageCache cache;
  PageLoads loads;
  LockLadder ladder;
  WriterQueue writers;
  std::atomic<uint32_t> pager_count{0};
  FileCodecs codecs;
  std::atomic<Synchronous> synchronous_last{Synchronous::Full};  // of the Pager that wrote last

  // How the content of the file (or memory), WAL aside, is known to this process.
  struct Known {
    uint64_t generation = 1;  // grows whenever the content changed
    std::array<std::byte, kVersionStampSize> stamp{};
    bool has_stamp = false;
    bool is_empty = false;  // without a stamp: there was no byte to read
    uint32_t page_size = kPageSizeDefault;
    uint8_t reserved = 0;
    uint32_t page_count = 0;  // outside WAL mode
    DatabaseHeader header;    // if has_stamp
  };
  std::shared_ptr<io::File> durable_journal;  // originals.h; of whoever holds Exclusive
  std::mutex mutex;
  Known known;                                // guarded by mutex
  std::function<Status()> before_reset_hook;  // guarded by hook_latch
  io::Latch hook_latch;                       // held while the hook runs, which reads and writes
  const std::unique_ptr<SharedCache> shared_cache;  // null: its connections share none

 private:
  std::mutex wal_mutex_;
  void set_wal(std::shared_ptr<Wal> next);

  // Shared: a Pager in a transaction keeps the WAL that it reads.
  std::shared_ptr<Wal> wal_;  // guarded by wal_mutex_
  // The same, to be compared with alone, unless it has to be opened anew each time. Changed under
  // the mutex. Whoever shares a WAL that it equals has the open one: no other can be in its place.
  std::atomic<const Wal*> open_wal_{nullptr};
};

}  // namespace tern::storage
