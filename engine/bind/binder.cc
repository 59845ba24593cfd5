#include "engine/bind/binder.h"

#include "engine/bind/missing_table.h"
#include "engine/bind/select_binder.h"

namespace tern::bind {

Status Context::check_columns(size_t count, std::string_view what) const {
  const Limits defaults;
  const int64_t most = (limits ? *limits : defaults)[Limit::Columns];
  if (count <= static_cast<uint64_t>(most)) return ok();
  return fail(ErrorCode::Error, "too many " + std::string(what));
}

Binder::Binder(const Context& context, std::vector<NamedRow> rows, const sql::WithClause* with)
    : context_(context) {
  for (NamedRow& row : rows) {
    auto source = std::make_unique<Source>();
    source->name = std::move(row.name);
    source->table = row.table;
    source->slot = row.slot;
    source->layout = row.layout;
    source->qualified_only = row.qualified_only;
    source->has_schema = row.has_schema && !row.qualified_only;
    scope_.sources.push_back(source.get());
    rows_.push_back(std::move(source));
  }
  scope_.names_rowid = !context.has_bare_columns();
  if (with && !with->tables.empty()) {
    ctes_ = CteScope::of(*with, context.sql, nullptr);
    scope_.ctes = &ctes_;
  }
}

Result<expr::ExprPtr> Binder::bind(const sql::Expr& expr) {
  return ExprBinder(context_, scope_).bind(expr);
}

Result<expr::ExprPtr> Binder::bind_any(const sql::Expr& expr) {
  return ExprBinder(context_, scope_).bind_any(expr);
}

Result<std::vector<expr::ExprPtr>> Binder::bind_terms(const sql::Expr* expr) {
  std::vector<expr::ExprPtr> out;
  TRY(ExprBinder(context_, scope_).bind_terms(expr, out));
  return out;
}

Result<OutputColumns> Binder::bind_columns(const sql::ResultColumns& columns) {
  OutputColumns out;
  TRY(bind_outputs(context_, scope_, columns, out));
  return out;
}

Result<std::unique_ptr<Query>> Binder::bind_select(const sql::Select& select) {
  Scope* outer = scope_.sources.empty() ? nullptr : &scope_;
  return SelectBinder(context_, outer, scope_.ctes).bind(select);
}

Result<std::unique_ptr<Query>> Binder::bind_target(const sql::DmlTarget& target) {
  auto query = std::make_unique<Query>();
  query->recursion_slot = context_.layout.add_row();
  Core& core = query->cores.emplace_back();
  core.binary = &context_.layout.binary();
  (void)TRY(FromBinder(context_, core, scope_).add_target(target));
  return query;
}

Status Binder::bind_where(const sql::Expr* where, Query& query) {
  return ExprBinder(context_, scope_).bind_terms(where, query.cores.front().where);
}

Status Binder::bind_target_select(const sql::DmlTarget& target, const TargetSelect& select,
                                  Query& query) {
  // Of its own: what follows sees neither FROM nor what the SELECT allows.
  Scope scope = scope_;
  Status bound =
      SelectBinder(context_, nullptr, scope.ctes).bind_target(target, select, query, scope);
  if (bound) return bound;
  return std::unexpected(table_or(std::move(bound.error()), select, context_, scope.ctes));
}

const UsedColumns& Binder::used(size_t index) const { return rows_[index]->used; }

}  // namespace tern::bind
