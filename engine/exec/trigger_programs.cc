#include "engine/exec/trigger_programs.h"

#include <algorithm>

#include "engine/bind/binder.h"
#include "engine/exec/body_listener.h"
#include "engine/exec/compile_unit.h"
#include "engine/exec/description.h"
#include "engine/exec/dml.h"
#include "engine/exec/foreign_key_access.h"
#include "engine/exec/profile.h"
#include "engine/write/foreign_key_definitions.h"
#include "engine/write/rowid_source.h"

namespace tern::exec {

using sql::TriggerEvent;
using sql::TriggerTime;
using write::Verdict;

namespace {

/// A trigger without BEFORE or AFTER is a BEFORE trigger.
TriggerTime time_of(const sql::CreateTriggerStatement& trigger) {
  return trigger.time == TriggerTime::Unspecified ? TriggerTime::Before : trigger.time;
}

std::string_view word(TriggerTime time) {
  if (time == TriggerTime::InsteadOf) return "INSTEAD OF";
  return time == TriggerTime::After ? "AFTER" : "BEFORE";
}

std::string_view word(TriggerEvent event) {
  if (event == TriggerEvent::Insert) return "INSERT";
  return event == TriggerEvent::Delete ? "DELETE" : "UPDATE";
}

sql::Conflict action_of(expr::RaiseAction action) {
  switch (action) {
    case expr::RaiseAction::Fail:
      return sql::Conflict::Fail;
    case expr::RaiseAction::Rollback:
      return sql::Conflict::Rollback;
    case expr::RaiseAction::Ignore:
    case expr::RaiseAction::Abort:
      break;
  }
  return sql::Conflict::Abort;
}

/// An error without its place, which is one in the trigger's text.
Error without_place(const Error& error) {
  return error.has_detail() ? Error(error.code(), std::string(error.message()))
                            : Error(error.code());
}

}  // namespace

bool is_update_of(const sql::CreateTriggerStatement& trigger, const catalog::Table& table,
                  std::span<const bool> changed) {
  if (trigger.update_columns.empty()) return true;
  return std::ranges::any_of(trigger.update_columns, [&](const sql::Name& name) {
    const auto column = table.find_column(name.text);
    return column && changed[*column];
  });
}

/// The programs of one trigger, for one depth.
struct TriggerPrograms::Activation final : Explainable {
  Activation(const catalog::Trigger& fired, TriggerScope seen) : trigger(fired), scope(seen) {}
  void describe(Description& out) const override;

  const catalog::Trigger& trigger;
  TriggerScope scope;
  std::unique_ptr<CompileUnit> when_unit;
  expr::ExprPtr when;                     // null: always
  std::optional<expr::Frame> when_frame;  // goes before what its states point into
  std::vector<std::unique_ptr<Program>> steps;
  bool is_busy = false;
};

void TriggerPrograms::Activation::describe(Description& out) const {
  const sql::CreateTriggerStatement& definition = trigger.definition();
  out.operation = "Trigger";
  out.append(trigger.name);
  out.append(word(time_of(definition)));
  out.append(word(definition.event));
  ExpressionText& names = out.make_names();
  if (when) {
    when_unit->add_names(names);
    out.append("WHEN " + out.text(*when));
  }
  for (const auto& step : steps) out.add_input(step);
}

struct TriggerPrograms::State {
  const catalog::Trigger* trigger;
  const catalog::Table* table;
  int running = 0;
  std::map<sql::Conflict, std::vector<std::unique_ptr<Activation>>> activations;
  std::vector<sql::Conflict> compiling;
};

class TriggerPrograms::TableFires final : public write::RowTriggers {
 public:
  TableFires(TriggerPrograms& programs, const catalog::Table& table,
             const std::vector<const catalog::Trigger*>& triggers)
      : programs_(programs), table_(table) {
    for (const catalog::Trigger* trigger : triggers) {
      const auto& definition = trigger->definition();
      kinds_ |= bit(time_of(definition), definition.event);
      states_.push_back(&programs.state_of(*trigger, table));
    }
  }

  bool has(TriggerTime time, TriggerEvent event) const override {
    return (kinds_ & bit(time, event)) != 0;
  }

  Result<Verdict> fire(const Firing& firing) override {
    for (State* state : states_) {
      const auto& definition = state->trigger->definition();
      if (time_of(definition) != firing.time || !fits(definition, firing.event, firing.changed)) {
        continue;
      }
      if (TRY(programs_.run(*state, firing)) == Verdict::Ignore) return Verdict::Ignore;
    }
    return Verdict::Pass;
  }

