#include "engine/write/writer_state.h"

#include <algorithm>

#include "engine/write/foreign_key_definitions.h"
#include "engine/write/statement_end.h"

namespace tern::write {

TableWriter::State::State(txn::Transaction& transaction, const catalog::Table& table, Use use,
                          Triggering triggering)
    : transaction_(transaction),
      use_(use),
      triggering_(triggering),
      triggers_(triggering.source && !triggering.skips_own ? triggering.source->triggers_of(table)
                                                           : nullptr),
      schema_(table.schema->shared_from_this()),
      table_(table),
      is_in_main_(&table.trees() == &transaction.main().trees()),
      expressions_(transaction, table),
      changed_columns_(table),
      codec_(table) {}

Result<std::unique_ptr<TableWriter::State>> TableWriter::State::open(txn::Transaction& transaction,
                                                                     const catalog::Table& table,
                                                                     Use use, Triggering triggering,
                                                                     Erasing erasing) {
  ASSERT(use == Use::Statement || !triggering.source);  // effects are in the changeset
  ASSERT(table.schema && transaction.functions && transaction.connection);
  ASSERT(!table.is_virtual);
  TRY(catalog::check_collations(table));
  std::unique_ptr<State> out(new State(transaction, table, use, triggering));
  out->defaults_ = TRY(compile_defaults(out->expressions_, table));
  out->generated_ = TRY(GeneratedValues::open(table, out->expressions_));
  out->constraints_ = TRY(RowConstraints::open(table, out->expressions_, erasing == Erasing::No));
  TRY(out->open_indexes(erasing));
  TRY(fill_codec(out->expressions_, out->defaults_, table, out->codec_));
  if (table.without_rowid) {
    out->primary_cursor_.emplace(table.trees(), table.root, table.primary_index->key_columns);
  } else {
    out->cursor_.emplace(table.trees(), table.root);
    out->rowids_.emplace(transaction, table, *out->cursor_);
    if (use != Use::Statement) out->rowids_->stand_alone();
  }
  out->describe_shape();
  return out;
}

Status TableWriter::State::open_indexes(Erasing erasing) {
  for (const auto& index : table_.indexes) {
    auto writer = IndexWriter::open(table_.trees(), *index, expressions_);
    if (!writer && erasing == Erasing::AllAtOnce) {
      unusable_ = writer.error();
      writer = IndexWriter::without_terms(table_.trees(), *index, expressions_);
    }
    indexes_.push_back(TRY(std::move(writer)));
  }
  reads_rows_ = constraints_->has_checks() ||
                std::any_of(indexes_.begin(), indexes_.end(),
                            [](const auto& writer) { return writer->has_expressions(); });
  return ok();
}

void TableWriter::State::describe_shape() {
  shape_.name = table_.name;
  shape_.without_rowid = table_.without_rowid;
  shape_.keyed_by_rowid =
      !table_.without_rowid && (table_.primary_key.empty() || table_.rowid_alias.has_value());
  for (const catalog::Column& column : table_.columns) {
    if (column.generated) continue;  // computed anew wherever the row is written
    shape_.columns.push_back({column.name, column.primary_key_position});
  }
}

std::span<const record::ValueView> TableWriter::State::captured(
    std::span<const record::ValueView> row, std::vector<record::ValueView>& scratch) const {
  if (!table_.has_generated) return row;
  scratch.clear();
  for (size_t i = 0; i < row.size(); ++i) {
    if (!table_.columns[i].generated) scratch.push_back(row[i]);
  }
  return scratch;
}

Status TableWriter::State::check_foreign_keys(std::span<const bool> changed, bool inserts_one) {
  if (!foreign_keys()) return ok();
  return KeyDefinitions(transaction_).check(table_, changed_columns_.of(changed), inserts_one);
}

Status TableWriter::State::check_foreign_key_actions(std::span<const bool> changed) {
  if (!foreign_keys()) return ok();
  return KeyDefinitions(transaction_).check_actions(table_, changed_columns_.of(changed));
}

Status TableWriter::State::begin_statement(Purpose purpose) {
  if (use_ != Use::Statement) {
    transaction_.immediate_violations = 0;
  } else if (!triggering_.is_inside) {
    begin_outermost(transaction_);
  }
  is_announced_ = false;
  failure_action_ = sql::Conflict::Abort;
  expressions_.restart();
  purpose_ = purpose;
  if (rowids_) TRY(rowids_->restart(purpose != Purpose::Change));
  return ok();
}

Status TableWriter::State::finish_statement() {
  failure_action_ = sql::Conflict::Abort;
  if (triggering_.is_inside) return ok();
  if (use_ == Use::Statement) return end_outermost(transaction_);
  if (rowids_) TRY(rowids_->save_own());
  return check_violations();
}

Status TableWriter::State::check_violations() {
  if (triggering_.is_inside) return ok();
  failure_action_ = sql::Conflict::Abort;
  return check_immediate_violations(transaction_);
}

ForeignKeys* TableWriter::State::find_foreign_keys() {
  if (!foreign_keys_) {
    foreign_keys_.emplace(transaction_, table_);
    foreign_keys_->set_replay(use_ != Use::Statement);
    foreign_keys_->set_triggers(triggering_.source);
  }
  return foreign_keys_->is_child() || foreign_keys_->is_parent() ? &*foreign_keys_ : nullptr;
}

Result<record::ValueView> TableWriter::State::default_of(uint16_t column) {
  if (!defaults_[column]) return record::ValueView::null();
  return expressions_.eval(*defaults_[column]);
}

Status TableWriter::State::check_default(uint16_t column) const {
  const auto* unusable =
      defaults_[column] ? dynamic_cast<const UnusableDefault*>(defaults_[column].get()) : nullptr;
  return unusable ? Status(std::unexpected(unusable->why())) : ok();
}

Result<bool> TableWriter::State::seek(const RowKey& key) {
  if (cursor_) return TRY(cursor_->seek(RowId{key.rowid})) == btree::Landing::Found;
  return TRY(primary_cursor_->seek(key.primary_key)) == btree::Landing::Found;
}

/// Copies the row under the table cursor to `out`.
Status TableWriter::State::read_current(int64_t rowid, StoredRow& out) {
  const Bytes payload = cursor_ ? TRY(cursor_->payload()) : TRY(primary_cursor_->payload());
  out.payload.assign(payload.begin(), payload.end());
  out.rowid = rowid;
  TRY(codec_.decode(out.payload, rowid, out.values));
  if (!generated_->is_empty()) TRY(generated_->compute(out.values, rowid, true, out.generated));
  out.key.clear();
  for (const uint16_t column : table_.primary_key) out.key.push_back(out.values[column]);
  return ok();
}

Result<bool> TableWriter::State::load_into(const RowKey& key, StoredRow& out) {
  if (!TRY(seek(key))) return false;
  TRY(read_current(key.rowid, out));
  return true;
}

Result<bool> TableWriter::State::load(const RowKey& key) { return load_into(key, loaded_); }

Status TableWriter::State::erase_current_row() {
  return cursor_ ? cursor_->erase() : primary_cursor_->erase();
}

Status TableWriter::State::store(const Candidate& candidate) {
  codec_.encode(candidate.values, record_);
  if (record_.size() > transaction_.connection->length_max()) return fail(ErrorCode::TooBig);
  if (cursor_) return cursor_->insert(RowId{candidate.rowid}, record_);
  return primary_cursor_->insert(record_);
}

}  // namespace tern::write
