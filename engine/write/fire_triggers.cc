#include "engine/write/writer_state.h"

namespace tern::write {

using sql::TriggerEvent;
using sql::TriggerTime;

Result<Verdict> TableWriter::State::fire(const RowTriggers::Firing& firing) {
  if (rowids_) rowids_->forget();  // others may insert rows now
  return triggers_->fire(firing);
}

/// BEFORE triggers see a row with affinity applied and types checked, but with no rowid chosen.
Result<TableWriter::Change> TableWriter::State::announce_insert(
    std::optional<int64_t> rowid, std::span<const record::ValueView> values,
    sql::Conflict on_conflict) {
  is_announced_ = false;
  chosen_rowid_.reset();
  failure_action_ = sql::Conflict::Abort;
  if (!fires(TriggerTime::Before, TriggerEvent::Insert)) return Change::Done;
  TRY(take_values(values));
  RowTriggers::Row row{.rowid = rowid.value_or(-1), .values = {}};
  if (table_.rowid_alias) {
    record::ValueView& alias = candidate_.values[*table_.rowid_alias];
    if (!alias.is_null()) row.rowid = TRY(explicit_rowid(alias));
    alias = record::ValueView::integer(row.rowid);
  }
  constraints_->apply_affinity(candidate_.values);
  TRY(check_types());
  announced_ = candidate_.values;
  TRY(generated_->compute(announced_, row.rowid, false, announced_generated_));
  row.values = announced_;
  const Verdict verdict = TRY(fire({.time = TriggerTime::Before,
                                    .event = TriggerEvent::Insert,
                                    .old_row = nullptr,
                                    .new_row = &row,
                                    .changed = {},
                                    .on_conflict = on_conflict}));
  is_announced_ = verdict == Verdict::Pass;
  return is_announced_ ? Change::Done : Change::Ignored;
}

Status TableWriter::State::after_insert() {
  const RowTriggers::Row row{candidate_.rowid, candidate_.values};
  (void)TRY(fire({.time = TriggerTime::After,
                  .event = TriggerEvent::Insert,
                  .old_row = nullptr,
                  .new_row = &row,
                  .changed = {},
                  .on_conflict = candidate_.on_conflict}));
  return ok();
}

/// Afterwards the candidate has what the triggers made of the columns that the statement leaves.
Result<TableWriter::Change> TableWriter::State::before_update() {
  const std::vector<record::ValueView> wanted = candidate_.values;
  constraints_->apply_affinity(candidate_.values);
  TRY(check_types());
  announced_ = candidate_.values;
  TRY(generated_->compute(announced_, candidate_.rowid, false, announced_generated_));
  candidate_.values = wanted;
  const RowTriggers::Row old_row{loaded_.rowid, loaded_.values};
  const RowTriggers::Row new_row{candidate_.rowid, announced_};
  const Verdict verdict = TRY(fire({.time = TriggerTime::Before,
                                    .event = TriggerEvent::Update,
                                    .old_row = &old_row,
                                    .new_row = &new_row,
                                    .changed = set_columns_,
                                    .on_conflict = candidate_.on_conflict}));
  if (verdict == Verdict::Ignore) return Change::Ignored;
  // The statement's values may view the row as it was: it stays where it is.
  std::swap(before_, loaded_);
  if (!TRY(load_into({before_.rowid, before_.key}, loaded_))) return Change::Ignored;
  for (size_t i = 0; i < candidate_.values.size(); ++i) {
    const bool is_rowid = table_.rowid_alias && i == *table_.rowid_alias;
    if (!candidate_.changed[i] && !is_rowid) candidate_.values[i] = loaded_.values[i];
  }
  return Change::Done;
}

Status TableWriter::State::after_update(const StoredRow& old) {
  const RowTriggers::Row old_row{old.rowid, old.values};
  const RowTriggers::Row new_row{candidate_.rowid, candidate_.values};
  (void)TRY(fire({.time = TriggerTime::After,
                  .event = TriggerEvent::Update,
                  .old_row = &old_row,
                  .new_row = &new_row,
                  .changed = set_columns_,
                  .on_conflict = candidate_.on_conflict}));
  return ok();
}

Result<TableWriter::Change> TableWriter::State::erase_with_triggers(StoredRow& row, bool indirect,
                                                                    Cause cause) {
  const RowTriggers::Row old_row{row.rowid, row.values};
  RowTriggers::Firing firing{
      .time = TriggerTime::Before,
      .event = TriggerEvent::Delete,
      .old_row = &old_row,
      .new_row = nullptr,
      .changed = {},
      .on_conflict = cause == Cause::Replace ? sql::Conflict::Replace : sql::Conflict::Unspecified};
  if (fires(TriggerTime::Before, TriggerEvent::Delete)) {
    if (TRY(fire(firing)) == Verdict::Ignore) return Change::Ignored;
    StoredRow current;
    if (!TRY(load_into({row.rowid, row.key}, current))) return Change::Ignored;
    TRY(erase_row(current, indirect, cause));
  } else {
    TRY(erase_row(row, indirect, cause));
  }
  if (cause == Cause::Statement) TRY(tell(row.values, row.rowid));
  if (!fires(TriggerTime::After, TriggerEvent::Delete)) return Change::Done;
  firing.time = TriggerTime::After;
  (void)TRY(fire(firing));
  return Change::Done;
}

}  // namespace tern::write
