#include "engine/exec/schema_names.h"

#include "engine/bind/binder.h"
#include "engine/exec/compile_unit.h"
#include "engine/exec/dml.h"
#include "engine/exec/target_rows.h"
#include "engine/exec/view_change.h"
#include "engine/exec/virtual_change.h"

namespace tern::exec {
namespace {

/// Binds the parts of one trigger.
class TriggerBinder {
 public:
  TriggerBinder(const catalog::Trigger& trigger, const CompileContext& context,
                bind::NameObserver& names)
      : unit_(context, trigger.sql), context_(unit_.bind_context()) {
    context_.names = &names;
  }

  Status bind(const sql::CreateTriggerStatement& trigger) {
    if (trigger.when) (void)TRY(bind::Binder(context_).bind(*trigger.when));
    for (const sql::StatementPtr& step : trigger.body) TRY(bind_step(*step));
    return ok();
  }

 private:
  Status bind_step(const sql::Statement& step) {
    if (const auto* select = step.as_if<sql::SelectStatement>()) {
      (void)TRY(bind::Binder(context_).bind_select(select->select));
      return ok();
    }
    if (const auto* insert = step.as_if<sql::InsertStatement>()) return bind_insert(*insert);
    if (const auto* update = step.as_if<sql::UpdateStatement>()) return bind_update(*update);
    const auto& erase = step.as<sql::DeleteStatement>();
    bind::Binder binder(context_, {}, &erase.with);
    const auto query = TRY(binder.bind_target(erase.target));
    return binder.bind_where(erase.where.get(), *query);
  }

  Status bind_update(const sql::UpdateStatement& update) {
    bind::Binder binder(context_, {}, &update.with);
    const auto query = TRY(binder.bind_target(update.target));
    if (!update.from.empty()) {
      return binder.bind_target_select(update.target, target_select(update), *query);
    }
    for (const sql::Assignment& set : update.set) (void)TRY(binder.bind_any(*set.value));
    return binder.bind_where(update.where.get(), *query);
  }

  Status bind_insert(const sql::InsertStatement& insert) {
    if (insert.source) {
      (void)TRY(bind::Binder(context_, {}, &insert.with).bind_select(*insert.source));
    }
    if (find_view_target(unit_.context(), insert.target)) return ok();
    if (TRY(find_virtual(unit_.context(), insert.target.name))) return ok();
    const catalog::Table* table = TRY(find_target(unit_.context(), insert.target));
    for (const sql::Upsert& upsert : insert.upserts) TRY(bind_upsert(upsert, *table, insert));
    return ok();
  }

  Status bind_upsert(const sql::Upsert& upsert, const catalog::Table& table,
                     const sql::InsertStatement& insert) {
    const sql::Name& alias = insert.target.alias;
    bind::Binder binder(context_, {bind::NamedRow{.name = alias ? alias.text : table.name,
                                                  .table = &table,
                                                  .slot = unit_.layout().add_row(),
                                                  .layout = bind::RowLayout::Declared},
                                   bind::NamedRow{.name = "excluded",
                                                  .table = &table,
                                                  .slot = unit_.layout().add_row(),
                                                  .layout = bind::RowLayout::Declared,
                                                  .qualified_only = true}});
    for (const sql::IndexedColumn& column : upsert.target) (void)TRY(binder.bind(*column.expr));
    if (upsert.target_where) (void)TRY(binder.bind(*upsert.target_where));
    for (const sql::Assignment& set : upsert.set) (void)TRY(binder.bind_any(*set.value));
    if (upsert.where) (void)TRY(binder.bind(*upsert.where));
    return ok();
  }

  CompileUnit unit_;
  bind::Context context_;
};

}  // namespace

Status bind_view(const catalog::View& view, const CompileContext& context,
                 bind::NameObserver& names) {
  CompileContext at_home = context;
  at_home.home = catalog::home_of(*view.schema);
  CompileUnit unit(at_home, view.sql);
  bind::Context inside = unit.bind_context();
  inside.names = &names;
  const auto& definition = view.tree->as<sql::CreateViewStatement>();
  (void)TRY(bind::Binder(inside).bind_select(*definition.select));
  return ok();
}

Status bind_trigger(const catalog::Trigger& trigger, const CompileContext& context,
                    bind::NameObserver& names) {
  const auto& definition = trigger.definition();
  CompileContext inside = context;
  inside.home = catalog::home_of(*trigger.schema);
  const catalog::Lookup::Found target = inside.lookup().relation(definition.table);
  const catalog::Table* table = target.table;
  std::unique_ptr<catalog::Table> shape;
  if (!target) {
    return fail(ErrorCode::Error, "no such table: " + inside.lookup().prefix_of(definition.table) +
                                      definition.table.name.text);
  }
  if (target.view) {
    shape = TRY(shape_of_view(*target.view, inside));
    table = shape.get();
  }
  TriggerPrograms programs(context);
  TriggerScope scope{.programs = programs,
                     .table = *table,
                     .event = definition.event,
                     .on_conflict = sql::Conflict::Unspecified,
                     .old_row = {},
                     .new_row = {}};
  inside.trigger = &scope;
  return TriggerBinder(trigger, inside, names).bind(definition);
}

}  // namespace tern::exec
