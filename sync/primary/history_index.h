#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/apply/memory.h"
#include "sync/model/outcome.h"
#include "sync/session/push_judge.h"
#include "sync/store/checked_file.h"
#include "sync/store/record_log.h"

// What the history says up to some place of its log, laid out so that single answers are read from
// it: a history is opened by this file and what the log has behind it, however long it is.
//
//   file      := outcomes, commits, rows, directory, summary, place of the summary u64,
//                its size u64, magic "TRNX" u32, version u32             (in a CheckedFile)
//   outcomes  := per replica, in order of sequence:
//                (chain 32, kind u8, revision u64, conflicts u32)*
//   commits   := (page hash 32, place in the log u64)*, of the revisions after the first
//   rows      := row*, in order of hash and slot
//   row       := size u32 (of what follows), hash u64, slot, whole, newest, deleted u8, columns
//   directory := (where the rows of bucket i begin, from the first row's begin u64)*, and the
//                end; bucket: the high bits of the hash
//
// Integers are little-endian. The hash is the beginning of the slot's SHA-256: no one can make many
// rows meet in one bucket.
//
// X1: believed only while the log has the records that it was made of: the first and the last one
//     are compared by their headers. X2: the log was synced before it was written, so that it is
//     never ahead. X3: it can be lost or damaged at any time: then the log is read as a whole.

namespace tern::sync::primary {

/// A revision, and what the history knows of it without reading its record.
struct HistoryHead {
  model::Revision revision;
  model::Epoch epoch;
  model::Digest page_hash;
};

struct HistoryCommit {
  model::Digest page_hash;
  uint64_t at = 0;  // in the log
};

/// A writer's last commit: of the server itself, or of a client whose commits it makes.
struct HistoryPosition {
  model::Seq seq;
  model::Chain chain;
};

/// What is small, and in memory as long as the history is open.
struct HistorySummary {
  store::RecordLog::Mark first_record;
  store::RecordLog::Mark last_record;
  uint64_t end = 0;  // of the part of the log that is in here
  HistoryHead first;
  HistoryHead head;
  HistoryPosition server;
  model::Revision horizon;  // of the rows
};

class HistoryIndex {
 public:
  using Known = std::map<model::ReplicaId, session::KnownReplica>;
  /// What it is made of. Lifetime: of all that is referred to: the call.
  struct Parts {
    HistorySummary summary;
    const HistoryIndex* older = nullptr;  // what `known` and `memory` have been put upon
    const Known& known;
    const std::vector<HistoryCommit>& commits;  // those that `older` does not have
    const apply::Memory& memory;
  };
  /// Replaces the file. Errors: IoErr*, Full; Corrupt if `older` cannot be read.
  static Status write(io::Vfs& vfs, const std::string& path, const Parts& parts);

  /// Reads the summary. Errors: CantOpen, Corrupt, IoErr*: there is none to be used.
  static Result<std::unique_ptr<HistoryIndex>> open(io::Vfs& vfs, const std::string& path);

  const HistorySummary& summary() const { return summary_; }
  /// Puts both upon this index, which has to outlive them; `memory` gets renames, remaps and parked
  /// keys. Once.
  void lay_under(Known& known, apply::Memory& memory);
  /// Of a revision after the first, up to the head. Errors, here and of what was laid under: IoErr,
  /// also where the file is damaged; then is_broken().
  Result<HistoryCommit> commit(model::Revision revision);
  /// It could not be read: forget it, and read the log.
  bool is_broken() const { return is_broken_; }
  void note_broken() { is_broken_ = true; }

 private:
  friend class HistoryIndexWriter;
  struct Replica {
    model::Seq last;
    model::Chain chain;
    uint64_t at = 0;  // its outcomes
  };

  explicit HistoryIndex(store::CheckedFile file) : file_(std::move(file)) {}
  Status read_summary();
  Result<session::KnownReplica::Entry> outcome(const Replica& replica, model::Seq seq);
  Result<std::optional<model::RowHistory>> row(std::string_view slot);
  Result<std::optional<model::RowHistory>> row_of_bucket(uint64_t hash, std::string_view slot);
  template <class T>
  Result<T> or_broken(Result<T> result);

  store::CheckedFile file_;
  HistorySummary summary_;
  std::map<model::ReplicaId, Replica> replicas_;
  apply::Memory rest_;  // without versions, until it is laid under
  uint64_t commits_at_ = 0;
  uint64_t rows_at_ = 0;
  uint64_t rows_count_ = 0;
  uint64_t directory_at_ = 0;
  uint8_t bucket_bits_ = 0;
  bool is_broken_ = false;
};

}  // namespace tern::sync::primary
