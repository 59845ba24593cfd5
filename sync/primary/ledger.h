#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "engine/storage/pager.h"
#include "engine/storage/record_frames.h"
#include "sync/model/page_hash.h"
#include "sync/primary/commit_news.h"
#include "sync/primary/history.h"
#include "sync/primary/primary.h"
#include "sync/store/intent_file.h"

// What every commit to a hosted database moves, whichever connection makes it: the history, the
// page hash of the newest revision, the clock, and how far the WAL is known.
//
// Who commits, in this order, everywhere:  turn of the WriterQueue -> WAL write lock -> the lock
// here. So whoever has the lock and wants to commit has the write lock, too, and the head cannot
// move under it; who only reads takes the lock alone, and never waits for the others inside it.
//
// B1: between the moment a commit can be seen in the WAL and the moment it is in the history the
// lock is held. B2: before a WAL is begun anew or removed, the history is whole and synced (H1);
// who would do that while somebody else has the lock leaves it for later.

namespace tern::sync::primary {

constexpr uint32_t kBusyTimeoutMs = 10'000;  // for locks that other processes hold, and for turns

class Ledger {
 public:
  /// Reads the history. Requires: the database in `folder` has its first page, and is in WAL mode.
  static Result<std::unique_ptr<Ledger>> open(const std::string& folder,
                                              const PrimaryOptions& options);
  /// Of all connections together; commits that would make the database larger than it was fail with
  /// Full beyond it. 0: no bound. Threads: any, without the lock.
  void set_bytes_max(uint64_t bytes) { bytes_max_ = bytes; }
  /// The database has been removed: nothing more is committed. Threads: any, without the lock.
  void end() {
    has_ended_ = true;
    news_.close();
  }
  bool has_ended() const { return has_ended_; }
  Ledger(const Ledger&) = delete;
  /// Takes what the WAL has beyond the history, and proves the rest by hash.
  Status recover();
  /// Before the last connection goes: the WAL stays if the history cannot be made whole (false).
  bool close();

  /// The right to use everything below. What was prepared and not committed is undone when it goes;
  /// then those who wait hear of new revisions. Threads: taken and dropped on one.
  class Lock {
   public:
    explicit Lock(Ledger& ledger);
    ~Lock();
    Lock(const Lock&) = delete;

   private:
    Ledger& ledger_;
  };
  /// Has this thread the lock?
  bool is_locked_here() const { return owner_.load() == std::this_thread::get_id(); }

  History& history() { return history_; }
  model::PageHash& page_hash() { return page_hash_; }
  /// A snapshot of it is that of the head after catch_up().
  storage::Pager& reader();
  model::Hlc tick();
  /// The clock does not go behind what somebody says, as far as that is believed.
  model::Hlc witness(model::Hlc hlc);

  /// Takes in commits that went past us, as a revision of unknown origin.
  Status catch_up();
  /// Is there no commit that catch_up() would have to take in?
  Result<bool> is_caught_up();
  /// Of the commit that comes: catches up, and keeps the state before. Requires: the write lock.
  Status begin_commit();
  /// Completes `record`, whose origin, sequence and decision stand, for the pages that `now` is
  /// going to commit, and appends what rides in the WAL to `out`. Returns the revision that it will
  /// be. Requires: begin_commit(). Errors: TooBig; Full, also beyond the quota; NotFound if the
  /// database was removed; IoErr*.
  Result<model::Revision> prepare(model::CommitRecord record, storage::Pager& now,
                                  std::span<const PageNo> changed, ByteVector& out);
  /// What was prepared is in the WAL.
  void committed(storage::Pager& by);
  /// Adds the last commit to the history unless that is done. Until it is nothing else is judged.
  Status complete_history();
  /// How long the WAL is, as far as it is known. Units: frames.
  uint32_t wal_frames() const { return seen_.frame.raw; }
  static constexpr uint32_t kWalFramesMax = 2000;  // then a checkpoint

  /// Threads: these without the lock.
  CommitNews& news() { return news_; }
  /// Is the WAL long, the history beyond its bound, or much of it not in its index?
  bool is_upkeep_due() const { return is_upkeep_due_; }
  const std::string& folder() const { return folder_; }
  const std::string& path() const { return path_; }
  const PrimaryOptions& options() const { return options_; }

 private:
  struct Prepared {
    model::CommitRecord record;
    ByteVector entry;
  };
  Ledger(Connection reader, History history, store::IntentFile intent,
         const PrimaryOptions& options, std::string folder);
  Status before_wal_reset();
  Status recover_intent();
  Status append_without_deltas(const model::CommitRecord& record);
  Status hash_everything();
  Result<bool> take_known_hashes();
  Status adopt();
  Status check_allowed(const storage::Pager& now) const;
  /// `before`: the state that a delta starts from; null: none is wanted.
  Result<PageStep> note_page(PageNo page, storage::Pager& now, storage::Pager* before);
  void keep_hashes(std::span<const PageNo> changed, uint32_t page_count);
  void undo_hashes();
  storage::DatabaseFile& file() { return reader().file(); }

  std::mutex mutex_;
  std::atomic<std::thread::id> owner_;
  PrimaryOptions options_;
  std::string folder_;
  std::string path_;
  Connection reader_;  // holds the state before a commit: its pages are what deltas start from
  History history_;
  store::IntentFile intent_;
  model::PageHash page_hash_;
  model::Hlc hlc_;
  storage::WalPosition seen_;  // commits up to here are ours or adopted
  std::optional<Prepared> prepared_;
  bool is_unwritten_ = false;  // what is prepared has been committed
  std::vector<std::pair<PageNo, model::Digest>> undo_;
  uint32_t pages_before_ = 0;
  bool has_changed_hashes_ = false;
  std::atomic<bool> is_upkeep_due_ = false;
  std::atomic<bool> has_ended_ = false;
  std::atomic<uint64_t> bytes_max_ = 0;
  CommitNews news_;
};

}  // namespace tern::sync::primary
