#include <algorithm>

#include "engine/record/affinity.h"
#include "engine/write/writer_state.h"

namespace tern::write {

/// Does the candidate stand at another place of the table than `old`?
bool TableWriter::State::moves(const StoredRow& old) const {
  if (has_rowid()) return candidate_.rowid != old.rowid;
  return std::any_of(table_.primary_key.begin(), table_.primary_key.end(),
                     [&](uint16_t column) { return candidate_.changed[column]; });
}

Result<TableWriter::Change> TableWriter::State::update(std::span<const record::ValueView> values,
                                                       std::span<const bool> set,
                                                       std::optional<int64_t> new_rowid,
                                                       sql::Conflict on_conflict, bool indirect) {
  ASSERT(set.size() == table_.columns.size());
  TRY(take_values(values));
  set_columns_ = set;
  const std::span<const bool> changed = changed_columns_.of(set);
  candidate_.changed = changed;
  candidate_.on_conflict = on_conflict;
  candidate_.indirect = indirect || triggering_.is_inside;
  candidate_.rowid = loaded_.rowid;
  failure_action_ = sql::Conflict::Abort;
  rowid_is_free_ = false;
  if (has_rowid()) {
    if (table_.rowid_alias && changed[*table_.rowid_alias]) {
      new_rowid = TRY(explicit_rowid(values[*table_.rowid_alias]));
    }
    if (new_rowid) candidate_.rowid = *new_rowid;
    if (table_.rowid_alias) {
      candidate_.values[*table_.rowid_alias] = record::ValueView::integer(candidate_.rowid);
    }
  }
  candidate_.rowid_changed = new_rowid.has_value();
  if (fires(sql::TriggerTime::Before, sql::TriggerEvent::Update)) {
    if (TRY(before_update()) == Change::Ignored) return Change::Ignored;
  } else if (fires(sql::TriggerTime::After, sql::TriggerEvent::Update)) {
    before_.rowid = loaded_.rowid;
    before_.values = loaded_.values;
  }
  const bool may_move = has_rowid() ? candidate_.rowid_changed : moves(loaded_);
  ForeignKeys* keys = foreign_keys();
  const bool is_taken_out = keys && keys->takes_row_out(changed);
  affected_.clear();
  for (const auto& writer : indexes_) {
    if (may_move || is_taken_out || writer->reads_any(changed)) affected_.push_back(writer.get());
  }
  if (TRY(check_row(&loaded_)) == Verdict::Ignore) return Change::Ignored;
  failure_action_ = sql::Conflict::Abort;
  // What REPLACE removed may have taken this row along, through foreign keys.
  if (replaced_any_ && !TRY(seek({loaded_.rowid, loaded_.key}))) return Change::Ignored;

  if (keys && !keys->are_set(changed)) keys = nullptr;
  const ForeignKeys::Row after{candidate_.rowid, candidate_.values};
  if (keys) TRY(keys->before_removal(loaded_.row(), changed));
  row_changes(txn::OpKind::Update, &loaded_, &candidate_);
  TRY(erase_entries(loaded_, true));
  if (is_taken_out || moves(loaded_)) TRY(take_out(loaded_));
  if (keys) TRY(keys->before_arrival(after, changed));
  TRY(write_entries());
  count_change();
  row_changed(txn::OpKind::Update, &loaded_, &candidate_);
  if (rowids_ && candidate_.rowid != loaded_.rowid) rowids_->forget();
  if (txn::ChangesetBuilder* changes = capture()) {
    changes->update(shape_, loaded_.rowid, candidate_.rowid,
                    captured(loaded_.values, captured_before_),
                    captured(candidate_.values, captured_after_), candidate_.indirect);
  }
  if (keys && keys->may_act(changed)) TRY(keys->act(loaded_.row(), &after, changed));
  TRY(tell(candidate_.values, candidate_.rowid));
  if (fires(sql::TriggerTime::After, sql::TriggerEvent::Update)) TRY(after_update(before_));
  return Change::Done;
}

/// Takes the old row out of the table: the new one will not overwrite it, or must not find it.
Status TableWriter::State::take_out(const StoredRow& old) {
  if (!TRY(seek({old.rowid, old.key}))) return fail(ErrorCode::Corrupt);
  return erase_current_row();
}

}  // namespace tern::write
