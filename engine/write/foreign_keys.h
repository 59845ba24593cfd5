#pragma once

#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "engine/catalog/schema.h"
#include "engine/txn/transaction.h"
#include "engine/write/foreign_key_children.h"
#include "engine/write/foreign_key_parent.h"
#include "engine/write/row_expressions.h"
#include "engine/write/row_triggers.h"

namespace tern::write {

class TableWriter;

/// The foreign keys of one table, as child and as parent. Violations are counted up and down while
/// rows change: those of immediate keys must be none at the statement's end, those of deferred ones
/// at commit. Source: SQLite documentation, "SQLite Foreign Key Support".
class ForeignKeys {
 public:
  /// A row as it is before or after its change.
  struct Row {
    int64_t rowid = 0;
    std::span<const record::ValueView> values;
  };
  using Changed = std::span<const bool>;  // by column; empty: the row is inserted or deleted

  /// Lifetime: `transaction` and `table` (with its schema) outlive this.
  ForeignKeys(txn::Transaction& transaction, const catalog::Table& table);
  ~ForeignKeys();

  bool is_parent() const { return !parents_.empty(); }
  bool is_child() const { return !children_.empty(); }

  /// Does an UPDATE that sets the `changed` columns have to do with any key? If not, rows that
  /// violate one already may be changed.
  bool are_set(Changed changed) const;
  /// Does an update of these columns take the old row out of the table and of all indexes before
  /// the new one is looked at? Then it is no parent of its own, but for a key of the same bytes.
  bool takes_row_out(Changed changed) const;
  /// `row` is about to go, or to be changed: what it violated or will leave behind is counted.
  Status before_removal(const Row& row, Changed changed);
  /// `row` is about to come, or is what a changed row will be. `is_only`: nothing comes after it
  /// that could make good what it violates.
  Status before_arrival(const Row& row, Changed changed, bool is_only = false);
  /// The row has gone or changed: ON DELETE and ON UPDATE actions. `after`: null for a deletion.
  /// Errors: ConstraintTrigger (RESTRICT), and those of the rows that actions change.
  Status act(const Row& before, const Row* after, Changed changed);

  /// Would act() do anything?
  bool may_act(Changed changed) const;

  /// While a changeset is applied all keys count as deferred, and actions do not run.
  void set_replay(bool on) { is_replay_ = on; }
  /// Who fires the triggers of the rows that actions change; null: nobody.
  void set_triggers(TriggerSource* triggers) { triggers_ = triggers; }

 private:
  struct ChildSide;   // a key of this table
  struct ParentSide;  // a key of some table that refers to this one
  class ChildKeys;    // of rows that an action changes

  std::unexpected<Error> no_such_parent(const catalog::ForeignKey& key) const;
  bool is_deferred(const catalog::ForeignKey& key) const;
  int64_t& counter(const catalog::ForeignKey& key);
  /// May there be violations of `key` that a change could mend?
  bool has_open(const catalog::ForeignKey& key) const;
  Status count_as_child(const Row& row, Changed changed, int delta);
  Status count_as_parent(const Row& row, Changed changed, int delta);
  bool is_same_row(const Row& row, const ChildScan::ChildRow& other) const;
  Result<ChildSide*> resolve(ChildSide& side);
  Result<ParentSide*> resolve(ParentSide& side);
  bool parent_key_changed(const ParentSide& side, Changed changed) const;
  Result<bool> key_differs(const ParentSide& side, const Row& before, const Row& after) const;
  static Status check_settable(const ParentSide& side, sql::ForeignKeyAction action,
                               bool is_update);
  Status act_on_children(ParentSide& side, const Row& before, const Row* after,
                         sql::ForeignKeyAction action);
  /// The keys of the rows that refer to `before`; of one of them for RESTRICT.
  static Result<ChildKeys> children_of(ParentSide& side, const Row& before,
                                       sql::ForeignKeyAction action);
  /// The row that `writer` has loaded. true: it was changed.
  Result<bool> change_child(ParentSide& side, const Row* after, sql::ForeignKeyAction action);

  txn::Transaction& transaction_;
  const catalog::Schema& schema_;
  const catalog::Table& table_;
  bool is_replay_ = false;
  TriggerSource* triggers_ = nullptr;
  std::vector<std::unique_ptr<ChildSide>> children_;
  std::vector<std::unique_ptr<ParentSide>> parents_;
};

}  // namespace tern::write
