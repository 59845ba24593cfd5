#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/api/connection_state.h"
#include "engine/txn/changeset.h"
#include "sync/apply/sync_tables.h"
#include "sync/model/row_change.h"
#include "sync/primary/hosted_database.h"
#include "sync/primary/sql_connection_state.h"

// Transactions that clients of another make push as SQL. Their statements run on the head, which
// tells what they do; that is undone, and done again by the resolver, as what replicas push is.

namespace tern::sync::primary {
namespace {

constexpr const char* kPushSavepoint = "tern_client_push";

/// Rows that statements meant to insert, and wrote over one that the client has surely not seen,
/// are inserts. Those that it may have seen are told as conflicts: the row that was there is kept
/// there.
class MeantChanges {
 public:
  MeantChanges(const ClientPush& push, const History& history, model::Revision base)
      : push_(push), history_(history), base_(base) {}

  std::vector<model::Conflict>& overwritten() { return overwritten_; }

  Result<ByteVector> of(Bytes captured) {
    txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(captured));
    txn::OpView op;
    for (uint64_t number = 0; TRY(reader.next(op)); ++number) TRY(add(op, number));
    const Bytes bytes = out_.bytes();
    return ByteVector(bytes.begin(), bytes.end());
  }

 private:
  Status add(const txn::OpView& op, uint64_t number) {
    switch (op.kind) {
      case txn::OpKind::Ddl:
        out_.ddl(op.sql);
        return ok();
      case txn::OpKind::Delete:
        out_.erase(*op.table, op.old_rowid, op.before, op.indirect);
        return ok();
      case txn::OpKind::Insert:
        out_.insert(*op.table, op.new_rowid, op.after, op.indirect, op.chosen_rowid);
        return ok();
      case txn::OpKind::Update:
        break;
    }
    const bool is_over_row = !op.indirect && is_of_insert(number);
    const bool is_insert = is_over_row && TRY(is_surely_unseen(op));
    if (is_insert) {
      out_.insert(*op.table, op.new_rowid, op.after, op.indirect);
      return ok();
    }
    out_.update(*op.table, op.old_rowid, op.new_rowid, op.before, op.after, op.indirect);
    const bool is_of_others = is_over_row && !TRY(is_own_row(op));
    if (is_of_others) overwritten_.push_back(overwriting(model::RowChange::from(op)));
    return ok();
  }

  bool is_of_insert(uint64_t number) const {
    return std::ranges::any_of(push_.inserts, [&](const auto& range) {
      return number >= range.first && number < range.second;
    });
  }
  Result<const model::RowHistory*> history_of(const txn::OpView& op) const {
    return history_.memory().versions.find(op.table->name, model::key_bytes(op, true));
  }
  /// The client wrote the row that was there, and nobody since.
  Result<bool> is_own_row(const txn::OpView& op) const {
    const model::RowHistory* row = TRY(history_of(op));
    return row && row->newest.writer == push_.client;
  }
  Result<bool> is_surely_unseen(const txn::OpView& op) const {
    if (push_.is_first_without_pull) return !TRY(is_own_row(op));
    const model::RowHistory* row = TRY(history_of(op));
    return push_.has_base_of_last_push && row && row->newest.writer != push_.client &&
           row->newest.revision > base_;
  }
  static model::Conflict overwriting(const model::RowChange& change) {
    model::Conflict conflict;
    conflict.kind = model::ConflictClass::InsertInsert;
    conflict.table = change.table;
    conflict.key = model::key_value(change, true);
    conflict.theirs = Value::text(model::row_text(change.columns, change.before));
    conflict.ours = Value::text(model::row_text(change.columns, change.after));
    conflict.chosen = conflict.ours;
    conflict.detail = "the client may have seen the row";
    return conflict;
  }

  const ClientPush& push_;
  const History& history_;
  model::Revision base_;
  txn::ChangesetBuilder out_;
  std::vector<model::Conflict> overwritten_;
};

/// What the client had seen, as far as that is known: else everything, so that nothing is taken for
/// a conflict that may be none.
Result<model::Revision> base_of(const ClientPush& push, const History& history) {
  const session::KnownReplica& known = history.known(push.client);
  if (!push.has_base_of_last_push || known.last().raw == 0) return history.head().revision;
  return TRY(known.at(known.last())).outcome.revision;
}

}  // namespace

Status SqlConnection::begin_push() { return connection().state().savepoint(kPushSavepoint); }

uint64_t SqlConnection::operations() {
  return connection().state().transaction().changes().operations();
}

Result<apply::Applied> SqlConnection::resolve_push(const ClientPush& push) {
  api::ConnectionState& state = connection().state();
  const Bytes captured = state.transaction().changes().bytes();
  const ByteVector as_run(captured.begin(), captured.end());
  TRY(state.rollback_to_savepoint(kPushSavepoint));
  TRY(state.release_savepoint(kPushSavepoint));
  Ledger& ledger = state_->ledger;
  const Ledger::Lock lock(ledger);
  TRY(ledger.catch_up());
  const History& history = ledger.history();
  model::TransactionRecord record;
  record.base = TRY(base_of(push, history));
  MeantChanges meant(push, history, record.base);
  record.changeset = TRY(meant.of(as_run));
  record.hlc = ledger.tick();
  record.seq = model::next(history.known(push.client).last());
  if (state.transaction().foreign_keys_enabled) record.flags = model::kForeignKeysOn;
  const model::Author author{push.client, {}, record.base, record.hlc, true};
  apply::Applied applied =
      TRY(apply::apply_record(connection(), record, author, &history.memory()));
  if (applied.kind == model::OutcomeKind::Parked) return applied;
  std::ranges::move(meant.overwritten(), std::back_inserter(applied.conflicts));
  if (!applied.conflicts.empty()) applied.kind = model::OutcomeKind::Merged;
  const apply::ConflictOrigin origin{model::next(history.head().revision), push.client, record.seq,
                                     record.hlc};
  for (const model::Conflict& conflict : applied.conflicts)
    TRY(apply::insert_conflict(connection(), conflict, origin, {}));
  state_->recorder.expect_client(push.client, record.hlc);
  state_->recorder.decide(applied);
  return applied;
}

void SqlConnection::end_push() { state_->recorder.expect_nobody(); }

}  // namespace tern::sync::primary
