#include "sync/apply/applier.h"

#include "engine/api/connection_state.h"
#include "sync/apply/head_rows.h"
#include "sync/apply/schema_change.h"
#include "sync/apply/sync_tables.h"
#include "sync/model/codec.h"

namespace tern::sync::apply {
namespace {

using model::Conflict;
using model::ConflictClass;
using model::RowChange;
using model::RowDecision;
using record::Value;

constexpr const char* kSavepoint = "tern_sync_apply";
// A parked transaction that retries another one, and so on: no deeper.
constexpr int kRetryDepthMax = 4;

bool starts_with_folded(std::string_view name, std::string_view prefix) {
  return model::folded_name(name.substr(0, prefix.size())) == prefix;
}

ConflictClass class_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::ConstraintCheck:
    case ErrorCode::ConstraintDatatype:
      return ConflictClass::Check;
    case ErrorCode::ConstraintNotNull:
      return ConflictClass::NotNull;
    case ErrorCode::ConstraintForeignKey:
      return ConflictClass::ForeignKey;
    default:
      return ConflictClass::Unique;
  }
}

class Applier {
 public:
  Applier(Connection& connection, const model::Author& author, const Memory* memory, int depth)
      : connection_(connection),
        author_(author),
        memory_(memory),
        rows_(connection),
        depth_(depth) {}

  Result<Applied> run(const model::TransactionRecord& record);
  /// Names are those of a state older than the author's base.
  void use_names_of(model::Revision base) { naming_.base = base; }

 private:
  enum class Next : uint8_t { GoOn, Park };

  Result<Next> operations(Bytes changeset);
  Result<Next> ddl(std::string_view sql);
  Result<Next> row(RowChange change);
  Result<Next> carry_out(const RowChange& change, const std::vector<bool>& missing,
                         const std::optional<std::vector<Value>>& current, RowDecision decision);
  Result<Next> row_without_place(const RowChange& change, std::string_view why);
  Result<Next> row_of_conflicts(const RowChange& change);
  Result<Next> retry(int64_t id, Bytes data);
  Result<Next> put_value(int64_t id, std::string_view side);
  Status set_state(int64_t id, std::string_view state);
  Result<Next> end_checks();

  void rename(RowChange& change) const;
  void remap_rowids(RowChange& change, const catalog::Table& head) const;
  bool may_take_another_rowid(const RowChange& change, const catalog::Table& table) const;
  static void put_rowid_alias(RowChange& change, const catalog::Table& table);
  Status keep_both_rows(RowChange& change, const catalog::Table& table);
  bool is_key_of_parked(const RowChange& change) const;
  Next park(Conflict conflict) {
    conflict.state = model::ConflictState::Open;
    applied_.conflicts.push_back(std::move(conflict));
    return Next::Park;
  }
  Conflict about(const RowChange& change, ConflictClass kind) const;

  Connection& connection_;
  const model::Author& author_;
  model::Author naming_;
  const Memory* memory_;
  HeadRows rows_;
  int depth_;
  model::PolicyTable policies_;
  Applied applied_;
};

Conflict Applier::about(const RowChange& change, ConflictClass kind) const {
  Conflict out;
  out.kind = kind;
  out.table = change.table;
  out.key = model::key_value(change, change.kind != txn::OpKind::Insert);
  if (!change.before.empty()) {
    out.base = Value::text(model::row_text(change.columns, change.before));
  }
  if (!change.after.empty()) {
    out.ours = Value::text(model::row_text(change.columns, change.after));
  }
  return out;
}

Result<Applied> Applier::run(const model::TransactionRecord& record) {
  api::ConnectionState& state = connection_.state();
  const bool enforced = (record.flags & model::kForeignKeysOn) != 0;
  TRY(state.ensure_writing());
  policies_ = TRY(load_policies(connection_));
  TRY(state.savepoint(kSavepoint));
  const bool enforced_before = std::exchange(state.transaction().foreign_keys_enabled, enforced);
  const bool deferred_before = std::exchange(state.transaction().defer_foreign_keys, true);
  Result<Next> next = operations(record.changeset);
  if (next && *next == Next::GoOn) next = end_checks();
  state.transaction().foreign_keys_enabled = enforced_before;
  state.transaction().defer_foreign_keys = deferred_before;
  rows_.reset();
  if (!next) return std::unexpected(next.error());
  if (*next == Next::Park) {
    TRY(state.rollback_to_savepoint(kSavepoint));
    // Only what parked it is told: the other conflicts were not decided.
    applied_.conflicts.erase(applied_.conflicts.begin(), applied_.conflicts.end() - 1);
    applied_.remaps.clear();
    applied_.kind = model::OutcomeKind::Parked;
  } else if (!applied_.conflicts.empty()) {
    applied_.kind = model::OutcomeKind::Merged;
  }
  TRY(state.release_savepoint(kSavepoint));
  return std::move(applied_);
}

