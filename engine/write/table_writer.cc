#include "engine/write/table_writer.h"

#include "engine/write/writer_state.h"

namespace tern::write {

TableWriter::TableWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableWriter::~TableWriter() = default;

Result<std::unique_ptr<TableWriter>> TableWriter::open(txn::Transaction& transaction,
                                                       const catalog::Table& table, Use use,
                                                       Triggering triggering, Erasing erasing) {
  // Apart: `new` takes its memory before its arguments are evaluated, and TRY may return.
  std::unique_ptr<State> state = TRY(State::open(transaction, table, use, triggering, erasing));
  return std::unique_ptr<TableWriter>(new TableWriter(std::move(state)));
}

const catalog::Table& TableWriter::table() const { return state_->table(); }
Status TableWriter::check_foreign_keys(std::span<const bool> changed, bool inserts_one) {
  return state_->check_foreign_keys(changed, inserts_one);
}
Status TableWriter::check_foreign_key_actions(std::span<const bool> changed) {
  return state_->check_foreign_key_actions(changed);
}
Status TableWriter::check_generated() const { return state_->check_generated(); }
Status TableWriter::begin_statement(Purpose purpose) { return state_->begin_statement(purpose); }
Status TableWriter::check_violations() { return state_->check_violations(); }
Status TableWriter::finish_statement() { return state_->finish_statement(); }

Result<TableWriter::Change> TableWriter::insert(std::optional<int64_t> rowid,
                                                std::span<const record::ValueView> values,
                                                sql::Conflict on_conflict, bool indirect) {
  return state_->insert(rowid, values, on_conflict, indirect);
}

Result<TableWriter::Change> TableWriter::announce_insert(std::optional<int64_t> rowid,
                                                         std::span<const record::ValueView> values,
                                                         sql::Conflict on_conflict) {
  return state_->announce_insert(rowid, values, on_conflict);
}

Result<bool> TableWriter::load(const RowKey& key) { return state_->load(key); }
std::span<const record::ValueView> TableWriter::loaded_row() const {
  return state_->loaded().values;
}
int64_t TableWriter::loaded_rowid() const { return state_->loaded().rowid; }

Result<TableWriter::Change> TableWriter::update_loaded(std::span<const record::ValueView> values,
                                                       std::span<const bool> changed,
                                                       std::optional<int64_t> new_rowid,
                                                       sql::Conflict on_conflict, bool indirect) {
  return state_->update(values, changed, new_rowid, on_conflict, indirect);
}

Bytes TableWriter::loaded_record() const { return state_->loaded().payload; }

Result<TableWriter::Change> TableWriter::erase_loaded(bool indirect) {
  return state_->erase_loaded(indirect);
}

Result<TableWriter::Change> TableWriter::update(const RowKey& key,
                                                std::span<const record::ValueView> values,
                                                std::span<const bool> changed,
                                                std::optional<int64_t> new_rowid,
                                                sql::Conflict on_conflict, bool indirect) {
  if (!TRY(load(key))) return Change::Ignored;
  return update_loaded(values, changed, new_rowid, on_conflict, indirect);
}

Result<TableWriter::Change> TableWriter::erase(const RowKey& key, bool indirect) {
  if (!TRY(load(key))) return Change::Ignored;
  return erase_loaded(indirect);
}

Result<bool> TableWriter::load_by_index(const catalog::Index& index,
                                        std::span<const record::ValueView> values) {
  return state_->load_by_index(index, values);
}

Status TableWriter::each_key(const std::function<void(const RowKey&)>& visit) {
  return state_->each_key(visit);
}

Result<std::optional<int64_t>> TableWriter::erase_all() { return state_->erase_all(); }

Result<Verdict> TableWriter::prepare_insert(std::optional<int64_t> rowid,
                                            std::span<const record::ValueView> values,
                                            sql::Conflict on_conflict) {
  return state_->prepare_insert(rowid, values, on_conflict);
}
Result<bool> TableWriter::load_rival(const catalog::Index* index) {
  return state_->load_rival(index);
}

void TableWriter::look_at_rowid_first() { state_->look_at_rowid_first(); }

sql::Conflict TableWriter::failure_action() const { return state_->failure_action(); }
int64_t TableWriter::last_rowid() const { return state_->last_rowid(); }
std::span<const record::ValueView> TableWriter::written_row() const {
  return state_->written().values;
}
int64_t TableWriter::written_rowid() const { return state_->written().rowid; }
Result<record::ValueView> TableWriter::default_of(uint16_t column) {
  return state_->default_of(column);
}
Status TableWriter::check_default(uint16_t column) const { return state_->check_default(column); }

}  // namespace tern::write
