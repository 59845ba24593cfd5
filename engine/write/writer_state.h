#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/btree/cursor.h"
#include "engine/write/foreign_keys.h"
#include "engine/write/generated_values.h"
#include "engine/write/index_writer.h"
#include "engine/write/row_codec.h"
#include "engine/write/row_constraints.h"
#include "engine/write/row_expressions.h"
#include "engine/write/rowid_source.h"
#include "engine/write/table_writer.h"

namespace tern::write {

/// A row as it stands in the table. Its values view `payload` and `generated`.
struct StoredRow {
  int64_t rowid = 0;
  ByteVector payload;
  std::vector<record::ValueView> values;
  std::vector<record::ValueView> key;  // WITHOUT ROWID: of the primary key
  GeneratedRow generated;              // of columns that `payload` does not have

  ForeignKeys::Row row() const { return {rowid, values}; }
};

/// The parts of a TableWriter and the steps of a change:
///   insert_row.cc     a new row from values to entries
///   update_row.cc     a row replaced by another
///   erase_row.cc      a row removed; all rows removed
///   unique_checks.cc  what stands in a row's way, and REPLACE
///   fire_triggers.cc  the triggers around a change
class TableWriter::State {
 public:
  static Result<std::unique_ptr<State>> open(txn::Transaction& transaction,
                                             const catalog::Table& table, Use use,
                                             Triggering triggering, Erasing erasing);

  Status check_foreign_keys(std::span<const bool> changed, bool inserts_one = false);
  Status check_foreign_key_actions(std::span<const bool> changed);
  Status check_generated() const { return generated_->check(); }
  Status begin_statement(Purpose purpose);
  Status finish_statement();
  Status check_violations();

  Result<Change> insert(std::optional<int64_t> rowid, std::span<const record::ValueView> values,
                        sql::Conflict on_conflict, bool indirect);
  Result<Change> announce_insert(std::optional<int64_t> rowid,
                                 std::span<const record::ValueView> values,
                                 sql::Conflict on_conflict);
  Result<bool> load(const RowKey& key);
  Result<Change> update(std::span<const record::ValueView> values, std::span<const bool> changed,
                        std::optional<int64_t> new_rowid, sql::Conflict on_conflict, bool indirect);
  Result<Change> erase_loaded(bool indirect);
  Result<bool> load_by_index(const catalog::Index& index,
                             std::span<const record::ValueView> values);
  Status each_key(const std::function<void(const RowKey&)>& visit);
  Result<std::optional<int64_t>> erase_all();
  Result<Verdict> prepare_insert(std::optional<int64_t> rowid,
                                 std::span<const record::ValueView> values,
                                 sql::Conflict on_conflict);
  Result<bool> load_rival(const catalog::Index* index);
  void look_at_rowid_first() { rowid_goes_first_ = true; }
  Result<record::ValueView> default_of(uint16_t column);
  Status check_default(uint16_t column) const;

  const catalog::Table& table() const { return table_; }
  const StoredRow& loaded() const { return loaded_; }
  const Candidate& written() const { return candidate_; }
  sql::Conflict failure_action() const { return failure_action_; }
  int64_t last_rowid() const { return last_rowid_; }

 private:
  enum class Cause : uint8_t { Statement, Replace };  // of a deletion
  State(txn::Transaction& transaction, const catalog::Table& table, Use use, Triggering triggering);
  Status open_indexes(Erasing erasing);
  void describe_shape();
  /// Of a row's values those that its changeset has.
  std::span<const record::ValueView> captured(std::span<const record::ValueView> row,
                                              std::vector<record::ValueView>& scratch) const;

  bool has_rowid() const { return !table_.without_rowid; }
  txn::ChangesetBuilder* capture() {
    return table_.is_system || !is_in_main_ ? nullptr : transaction_.capture();
  }
  /// Foreign keys of this table that have to be looked at; null: none.
  ForeignKeys* foreign_keys() {
    const bool wanted =
        use_ == Use::Statement ? transaction_.foreign_keys_enabled : use_ == Use::Replay;
    return wanted ? find_foreign_keys() : nullptr;
  }
  ForeignKeys* find_foreign_keys();

  // hooks
  std::span<txn::RowListener* const> row_listeners() const {
    if (use_ != Use::Statement) return {};
    return transaction_.row_listeners;
  }
  bool is_every_row_wanted() const;
  void row_changes(txn::OpKind kind, const StoredRow* before, const Candidate* after) {
    if (!row_listeners().empty()) tell_before(kind, before, after);
  }
  void row_changed(txn::OpKind kind, const StoredRow* before, const Candidate* after) {
    if (!row_listeners().empty()) tell_after(kind, before, after);
  }
  void tell_before(txn::OpKind kind, const StoredRow* before, const Candidate* after);
  void tell_after(txn::OpKind kind, const StoredRow* before, const Candidate* after);

