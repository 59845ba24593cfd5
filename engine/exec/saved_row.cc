#include "engine/exec/saved_row.h"

namespace tern::exec {

namespace {

constexpr size_t kSizeBytes = sizeof(uint32_t);
/// Stands first in a saved row of NULLs; a source without rowid saves 0.
constexpr record::ValueView kNullRow = record::ValueView::null();

}  // namespace

SavedRow::SavedRow(const bind::Source& source, const bind::UsedColumns& used)
    : slot_(source.slot), rowid_(used.rowid) {
  for (uint32_t i = 0; i < used.width(); ++i) {
    if (used.has(i)) columns_.push_back(i);
  }
  values_.resize(used.width());
}

Status SavedRow::save(expr::Frame& frame, ByteVector& out) {
  scratch_.clear();
  expr::Row& row = frame.row(slot_);
  if (row.is_null_row()) {
    scratch_.push_back(kNullRow);
  } else {
    scratch_.push_back(rowid_ ? TRY(row.rowid()) : record::ValueView::integer(0));
    for (const uint32_t column : columns_) scratch_.push_back(TRY(row.column(column)));
  }
  record::encode_record(scratch_, out);
  return ok();
}

Status SavedRow::load(Bytes saved, expr::Frame& frame) {
  reader_.reset(saved);
  const record::ValueView rowid = TRY(reader_.column(0));
  expr::Row& row = frame.row(slot_);
  if (rowid.is_null()) {
    row.set_null();
    return ok();
  }
  for (uint32_t i = 0; i < columns_.size(); ++i) {
    values_[columns_[i]] = TRY(reader_.column(i + 1));
  }
  row.set_values(values_, rowid.as_integer());
  return ok();
}

Status save_rows(std::vector<SavedRow>& rows, expr::Frame& frame, ByteVector& out) {
  out.clear();
  for (SavedRow& row : rows) {
    const size_t start = out.size();
    out.resize(start + kSizeBytes);
    TRY(row.save(frame, out));
    store_le(out.data() + start, static_cast<uint32_t>(out.size() - start - kSizeBytes));
  }
  return ok();
}

Status load_rows(std::vector<SavedRow>& rows, Bytes saved, expr::Frame& frame) {
  for (SavedRow& row : rows) {
    const auto size = load_le<uint32_t>(saved.data());
    TRY(row.load(saved.subspan(kSizeBytes, size), frame));
    saved = saved.subspan(kSizeBytes + size);
  }
  return ok();
}

}  // namespace tern::exec
