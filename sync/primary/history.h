#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/model/commit_record.h"
#include "sync/primary/history_index.h"

// What a primary keeps of its past, in one record log beside the database:
//
//   SNAPSHOT  where the history starts: revision, epoch, page hash (and in older logs all that is
//   in
//             OUTCOMES)
//   OUTCOMES  what was known of a replica there: a run of its transactions' outcomes
//   SERVER    how far the server's own commits were there: sequence and chain
//   COMMIT    a commit record and how each of its pages follows from the one before
//
// H1: a commit's record is in the WAL or here: the log is synced before a WAL is reset. H2: a
// commit without page deltas (found in the WAL after a crash) is served by images of the newest
// state. H3: what open() reads is bounded: an index beside the log (history_index.h) and what the
// log has behind it. Without a good one the log is read as a whole.

namespace tern::sync::primary {

/// How one page changed in one commit.
struct PageStep {
  uint32_t page = 0;
  bool has_delta = false;
  ByteVector delta;
};

class History {
 public:
  using Head = HistoryHead;
  using Position = HistoryPosition;

  /// Opens the log at `path`, and its index at `path`-index; an empty one has head revision 0.
  /// `server` is the id under which the server itself writes: nobody sends its transactions twice,
  /// so their outcomes are not kept.
  static Result<History> open(io::Vfs& vfs, const std::string& path,
                              const model::ReplicaId& server);

  const Head& head() const { return head_; }
  bool is_empty() const { return head_.revision.raw == 0; }
  /// Starts an empty history. Durable on return.
  Status start(const Head& head);
  /// What append() writes of a commit; `encoded` is its record. Where all would be too long it has
  /// no deltas (H2). Errors: TooBig if that does not help.
  static Result<ByteVector> entry_of(Bytes encoded, const std::vector<PageStep>& pages);
  Status append(const model::CommitRecord& record, Bytes entry);
  Status sync() { return log_->sync(); }
  uint64_t size_bytes() const { return log_->size(); }
  /// Forgets the older half if the log is larger than `bytes_max`.
  Status trim(uint64_t bytes_max);

  /// How much of the log an open() would have to read; since save_index() was tried.
  uint64_t unindexed_bytes() const { return log_->size() - indexed_end_; }
  uint64_t bytes_since_save() const { return log_->size() - tried_end_; }
  /// Writes the index anew, with everything in it, and has less in memory then. The log is synced.
  /// Errors: IoErr*, Full: everything stays as it was.
  Status save_index();
  /// Where the index turned out to be damaged (IoErr of what follows here): reads the log instead.
  /// Until that succeeds nothing else may be asked.
  Status heal();

  /// Lifetime: until a commit is added.
  const session::KnownReplica& known(const model::ReplicaId& rid) const;
  const model::ReplicaId& server() const { return server_; }
  /// The server's own last commit.
  const Position& last_of_server() const { return of_server_; }
  const apply::Memory& memory() const { return memory_; }

  /// Can a pull from `revision` with page hash `hash` be answered by changes?
  /// Errors: IoErr.
  Result<bool> reaches(model::Revision revision, const model::Digest& hash) const;
  /// Every page changed after `revision`, with its deltas in order; without, if one is not known.
  /// Requires: reaches(revision, ..). Errors: Corrupt, IoErr.
  Result<std::map<uint32_t, std::vector<ByteVector>>> changes_after(model::Revision revision,
                                                                    bool with_deltas) const;
  /// Does the history go back to `revision`?
  bool goes_back_to(model::Revision revision) const {
    return revision >= first_.revision && revision <= head_.revision;
  }
  /// The pages changed in the commits after `from`, up to `to`. Requires: goes_back_to() both.
  /// Errors: Corrupt, IoErr.
  Result<std::set<uint32_t>> pages_changed(model::Revision from, model::Revision to) const;

 private:
  History(io::Vfs& vfs, std::string path, const model::ReplicaId& server)
      : vfs_(&vfs), path_(std::move(path)), server_(server) {}
  std::string index_path() const { return path_ + "-index"; }
  Result<bool> open_by_index();
  Status read_log();
  void forget();
  void take_index(std::unique_ptr<HistoryIndex> index);

  Status take(uint8_t type, Bytes payload, uint64_t at);
  Status take_snapshot(Bytes payload);
  Status take_outcomes(Bytes payload);
  Status take_server(Bytes payload);
  Status take_commit(Bytes payload, uint64_t at);
  Status add(const model::CommitRecord& record, uint64_t at);
  void note_sender(const model::CommitRecord& record);
  Status remember(const model::CommitRecord& record);

  /// What `revision`, which the history goes back to and which is not the first, is known by.
  Result<HistoryCommit> commit_of(model::Revision revision) const;
  /// Shows the entries of the commits after `from`, up to `to`, in order.
  template <class See>
  Status each_commit(model::Revision from, model::Revision to, const See& see) const;
  /// What the log is to hold when `last_gone` is its first revision.
  Result<std::vector<store::RecordLog::Entry>> entries_behind(model::Revision last_gone) const;

  io::Vfs* vfs_;
  std::string path_;
  model::ReplicaId server_;
  std::optional<store::RecordLog> log_;  // from open() on
  std::unique_ptr<HistoryIndex> index_;  // null: all is in memory
  bool has_to_read_ = false;             // the log: what is in memory is not all of it
  uint64_t indexed_end_ = 0;             // of the log
  uint64_t tried_end_ = 0;               // where it ended when save_index() was tried
  model::Revision indexed_;              // the last one in the index, or the first
  Position of_server_;
  Head first_;  // what the snapshot says
  Head head_;
  std::vector<HistoryCommit> commits_;  // after indexed_, in order
  HistoryIndex::Known known_;
  apply::Memory memory_;
};

}  // namespace tern::sync::primary