  // triggers
  bool fires(sql::TriggerTime time, sql::TriggerEvent event) const {
    return triggers_ && triggers_->has(time, event);
  }
  bool fires_on_delete() const {
    return fires(sql::TriggerTime::Before, sql::TriggerEvent::Delete) ||
           fires(sql::TriggerTime::After, sql::TriggerEvent::Delete);
  }
  Result<Verdict> fire(const RowTriggers::Firing& firing);
  Result<Change> before_update();
  Status after_insert();
  Status after_update(const StoredRow& old);
  Result<Change> erase_with_triggers(StoredRow& row, bool indirect, Cause cause);
  void count_change() {
    if (triggering_.listener) triggering_.listener->count();
  }
  Status tell(std::span<const record::ValueView> row, int64_t rowid) {
    return triggering_.listener ? triggering_.listener->changed(row, rowid) : ok();
  }

  // table tree
  Result<bool> seek(const RowKey& key);
  Status read_current(int64_t rowid, StoredRow& out);
  Result<bool> load_into(const RowKey& key, StoredRow& out);
  Status erase_current_row();
  Status store(const Candidate& candidate);

  // steps
  Status take_values(std::span<const record::ValueView> values);
  Result<int64_t> explicit_rowid(record::ValueView value) const;
  Status choose_rowid(std::optional<int64_t> rowid);
  /// Generated columns of candidate_, after the affinity of the others.
  Status compute_generated();
  /// NOT NULL, affinity, types and CHECKs of candidate_.
  Result<Verdict> check_row_alone();
  Status check_types();
  /// All constraints of candidate_; REPLACE has removed what was in the way when it passes.
  Result<Verdict> check_row(const StoredRow* old);
  Result<Verdict> check_uniqueness(const StoredRow* old);
  Result<Verdict> check_rowid(const StoredRow* old);
  Result<Verdict> check_primary_key(const StoredRow* old);
  Result<Verdict> check_index(IndexWriter& writer, const StoredRow* old);
  Result<Verdict> resolve(sql::Conflict action, const RowKey& rival, Error violation);
  bool rowid_waits_for_indexes() const;
  bool rival_is_self(const RowKey& rival, const StoredRow* old) const {
    return old && is_at(rival, *old);
  }
  bool is_at(const RowKey& key, const StoredRow& row) const;

  Result<Verdict> check_again(const StoredRow* old);

  Status arrive();
  Status write_entries();
  Status erase_row(StoredRow& row, bool indirect, Cause cause);
  Status erase_entries(const StoredRow& row, bool only_affected);
  Status take_out(const StoredRow& old);
  bool moves(const StoredRow& old) const;

  txn::Transaction& transaction_;
  const Use use_;
  const Triggering triggering_;
  RowTriggers* const triggers_;                    // null: none
  std::shared_ptr<const catalog::Schema> schema_;  // shared: the table is part of it
  const catalog::Table& table_;
  const bool is_in_main_;
  RowExpressions expressions_;
  std::vector<expr::ExprPtr> defaults_;
  std::optional<GeneratedValues> generated_;
  ChangedColumns changed_columns_;
  std::optional<RowConstraints> constraints_;
  RowCodec codec_;
  std::optional<btree::TableCursor> cursor_;          // rowid tables
  std::optional<btree::IndexCursor> primary_cursor_;  // WITHOUT ROWID tables
  std::optional<RowidSource> rowids_;
  std::vector<std::unique_ptr<IndexWriter>> indexes_;  // in the order of their checks
  std::optional<Error> unusable_;       // the terms of one, so that rows can only go all at once
  std::vector<IndexWriter*> affected_;  // by the change at hand
  bool rowid_goes_first_ = false;       // even if it REPLACEs
  bool reads_rows_ = false;             // an index or CHECK evaluates expressions
  std::optional<ForeignKeys> foreign_keys_;
  txn::TableShape shape_;
  std::vector<record::ValueView> captured_before_;
  std::vector<record::ValueView> captured_after_;

  Candidate candidate_;
  std::span<const bool> set_columns_;  // UPDATE: those that the statement names
  GeneratedRow candidate_generated_;
  StoredRow loaded_;
  StoredRow replaced_;  // by REPLACE
  /// Chosen when ON CONFLICT looked for rivals of the row to come, which gets it.
  std::optional<int64_t> chosen_rowid_;
  bool rowid_is_free_ = false;  // the candidate's rowid was chosen, or REPLACE made room
  bool replaced_any_ = false;
  bool replaced_with_triggers_ = false;
  bool is_announced_ = false;  // the BEFORE INSERT triggers have run for the row to come
  StoredRow before_;           // UPDATE: the row as it was before its BEFORE triggers
  std::vector<record::ValueView> announced_;  // the row that BEFORE triggers see
  GeneratedRow announced_generated_;
  std::vector<record::ValueView> key_;
  ByteVector record_;
  sql::Conflict failure_action_ = sql::Conflict::Abort;
  Purpose purpose_ = Purpose::Change;
  int64_t last_rowid_ = 0;
};

}  // namespace tern::write
