#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "engine/exec/program.h"
#include "engine/exec/trigger_scope.h"
#include "engine/expr/raise.h"
#include "engine/write/row_triggers.h"

namespace tern::exec {

class Description;  // description.h

/// Does an UPDATE trigger of `table` fire where the columns that are `changed` are set?
bool is_update_of(const sql::CreateTriggerStatement& trigger, const catalog::Table& table,
                  std::span<const bool> changed);

/// The trigger programs of one outermost statement, those of statements inside triggers included.
/// A program is compiled when a statement that may fire it is; a trigger that fires inside itself
/// gets one more copy for each depth, made when that depth is first reached.
/// Source: SQLite documentation, "CREATE TRIGGER".
class TriggerPrograms final : public write::TriggerSource {
 public:
  explicit TriggerPrograms(const CompileContext& context);
  ~TriggerPrograms() override;

  write::RowTriggers* triggers_of(const catalog::Table& table) override;
  /// The INSTEAD OF triggers of a view; `shape` describes its columns and outlives this.
  write::RowTriggers& triggers_of_view(const catalog::View& view, const catalog::Table& shape);

  /// Compiles what `table`'s triggers will do for a statement, and those of the tables that foreign
  /// key actions change for it. `changed`: of an UPDATE.
  /// Errors: of compile(), without a place: it would be in another text.
  Status prepare(const catalog::Table& table, sql::TriggerEvent event,
                 std::span<const bool> changed, sql::Conflict on_conflict);
  Status prepare(write::RowTriggers& triggers, sql::TriggerEvent event,
                 std::span<const bool> changed, sql::Conflict on_conflict);

  /// Only the BEFORE triggers; prepare() does the rest.
  Status prepare_before(const catalog::Table& table, sql::TriggerEvent event,
                        sql::Conflict on_conflict);

  /// The same of rows of `table` that REPLACE removes.
  Status prepare_replaced(const catalog::Table& table);

  /// Adds to the inputs of `out` the programs that prepare() made for such changes.
  void describe(const write::RowTriggers& triggers, sql::TriggerEvent event,
                std::span<const bool> changed, sql::Conflict on_conflict, Description& out) const;

  struct Activation;
  /// Adds those of them that fire before the row changes, or the others, each once.
  void list(const write::RowTriggers& triggers, sql::TriggerEvent event,
            std::span<const bool> changed, sql::Conflict on_conflict, bool is_before,
            std::vector<const Activation*>& out) const;
  /// Adds EXPLAIN QUERY PLAN's lines for `fired`, and for what these fire in turn.
  static void add_plan_lines(std::vector<const Activation*> fired,
                             std::vector<Program::PlanLine>& out);

  /// A body inserts into `table`, which is AUTOINCREMENT: at the end of every run sqlite_sequence
  /// knows it, whether or not the trigger fired.
  void note_numbered(const catalog::Table& table);
  /// A body changes `table`, which takes part in the transaction from the beginning of every run.
  void note_virtual(const std::shared_ptr<vtab::VirtualTable>& table);

  /// The outermost statement begins a run.
  void begin();
  // It has begun for whoever writes.
  Status begin_sequences();
  Status begin_virtual_tables();
  /// How the statement must end after an error that came out of a trigger; nothing: it did not.
  std::optional<sql::Conflict> failure_action() const { return failure_action_; }
  expr::RaiseSignal& signal() { return signal_; }

 private:
  struct State;      // of one trigger
  class TableFires;  // the triggers of one table

  Status prepare_actions(const catalog::Table& table, sql::TriggerEvent event,
                         std::span<const bool> changed);
  State& state_of(const catalog::Trigger& trigger, const catalog::Table& table);
  Result<std::unique_ptr<Activation>> compile(const State& state, sql::Conflict on_conflict);
  Result<Activation*> idle(State& state, sql::Conflict on_conflict);
  Result<write::Verdict> run(State& state, const write::RowTriggers::Firing& firing);
  Status run_body(Activation& activation, const write::RowTriggers::Firing& firing);
  Status note_failure(Status failed, sql::Conflict action);

  CompileContext context_;
  expr::RaiseSignal signal_;
  std::optional<sql::Conflict> failure_action_;
  std::vector<const catalog::Table*> numbered_;
  std::vector<std::shared_ptr<vtab::VirtualTable>> virtual_tables_;  // shared: as in the programs
  std::map<const catalog::Trigger*, std::unique_ptr<State>> states_;
  std::map<const void*, std::unique_ptr<TableFires>> tables_;  // by table or view
  std::set<const catalog::ForeignKey*> prepared_deletes_;      // whose actions were looked at
  std::set<const catalog::ForeignKey*> prepared_updates_;
};

}  // namespace tern::exec