  /// `only_before`: the others wait for another call.
  Status prepare(TriggerEvent event, std::span<const bool> changed, sql::Conflict on_conflict,
                 bool only_before = false) {
    for (State* state : states_) {
      const auto& definition = state->trigger->definition();
      if (!fits(definition, event, changed)) continue;
      if (only_before && time_of(definition) != TriggerTime::Before) continue;
      auto& copies = state->activations[on_conflict];
      auto& compiling = state->compiling;
      const bool is_cycle =
          std::find(compiling.begin(), compiling.end(), on_conflict) != compiling.end();
      if (!copies.empty() || is_cycle) continue;
      compiling.push_back(on_conflict);
      auto made = programs_.compile(*state, on_conflict);
      std::erase(state->compiling, on_conflict);
      copies.push_back(TRY(std::move(made)));
    }
    return ok();
  }

  void describe(TriggerEvent event, std::span<const bool> changed, sql::Conflict on_conflict,
                Description& out) const {
    for (const State* state : states_) {
      const auto copies = state->activations.find(on_conflict);
      if (copies == state->activations.end() || copies->second.empty()) continue;
      if (fits(state->trigger->definition(), event, changed)) {
        out.add_input(copies->second.front());
      }
    }
  }

  void list(TriggerEvent event, std::span<const bool> changed, sql::Conflict on_conflict,
            bool is_before, std::vector<const Activation*>& out) const {
    for (const State* state : states_) {
      const auto copies = state->activations.find(on_conflict);
      if (copies == state->activations.end() || copies->second.empty()) continue;
      const auto& definition = state->trigger->definition();
      const bool is_due = (time_of(definition) == TriggerTime::Before) == is_before;
      const Activation* const one = copies->second.front().get();
      if (!is_due || !fits(definition, event, changed)) continue;
      if (std::ranges::find(out, one) == out.end()) out.push_back(one);
    }
  }

 private:
  static uint32_t bit(TriggerTime time, TriggerEvent event) {
    return 1U << (static_cast<uint32_t>(time) * 3 + static_cast<uint32_t>(event));
  }
  bool fits(const sql::CreateTriggerStatement& definition, TriggerEvent event,
            std::span<const bool> changed) const {
    return definition.event == event &&
           (event != TriggerEvent::Update || is_update_of(definition, table_, changed));
  }

