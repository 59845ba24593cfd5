#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/api/include/tern/tern.h"
#include "sync/primary/commit_recorder.h"
#include "sync/primary/hash_file.h"
#include "sync/primary/ledger.h"
#include "sync/primary/primary.h"
#include "sync/primary/revision_snapshot.h"
#include "sync/primary/sql_connection.h"
#include "sync/primary/writer_queue.h"
#include "sync/wire/messages.h"

namespace tern::sync::primary {

/// One database of a primary: judges and commits what is pushed, answers pulls, and gives SQL
/// connections whose commits are revisions, too.
/// Threads: any, several at once.
class HostedDatabase {
 public:
  /// Opens the database file in `folder`, making it if there is none, and recovers the history from
  /// the WAL. `wake` is called after commits of SQL connections when upkeep() is due: it must not
  /// block. Errors: IoErr*, Corrupt, NotADb.
  static Result<std::unique_ptr<HostedDatabase>> open(const std::string& folder,
                                                      const PrimaryOptions& options,
                                                      std::function<void()> wake = {});
  /// Requires: no SqlConnection of it is left.
  ~HostedDatabase();
  /// As the destructor, and leaves the hashes of all pages for the next open().
  static void close(std::unique_ptr<HostedDatabase> database);
  HostedDatabase(const HostedDatabase&) = delete;

  Result<wire::PushAnswer> push(const wire::PushRequest& request);
  Result<wire::PullAnswer> pull(const wire::PullRequest& request);
  Result<wire::StatusAnswer> status();
  /// Runs SQL as one transaction of the server's own; returns its revision.
  Result<uint64_t> execute(std::string_view sql);

  /// Builds the file anew, without what was deleted, in a turn of its own; returns the revision.
  /// Replicas pull all of its pages then. Errors: Busy; Full; IoErr*, Corrupt.
  Result<uint64_t> vacuum();

  /// Errors: CantOpen, IoErr*, Corrupt.
  Result<std::unique_ptr<SqlConnection>> connect();
  /// Every writer of this process takes its turn here, push() and execute() among them.
  WriterQueue& writers() { return writers_; }
  /// Who wants to hear of the next commit without holding a thread. Foreign commits are news once
  /// somebody has asked for the status, pulled or committed.
  CommitNews& news() { return ledger_->news(); }
  /// Waits until the head revision is larger than `after`, at most until `deadline`; returns it.
  Result<uint64_t> wait_for_commit(uint64_t after, std::chrono::steady_clock::time_point deadline);

  /// The newest revision, pinned for a while (Snapshots): several calls before the next commit give
  /// the same. Errors: Busy while another process commits; IoErr*.
  Result<std::shared_ptr<RevisionSnapshot>> snapshot() { return snapshots_.newest(); }
  /// A pinned one, for a further part of what was begun with it. Null: it was given up.
  std::shared_ptr<RevisionSnapshot> snapshot_of(uint64_t revision, uint64_t epoch);
  /// The pages that changed after `since`, up to `revision`; nothing if the history does not reach
  /// back so far, or is another one. Errors: IoErr*, Corrupt.
  Result<std::optional<std::set<uint32_t>>> changed_pages_since(uint64_t since, uint64_t epoch,
                                                                uint64_t revision = UINT64_MAX);

  bool has_snapshots() const { return snapshots_.kept() > 0; }

  /// What has to be done from time to time, and after commits, outside of them: snapshots that are
  /// too old go, a history beyond its bound loses its older half, or gets a new index, a long WAL
  /// is checkpointed, where need be in a turn of its own. push() and execute() see to it
  /// themselves. Errors: IoErr*, Full.
  Status upkeep();
  /// What its file may take; 0: no bound. Commits that make it larger fail with Full.
  void set_bytes_max(uint64_t bytes) { ledger_->set_bytes_max(bytes); }
  /// It has been removed: commits fail from now on, statements of SQL connections are interrupted,
  /// who waits for commits is told.
  void end();
  const std::string& path() const { return ledger_->path(); }

 private:
  HostedDatabase(Connection writer, std::unique_ptr<Ledger> ledger, std::function<void()> wake);

  void ask_for_upkeep();
  void note_closed(Connection* connection);
  Result<HashFile::Stamp> settle();
  Result<bool> is_log_long();
  Status checkpoint();
  Result<WriterQueue::Turn> turn();
  Status push_records(const wire::PushRequest& request, wire::PushAnswer& answer);
  Result<bool> judge(const wire::PushRequest& request, model::Seq seq, const model::Chain& before,
                     const model::Chain& after, wire::PushAnswer& answer);
  Result<model::Outcome> commit_one(const wire::PushRequest& request, Bytes bytes, model::Seq seq,
                                    const model::Chain& chain);
  Result<std::string> commit_record(const wire::PushRequest& request, Bytes bytes,
                                    model::TransactionRecord& record, const model::Chain& chain,
                                    std::string_view unreadable);
  Status apply_in_transaction(const wire::PushRequest& request, Bytes bytes,
                              const model::TransactionRecord& record, std::string_view unreadable,
                              std::string& why);
  Status commit_with_record();

  std::unique_ptr<Ledger> ledger_;
  WriterQueue writers_;
  Connection writer_;  // of who has the turn
  CommitRecorder recorder_;
  Snapshots snapshots_;
  std::mutex keeper_mutex_;
  std::optional<Connection> keeper_;  // checkpoints; opened when it is needed
  uint32_t frames_checkpointed_ = 0;  // how long the WAL was then
  std::function<void()> wake_;
  std::mutex connections_mutex_;
  std::set<Connection*> connections_;  // of SQL
};

}  // namespace tern::sync::primary