Result<Applier::Next> Applier::operations(Bytes changeset) {
  txn::ChangesetReader reader = TRY(txn::ChangesetReader::open(changeset));
  txn::OpView op;
  while (TRY(reader.next(op))) {
    const Next next =
        op.kind == txn::OpKind::Ddl ? TRY(ddl(op.sql)) : TRY(row(RowChange::from(op)));
    if (next == Next::Park) return next;
  }
  return Next::GoOn;
}

Result<Applier::Next> Applier::ddl(std::string_view sql) {
  rows_.reset();
  std::optional<Conflict> clash =
      TRY(apply_ddl(connection_, sql, memory_ ? &memory_->renames : nullptr, naming_));
  if (clash) return park(*std::move(clash));
  return Next::GoOn;
}

void Applier::rename(RowChange& change) const {
  if (!memory_) return;
  const std::string table = change.table;
  for (std::string& column : change.columns) {
    column = memory_->renames.column(table, column, naming_);
  }
  change.table = memory_->renames.table(table, naming_);
}

void Applier::remap_rowids(RowChange& change, const catalog::Table& head) const {
  if (!memory_ || !change.keyed_by_rowid || change.kind == txn::OpKind::Insert) return;
  const auto own = memory_->remaps.find(author_.rid);
  const std::string table = model::folded_name(change.table);
  const auto lead = [&](int64_t from) {
    for (const RowidRemap& remap : applied_.remaps) {
      if (remap.table == table && remap.from == from) return remap.to;
    }
    if (own == memory_->remaps.end()) return from;
    for (auto it = own->second.rbegin(); it != own->second.rend(); ++it) {
      if (it->revision > author_.base && it->remap.table == table && it->remap.from == from) {
        return it->remap.to;
      }
    }
    return from;
  };
  const bool moves = change.old_rowid != change.new_rowid;
  change.old_rowid = lead(change.old_rowid);
  if (!moves) change.new_rowid = change.old_rowid;
  put_rowid_alias(change, head);
}

bool Applier::is_key_of_parked(const RowChange& change) const {
  if (!memory_) return false;
  const auto own = memory_->parked.find(author_.rid);
  if (own == memory_->parked.end()) return false;
  for (const bool old_side : {true, false}) {
    if (change.kind == (old_side ? txn::OpKind::Insert : txn::OpKind::Delete)) continue;
    const auto at =
        own->second.find(model::row_slot(change.table, model::key_bytes(change, old_side)));
    if (at != own->second.end() && at->second > author_.base) return true;
  }
  return false;
}

Result<Applier::Next> Applier::row(RowChange change) {
  if (starts_with_folded(change.table, "sqlite_")) return Next::GoOn;
  rename(change);
  if (catalog::same_name(change.table, kConflictsTable)) return row_of_conflicts(change);
  const catalog::Table* table = TRY(rows_.table(change.table));
  if (!table) return row_without_place(change, "the table is gone");
  if (change.keyed_by_rowid && table->without_rowid)
    return row_without_place(change, "the table has no rowids");
  if (is_key_of_parked(change)) {
    Conflict dependent = about(change, ConflictClass::Dependent);
    dependent.detail = "an earlier transaction of this replica on this row was parked";
    return park(std::move(dependent));
  }
  remap_rowids(change, *table);
  std::vector<bool> missing;
  for (const std::string& column : change.columns) {
    const auto place = table->find_column(column);
    missing.push_back(!place || table->columns[*place].generated);
  }
  std::optional<std::vector<Value>> current = TRY(rows_.find(change, missing));
  if (current && change.kind == txn::OpKind::Insert && may_take_another_rowid(change, *table)) {
    TRY(keep_both_rows(change, *table));
    current.reset();
  }
  model::RowState state;
  state.exists = current.has_value();
  if (current) state.values = *current;
  state.missing = missing;
  if (memory_) {
    state.history = TRY(memory_->versions.find(
        change.table, model::key_bytes(change, change.kind != txn::OpKind::Insert)));
    state.history_reaches_base = author_.base >= memory_->versions.horizon();
  }
  return carry_out(change, missing, current, model::resolve(change, state, policies_, author_));
}

