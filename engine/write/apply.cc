#include "engine/write/apply.h"

#include <algorithm>
#include <map>

#include "engine/write/replay_table.h"

namespace tern::write {

namespace {

/// One run over a changeset.
class Replay {
 public:
  Replay(txn::Transaction& transaction, const ApplyOptions& options)
      : transaction_(transaction), options_(options) {}

  Status run(txn::ChangesetReader& reader) {
    txn::OpView op;
    while (TRY(reader.next(op))) {
      if (op.kind == txn::OpKind::Ddl) {
        TRY(ddl(op.sql));
      } else {
        TRY(change(op));
      }
    }
    return close_tables();
  }

 private:
  Status ddl(std::string_view sql) {
    TRY(close_tables());
    if (!options_.run_ddl) return fail(ErrorCode::Error, "schema changes are not accepted here");
    return options_.run_ddl(sql);
  }

  /// Writers are bound to a schema: none may be open while it changes.
  Status close_tables() {
    for (const auto& [shape, table] : tables_) {
      if (table) TRY(table->close());
    }
    tables_.clear();
    return ok();
  }

  /// The table of `op` as it is here, or null if it does not fit.
  Result<ReplayTable*> table_of(const txn::OpView& op) {
    const auto known = tables_.find(op.table);
    if (known != tables_.end()) return known->second.get();
    (void)TRY(transaction_.main().schema());
    auto table = TRY(ReplayTable::open(transaction_, *op.table, options_.foreign_key_checks));
    return tables_.emplace(op.table, std::move(table)).first->second.get();
  }

  Status change(const txn::OpView& op) {
    ReplayTable* table = TRY(table_of(op));
    if (!table) return skip_or_stop(TRY(ask({ApplyConflict::NoTable, op, {}})));
    if (op.kind == txn::OpKind::Insert) return insert(*table, op);
    if (!TRY(table->find(op.before, op.old_rowid))) return not_found(*table, op);
    bool as_known = table->is_current(op.before);
    if (!as_known) {
      const ApplyDecision decision = TRY(ask({ApplyConflict::Different, op, table->current()}));
      if (decision != ApplyDecision::Replace) return skip_or_stop(decision);
    }
    if (op.kind == txn::OpKind::Delete) return table->erase(op);
    return attempt(*table, op, [&](sql::Conflict conflict) { return table->update(op, conflict); });
  }

  Status insert(ReplayTable& table, const txn::OpView& op) {
    if (TRY(table.find(op.after, op.new_rowid))) {
      const ApplyDecision decision = TRY(ask({ApplyConflict::Exists, op, table.current()}));
      if (decision != ApplyDecision::Replace) return skip_or_stop(decision);
      TRY(table.erase(op));
    }
    return attempt(table, op, [&](sql::Conflict conflict) { return table.insert(op, conflict); });
  }

  Status not_found(ReplayTable& table, const txn::OpView& op) {
    const ApplyDecision decision = TRY(ask({ApplyConflict::NotFound, op, {}}));
    if (decision != ApplyDecision::Replace) return skip_or_stop(decision);
    return op.kind == txn::OpKind::Update ? insert(table, op) : ok();
  }

  /// A change that fails on a constraint has changed nothing.
  template <class Change>
  Status attempt(ReplayTable& table, const txn::OpView& op, Change&& change) {
    Status done = change(sql::Conflict::Abort);
    if (done || primary(done.error().code()) != ErrorCode::Constraint) return done;
    const Error error = std::move(done).error();
    const bool is_insert = op.kind == txn::OpKind::Insert;
    std::vector<record::ValueView> current;
    if (!is_insert) current.assign(table.current().begin(), table.current().end());
    const ApplyDecision decision = TRY(ask({ApplyConflict::Constraint, op, current, &error}));
    if (decision != ApplyDecision::Replace) return skip_or_stop(decision);
    return change(sql::Conflict::Replace);
  }

  Result<ApplyDecision> ask(const ConflictContext& context) {
    return options_.on_conflict ? options_.on_conflict(context) : ApplyDecision::Stop;
  }
  static Status skip_or_stop(ApplyDecision decision) {
    if (decision != ApplyDecision::Stop) return ok();
    return fail(ErrorCode::Abort, "a conflict stopped the changeset");
  }

  txn::Transaction& transaction_;
  const ApplyOptions& options_;
  std::map<const txn::TableShape*, std::unique_ptr<ReplayTable>> tables_;
};

}  // namespace

Status apply_changeset(txn::Transaction& transaction, Bytes changeset,
                       const ApplyOptions& options) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  const int64_t last_rowid = transaction.last_insert_rowid;
  Status done = Replay(transaction, options).run(reader);
  transaction.last_insert_rowid = last_rowid;
  return done;
}

}  // namespace tern::write
