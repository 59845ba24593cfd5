#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/exec/compile_unit.h"
#include "engine/exec/program.h"
#include "engine/exec/trigger_programs.h"
#include "engine/write/table_writer.h"

namespace tern::exec {

class Assignments;  // assignments.h

/// INSERT, UPDATE and DELETE as programs. Lifetime and errors: as compile() in program.h.
Result<std::unique_ptr<Program>> compile_insert(const sql::InsertStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context);
Result<std::unique_ptr<Program>> compile_update(const sql::UpdateStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context);
Result<std::unique_ptr<Program>> compile_delete(const sql::DeleteStatement& statement,
                                                std::string_view sql,
                                                const CompileContext& context);

/// Any of these or a SELECT, as it stands alone or in a trigger's body.
Result<std::unique_ptr<Program>> compile_step(const sql::Statement& statement, std::string_view sql,
                                              const CompileContext& context);

/// The table that `target` names, ready to be changed. Requires: it is no virtual one.
/// Errors: no such table: x; table x may not be modified.
Result<const catalog::Table*> find_target(const CompileContext& context,
                                          const sql::DmlTarget& target);

/// Asks the authorizer about an INSERT or a DELETE of rows of a table or view.
Result<Permission> ask_to_change(const CompileContext& context, Action action,
                                 const catalog::Lookup::Found& target);

/// `name` is one of the names of the rowid of `table`.
bool names_rowid(const catalog::Table& table, std::string_view name);

/// What the three programs share: the writer of the target table, its triggers, the counting of
/// changes, and RETURNING. All work is done in the first call of next().
class DmlProgram : public Program, private write::ChangeListener {
 public:
  const std::vector<ResultColumnInfo>& columns() const override { return columns_; }
  bool writes() const override { return true; }
  Status start() override;
  Result<bool> next() override;
  std::span<const record::ValueView> row() const override { return returned_; }
  void finish() override;
  sql::Conflict failure_action() const override { return failure_action_; }
  std::vector<PlanLine> explain() const override;
  /// Adds what it fires and `out` does not have yet: before the row changes, then after.
  void list_fired(std::vector<const TriggerPrograms::Activation*>& out) const;

 protected:
  DmlProgram(const CompileContext& context, std::string_view sql, const catalog::Table& table)
      : unit_(context, sql), table_(table) {}

  virtual write::TableWriter::Purpose purpose() const = 0;
  /// Does everything; counts in changed().
  virtual Status run() = 0;
  /// Where there is no writer: how a run that failed by itself must end.
  virtual sql::Conflict own_failure_action() const { return sql::Conflict::Abort; }

  Status open_writer(write::TableWriter::Erasing erasing = write::TableWriter::Erasing::No);
  /// Only the triggers: the program has no table to write to.
  void open_triggers();
  /// Compiles the triggers that the statement may fire. `changed`: of an UPDATE.
  /// `inserts_one`: of an INSERT: a single row, and nothing else happens with it.
  Status prepare_triggers(sql::TriggerEvent event, std::span<const bool> changed,
                          sql::Conflict on_conflict, bool inserts_one = false);
  std::vector<const catalog::Trigger*> triggers() const {
    return unit_.context().triggers_of(table_);
  }
  /// Does the table have triggers for `event`?
  bool fires(sql::TriggerEvent event) const;
  /// For an UPDATE of the columns that are `changed`?
  bool fires_on(std::span<const bool> changed) const;
  /// The statement is part of a trigger's body.
  bool is_inside_trigger() const { return unit_.context().trigger != nullptr; }
  /// The conflict clause in force: that of the statement that fired the trigger comes first.
  sql::Conflict effective(sql::Conflict own) const;
  /// Compiles RETURNING over a row of the target.
  Status bind_returning(const sql::ResultColumns& returning);
  /// Opens the writer of an UPDATE. Errors: its foreign keys do not fit.
  Status open_for_update(const Assignments& set, sql::Conflict on_conflict);
  /// The end of an UPDATE's compilation: what it fires.
  Status prepare_update(std::span<const bool> changed, sql::Conflict on_conflict);
  Status prepare_replaced();
  /// Nothing of the statement can fail once it has begun to store: it changes one row at most,
  /// which is checked completely before, and sets nothing else off; foreign keys aside. `event`:
  /// Update (open_for_update() was called) or Delete.
  bool changes_one_row(sql::TriggerEvent event) const;
  /// What PRAGMA count_changes calls the number of rows.
  virtual const char* count_name() const = 0;
  /// What it counts.
  virtual int64_t counted() const { return changes_; }
  /// Remembers, for EXPLAIN, what may fire.
  void note_fired(write::RowTriggers& triggers, sql::TriggerEvent event,
                  std::span<const bool> changed, sql::Conflict on_conflict) {
    fired_.push_back({&triggers, event, changed, on_conflict});
  }
  /// Describes what all have in common: before the rows that they work on, and behind.
  void describe_target(std::string operation, Description& out) const;
  void describe_effects(Description& out) const;
  bool has_returning() const { return !returning_.empty(); }
  /// Keeps what RETURNING says of a row.
  Status keep_returned(std::span<const record::ValueView> row, int64_t rowid);
  void add_changes(int64_t count) { changes_ += count; }

