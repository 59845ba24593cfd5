#include "engine/bind/binder.h"

#include "engine/bind/select_binder.h"

namespace tern::bind {

Status Context::check_columns(size_t count, std::string_view what) const {
  const Limits defaults;
  const int64_t most = (limits ? *limits : defaults)[Limit::Columns];
  if (count <= static_cast<uint64_t>(most)) return ok();
  return fail(ErrorCode::Error, "too many " + std::string(what));
}

struct Binder::State {
  Scope scope;
  CteScope ctes;
  std::vector<std::unique_ptr<Source>> rows;
};

Binder::Binder(const Context& context, std::vector<NamedRow> rows, const sql::WithClause* with)
    : context_(context), state_(std::make_unique<State>()) {
  for (NamedRow& row : rows) {
    auto source = std::make_unique<Source>();
    source->name = std::move(row.name);
    source->table = row.table;
    source->slot = row.slot;
    source->layout = row.layout;
    source->qualified_only = row.qualified_only;
    state_->scope.sources.push_back(source.get());
    state_->rows.push_back(std::move(source));
  }
  state_->scope.names_rowid = !context.has_bare_columns();
  if (with && !with->tables.empty()) {
    state_->ctes = CteScope::of(*with, context.sql, nullptr);
    state_->scope.ctes = &state_->ctes;
  }
}

Binder::~Binder() = default;

Result<expr::ExprPtr> Binder::bind(const sql::Expr& expr) {
  return ExprBinder(context_, state_->scope).bind(expr);
}

Result<expr::ExprPtr> Binder::bind_any(const sql::Expr& expr) {
  return ExprBinder(context_, state_->scope).bind_any(expr);
}

Result<std::vector<expr::ExprPtr>> Binder::bind_terms(const sql::Expr* expr) {
  return ExprBinder(context_, state_->scope).bind_terms(expr);
}

Result<std::vector<OutputColumn>> Binder::bind_columns(
    const std::vector<sql::ResultColumn>& columns) {
  std::vector<OutputColumn> out;
  TRY(bind_outputs(context_, state_->scope, columns, out));
  return out;
}

Result<std::unique_ptr<Query>> Binder::bind_select(const sql::Select& select) {
  Scope* outer = state_->scope.sources.empty() ? nullptr : &state_->scope;
  return SelectBinder(context_, outer, state_->scope.ctes).bind(select);
}

Result<std::unique_ptr<Query>> Binder::bind_target(const sql::DmlTarget& target,
                                                   const sql::FromClause* from,
                                                   const sql::Expr* where) {
  auto query = std::make_unique<Query>();
  query->recursion_slot = context_.layout.add_row();
  Core& core = query->cores.emplace_back();
  core.binary = &context_.layout.binary();
  FromBinder binder(context_, core, state_->scope);
  Source* source = TRY(binder.add_table(target.name, target.alias));
  source->not_indexed = target.not_indexed;
  if (target.indexed_by) source->indexed_by = target.indexed_by.text;
  if (from) TRY(binder.bind(*from));
  std::vector<expr::ExprPtr> terms = TRY(ExprBinder(context_, state_->scope).bind_terms(where));
  for (expr::ExprPtr& term : terms) core.where.push_back(std::move(term));
  TRY(binder.bind_conditions());
  return query;
}

const UsedColumns& Binder::used(size_t index) const { return state_->rows[index]->used; }

}  // namespace tern::bind
