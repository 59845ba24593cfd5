#include "engine/write/writer_state.h"

namespace tern::write {

Status TableWriter::State::erase_entries(const StoredRow& row, bool only_affected) {
  if (reads_rows_) expressions_.set_row(row.values, row.rowid);
  if (only_affected) {
    for (IndexWriter* writer : affected_) TRY(writer->erase(row.values, row.rowid));
    return ok();
  }
  for (const auto& writer : indexes_) TRY(writer->erase(row.values, row.rowid));
  return ok();
}

Result<TableWriter::Change> TableWriter::State::erase_loaded(bool indirect) {
  if (unusable_) return std::unexpected(*unusable_);
  const bool is_indirect = indirect || triggering_.is_inside;
  failure_action_ = sql::Conflict::Abort;
  if (fires_on_delete()) return erase_with_triggers(loaded_, is_indirect, Cause::Statement);
  TRY(erase_row(loaded_, is_indirect, Cause::Statement));
  TRY(tell(loaded_.values, loaded_.rowid));
  return Change::Done;
}

Status TableWriter::State::erase_row(StoredRow& row, bool indirect, Cause cause) {
  ForeignKeys* keys = foreign_keys();
  if (keys) TRY(keys->before_removal(row.row(), {}));
  row_changes(txn::OpKind::Delete, &row, nullptr);
  TRY(erase_entries(row, false));
  const RowKey key{row.rowid, row.key};
  if (!TRY(seek(key))) return fail(ErrorCode::Corrupt);
  TRY(erase_current_row());
  if (cause == Cause::Statement) {
    count_change();
    row_changed(txn::OpKind::Delete, &row, nullptr);
  }
  if (rowids_) rowids_->forget();
  if (txn::ChangesetBuilder* changes = capture()) {
    changes->erase(shape_, row.rowid, captured(row.values, captured_before_), indirect);
  }
  if (keys && keys->may_act({})) TRY(keys->act(row.row(), nullptr, {}));
  return ok();
}

Status TableWriter::State::each_key(const std::function<void(const RowKey&)>& visit) {
  btree::Cursor& rows = cursor_ ? static_cast<btree::Cursor&>(*cursor_) : *primary_cursor_;
  for (bool more = TRY(rows.first()); more;) {
    TRY(read_current(cursor_ ? cursor_->rowid().raw : 0, replaced_));
    visit({replaced_.rowid, replaced_.key});
    more = TRY(rows.next());
  }
  return ok();
}

Result<std::optional<int64_t>> TableWriter::State::erase_all() {
  if (is_every_row_wanted() || capture() || foreign_keys() || fires_on_delete())
    return std::nullopt;
  for (const auto& writer : indexes_) TRY(writer->clear());
  const int64_t rows = TRY(table_.trees().clear_tree(table_.root));
  if (rowids_) rowids_->forget();
  return rows;
}

}  // namespace tern::write