/// Is the rowid of an inserted row known to nobody, so that it may be another one here?
bool Applier::may_take_another_rowid(const RowChange& change, const catalog::Table& table) const {
  if (!change.keyed_by_rowid) return false;
  if (!table.rowid_alias) return true;
  // A trigger's insert, as into a table of audit rows, that left its INTEGER PRIMARY KEY open.
  return change.indirect && change.chosen_rowid && !rows_.is_referenced(table);
}

Status Applier::keep_both_rows(RowChange& change, const catalog::Table& table) {
  const int64_t fresh = TRY(rows_.max_rowid(table)) + 1;
  applied_.remaps.push_back({model::folded_name(change.table), change.new_rowid, fresh});
  change.new_rowid = fresh;
  put_rowid_alias(change, table);
  return ok();
}

/// The column that stands for the rowid says what the rowid is.
void Applier::put_rowid_alias(RowChange& change, const catalog::Table& table) {
  if (!table.rowid_alias) return;
  for (size_t i = 0; i < change.columns.size(); ++i) {
    if (!catalog::same_name(change.columns[i], table.columns[*table.rowid_alias].name)) continue;
    if (!change.before.empty()) change.before[i] = Value::integer(change.old_rowid);
    if (!change.after.empty()) change.after[i] = Value::integer(change.new_rowid);
  }
}

Result<Applier::Next> Applier::carry_out(const RowChange& change, const std::vector<bool>& missing,
                                         const std::optional<std::vector<Value>>& current,
                                         RowDecision decision) {
  using Action = RowDecision::Action;
  for (Conflict& conflict : decision.conflicts) applied_.conflicts.push_back(std::move(conflict));
  Status done;
  switch (decision.action) {
    case Action::Park:
      return Next::Park;
    case Action::Nothing:
      return Next::GoOn;
    case Action::Insert:
      done = rows_.insert(change, missing, decision.values);
      break;
    case Action::Update:
      done = rows_.update(change, missing, *current, decision.values);
      break;
    case Action::Delete:
      done = rows_.erase(change, missing, *current);
      break;
  }
  if (done) return Next::GoOn;
  if (tern::primary(done.error().code()) != ErrorCode::Constraint)
    return std::unexpected(done.error());
  Conflict constraint = about(change, class_of(done.error().code()));
  constraint.detail = done.error().message();
  return park(std::move(constraint));
}

Result<Applier::Next> Applier::row_without_place(const RowChange& change, std::string_view why) {
  Conflict left_out = about(change, ConflictClass::Schema);
  left_out.detail = why;
  applied_.conflicts.push_back(std::move(left_out));
  return Next::GoOn;
}

// --- sync_conflicts: a replica may change the state of a row
Result<Applier::Next> Applier::row_of_conflicts(const RowChange& change) {
  const auto place = [&](std::string_view name) -> std::optional<size_t> {
    for (size_t i = 0; i < change.columns.size(); ++i) {
      if (change.columns[i] == name) return i;
    }
    return std::nullopt;
  };
  const std::optional<size_t> state = place("state");
  const std::optional<size_t> data = place("data");
  if (change.kind != txn::OpKind::Update || !state || !data || !change.changes(*state)) {
    Conflict forbidden = about(change, ConflictClass::Forbidden);
    forbidden.detail = "rows of sync_conflicts are written by the primary; only state changes";
    applied_.conflicts.push_back(std::move(forbidden));
    return Next::GoOn;
  }
  const ValueView wanted = change.after[*state].view();
  const std::string_view word = wanted.is_text() ? wanted.as_text() : std::string_view();
  const ValueView parked = change.before[*data].view();
  if ((word == "retry" || word == "ours") && parked.is_blob()) {
    return retry(change.old_rowid, parked.as_bytes());
  }
  if (word == "theirs" && parked.is_blob()) {
    TRY(set_state(change.old_rowid, "discarded"));
    return Next::GoOn;
  }
  if (word == "ours" || word == "theirs") return put_value(change.old_rowid, word);
  const bool known = word == "resolved" || word == "discarded" || word == "open";
  TRY(set_state(change.old_rowid, known ? word : "resolved"));
  return Next::GoOn;
}

