#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/storage/record_frames.h"
#include "sync/model/transaction_record.h"
#include "sync/session/client_session.h"
#include "sync/store/record_log.h"

// The local history of a replica: records ride in the WAL frames of their commits and are drained
// from there to the `-log` file.
//
//   ORIGIN       the whole state at the start of this log file: identity, base, sequence, chain
//   TRANSACTION  rid, pages that its commit changed, transaction record
//   REBASE       a new base was installed: where it stands, pages that the replayed overlay changed
//   ACKED        the primary's outcome is known up to this sequence
//
// G1: TRANSACTION and REBASE come from the WAL only, so they and their effect exist together or not
// at all. G2: draining again changes nothing: what is known by sequence or revision is skipped. G3:
// who appends or rewrites has read all that others appended, under the lock that they appended
// under: an append goes where this object believes the end to be and cuts off what stands there.
// G4: a process may be killed between the WAL and the log, and SQLite be the next to open the
// database, which empties the WAL: then the record is taken from the intent, if the pages say that
// its commit took effect.

namespace tern::sync::replica {

using model::Chain;
using model::Digest;
using model::Epoch;
using model::ReplicaId;
using model::Revision;
using model::Seq;

/// The primary's revision that the database file is built on.
struct Base {
  Epoch epoch;
  Revision revision;
  Digest page_hash;
  uint32_t page_count = 0;
  uint32_t cookie = 0;     // schema cookie of the base
  uint32_t installed = 0;  // schema cookie that the install left in the file
};

struct Pending {
  Seq seq;
  Chain chain;  // after it
  ByteVector record;
};

struct Rebase {
  Base base;
  Seq in_base;  // own records up to here are part of the base
  std::vector<uint32_t> dirty;

  ByteVector encode(const ReplicaId& rid) const;
};

/// A commit under way, for store::IntentFile.
struct Intent {
  ByteVector record;  // as it rides in the WAL
  std::vector<std::pair<PageNo, Digest>> pages;

  ByteVector encode() const;
  static Result<Intent> decode(Bytes bytes);
};

class LocalLog {
 public:
  static Result<LocalLog> open(io::Vfs& vfs, const std::string& path);
  /// Makes the log of a new replica. Durable on return.
  static Status create(io::Vfs& vfs, const std::string& path, const ReplicaId& rid,
                       const Base& base);

  const ReplicaId& rid() const { return rid_; }
  const std::vector<std::pair<ReplicaId, Seq>>& parents() const { return parents_; }
  std::vector<ReplicaId> parent_ids() const;
  const Base& base() const { return base_; }
  const std::set<uint32_t>& dirty() const { return dirty_; }
  const std::deque<Pending>& pending() const { return pending_; }  // not yet in the base
  Seq acked() const { return acked_; }
  Seq last() const { return last_; }
  model::Hlc hlc() const { return hlc_; }
  bool has_foreign_commit() const { return foreign_; }
  session::LogState state() const;
  Chain chain_before(Seq seq) const;

  /// The record bytes of a new transaction, numbered behind the last one.
  /// Requires: everything is drained, and the caller holds the database's write lock.
  Result<ByteVector> make_record(Bytes changeset, std::vector<uint32_t> pages, bool foreign_keys,
                                 int64_t wall_ms) const;

  /// Reads what other processes appended, then drains what the WAL has beyond it.
  /// Requires: the log lock.
  Status catch_up(storage::DatabaseFile& file);
  /// Takes a record that rode in a WAL that is gone, unless it is known or does not come next.
  /// Requires: the log lock; so do all that follow.
  Status take_unseen(Bytes wal_record);
  Status note_acked(Seq seq);
  Status sync() { return log_.sync(); }
  /// A new id from `common` on: later records are renumbered from 1. `restart_base`: the base is
  /// forgotten, to be pulled anew in `epoch`. Durable on return.
  Status take_identity(const ReplicaId& fresh, Seq common, bool restart_base, Epoch epoch);
  /// Drops what is in the base from the file, if it is large.
  Status compact();

 private:
  explicit LocalLog(store::RecordLog log) : log_(std::move(log)) {}
  static ByteVector encode_origin(const ReplicaId& rid,
                                  const std::vector<std::pair<ReplicaId, Seq>>& parents,
                                  const Base& base, Seq last_dropped, const Chain& chain, Seq acked,
                                  const std::set<uint32_t>& dirty, bool foreign);
  Status take(uint8_t type, Bytes payload);
  Status take_origin(Bytes payload);
  Status take_transaction(Bytes payload);
  Status take_rebase(Bytes payload);
  Result<bool> is_known(Bytes wal_record) const;
  Result<bool> comes_next(uint8_t type, Bytes payload) const;
  Status follow();
  Status rewrite();

  store::RecordLog log_;
  ReplicaId rid_;
  std::vector<std::pair<ReplicaId, Seq>> parents_;
  Base base_;
  Seq in_base_;          // pending_ starts behind it
  Chain chain_in_base_;  // chain after in_base_
  std::deque<Pending> pending_;
  Seq acked_;
  Seq last_;
  model::Hlc hlc_;
  std::set<uint32_t> dirty_;
  bool foreign_ = false;
  storage::WalPosition drained_;
};

}  // namespace tern::sync::replica
