#include "engine/exec/index_row.h"

#include <algorithm>

#include "engine/bind/query.h"

namespace tern::exec {

IndexRow::IndexRow(btree::TreeStore& trees, const catalog::Index& index,
                   std::vector<record::Value> defaults)
    : index_(index), defaults_(std::move(defaults)) {
  const catalog::Table& table = *index.table;
  places_.assign(table.columns.size(), -1);
  for (size_t i = 0; i < index.terms.size(); ++i) {
    if (index.terms[i].column < 0) continue;
    const auto column = static_cast<uint16_t>(index.terms[i].column);
    const uint32_t stored = table.stored_place(column);
    if (stored != catalog::Table::kNotStored) places_[stored] = static_cast<int32_t>(i);
  }
  if (!table.without_rowid) {
    table_.emplace(trees, table.root);
    return;
  }
  primary_.emplace(trees, table.root, table.primary_index->key_columns);
  for (size_t i = 0; i < table.primary_key.size(); ++i) {
    const uint32_t stored = table.stored_place(table.primary_key[i]);
    key_places_.push_back(static_cast<uint32_t>(std::max(places_[stored], 0)));
  }
}

void IndexRow::close() {
  if (table_) table_->reset();
  if (primary_) primary_->reset();
  is_fetched_ = false;
}

Result<record::ValueView> IndexRow::column(uint32_t index) {
  if (index < places_.size() && places_[index] >= 0) {
    return entry_.column(static_cast<uint32_t>(places_[index]));
  }
  if (!is_fetched_) TRY(fetch());
  if (index < defaults_.size()) {
    if (index >= TRY(row_.column_count())) return defaults_[index].view();
  }
  return row_.column(index);
}

Result<record::ValueView> IndexRow::rowid() {
  const record::ValueView rowid =
      TRY(entry_.column(static_cast<uint32_t>(index_.terms.size() - 1)));
  if (!rowid.is_integer()) {
    return fail(ErrorCode::Corrupt, "index " + index_.name + ": an entry without a rowid");
  }
  return rowid;
}

Status IndexRow::fetch() {
  if (primary_) return fetch_by_key();
  const record::ValueView key = TRY(rowid());
  if (TRY(table_->seek(RowId{key.as_integer()})) != btree::Landing::Found) {
    return fail(ErrorCode::CorruptIndex, "index " + index_.name + ": an entry without a row");
  }
  row_.reset(TRY(table_->payload()));
  is_fetched_ = true;
  return ok();
}

Status IndexRow::fetch_by_key() {
  probe_.clear();
  for (const uint32_t place : key_places_) probe_.push_back(TRY(entry_.column(place)));
  if (TRY(primary_->seek(probe_)) != btree::Landing::Found) {
    return fail(ErrorCode::CorruptIndex, "index " + index_.name + ": an entry without a row");
  }
  row_.reset(TRY(primary_->payload()));
  is_fetched_ = true;
  return ok();
}

}  // namespace tern::exec