Result<Applier::Next> Applier::retry(int64_t id, Bytes data) {
  if (depth_ >= kRetryDepthMax) return Next::GoOn;
  const model::TransactionRecord parked = TRY(model::TransactionRecord::decode(data));
  // Judged against the present state: nothing is newer than its base.
  model::Author now = author_;
  now.base = model::Revision{UINT64_MAX};
  Applier retrying(connection_, now, memory_, depth_ + 1);
  retrying.use_names_of(parked.base);
  Result<Applied> again = retrying.run(parked);
  if (!again) return std::unexpected(again.error());
  const bool parked_again = again->kind == model::OutcomeKind::Parked;
  for (Conflict& conflict : again->conflicts) {
    if (parked_again)
      conflict.state = model::ConflictState::Auto;  // its record stays open under `id`
    applied_.conflicts.push_back(std::move(conflict));
  }
  TRY(set_state(id, parked_again ? "open" : "resolved"));
  return Next::GoOn;
}

/// Puts the value that lost, or the one that stood before, into the cell again.
Result<Applier::Next> Applier::put_value(int64_t id, std::string_view side) {
  std::string table;
  std::string column;
  Value key;
  Value value;
  {
    Statement query = TRY(connection_.prepare(
        "SELECT \"table\", \"column\", key, ours, theirs FROM sync_conflicts WHERE id=?"));
    TRY(query.bind(1, id));
    if (!TRY(query.step())) return Next::GoOn;
    if (query.column(0).is_text()) table = query.column(0).as_text();
    if (query.column(1).is_text()) column = query.column(1).as_text();
    key.assign(query.column(2));
    value.assign(query.column(side == "ours" ? 3 : 4));
  }
  const catalog::Table* found = TRY(rows_.table(table));
  const auto place = found ? found->find_column(column) : std::nullopt;
  if (!place || found->columns[*place].generated || found->primary_key.size() > 1) {
    return Next::GoOn;  // no single cell: the state stays, an ordinary UPDATE can resolve it
  }
  RowChange change;
  change.kind = txn::OpKind::Update;
  change.table = found->name;
  for (const catalog::Column& c : found->columns) change.columns.push_back(c.name);
  if (found->primary_key.size() == 1 && !found->rowid_alias) {
    change.key_columns = found->primary_key;
    change.without_rowid = found->without_rowid;
    change.before.resize(found->columns.size());
    change.before[found->primary_key[0]] = key;
  } else {
    change.keyed_by_rowid = true;
    if (key.type() != record::ValueType::Integer) return Next::GoOn;
    change.old_rowid = change.new_rowid = key.view().as_integer();
  }
  std::vector<bool> missing;
  for (const catalog::Column& c : found->columns) missing.push_back(c.generated);
  const std::optional<std::vector<Value>> current = TRY(rows_.find(change, missing));
  if (!current) return Next::GoOn;
  std::vector<Value> values = *current;
  values[*place] = value;
  const Status done = rows_.update(change, missing, *current, values);
  if (!done && tern::primary(done.error().code()) != ErrorCode::Constraint) {
    return std::unexpected(done.error());
  }
  if (done) TRY(set_state(id, "resolved"));
  return Next::GoOn;
}

Status Applier::set_state(int64_t id, std::string_view state) {
  const std::string by = author_.rid.hex();
  return connection_.execute("UPDATE sync_conflicts SET state=?, resolved_by=? WHERE id=?", state,
                             state == "open" ? std::string_view() : std::string_view(by), id);
}

Result<Applier::Next> Applier::end_checks() {
  if (connection_.state().transaction().deferred_violations > 0) {
    Conflict violated;
    violated.kind = ConflictClass::ForeignKey;
    violated.detail = "FOREIGN KEY constraint failed";
    return park(std::move(violated));
  }
  if (!memory_) return Next::GoOn;
  for (const Invariant& invariant : TRY(load_invariants(connection_))) {
    if (TRY(holds(connection_, invariant))) continue;
    Conflict broken;
    broken.kind = ConflictClass::Invariant;
    broken.detail = invariant.name;
    return park(std::move(broken));
  }
  return Next::GoOn;
}

}  // namespace

Result<Applied> apply_record(Connection& connection, const model::TransactionRecord& record,
                             const model::Author& author, const Memory* memory) {
  ASSERT(connection.in_transaction());
  return Applier(connection, author, memory, 0).run(record);
}

}  // namespace tern::sync::apply
