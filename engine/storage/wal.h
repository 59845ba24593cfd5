#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "engine/io/condition.h"
#include "engine/storage/database_shared.h"
#include "engine/storage/patience.h"
#include "engine/storage/record_frames.h"
#include "engine/storage/wal_index.h"
#include "engine/storage/wal_locks.h"

namespace tern::storage {

/// One connection's snapshot of the WAL.
struct WalSnapshot {
  /// No read lock is held: the write lock stands in for it.
  static constexpr int kMarkOfWriter = kReadMarkCount;

  WalIndexHeader header;  // as of the snapshot
  int mark = -1;          // read lock held, or kMarkOfWriter; -1: none
  FrameNo first;          // frames before are in the database file
  // A writer's: the header as its commit would go on from what it has spilled.
  WalIndexHeader spilled;
  bool has_spilled = false;

  bool is_open() const { return mark >= 0; }
  FrameNo last() const {
    if (has_spilled) return FrameNo{spilled.frame_max};
    return FrameNo{mark == 0 ? 0 : header.frame_max};
  }
  WalTail tail() const {
    return has_spilled ? WalTail{spilled.frame_max, spilled.frame_checksum} : WalTail{};
  }
};

/// A page to be appended to the WAL.
struct FrameContent {
  PageNo page;
  Bytes bytes;
};

/// A version of a page in the log.
struct PageFrame {
  PageNo page;
  FrameNo frame;
};

/// The write-ahead log of a database file and its index, as all connections of this process use it.
///
/// A transaction: begin_read -> [begin_write -> append -> end_write] -> end_read, or
/// begin_as_writer -> append -> end_write -> end_read. The states are
/// the connection's (WalSnapshot); this object knows which locks the process holds. While it
/// exists, the process holds the shared lock on the database file. Threads: may be shared.
class Wal {
 public:
  /// `owner`: the one connection that will use the WAL, null if all may; its wal-index is in the
  /// heap. Requires: the caller holds at least Shared on the ladder, for an owner Exclusive, which
  /// it goes on holding; the database is in WAL mode.
  /// Errors: Busy; CantOpen; ReadOnlyDirectory; IoErr*.
  static Result<std::shared_ptr<Wal>> open(DatabaseFile::Shared& shared, const void* owner);
  ~Wal();
  Wal(const Wal&) = delete;
  Wal& operator=(const Wal&) = delete;

  /// The newest snapshot. Recovers the index if need be. Errors: Busy, BusyRecovery; Protocol.
  Status begin_read(WalSnapshot& snapshot) { return begin(snapshot, MayUseMark0::Yes); }
  void end_read(WalSnapshot& snapshot);
  /// Errors: Busy if another process writes; BusySnapshot if the snapshot is not the newest.
  Status begin_write(WalSnapshot& snapshot);
  void end_write() { locks_.unlock_exclusive(index_of(WalLock::Write)); }
  /// The newest snapshot and the write lock, which alone keeps it. False: that is not to be had so,
  /// but by begin_read() and begin_write(). Errors: Busy if another process writes; IoErr*.
  Result<bool> begin_as_writer(WalSnapshot& snapshot);
  /// So that a snapshot of begin_as_writer() outlives the write lock, which is still held.
  /// Errors: Busy if there is no mark to be had.
  Status keep_snapshot(WalSnapshot& snapshot);

  /// Which frame has `page`; 0: the database file has it.
  Result<FrameNo> find(const WalSnapshot& snapshot, PageNo page) {
    if (snapshot.last().raw == 0) return FrameNo{};
    return index_.find(page, snapshot.first, snapshot.last());
  }
  Status read_frame(FrameNo frame, MutBytes page);
  Result<PageNo> page_of(FrameNo frame) { return index_.page_of(frame); }

  /// Appends a transaction: `frames`, the last of which commits a database of `page_count` pages,
  /// together with all that the snapshot's writer spilled before.
  /// Returns the number of the first one. The snapshot becomes the new state.
  /// Requires: begin_write() succeeded. Errors: IoErr*, Full: nothing is committed.
  /// `synchronous`: Full and above sync the log before the transaction becomes visible.
  Result<FrameNo> append(WalSnapshot& snapshot, std::span<const FrameContent> frames,
                         uint32_t page_count, uint32_t page_size, Synchronous synchronous);
  /// Appends pages of a transaction that goes on: only `snapshot` finds them, until append()
  /// commits them or undo_spill() forgets them. Else as append().
  Result<FrameNo> spill(WalSnapshot& snapshot, std::span<const FrameContent> frames,
                        uint32_t page_size, Synchronous synchronous);
  /// Forgets what was spilled behind `to`; all, if it is empty. Requires: the write lock.
  void undo_spill(WalSnapshot& snapshot, const WalTail& to = {});

  /// If the log began anew since this was called last: cuts what is left of a longer one, down to
  /// `bytes` or what is in use. Requires: the write lock, and a commit just appended.
  void limit_size(const WalSnapshot& snapshot, int64_t bytes);

  /// Makes room behind what was just appended, so that the next commits do not make the log grow.
  /// Requires: the write lock.
  void preallocate(const WalSnapshot& snapshot);

  /// Makes durable what was appended so far. Callers that come while another sync runs share the
  /// next one. A failed sync is final, since what the system dropped then cannot be known: all who
  /// wait hear of it, and until the log is closed by all connections of this process nothing is
  /// appended or checkpointed any more (IoErrFsync). Reading goes on.
  Status sync_appended();

  Result<CheckpointResult> checkpoint(CheckpointMode mode, Synchronous synchronous,
                                      Patience patience);

  // record_frames.cc
  Result<std::vector<WalRecord>> read_records(WalPosition after);
  Result<WalPosition> end_of_log();

