#include <utility>

#include "engine/record/affinity.h"
#include "engine/write/writer_state.h"

namespace tern::write {

/// Copies the statement's values; those that need no conversion stay where they are.
Status TableWriter::State::take_values(std::span<const record::ValueView> values) {
  ASSERT(values.size() == table_.columns.size());
  candidate_.values.assign(values.begin(), values.end());
  return ok();
}

Result<int64_t> TableWriter::State::explicit_rowid(record::ValueView value) const {
  if (value.is_integer()) return value.as_integer();
  const std::optional<int64_t> rowid = record::as_rowid(value);
  if (!rowid) return fail(ErrorCode::Mismatch);
  return *rowid;
}

Status TableWriter::State::choose_rowid(std::optional<int64_t> rowid) {
  rowid_is_free_ = false;
  candidate_.rowid = 0;
  if (!has_rowid()) return ok();
  if (table_.rowid_alias) {
    const record::ValueView value = candidate_.values[*table_.rowid_alias];
    if (!value.is_null()) rowid = TRY(explicit_rowid(value));
  }
  rowid_is_free_ = !rowid;
  const bool has_chosen = !rowid && chosen_rowid_;
  if (!rowid) rowid = has_chosen ? *chosen_rowid_ : TRY(rowids_->choose());
  candidate_.rowid = *rowid;
  if (table_.rowid_alias) {
    candidate_.values[*table_.rowid_alias] = record::ValueView::integer(candidate_.rowid);
  }
  return has_chosen ? ok() : rowids_->claim(candidate_.rowid);
}

Result<Verdict> TableWriter::State::check_row_alone() {
  if (constraints_->are_none() && generated_->is_empty()) {
    constraints_->apply_affinity(candidate_.values);
    if (reads_rows_) expressions_.set_row(candidate_.values, candidate_.rowid);
    return Verdict::Pass;
  }
  TRY(compute_generated());
  if (TRY(constraints_->check_not_null(candidate_, expressions_, defaults_, failure_action_)) ==
      Verdict::Ignore) {
    return Verdict::Ignore;
  }
  if (generated_->is_empty()) {
    constraints_->apply_affinity(candidate_.values);
  } else if (candidate_.has_defaults) {
    TRY(compute_generated());
  }
  if (TRY(constraints_->check_generated_not_null(candidate_, failure_action_)) == Verdict::Ignore) {
    return Verdict::Ignore;
  }
  if (reads_rows_) expressions_.set_row(candidate_.values, candidate_.rowid);
  if (!constraints_->has_checks()) return Verdict::Pass;
  TRY(check_types());
  if (transaction_.ignore_check_constraints) return Verdict::Pass;
  return constraints_->check_checks(candidate_, expressions_, failure_action_);
}

Status TableWriter::State::compute_generated() {
  if (generated_->is_empty()) return ok();
  constraints_->apply_affinity(candidate_.values);
  return generated_->compute(candidate_.values, candidate_.rowid, false, candidate_generated_);
}

Status TableWriter::State::check_types() {
  if (!table_.strict) return ok();
  failure_action_ = sql::Conflict::Abort;
  return constraints_->check_types(candidate_);
}

/// Types of a STRICT table without CHECKs are looked at last: the reference's order.
Result<Verdict> TableWriter::State::check_row(const StoredRow* old) {
  if (TRY(check_row_alone()) == Verdict::Ignore) return Verdict::Ignore;
  replaced_with_triggers_ = false;
  Verdict unique = TRY(check_uniqueness(old));
  if (unique == Verdict::Pass && replaced_with_triggers_) unique = TRY(check_again(old));
  if (unique == Verdict::Pass && !constraints_->has_checks()) TRY(check_types());
  return unique;
}

Status TableWriter::State::write_entries() {
  for (IndexWriter* writer : affected_) TRY(writer->insert());
  return store(candidate_);
}

/// Where the foreign keys refuse the row, nothing was counted: the statement may have no savepoint.
Status TableWriter::State::arrive() {
  ForeignKeys* const keys = foreign_keys();
  if (!keys) return ok();
  const int64_t deferred = transaction_.deferred_violations;
  const int64_t postponed = transaction_.postponed_violations;
  Status arrived = keys->before_arrival({candidate_.rowid, candidate_.values}, {},
                                        purpose_ == Purpose::InsertOne);
  if (arrived) return ok();
  transaction_.deferred_violations = deferred;
  transaction_.postponed_violations = postponed;
  return arrived;
}

Result<TableWriter::Change> TableWriter::State::insert(std::optional<int64_t> rowid,
                                                       std::span<const record::ValueView> values,
                                                       sql::Conflict on_conflict, bool indirect) {
  failure_action_ = sql::Conflict::Abort;
  if (!std::exchange(is_announced_, false) &&
      fires(sql::TriggerTime::Before, sql::TriggerEvent::Insert)) {
    if (TRY(announce_insert(rowid, values, on_conflict)) == Change::Ignored) return Change::Ignored;
    is_announced_ = false;
  }
  TRY(take_values(values));
  candidate_.changed = {};
  candidate_.rowid_changed = false;
  candidate_.on_conflict = on_conflict;
  candidate_.indirect = indirect || triggering_.is_inside;
  TRY(choose_rowid(rowid));
  chosen_rowid_.reset();
  const bool chosen = rowid_is_free_;
  affected_.clear();
  for (const auto& writer : indexes_) affected_.push_back(writer.get());
  if (TRY(check_row(nullptr)) == Verdict::Ignore) return Change::Ignored;
  failure_action_ = sql::Conflict::Abort;

  TRY(arrive());
  row_changes(txn::OpKind::Insert, nullptr, &candidate_);
  TRY(write_entries());
  count_change();
  row_changed(txn::OpKind::Insert, nullptr, &candidate_);
  if (has_rowid()) rowids_->used(candidate_.rowid);
  last_rowid_ = candidate_.rowid;
  if (!indirect && has_rowid()) transaction_.last_insert_rowid = candidate_.rowid;
  if (txn::ChangesetBuilder* changes = capture()) {
    changes->insert(shape_, candidate_.rowid, captured(candidate_.values, captured_after_),
                    candidate_.indirect, chosen);
  }
  TRY(tell(candidate_.values, candidate_.rowid));
  if (fires(sql::TriggerTime::After, sql::TriggerEvent::Insert)) TRY(after_insert());
  return Change::Done;
}

}  // namespace tern::write
