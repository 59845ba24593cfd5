#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/api/commit_observer.h"
#include "engine/api/connection_state.h"
#include "sync/model/page_hash.h"
#include "sync/replica/local_log.h"
#include "sync/replica/replica.h"
#include "sync/replica/staging.h"
#include "sync/replica/sync_state.h"
#include "sync/store/intent_file.h"
#include "sync/store/slot_file.h"

namespace tern::sync::replica {

/// Where a replica's side files are.
struct Paths {
  std::string database;
  std::string sync() const { return database + "-sync"; }
  std::string log() const { return database + "-log"; }
  std::string pull() const { return database + "-pull"; }
  std::string intent() const { return database + "-intent"; }
  std::string lock() const { return database + "-sync-lock"; }
};

/// A byte-range lock on the `-sync-lock` file, held while this object lives.
class FileLock {
 public:
  enum class Which : uint64_t { Log = 0, Sync = 1 };
  static constexpr int64_t kTimeoutMs = 60'000;
  /// Waits up to `timeout_ms`. Errors: Busy.
  static Result<FileLock> take(io::File& file, Which which, io::Clock& clock, int64_t timeout_ms);
  FileLock(FileLock&& other) noexcept
      : file_(std::exchange(other.file_, nullptr)), which_(other.which_) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  FileLock(io::File* file, Which which) : file_(file), which_(which) {}
  io::File* file_;
  Which which_;
};

/// What a Replica is made of; see replica.h.
class Replica::State {
 public:
  static Result<std::unique_ptr<State>> open(const std::string& path,
                                             const ReplicaOptions& options);
  ~State();

  Connection& connection() { return *connection_; }
  void keep_connection_in(std::optional<Connection>& place);
  ReplicaStatus status();
  Result<SyncReport> sync_once(wire::Exchange& exchange, Direction direction);

 private:
  class Recorder;
  State(Paths paths, const ReplicaOptions& options);

  storage::Pager& pager() { return connection_->state().pager(); }
  Result<FileLock> lock(FileLock::Which which);
  /// Brings the log up to the WAL. Takes the log lock.
  Status catch_up();
  /// Takes into the log a commit that was cut off before the log had it and whose WAL is gone.
  Status recover_intent();
  Result<bool> holds_pages(const Intent& intent);

  // One round, driven by session::ClientSession.
  class Round;

  // sync_install.cc
  enum class Install : uint8_t { Done, PagesMissing };
  Result<Install> install(Staging& staging);
  Result<Install> install_in_transaction(Staging& staging);
  Status put_pages(Staging& staging);
  Status prove(Staging& staging);
  Status replay(model::Seq in_base);
  Status take_identity(model::Seq common, bool restart_base, model::Epoch epoch);

  Paths paths_;
  ReplicaOptions options_;
  SyncState sync_;
  std::unique_ptr<io::File> lock_file_;
  std::optional<LocalLog> log_;
  std::optional<store::IntentFile> intent_;
  std::optional<Connection> own_connection_;  // until somebody else keeps it
  Connection* connection_ = nullptr;
  std::unique_ptr<Recorder> recorder_;
  model::PageHash base_hash_;  // of the base, if its root is the base's page hash; else rebuilt
};

}  // namespace tern::sync::replica