  expr::Frame& frame() { return *frame_; }
  /// Destructors of programs begin with it: what nodes keep in the frame points into expressions
  /// and operators of theirs.
  void drop_frame() { frame_.reset(); }

  CompileUnit unit_;
  const catalog::Table& table_;
  std::unique_ptr<TriggerPrograms> own_triggers_;  // of an outermost statement
  TriggerPrograms* triggers_ = nullptr;            // null: there are no triggers at all
  std::unique_ptr<write::TableWriter> writer_;     // null: a view or a virtual table is changed

 private:
  Status work();
  void tell_changes();
  Status check_violations();
  void count() override { ++changes_; }
  Status changed(std::span<const record::ValueView> row, int64_t rowid) override {
    return keep_returned(row, rowid);
  }

  struct Fired {
    write::RowTriggers* triggers;
    sql::TriggerEvent event;
    std::span<const bool> changed;  // of an UPDATE
    sql::Conflict on_conflict;
  };
  std::vector<Fired> fired_;
  std::vector<ResultColumnInfo> columns_;
  std::vector<expr::ExprPtr> returning_;
  expr::RowSlot returning_slot_;
  std::vector<std::vector<record::Value>> returned_rows_;
  size_t next_returned_ = 0;
  std::vector<record::ValueView> returned_;
  bool tells_count_ = false;  // PRAGMA count_changes
  bool is_done_ = false;
  int64_t changes_ = 0;
  bool update_may_replace_ = false;  // rows that are in its way
  bool tells_changes_late_ = false;  // once the rows of RETURNING were given
  sql::Conflict failure_action_ = sql::Conflict::Abort;
  std::optional<expr::Frame> frame_;  // last: see drop_frame()
};

/// The addresses of rows to change, collected before the first change and then visited in the order
/// in which they were found, or, once sorted, in that of the table's own tree.
class RowKeys {
 public:
  explicit RowKeys(const catalog::Table& table) : table_(table) {}
  void clear();
  /// The key of the row in `row` (stored layout).
  Status add(expr::Row& row);
  /// The key itself: a rowid, or the primary key's values.
  void add(std::span<const record::ValueView> key);
  /// After the last add().
  void sort();
  size_t size() const;
  write::TableWriter::RowKey at(size_t index);

 private:
  int compare(size_t a, size_t b) const;

  const catalog::Table& table_;
  std::vector<int64_t> rowids_;
  std::vector<record::Value> keys_;  // WITHOUT ROWID: the primary keys' values, one after another
  std::vector<size_t> order_;        // of these keys; empty: as they were found
  std::vector<record::ValueView> key_;
};

}  // namespace tern::exec
