#include "engine/exec/dml.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/catalog/generated_columns.h"
#include "engine/catalog/told_name.h"
#include "engine/exec/assignments.h"
#include "engine/exec/description.h"
#include "engine/exec/foreign_key_access.h"
#include "engine/plan/plan.h"
#include "engine/write/statement_end.h"

namespace tern::exec {

namespace {

/// A table that only its module may change. Errors: "table x may not be modified".
Status check_shadow(const CompileContext& context, const catalog::Table& table) {
  if (!context.transaction.restrictions.is_defensive || !context.virtual_tables) return ok();
  if (!context.virtual_tables->guards_shadow(*table.schema, table.name)) return ok();
  return fail(ErrorCode::Error, "table " + table.name + " may not be modified");
}

}  // namespace

Result<const catalog::Table*> find_target(const CompileContext& context,
                                          const sql::DmlTarget& target) {
  const std::string& name = target.name.name.text;
  const catalog::Lookup lookup = context.lookup();
  const catalog::Table* const table = lookup.relation(target.name).table;
  const bool is_refused = table && table->is_virtual && !context.virtual_tables;
  if (table && !is_refused) {
    if (table->is_system && table->root == PageNo{1} && context.transaction.may_write_schema()) {
      if (context.transaction.capture()) {
        return not_supported("changes of sqlite_schema in a database that syncs");
      }
    } else if (table->is_system && table->root == PageNo{1}) {
      const bool is_temporary = table->schema->is_temporary();
      return fail(ErrorCode::Error, std::string("table sqlite_") + (is_temporary ? "temp_" : "") +
                                        "master may not be modified");
    }
    TRY(check_shadow(context, *table));
    lookup.note(*table, true);
    return table;
  }
  return fail(ErrorCode::Error, "no such table: " + lookup.prefix_of(target.name) + name);
}

Result<Permission> ask_to_change(const CompileContext& context, Action action,
                                 const catalog::Lookup::Found& target) {
  if (!context.access) return Permission::Allow;
  const std::string_view name =
      target.table ? catalog::told_name(*target.table) : std::string_view(target.view->name);
  return context.access.ask(action, name, {}, target.schema().database);
}

bool names_rowid(const catalog::Table& table, std::string_view name) {
  if (table.without_rowid || table.find_column(name)) return false;
  return catalog::same_name(name, "rowid") || catalog::same_name(name, "_rowid_") ||
         catalog::same_name(name, "oid");
}

void DmlProgram::open_triggers() {
  const CompileContext& context = unit_.context();
  if (context.trigger) {
    triggers_ = &context.trigger->programs;
  } else if (context.catalog->has_triggers()) {
    own_triggers_ = std::make_unique<TriggerPrograms>(context);
    triggers_ = own_triggers_.get();
  }
}

Status DmlProgram::open_writer(write::TableWriter::Erasing erasing) {
  open_triggers();
  const CompileContext& context = unit_.context();
  writer_ = TRY(write::TableWriter::open(
      context.transaction, table_, write::TableWriter::Use::Statement,
      {.source = triggers_, .is_inside = is_inside_trigger(), .listener = this}, erasing));
  return ok();
}

Status DmlProgram::prepare_triggers(sql::TriggerEvent event, std::span<const bool> changed,
                                    sql::Conflict on_conflict, bool inserts_one) {
  if (const CompileContext& context = unit_.context(); context.access) {
    ForeignKeyAccess keys(context.access, context.transaction);
    TRY(keys.ask(table_, event, changed, inserts_one));
    if (on_conflict == sql::Conflict::Replace) TRY(keys.ask(table_, sql::TriggerEvent::Delete, {}));
  }
  if (!triggers_) return ok();
  if (write::RowTriggers* own = triggers_->triggers_of(table_)) {
    note_fired(*own, event, changed, on_conflict);
  }
  return triggers_->prepare(table_, event, changed, on_conflict);
}

void DmlProgram::describe_target(std::string operation, Description& out) const {
  out.operation = std::move(operation);
  out.append(table_.name);
  ExpressionText& names = out.make_names();
  unit_.add_names(names);
  if (has_returning()) names.add_row(returning_slot_, table_, table_.name);
}

void DmlProgram::describe_effects(Description& out) const {
  for (const expr::ExprPtr& column : returning_) out.expressions.push_back(column.get());
  for (const Fired& fired : fired_) {
    triggers_->describe(*fired.triggers, fired.event, fired.changed, fired.on_conflict, out);
  }
}

void DmlProgram::list_fired(std::vector<const TriggerPrograms::Activation*>& out) const {
  for (const bool is_before : {true, false}) {
    for (const Fired& fired : fired_) {
      triggers_->list(*fired.triggers, fired.event, fired.changed, fired.on_conflict, is_before,
                      out);
    }
  }
}

std::vector<Program::PlanLine> DmlProgram::explain() const {
  std::vector<PlanLine> out = unit_.plan_lines();
  if (is_inside_trigger() || !unit_.context().transaction.restrictions.shows_trigger_plans) {
    return out;
  }
  std::vector<const TriggerPrograms::Activation*> fired;
  list_fired(fired);
  TriggerPrograms::add_plan_lines(std::move(fired), out);
  return out;
}

bool DmlProgram::fires(sql::TriggerEvent event) const {
  return std::ranges::any_of(triggers(), [&](const catalog::Trigger* trigger) {
    return trigger->definition().event == event;
  });
}

bool DmlProgram::fires_on(std::span<const bool> changed) const {
  return std::ranges::any_of(triggers(), [&](const catalog::Trigger* trigger) {
    const sql::CreateTriggerStatement& definition = trigger->definition();
    return definition.event == sql::TriggerEvent::Update &&
           is_update_of(definition, table_, changed);
  });
}

sql::Conflict DmlProgram::effective(sql::Conflict own) const {
  const TriggerScope* trigger = unit_.context().trigger;
  return trigger && trigger->on_conflict != sql::Conflict::Unspecified ? trigger->on_conflict : own;
}

Status DmlProgram::bind_returning(const sql::ResultColumns& returning) {
  if (returning.empty()) {
    tells_count_ = unit_.context().switches.count_changes && !is_inside_trigger();
    if (tells_count_) columns_.emplace_back().name = count_name();
    return ok();
  }
  for (const sql::ResultColumn& column : returning) {
    if (column.kind == sql::ResultColumnKind::TableStar) {
      return fail(ErrorCode::Error, "RETURNING may not use \"TABLE.*\" wildcards");
    }
  }
  returning_slot_ = unit_.layout().add_row();
  bind::Binder binder(unit_.bind_context(),
                      {bind::NamedRow{.name = table_.name,  // never its alias
                                      .table = &table_,
                                      .slot = returning_slot_,
                                      .layout = bind::RowLayout::Declared,
                                      .has_schema = false}});
  for (bind::OutputColumn& column : TRY(binder.bind_columns(returning))) {
    columns_.push_back({std::move(column.name), std::move(column.declared_type),
                        std::move(column.table), std::move(column.column), column.database});
    returning_.push_back(std::move(column.expr));
  }
  return ok();
}

namespace {

/// Does an UPDATE look at all indexes, those too whose columns it leaves alone? As in the
/// reference: where it changes the key, and where foreign keys make it change more.
bool looks_at_all_indexes(const catalog::Table& table, const Assignments& set, bool has_keys) {
  const std::span<const bool> changed = set.changed();
  if (set.changes_rowid()) return true;
  const auto is_changed = [changed](uint16_t column) { return changed[column]; };
  if (table.without_rowid && std::ranges::any_of(table.primary_key, is_changed)) return true;
  return has_keys && acts_by_foreign_key(table, changed);
}

/// May an UPDATE remove rows that are in its way? `looks_at_all`: at all indexes.
bool may_replace(const catalog::Table& table, std::span<const bool> changed,
                 sql::Conflict on_conflict, bool looks_at_all) {
  const auto replaces = [on_conflict](sql::Conflict own) {
    return (on_conflict == sql::Conflict::Unspecified ? own : on_conflict) ==
           sql::Conflict::Replace;
  };
  if (table.rowid_alias && changed[*table.rowid_alias] && replaces(table.primary_key_conflict)) {
    return true;
  }
  return std::ranges::any_of(table.all_indexes(), [&](const catalog::Index* index) {
    const bool is_looked_at = looks_at_all && index != table.primary_index.get();
    return index->unique && replaces(index->on_conflict) &&
           (is_looked_at || catalog::depends_on(table, *index, changed));
  });
}

}  // namespace

Status DmlProgram::open_for_update(const Assignments& set, sql::Conflict on_conflict) {
  TRY(open_writer());
  const std::span<const bool> changed = set.changed();
  const bool has_keys = unit_.context().transaction.foreign_keys_enabled;
  update_may_replace_ =
      may_replace(table_, changed, on_conflict, looks_at_all_indexes(table_, set, has_keys));
  if (update_may_replace_) TRY(writer_->check_foreign_keys({}));
  return writer_->check_foreign_keys(changed);
}

Status DmlProgram::prepare_update(std::span<const bool> changed, sql::Conflict on_conflict) {
  TRY(writer_->check_generated());
  TRY(prepare_triggers(sql::TriggerEvent::Update, changed, on_conflict));
  TRY(writer_->check_foreign_key_actions(changed));
  return update_may_replace_ ? prepare_replaced() : ok();
}

/// Rows may go to make room.
Status DmlProgram::prepare_replaced() {
  if (triggers_) TRY(triggers_->prepare_replaced(table_));
  return writer_->check_foreign_key_actions({});
}

bool DmlProgram::changes_one_row(sql::TriggerEvent event) const {
  const std::vector<plan::Access>& accesses = unit_.target_plan().accesses;
  if (accesses.size() != 1 || !accesses.front().is_single) return false;
  if (is_inside_trigger() || has_returning() || fires(event)) return false;
  if (update_may_replace_) return false;
  // The entry of the old row is computed once more, which may fail where expressions are in it.
  return std::ranges::all_of(table_.all_indexes(), [](const catalog::Index* index) {
    return !index->where && std::ranges::all_of(index->terms, [](const catalog::IndexTerm& term) {
      return term.column >= 0 || term.column == catalog::IndexTerm::kRowid;
    });
  });
}

Status DmlProgram::start() {
  // Whoever compiled it may have been allowed to.
  if (writer_) TRY(check_shadow(unit_.context(), table_));
  if (!frame_) frame_.emplace(unit_.layout(), unit_.context().connection, parameters_);
  frame_->restart();
  unit_.place_trigger_rows(*frame_);
  is_done_ = false;
  changes_ = 0;
  failure_action_ = sql::Conflict::Abort;
  returned_rows_.clear();
  next_returned_ = 0;
  return ok();
}

Status DmlProgram::work() {
  if (own_triggers_) own_triggers_->begin();
  if (writer_) {
    TRY(writer_->begin_statement(purpose()));
  } else if (!is_inside_trigger()) {
    write::begin_outermost(unit_.context().transaction);
  }
  if (own_triggers_) TRY(own_triggers_->begin_virtual_tables());
  if (own_triggers_) TRY(own_triggers_->begin_sequences());
  if (Status done = run(); !done) {
    failure_action_ = writer_ ? writer_->failure_action() : own_failure_action();
    if (triggers_) failure_action_ = triggers_->failure_action().value_or(failure_action_);
    // FAIL keeps what was done so far, which has to satisfy the foreign keys then.
    if (failure_action_ == sql::Conflict::Fail) {
      if (Status kept = check_violations(); !kept) {
        failure_action_ = sql::Conflict::Abort;
        return kept;
      }
    }
    return done;
  }
  if (writer_) return writer_->finish_statement();
  return is_inside_trigger() ? ok() : write::end_outermost(unit_.context().transaction);
}

Status DmlProgram::check_violations() {
  if (writer_) return writer_->check_violations();
  return is_inside_trigger() ? ok()
                             : write::check_immediate_violations(unit_.context().transaction);
}

Result<bool> DmlProgram::next() {
  if (!is_done_) {
    is_done_ = true;
    Status done = work();
    // Inside a trigger the outermost statement decides what a failure keeps.
    if (!done && is_inside_trigger()) return std::unexpected(std::move(done).error());
    if (!done && failure_action_ != sql::Conflict::Fail) changes_ = 0;
    tells_changes_late_ = done && !returned_rows_.empty();
    if (!tells_changes_late_) tell_changes();
    if (!done) return std::unexpected(std::move(done).error());
    if (tells_count_) {
      returned_rows_.emplace_back().push_back(record::Value::integer(counted()));
    }
  }
  if (next_returned_ == returned_rows_.size()) {
    if (std::exchange(tells_changes_late_, false)) tell_changes();
    return false;
  }
  const auto& row = returned_rows_[next_returned_++];
  returned_.assign(row.begin(), row.end());
  return true;
}

void DmlProgram::tell_changes() {
  txn::Transaction& transaction = unit_.context().transaction;
  transaction.changes_of_statement = changes_;
  transaction.total_changes += changes_;
}

void DmlProgram::finish() {
  if (std::exchange(tells_changes_late_, false)) tell_changes();
  returned_ = {};
}

Status DmlProgram::keep_returned(std::span<const record::ValueView> row, int64_t rowid) {
  if (returning_.empty()) return ok();
  frame_->row(returning_slot_).set_values(row, rowid);
  auto& values = returned_rows_.emplace_back();
  for (const expr::ExprPtr& column : returning_) values.emplace_back(TRY(column->eval(*frame_)));
  return ok();
}

void RowKeys::clear() {
  rowids_.clear();
  keys_.clear();
  order_.clear();
}

Status RowKeys::add(expr::Row& row) {
  if (!table_.without_rowid) {
    rowids_.push_back(TRY(row.rowid()).as_integer());
    return ok();
  }
  for (const uint16_t column : table_.primary_key) {
    keys_.emplace_back(TRY(row.column(table_.stored_place(column))));
  }
  return ok();
}

void RowKeys::add(std::span<const record::ValueView> key) {
  if (!table_.without_rowid) return rowids_.push_back(key.front().as_integer());
  for (const record::ValueView value : key) keys_.emplace_back(value);
}

void RowKeys::sort() {
  if (!table_.without_rowid) {
    if (!std::ranges::is_sorted(rowids_)) std::ranges::sort(rowids_);
    return;
  }
  if (size() < 2) return;
  order_.resize(size());
  std::iota(order_.begin(), order_.end(), size_t{0});
  const auto before = [this](size_t a, size_t b) { return compare(a, b) < 0; };
  if (!std::ranges::is_sorted(order_, before)) std::ranges::sort(order_, before);
}

int RowKeys::compare(size_t a, size_t b) const {
  const size_t width = table_.primary_key.size();
  for (size_t i = 0; i < width; ++i) {
    const auto& term = table_.primary_index->terms[i];
    const int order = record::compare_values(keys_[a * width + i].view(),
                                             keys_[b * width + i].view(), *term.collation);
    if (order != 0) return term.descending ? -order : order;
  }
  return 0;
}

size_t RowKeys::size() const {
  return table_.without_rowid ? keys_.size() / table_.primary_key.size() : rowids_.size();
}

write::TableWriter::RowKey RowKeys::at(size_t index) {
  if (!table_.without_rowid) return {rowids_[index], {}};
  const size_t width = table_.primary_key.size();
  const size_t place = order_.empty() ? index : order_[index];
  const auto from = keys_.begin() + static_cast<std::ptrdiff_t>(place * width);
  key_.assign(from, from + static_cast<std::ptrdiff_t>(width));
  return {0, key_};
}

}  // namespace tern::exec
