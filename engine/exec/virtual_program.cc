#include "engine/exec/virtual_program.h"

#include <algorithm>
#include <utility>

namespace tern::exec {

VirtualProgram::VirtualProgram(const CompileContext& context, std::string_view sql,
                               VirtualTarget target)
    : DmlProgram(context, sql, target.table->description()), target_(std::move(target)) {
  if (context.trigger) context.trigger->programs.note_virtual(target_.table);
}

void VirtualProgram::set_conflict(sql::Conflict own) {
  const sql::Conflict conflict = effective(own);
  on_conflict_ = conflict == sql::Conflict::Unspecified ? sql::Conflict::Abort : conflict;
}

Status VirtualProgram::run() {
  own_failure_action_ = sql::Conflict::Abort;
  TRY(unit_.context().virtual_tables->participants().join(target_.table));
  return write_rows();
}

Status VirtualProgram::put(vtab::RowWrite row) {
  row.on_conflict = on_conflict_;
  Result<int64_t> rowid = target_.table->write(row);
  if (rowid) {
    if (row.kind == vtab::RowWrite::Kind::Insert) {
      unit_.context().transaction.last_insert_rowid = *rowid;
    }
    add_changes(1);
    return ok();
  }
  const bool is_conflict = primary(rowid.error().code()) == ErrorCode::Constraint;
  if (is_conflict && target_.table->keeps_constraints()) {
    if (on_conflict_ == sql::Conflict::Ignore) return ok();
    // REPLACE was up to the module.
    if (on_conflict_ != sql::Conflict::Replace) own_failure_action_ = on_conflict_;
  }
  return std::unexpected(std::move(rowid).error());
}

Status PendingWrites::add(record::ValueView key) {
  record_.clear();
  record::encode_record({&key, 1}, record_);
  return rows_.add(record_);
}

/// As a record: both keys, the values, and where any is unchanged, which these are.
Status PendingWrites::add(const vtab::RowWrite& update) {
  values_.assign({update.old_key, update.new_key});
  values_.insert(values_.end(), update.values.begin(), update.values.end());
  const bool any_unchanged = std::ranges::find(update.unchanged, true) != update.unchanged.end();
  values_.push_back(any_unchanged ? record::ValueView::blob(std::as_bytes(update.unchanged))
                                  : record::ValueView::null());
  record_.clear();
  record::encode_record(values_, record_);
  return rows_.add(record_);
}

Result<vtab::RowWrite> PendingWrites::get(size_t index) {
  reader_.reset(TRY(rows_.get(index, scratch_)));
  const size_t columns = table_.columns.size();
  const size_t width = TRY(reader_.column_count());
  values_.resize(width);
  for (uint32_t i = 0; i < width; ++i) values_[i] = TRY(reader_.column(i));
  if (width == 1)
    return vtab::RowWrite{.kind = vtab::RowWrite::Kind::Delete, .old_key = values_[0]};
  const std::span<const record::ValueView> all(values_);
  vtab::RowWrite out{.kind = vtab::RowWrite::Kind::Update,
                     .old_key = all[0],
                     .new_key = all[1],
                     .values = all.subspan(2, columns)};
  if (all.back().is_null()) return out;
  const Bytes marks = all.back().as_bytes();
  for (size_t i = 0; i < columns; ++i) unchanged_[i] = marks[i] != std::byte{0};
  out.unchanged = {unchanged_.get(), columns};
  return out;
}

}  // namespace tern::exec
