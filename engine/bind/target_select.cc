#include "engine/bind/read_access.h"
#include "engine/bind/select_binder.h"
#include "engine/expr/row_column.h"

// UPDATE and DELETE whose rows a SELECT has to find: UPDATE ... FROM, and LIMIT.

namespace tern::bind {

namespace {

/// What tells the rows of `target` apart.
std::vector<FoundColumn> key_of(Source& target) {
  if (target.table && !target.table->without_rowid) return {{&target, FoundColumn::kRowid}};
  std::vector<FoundColumn> out;
  if (target.table) {
    for (const uint16_t column : target.table->primary_key) out.push_back({&target, column});
    return out;
  }
  for (size_t i = 0; i < target.column_count(); ++i) {
    out.push_back({&target, static_cast<int32_t>(i)});
  }
  return out;
}

/// Where the rows are found by a SELECT in the user's eyes; of a view the SELECT is its own.
Result<bool> may_select(const Context& context, const Core& core) {
  if (!context.access || core.sources.front()->view) return true;
  return TRY(context.access.ask(Action::Select)) == Permission::Allow;
}

Status check_width(const sql::Assignment& assignment, size_t width) {
  if (width == assignment.columns.size()) return ok();
  return fail(ErrorCode::Error, std::to_string(assignment.columns.size()) + " columns assigned " +
                                    std::to_string(width) + " values");
}

}  // namespace

Status SelectBinder::bind_target(const sql::DmlTarget& target, const TargetSelect& select,
                                 Query& query, Scope& scope) {
  Core& core = query.cores.front();
  const bool is_allowed = TRY(may_select(context_, core));
  query.keeps_order = select.from != nullptr;
  FromBinder from(context_, core, scope);
  if (select.from) TRY(from.bind_behind_target(*select.from));
  TRY(bind_target_outputs(select, core, scope));
  scope.stage = Stage::Rows;
  scope.finds_misuse_late = core.is_aggregate;
  ExprBinder binder(context_, scope);
  TRY(binder.bind_terms(select.where, core.where));
  TRY(from.bind_conditions());
  scope.finds_misuse_late = false;
  if (core.sources.size() > kJoinedTablesMax) {
    return fail(ErrorCode::Error,
                "at most " + std::to_string(kJoinedTablesMax) + " tables in a join");
  }
  Source& changed = *core.sources.front();
  // LIMIT counts rows of the target, not those of the join.
  if (select.from && select.limit && changed.table) {
    for (const FoundColumn& column : key_of(changed)) {
      core.group_by.push_back(TRY(binder.column(column)));
    }
    core.is_aggregate = true;
  }
  scope.stage = Stage::Result;
  scope.aggregates_allowed = core.is_aggregate;
  scope.windows_allowed = true;
  TRY(bind_order(select.order_by, {}, query, scope));
  TRY(bind_limit(select.limit, select.offset, query));
  if (select.from || select.limit) TRY(ask_for_unread(context_.access, core.sources));
  if (!is_allowed) set_empty(query);
  if (!select.from || !from.names_again(target, *select.from)) return ok();
  return fail(ErrorCode::Error,
              "target object/alias may not appear in FROM clause: " + changed.name);
}

Status SelectBinder::bind_target_outputs(const TargetSelect& select, Core& core, Scope& scope) {
  scope.core = &core;
  scope.aggregates_allowed = true;
  scope.windows_allowed = true;
  ExprBinder binder(context_, scope);
  Source& target = *core.sources.front();
  const bool has_rowid = target.table && !target.table->without_rowid;
  for (const FoundColumn& column : key_of(target)) {
    // A join reads no more of the target than is named.
    const bool is_asked = !has_rowid && !select.from;
    const bool is_readable = !is_asked || TRY(may_read(context_.access, column));
    core.outputs.emplace_back().expr = TRY(is_readable ? binder.column(column) : binder.null());
  }
  if (select.from) {
    for (const sql::Assignment& assignment : *select.set) TRY(bind_set(assignment, core, scope));
    if (target.virtual_table) TRY(bind_all_columns(target, core, scope));
  }
  core.visible = core.outputs.size();
  scope.aggregates_allowed = false;
  scope.windows_allowed = false;
  return context_.check_columns(core.visible, "columns in result set");
}

Status SelectBinder::bind_all_columns(Source& source, Core& core, Scope& scope) {
  ExprBinder binder(context_, scope);
  for (size_t i = 0; i < source.column_count(); ++i) {
    core.outputs.emplace_back().expr = TRY(binder.column({&source, static_cast<int32_t>(i)}));
  }
  return ok();
}

Status SelectBinder::bind_set(const sql::Assignment& assignment, Core& core, Scope& scope) {
  ExprBinder binder(context_, scope);
  const sql::Expr& value = *assignment.value;
  if (!assignment.is_row) {
    core.outputs.emplace_back().expr = TRY(binder.bind(value));
    return ok();
  }
  if (const auto* row = value.as_if<sql::RowValue>()) {
    TRY(check_width(assignment, row->items.size()));
    for (const sql::ExprPtr& item : row->items) {
      core.outputs.emplace_back().expr = TRY(binder.bind(*item));
    }
    return ok();
  }
  expr::ExprPtr bound = TRY(binder.bind_any(value));
  TRY(check_width(assignment, bound->width()));
  if (bound->width() == 1) {
    core.outputs.emplace_back().expr = std::move(bound);
    return ok();
  }
  expr::Builder builder(context_.layout, context_.registry);
  for (size_t i = 0; i < assignment.columns.size(); ++i) {
    // Each output reads its column from a copy; a subquery that reads no row runs once all the
    // same.
    expr::ExprPtr copy = builder.copy_of(*bound);
    if (!copy) copy = TRY(binder.bind_any(value));
    core.outputs.emplace_back().expr =
        std::make_unique<expr::RowColumn>(std::move(copy), static_cast<uint32_t>(i));
  }
  return ok();
}

}  // namespace tern::bind