  TriggerPrograms& programs_;
  const catalog::Table& table_;
  uint32_t kinds_ = 0;
  std::vector<State*> states_;
};

TriggerPrograms::TriggerPrograms(const CompileContext& context) : context_(context) {}
TriggerPrograms::~TriggerPrograms() = default;

TriggerPrograms::State& TriggerPrograms::state_of(const catalog::Trigger& trigger,
                                                  const catalog::Table& table) {
  std::unique_ptr<State>& state = states_[&trigger];
  if (!state) {
    state = std::make_unique<State>();
    state->trigger = &trigger;
    state->table = &table;
  }
  return *state;
}

write::RowTriggers* TriggerPrograms::triggers_of(const catalog::Table& table) {
  const auto triggers = context_.triggers_of(table);
  if (triggers.empty()) return nullptr;
  auto& fires = tables_[&table];
  if (!fires) fires = std::make_unique<TableFires>(*this, table, triggers);
  return fires.get();
}

write::RowTriggers& TriggerPrograms::triggers_of_view(const catalog::View& view,
                                                      const catalog::Table& shape) {
  auto& fires = tables_[&view];
  if (!fires) fires = std::make_unique<TableFires>(*this, shape, context_.triggers_of(view));
  return *fires;
}

Status TriggerPrograms::prepare(const catalog::Table& table, TriggerEvent event,
                                std::span<const bool> changed, sql::Conflict on_conflict) {
  if (write::RowTriggers* triggers = triggers_of(table)) {
    TRY(prepare(*triggers, event, changed, on_conflict));
  }
  const bool acts = context_.transaction.foreign_keys_enabled && event != TriggerEvent::Insert;
  return acts ? prepare_actions(table, event, changed) : ok();
}

Status TriggerPrograms::prepare_before(const catalog::Table& table, TriggerEvent event,
                                       sql::Conflict on_conflict) {
  write::RowTriggers* const triggers = triggers_of(table);
  if (!triggers) return ok();
  return static_cast<TableFires&>(*triggers).prepare(event, {}, on_conflict, true);
}

Status TriggerPrograms::prepare_replaced(const catalog::Table& table) {
  if (context_.transaction.recursive_triggers) {
    return prepare(table, TriggerEvent::Delete, {}, sql::Conflict::Replace);
  }
  const bool acts = context_.transaction.foreign_keys_enabled;
  return acts ? prepare_actions(table, TriggerEvent::Delete, {}) : ok();
}

Status TriggerPrograms::prepare_actions(const catalog::Table& table, TriggerEvent event,
                                        std::span<const bool> changed) {
  using sql::ForeignKeyAction;
  const bool is_delete = event == TriggerEvent::Delete;
  auto& prepared = is_delete ? prepared_deletes_ : prepared_updates_;
  for (const auto& [child, key] : table.schema->children_of(table)) {
    const ForeignKeyAction action = is_delete ? key->on_delete : key->on_update;
    if (action != ForeignKeyAction::Cascade && action != ForeignKeyAction::SetNull &&
        action != ForeignKeyAction::SetDefault) {
      continue;
    }
    if (!is_delete && !write::sets_parent_key(table, *key, changed)) continue;
    if (!prepared.insert(key).second) continue;
    context_.lookup().note(*child, true);
    if (is_delete && action == ForeignKeyAction::Cascade) {
      TRY(prepare(*child, TriggerEvent::Delete, {}, sql::Conflict::Unspecified));
      continue;
    }
    const auto set = std::make_unique<bool[]>(child->columns.size());
    for (const uint16_t column : key->child_columns) set[column] = true;
    TRY(prepare(*child, TriggerEvent::Update, std::span(set.get(), child->columns.size()),
                sql::Conflict::Abort));
  }
  return ok();
}

Status TriggerPrograms::prepare(write::RowTriggers& triggers, TriggerEvent event,
                                std::span<const bool> changed, sql::Conflict on_conflict) {
  return static_cast<TableFires&>(triggers).prepare(event, changed, on_conflict);
}

void TriggerPrograms::describe(const write::RowTriggers& triggers, TriggerEvent event,
                               std::span<const bool> changed, sql::Conflict on_conflict,
                               Description& out) const {
  static_cast<const TableFires&>(triggers).describe(event, changed, on_conflict, out);
}

void TriggerPrograms::list(const write::RowTriggers& triggers, TriggerEvent event,
                           std::span<const bool> changed, sql::Conflict on_conflict, bool is_before,
                           std::vector<const Activation*>& out) const {
  static_cast<const TableFires&>(triggers).list(event, changed, on_conflict, is_before, out);
}

void TriggerPrograms::add_plan_lines(std::vector<const Activation*> fired,
                                     std::vector<Program::PlanLine>& out) {
  for (size_t i = 0; i < fired.size(); ++i) {  // grows on the way
    const Activation& one = *fired[i];
    out.push_back({0, 1, "-- TRIGGER " + one.trigger.name});
    for (const auto& step : one.steps) {
      for (Program::PlanLine& line : step->explain()) out.push_back(std::move(line));
      if (const auto* change = dynamic_cast<const DmlProgram*>(step.get())) {
        change->list_fired(fired);
      }
    }
  }
}

void TriggerPrograms::begin() {
  signal_.action.reset();
  failure_action_.reset();
}

void TriggerPrograms::note_numbered(const catalog::Table& table) {
  if (std::ranges::find(numbered_, &table) == numbered_.end()) numbered_.push_back(&table);
}

Status TriggerPrograms::begin_sequences() {
  for (const catalog::Table* table : numbered_) {
    (void)TRY(write::RowidSource::sequence_of(context_.transaction, *table));
  }
  return ok();
}

void TriggerPrograms::note_virtual(const std::shared_ptr<vtab::VirtualTable>& table) {
  if (std::ranges::find(virtual_tables_, table) == virtual_tables_.end()) {
    virtual_tables_.push_back(table);
  }
}

Status TriggerPrograms::begin_virtual_tables() {
  for (const auto& table : virtual_tables_) {
    TRY(context_.virtual_tables->participants().join(table));
  }
  return ok();
}

Result<std::unique_ptr<TriggerPrograms::Activation>> TriggerPrograms::compile(
    const State& state, sql::Conflict on_conflict) {
  const auto& definition = state.trigger->definition();
  auto out = std::make_unique<Activation>(*state.trigger, TriggerScope{.programs = *this,
                                                                       .table = *state.table,
                                                                       .event = definition.event,
                                                                       .on_conflict = on_conflict,
                                                                       .old_row = {},
                                                                       .new_row = {}});
  CompileContext context = context_;
  context.trigger = &out->scope;
  context.home = catalog::home_of(*state.trigger->schema);
  context.access = context_.access.inside(state.trigger->name);
  Profile* const profile = context_.profile;
  if (definition.when) {
    if (profile) context.profile = &profile->part(definition.when.get());
    out->when_unit = std::make_unique<CompileUnit>(context, state.trigger->sql);
    auto when = bind::Binder(out->when_unit->bind_context()).bind(*definition.when);
    if (!when) return std::unexpected(without_place(when.error()));
    out->when = std::move(*when);
  }
  for (const sql::StatementPtr& step : definition.body) {
    if (profile) context.profile = &profile->part(step.get());
    auto program = compile_step(*step, state.trigger->sql, context);
    if (!program) return std::unexpected(without_place(program.error()));
    out->steps.push_back(std::move(*program));
  }
  return out;
}

Result<TriggerPrograms::Activation*> TriggerPrograms::idle(State& state,
                                                           sql::Conflict on_conflict) {
  auto& copies = state.activations[on_conflict];
  for (const auto& copy : copies) {
    if (!copy->is_busy) return copy.get();
  }
  copies.push_back(TRY(compile(state, on_conflict)));
  return copies.back().get();
}

/// Remembers how the innermost failure wants the statement to end.
Status TriggerPrograms::note_failure(Status failed, sql::Conflict action) {
  if (!failed && !failure_action_ && signal_.action != expr::RaiseAction::Ignore) {
    failure_action_ = signal_.action ? action_of(*signal_.action) : action;
  }
  return failed;
}

Status TriggerPrograms::run_body(Activation& activation, const write::RowTriggers::Firing& firing) {
  if (firing.old_row) activation.scope.old_row = *firing.old_row;
  if (firing.new_row) activation.scope.new_row = *firing.new_row;
  BodyListener* const listener = context_.listener;
  const catalog::Trigger& trigger = activation.trigger;
  if (listener) listener->trigger_begins(trigger);
  if (activation.when) {
    if (!activation.when_frame) {
      static const std::vector<record::Value> kNoParameters;
      activation.when_frame.emplace(activation.when_unit->layout(), context_.connection,
                                    kNoParameters);
    }
    expr::Frame& frame = *activation.when_frame;
    frame.restart();
    activation.when_unit->place_trigger_rows(frame);
    const Result<expr::Truth> holds = activation.when->truth(frame);
    if (!holds) return note_failure(std::unexpected(holds.error()), sql::Conflict::Abort);
    if (*holds != expr::Truth::True) return ok();
  }
  for (size_t at = 0; at < activation.steps.size(); ++at) {
    Program* const step = activation.steps[at].get();
    if (listener) listener->step_begins(trigger.definition().body[at]->span.in(trigger.sql));
    Status done = step->start();
    while (done) {
      const Result<bool> more = step->next();
      if (!more) done = std::unexpected(more.error());
      if (!more || !*more) break;
    }
    const sql::Conflict action = step->failure_action();
    step->finish();
    if (!done) return note_failure(std::move(done), action);
  }
  return ok();
}

Result<Verdict> TriggerPrograms::run(State& state, const write::RowTriggers::Firing& firing) {
  txn::Transaction& transaction = context_.transaction;
  if (!transaction.recursive_triggers && state.running > 0) return Verdict::Pass;
  if (transaction.action_depth >= transaction.action_depth_max) {
    return fail(ErrorCode::Error, "too many levels of trigger recursion");
  }
  Activation& activation = *TRY(idle(state, firing.on_conflict));
  const int64_t changes = transaction.changes_of_statement;
  const int64_t last_rowid = transaction.last_insert_rowid;
  ++transaction.action_depth;
  ++state.running;
  activation.is_busy = true;
  Status done = run_body(activation, firing);
  activation.is_busy = false;
  --state.running;
  --transaction.action_depth;
  transaction.changes_of_statement = changes;
  transaction.last_insert_rowid = last_rowid;
  if (done) return Verdict::Pass;
  if (signal_.action == expr::RaiseAction::Ignore) {
    signal_.action.reset();
    return Verdict::Ignore;
  }
  return std::unexpected(without_place(done.error()));
}

}  // namespace tern::exec
