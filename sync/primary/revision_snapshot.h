#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/api/include/tern/tern.h"
#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/io/clock.h"
#include "sync/model/identity.h"

namespace tern::sync::primary {

class Ledger;

/// The pages of one revision, as long as it is kept: while it is, the WAL cannot begin anew.
/// Threads: any.
class RevisionSnapshot {
 public:
  model::Revision revision() const { return revision_; }
  model::Epoch epoch() const { return epoch_; }
  uint32_t page_count() const { return page_count_; }
  uint32_t page_size() const { return page_size_; }
  /// Errors: BusySnapshot once it was given up (Snapshots); Corrupt beyond page_count(); IoErr*.
  Result<ByteVector> read(PageNo no);
  bool is_kept() const;

 private:
  friend class Snapshots;
  RevisionSnapshot(Connection connection, model::Revision revision, model::Epoch epoch);
  void give_up();

  mutable std::mutex mutex_;
  std::optional<Connection> connection_;  // nothing: given up
  model::Revision revision_;
  model::Epoch epoch_;
  uint32_t page_count_ = 0;
  uint32_t page_size_ = 0;
};

/// The revisions of a database that are pinned for others to read: at most kKeptMax, each for
/// kAgeMaxMs at most, and none once the WAL has grown beyond what HostedDatabase::upkeep() bears.
/// So far they hold it back. Who has one that was given up starts again. Threads: any.
class Snapshots {
 public:
  static constexpr size_t kKeptMax = 4;
  static constexpr int64_t kAgeMaxMs = 60'000;

  Snapshots(Ledger& ledger, io::Clock& clock) : ledger_(ledger), clock_(clock) {}
  ~Snapshots() { drop(); }

  /// The newest revision; whoever asks for it before the next commit gets the same. The oldest one
  /// is given up where there are too many.
  Result<std::shared_ptr<RevisionSnapshot>> newest();
  /// The one that is kept of `revision`: for the next part of what was begun with it. Null: there
  /// is none (any more).
  std::shared_ptr<RevisionSnapshot> find(model::Revision revision, model::Epoch epoch);
  /// Gives up those that are too old; all.
  void expire();
  void drop();
  size_t kept() const { return count_; }

 private:
  struct Kept {
    std::shared_ptr<RevisionSnapshot> snapshot;  // shared with those who read it
    int64_t since_ms = 0;
  };
  Result<std::shared_ptr<RevisionSnapshot>> pin();
  void expire_under_lock();
  void give_up_oldest();

  Ledger& ledger_;
  io::Clock& clock_;
  std::mutex mutex_;
  std::vector<Kept> kept_;         // oldest first
  std::atomic<size_t> count_ = 0;  // of them
};

}  // namespace tern::sync::primary