  /// Copies everything into the database file and deletes the log. Requires: the caller holds
  /// Exclusive on the ladder, so no other process uses the WAL. Errors: Busy if a snapshot is open.
  Status retire(Synchronous synchronous);
  /// As above if no other process has the database open. Requires: no snapshot is open.
  void close(Synchronous synchronous);

  /// Snapshots that are open in this process.
  uint32_t open_snapshots() const { return open_snapshots_.load(); }
  /// The shared lock on the database file, while another hold stands in for it.
  void release_hold() { shared_.ladder.lower(hold_, LockLevel::None); }
  Status take_hold() { return shared_.ladder.raise(hold_, LockLevel::Shared); }
  io::File& file() { return *file_; }

  bool has_heap_index() const { return kind_ == Kind::Heap; }
  /// The index is this process's own because it may neither write nor trust the shared one: what
  /// other processes do is not seen. Such a WAL is opened anew for each transaction.
  bool is_blind() const { return kind_ == Kind::Blind; }

  /// The one connection that uses the WAL, alone in the world; null: all may. Whoever sets it holds
  /// Exclusive on the ladder.
  void set_owner(const void* connection) { owner_ = connection; }
  bool is_owned_by(const void* connection) const { return owner_.load() == connection; }
  bool may_use(const void* connection) const {
    const void* const owner = owner_.load();
    return owner == nullptr || owner == connection;
  }

 private:
  enum class Kind : uint8_t { Shared, ReadOnly, Blind, Heap };
  enum class MayUseMark0 : uint8_t { No, Yes };
  enum class Outcome : uint8_t { Done, Again };
  Wal(DatabaseFile::Shared& shared, std::unique_ptr<io::File> file,
      std::unique_ptr<io::SharedMemory> shm, Kind kind);
  static Result<std::unique_ptr<io::SharedMemory>> open_index(DatabaseFile::Shared& shared,
                                                              Kind& kind);
  bool is_read_only() const {
    return file_->is_read_only() || kind_ == Kind::ReadOnly || kind_ == Kind::Blind;
  }

  Status begin(WalSnapshot& snapshot, MayUseMark0 may_use_mark0);
  Status begin_counted(WalSnapshot& snapshot, MayUseMark0 may_use_mark0);
  Result<bool> begin_under_write_lock(WalSnapshot& snapshot);
  Result<Outcome> attempt_begin(WalSnapshot& snapshot, MayUseMark0 may_use_mark0);
  Result<std::optional<WalIndexHeader>> header_or_recover();
  Result<std::optional<WalIndexHeader>> header_or_wait();
  Result<Outcome> take_mark0(WalSnapshot& snapshot);
  Result<Outcome> take_mark(WalSnapshot& snapshot);
  Result<int> move_mark(uint32_t frame);

  Result<std::vector<WalRecord>> read_records(const WalIndexHeader& header, WalPosition after);

  // wal_recovery.cc
  Status recover();
  Status replay(WalIndexHeader& header);
  Status check_growth(const WalIndexHeader& header);

  // wal_writer.cc
  Status restart_if_backfilled(WalSnapshot& snapshot);
  Status restart(WalIndexHeader header);
  Status start_log(WalIndexHeader& header, uint32_t page_size, Synchronous synchronous);
  Result<WalIndexHeader> write_frames(WalSnapshot& snapshot, std::span<const FrameContent> frames,
                                      uint32_t page_count, uint32_t page_size,
                                      Synchronous synchronous);
  Status check_syncs() const {
    return has_sync_failed_ ? fail(ErrorCode::IoErrFsync, "the log was not made durable") : ok();
  }
  Status index_frames(std::span<const FrameContent> frames, FrameNo before);

  // checkpoint.cc
  Status backfill(const WalIndexHeader& header, Synchronous synchronous, Patience& patience);
  Result<FrameNo> safe_frame(const WalIndexHeader& header, Patience& patience);
  Status copy_batch(std::span<const PageFrame> pages, uint32_t size);
  Status copy_pages(const WalIndexHeader& header, FrameNo after, FrameNo last);
  Status copy_range(const WalIndexHeader& header, FrameNo after, FrameNo last);
  Status reset(const WalIndexHeader& header, CheckpointMode mode, Patience& patience);
  Status copy_and_delete(Synchronous synchronous);
  Status lock_patiently(int lock, int count, Patience& patience);

  Result<bool> is_log_of(const WalIndexHeader& header);
  /// Drops from the page cache what other processes made untrue.
  Status follow_others(const WalIndexHeader& header);

  DatabaseFile::Shared& shared_;
  std::unique_ptr<io::File> file_;
  std::unique_ptr<io::SharedMemory> shm_;
  WalLocks locks_;
  WalIndex index_;
  const Kind kind_;
  LockHold hold_;
  std::atomic<const void*> owner_{nullptr};
  std::atomic<uint32_t> open_snapshots_{0};
  std::atomic<bool> is_retired_{false};
  std::atomic<bool> is_folder_synced_{false};
  std::atomic<uint32_t> checkpoint_count_{0};
  std::atomic<bool> began_anew_{false};

  std::mutex sync_mutex_;
  io::Condition sync_ended_;
  std::atomic<uint64_t> appended_{0};  // transactions
  uint64_t synced_ = 0;                // of those; guarded by sync_mutex_, as the next one
  bool is_syncing_ = false;
  std::atomic<bool> has_sync_failed_{false};
  uint64_t allocated_ = 0;  // bytes that the log is known to have; whoever has the write lock

  // Which log and how much of it is in the database file, as the page cache believes.
  std::mutex known_mutex_;
  std::atomic<uint64_t> known_salts_{0};
  std::atomic<uint32_t> known_backfilled_{0};
};

}  // namespace tern::storage
