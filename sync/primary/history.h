#pragma once

#include <map>
#include <set>
#include <vector>

#include "sync/apply/applier.h"
#include "sync/model/commit_record.h"
#include "sync/session/push_judge.h"
#include "sync/store/record_log.h"

// What a primary keeps of its past, in one record log beside the database:
//
//   SNAPSHOT  where the history starts: revision, epoch, page hash, and what is known of every
//             replica
//   SERVER    how far the server's own commits were there: sequence and chain
//   COMMIT    a commit record and how each of its pages follows from the one before
//
// H1: a commit's record is in the WAL or here: the log is synced before a WAL is reset. H2: a
// commit without page deltas (found in the WAL after a crash) is served by images of the newest
// state.

namespace tern::sync::primary {

/// How one page changed in one commit.
struct PageStep {
  uint32_t page = 0;
  bool has_delta = false;
  ByteVector delta;
};

class History {
 public:
  struct Head {
    model::Revision revision;
    model::Epoch epoch;
    model::Digest page_hash;
  };
  /// Reads the log at `path`; an empty one has head revision 0. `server` is the id under which the
  /// server itself writes: nobody sends its transactions twice, so their outcomes are not kept.
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
  Status sync() { return log_.sync(); }
  uint64_t size_bytes() const { return log_.size(); }
  /// Forgets the older half if the log is larger than `bytes_max`.
  Status trim(uint64_t bytes_max);

  session::KnownReplica& known(const model::ReplicaId& rid) { return known_[rid]; }
  const model::ReplicaId& server() const { return server_; }
  struct Position {
    model::Seq seq;
    model::Chain chain;
  };
  /// The server's own last commit.
  const Position& last_of_server() const { return of_server_; }
  const apply::Memory& memory() const { return memory_; }

  /// Can a pull from `revision` with page hash `hash` be answered by changes?
  bool reaches(model::Revision revision, const model::Digest& hash) const;
  /// Every page changed after `revision`, with its deltas in order; without, if one is not known.
  /// Requires: reaches(revision, ..).
  Result<std::map<uint32_t, std::vector<ByteVector>>> changes_after(model::Revision revision,
                                                                    bool with_deltas) const;
  /// Does the history go back to `revision`?
  bool goes_back_to(model::Revision revision) const {
    return revision >= first_.revision && revision <= head_.revision;
  }
  /// The pages changed in the commits after `from`, up to `to`. Requires: goes_back_to() both.
  Result<std::set<uint32_t>> pages_changed(model::Revision from, model::Revision to) const;

 private:
  struct Commit {
    model::Revision revision;
    model::Digest page_hash;
    uint64_t at = 0;  // in the log
  };
  History(store::RecordLog log, const model::ReplicaId& server)
      : log_(std::move(log)), server_(server) {}
  Status take(uint8_t type, Bytes payload, uint64_t at);
  Status take_snapshot(Bytes payload);
  Status take_server(Bytes payload);
  Status take_commit(Bytes payload, uint64_t at);
  Status add(const model::CommitRecord& record, uint64_t at);
  void note_sender(const model::CommitRecord& record);
  Status remember(const model::CommitRecord& record);
  ByteVector snapshot(const Head& head) const;
  ByteVector server_entry() const;

  store::RecordLog log_;
  model::ReplicaId server_;
  Position of_server_;
  Head first_;  // what the snapshot says
  Head head_;
  std::vector<Commit> commits_;  // after first_, in order
  std::map<model::ReplicaId, session::KnownReplica> known_;
  apply::Memory memory_;
};

}  // namespace tern::sync::primary
