#include "engine/write/replay_table.h"

#include <algorithm>

namespace tern::write {

Result<std::unique_ptr<ReplayTable>> ReplayTable::open(txn::Transaction& transaction,
                                                       const txn::TableShape& shape,
                                                       bool foreign_key_checks) {
  const catalog::Table* table = transaction.main().known_schema()->find_table(shape.name);
  if (!table || table->is_virtual || table->is_system) return nullptr;
  std::unique_ptr<ReplayTable> out(new ReplayTable(*table, shape));
  if (!out->match_columns()) return nullptr;
  out->find_key_index();
  if (!shape.keyed_by_rowid && !table->without_rowid && !out->key_index_) return nullptr;
  out->writer_ = TRY(TableWriter::open(
      transaction, *table,
      foreign_key_checks ? TableWriter::Use::Replay : TableWriter::Use::ReplayUnchecked));
  TRY(out->writer_->begin_statement(TableWriter::Purpose::Change));
  out->changed_ = std::make_unique<bool[]>(table->columns.size());
  return out;
}

bool ReplayTable::match_columns() {
  if (table_.without_rowid != shape_.without_rowid) return false;
  const bool by_rowid = !table_.without_rowid && (table_.primary_key.empty() || table_.rowid_alias);
  if (by_rowid != shape_.keyed_by_rowid) return false;
  size_t key_columns = 0;
  for (const txn::TableShape::Column& column : shape_.columns) {
    const auto found = table_.find_column(column.name);
    if (!found || table_.columns[*found].generated) return false;
    // Where the rowid is the key, a changeset need not say that it has an alias.
    const uint16_t position = table_.columns[*found].primary_key_position;
    if (!by_rowid && position != column.key_position) return false;
    columns_.push_back(*found);
    key_columns += column.key_position != 0;
  }
  return by_rowid || key_columns == table_.primary_key.size();
}

void ReplayTable::find_key_index() {
  for (const auto& index : table_.indexes) {
    if (index->origin == catalog::IndexOrigin::PrimaryKey) key_index_ = index.get();
  }
}

Result<bool> ReplayTable::load(std::span<const record::ValueView> values, int64_t rowid) {
  if (shape_.keyed_by_rowid) return writer_->load({rowid, {}});
  values_.assign(table_.columns.size(), {});
  for (size_t i = 0; i < columns_.size(); ++i) values_[columns_[i]] = values[i];
  std::vector<record::ValueView> key;
  for (const uint16_t column : table_.primary_key) key.push_back(values_[column]);
  if (table_.without_rowid) return writer_->load({0, key});
  const bool has_null = std::any_of(key.begin(), key.end(), [](auto v) { return v.is_null(); });
  if (!has_null) return writer_->load_by_index(*key_index_, values_);
  // A key with NULL in it is no key: the row that has it is known by its rowid alone.
  if (!TRY(writer_->load({rowid, {}}))) return false;
  return std::all_of(table_.primary_key.begin(), table_.primary_key.end(), [&](uint16_t column) {
    return record::identical(writer_->loaded_row()[column], values_[column]);
  });
}

Result<bool> ReplayTable::find(std::span<const record::ValueView> values, int64_t rowid) {
  current_.clear();
  if (!TRY(load(values, rowid))) return false;
  for (const uint16_t column : columns_) current_.push_back(writer_->loaded_row()[column]);
  return true;
}

bool ReplayTable::is_current(std::span<const record::ValueView> values) const {
  return std::equal(values.begin(), values.end(), current_.begin(), current_.end(),
                    record::identical);
}

Status ReplayTable::insert(const txn::OpView& op, sql::Conflict conflict) {
  values_.assign(table_.columns.size(), {});
  std::fill_n(changed_.get(), values_.size(), false);
  for (size_t i = 0; i < columns_.size(); ++i) {
    values_[columns_[i]] = op.after[i];
    changed_[columns_[i]] = true;
  }
  for (uint16_t i = 0; i < values_.size(); ++i) {
    if (!changed_[i]) values_[i] = TRY(writer_->default_of(i));
  }
  std::optional<int64_t> rowid;
  if (!table_.without_rowid && !table_.rowid_alias) {
    // The rowid it had, unless somebody else has it now; where it is the key it is free by now.
    const bool taken = !shape_.keyed_by_rowid && TRY(writer_->load({op.new_rowid, {}}));
    if (!taken) rowid = op.new_rowid;
  }
  (void)TRY(writer_->insert(rowid, values_, conflict, op.indirect));
  return ok();
}

Status ReplayTable::update(const txn::OpView& op, sql::Conflict conflict) {
  const auto row = writer_->loaded_row();
  values_.assign(row.begin(), row.end());
  std::fill_n(changed_.get(), values_.size(), false);
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (record::identical(op.before[i], op.after[i])) continue;
    values_[columns_[i]] = op.after[i];
    changed_[columns_[i]] = true;
  }
  std::optional<int64_t> rowid;
  const bool moves = !table_.without_rowid && !table_.rowid_alias && op.new_rowid != op.old_rowid;
  if (moves && writer_->loaded_rowid() == op.old_rowid) rowid = op.new_rowid;
  (void)TRY(writer_->update_loaded(values_, std::span(changed_.get(), values_.size()), rowid,
                                   conflict, op.indirect));
  return ok();
}

}  // namespace tern::write
